"""The fold of the log into records: the same whoever does it, however often, and wherever it stops."""

from __future__ import annotations

import itertools
import random
import zlib
from collections.abc import Iterable
from typing import Any

import pytest

from backend.domain.canonical import canonical
from backend.storage import keys
from backend.storage.port import Condition, ConditionFailed, Item, Key, Unavailable
from backend.sync import project, view
from backend.sync.head import Head, create_head, read_head
from backend.sync.log import Entry, append, content_text, outcome_text
from tests.sync.device import SPACE, Device, new_req, person_id, server
from tests.sync.fake_table import FakeTable

ANA, BORIS = person_id(1), person_id(2)


@pytest.fixture
def table() -> FakeTable:
    table = FakeTable()
    create_head(table, SPACE, new_req)
    return table


def commit(table: FakeTable, *changes: dict[str, Any], purge: tuple[str, ...] = ()) -> int:
    """Append an entry as a push or the sweep would, and return its number."""
    content = zlib.compress(content_text([canonical(change).encode() for change in changes], purge))
    outcome = zlib.compress(outcome_text(len(changes), []))
    return append(table, SPACE, 1, Entry(0, SPACE, "phone", new_req(), 0, content, outcome)).number


def change(record_id: str, n: int, **fields: Any) -> dict[str, Any]:
    return {"id": record_id, "kind": "note", "full": True, "d": ["phone", n], "at": n, "f": fields}


def wires(table: FakeTable) -> dict[str, Any]:
    """What the records hold, by id; None for a tombstone."""
    items = [item for key, item in table.items.items() if key.sk.startswith("R#")]
    return {stored.id: stored.wire for stored in view.read_items(table, SPACE, items)}


def test_records_are_the_fold_of_the_log(table: FakeTable) -> None:
    commit(table, change(ANA, 1, body="one"), change(BORIS, 1, body="two"))
    commit(table, change(ANA, 2, body="three"))
    assert project.catch_up(table, SPACE).applied == 2
    assert wires(table) == {ANA: change(ANA, 2, body="three"), BORIS: change(BORIS, 1, body="two")}


def test_folding_stops_at_a_gap(table: FakeTable) -> None:
    for n in (1, 2, 3):
        commit(table, change(ANA, n, body=str(n)))
    table.hide(keys.entry(SPACE, 2))
    assert project.catch_up(table, SPACE).applied == 1
    table.show(keys.entry(SPACE, 2))
    assert project.catch_up(table, SPACE).applied == 3


def test_a_large_backlog_is_folded_in_batches(table: FakeTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "BATCH_BYTES", 1)
    for n in range(1, 6):
        commit(table, change(ANA, n, body=str(n)))
    assert project.catch_up(table, SPACE).applied == 5
    assert wires(table)[ANA] == change(ANA, 5, body="5")
    assert table.items[keys.record(SPACE, ANA)]["rev"] == 5


def test_many_records_are_written_in_batches(table: FakeTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "BATCH_ITEMS", 2)
    monkeypatch.setattr(view, "BATCH_BYTES", 2_000)
    sizes: list[int] = []
    put_each = table.put_each

    def measured(writes: Iterable[tuple[Item, Condition]]) -> list[ConditionFailed | None]:
        listed = list(writes)
        sizes.append(len(listed))
        return put_each(listed)

    monkeypatch.setattr(table, "put_each", measured)
    bodies = ["a", "b", "c", "long " * 500, "d"]
    commit(table, *(change(person_id(n), n, body=body) for n, body in enumerate(bodies, 1)))
    project.catch_up(table, SPACE)
    assert [size for size in sizes if size] == [2, 2, 1]
    assert len(wires(table)) == 5


def test_of_many_records_only_those_are_folded_again_that_somebody_else_wrote(table: FakeTable) -> None:
    ids = [person_id(n) for n in range(1, 7)]
    commit(table, *(change(each, 1, body="one") for each in ids))
    written: list[Key] = []

    def overtake(call: str, key: Key) -> None:
        if call != "put_if" or not key.sk.startswith("R#"):
            return
        written.append(key)
        if len(written) == 3:
            table.before = None
            commit(table, change(ids[0], 2, title="two"))
            project.catch_up(table, SPACE)
            table.before = overtake

    table.before = overtake
    project.catch_up(table, SPACE)
    assert len(written) == len(ids)
    assert read_head(table, SPACE).applied == 2
    assert sorted(wires(table)[ids[0]]["f"]) == ["body", "title"]
    assert sorted(wires(table)) == ids


def test_folding_what_is_folded_writes_no_record(table: FakeTable) -> None:
    commit(table, change(ANA, 1, body="one"))
    project.catch_up(table, SPACE)
    before = table.copy_of(pk_prefix=f"S#{SPACE}#")
    head = read_head(table, SPACE)
    project.finish(table, SPACE, Head(head.epoch, applied=0, floor=head.floor))
    assert table.copy_of(pk_prefix=f"S#{SPACE}#") == before


