"""The materialised records: what the log comes to, one item each, rebuilt from the log whenever need be.

Each item is written by itself, on condition of its revision. A record that has outgrown an item lies in parts, which
are written before the item that names them and removed after the item that does no longer. A purged record leaves a
tombstone, so that a projector that comes late knows to skip what was written before the purge.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from backend.domain.followup import KIND, due_day
from backend.domain.record import Record, expanded
from backend.storage import keys
from backend.storage.limits import key_of
from backend.storage.port import Absent, ConditionFailed, Item, Key, Table, Unavailable, Unchanged, Value, pages

PART_BYTES = 300 * 1024
BATCH_ITEMS = 500
BATCH_BYTES = 4 * 1024 * 1024
_ATTEMPTS = 5
_MAY_BE_DUE = f'"kind":"{KIND}"'.encode()


@dataclass(frozen=True)
class Stored:
    """A record's item: revision, the last entry folded in (a number of the line `epoch`), and its JSON.

    `text` is None for a tombstone. `parts` are the keys of the parts it lies in, `due` is the mark that it bears.
    """

    id: str
    revision: int
    epoch: str
    number: int
    text: bytes | None
    parts: tuple[Key, ...] = ()
    due: str | None = None

    @property
    def wire(self) -> dict[str, Any] | None:
        """The whole record as it travels, or None if it was purged."""
        return None if self.text is None else json.loads(self.text)

    @cached_property
    def record(self) -> Record | None:
        """The record, or None if it was purged."""
        wire = self.wire
        return None if wire is None else expanded(wire)

    @property
    def size(self) -> int:
        """Bytes of JSON."""
        return len(self.text or b"")


Replacement = tuple[Stored | None, Stored]
"""What was read of a record, and what shall stand in its place."""


def load(table: Table, space: str, ids: Iterable[str]) -> dict[str, Stored]:
    """Return the items of those `ids` that have one."""
    items = table.batch_get([keys.record(space, record_id) for record_id in ids])
    return {stored.id: stored for stored in read_items(table, space, items.values())}


def read_items(table: Table, space: str, items: Iterable[Mapping[str, Any]]) -> list[Stored]:
    """Read items of the view, fetching the parts of those that lie in parts."""
    return [_read(table, space, item) for item in items]


def every(table: Table, space: str) -> Iterator[Stored]:
    """Yield all items of a space, one page of the table in memory at a time."""
    for shard in range(keys.SHARDS):
        first, last = keys.record_range(space, shard)
        for items in pages(table, first, last):
            yield from read_items(table, space, items)


def mark_anew(table: Table, space: str, stored: Stored) -> bool:
    """Let a record bear the mark that it should, and say whether it bore another; whoever writes it now does that too.

    Records of before there were marks bear none.
    """
    if stored.due == _mark_of(space, stored):
        return False
    return not store(table, space, [(stored, replace(stored, revision=stored.revision + 1))])


def drop_tombstone(table: Table, space: str, stored: Stored) -> bool:
    """Remove what a purged record left, unless somebody has written the record again."""
    try:
        table.delete_if(keys.record(space, stored.id), Unchanged({"rev": stored.revision}))
    except ConditionFailed:
        return False
    return True


def store(table: Table, space: str, replacements: Iterable[Replacement]) -> list[str]:
    """Write the new in the place of the old, each by itself; return the ids where something else stands by now."""
    return [lost for batch in _batches(replacements) for lost in _store(table, space, batch)]


def _batches(replacements: Iterable[Replacement]) -> Iterator[list[Replacement]]:
    batch: list[Replacement] = []
    size = 0
    for replacement in replacements:
        batch.append(replacement)
        size += replacement[1].size
        if len(batch) == BATCH_ITEMS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _store(table: Table, space: str, replacements: list[Replacement]) -> list[str]:
    drafts = [_draft(space, new) for _, new in replacements]
    table.put_each((part, None) for _, parts in drafts for part in parts)
    conditions = [Unchanged({"rev": old.revision}) if old else Absent() for old, _ in replacements]
    outcomes = table.put_each(zip((item for item, _ in drafts), conditions, strict=True))
    lost: list[str] = []
    unused: list[Key] = []
    for (old, new), (item, parts), failed in zip(replacements, drafts, outcomes, strict=True):
        if failed is None or failed.occupant == item:  # an answer was lost, or another projector came to the same
            unused += old.parts if old else ()
            continue
        lost.append(new.id)
        if not failed.occupant or failed.occupant.get("parts") != item.get("parts"):
            unused += map(key_of, parts)
    for part in unused:
        table.delete_if(part, None)
    return lost


def _draft(space: str, new: Stored) -> tuple[Item, list[Item]]:
    """Return the item of a record, and those of the parts it lies in, if any."""
    key = keys.record(space, new.id)
    item: Item = {"pk": key.pk, "sk": key.sk, "id": new.id, "rev": new.revision, "epoch": new.epoch, "n": new.number}
    due = _mark_of(space, new)
    if due:
        item["due"] = due
    packed = b"" if new.text is None else zlib.compress(new.text)
    parts = _parts(space, new, packed)
    if parts:
        item["parts"] = [part["sk"] for part in parts]
    elif packed:
        item["body"] = packed
    return item, parts


def _mark_of(space: str, stored: Stored) -> str | None:
    """Return the mark under which a follow-up that is due some day is found."""
    if stored.text is None or _MAY_BE_DUE not in stored.text or stored.record is None:
        return None
    day = due_day(stored.record)
    return keys.due_of(space, day) if day else None


def _parts(space: str, new: Stored, packed: bytes) -> list[Item]:
    """Cut what does not fit one item; the parts' keys name what they hold, so that two writers never mix theirs."""
    if len(packed) <= PART_BYTES:
        return []
    version = f"{new.revision}.{hashlib.sha256(packed).hexdigest()[:16]}"
    parts: list[Item] = []
    for number, start in enumerate(range(0, len(packed), PART_BYTES)):
        key = keys.record_part(space, new.id, version, number)
        parts.append({"pk": key.pk, "sk": key.sk, "body": packed[start : start + PART_BYTES]})
    return parts


def _read(table: Table, space: str, item: Mapping[str, Any]) -> Stored:
    current: Mapping[str, Any] | None = item
    for _ in range(_ATTEMPTS):
        if current is None:
            break
        parts = _parts_of(space, current)
        bodies = table.batch_get(parts) if parts else {}
        if len(bodies) == len(parts):
            packed = b"".join(_bytes(bodies[part]["body"]) for part in parts) or current.get("body")
            text = zlib.decompress(packed) if packed else None
            about = (current["id"], current["rev"], current["epoch"], current["n"])
            return Stored(*about, text, parts, current.get("due"))
        current = table.get(keys.record(space, item["id"]))  # its parts are gone because somebody wrote it anew
    raise Unavailable("a record is being written all the time")


def _parts_of(space: str, item: Mapping[str, Any]) -> tuple[Key, ...]:
    """Return the keys of the parts that a record lies in: hardly any lies in some."""
    names = item.get("parts")
    if not names:
        return ()
    pk = keys.record(space, item["id"]).pk
    return tuple(Key(pk, sk) for sk in names)


def _bytes(value: Value) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError("a part holds bytes")
    return value
