"""Telling one person what is due: once a day of their own zone, from their hour on, each follow-up once for each day.

A day's row is the claim to it. It is made before anything is sent, on condition that there is none, and says "told"
once everything is out; a job that dies in between leaves a claim that runs out, and the next job goes on from what the
row says is out already. So two jobs never tell the same, and what a dead one left is told once more at most: as the
very same notification, which replaces the first, and as a second letter only if it died between sending and noting it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.accounts.users import User, find_user
from backend.domain.followup import due_day
from backend.domain.record import Record, is_in_set, is_visible, shown
from backend.outside.failures import AwayError, RefusedError
from backend.outside.webpush import GoneError
from backend.reminders import words
from backend.reminders.deps import ReminderDeps
from backend.reminders.devices import Device, device_in, drop_device
from backend.reminders.due import LOOK_BACK, WEST
from backend.reminders.settings import Settings, settings_in, zone_of
from backend.reminders.words import Due
from backend.storage import keys
from backend.storage.port import Absent, ConditionFailed, Item, Key, Unchanged, pages
from backend.sync import project, view

LEASE_S = 10 * 60
"""Longer than a job may run; after it, whatever a claim left undone is somebody else's."""
MOST_TRIES = 5
KEEP_S = 30 * 24 * 60 * 60
MOST_DUE = 1_000
"""What is beyond is told tomorrow."""
PUSH_SECONDS = 12 * 60 * 60
"""So long a push service keeps a message for a phone that is off: afterwards the day is over."""
PERSON = "person:"
LOG = logging.getLogger("lanyard.remind")


@dataclass(slots=True)
class Told:
    """What came of it, in numbers."""

    people: int = 0
    pushed: int = 0
    mailed: int = 0
    gone: int = 0
    refused: int = 0
    later: int = 0


@dataclass(slots=True)
class _Day:
    """A person's day, as its row has it. `what` names follow-ups with the day on which they were due."""

    place: Key
    claim: str
    what: list[str]
    lease: int
    tries: int = 1
    pushed: list[str] = field(default_factory=list)
    mailed: bool = False
    state: str = "begun"

    def item(self) -> Item:
        """The row; `lease` is in seconds since 1970."""
        return {
            "pk": self.place.pk,
            "sk": self.place.sk,
            "claim": self.claim,
            "what": list(self.what),
            "lease": self.lease,
            "tries": self.tries,
            "pushed": list(self.pushed),
            "mailed": self.mailed,
            "state": self.state,
            "expires": self.lease + KEEP_S,
        }


@dataclass(frozen=True, slots=True)
class _Person:
    """Whom to tell, and what is known of what they were told."""

    user: User
    settings: Settings
    today: dt.date
    devices: list[Device]
    days: Mapping[str, Mapping[str, Any]]

    @property
    def row(self) -> Mapping[str, Any] | None:
        """What a job that died, or could not reach everybody, has left of today."""
        return self.days.get(self.today.isoformat())

    @property
    def known(self) -> set[str]:
        """What other days have told."""
        others = (row for day, row in self.days.items() if day != self.today.isoformat() and row["state"] == "told")
        return {what for row in others for what in row["what"]}


def tell(deps: ReminderDeps, user_id: str, ids: Iterable[str], told: Told) -> None:
    """Tell a person of those of `ids` that are due, unless that is done, or their hour is still to come.

    What cannot be reached is tried again by later calls. Raises: StorageError.
    """
    person = _person(deps, user_id)
    if person is None:
        return
    project.catch_up(deps.table, user_id)  # what was done or snoozed a moment ago is silent
    dues = _dues(deps, person, ids)
    day = _claimed(deps, person, dues) if dues else None
    if day:
        told.people += 1
        _deliver(deps, person, dues, day, told)


def _person(deps: ReminderDeps, user_id: str) -> _Person | None:
    """Return a person who is to be told something today if anything is due; None is the answer to most questions.

    It costs one query, for it is asked at every run about everybody who has something due.
    """
    now = dt.datetime.fromtimestamp(deps.now_ms() / 1000, dt.UTC)
    first = (now - WEST).date() - LOOK_BACK
    rows = [row for page in pages(deps.table, *keys.reminders_range(user_id, first.isoformat())) for row in page]
    settings = settings_in(next((row for row in rows if row["sk"] == "N"), None))
    here = now.astimezone(zone_of(settings.zone) or dt.UTC)
    days = {str(row["sk"])[2:]: row for row in rows if str(row["sk"]).startswith("M#")}
    row: Mapping[str, Any] | None = days.get(here.date().isoformat())
    if here.hour < settings.hour or (row and (row["state"] == "told" or row["lease"] > now.timestamp())):
        return None
    devices = [device_in(found) for found in rows if str(found["sk"]).startswith("N#")]
    user = find_user(deps.table, user_id) if devices or settings.mail else None
    if user is None or not (devices or settings.writes_to(user)):
        return None
    return _Person(user, settings, here.date(), devices, days)