def test_projectors_that_get_in_each_others_way_come_to_the_same() -> None:
    expected = None
    moment = 0
    while True:
        table = FakeTable()
        create_head(table, SPACE, new_req)
        commit(table, change(ANA, 1, body="one"), change(BORIS, 1, body="b"))
        commit(table, change(ANA, 2, title="two"))
        met = _finish_with_another_at(table, moment)
        assert read_head(table, SPACE).applied == 3
        expected = expected or wires(table)
        assert wires(table) == expected
        if not met:
            break
        moment += 1
    assert moment >= 8


def _finish_with_another_at(table: FakeTable, moment: int) -> bool:
    """Let another projector, with one more entry, run through in the middle of one; False if it never got to run."""
    calls = itertools.count()
    met = False

    def interfere(_call: str, _key: Key) -> None:
        nonlocal met
        if next(calls) == moment:
            table.before = None
            met = True
            commit(table, change(ANA, 3, body="three"))
            project.catch_up(table, SPACE)

    table.before = interfere
    project.catch_up(table, SPACE)
    table.before = None
    if not met:
        commit(table, change(ANA, 3, body="three"))
        project.catch_up(table, SPACE)
    return met


def test_a_projector_that_dies_anywhere_leaves_the_rest_to_the_next(table: FakeTable) -> None:
    commit(table, change(ANA, 1, body="one"), change(BORIS, 1, body="two"))
    for calls_left in range(20):
        left = itertools.count(calls_left, -1)

        def die(_call: str, _key: Key, left: Any = left) -> None:
            if next(left) <= 0:
                raise Unavailable("gone")

        table.before = die
        try:
            project.catch_up(table, SPACE)
        except Unavailable:
            continue
        finally:
            table.before = None
        break
    else:
        pytest.fail("it never got through")
    assert sorted(wires(table)) == [ANA, BORIS]


def test_a_purge_leaves_a_tombstone_and_a_late_projector_skips_what_came_before(table: FakeTable) -> None:
    commit(table, change(ANA, 1, body="one"))
    stale = read_head(table, SPACE)

    def purge_meanwhile(call: str, key: Key) -> None:
        if call == "put_if" and key == keys.record(SPACE, ANA):
            table.before = None
            commit(table, purge=(ANA,))
            project.catch_up(table, SPACE)

    table.before = purge_meanwhile
    project.finish(table, SPACE, stale)
    assert wires(table) == {ANA: None}
    project.finish(table, SPACE, stale)
    assert wires(table) == {ANA: None}


@pytest.mark.parametrize("is_written_again", [True, False])
def test_what_comes_to_the_same_after_a_purge_is_noted_so_that_a_late_projector_undoes_none_of_it(
    table: FakeTable, *, is_written_again: bool
) -> None:
    commit(table, change(ANA, 1, body="one"))
    if not is_written_again:
        commit(table, purge=(ANA,))
    stale = project.catch_up(table, SPACE)
    again = change(ANA, 1, body="one")
    if is_written_again:
        commit(table, purge=(ANA,))
        last = commit(table, again)
    else:
        commit(table, again)
        last = commit(table, purge=(ANA,))
    project.catch_up(table, SPACE)
    expected = wires(table)
    table.hide(keys.entry(SPACE, last))
    project.finish(table, SPACE, stale)
    assert wires(table) == expected == {ANA: again if is_written_again else None}


def test_a_slow_projector_undoes_neither_applied_nor_floor(table: FakeTable) -> None:
    commit(table, change(ANA, 1, body="one"))

    def overtake(call: str, key: Key) -> None:
        if call == "put_if" and key == keys.head(SPACE):
            table.before = None
            commit(table, change(ANA, 2, body="two"))
            project.catch_up(table, SPACE)
            table.put_if({**table.items[keys.head(SPACE)], "floor": 2}, None)

    table.before = overtake
    assert project.catch_up(table, SPACE) == read_head(table, SPACE)
    assert (read_head(table, SPACE).applied, read_head(table, SPACE).floor) == (2, 2)


def test_a_whole_record_after_a_purge_begins_anew(table: FakeTable) -> None:
    commit(table, change(ANA, 1, body="one", place="gone"))
    commit(table, purge=(ANA,))
    commit(table, change(ANA, 2, body="two"))
    project.catch_up(table, SPACE)
    assert wires(table) == {ANA: change(ANA, 2, body="two")}


def test_numbers_of_a_line_that_was_lost_do_not_hide_entries_of_the_restored_one(table: FakeTable) -> None:
    for n in (1, 2, 3):
        commit(table, change(ANA, n, body=str(n)))
    project.catch_up(table, SPACE)
    for number in (2, 3):
        del table.items[keys.entry(SPACE, number)]
    table.put_if({**table.items[keys.head(SPACE)], "epoch": "restored", "applied": 0}, None)
    commit(table, {**change(ANA, 1, title="new"), "d": ["laptop", 1]})
    project.catch_up(table, SPACE)
    assert sorted(wires(table)[ANA]["f"]) == ["body", "title"]


