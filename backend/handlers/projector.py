"""The projector's function: the table's stream tells of new log entries, and the records follow.

Its batches hold keys only, filtered to new `L#` items. Nothing waits for it: whoever reads records first folds what is
pending, so a batch that is given up has only cost time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from backend.storage.keys import space_of
from backend.storage.port import StorageError
from backend.sync.exchange import fold_pending
from backend.web.deps import Deps
from backend.web.log import where

RESERVE_MS = 10_000
"""A space that is not begun when this is left of the function's time comes again, instead of being cut off."""
LOG = logging.getLogger("lanyard.projector")


def run(deps: Deps, event: Mapping[str, Any], left_ms: Callable[[], int]) -> dict[str, Any]:
    """Fold each space that the batch names, once; return the first record of each that failed, to be sent again."""
    first_by_space: dict[str, str] = {}
    for record in event["Records"]:
        told = record["dynamodb"]
        first_by_space.setdefault(space_of(told["Keys"]["pk"]["S"]), told["SequenceNumber"])
    failed = [number for space, number in first_by_space.items() if left_ms() < RESERVE_MS or not _folded(deps, space)]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}


def _folded(deps: Deps, space: str) -> bool:
    try:
        fold_pending(deps.for_sync, space)
    except StorageError as error:
        LOG.warning("to be folded later", extra={"error": type(error).__name__, "at": where(error)})
        return False
    return True
