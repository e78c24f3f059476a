"""The verdict on each change, alone: bad input of every kind inside `changes[i]`, and the caps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.domain.canonical import canonical
from backend.domain.errors import LanyardError
from backend.storage import keys
from backend.storage.port import Key
from backend.sync import admission
from backend.sync.exchange import exchange
from backend.web.json_body import parse
from tests.sync.device import NOW, SPACE, Device, deps_on, new_req, person_id, server
from tests.sync.fake_table import FakeTable

ANA = person_id(1)
DEEP: Any = []
for _ in range(40):
    DEEP = [DEEP]


def sibling(replica: str, n: int, value: Any, at: Any = 1) -> dict[str, Any]:
    return {"d": [replica, n], "v": value, "at": at}


def change(**fields: Any) -> dict[str, Any]:
    """A whole contact, as the replica `phone` first wrote it."""
    return {"id": ANA, "kind": "contact", "full": True, "d": ["phone", 1], "at": NOW, "f": fields or {"name": "Ana"}}


def long_change(**registers: Any) -> dict[str, Any]:
    return {"id": ANA, "kind": "contact", "full": True, "f": registers}


def push(table: FakeTable, *changes: Any, replica: str = "phone", ctr: int = 100) -> list[dict[str, Any]]:
    """Push as a replica that has never pushed before, and return the results."""
    body = {"proto": 1, "req": new_req(), "replica": replica, "ctr": ctr, "changes": list(changes)}
    answer = exchange(deps_on(table), space=SPACE, user=SPACE, body=body)
    assert not answer["fork"]
    return list(answer["results"])


def verdict(raw: Any, *, ctr: int = 100) -> dict[str, Any]:
    """Push a change between two good ones, see that those are taken, and return its result."""
    good = [{**change(), "id": person_id(number)} for number in (8, 9)]
    table = FakeTable()
    before, result, after = push(table, good[0], raw, good[1], ctr=ctr)
    assert (before, after) == ({"i": 0, "s": "ok"}, {"i": 2, "s": "ok"})
    assert result.pop("i") == 1
    return result


def rejected(code: str, field: str | None = None) -> dict[str, Any]:
    return {"s": "rejected", "code": code, **({"field": field} if field else {})}


@pytest.mark.parametrize(
    "raw",
    [
        None,
        7,
        "x",
        [],
        {},
        change() | {"more": 1},
        {key: value for key, value in change().items() if key != "at"},
        {key: value for key, value in change().items() if key != "full"},
        change() | {"id": ""},
        change() | {"id": "a b"},
        change() | {"id": "x" * 129},
        change() | {"id": "constructor"},
        change() | {"id": 7},
        change() | {"kind": "Contact"},
        change() | {"kind": ""},
        change() | {"kind": "prototype"},
        change() | {"kind": None},
        change() | {"full": 1},
        change() | {"f": {}},
        change() | {"f": []},
        change() | {"d": ["phone"]},
        change() | {"d": ["phone", 1, 1]},
        change() | {"d": ["phone", 0]},
        change() | {"d": ["phone", -1]},
        change() | {"d": ["phone", True]},
        change() | {"d": ["phone", 1.0]},
        change() | {"d": ["phone", 2**53]},
        change() | {"d": ["", 1]},
        change() | {"d": ["__proto__", 1]},
        change() | {"d": ["a b", 1]},
        change() | {"d": "phone"},
        change() | {"at": 1.5},
        change() | {"at": None},
        change() | {"at": 2**53},
        change() | {"at": "now"},
    ],
)
def test_a_change_of_the_wrong_shape_is_refused_alone(raw: Any) -> None:
    assert verdict(raw) == rejected("shape")


@pytest.mark.parametrize(
    "register",
    [
        None,
        [],
        "Ana",
        {},
        {"c": {}},
        {"s": {}},
        {"s": [], "c": None},
        {"s": [], "c": []},
        {"s": [], "c": {"phone": 0}},
        {"s": [], "c": {"phone": "1"}},
        {"s": [], "c": {"a b": 1}},
        {"s": [], "x": 1},
        {"s": ["Ana"]},
        {"s": [{"d": ["phone", 1], "v": "Ana"}]},
        {"s": [sibling("phone", 1, "Ana") | {"x": 1}]},
        {"s": [sibling("phone", 1, "Ana", at=0.5)]},
    ],
)
def test_a_register_of_the_wrong_shape_is_refused_with_its_name(register: Any) -> None:
    assert verdict(long_change(name=register)) == rejected("shape", "name")


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name": 7}, "type", "name"),
        ({"name": ""}, "blank", "name"),
        ({"name": "A\u0000na"}, "control", "name"),
        ({"name": "A\ud800na"}, "surrogate", "name"),
        ({"name": "A\u202ena"}, "bidi", "name"),
        ({"name": "A" * 201}, "too_long", "name"),
        ({"met_on": "2026-02-30"}, "format", "met_on"),
        ({"met_on": "0001-01-01"}, "range", "met_on"),
        ({"captured_at": 1.5}, "type", "captured_at"),
        ({"captured_at": True}, "type", "captured_at"),
        ({"tag:python": 1}, "type", "tag:python"),
        ({"x_new": 1.5}, "type", "x_new"),
        ({"x_new": float("nan")}, "type", "x_new"),
        ({"x_new": float("inf")}, "type", "x_new"),
        ({"x_new": 2**53}, "range", "x_new"),
        ({"x_new": 10**40}, "range", "x_new"),
        ({"x_new": "\ud800"}, "surrogate", "x_new"),
        ({"x_new": {"\ud800": 1}}, "key", "x_new"),
        ({"x_new": {"__proto__": 1}}, "key", "x_new"),
        ({"x_new": DEEP}, "too_deep", "x_new"),
        ({"_deleted": True}, "type", "_deleted"),
        ({"_deleted": None}, "type", "_deleted"),
        ({"_deleted": {"name": {"phone": 0}}}, "shape", "_deleted"),
        ({"_deleted": {"name": {"phone": -4}}}, "shape", "_deleted"),
        ({"_deleted": {"name": 4}}, "type", "_deleted"),
    ],
)
def test_a_bad_value_is_refused_with_its_code_and_field(fields: dict[str, Any], code: str, field: str) -> None:
    assert verdict(change(**fields)) == rejected(code, field)


@pytest.mark.parametrize("field", ["__proto__", "constructor", "", "x" * 201, "a\u0000b", "\ud800", "a\nb"])
def test_a_field_without_a_proper_name_is_refused_and_not_repeated(field: str) -> None:
    assert verdict(change(**{field: "x"})) == rejected("key")
    assert verdict(long_change(**{field: {"s": [], "c": {"phone": 1}}})) == rejected("key")


@pytest.mark.parametrize(
    "value", ['{"a":1,"a":2}', "1e999", "NaN", "1" * 500, '"\\ud800"', '{"constructor":1}', "[" * 100 + "]" * 100]
)
def test_what_the_strict_loader_would_refuse_is_the_verdict_of_one_change(value: str) -> None:
    body = {"proto": 1, "req": new_req(), "replica": "phone", "ctr": 1, "changes": [change(x_new="HERE"), change()]}
    text = json.dumps(body).replace('"HERE"', value)
    answer = exchange(deps_on(FakeTable()), space=SPACE, user=SPACE, body=parse(text.encode(), apart="changes"))
    assert [result["s"] for result in answer["results"]] == ["rejected", "ok"]


def test_a_wrong_clock_is_never_a_reason_to_refuse() -> None:
    for at in (0, -1, 1, -(2**53) + 1, 2**53 - 1):
        assert verdict(change() | {"at": at}) == {"s": "ok"}


def test_open_enumerations_unknown_kinds_and_unknown_fields_are_taken() -> None:
    assert verdict(change(preferred_channel="carrier pigeon", x_new={"deep": [None, True]})) == {"s": "ok"}
    assert verdict(change(anything=[1]) | {"kind": "mentorship"}) == {"s": "ok"}


def test_writes_of_the_pusher_lie_within_its_counter() -> None:
    assert verdict(change() | {"d": ["phone", 9]}, ctr=9) == {"s": "ok"}
    assert verdict(change() | {"d": ["phone", 10]}, ctr=9) == rejected("dot", "name")
    assert verdict(change() | {"d": ["phone~reader", 10]}, ctr=9) == rejected("dot", "name")
    assert verdict(change() | {"d": ["laptop", 10]}, ctr=9) == {"s": "ok"}
    seen_too_much = {"s": [sibling("laptop", 1, "Ana")], "c": {"phone": 10}}
    assert verdict(long_change(name=seen_too_much), ctr=9) == rejected("dot", "name")
    assert verdict(change(_deleted={"name": {"phone": 10}}), ctr=9) == rejected("dot", "_deleted")


def test_a_dot_never_gets_a_second_value() -> None:
    table = FakeTable()
    assert push(table, change(name="Ana")) == [{"i": 0, "s": "ok"}]
    [same, other, time] = push(
        table, change(name="Ana"), change(name="Anna"), change(name="Ana") | {"at": 1}, replica="laptop"
    )
    assert same["s"] == "ok"
    assert other == time | {"i": 1} == rejected("dot", "name") | {"i": 1}
    twice = {"s": [sibling("phone", 1, "Ana"), sibling("phone", 1, "Anna")]}
    assert verdict(long_change(name=twice)) == rejected("dot", "name")


def test_a_record_keeps_its_kind() -> None:
    table = FakeTable()
    push(table, change())
    [result] = push(table, change(body="x") | {"kind": "note", "d": ["laptop", 1]}, replica="laptop")
    assert result == rejected("kind") | {"i": 0}


def test_a_partial_change_needs_a_record_even_within_one_push() -> None:
    table = FakeTable()
    partial = {**change(title="Dr"), "full": False, "d": ["phone", 2]}
    assert [result["s"] for result in push(table, partial, change(), partial)] == ["need_full", "ok", "ok"]


def test_a_field_holds_at_most_eight_siblings_and_settling_them_is_always_possible() -> None:
    table = FakeTable()
    for number in range(8):
        assert push(table, change(title=f"t{number}") | {"d": [f"r{number}", 1]}, replica=f"r{number}")[0]["s"] == "ok"
    ninth = push(table, change(title="t9") | {"d": ["r9", 1]}, replica="r9")
    assert ninth == [rejected("too_many", "title") | {"i": 0}]
    settled = {"s": [sibling("r10", 1, "all of it")], "c": {f"r{number}": 1 for number in range(8)}}
    assert push(table, long_change(title=settled), replica="r10")[0]["s"] == "ok"


def test_a_record_has_at_most_128_fields_not_counting_what_left_its_sets() -> None:
    assert verdict(change(**{f"x{number}": 1 for number in range(128)})) == {"s": "ok"}
    assert verdict(change(**{f"x{number}": 1 for number in range(129)})) == rejected("too_many")
    gone = {f"tag:{number}": False for number in range(300)}
    assert verdict(change(**gone, **{f"x{number}": 1 for number in range(128)})) == {"s": "ok"}
    assert verdict(change(**{f"tag:{number}": True for number in range(129)})) == rejected("too_many")


def test_sizes_are_capped_by_field_change_and_record() -> None:
    def text(length: int) -> dict[str, Any]:
        return {"kept": "x" * length}

    assert verdict(change(x_one=text(65_000))) == {"s": "ok"}
    assert verdict(change(x_one=text(65_536))) == rejected("too_big", "x_one")
    assert verdict(change(**{f"x{number}": text(50_000) for number in range(4)})) == {"s": "ok"}
    assert verdict(change(**{f"x{number}": text(51_500) for number in range(4)})) == rejected("too_big")
    table = FakeTable()
    push(table, change(**{f"x{number}": text(50_000) for number in range(4)}))
    more = change(**{f"y{number}": text(23_000) for number in range(2)}) | {"d": ["laptop", 1], "full": False}
    assert push(table, more, replica="laptop") == [rejected("too_big") | {"i": 0}]
    less = change(y0=text(20_000)) | {"d": ["tablet", 1], "full": False}
    assert push(table, less, replica="tablet") == [{"i": 0, "s": "ok"}]


def test_sizes_are_counted_in_bytes() -> None:
    assert verdict(change(x_one={"kept": "€" * 22_000})) == rejected("too_big", "x_one")


def test_a_field_that_outgrew_the_cap_by_concurrency_can_still_be_lived_with_and_mended() -> None:
    table = FakeTable()
    for number in range(7):
        push(table, change(title=f"t{number}") | {"d": [f"r{number}", 1]}, replica=f"r{number}")

    def overtake(call: str, key: Key) -> None:
        if call == "put_if" and key == keys.replica(SPACE, "r7"):  # r7 has been judged by now
            table.before = None
            push(table, change(title="t8") | {"d": ["r8", 1]}, replica="r8")

    table.before = overtake
    push(table, change(title="t7") | {"d": ["r7", 1]}, replica="r7")
    laptop = Device(server(table), "laptop")
    laptop.sync()
    assert len(laptop.records[ANA].f["title"]["s"]) == 9
    assert push(table, change(title="t9") | {"d": ["r9", 1]}, replica="r9")[0]["s"] == "rejected"
    laptop.write(ANA, {"name": "Ana Lima"})
    laptop.sync()
    laptop.write(ANA, {"title": "settled"})
    laptop.sync()
    assert laptop.quarantine == []
    assert len(laptop.records[ANA].f["title"]["s"]) == 1


def test_many_changes_of_one_large_record_are_judged_by_what_each_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    def counting(value: Any) -> str:
        text = canonical(value)
        written.append(len(text))
        return text

    monkeypatch.setattr(admission, "canonical", counting)
    large = change(**{f"tag:{number:04d}": False for number in range(1500)})
    small = [{**change(name=f"n{number}"), "full": False, "d": ["phone", 2 + number]} for number in range(90)]
    assert {result["s"] for result in push(FakeTable(), large, *small)} == {"ok"}
    assert sum(written) < 10 * len(json.dumps([large, *small]))


def test_nothing_inside_changes_is_an_error_of_the_whole_request() -> None:
    try:
        push(FakeTable(), *[{"id": number} for number in range(2_000)])
    except LanyardError as error:
        pytest.fail(f"the request failed as a whole: {error}")
