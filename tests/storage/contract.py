"""What every table and every photo store must do: each adapter's tests inherit these and say how to open one.

A claim that moto alone would witness (it enforces few of DynamoDB's limits) is stated so that SQLite witnesses it too.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from backend.storage.port import (
    MAX_ITEM_BYTES,
    MAX_PAGE_BYTES,
    MAX_PK_BYTES,
    MAX_SK_BYTES,
    Absent,
    Condition,
    ConditionFailed,
    Item,
    Key,
    Page,
    Table,
    TooBig,
    Unchanged,
    Units,
    Value,
)

NOW_S = 1_800_000_000
HERE = Key("P", "a")


def item_at(key: Key, **attributes: Value) -> Item:
    return {"pk": key.pk, "sk": key.sk, **attributes}


def fill(table: Table, pk: str, sort_keys: Iterable[str], **attributes: Value) -> None:
    for sk in sort_keys:
        table.put_if(item_at(Key(pk, sk), **attributes), None)


def sort_keys(page: Page) -> list[Value]:
    return [item["sk"] for item in page.items]


class TableContract:
    """Inherit, and give a fixture `table` whose clock stands at NOW_S."""

    largest_item = MAX_ITEM_BYTES

    def test_what_was_put_comes_back_verbatim(self, table: Table) -> None:
        attributes: dict[str, Value] = {
            "text": "Ana \U0001f469\u200d\U0001f52c e\u0301 \u05d0 \0 \n",
            "empty": "",
            "yes": True,
            "one": 1,
            "none": None,
            "large": 10**37,
            "negative": -(2**53),
            "raw": bytes(range(256)),
            "list": [1, True, "1", None, [b""], {}],
            "map": {"B": "text", "S": {"B": b"raw"}, "NULL": None},
        }
        table.put_if(item_at(HERE, **attributes), None)
        found = table.get(HERE)
        assert found == item_at(HERE, **attributes)
        assert found["yes"] is True
        assert type(found["one"]) is int
        assert type(found["raw"]) is bytes

    def test_nothing_is_where_nothing_was_put(self, table: Table) -> None:
        assert table.get(HERE) is None
        assert table.query("P").items == []
        assert table.batch_get([HERE]) == {}
        assert list(table.scan()) == []

    def test_a_put_replaces_the_whole_item(self, table: Table) -> None:
        table.put_if(item_at(HERE, a=1, b=2), None)
        table.put_if(item_at(HERE, c=3), None)
        assert table.get(HERE) == item_at(HERE, c=3)

    def test_the_second_of_two_that_want_a_free_place_is_shown_the_first(self, table: Table) -> None:
        table.put_if(item_at(HERE, by="first"), Absent())
        with pytest.raises(ConditionFailed) as refusal:
            table.put_if(item_at(HERE, by="second"), Absent())
        assert refusal.value.occupant == item_at(HERE, by="first")
        assert table.get(HERE) == item_at(HERE, by="first")

    def test_a_put_on_an_unchanged_item_goes_through_once(self, table: Table) -> None:
        table.put_if(item_at(HERE, rev=1, name="Ana"), None)
        table.put_if(item_at(HERE, rev=2), Unchanged({"rev": 1, "name": "Ana"}))
        with pytest.raises(ConditionFailed) as refusal:
            table.put_if(item_at(HERE, rev=3), Unchanged({"rev": 1}))
        assert refusal.value.occupant == item_at(HERE, rev=2)

    @pytest.mark.parametrize(("stored", "expected"), [("1", 1), (b"a", "a"), ([1], ["1"]), (0, None), ("", None)])
    def test_a_value_of_another_type_counts_as_changed(self, table: Table, stored: Value, expected: Value) -> None:
        table.put_if(item_at(HERE, x=stored), None)
        with pytest.raises(ConditionFailed):
            table.put_if(item_at(HERE), Unchanged({"x": expected}))
        table.put_if(item_at(HERE), Unchanged({"x": stored}))

    def test_true_is_not_one(self, table: Table) -> None:
        table.put_if(item_at(HERE, x=[1]), None)
        with pytest.raises(ConditionFailed):
            table.put_if(item_at(HERE), Unchanged({"x": [True]}))

    def test_none_in_a_condition_means_not_there(self, table: Table) -> None:
        table.put_if(item_at(HERE, other=None), None)
        table.put_if(item_at(HERE, x=1), Unchanged({"x": None, "other": None}))
        with pytest.raises(ConditionFailed):
            table.put_if(item_at(HERE), Unchanged({"x": None}))

    def test_nothing_is_unchanged_where_there_is_nothing(self, table: Table) -> None:
        for condition in (Unchanged({}), Unchanged({"x": None}), Unchanged({"x": 1})):
            with pytest.raises(ConditionFailed) as refusal:
                table.put_if(item_at(HERE), condition)
            assert refusal.value.occupant is None
        assert table.get(HERE) is None

    def test_each_of_many_writes_goes_by_its_own_condition(self, table: Table) -> None:
        fill(table, "P", "bc", rev=1)
        conditions: dict[str, Condition] = {"a": Absent(), "b": Absent(), "c": Unchanged({"rev": 1}), "d": None}
        outcomes = table.put_each((item_at(Key("P", sk), rev=2), conditions[sk]) for sk in conditions)
        refused = [outcome.occupant if outcome else None for outcome in outcomes]
        assert refused == [None, item_at(Key("P", "b"), rev=1), None, None]
        assert [item["rev"] for item in table.query("P").items] == [2, 1, 2, 2]

    def test_hundreds_of_writes_are_answered_in_the_order_they_were_given(self, table: Table) -> None:
        taken = [f"{n:03d}" for n in range(0, 300, 7)]
        fill(table, "P", taken)
        everywhere = [f"{n:03d}" for n in range(300)]
        outcomes = table.put_each([(item_at(Key("P", sk), new=True), Absent()) for sk in everywhere])
        assert [sk for sk, outcome in zip(everywhere, outcomes, strict=True) if outcome] == taken
        assert [item["sk"] for item in table.query("P").items if "new" not in item] == taken
        assert sort_keys(table.query("P")) == everywhere

    def test_no_write_of_many_happens_when_one_breaks_a_limit_or_two_go_to_one_place(self, table: Table) -> None:
        with pytest.raises(TooBig):
            table.put_each([(item_at(HERE), None), (item_at(Key("P", "b"), x=10**38), None)])
        with pytest.raises(ValueError, match="one place"):
            table.put_each([(item_at(HERE, x=1), None), (item_at(HERE, x=2), Absent())])
        assert table.put_each([]) == []
        assert list(table.scan()) == []

    def test_each_of_many_writes_counts_as_one(self, table: Table) -> None:
        table.put_if(item_at(HERE), None)
        table.units = Units()
        table.put_each([(item_at(HERE, raw=bytes(3000)), Absent()), (item_at(Key("P", "b")), None)])
        assert table.units.calls == {"put_if": 2}
        assert table.units.writes == 3 + 1

    def test_a_delete_takes_the_item_away_and_may_be_repeated(self, table: Table) -> None:
        table.put_if(item_at(HERE), None)
        table.delete_if(HERE, None)
        table.delete_if(HERE, None)
        assert table.get(HERE) is None

    def test_a_conditional_delete_spares_what_has_changed(self, table: Table) -> None:
        table.put_if(item_at(HERE, rev=2), None)
        with pytest.raises(ConditionFailed) as refusal:
            table.delete_if(HERE, Unchanged({"rev": 1}))
        assert refusal.value.occupant == item_at(HERE, rev=2)
        table.delete_if(HERE, Unchanged({"rev": 2}))
        with pytest.raises(ConditionFailed) as refusal:
            table.delete_if(HERE, Unchanged({"rev": 2}))
        assert refusal.value.occupant is None

    def test_an_expired_item_is_in_no_read(self, table: Table) -> None:
        table.put_if(item_at(HERE, expires=NOW_S), None)
        table.put_if(item_at(Key("P", "b"), expires=NOW_S + 1), None)
        assert table.get(HERE) is None
        assert sort_keys(table.query("P")) == ["b"]
        assert list(table.batch_get([HERE, Key("P", "b")])) == [Key("P", "b")]
        assert [item["sk"] for item in table.scan()] == ["b"]

    def test_an_expired_item_counts_as_absent_in_conditions(self, table: Table) -> None:
        table.put_if(item_at(HERE, rev=1, expires=NOW_S), None)
        with pytest.raises(ConditionFailed) as refusal:
            table.put_if(item_at(HERE), Unchanged({"rev": 1}))
        assert refusal.value.occupant is None
        table.put_if(item_at(HERE, rev=2, expires=NOW_S + 1), Absent())
        table.put_if(item_at(HERE, rev=3), Unchanged({"rev": 2}))
        assert table.get(HERE) == item_at(HERE, rev=3)

    def test_a_batch_finds_all_there_are_among_any_number_of_keys(self, table: Table) -> None:
        fill(table, "P", (f"{n:03d}" for n in range(0, 250, 2)))
        keys = [Key("P", f"{n:03d}") for n in range(250)]
        found = table.batch_get(iter([*keys, *keys]))
        assert set(found) == set(keys[::2])
        assert all(found[key] == item_at(key) for key in found)

    def test_a_range_is_in_order_of_bytes_and_holds_both_its_ends(self, table: Table) -> None:
        in_order = ["A", "Z", "a", "é", "\uffee", "\U0001f600"]
        fill(table, "P", reversed(in_order))
        fill(table, "Q", ["a"])
        assert sort_keys(table.query("P")) == in_order
        assert sort_keys(table.query("P", descending=True)) == in_order[::-1]
        assert sort_keys(table.query("P", first="Z", last="é")) == ["Z", "a", "é"]
        assert sort_keys(table.query("P", first="b")) == in_order[3:]
        assert sort_keys(table.query("P", last="b")) == in_order[:3]
        assert sort_keys(table.query("P", first="Z", last="é", descending=True)) == ["é", "a", "Z"]

    def test_a_range_that_ends_before_it_begins_is_empty(self, table: Table) -> None:
        fill(table, "P", "ab")
        assert table.query("P", first="b", last="a") == Page([], None)

    @pytest.mark.parametrize("descending", [False, True])
    def test_pages_follow_each_other_without_gap_or_repeat(self, table: Table, *, descending: bool) -> None:
        fill(table, "P", "abcdefgh")
        seen: list[Value] = []
        after, pages = None, 0
        while pages == 0 or after is not None:
            page = table.query("P", first="b", last="g", after=after, limit=2, descending=descending)
            assert len(page.items) <= 2
            seen += sort_keys(page)
            after, pages = page.next, pages + 1
        assert seen == sorted("bcdefg", reverse=descending)
        assert pages in (3, 4)  # DynamoDB may find out only from an empty page that there is no more

    def test_a_page_goes_on_after_an_item_that_has_gone(self, table: Table) -> None:
        fill(table, "P", "abc")
        after = table.query("P", limit=1).next
        table.delete_if(Key("P", "a"), None)
        assert sort_keys(table.query("P", after=after)) == ["b", "c"]

    def test_expired_items_count_against_a_pages_limit(self, table: Table) -> None:
        fill(table, "P", "ab", expires=NOW_S)
        fill(table, "P", "c")
        page = table.query("P", limit=2)
        assert page.items == []
        assert page.next is not None
        assert sort_keys(table.query("P", after=page.next)) == ["c"]

    def test_a_page_ends_at_a_megabyte(self, table: Table) -> None:
        fill(table, "P", "abcdef", raw=bytes(300 * 1024))
        page = table.query("P")
        assert 1 <= len(page.items) * 300 * 1024 <= MAX_PAGE_BYTES
        seen = sort_keys(page)
        while page.next is not None:
            page = table.query("P", after=page.next)
            seen += sort_keys(page)
        assert seen == list("abcdef")

    def test_a_token_serves_only_the_range_that_gave_it(self, table: Table) -> None:
        for pk in ("P", "Q"):
            fill(table, pk, "abcd")
        after = table.query("P", first="a", last="d", limit=1).next
        assert after is not None
        assert "P" not in after
        for elsewhere in ("Q", "P"):
            with pytest.raises(ValueError, match="another range"):
                table.query(elsewhere, after=after)
        with pytest.raises(ValueError, match="another range"):
            table.query("P", first="a", last="d", after=after, descending=True)

    @pytest.mark.parametrize("after", ["", "a", "é", "!!!!", "AAAAAAAAAAAAAAAAYQ", "gICAgICAgICAgICAgIA"])
    def test_what_is_no_token_is_refused(self, table: Table, after: str) -> None:
        fill(table, "P", "ab")
        with pytest.raises(ValueError, match="token"):
            table.query("P", after=after)

    def test_a_page_of_no_items_cannot_be_asked_for(self, table: Table) -> None:
        with pytest.raises(ValueError, match="limit"):
            table.query("P", limit=0)

    def test_a_scan_yields_the_partitions_with_a_prefix_and_no_others(self, table: Table) -> None:
        for pk in ("S#1", "S#1#0", "S#2", "T#1", "S"):
            fill(table, pk, "ab")
        assert sorted(str(item["pk"]) for item in table.scan(pk_prefix="S#1")) == ["S#1"] * 2 + ["S#1#0"] * 2
        assert len(list(table.scan())) == 10

    def test_a_scan_goes_through_more_items_than_one_answer_holds(self, table: Table) -> None:
        fill(table, "P", (f"{n:04d}" for n in range(450)))
        assert len({str(item["sk"]) for item in table.scan(pk_prefix="P")}) == 450

    def test_a_mark_finds_the_items_that_bear_it_and_those_alone(self, table: Table) -> None:
        for pk, sk in (("Q", "a"), ("P", "b"), ("P", "a")):
            table.put_if(item_at(Key(pk, sk), due="monday"), None)
        table.put_if(item_at(Key("P", "c"), due="mondays"), None)
        table.put_if(item_at(Key("P", "d")), None)
        found = list(table.due("monday"))
        assert sorted(found, key=str) == [Key("P", "a"), Key("P", "b"), Key("Q", "a")]
        assert [key.pk for key in found] in (["P", "P", "Q"], ["Q", "P", "P"]), "a partition's stand together"
        assert list(table.due("tuesday")) == []

    def test_a_mark_follows_its_item(self, table: Table) -> None:
        for sk in ("changed", "unmarked", "deleted"):
            table.put_if(item_at(Key("P", sk), due="monday"), Absent())
        table.put_each([(item_at(Key("P", "changed"), due="tuesday"), None), (item_at(Key("P", "unmarked")), None)])
        table.delete_if(Key("P", "deleted"), None)
        assert list(table.due("monday")) == []
        assert list(table.due("tuesday")) == [Key("P", "changed")]

    def test_a_mark_finds_more_items_than_one_answer_holds(self, table: Table) -> None:
        keys = [Key("p" * 1000 + str(number % 3), "s" * 1000 + f"{number:04d}") for number in range(600)]
        table.put_each([(item_at(key, due="monday"), None) for key in keys])
        assert sorted(table.due("monday"), key=str) == sorted(keys, key=str)

    @pytest.mark.parametrize("mark", [None, 1, b"monday", "", "m" * (MAX_PK_BYTES + 1)])
    def test_what_dynamodb_cannot_index_is_no_mark(self, table: Table, mark: Value) -> None:
        with pytest.raises(TypeError):
            table.put_if(item_at(HERE, due=mark), None)
        assert table.get(HERE) is None

    def test_an_item_may_be_as_large_as_dynamodb_allows_and_no_larger(self, table: Table) -> None:
        names = len("pk" + "P" + "sk" + "a" + "text")
        largest = item_at(HERE, text="x" * (self.largest_item - names))
        table.put_if(largest, None)
        with pytest.raises(TooBig):
            table.put_if(item_at(HERE, text="x" * (MAX_ITEM_BYTES - names + 1)), None)
        assert table.get(HERE) == largest

    @pytest.mark.parametrize(
        "key",
        [
            Key("", "a"),
            Key("P", ""),
            Key("é" * (MAX_PK_BYTES // 2) + "a", "a"),
            Key("P", "é" * (MAX_SK_BYTES // 2) + "a"),
        ],
    )
    def test_a_key_that_is_empty_or_too_long_is_refused_by_every_call(self, table: Table, key: Key) -> None:
        with pytest.raises(TooBig):
            table.put_if(item_at(key), None)
        with pytest.raises(TooBig):
            table.get(key)
        with pytest.raises(TooBig):
            table.delete_if(key, None)
        with pytest.raises(TooBig):
            table.batch_get([HERE, key])

    def test_the_longest_keys_are_taken(self, table: Table) -> None:
        key = Key("p" * MAX_PK_BYTES, "s" * MAX_SK_BYTES)
        table.put_if(item_at(key), Absent())
        assert table.query(key.pk, first=key.sk, last=key.sk).items == [item_at(key)]

    @pytest.mark.parametrize("value", [10**38, -(10**38), {"": 1}, [[10**40]]])
    def test_what_dynamodb_cannot_hold_is_refused_and_nothing_is_written(self, table: Table, value: Value) -> None:
        with pytest.raises(TooBig):
            table.put_if(item_at(HERE, x=value), None)
        assert table.get(HERE) is None

    def test_a_value_may_be_nested_31_deep_and_no_deeper(self, table: Table) -> None:
        nested: Value = "leaf"
        for _ in range(31):
            nested = [nested]
        table.put_if(item_at(HERE, x=nested), None)
        with pytest.raises(TooBig):
            table.put_if(item_at(HERE, x=[[nested]]), None)

    def test_calls_and_units_are_counted_until_the_count_is_replaced(self, table: Table) -> None:
        table.put_if(item_at(HERE), None)
        table.get(HERE)
        table.query("P")
        assert table.units.calls == {"put_if": 1, "get": 1, "query": 1}
        assert table.units.writes > 0
        assert table.units.reads > 0
        table.units = Units()
        assert table.units.calls == {}

    def test_a_failed_condition_costs_a_write(self, table: Table) -> None:
        table.put_if(item_at(HERE), None)
        table.units = Units()
        with pytest.raises(ConditionFailed):
            table.put_if(item_at(HERE, raw=bytes(3000)), Absent())
        assert table.units.writes == 3
