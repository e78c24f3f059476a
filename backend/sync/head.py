"""A space's head: which line of history it is in, how far its records follow the log, and where the log begins.

The head is a hint for everything but `floor` and `epoch`: what is committed is what stands in the log. That entry
`applied` bears `tag` is sure, for it was read before the head was written, and a restore forgets it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from backend.storage import keys
from backend.storage.port import Absent, ConditionFailed, Item, Key, Table, Unchanged


@dataclass(frozen=True, slots=True)
class Head:
    """`epoch` changes when a backup is restored; `applied` is the last entry folded into the records.

    `floor` is the lowest entry that is still in the log. `tag` is that of entry `applied`, "" where it is not known.
    """

    epoch: str
    applied: int = 0
    floor: int = 1
    tag: str = ""


def head_in(item: Mapping[str, Any] | None) -> Head | None:
    """Read the head's item."""
    return Head(item["epoch"], item["applied"], item["floor"], item.get("tag", "")) if item else None


def read_head(table: Table, space: str) -> Head:
    """Return the head of a space that has one."""
    head = head_in(table.get(keys.head(space)))
    if head is None:
        raise LookupError("a space that was written to has a head")
    return head


def create_head(table: Table, space: str, new_id: Callable[[], str]) -> Head:
    """Make the head of a new space, or return the one that another request made first."""
    head = Head(_new_epoch(new_id))
    try:
        table.put_if(_item(space, head), Absent())
    except ConditionFailed:
        return read_head(table, space)
    return head


def advance_head(table: Table, space: str, head: Head, applied: int, tag: str) -> Head:
    """Move `applied` on from what `head` says, or return the head as another projector or the sweep left it."""
    moved = replace(head, applied=applied, tag=tag)
    try:
        table.put_if(_item(space, moved), _unchanged(head))
    except ConditionFailed:
        return read_head(table, space)
    return moved


def raise_floor(table: Table, space: str, floor: int) -> Head:
    """Let the log begin at `floor`, or at `applied` where that is lower; a floor never sinks. Return the head then."""
    while True:
        head = read_head(table, space)
        moved = replace(head, floor=max(head.floor, min(floor, head.applied)))
        if moved == head:
            return head
        try:
            table.put_if(_item(space, moved), _unchanged(head))
        except ConditionFailed:
            continue  # a projector moved `applied`, or another sweep raised the floor
        return moved


def spaces(table: Table) -> list[str]:
    """Return every space that was ever written to; reads through the whole table."""
    heads = (keys.space_of_head(Key(str(item["pk"]), str(item["sk"]))) for item in table.scan(pk_prefix="S#"))
    return sorted(space for space in heads if space)


def begin_epoch(table: Table, space: str, new_id: Callable[[], str]) -> Head:
    """Begin another line of history where a backup was restored, and return its head.

    What holds together: no client takes the log for the one it knew, and the records, which may be of another moment
    than the log, are folded from it again before anybody reads them. Done twice, it only costs clients another look.
    """
    while True:
        head = read_head(table, space)
        moved = replace(head, epoch=_new_epoch(new_id), applied=head.floor - 1, tag="")
        try:
            table.put_if(_item(space, moved), _unchanged(head))
        except ConditionFailed:
            continue
        return moved


def _new_epoch(new_id: Callable[[], str]) -> str:
    return "e" + hashlib.sha256(new_id().encode()).hexdigest()[:7]


def _unchanged(head: Head) -> Unchanged:
    return Unchanged({"epoch": head.epoch, "applied": head.applied, "floor": head.floor})


def _item(space: str, head: Head) -> Item:
    key = keys.head(space)
    return {"pk": key.pk, "sk": key.sk, **asdict(head)}
