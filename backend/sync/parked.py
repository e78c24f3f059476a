"""What could not be folded into the records: noted, kept in the log, and tried again by every sweep.

A later version may be able to read it. It is then written once more at the end of the log, for every device was passed
over too; merging it late is no different. Until then the log is not compacted beyond it, so nothing of it is lost.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from backend.domain.canonical import canonical
from backend.storage import keys
from backend.storage.limits import key_of
from backend.storage.port import Item, Table, pages
from backend.sync.exchange import SyncDeps
from backend.sync.head import read_head
from backend.sync.log import DamagedError, Entry, append, content_text, outcome_text, read_entry, read_wire


def retry_parked(deps: SyncDeps, space: str, user: str, replica: str) -> tuple[int, int]:
    """Write again what can be read by now; return how many entries were, and how many stay parked."""
    notes = [item for items in pages(deps.table, *keys.parked_range(space)) for item in items]
    retried = sum(_retry(deps, space, note, user, replica) for note in notes)
    return retried, len(notes) - retried


def lowest_parked(table: Table, space: str) -> int | None:
    """Return the number of the first entry that could not be folded, all of it or some, or None."""
    first, last = keys.parked_range(space)
    numbers = [item["n"] for items in pages(table, first, last) for item in items]
    return min((number for number in numbers if isinstance(number, int)), default=None)


def _retry(deps: SyncDeps, space: str, note: Item, user: str, replica: str) -> bool:
    changes = _changes_of(deps.table, space, note)
    if changes is None:
        return False
    content = zlib.compress(content_text(canonical(change).encode() for change in changes))
    outcome = zlib.compress(outcome_text(0, []))
    entry = Entry(0, user, replica, deps.new_id(), deps.now_ms(), content, outcome)
    append(deps.table, space, read_head(deps.table, space).applied + 1, entry)
    deps.table.delete_if(key_of(note), None)  # killed before this, the next sweep writes it once more, to no effect
    return True


def _changes_of(table: Table, space: str, note: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the changes that were parked, or None where one of them still cannot be read.

    A purge that was parked is none of them: the sweep judges those records anew.
    """
    entry = read_entry(table, space, note["n"])
    try:
        changes = entry.open().changes if entry else []
    except DamagedError:
        return None
    parked = [changes[index] for index in note["changes"]] if note["changes"] else changes
    return parked if all(map(read_wire, parked)) else None
