"""The request's envelope: what it must hold before anything of it is looked at.

Keys that this version does not know are ignored, for a newer client may send them. What lies inside `changes` is not
judged here: a fault there is the verdict of that change alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.errors import BadRequestError, NotFoundError, TooLargeError, TooOldError

MIN_PROTO = 1
MAX_CHANGES = 2_000
MAX_COUNT = 2**53 - 1
_MAX_SNAP = 2_000

_REQ = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REPLICA = re.compile(r"[0-9A-Za-z_-]{1,64}")  # no `~`: those are the server's own writers
_WORD = re.compile(r"[0-9A-Za-z_-]{0,64}")


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a client has merged the log: up to entry `n`, whose request began with `tag`, in the line `epoch`.

    `snap`, where present, is where its snapshot goes on.
    """

    epoch: str
    n: int
    tag: str
    snap: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the cursor as it travels; without `snap` where there is none."""
        plain = {"epoch": self.epoch, "n": self.n, "tag": self.tag}
        return {**plain, "snap": self.snap} if self.snap else plain


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request that reads well. `ctr` is the replica's counter; `changes` are as they came."""

    req: str
    replica: str
    fence: str | None
    ctr: int
    cursor: Cursor | None
    changes: list[Any]


def read_envelope(body: Mapping[str, Any], space: str) -> Envelope:
    """Read the envelope of a request to `space`.

    Raises: BadRequestError, NotFoundError (another space), TooLargeError (too many changes), TooOldError.
    """
    if _count(body, "proto") < MIN_PROTO:
        raise TooOldError("this version of the app is too old to sync; reload it")
    if body.get("space") not in (None, space):
        raise NotFoundError("there is no such space")
    changes = body.get("changes")
    if not isinstance(changes, list):
        raise _unreadable("changes")
    if len(changes) > MAX_CHANGES:
        raise TooLargeError(f"at most {MAX_CHANGES} changes in one request")
    fence = body.get("fence")
    return Envelope(
        req=_text(body, "req", _REQ),
        replica=_text(body, "replica", _REPLICA),
        fence=None if fence is None else _text(body, "fence", _WORD),
        ctr=_count(body, "ctr"),
        cursor=_cursor(body.get("cursor")),
        changes=changes,
    )


def _cursor(raw: Any) -> Cursor | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise _unreadable("cursor")
    snap = raw.get("snap")
    if snap is not None and not (isinstance(snap, str) and len(snap) <= _MAX_SNAP):
        raise _unreadable("snap")
    return Cursor(_text(raw, "epoch", _WORD), _count(raw, "n"), _text(raw, "tag", _WORD), snap)


def _text(raw: Mapping[str, Any], key: str, form: re.Pattern[str]) -> str:
    value = raw.get(key)
    if not (isinstance(value, str) and form.fullmatch(value)):
        raise _unreadable(key)
    return value


def _count(raw: Mapping[str, Any], key: str) -> int:
    value = raw.get(key)
    if not (type(value) is int and 0 <= value <= MAX_COUNT):
        raise _unreadable(key)
    return value


def _unreadable(key: str) -> BadRequestError:
    return BadRequestError("the request's envelope cannot be read", fields={key: "format"})
