"""Whose follow-ups are due, by the index of days: no space is opened in which nothing is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from backend.storage import keys
from backend.storage.port import Table

LOOK_BACK = dt.timedelta(days=7)
"""What was missed because this server was off or could not reach anybody is still told for so long."""
WEST, EAST = dt.timedelta(hours=12), dt.timedelta(hours=14)
"""How far the clocks of the world are behind and ahead of UTC."""


def people_due(table: Table, now_ms: int) -> Iterator[tuple[str, set[str]]]:
    """Yield each space in which something may be due on a day that is today somewhere, or was lately; and its ids."""
    for shard in range(keys.DUE_SHARDS):
        ids_by_space: dict[str, set[str]] = defaultdict(set)
        for day in _days(now_ms):
            for key in table.due(keys.due(day, shard)):
                space, record_id = keys.record_at(key)
                ids_by_space[space].add(record_id)
        yield from ids_by_space.items()


def _days(now_ms: int) -> Iterator[str]:
    now = dt.datetime.fromtimestamp(now_ms / 1000, dt.UTC)
    day, last = (now - WEST).date() - LOOK_BACK, (now + EAST).date()
    while day <= last:
        yield day.isoformat()
        day += dt.timedelta(days=1)