def _dues(deps: ReminderDeps, person: _Person, ids: Iterable[str]) -> list[Due]:
    """Return what is due and was not told, the longest overdue first."""
    first, known = person.today - LOOK_BACK, person.known
    found: list[tuple[dt.date, Record]] = []
    for stored in view.load(deps.table, person.user.id, ids).values():
        day = due_day(stored.record) if stored.record else None
        if stored.record and day and f"{stored.id}@{day}" not in known and first < _date(day) <= person.today:
            found.append((_date(day), stored.record))
    found.sort(key=lambda each: (each[0], each[1].id))
    names = _names(deps, person.user.id, [record for _, record in found[: words.MOST_LINES]])
    return [_due(record, day, names) for day, record in found[:MOST_DUE]]


def _due(record: Record, day: dt.date, names_by_id: Mapping[str, str]) -> Due:
    names = (names_by_id.get(contact, "") for contact in _people(record))
    return Due(record.id, str(shown(record).f.get("what") or ""), day, tuple(sorted(filter(None, names))))


def _people(record: Record) -> list[str]:
    return [name.removeprefix(PERSON) for name, r in record.f.items() if name.startswith(PERSON) and is_in_set(r)]


def _names(deps: ReminderDeps, space: str, records: Iterable[Record]) -> dict[str, str]:
    ids = {contact for record in records for contact in _people(record)}
    found = {stored.id: stored.record for stored in view.load(deps.table, space, ids).values()}
    seen = {key: record for key, record in found.items() if record and is_visible(record)}
    return {key: str(shown(record).f.get("name") or "") for key, record in seen.items()}


def _date(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def _claimed(deps: ReminderDeps, person: _Person, dues: list[Due]) -> _Day | None:
    """Claim the day, or go on with one whose claim has run out. None: somebody else was faster."""
    row = person.row
    lease = deps.now_ms() // 1000 + LEASE_S
    what = [f"{due.id}@{due.day.isoformat()}" for due in dues]
    day = _Day(keys.told(person.user.id, person.today.isoformat()), deps.new_id(), what, lease)
    if row:
        day.tries, day.pushed, day.mailed = row["tries"] + 1, list(row["pushed"]), row["mailed"]
    try:
        deps.table.put_if(day.item(), Unchanged({"claim": row["claim"], "lease": row["lease"]}) if row else Absent())
    except ConditionFailed as failed:
        return day if failed.occupant == day.item() else None  # the answer to our own write was lost
    return day


def _deliver(deps: ReminderDeps, person: _Person, dues: list[Due], day: _Day, told: Told) -> None:
    """Send everything that is not out, noting each as it goes; what could not be reached keeps the day open."""
    is_left = not _push(deps, person, dues, day, told)
    _note(deps, day)
    if person.settings.writes_to(person.user) and not day.mailed:
        try:
            deps.mail.send(words.digest(person.user, dues, person.today, deps.origin))
            day.mailed = True
            told.mailed += 1
        except AwayError:
            is_left = True
        except RefusedError:
            told.refused += 1
    if is_left:
        told.later += 1
    day.state = "begun" if is_left and day.tries < MOST_TRIES else "told"
    _note(deps, day)


def _push(deps: ReminderDeps, person: _Person, dues: list[Due], day: _Day, told: Told) -> bool:
    """Push to every browser that has not got it; say whether all could be reached."""
    message, are_reached = words.notification(dues, person.today), True
    for device in person.devices:
        if device.name in day.pushed:
            continue
        topic = f"due-{person.today.isoformat()}"
        try:
            deps.web_push.send(device.subscription, message, topic=topic, seconds=PUSH_SECONDS)
        except GoneError:
            drop_device(deps.table, person.user.id, device.name)
            told.gone += 1
            continue
        except AwayError:
            are_reached = False
            continue
        except RefusedError:
            told.refused += 1
        else:
            told.pushed += 1
        day.pushed.append(device.name)
    return are_reached


def _note(deps: ReminderDeps, day: _Day) -> None:
    """Write down how far the day is, unless somebody else has taken it over."""
    try:
        deps.table.put_if(day.item(), Unchanged({"claim": day.claim}))
    except ConditionFailed as failed:
        if failed.occupant != day.item():
            LOG.warning("a day was taken over")
