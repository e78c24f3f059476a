"""The laws of merging, on registers and records that replicas can really come to by writing and merging.

A dot has one value, ever: the worlds below are made by replicas that count their writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations
from typing import Any

from hypothesis import given as given_any
from hypothesis import strategies as st

from backend.domain.canonical import canonical
from backend.domain.record import Record, expanded, fold, merge_records, shortened
from backend.domain.register import Register, context_of, covers, merge, register_of, shown_sibling, write

REPLICAS = ("a", "b", "c~job")
EMPTY = Register(s=[])

values = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.text(max_size=3), st.lists(st.booleans(), max_size=2)
)
times = st.integers(-2, 2)
steps: st.SearchStrategy[list[tuple[str, int, Any, int]]] = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 2), values, times),
        st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2), times),
    ),
    max_size=14,
)


@st.composite
def worlds(draw: st.DrawFn) -> list[Register]:
    """Every state that a field went through on three replicas that write over what they show and merge at will."""
    states = [EMPTY, EMPTY, EMPTY]
    history = [EMPTY]
    counts = [0, 0, 0]
    for what, who, given, at in draw(steps):
        if what == "merge":
            states[who] = merge(states[who], states[given])
        else:
            counts[who] += 1
            sibling = {"d": [REPLICAS[who], counts[who]], "v": given, "at": at}
            states[who] = write(states[who], context_of(states[who]), sibling)  # type: ignore[arg-type]
        history.append(states[who])
    return history


@st.composite
def registers(draw: st.DrawFn, count: int) -> tuple[Register, ...]:
    """Some states of one world, in any order."""
    world = draw(worlds())
    return tuple(draw(st.sampled_from(world)) for _ in range(count))


@st.composite
def records(draw: st.DrawFn, count: int) -> list[Record]:
    """Parts of one record: each holds some of its fields, each field in some state."""
    fields = {name: draw(worlds()) for name in ("name", "tag:python", "_deleted", "x_unknown")}
    parts = []
    for _ in range(count):
        chosen = draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
        f = {name: draw(st.sampled_from(fields[name])) for name in chosen}
        parts.append(Record("r1", "contact", f, full=draw(st.booleans())))
    return parts


def same(a: Any, b: Any) -> bool:
    return canonical(a) == canonical(b)


def text_of(record: Record) -> str:
    return canonical(shortened(record))


@given_any(registers(2))
def test_merging_is_commutative(pair: tuple[Register, Register]) -> None:
    a, b = pair
    assert same(merge(a, b), merge(b, a))


@given_any(registers(3))
def test_merging_is_associative(three: tuple[Register, Register, Register]) -> None:
    a, b, c = three
    assert same(merge(merge(a, b), c), merge(a, merge(b, c)))


@given_any(registers(2))
def test_merging_again_changes_nothing(pair: tuple[Register, Register]) -> None:
    a, b = pair
    once = merge(a, b)
    assert same(merge(once, b), once)
    assert same(merge(a, a), a)


@given_any(registers(2))
def test_merging_keeps_what_the_other_side_has_not_seen(pair: tuple[Register, Register]) -> None:
    a, b = pair
    merged = merge(a, b)["s"]
    for mine, other in ((a, b), (b, a)):
        unseen = [sibling for sibling in mine["s"] if not covers(context_of(other), sibling["d"])]
        assert all(sibling in merged for sibling in unseen)


@given_any(registers(2))
def test_merging_brings_nothing_back_that_either_side_has_overwritten(pair: tuple[Register, Register]) -> None:
    a, b = pair
    for sibling in merge(a, b)["s"]:
        for side in (a, b):
            assert sibling in side["s"] or not covers(context_of(side), sibling["d"])


@given_any(registers(2))
def test_merging_never_unsees_a_write(pair: tuple[Register, Register]) -> None:
    a, b = pair
    merged = context_of(merge(a, b))
    assert all(covers(merged, [replica, n]) for side in (a, b) for replica, n in context_of(side).items())


@given_any(registers(1))
def test_the_normal_form_of_a_normal_form_is_itself(one: tuple[Register]) -> None:
    [a] = one
    assert same(register_of(a.get("c") or {}, reversed(a["s"])), a)


@given_any(registers(1), values, times)
def test_a_write_over_everything_shown_leaves_only_itself(one: tuple[Register], value: Any, at: int) -> None:
    [a] = one
    written = write(a, context_of(a), {"d": ["new", 1], "v": value, "at": at})
    assert [sibling["v"] for sibling in written["s"]] == [value]
    assert same(merge(a, written), written)


@given_any(registers(1))
def test_what_is_shown_does_not_depend_on_the_order_of_siblings(one: tuple[Register]) -> None:
    [a] = one
    shown = {canonical(shown_sibling({"s": list(order)})) for order in permutations(a["s"])}
    assert len(shown) == 1


@given_any(registers(2), times)
def test_clocks_never_alter_which_values_survive(pair: tuple[Register, Register], shift: int) -> None:
    a, b = pair

    def shifted(register: Register) -> Register:
        return {**register, "s": [{**s, "at": s["at"] * 7 + shift * s["d"][1]} for s in register["s"]]}

    def dots(siblings: Iterable[Any]) -> list[Any]:
        return [sibling["d"] for sibling in siblings]

    assert dots(merge(a, b)["s"]) == dots(merge(shifted(a), shifted(b))["s"])


@given_any(records(3))
def test_parts_of_a_record_merge_to_the_same_in_any_order_and_grouping(parts: list[Record]) -> None:
    a, b, c = parts
    expected = text_of(fold(parts))
    assert all(text_of(fold(order)) == expected for order in permutations(parts))
    assert text_of(merge_records(a, merge_records(b, c))) == expected
    assert text_of(fold([*parts, *parts])) == expected


@given_any(records(1))
def test_the_wire_gives_back_the_same_record(parts: list[Record]) -> None:
    [a] = parts
    again = expanded(shortened(a))
    assert same(dict(again.f), dict(a.f))
    assert (again.id, again.kind, again.full) == (a.id, a.kind, a.full)
