"""The daily sweep of a space: purges the trash, compacts the log, forgets idle replicas, retries what was parked.

It may run at any time, be killed at any call and run twice at once: each step stands by itself, is conditional on what
it read, and is found again the next day where it was left undone. A purge is judged on the records up to entry n and
committed as entry n + 1 or not at all, so no write is purged unseen. A clock that is months ahead purges months early.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from backend.domain.kinds import DELETED
from backend.domain.record import is_visible
from backend.storage import keys
from backend.storage.port import Table, pages
from backend.sync import project, view
from backend.sync.exchange import SyncDeps
from backend.sync.fence import drop_fence, fence_in
from backend.sync.head import Head, raise_floor
from backend.sync.log import Entry, append_at, content_text, drop_below, entries_from, outcome_text, read_entry
from backend.sync.parked import lowest_parked, retry_parked
from backend.sync.view import Stored

DAY_MS = 24 * 60 * 60 * 1000
TRASH_MS = 90 * DAY_MS
"""How long a deleted record can be brought back: what the trash screen says."""
ENTRY_MS = 120 * DAY_MS
"""Longer than TRASH_MS, so that a device that was away that long hears of a deletion by the log and not by a gap."""
REPLICA_MS = 400 * DAY_MS
"""A device used once a year, at the same conference, keeps its name."""
PURGE_IDS = 1_000
"""Of one entry, as many as a push usually changes: about 40 KB."""
PURGE_ATTEMPTS = 5
"""A space that is written to faster than a purge can be judged waits for tomorrow."""
SWEEP = "sweep"
HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(slots=True)
class Swept:
    """What a sweep of one space has done, in numbers, and the photos that its records name."""

    purged: int = 0
    tombstones: int = 0
    entries: int = 0
    replicas: int = 0
    retried: int = 0
    parked: int = 0
    marked: int = 0
    photos: set[bytes] = field(default_factory=set)


def sweep(deps: SyncDeps, space: str) -> Swept:
    """Sweep one space. Raises: Unavailable, with what was done until then done."""
    table, now_ms = deps.table, deps.now_ms()
    swept = Swept()
    head = project.catch_up(table, space)
    swept.retried, swept.parked = retry_parked(deps, space, SWEEP, writer(head))
    head = project.finish(table, space, head)
    head = raise_floor(table, space, _first_to_keep(table, space, head, now_ms))
    swept.entries = drop_below(table, space, head.floor)
    ages = _Ages(table, space, head, now_ms)
    due: list[str] = []
    for stored in view.every(table, space):
        if stored.text is None:
            swept.tombstones += stored.number < head.floor and view.drop_tombstone(table, space, stored)
            continue
        swept.photos.update(map(bytes.fromhex, map(bytes.decode, HASH.findall(stored.text))))
        swept.marked += view.mark_anew(table, space, stored)
        if ages.is_due(stored):
            due.append(stored.id)
    for start in range(0, len(due), PURGE_IDS):
        swept.purged += _purge(deps, space, due[start : start + PURGE_IDS], now_ms)
    swept.replicas = sum(_forget_idle(table, space, now_ms - REPLICA_MS))
    return swept


def writer(head: Head) -> str:
    """Return the name under which the sweep writes: no device's, and another after a restore."""
    return f"{SWEEP}~{head.epoch}"


@dataclass(slots=True)
class _Ages:
    """Tells by the log's own times whether a deleted record has lain in the trash for as long as `now_ms` asks."""

    table: Table
    space: str
    head: Head
    now_ms: int
    times_by_number: dict[int, int] = field(default_factory=dict)

    def is_due(self, stored: Stored) -> bool:
        """Say whether the record is deleted, and no entry has changed it for so long."""
        if stored.text is None or DELETED.encode() not in stored.text:
            return False
        if stored.record is None or is_visible(stored.record):
            return False
        return stored.number < self.head.floor or self._time_of(stored.number) <= self.now_ms - TRASH_MS

    def _time_of(self, number: int) -> int:
        """Return when the entry was written, or the next one if a clock was ahead; now, where there is none."""
        if number not in self.times_by_number:
            entry = read_entry(self.table, self.space, number)
            while entry and entry.t > self.now_ms:
                entry = read_entry(self.table, self.space, entry.number + 1)
            self.times_by_number[number] = entry.t if entry else self.now_ms
        return self.times_by_number[number]


def _purge(deps: SyncDeps, space: str, ids: Iterable[str], now_ms: int) -> int:
    """Purge those of `ids` that are due still, and return how many that were."""
    for _ in range(PURGE_ATTEMPTS):
        head = project.catch_up(deps.table, space)
        ages = _Ages(deps.table, space, head, now_ms)
        due = sorted(stored.id for stored in view.load(deps.table, space, ids).values() if ages.is_due(stored))
        if not due:
            return 0
        content, outcome = zlib.compress(content_text([], due)), zlib.compress(outcome_text(0, []))
        entry = Entry(head.applied + 1, SWEEP, writer(head), deps.new_id(), now_ms, content, outcome)
        if append_at(deps.table, space, entry):
            project.catch_up(deps.table, space)
            return len(due)
    return 0


def _first_to_keep(table: Table, space: str, head: Head, now_ms: int) -> int:
    """Return the number of the first entry that is parked or too young to go, or of the one after all."""
    parked = lowest_parked(table, space)
    number = head.floor
    for entry in entries_from(table, space, head.floor):
        if entry.number == parked or now_ms - ENTRY_MS < entry.t <= now_ms:
            break
        if entry.t <= now_ms:  # else a clock was ahead: it is as old as the one that follows
            number = entry.number + 1
    return number


def _forget_idle(table: Table, space: str, before_ms: int) -> Iterator[bool]:
    """Forget replicas that have not pushed since `before_ms`, saying of each old one whether it was forgotten."""
    for items in pages(table, *keys.replica_range(space)):
        for item in items:
            fence = fence_in(item)
            if fence and 0 < fence.t <= before_ms:
                yield drop_fence(table, space, str(item["sk"]).partition("#")[2], fence)