def test_a_record_that_outgrows_an_item_lies_in_parts(table: FakeTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "PART_BYTES", 1_000)
    chaos = random.Random(3)  # noqa: S311 - text that cannot be compressed, the same in each run
    texts = [chaos.randbytes(1_500).hex() for _ in range(3)]
    commit(table, change(ANA, 1, body=texts[0]))
    project.catch_up(table, SPACE)
    assert len(parts(table)) == 2
    commit(table, change(ANA, 2, place=texts[1]))
    project.catch_up(table, SPACE)
    stored = wires(table)[ANA]["f"]
    assert (stored["body"]["s"][0]["v"], stored["place"]["s"][0]["v"]) == (texts[0], texts[1])
    assert len(parts(table)) == len(table.items[keys.record(SPACE, ANA)]["parts"])  # type: ignore[arg-type]
    commit(table, purge=(ANA,))
    project.catch_up(table, SPACE)
    assert parts(table) == []


def test_parts_that_are_replaced_while_they_are_read_are_read_again(
    table: FakeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PART_BYTES", 50)
    commit(table, change(ANA, 1, body="a b c d e f g h i j k l m n o p q r s t u v w x y z"))
    project.catch_up(table, SPACE)

    def rewrite(call: str, key: Key) -> None:
        if call == "batch_get" and key.sk.startswith("V#"):
            table.before = None
            commit(table, change(ANA, 2, place="1 2 3 4 5 6 7 8 9 10 11 12 13 14"))
            project.catch_up(table, SPACE)

    table.before = rewrite
    stored = view.load(table, SPACE, [ANA])[ANA]
    assert stored.revision == 2
    assert stored.record
    assert sorted(stored.record.f) == ["body", "place"]


def test_a_write_that_was_sent_twice_because_its_answer_was_lost_leaves_no_old_part_behind(
    table: FakeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PART_BYTES", 50)
    commit(table, change(ANA, 1, body="a b c d e f g h i j k l m n o p q r s t u v w x y z"))
    project.catch_up(table, SPACE)
    commit(table, change(ANA, 2, body="1 2 3 4 5 6 7 8 9 10 11 12 13 14"))
    put_if = table.put_if

    def twice(item: Item, condition: Condition) -> None:
        put_if(item, condition)
        put_if(item, condition)

    monkeypatch.setattr(table, "put_if", twice)
    project.catch_up(table, SPACE)
    assert sorted(part.sk for part in parts(table)) == table.items[keys.record(SPACE, ANA)]["parts"]
    assert read_head(table, SPACE).applied == 2


def test_two_projectors_of_a_large_record_leave_no_part_behind(
    table: FakeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PART_BYTES", 50)
    commit(table, change(ANA, 1, body="a b c d e f g h i j k l m n o p q r s t u v w x y z"))

    def overtake(call: str, key: Key) -> None:
        if call == "put_if" and key == keys.record(SPACE, ANA):
            table.before = None
            commit(table, change(ANA, 2, place="1 2 3 4 5 6 7 8 9 10 11 12 13 14"))
            project.catch_up(table, SPACE)

    table.before = overtake
    project.catch_up(table, SPACE)
    assert sorted(part.sk for part in parts(table)) == table.items[keys.record(SPACE, ANA)]["parts"]
    assert sorted(wires(table)[ANA]["f"]) == ["body", "place"]


def test_what_cannot_be_folded_is_parked_with_an_alarm_and_folding_goes_on(
    table: FakeTable, caplog: pytest.LogCaptureFixture
) -> None:
    commit(table, change(ANA, 1, body="one"), {"id": "no", "kind": "note", "full": True, "f": 3}, {"odd": []})
    damaged = commit(table, change(BORIS, 1, body="two"))
    table.items[keys.entry(SPACE, damaged)]["content"] = b"rot"
    commit(table, change(BORIS, 2, body="three"))
    assert project.catch_up(table, SPACE).applied == 3
    assert wires(table) == {ANA: change(ANA, 1, body="one"), BORIS: change(BORIS, 2, body="three")}
    assert table.items[keys.parked(SPACE, 1)]["changes"] == [1, 2]
    assert table.items[keys.parked(SPACE, damaged)]["changes"] == []
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


def test_records_equal_the_fold_of_the_log_after_any_pushes(table: FakeTable) -> None:
    devices = [Device(server(table), name) for name in ("a", "b", "c")]
    chaos = random.Random(11)  # noqa: S311
    for _ in range(120):
        device = chaos.choice(devices)
        record_id = person_id(chaos.randrange(4))
        if chaos.random() < 0.6:
            device.write(record_id, {chaos.choice(["body", "place", "tag:x"]): chaos.random() < 0.5 or None})
        elif record_id in device.records and chaos.random() < 0.3:
            device.delete(record_id)
        else:
            device.exchange()
    project.catch_up(table, SPACE)
    rebuilt = FakeTable()
    rebuilt.items = {key: item for key, item in table.copy_of().items() if key.sk[0] in "LH"}
    rebuilt.put_if({**rebuilt.items[keys.head(SPACE)], "applied": 0}, None)
    project.catch_up(rebuilt, SPACE)
    assert wires(rebuilt) == wires(table)
    assert len(wires(table)) == 4


def parts(table: FakeTable) -> list[Key]:
    return [key for key in table.items if key.sk.startswith("V#")]
