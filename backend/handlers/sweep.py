"""The daily sweep of every space: run by a schedule, in a thread or a function of its own. No route leads here.

What goes wrong with one space is logged, and its turn comes again; the others are swept, and then the run fails.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from backend.photos.unnamed import drop_unnamed
from backend.sync.head import spaces
from backend.sync.sweep import DAY_MS, sweep
from backend.web.deps import Deps
from backend.web.turns import Turns

RESERVE_MS = 60_000
"""No space takes longer; a function that is cut off would begin again with the same one."""
LOG = logging.getLogger("lanyard.sweep")


def run(deps: Deps, _event: Mapping[str, Any], left_ms: Callable[[], int]) -> None:
    """Sweep as many spaces as the function's time allows; the log says when that was not all.

    Raises: UnfinishedError; StorageError.
    """

    def is_ending() -> bool:
        return left_ms() < RESERVE_MS

    try:
        sweep_all(deps, is_ending)
    finally:
        if is_ending():
            LOG.error("spaces are left for tomorrow")


def sweep_all(deps: Deps, is_stopped: Callable[[], bool] = lambda: False) -> None:
    """Sweep space after space, each day from another one on, until done or stopped.

    Raises: UnfinishedError, when all but those with which it went wrong are swept; StorageError, where not even the
    spaces can be found.
    """
    turns = Turns(LOG, "not swept")
    found = spaces(deps.table)
    start = zlib.crc32(str(deps.now_ms() // DAY_MS).encode()) % max(1, len(found))  # so that each has its turn
    for space in found[start:] + found[:start]:
        if is_stopped():
            break
        with turns.turn():
            _sweep(deps, space)
    turns.end()


def _sweep(deps: Deps, space: str) -> None:
    swept = sweep(deps.for_sync, space)
    # What is parked may name photos that no record does.
    photos = 0 if swept.parked else drop_unnamed(deps.for_photos, space, swept.photos)
    counts = {
        "purged": swept.purged,
        "tombstones": swept.tombstones,
        "entries": swept.entries,
        "replicas": swept.replicas,
        "retried": swept.retried,
        "parked": swept.parked,
        "marked": swept.marked,
        "photos": photos,
    }
    LOG.log(logging.ERROR if swept.parked else logging.INFO, "swept", extra={"counts": counts})
