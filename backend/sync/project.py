"""The projector: folds the log into the records, entry after entry, and then moves `applied` on.

Any number of projectors may run at once, and any may stop halfway: folding is idempotent, each record is written on
condition of its revision, and `applied` moves only when every record of the entries up to it has been written. So a
reader of records that finishes what is pending first sees all that `applied` stands for. An entry, or a change of one,
that cannot be folded is parked with an alarm, and folding goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from backend.domain.canonical import canonical
from backend.domain.record import Record, merge_records, shortened
from backend.storage import keys
from backend.storage.port import Absent, ConditionFailed, Table
from backend.sync import view
from backend.sync.head import Head, advance_head, read_head
from backend.sync.log import DamagedError, Entry, entries_from, read_wire
from backend.sync.view import Stored

LOG = logging.getLogger("lanyard.sync")
BATCH_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _History:
    """What a run of entries does to one record: (number of the entry, the change), None for a purge."""

    id: str
    epoch: str
    events: list[tuple[int, Record | None]] = field(default_factory=list)

    def onto(self, old: Stored | None) -> Stored | None:
        """Return the record's item with all of this in it, or None if `old` has it already."""
        seen = old.number if old and old.epoch == self.epoch else 0
        last = self.events[-1][0]
        if last <= seen:
            return None
        record = old.record if old else None
        for _, change in self.events:
            record = merge_records(record, change) if record and change else change
        text = canonical(shortened(replace(record, full=True))).encode() if record else None
        is_purged = any(change is None for _, change in self.events)
        if old and text == old.text and not is_purged:
            return None  # after a purge the number counts: a late projector of a part must not undo the rest
        return Stored(self.id, old.revision + 1 if old else 1, self.epoch, last, text)


@dataclass(slots=True)
class _Batch:
    """What the entries up to `last`, which bears `tag`, do, by record; `size` is in bytes of JSON."""

    epoch: str
    last: int
    tag: str = ""
    histories_by_id: dict[str, _History] = field(default_factory=dict)
    size: int = 0

    def add(self, record_id: str, number: int, change: Record | None) -> None:
        history = self.histories_by_id.setdefault(record_id, _History(record_id, self.epoch))
        history.events.append((number, change))


def catch_up(table: Table, space: str) -> Head:
    """Fold all that is pending in a space that was written to: what runs by itself after a push."""
    return finish(table, space, read_head(table, space))


def finish(table: Table, space: str, head: Head) -> Head:
    """Fold all that is pending after `head` and return the head that stands then."""
    while batch := _next_batch(table, space, head):
        _fold(table, space, batch.histories_by_id)
        head = advance_head(table, space, head, batch.last, batch.tag)
    return head


def _next_batch(table: Table, space: str, head: Head) -> _Batch | None:
    batch = _Batch(head.epoch, last=head.applied)
    for entry in entries_from(table, space, head.applied + 1):
        _add(table, space, batch, entry)
        batch.last, batch.tag = entry.number, entry.tag
        if batch.size >= BATCH_BYTES:
            break
    return batch if batch.last > head.applied else None


def _add(table: Table, space: str, batch: _Batch, entry: Entry) -> None:
    try:
        content = entry.open()
    except DamagedError:
        _park(table, space, entry.number, [])
        return
    batch.size += content.size
    for record_id in content.purge:
        batch.add(record_id, entry.number, None)
    unreadable = []
    for index, wire in enumerate(content.changes):
        change = read_wire(wire)
        if change is None:
            unreadable.append(index)
        else:
            batch.add(change.id, entry.number, change)
    if unreadable:
        _park(table, space, entry.number, unreadable)


def _fold(table: Table, space: str, histories_by_id: Mapping[str, _History]) -> None:
    """Write what the histories come to; where another projector wrote meanwhile, fold what is left onto that."""
    while histories_by_id:
        stored = view.load(table, space, histories_by_id)
        folded = (
            (old, new)
            for record_id, history in histories_by_id.items()
            if (new := history.onto(old := stored.get(record_id)))
        )
        lost = view.store(table, space, folded)
        histories_by_id = {record_id: histories_by_id[record_id] for record_id in lost}


def _park(table: Table, space: str, number: int, changes: list[int]) -> None:
    """Note that an entry (all of it, or the `changes` at these places) is not in the records; the log keeps it."""
    LOG.error("an entry of the log cannot be folded")
    key = keys.parked(space, number)
    with suppress(ConditionFailed):
        table.put_if({"pk": key.pk, "sk": key.sk, "n": number, "changes": list(changes)}, Absent())
