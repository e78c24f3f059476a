"""Telling what is due: whom, when, what, and once, whatever happens to the job in between."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

import pytest

from backend.handlers.remind import remind_all
from backend.outside.failures import AwayError, RefusedError
from backend.reminders.devices import devices, name_of
from backend.reminders.tell import LEASE_S, MOST_TRIES, Told
from backend.storage import keys
from backend.storage.port import Condition, ConditionFailed, Item, Unavailable, Units
from backend.web.turns import UnfinishedError
from tests.reminders.people import Person, Reminding

TODAY, YESTERDAY, TOMORROW = "2026-11-26", "2026-11-25", "2026-11-27"
HOUR, DAY = 3600, 24 * 3600


def test_one_follow_up_leads_to_itself(world: Reminding, ana: Person) -> None:
    boris, chen = ana.meets("Boris"), ana.meets("Chen")
    followup = ana.promises("Send the slides", TODAY, **{f"person:{boris}": True, f"person:{chen}": True})
    assert world.remind() == Told(people=1, pushed=1)
    assert ana.seen() == [
        {
            "title": "Send the slides",
            "body": "With Boris and Chen, due today",
            "path": f"/followups/{followup}",
            "tag": f"due-{TODAY}",
        }
    ]


def test_several_lead_to_today_in_one_notification(world: Reminding, ana: Person) -> None:
    ana.promises("Call", TODAY)
    ana.promises("Write", YESTERDAY)
    world.remind()
    [shown] = ana.seen()
    assert shown == {
        "title": "2 follow-ups, 1 of them late",
        "body": "Write · Call",
        "path": "/today",
        "tag": f"due-{TODAY}",
    }


def test_a_long_text_still_fits_and_strange_letters_come_through(world: Reminding, ana: Person) -> None:
    ana.promises("\U0001f469\u200d\U0001f52c" * 150, TODAY)
    world.remind()
    assert len(ana.seen()[0]["title"]) == 120


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "done"},
        {"state": "sent"},
        {"state": "answered"},
        {"state": "dropped"},
        {"snoozed_until": TOMORROW},
        {"due": None},
        {"due": TOMORROW},
        {"due": "2026-11-19"},
    ],
)
def test_what_is_closed_snoozed_or_not_yet_due_is_silent(
    world: Reminding, ana: Person, fields: dict[str, Any], nothing: Told
) -> None:
    ana.write(ana.promises("Call", TODAY), "followup", fields)
    assert world.remind() == nothing


def test_what_was_done_a_moment_ago_is_silent_although_the_records_lag(
    world: Reminding, ana: Person, nothing: Told
) -> None:
    followup = ana.promises("Call", TODAY)
    ana.phone.write(followup, {"state": "done"})
    ana.phone.sync()  # in the log, and not folded
    assert world.remind() == nothing


def test_each_is_told_once_and_again_when_it_is_due_anew(world: Reminding, ana: Person, nothing: Told) -> None:
    followup = ana.promises("Call", TODAY)
    world.remind()
    assert world.remind() == nothing
    world.pass_seconds(DAY)
    assert world.remind() == nothing
    ana.write(followup, "followup", {"snoozed_until": "2026-11-28"})
    world.pass_seconds(DAY)
    assert world.remind() == Told(people=1, pushed=1)


def test_what_comes_up_after_the_days_notification_is_told_the_next_morning(world: Reminding, ana: Person) -> None:
    ana.promises("Call", TODAY)
    world.remind()
    ana.promises("Write", TODAY)
    world.pass_seconds(HOUR)
    world.remind()
    world.pass_seconds(23 * HOUR)
    world.remind()
    assert [shown["title"] for shown in ana.seen()] == ["Call", "Write"]
    assert ana.seen()[1]["body"] == "1 day late"


def test_what_was_missed_while_the_server_was_off_is_told_for_a_week(world: Reminding, ana: Person) -> None:
    ana.promises("Call", "2026-11-20")
    ana.promises("Too long ago", "2026-11-19")
    world.remind()
    assert [(shown["title"], shown["body"]) for shown in ana.seen()] == [("Call", "6 days late")]


@pytest.mark.parametrize(
    ("zone", "utc", "is_told"),
    [
        ("UTC", "2026-11-26T07:59", False),
        ("UTC", "2026-11-26T08:00", True),
        ("Pacific/Kiritimati", "2026-11-25T17:59", False),
        ("Pacific/Kiritimati", "2026-11-25T18:00", True),
        ("Pacific/Pago_Pago", "2026-11-26T18:59", False),
        ("Pacific/Pago_Pago", "2026-11-26T19:00", True),
        ("Asia/Kolkata", "2026-11-26T02:29", False),
        ("Asia/Kolkata", "2026-11-26T02:30", True),
        ("America/New_York", "2026-11-26T12:59", False),
        ("America/New_York", "2026-11-26T13:00", True),
    ],
)
def test_the_day_and_the_hour_are_those_of_the_persons_zone(  # noqa: PLR0913 - a row of the table
    world: Reminding, ana: Person, zone: str, utc: str, nothing: Told, *, is_told: bool
) -> None:
    ana.wants(zone=zone)
    ana.promises("Call", TODAY)
    world.go_to(dt.datetime.fromisoformat(f"{utc}+00:00"))
    assert (world.remind() != nothing) == is_told


def test_a_zone_that_this_machine_does_not_know_counts_as_utc(
    world: Reminding, ana: Person, nothing: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.wants(zone="Asia/Kolkata")
    ana.promises("Call", TODAY)
    monkeypatch.setattr("backend.reminders.tell.zone_of", lambda _: None)
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    world.go_to(dt.datetime(2026, 11, 26, 7, 59, tzinfo=dt.UTC))
    assert world.remind() == nothing
    world.pass_seconds(60)
    assert world.remind() == Told(people=1, pushed=1)


def test_a_day_on_which_the_clocks_change_has_one_reminder(world: Reminding, ana: Person) -> None:
    ana.wants(zone="Europe/Berlin", hour=2)
    ana.promises("Call", "2027-03-28")  # there is no 02:00 that day
    ana.promises("Write", "2027-10-31")  # and two that day
    for day in ("2027-03-28", "2027-10-31"):
        start = dt.datetime.fromisoformat(f"{day}T00:00+00:00")
        for minutes in range(-120, 8 * 60, 30):
            world.go_to(start + dt.timedelta(minutes=minutes))
            world.remind()
    assert [shown["title"] for shown in ana.seen()] == ["Call", "Write"]


def test_at_most_runs_a_person_costs_one_query(world: Reminding, ana: Person, nothing: Told) -> None:
    ana.promises("Call", TODAY)
    world.remind()
    world.table.units = Units()
    assert world.remind() == nothing
    calls = dict(world.table.units.calls)
    assert calls.pop("due") <= keys.DUE_SHARDS * 10
    assert calls == {"query": 1}


def test_nobody_is_told_without_a_browser_or_letters(world: Reminding, nothing: Told) -> None:
    world.someone("Bo").promises("Call", TODAY)
    assert world.remind() == nothing


def test_a_letter_says_it_all(world: Reminding) -> None:
    bo = world.someone("Bo")
    bo.wants_mail()
    boris = bo.meets("Boris")
    call = bo.promises("Call", YESTERDAY, **{f"person:{boris}": True})
    write = bo.promises("Write", TODAY)
    assert world.remind() == Told(people=1, mailed=1)
    [letter] = world.mail.letters
    assert (letter.to, letter.subject) == ("bo@example.org", "2 follow-ups, 1 of them late")
    assert letter.text.startswith("Thursday, 26 November\n")
    assert f"- Call (with Boris, 1 day late)\n  http://localhost:8000/followups/{call}\n" in letter.text
    assert f"- Write\n  http://localhost:8000/followups/{write}\n" in letter.text
    assert "http://localhost:8000/account/notifications" in letter.text


def test_a_long_list_is_cut_and_says_so(world: Reminding) -> None:
    bo = world.someone("Bo")
    bo.wants_mail()
    for number in range(53):
        bo.phone.write(f"00000000-0000-7000-8000-{number:012d}", {"what": "Call", "due": TODAY}, kind="followup")
    bo.promises("Write", TODAY)
    world.remind()
    assert "And 4 more.\n" in world.mail.letters[0].text


def test_a_browser_that_is_gone_is_forgotten(world: Reminding, ana: Person) -> None:
    ana.browsers[0].status = 410
    there = ana.subscribe()
    ana.promises("Call", TODAY)
    assert world.remind() == Told(people=1, pushed=1, gone=1)
    assert [device.subscription.endpoint for device in devices(world.table, ana.user)] == [there.endpoint]
    assert world.deps.table.get(keys.endpoint(name_of(ana.browsers[0].endpoint))) is None


def test_who_cannot_be_reached_is_tried_again_and_nobody_else_is_told_twice(world: Reminding, ana: Person) -> None:
    away, there = ana.browsers[0], ana.subscribe()
    ana.wants_mail()
    away.status = 503
    world.mail.fault = AwayError()
    ana.promises("Call", TODAY)
    assert world.remind() == Told(people=1, pushed=1, later=1)
    assert world.remind() == Told(), "not before the claim has run out"
    away.status, world.mail.fault = 201, None
    world.pass_seconds(LEASE_S)
    assert world.remind() == Told(people=1, pushed=1, mailed=1)
    world.pass_seconds(LEASE_S)
    assert world.remind() == Told()
    assert (len(away.received()), len(there.received()), len(world.mail.letters)) == (1, 1, 1)


def test_tries_end(world: Reminding, ana: Person, nothing: Told) -> None:
    ana.browsers[0].status = 503
    ana.promises("Call", TODAY)
    for _ in range(MOST_TRIES):
        assert world.remind() == Told(people=1, later=1)
        world.pass_seconds(LEASE_S)
    assert world.remind() == nothing


def test_what_is_refused_is_not_tried_again(world: Reminding, ana: Person, nothing: Told) -> None:
    ana.wants_mail()
    ana.browsers[0].status = 403
    world.mail.fault = RefusedError()
    ana.promises("Call", TODAY)
    assert world.remind() == Told(people=1, refused=2)
    world.pass_seconds(LEASE_S)
    assert world.remind() == nothing
    assert len(devices(world.table, ana.user)) == 1, "a fault of ours is no reason to forget a browser"


def test_one_persons_fault_keeps_nobody_else_from_being_told(
    world: Reminding, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    bo = world.someone("Bo")
    bo.subscribe().fault = ValueError("a secret of Bo's")
    for person in (bo, ana):
        person.promises("Call", TODAY)
    with caplog.at_level(logging.INFO, "lanyard"), pytest.raises(UnfinishedError):
        world.remind()
    assert len(ana.seen()) == 1
    assert "secret" not in caplog.text
    assert [record.msg for record in caplog.records].count("not told") == 1
    assert [vars(record)["counts"]["people"] for record in caplog.records if record.msg == "told"] == [2]


def test_a_job_told_to_stop_stops(world: Reminding, ana: Person, nothing: Told) -> None:
    ana.promises("Call", TODAY)
    assert remind_all(world.deps, lambda: True) == nothing
    assert ana.seen() == []


class Interrupted:
    """Lets something happen ahead of, or just after, one of the job's writes of a person's day."""

    def __init__(self, world: Reminding, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        self.before: Callable[[], None] | None = None
        self.after: Callable[[], None] | None = None
        self.writes = 0
        put_if = world.table.put_if

        def put(item: Item, condition: Condition) -> None:
            is_day = str(item["sk"]).startswith("M#")
            self.writes += is_day
            if is_day and self.writes == at and self.before:
                self.before()
            put_if(item, condition)
            if is_day and self.writes == at and self.after:
                self.after()

        monkeypatch.setattr(world.table, "put_if", put)


class DiedError(BaseException):
    """The job is gone."""


def die() -> None:
    raise DiedError


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("when", ["before", "after"])
def test_wherever_a_job_dies_the_next_one_goes_on_and_one_notification_is_seen(  # noqa: PLR0913, PLR0917
    world: Reminding, ana: Person, monkeypatch: pytest.MonkeyPatch, at: int, when: str, nothing: Told
) -> None:
    ana.wants_mail()
    ana.promises("Call", TODAY)
    dying = Interrupted(world, monkeypatch, at)
    setattr(dying, when, die)
    with pytest.raises(DiedError):
        world.remind()
    dying.before = dying.after = None
    if (at, when) != (1, "before"):
        assert world.remind() == nothing
    world.pass_seconds(LEASE_S)
    world.remind()
    world.pass_seconds(LEASE_S)
    assert world.remind() == nothing
    assert {shown["tag"] for shown in ana.seen()} == {f"due-{TODAY}"}, "the same one, however often it was sent"
    assert 1 <= len(ana.seen()) <= 2
    assert 1 <= len(world.mail.letters) <= 2
    if (at, when) not in {(2, "before"), (3, "before")}:
        assert len(ana.seen()) == len(world.mail.letters) == 1


def test_two_jobs_at_once_tell_once(world: Reminding, ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    ana.promises("Call", TODAY)
    meeting = Interrupted(world, monkeypatch, 1)

    def other() -> None:
        meeting.before = None
        assert world.remind() == Told(people=1, pushed=1)

    meeting.before = other
    assert world.remind() == Told()
    assert len(ana.seen()) == 1


def test_a_claim_whose_answer_was_lost_is_still_ours(
    world: Reminding, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.promises("Call", TODAY)
    put_if = world.table.put_if

    def repeated(item: Item, condition: Condition) -> None:
        put_if(item, condition)
        if str(item["sk"]).startswith("M#"):
            raise ConditionFailed(item)  # the SDK asked again, and met our own item

    monkeypatch.setattr(world.table, "put_if", repeated)
    assert world.remind() == Told(people=1, pushed=1)


def test_with_the_index_away_the_job_fails_as_a_whole(world: Reminding, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_mark: str) -> None:
        raise Unavailable("throttled")

    monkeypatch.setattr(world.table, "due", away)
    with pytest.raises(Unavailable):
        world.remind()
