"""The fence of a replica: it lets through only the client that received the last answer.

Two clients with the same replica id (storage that was cloned, or restored from a backup) would give one dot two values.
Each push moves the fence, by compare-and-set; whoever then comes with the old one is told to fork. So is everybody
after a backup was restored: the fences in it are old, and a clone of a device that has pushed since would pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from backend.storage import keys
from backend.storage.port import Absent, ConditionFailed, Item, Table, Unchanged


@dataclass(frozen=True, slots=True)
class Fence:
    """What the server remembers of a replica: its last push `req`, and where in the log to look for it.

    The push began its walk at `begin`, at `t` (ms since 1970 UTC; 0: before that was noted); `number` is its entry once
    that is known. `ctr` is the replica's greatest count, `epoch` the line in which it pushed.
    """

    fence: str
    req: str
    begin: int
    ctr: int
    number: int | None = None
    t: int = 0
    epoch: str = ""


def fence_in(item: Mapping[str, Any] | None) -> Fence | None:
    """Read a replica's item."""
    if item is None:
        return None
    optional = (item.get("number"), item.get("t", 0), item.get("epoch", ""))
    return Fence(item["fence"], item["req"], item["begin"], item["ctr"], *optional)


def may_pass(known: Fence | None, epoch: str, fence: str | None, ctr: int) -> bool:
    """Say whether a client with this fence and counter is the one that received the last answer, in this `epoch`."""
    if known is None:
        return fence is None
    return (known.epoch, known.fence) == (epoch, fence) and ctr >= known.ctr


def move_fence(table: Table, space: str, replica: str, known: Fence | None, moved: Fence) -> Fence:
    """Put `moved` in the place of `known`, or return what stands there instead because somebody else was faster."""
    condition = Unchanged({"fence": known.fence, "req": known.req}) if known else Absent()
    try:
        table.put_if(_item(space, replica, moved), condition)
    except ConditionFailed as failed:
        other = fence_in(failed.occupant)
        return other or replace(moved, req="")
    return moved


def note_number(table: Table, space: str, replica: str, fence: Fence, number: int) -> None:
    """Remember where the push was committed, so that its answer is still found when the log has been compacted.

    A later push may have moved the fence by now: then nobody will ask any more.
    """
    noted = replace(fence, number=number)
    try:
        table.put_if(_item(space, replica, noted), Unchanged({"fence": fence.fence, "req": fence.req}))
    except ConditionFailed:
        return


def drop_fence(table: Table, space: str, replica: str, fence: Fence) -> bool:
    """Forget a replica, unless it has pushed meanwhile. Its device, should it come back, is told to fork."""
    try:
        table.delete_if(keys.replica(space, replica), Unchanged({"fence": fence.fence, "req": fence.req}))
    except ConditionFailed:
        return False
    return True


def next_fence(known: Fence | None) -> str:
    """Return the fence that follows."""
    return f"f{int(known.fence[1:]) + 1}" if known else "f1"


def _item(space: str, replica: str, fence: Fence) -> Item:
    key = keys.replica(space, replica)
    return {"pk": key.pk, "sk": key.sk, **asdict(fence)}
