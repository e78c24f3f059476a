"""The reminders' job: every few minutes it finds whose follow-ups are due, and tells them. No route leads here.

What goes wrong with one person is logged, and their turn comes again at the next run; the others are told, and then the
run fails.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from backend.reminders.due import people_due
from backend.reminders.tell import Told, tell
from backend.web.deps import Deps
from backend.web.turns import Turns

RESERVE_MS = 60_000
"""Nobody takes longer: twenty browsers and a letter, most of them answered in a fraction of their time."""
LOG = logging.getLogger("lanyard.remind")


def run(deps: Deps, _event: Mapping[str, Any], left_ms: Callable[[], int]) -> None:
    """Tell as many people as the function's time allows; the next run goes on with the others.

    Raises: UnfinishedError; StorageError.
    """

    def is_ending() -> bool:
        return left_ms() < RESERVE_MS

    try:
        remind_all(deps, is_ending)
    finally:
        if is_ending():
            LOG.error("people are left for the next run")


def remind_all(deps: Deps, is_stopped: Callable[[], bool] = lambda: False) -> Told:
    """Tell person after person until done or stopped.

    Raises: UnfinishedError, when all but those with whom it went wrong are told; StorageError, where not even the index
    can be read.
    """
    told, turns = Told(), Turns(LOG, "not told")
    for user_id, ids in people_due(deps.table, deps.now_ms()):
        if is_stopped():
            break
        with turns.turn():
            tell(deps.for_reminders, user_id, ids, told)
    if told != Told():
        LOG.log(logging.WARNING if told.refused else logging.INFO, "told", extra={"counts": asdict(told)})
    turns.end()
    return told
