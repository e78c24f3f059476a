"""The log of one space as the simulator saw it grow, and what it comes to after each entry.

It reads the stored items by itself and folds them with the merge of `backend/domain`: what the server's own reader,
projector, compaction and purge make of the log is measured against it.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from backend.domain.record import Record, expanded, merge_records


@dataclass(frozen=True)
class Entry:
    """One entry, opened."""

    number: int
    req: str
    replica: str
    content: dict[str, Any]

    @staticmethod
    def of(item: dict[str, Any]) -> Entry:
        """Open an item of the table."""
        content = json.loads(zlib.decompress(item["content"]["B"]))
        return Entry(int(item["n"]["N"]), item["req"]["S"], item["replica"]["S"], content)

    @cached_property
    def changes(self) -> list[Record]:
        """Its changes in the long form."""
        return [expanded(change) for change in self.content["changes"]]

    @property
    def purge(self) -> list[str]:
        """The records that it purges."""
        return list(self.content["purge"])


Records = dict[str, Record]


@dataclass(slots=True)
class History:
    """All entries from the first on, those that were compacted since among them."""

    entries: list[Entry] = field(default_factory=list)
    folds: list[Records] = field(default_factory=lambda: [{}])
    """What the records are after so many entries."""
    last_change: dict[str, list[int]] = field(default_factory=dict)
    """By record: the entries that changed or purged it."""
    purges_given_up: set[str] = field(default_factory=set)
    """Records that an entry purged which a restored server has no more."""

    @property
    def now(self) -> Records:
        """The records after the last entry."""
        return self.folds[-1]

    def cut(self, length: int) -> None:
        """Go back to the first `length` entries: a backup was restored."""
        self.purges_given_up.update(record for entry in self.entries[length:] for record in entry.purge)
        del self.entries[length:]
        del self.folds[length + 1 :]
        self.last_change = {
            record: [number for number in numbers if number <= length] for record, numbers in self.last_change.items()
        }

    def add(self, entry: Entry) -> None:
        """Take the next entry."""
        records = dict(self.now)
        for record in entry.purge:
            records.pop(record, None)
        for change in entry.changes:
            mine = records.get(change.id)
            records[change.id] = merge_records(mine, change) if mine else change
        for record in {*entry.purge, *(change.id for change in entry.changes)}:
            self.last_change.setdefault(record, []).append(entry.number)
        self.entries.append(entry)
        self.folds.append(records)

    def knows(self, cursor: dict[str, Any]) -> bool:
        """Say whether a cursor stands on an entry of this line of history."""
        n: int = cursor["n"]
        return n == 0 or (n <= len(self.entries) and self.entries[n - 1].req.startswith(str(cursor["tag"])))
