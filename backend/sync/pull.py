"""What a client has not merged yet: the log after its cursor, or the snapshot and then the log.

A cursor of n says that all entries up to n are merged, so an answer takes whole entries, in order, up to the first gap.
Purged ids come first for the client: a record that was purged and written again stands in both lists. An answer ends
before a purge of what it changes or acknowledges, and so does a snapshot before any purge: a client keeps a purged
record that it still shows, so the deletion must come first, in an answer of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from backend.domain.record import fold, shortened
from backend.storage.port import Table
from backend.sync import project
from backend.sync.envelope import Cursor
from backend.sync.head import Head, read_head
from backend.sync.log import Content, DamagedError, Entry, entries_from, has_form, read_entry, read_wire
from backend.sync.snapshot import Place, place_after, read_place, records_from, sign

ANSWER_BYTES = 4 * 1024 * 1024 - 256 * 1024
"""Bytes of changes in one answer; the rest of the 4 MB is for the results and the envelope."""


@dataclass(slots=True)
class Pulled:
    """Changes, one for each record, and purged ids, with the cursor after them.

    `snapshot` names the snapshot that this is a page of, its last one where the cursor has no `snap`; `share` says how
    much of it has been read, from 0 to 1.
    """

    cursor: Cursor | None
    changes: list[dict[str, Any]]
    purge: list[str]
    more: bool = False
    reset: bool = False
    snapshot: str | None = None
    share: float | None = None


@dataclass(slots=True)
class _Gathered:
    """An answer being filled, of what `reset` and `snapshot` say; `size` is at least the bytes of its changes."""

    reset: bool = False
    snapshot: str | None = None
    changes_by_id: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    purge: dict[str, None] = field(default_factory=dict)
    acknowledged_ids: set[str] = field(default_factory=set)
    size: int = 0

    def has_room(self, size: int) -> bool:
        return not self.size or self.size + size <= ANSWER_BYTES

    def can_take(self, content: Content) -> bool:
        """Say whether the entry's content may come in this answer."""
        if content.purge and (self.snapshot or any(map(self._tells_of, content.purge))):
            return False
        return self.has_room(content.size)

    def _tells_of(self, record_id: str) -> bool:
        return record_id in self.changes_by_id or record_id in self.acknowledged_ids

    def add(self, changes: Iterable[dict[str, Any]], purge: Iterable[str], size: int) -> None:
        self.purge.update(dict.fromkeys(purge))
        for change in filter(has_form, changes):
            self.changes_by_id.setdefault(change["id"], []).append(change)
        self.size += size

    def add_record(self, wire: dict[str, Any], size: int) -> None:
        """Take a whole record as it lies in the view, which has read it already."""
        self.changes_by_id[wire["id"]] = [wire]
        self.size += size

    def up_to(self, cursor: Cursor, *, more: bool) -> Pulled:
        """Return the answer, with each record's changes joined."""
        joined = (each[0] if len(each) == 1 else _joined(each) for each in self.changes_by_id.values())
        changes = [change for change in joined if change]
        return Pulled(cursor, changes, list(self.purge), more, self.reset, self.snapshot)


