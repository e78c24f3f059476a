"""Browsers that take a person's web pushes. An endpoint is one person's at a time: whoever subscribed last with it.

What must hold together: before an endpoint becomes somebody's, it is nobody else's, or one person's reminders would
show on another's screen. A crash between the writes leaves it nobody's, and the browser subscribes again when asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from backend.domain.errors import InvalidError
from backend.outside.webpush import Subscription, check_subscription
from backend.reminders.deps import ReminderDeps
from backend.storage import keys
from backend.storage.port import ConditionFailed, Table, Unchanged, pages

MOST_DEVICES = 20


@dataclass(frozen=True, slots=True)
class Device:
    """A browser; `name` is the hash of its endpoint."""

    name: str
    subscription: Subscription


def name_of(endpoint: str) -> str:
    """Return what an endpoint is called here."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def device_in(item: Mapping[str, Any]) -> Device:
    """Read a device's item."""
    return Device(item["sk"].partition("#")[2], Subscription(item["endpoint"], item["p256dh"], item["auth"]))


def devices(table: Table, user_id: str) -> list[Device]:
    """Return a person's browsers."""
    return [device_in(item) for page in pages(table, *keys.device_range(user_id)) for item in page]


def add_device(deps: ReminderDeps, user_id: str, subscription: Subscription) -> None:
    """Send this person's pushes to this browser too, and nobody else's any more.

    Raises: InvalidError for what is no subscription, or one too many.
    """
    at_fault = check_subscription(subscription)
    if at_fault:
        raise InvalidError("This is no subscription that can be sent to.", fields={at_fault: "format"})
    name = name_of(subscription.endpoint)
    known = {device.name for device in devices(deps.table, user_id)}
    if name not in known and len(known) >= MOST_DEVICES:
        raise InvalidError("There are too many devices.", fields={"endpoint": "too_many"})
    place, row = keys.endpoint(name), keys.device(user_id, name)
    claim: Mapping[str, Any] | None = deps.table.get(place)
    if claim and claim["user"] != user_id:
        deps.table.delete_if(keys.device(claim["user"], name), None)
    deps.table.put_if({"pk": place.pk, "sk": place.sk, "user": user_id}, None)
    told = {"endpoint": subscription.endpoint, "p256dh": subscription.p256dh, "auth": subscription.auth}
    deps.table.put_if({"pk": row.pk, "sk": row.sk, **told, "created": deps.now_ms() // 1000}, None)


def drop_device(table: Table, user_id: str, name: str) -> None:
    """Send this person's pushes to this browser no more; nothing happens where it got none."""
    table.delete_if(keys.device(user_id, name), None)
    with suppress(ConditionFailed):  # it is somebody else's by now, or nobody's
        table.delete_if(keys.endpoint(name), Unchanged({"user": user_id}))


def drop_all(table: Table, user_id: str) -> None:
    """Send this person no more pushes."""
    for device in devices(table, user_id):
        drop_device(table, user_id, device.name)
