"""Notifications: when and how a person wants to be reminded, and which of their browsers take web pushes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from backend.accounts.limits import NOTIFY, READ
from backend.accounts.users import User, find_user
from backend.domain.errors import NotSignedInError
from backend.domain.fields import Flag, Line, Whole
from backend.outside.fetch import LONGEST_URL
from backend.outside.webpush import Subscription
from backend.reminders.devices import MOST_DEVICES, add_device, devices, drop_all, drop_device
from backend.reminders.settings import Settings, agree, change_settings, read_settings
from backend.web.deps import deps
from backend.web.login import person
from backend.web.route import JSON, route
from backend.web.schemas import Body, Given, Nothing

blueprint = Blueprint("notifications", __name__)
LONGEST_ZONE, LONGEST_KEY, LONGEST_TOKEN = 64, 200, 1_024


class ReminderSettings(Body):
    """At which full hour of which time zone reminders come, and whether by mail too."""

    mail = Given(Flag())
    hour = Given(Whole(0, 23))
    zone = Given(Line(LONGEST_ZONE))


class Notifications(Body):
    """A person's settings, whether their address agreed to mail, the key to subscribe with, and how many did."""

    mail = Given(Flag())
    hour = Given(Whole(0, 23))
    zone = Given(Line(LONGEST_ZONE))
    agreed = Given(Flag())
    key = Given(Line(LONGEST_KEY))
    devices = Given(Whole(0, MOST_DEVICES))


class PushSubscription(Body):
    """What a browser's push manager gave: the endpoint and the browser's two keys."""

    endpoint = Given(Line(LONGEST_URL))
    p256dh = Given(Line(LONGEST_KEY))
    auth = Given(Line(LONGEST_KEY))


class Agreement(Body):
    """What the link in a letter proves."""

    token = Given(Line(LONGEST_TOKEN))


@blueprint.get("/api/notifications")
@route(rate=READ, answers=Notifications)
def show() -> dict[str, Any]:
    """Say when and how reminders come."""
    user = _user()
    return _told(user, read_settings(deps().table, user.id))


@blueprint.put("/api/notifications")
@route(rate=NOTIFY, body=JSON, takes=ReminderSettings, answers=Notifications)
def change(body: dict[str, Any]) -> dict[str, Any]:
    """Change that. Mail to an address that has not agreed begins with the question whether it does."""
    user = _user()
    return _told(user, change_settings(deps().for_reminders, user, **body))


@blueprint.post("/api/notifications/agreement")
@route(rate=NOTIFY, body=JSON, takes=Agreement, answers=Notifications)
def take_agreement(body: dict[str, Any]) -> dict[str, Any]:
    """Note that the owner of the person's address agrees to mail."""
    user = _user()
    return _told(user, agree(deps().for_reminders, user, body["token"]))


@blueprint.post("/api/notifications/devices")
@route(rate=NOTIFY, body=JSON, takes=PushSubscription, answers=Nothing)
def subscribe(body: dict[str, Any]) -> dict[str, Any]:
    """Send web pushes to this browser."""
    add_device(deps().for_reminders, person(), Subscription(**body))
    return {}


@blueprint.delete("/api/notifications/devices")
@route(rate=NOTIFY, answers=Nothing)
def unsubscribe_all() -> dict[str, Any]:
    """Send web pushes to none of the person's browsers any more."""
    drop_all(deps().table, person())
    return {}


@blueprint.delete("/api/notifications/devices/<sha256:name>")
@route(rate=NOTIFY, answers=Nothing)
def unsubscribe(name: str) -> dict[str, Any]:
    """Send web pushes to one browser no more; its name is the hash of its endpoint."""
    drop_device(deps().table, person(), name)
    return {}


def _user() -> User:
    user = find_user(deps().table, person())
    if user is None:
        raise NotSignedInError("This account is no more.")
    return user


def _told(user: User, settings: Settings) -> dict[str, Any]:
    return {
        "mail": settings.mail,
        "hour": settings.hour,
        "zone": settings.zone,
        "agreed": settings.agreed == user.email,
        "key": deps().web_push.public_key(),
        "devices": len(devices(deps().table, user.id)),
    }
