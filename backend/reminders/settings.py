"""When and how a person wants to be reminded. Letters go to no address whose owner has not agreed by a link sent there.

Without that, anybody could sign up with somebody else's address and let this server write to them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.accounts.limits import ASK
from backend.accounts.users import User
from backend.domain.errors import InvalidError, UnavailableError
from backend.outside.failures import AwayError, RefusedError
from backend.reminders import words
from backend.reminders.deps import ReminderDeps
from backend.storage import keys
from backend.storage.port import Absent, ConditionFailed, Item, Table, Unchanged

UTC = "UTC"
VALID_MS = 7 * 24 * 60 * 60 * 1000
ATTEMPTS = 5
_PURPOSE = b"lanyard letters to this address\n"
_MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """At which full hour of which zone, and whether by mail too; `agreed` is the address whose owner has agreed."""

    mail: bool = False
    hour: int = 8
    zone: str = UTC
    agreed: str = ""

    def writes_to(self, user: User) -> bool:
        """Say whether letters go to this person."""
        return self.mail and self.agreed == user.email


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of a name such as Europe/Berlin, or None where there is no such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder's name is an OSError
        return None


def settings_in(item: Mapping[str, Any] | None) -> Settings:
    """Read the settings' item; whoever has none has those that everybody begins with."""
    return Settings(item["mail"], item["hour"], item["zone"], item["agreed"]) if item else Settings()


def read_settings(table: Table, user_id: str) -> Settings:
    """Return a person's settings."""
    return settings_in(table.get(keys.reminders(user_id)))


def change_settings(deps: ReminderDeps, user: User, *, mail: bool, hour: int, zone: str) -> Settings:
    """Keep new settings and return them; where letters are wanted and wait for an agreement, ask for it by one.

    Raises: InvalidError for no zone, or an address that takes no letters; UnavailableError where none can be sent now;
    TooManyError where that was asked too often. Nothing has changed then.
    """
    if zone_of(zone) is None:
        raise InvalidError("There is no such time zone.", fields={"zone": "format"})
    before = read_settings(deps.table, user.id)
    if mail and not before.mail and before.agreed != user.email:
        _ask(deps, user)  # first: what was not asked must be asked by the next try
    return _change(deps.table, user.id, mail=mail, hour=hour, zone=zone)


def agree(deps: ReminderDeps, user: User, token: str) -> Settings:
    """Note that the owner of a person's address has agreed to letters, as the link that was sent there proves.

    Raises: InvalidError for another's link, an old one, or none of ours.
    """
    if not hmac.compare_digest(_email_in(deps, user, token) or "", user.email):
        raise InvalidError("This link is too old, or was sent to somebody else.", fields={"token": "format"})
    return _change(deps.table, user.id, agreed=user.email)


def _change(table: Table, user_id: str, **changed: Any) -> Settings:
    """Write what has changed over what stands there, whoever else writes meanwhile."""
    place = keys.reminders(user_id)
    for _ in range(ATTEMPTS):
        item = table.get(place)
        changed_settings = replace(settings_in(item), **changed)
        fresh: Item = {"pk": place.pk, "sk": place.sk, **asdict(changed_settings)}
        before = {name: item[name] for name in asdict(changed_settings)} if item else {}
        try:
            table.put_if(fresh, Unchanged(before) if item else Absent())
        except ConditionFailed as failed:
            if failed.occupant != fresh:
                continue
        return changed_settings
    raise UnavailableError("These settings are being changed elsewhere.", retry_after=1)


def _ask(deps: ReminderDeps, user: User) -> None:
    deps.limits.take(ASK, user.id)
    link = f"{deps.origin}/account/notifications?agree={_token(deps, user)}"
    try:
        deps.mail.send(words.asking(user, link, deps.origin))
    except RefusedError as error:
        raise InvalidError("No mail can be sent to this address.", fields={"mail": "refused"}) from error
    except AwayError as error:
        raise UnavailableError("No mail can be sent right now.", retry_after=60) from error


def _token(deps: ReminderDeps, user: User) -> str:
    payload = json.dumps([user.id, user.email, deps.now_ms() + VALID_MS], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mac(deps.secret, payload) + payload).rstrip(b"=").decode()


def _email_in(deps: ReminderDeps, user: User, token: str) -> str | None:
    """Return the address to which this person's token was sent, or None where it is none of ours or too old."""
    try:
        signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    mac, payload = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(deps.secret, payload)):
        return None
    user_id, email, valid_until_ms = json.loads(payload)
    return str(email) if user_id == user.id and deps.now_ms() <= valid_until_ms else None


def _mac(secret: bytes, payload: bytes) -> bytes:
    return hmac.new(secret, _PURPOSE + payload, hashlib.sha256).digest()[:_MAC_BYTES]
