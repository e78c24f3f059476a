"""Sync: one request pushes what the client has changed and pulls what others have (docs/sync.md)."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint

from backend.accounts.limits import SYNC
from backend.sync.exchange import exchange, fold_pending
from backend.sync.tally import tally
from backend.web.after import after_answer
from backend.web.deps import deps
from backend.web.login import person
from backend.web.route import SYNC_BODY, Wire, route

blueprint = Blueprint("sync", __name__)
ONLY_IN_SNAPSHOTS = frozenset({"snapshot", "share"})
"""Left out elsewhere: every byte of a poll that finds nothing travels once a minute."""
LOG = logging.getLogger("lanyard.sync")


@blueprint.post("/api/sync")
@route(rate=SYNC, body=SYNC_BODY, takes=Wire("SyncRequest"), answers=Wire("SyncAnswer"))
def sync(body: dict[str, Any]) -> dict[str, Any]:
    """Push and pull. The space is the person's own, whatever the body asks for."""
    stands_on, space = deps().for_sync, person()
    answer = exchange(stands_on, space=space, user=space, body=body)
    if counts := tally(answer):
        LOG.info("synced", extra={"counts": counts})
    if answer["results"]:
        after_answer(lambda: fold_pending(stands_on, space))
    return {key: value for key, value in answer.items() if value is not None or key not in ONLY_IN_SNAPSHOTS}
