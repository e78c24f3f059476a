"""A record, whole or in part: a map of independent registers, the twin of `frontend/src/domain/record.ts`.

What is shown follows from the registers alone, so every replica shows the same. `{}` merged with a change is that
change, hence a fold of the log in any order gives the same record. Two forms travel: the long one with a register for
each field, and the short one, where one dot wrote every field: `{"id", "kind", "full", "d": [r, n], "at", "f": {field:
value}}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from backend.domain.kinds import DELETED
from backend.domain.register import (
    Context,
    Dot,
    Register,
    covers,
    is_conflict,
    joined,
    merge,
    register_of,
    shown_sibling,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A record's registers by field: all that their sender has (`full`), or those that changed."""

    id: str
    kind: str
    f: Mapping[str, Register]
    full: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees: values by field (of a set only its elements), and the fields with several values."""

    f: Mapping[str, Any]
    conflicts: list[str]


def merge_records(a: Record, b: Record) -> Record:
    """Return the record with the registers of both. Kinds never differ (admission); if they did, the lesser stays."""
    registers = dict(a.f)
    for field, register in b.f.items():
        mine = registers.get(field)
        registers[field] = merge(mine, register) if mine else register
    return Record(a.id, min(a.kind, b.kind), registers, full=a.full or b.full)


def fold(changes: Iterable[Record]) -> Record:
    """Return what at least one change, or several of the same record in any order, come to."""
    return reduce(merge_records, changes)


def is_visible(record: Record) -> bool:
    """Say whether a person sees the record: a `_deleted: false`, or a write of theirs that no deletion has seen.

    Replicas of jobs and of readers bear a `~`: what no person wrote does not bring a deleted record back.
    """
    deletions = record.f[DELETED]["s"] if DELETED in record.f else []
    if not deletions or any(deletion["v"] is False for deletion in deletions):
        return True
    seen: dict[str, Context] = {}
    for deletion in deletions:
        for field, context in deletion["v"].items():
            seen[field] = joined(seen.get(field, {}), context)
    return any(
        _is_by_person(sibling["d"]) and not covers(seen.get(field, {}), sibling["d"])
        for field, register in record.f.items()
        if field != DELETED
        for sibling in register["s"]
    )


def shown(record: Record) -> Shown:
    """Return the values to show. Among concurrent writes to a set's element, true wins."""
    values: dict[str, Any] = {}
    conflicts: list[str] = []
    for field, register in record.f.items():
        best = shown_sibling(register)
        if best is None or field == DELETED:
            continue
        if is_element(field):
            if is_in_set(register):
                values[field] = True
            continue
        values[field] = best["v"]
        if is_conflict(register):
            conflicts.append(field)
    return Shown(values, sorted(conflicts))


def is_element(field: str) -> bool:
    """Say whether the field is one element of a set, such as `tag:python`."""
    return ":" in field


def is_in_set(register: Register) -> bool:
    """Say whether the element with this register is in its set: any sibling says so."""
    return any(sibling["v"] is True for sibling in register["s"])


def expanded(wire: Mapping[str, Any]) -> Record:
    """Return the record of a well-formed change in either form, its registers in normal form."""
    if "d" in wire:
        d, at = wire["d"], wire["at"]
        registers = {field: Register(s=[{"d": d, "v": v, "at": at}]) for field, v in wire["f"].items()}
    else:
        registers = {field: register_of(r.get("c") or {}, r["s"]) for field, r in wire["f"].items()}
    return Record(wire["id"], wire["kind"], registers, full=wire["full"])


def shortened(record: Record) -> dict[str, Any]:
    """Return the change as it is sent: in the short form where that says the same, else in the long one."""
    wire: dict[str, Any] = {"id": record.id, "kind": record.kind, "full": record.full}
    first = next((sibling for register in record.f.values() for sibling in register["s"]), None)
    if first and all(_is_written_by(first["d"], first["at"], register) for register in record.f.values()):
        values = {field: register["s"][0]["v"] for field, register in record.f.items()}
        return {**wire, "d": first["d"], "at": first["at"], "f": values}
    return {**wire, "f": dict(record.f)}


def _is_written_by(d: Dot, at: int, register: Register) -> bool:
    if "c" in register or len(register["s"]) != 1:
        return False
    [sibling] = register["s"]
    return sibling["d"] == d and sibling["at"] == at


def _is_by_person(d: Dot) -> bool:
    return "~" not in d[0]
