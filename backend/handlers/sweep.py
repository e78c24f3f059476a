"""The daily sweep of every space: run by a schedule, in a thread or a function of its own. No route leads here.

What goes wrong with one space is logged, and its turn comes again tomorrow; the others are swept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from backend.photos.unnamed import drop_unnamed
from backend.sync.head import spaces
from backend.sync.sweep import sweep
from backend.web.deps import Deps
from backend.web.log import where

LOG = logging.getLogger("lanyard.sweep")


def sweep_all(deps: Deps, is_stopped: Callable[[], bool] = lambda: False) -> None:
    """Sweep space after space until done or stopped. Raises: Unavailable, where not even the spaces can be found."""
    for space in spaces(deps.table):
        if is_stopped():
            return
        try:
            _sweep(deps, space)
        except Exception as error:  # noqa: BLE001 - one space's fault must not keep all others from being swept
            LOG.error("not swept", extra={"error": type(error).__name__, "at": where(error)})  # noqa: TRY400 - no values


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
        "photos": photos,
    }
    LOG.log(logging.ERROR if swept.parked else logging.INFO, "swept", extra={"counts": counts})
