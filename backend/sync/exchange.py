"""One exchange with one replica: take its changes, give it what it has not merged.

The steps are those of docs/sync.md, in order. What is acknowledged here is durable in the log. The failure worth
knowing: `Unavailable` from storage may come after the commit; the client sends the same bytes again and is answered
from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.storage import keys
from backend.storage.port import Table
from backend.sync import project
from backend.sync.envelope import Envelope, read_envelope
from backend.sync.fence import Fence, fence_in
from backend.sync.head import Head, create_head, head_in
from backend.sync.pull import Pulled, Puller
from backend.sync.push import Pushed, Pushing, compare


@dataclass(frozen=True, slots=True)
class SyncDeps:
    """What sync stands on: `now_ms` in milliseconds since 1970 UTC, `secret` signs where a snapshot goes on."""

    table: Table
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    secret: bytes


def exchange(deps: SyncDeps, *, space: str, user: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Push the changes in `body` to `space` and return the answer, as JSON values.

    `space` is one that `user` may write to: that has been settled before, from the session alone.

    Raises: BadRequestError, NotFoundError, TooLargeError, TooOldError, all of them with nothing written for the push;
    Unavailable.
    """
    now_ms = deps.now_ms()
    envelope = read_envelope(body, space)
    head, known = _read(deps, space, envelope.replica)
    if envelope.changes or envelope.cursor is None:  # both read records
        head = project.finish(deps.table, space, head)
    if envelope.changes:
        pushed = Pushing(deps.table, space, user, now_ms, head, envelope).push(known)
    else:
        pushed = compare(envelope, known, head.epoch)
    if pushed.fork:
        return _answer(envelope, now_ms, pushed, None)
    puller = Puller(deps.table, space, deps.secret, now_ms, head, pushed.entry)
    return _answer(envelope, now_ms, pushed, puller.pull(envelope.cursor))


def fold_pending(deps: SyncDeps, space: str) -> None:
    """Bring the records of `space` up to its log: best done after the answer to a push, and by no means necessary.

    Raises: Unavailable; whoever reads records next finishes then.
    """
    project.catch_up(deps.table, space)


def _read(deps: SyncDeps, space: str, replica: str) -> tuple[Head, Fence | None]:
    head_key, replica_key = keys.head(space), keys.replica(space, replica)
    items = deps.table.batch_get([head_key, replica_key])
    head = head_in(items.get(head_key)) or create_head(deps.table, space, deps.new_id)
    return head, fence_in(items.get(replica_key))


def _answer(envelope: Envelope, now_ms: int, pushed: Pushed, pulled: Pulled | None) -> dict[str, Any]:
    """Put the answer together; one that tells the client to fork carries no changes and leaves its cursor."""
    cursor = pulled.cursor if pulled else envelope.cursor
    return {
        "fence": pushed.fence,
        "cursor": cursor.to_json() if cursor else None,
        "more": pulled.more if pulled else False,
        "now": now_ms,
        "results": pushed.results,
        "changes": pulled.changes if pulled else [],
        "purge": pulled.purge if pulled else [],
        "fork": pushed.fork,
        "reset": pulled.reset if pulled else False,
        "snapshot": pulled.snapshot if pulled else None,
        "share": pulled.share if pulled else None,
    }
