"""The cases that both languages share: `tests/vectors/register.json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from backend.domain import record, register
from backend.domain.canonical import canonical
from backend.domain.register import Register, register_of

VECTORS = Path(__file__).parent.parent / "vectors" / "register.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]


def _part(f: dict[str, Any]) -> record.Record:
    return record.Record("r1", "contact", f)


def _shown(f: dict[str, Any]) -> dict[str, Any]:
    shown = record.shown(_part(f))
    return {"f": shown.f, "conflicts": shown.conflicts}


def _expanded(change: dict[str, Any]) -> dict[str, Any]:
    whole = record.expanded(change)
    return {"id": whole.id, "kind": whole.kind, "full": whole.full, "f": whole.f}


def _normal(register: Any) -> Register:
    return register_of(register.get("c") or {}, register["s"])


OPERATIONS: dict[str, Callable[..., Any]] = {
    "normal": _normal,
    "write": register.write,
    "shown": _shown,
    "visible": lambda f: record.is_visible(_part(f)),
    "expand": _expanded,
    "shorten": lambda change: record.shortened(record.expanded(change)),
}


def _cases(*operations: str) -> pytest.MarkDecorator:
    chosen = [case for case in CASES if case["op"] in operations]
    return pytest.mark.parametrize("case", chosen, ids=[f"{case['op']}: {case['name']}" for case in chosen])


@_cases(*OPERATIONS)
def test_an_operation_gives_what_both_languages_agreed_on(case: dict[str, Any]) -> None:
    assert canonical(OPERATIONS[case["op"]](**case["in"])) == canonical(case["out"])


@_cases("canonical")
def test_canonical_text_is_that_of_rfc_8785(case: dict[str, Any]) -> None:
    assert canonical(case["in"]["value"]) == case["out"]


@_cases("merge")
def test_registers_merge_to_the_same_in_every_order_grouping_and_repetition(case: dict[str, Any]) -> None:
    for order in permutations(case["in"]["registers"]):
        _assert_merges(register.merge, order, case["out"])


@_cases("merge_records")
def test_records_merge_to_the_same_in_every_order_grouping_and_repetition(case: dict[str, Any]) -> None:
    def merge(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
        return dict(record.merge_records(_part(a), _part(b)).f)

    for order in permutations(case["in"]["records"]):
        _assert_merges(merge, order, case["out"])


def _assert_merges(merge: Callable[[Any, Any], Any], order: tuple[Any, ...], expected: Any) -> None:
    from_the_left = reduce(merge, order)
    from_the_right = reduce(lambda merged, each: merge(each, merged), reversed(order))
    repeated = reduce(merge, [*order, *order])
    assert [canonical(merged) for merged in (from_the_left, from_the_right, repeated)] == [canonical(expected)] * 3


def test_every_case_is_run() -> None:
    assert {case["op"] for case in CASES} == {*OPERATIONS, "canonical", "merge", "merge_records"}
    names = [(case["op"], case["name"]) for case in CASES]
    assert len(names) == len(set(names))