@dataclass(frozen=True, slots=True)
class Puller:
    """What an answer is made from. `pushed` is the entry that it acknowledges, which its client has merged already.

    `head` has nothing pending behind it where something was pushed, or the cursor is null.
    """

    table: Table
    space: str
    secret: bytes
    now_ms: int
    head: Head
    pushed: Entry | None = None

    def pull(self, cursor: Cursor | None) -> Pulled:
        """Return what follows `cursor`."""
        if cursor is None:
            return self._snapshot(self._first_place(self.head, reset=False), cursor)
        if cursor.snap:
            place = read_place(self.secret, self.space, cursor.snap, self.now_ms)
            if place and place.epoch == self.head.epoch:
                return self._snapshot(place, cursor)
            return self._snapshot_anew(self.head, cursor, reset=False)
        if cursor.epoch != self.head.epoch:
            return self._snapshot_anew(self.head, cursor, reset=True)
        if _is_below_floor(cursor, self.head):
            return self._snapshot_anew(self.head, cursor, reset=False)
        return self._log_after(cursor)

    def _log_after(self, cursor: Cursor) -> Pulled:
        """Return the log's entries after `cursor`, once the entry that it stands on has been recognised.

        A poll mostly stands on the entry that the head knows: then that one, which may be large, is not read again.
        """
        is_known = 0 < cursor.n == self.head.applied and cursor.tag == self.head.tag
        entries = entries_from(self.table, self.space, cursor.n + 1 if is_known else max(cursor.n, 1))
        if cursor.n and not is_known:
            last_merged = next(entries, None)
            if last_merged is None or last_merged.tag != cursor.tag:
                head = read_head(self.table, self.space)  # was the entry compacted just now, or is it lost?
                return self._snapshot_anew(head, cursor, reset=not _is_below_floor(cursor, head))
        return self._follow(entries, _Gathered(), Cursor(self.head.epoch, cursor.n, cursor.tag))

    def _snapshot_anew(self, head: Head, cursor: Cursor, *, reset: bool) -> Pulled:
        """Begin a snapshot at what the log has come to by now, or had come to before the push."""
        if not self.pushed:
            head = project.finish(self.table, self.space, head)
        return self._snapshot(self._first_place(head, reset=reset), cursor)

    def _first_place(self, head: Head, *, reset: bool) -> Place:
        last = read_entry(self.table, self.space, head.applied)
        return Place(head.epoch, head.applied, last.tag if last else "", reset)

    def _snapshot(self, place: Place, cursor: Cursor | None) -> Pulled:
        """Return a page of records, and after the last of them what the log has on top.

        What is acknowledged must lie on top of the snapshot, for the client counts it as seen there. A push that is
        answered once more may lie below, purged since: then it is acknowledged by itself.
        """
        if self.pushed and self.pushed.number <= place.n:
            return Pulled(cursor, [], [], more=True)
        gathered = _Gathered(place.reset, place.name)
        last: tuple[int, str] | None = None
        for shard, wire, size in records_from(self.table, self.space, place):
            if not gathered.has_room(size):
                after = place_after(self.space, place, *last) if last else place
                snap = sign(self.secret, self.space, after, self.now_ms)
                page = gathered.up_to(Cursor(place.epoch, place.n, place.tag, snap), more=True)
                return replace(page, share=after.share)
            gathered.add_record(wire, size)
            last = shard, wire["id"]
        entries = entries_from(self.table, self.space, place.n + 1)
        return self._follow(entries, gathered, Cursor(place.epoch, place.n, place.tag))

    def _follow(self, entries: Iterable[Entry], gathered: _Gathered, cursor: Cursor) -> Pulled:
        """Add entry after entry while there is room, all but the one that is acknowledged."""
        for entry in entries:
            content = _content(entry)
            if self.pushed and entry.number == self.pushed.number:
                gathered.acknowledged_ids = {change["id"] for change in content.changes} if content else set()
            elif content:
                if not gathered.can_take(content):
                    return gathered.up_to(cursor, more=True)
                gathered.add(content.changes, content.purge, content.size)
            cursor = Cursor(cursor.epoch, entry.number, entry.tag)
        return gathered.up_to(cursor, more=False)


def _joined(changes: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the changes of one record as one, but for those that cannot be read."""
    readable = [change for wire in changes if (change := read_wire(wire))]
    return shortened(fold(readable)) if readable else None


def _content(entry: Entry) -> Content | None:
    """Return what the entry holds, or None if it is damaged: the projector has parked it with an alarm."""
    try:
        return entry.open()
    except DamagedError:
        return None


def _is_below_floor(cursor: Cursor, head: Head) -> bool:
    return max(cursor.n, 1) < head.floor
