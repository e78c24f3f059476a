"""What a client has not merged yet: the log after its cursor, or the snapshot and then the log.

A cursor of n says that all entries up to n are merged, so an answer takes whole entries, in order, up to the first gap.
Purged ids come first for the client: a record that was purged and written again stands in both lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from backend.domain.record import expanded, fold, shortened
from backend.storage.port import Table
from backend.sync import project
from backend.sync.envelope import Cursor
from backend.sync.head import Head, read_head
from backend.sync.log import Content, DamagedError, Entry, entries_from, read_entry
from backend.sync.snapshot import Place, read_place, records_from, sign

ANSWER_BYTES = 4 * 1024 * 1024 - 256 * 1024
"""Bytes of changes in one answer; the rest of the 4 MB is for the results and the envelope."""


@dataclass(slots=True)
class Pulled:
    """Changes, one for each record, and purged ids, with the cursor after them."""

    cursor: Cursor
    changes: list[dict[str, Any]]
    purge: list[str]
    more: bool = False
    reset: bool = False


@dataclass(slots=True)
class _Gathered:
    """An answer being filled; `size` is at least the bytes of its changes."""

    changes_by_id: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    purge: dict[str, None] = field(default_factory=dict)
    size: int = 0

    def has_room(self, size: int) -> bool:
        return not self.size or self.size + size <= ANSWER_BYTES

    def add(self, changes: Iterable[dict[str, Any]], purge: Iterable[str], size: int) -> None:
        for record_id in purge:
            self.changes_by_id.pop(record_id, None)
            self.purge[record_id] = None
        for change in changes:
            self.changes_by_id.setdefault(change["id"], []).append(change)
        self.size += size

    def up_to(self, cursor: Cursor, *, more: bool, reset: bool = False) -> Pulled:
        """Return the answer, with each record's changes joined."""
        changes = [
            each[0] if len(each) == 1 else shortened(fold(map(expanded, each))) for each in self.changes_by_id.values()
        ]
        return Pulled(cursor, changes, list(self.purge), more, reset)


@dataclass(frozen=True, slots=True)
class Puller:
    """Whose answer is made, from what. `head` has nothing pending behind it where the cursor is null."""

    table: Table
    space: str
    secret: bytes
    now_ms: int
    head: Head
    replica: str

    def pull(self, cursor: Cursor | None) -> Pulled:
        """Return what follows `cursor`."""
        if cursor is None:
            return self._snapshot(self._first_place(self.head, reset=False))
        if cursor.snap:
            place = read_place(self.secret, self.space, cursor.snap, self.now_ms)
            if place and place.epoch == self.head.epoch:
                return self._snapshot(place)
            return self._snapshot_anew(self.head, reset=False)
        if _is_below_floor(cursor, self.head):
            return self._snapshot_anew(self.head, reset=cursor.epoch != self.head.epoch)
        return self._log_after(cursor)

    def _log_after(self, cursor: Cursor) -> Pulled:
        """Return the log's entries after `cursor`, once the entry that it stands on has been recognised."""
        entries = entries_from(self.table, self.space, max(cursor.n, 1))
        if cursor.n:
            last_merged = next(entries, None)
            if last_merged is None or last_merged.tag != cursor.tag:
                head = read_head(self.table, self.space)  # was the entry compacted just now, or is it lost?
                return self._snapshot_anew(head, reset=not _is_below_floor(cursor, head))
        return self._follow(entries, _Gathered(), Cursor(self.head.epoch, cursor.n, cursor.tag))

    def _snapshot_anew(self, head: Head, *, reset: bool) -> Pulled:
        """Begin a snapshot at what the log has come to by now."""
        return self._snapshot(self._first_place(project.finish(self.table, self.space, head), reset=reset))

    def _first_place(self, head: Head, *, reset: bool) -> Place:
        last = read_entry(self.table, self.space, head.applied)
        return Place(head.epoch, head.applied, last.tag if last else "", reset)

    def _snapshot(self, place: Place) -> Pulled:
        """Return a page of records, and after the last of them what the log has on top."""
        gathered = _Gathered()
        for sent, wire, size in records_from(self.table, self.space, place):
            if not gathered.has_room(size):
                snap = sign(self.secret, self.space, place, self.now_ms)
                return gathered.up_to(Cursor(place.epoch, place.n, place.tag, snap), more=True, reset=place.reset)
            gathered.add([wire], [], size)
            place = sent
        entries = entries_from(self.table, self.space, place.n + 1)
        return self._follow(entries, gathered, Cursor(place.epoch, place.n, place.tag), reset=place.reset)

    def _follow(self, entries: Iterable[Entry], gathered: _Gathered, cursor: Cursor, *, reset: bool = False) -> Pulled:
        """Add entry after entry while there is room; the client's own are merged there already."""
        for entry in entries:
            content = None if entry.replica == self.replica else _content(entry)
            if content:
                if not gathered.has_room(content.size):
                    return gathered.up_to(cursor, more=True, reset=reset)
                gathered.add(content.changes, content.purge, content.size)
            cursor = Cursor(cursor.epoch, entry.number, entry.tag)
        return gathered.up_to(cursor, more=False, reset=reset)


def _content(entry: Entry) -> Content | None:
    """Return what the entry holds, or None if it is damaged: the projector has parked it with an alarm."""
    try:
        return entry.open()
    except DamagedError:
        return None


def _is_below_floor(cursor: Cursor, head: Head) -> bool:
    return max(cursor.n, 1) < head.floor
