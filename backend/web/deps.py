"""What the app is built from, and how a handler reaches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from backend.accounts.limits import Limits
from backend.accounts.passwords import Passwords
from backend.accounts.sessions import SessionDeps
from backend.accounts.users import UserDeps
from backend.outside.mail import Mail
from backend.outside.webpush import WebPush
from backend.photos.blobs import PhotoDeps
from backend.reminders.deps import ReminderDeps
from backend.storage.photo_port import PhotoStore
from backend.storage.port import Table
from backend.sync.exchange import SyncDeps


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything from outside: `wiring.py` makes it, tests make their own.

    `public_origin` is the one origin that may change anything, `photos_origin` that of signed photo URLs ("" where it
    is the same); `now_ms` is milliseconds since 1970; `new_token` returns 256 random bits as text. `outlives_answers`
    says whether the process may go on working once an answer is out; one that is frozen then may not. `is_edge_key`
    knows the key of whoever stands in front, None where nobody does.
    """

    table: Table
    photos: PhotoStore
    passwords: Passwords
    limits: Limits
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    new_token: Callable[[], str]
    secret: bytes
    mail: Mail
    web_push: WebPush
    public_origin: str
    photos_origin: str = ""
    outlives_answers: bool = True
    is_edge_key: Callable[[str], bool] | None = None

    @property
    def for_users(self) -> UserDeps:
        """What accounts stand on."""
        return UserDeps(self.table, self.now_ms, self.new_id, self.passwords, self.limits)

    @property
    def for_sessions(self) -> SessionDeps:
        """What login sessions stand on."""
        return SessionDeps(self.table, self.now_ms, self.new_token)

    @property
    def for_sync(self) -> SyncDeps:
        """What sync stands on."""
        return SyncDeps(self.table, self.now_ms, self.new_id, self.secret)

    @property
    def for_reminders(self) -> ReminderDeps:
        """What reminders stand on."""
        services = (self.limits, self.mail, self.web_push)
        return ReminderDeps(self.table, self.now_ms, self.new_id, *services, self.secret, self.public_origin)

    @property
    def for_photos(self) -> PhotoDeps:
        """What photos stand on."""
        return PhotoDeps(self.table, self.photos, self.now_ms)


def deps() -> Deps:
    """Return what the app that serves this request was built from."""
    return cast("Deps", current_app.extensions["lanyard"])
