"""One field of a record: a dotted-version-vector set, the twin of `frontend/src/domain/register.ts`.

Merging is commutative, associative and idempotent, and drops a value only where a write saw it. It never looks at the
clock and relies on a dot having one value, ever: `sync.admission` refuses a second one. Registers are the very JSON
that travels, `{"c": {replica: n}, "s": [{"d": [replica, n], "v": value, "at": ms}]}`, and are never changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypeAlias, TypedDict

from backend.domain.canonical import canonical

Dot: TypeAlias = list[Any]
"""`[replica, n]`: the n-th write of that replica."""
Context: TypeAlias = Mapping[str, int]
"""Up to which count each replica's writes have been seen."""


class Sibling(TypedDict):
    """A value that nobody has overwritten; `at` (ms since 1970 UTC) only orders what is shown."""

    d: Dot
    v: Any
    at: int


class Register(TypedDict):
    """What a field holds. `c`, what it has seen, is left out where it equals the siblings' own dots."""

    c: NotRequired[Context]
    s: list[Sibling]


def merge(a: Register, b: Register) -> Register:
    """Return the register that has seen all that `a` or `b` has: a sibling stays unless the other side overwrote it."""
    if a == b:
        return a
    seen_by_a, seen_by_b = context_of(a), context_of(b)
    dots_of_a, dots_of_b = _dots(a), _dots(b)
    kept = [s for s in a["s"] if _key(s) in dots_of_b or not covers(seen_by_b, s["d"])]
    gained = [s for s in b["s"] if _key(s) not in dots_of_a and not covers(seen_by_a, s["d"])]
    return register_of(joined(seen_by_a, seen_by_b), kept + gained)


def write(register: Register, seen: Context, sibling: Sibling) -> Register:
    """Return `register` after `sibling` was written over all in `seen`; values outside `seen` stay beside it."""
    return merge(register, register_of(joined(seen, _joined_dots([sibling])), [sibling]))


def register_of(context: Context, siblings: Iterable[Sibling]) -> Register:
    """Return the normal form: siblings in order of their dots, `c` only where it says more than they do."""
    ordered = sorted(siblings, key=_key)
    dots = _joined_dots(ordered)
    seen = joined(context, dots)
    return {"s": ordered} if seen == dots else {"c": seen, "s": ordered}


def context_of(register: Register) -> Context:
    """Return what the register has seen, its own siblings included."""
    context = register.get("c")
    dots = _joined_dots(register["s"])
    return joined(context, dots) if context else dots


def shown_sibling(register: Register) -> Sibling | None:
    """Return the sibling to show, the one with the greatest (at, replica), or None for a register without any."""
    return max(register["s"], key=lambda sibling: (sibling["at"], *_key(sibling)), default=None)


def is_conflict(register: Register) -> bool:
    """Say whether two siblings hold different values; equal ones are no conflict."""
    return len(register["s"]) > 1 and len({canonical(sibling["v"]) for sibling in register["s"]}) > 1


def joined(a: Context, b: Context) -> Context:
    """Return the context that has seen what either has."""
    return {**a, **{replica: max(n, a.get(replica, 0)) for replica, n in b.items()}}


def covers(context: Context, dot: Dot) -> bool:
    """Say whether `context` has seen the write `dot`."""
    return bool(context.get(dot[0], 0) >= dot[1])


def _key(sibling: Sibling) -> tuple[str, int]:
    replica, n = sibling["d"]
    return replica, n


def _dots(register: Register) -> set[tuple[str, int]]:
    return {_key(sibling) for sibling in register["s"]}


def _joined_dots(siblings: Iterable[Sibling]) -> Context:
    dots: dict[str, int] = {}
    for replica, n in map(_key, siblings):
        dots[replica] = max(n, dots.get(replica, 0))
    return dots
