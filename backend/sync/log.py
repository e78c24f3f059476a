"""The log of a space: immutable entries 1, 2, 3, … without gaps above the floor. Appending is the commit.

A reader sees a contiguous prefix: what stands behind a gap is not there yet. An entry holds one push, or the purge that
the daily sweep made.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.canonical import canonical
from backend.domain.record import Record, expanded
from backend.storage import keys
from backend.storage.limits import key_of
from backend.storage.port import Absent, ConditionFailed, Item, Table, pages

TAG_LENGTH = 8


class DamagedError(Exception):
    """An entry cannot be opened: its bytes are not those that were written."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry does: changes as they travel, and ids purged before them; `size` is in bytes of JSON."""

    changes: list[dict[str, Any]]
    purge: list[str]
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log; `t` is the server's time in ms since 1970 UTC.

    `content` and `outcome` are compressed: what the entry does, and how the changes of its push fared.
    """

    number: int
    user: str
    replica: str
    req: str
    t: int
    content: bytes
    outcome: bytes

    @property
    def tag(self) -> str:
        """What a cursor remembers of the entry, to know it again."""
        return self.req[:TAG_LENGTH]

    def is_request(self, replica: str, req: str) -> bool:
        """Say whether the entry is the commit of this very request."""
        return (self.replica, self.req) == (replica, req)

    def open(self) -> Content:
        """Return what the entry does. Raises: DamagedError."""
        try:
            text = zlib.decompress(self.content)
            held = json.loads(text)
            return Content(held["changes"], held["purge"], len(text))
        except (zlib.error, KeyError, TypeError, ValueError) as error:
            raise DamagedError(f"entry {self.number}") from error

    def results(self) -> list[dict[str, Any]]:
        """Return the result of each change of the push. Raises: DamagedError."""
        try:
            held = json.loads(zlib.decompress(self.outcome))
            verdicts = {verdict["i"]: verdict for verdict in held["verdicts"]}
            return [verdicts.get(index, {"i": index, "s": "ok"}) for index in range(held["count"])]
        except (zlib.error, KeyError, TypeError, ValueError) as error:
            raise DamagedError(f"entry {self.number}") from error


def content_text(changes: Iterable[bytes], purge: Iterable[str] = ()) -> bytes:
    """Return what an entry does as JSON, made of its changes' canonical text."""
    return b'{"changes":[%s],"purge":%s}' % (b",".join(changes), canonical(list(purge)).encode())


def outcome_text(count: int, verdicts: list[dict[str, Any]]) -> bytes:
    """Return how a push of `count` changes fared as JSON: only the verdicts that are not ok."""
    return canonical({"count": count, "verdicts": verdicts}).encode()


def has_form(wire: Any) -> bool:
    """Say whether a change that an entry holds looks like one: what does not is parked, and no client could read it."""
    return isinstance(wire, dict) and wire.keys() >= {"id", "kind", "full", "f"}


def read_wire(wire: Mapping[str, Any]) -> Record | None:
    """Return a change that an entry holds, or None where this version cannot read it."""
    try:
        return expanded(wire)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def append(table: Table, space: str, begin: int, entry: Entry) -> Entry:
    """Commit `entry` in the first free slot from `begin` on, and return it as it stands in the log.

    Every request walks from the begin that its fence stored, so a request that is sent twice meets itself: its entry
    of the first time is returned, and nothing is written.
    """
    number = begin
    while True:
        placed = replace(entry, number=number)
        try:
            table.put_if(_item(space, placed), Absent())
        except ConditionFailed as taken:
            occupant = _entry(taken.occupant) if taken.occupant else None
            if occupant and occupant.is_request(entry.replica, entry.req):
                return occupant
            if occupant:
                number += 1
        else:
            return placed


def append_at(table: Table, space: str, entry: Entry) -> bool:
    """Commit `entry` in its very slot, or not at all: what it says holds for the log up to that slot only."""
    try:
        table.put_if(_item(space, entry), Absent())
    except ConditionFailed as taken:
        return taken.occupant is not None and _entry(taken.occupant).is_request(entry.replica, entry.req)
    return True


def find_own(table: Table, space: str, begin: int, replica: str, req: str) -> Entry | None:
    """Return the entry of a request that began its walk at `begin`, or None if it never committed."""
    for entry in entries_from(table, space, begin):
        if entry.is_request(replica, req):
            return entry
    return None


def read_entry(table: Table, space: str, number: int) -> Entry | None:
    """Return entry `number`, or None."""
    item = table.get(keys.entry(space, number))
    return _entry(item) if item else None


def entries_from(table: Table, space: str, number: int) -> Iterator[Entry]:
    """Yield entry `number` and those that follow, up to the first gap."""
    first, last = keys.log_range(space, number)
    after: str | None = None
    while True:
        page = table.query(first.pk, first=first.sk, last=last.sk, after=after)
        for entry in map(_entry, page.items):
            if entry.number != number:
                return
            yield entry
            number += 1
        after = page.next
        if after is None:
            return


def drop_below(table: Table, space: str, floor: int) -> int:
    """Delete what stands in the log below its floor, the oldest first, and return how many entries that were.

    Nobody reads there any more. A sweep that is killed here leaves some behind for the next one.
    """
    count = 0
    for items in pages(table, keys.entry(space, 0), keys.entry(space, floor - 1)):
        for item in items:
            table.delete_if(key_of(item), None)
        count += len(items)
    return count


def _item(space: str, entry: Entry) -> Item:
    key = keys.entry(space, entry.number)
    return {
        "pk": key.pk,
        "sk": key.sk,
        "n": entry.number,
        "user": entry.user,
        "replica": entry.replica,
        "req": entry.req,
        "t": entry.t,
        "content": entry.content,
        "outcome": entry.outcome,
    }


def _entry(item: Mapping[str, Any]) -> Entry:
    names = ("n", "user", "replica", "req", "t", "content", "outcome")
    return Entry(*(item[name] for name in names))
