"""What reminders stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.accounts.limits import Limits
from backend.outside.mail import Mail
from backend.outside.webpush import WebPush
from backend.storage.port import Table


@dataclass(frozen=True, slots=True)
class ReminderDeps:
    """`now_ms` in milliseconds since 1970 UTC, `secret` signs links, `origin` is where the app is."""

    table: Table
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    limits: Limits
    mail: Mail
    web_push: WebPush
    secret: bytes
    origin: str
