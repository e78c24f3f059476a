"""Login sessions: rows in the table, found by the hash of a random id that only the person's cookie holds.

A copied cookie dies with its row, which is deleted at logout. What must hold together: no session row without its entry
under the person, so that listing or revoking a person's sessions misses none. Hence the entry is written first and
deleted last; an entry whose row is gone grants nothing and expires by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.storage import keys
from backend.storage.port import ConditionFailed, Table, Unavailable, Unchanged

DAY = 24 * 60 * 60
IDLE, ABSOLUTE = 30 * DAY, 180 * DAY
"""Seconds after which a session ends: unused, and in any case."""
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class Session:
    """A login: `token` is the id in the cookie, never stored; `user` the person's id, and the id of their space."""

    token: str
    user: str


@dataclass(frozen=True, slots=True)
class SessionDeps:
    """What sessions stand on: `new_token` returns 256 random bits as text."""

    table: Table
    now_ms: Callable[[], int]
    new_token: Callable[[], str]


def open_session(deps: SessionDeps, user: str) -> Session:
    """Start a session for a person who has just proved who they are. Durable on return."""
    session = Session(deps.new_token(), user)
    now = deps.now_ms() // 1000
    name = _hash(session.token)
    entry, row = keys.session_of(user, name), keys.session(name)
    deps.table.put_if({"pk": entry.pk, "sk": entry.sk, "created": now, "expires": now + ABSOLUTE}, None)
    deps.table.put_if(
        {"pk": row.pk, "sk": row.sk, "user": user, "created": now, "seen": now, "expires": now + IDLE}, None
    )
    return session


def find_session(deps: SessionDeps, token: str) -> Session | None:
    """Return the session that a cookie names, if it is still good, and note once a day that it is used."""
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    row: dict[str, Any] | None = deps.table.get(keys.session(_hash(token)))
    now = deps.now_ms() // 1000
    if row is None or now >= row["expires"]:
        return None
    if now - row["seen"] >= DAY:
        _touch(deps, row, now)
    return Session(token, row["user"])


def close_session(deps: SessionDeps, session: Session) -> None:
    """End a session: its cookie is worth nothing from here on."""
    name = _hash(session.token)
    deps.table.delete_if(keys.session(name), None)
    deps.table.delete_if(keys.session_of(session.user, name), None)


def _touch(deps: SessionDeps, row: dict[str, Any], now: int) -> None:
    fresh = {**row, "seen": now, "expires": min(now + IDLE, row["created"] + ABSOLUTE)}
    try:
        deps.table.put_if(fresh, Unchanged({"seen": row["seen"]}))  # never brings back a row that a logout has deleted
    except (ConditionFailed, Unavailable):
        return  # another request did it, or the next one will


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
