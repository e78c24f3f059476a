"""The routes of notifications: settings, the agreement of an address, and whose browser is whose."""

from __future__ import annotations

import pytest

from backend.outside.failures import AwayError, RefusedError
from backend.reminders.devices import MOST_DEVICES, devices, name_of
from backend.reminders.settings import VALID_MS
from tests.reminders.people import Person, Reminding

TODAY = "2026-11-26"


def test_everybody_begins_without_letters_at_eight(world: Reminding) -> None:
    bo = world.someone("Bo")
    told = bo.visitor.get("/api/notifications").json
    key = world.deps.web_push.public_key()
    assert told == {"mail": False, "hour": 8, "zone": "UTC", "agreed": False, "key": key, "devices": 0}


def test_settings_stay(world: Reminding) -> None:
    bo = world.someone("Bo")
    bo.wants(hour=22, zone="Asia/Kolkata")
    told = bo.visitor.get("/api/notifications").json
    assert told
    assert (told["hour"], told["zone"]) == (22, "Asia/Kolkata")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"mail": False, "hour": 24, "zone": "UTC"}, "hour"),
        ({"mail": False, "hour": -1, "zone": "UTC"}, "hour"),
        ({"mail": False, "hour": 8.5, "zone": "UTC"}, "hour"),
        ({"mail": 1, "hour": 8, "zone": "UTC"}, "mail"),
        ({"mail": False, "hour": 8, "zone": "Mars/Olympus"}, "zone"),
        ({"mail": False, "hour": 8, "zone": "Europe"}, "zone"),
        ({"mail": False, "hour": 8, "zone": "../../etc/passwd"}, "zone"),
        ({"mail": False, "hour": 8, "zone": "/etc/passwd"}, "zone"),
        ({"mail": False, "hour": 8, "zone": ""}, "zone"),
        ({"mail": False, "hour": 8, "zone": "x\u0000"}, "zone"),
        ({"mail": False, "hour": 8}, "zone"),
        ({"mail": False, "hour": 8, "zone": "UTC", "agreed": True}, "agreed"),
    ],
)
def test_settings_that_are_none_are_refused_and_the_field_named(
    world: Reminding, body: dict[str, object], field: str
) -> None:
    answer = world.someone("Bo").put("/api/notifications", body)
    assert answer.status_code == 422
    assert field in answer.json["error"]["fields"]


def test_no_letter_but_the_question_goes_to_an_address_that_has_not_agreed(world: Reminding) -> None:
    bo = world.someone("Bo")
    assert bo.wants(mail=True)["agreed"] is False
    bo.wants(mail=True, hour=7)
    assert [letter.subject for letter in world.mail.letters] == ["May Lanyard write to you?"]
    bo.promises("Call", TODAY)
    world.remind()
    assert len(world.mail.letters) == 1
    answer = bo.visitor.post("/api/notifications/agreement", {"token": bo.link()})
    assert answer.json
    assert answer.json["agreed"] is True
    world.remind()
    assert [letter.subject for letter in world.mail.letters[1:]] == ["Due: Call"]


def test_whoever_has_agreed_once_is_not_asked_again(world: Reminding) -> None:
    bo = world.someone("Bo")
    bo.wants_mail()
    bo.wants(mail=False)
    assert bo.wants(mail=True)["agreed"] is True
    assert world.mail.letters == []


def test_only_the_link_that_was_sent_to_the_address_counts_and_only_for_a_week(world: Reminding) -> None:
    bo, eve = world.someone("Bo"), world.someone("Eve")
    bo.wants(mail=True)
    token = bo.link()
    eve.wants(mail=True)
    flipped = token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]
    for person, tried in ((eve, token), (bo, eve.link()), (bo, flipped), (bo, ""), (bo, "x"), (bo, "\u00fc")):
        answer = person.visitor.post("/api/notifications/agreement", {"token": tried})
        assert answer.status_code == 422, tried
    world.pass_seconds(VALID_MS // 1000 + 1)
    assert bo.visitor.post("/api/notifications/agreement", {"token": token}).status_code == 422


def test_the_question_is_not_put_without_end(world: Reminding) -> None:
    bo = world.someone("Bo")
    answers = []
    for _ in range(6):
        answers.append(bo.put("/api/notifications", {"mail": True, "hour": 8, "zone": "UTC"}).status_code)
        bo.put("/api/notifications", {"mail": False, "hour": 8, "zone": "UTC"})
    assert answers == [200] * 5 + [429]
    assert len(world.mail.letters) == 5


def test_where_no_letter_can_be_sent_the_switch_stays_off(world: Reminding) -> None:
    bo = world.someone("Bo")
    for fault, status in ((AwayError(), 503), (RefusedError(), 422)):
        world.mail.fault = fault
        answer = bo.put("/api/notifications", {"mail": True, "hour": 9, "zone": "UTC"})
        assert answer.status_code == status
    told = bo.visitor.get("/api/notifications").json
    assert told
    assert (told["mail"], told["hour"]) == (False, 8)


def test_a_browser_can_be_taken_off_by_its_name_and_all_at_once(world: Reminding, ana: Person) -> None:
    ana.subscribe()
    ana.subscribe()
    name = name_of(ana.browsers[0].endpoint)
    assert ana.visitor.send("DELETE", f"/api/notifications/devices/{name}").status_code == 200
    assert ana.visitor.send("DELETE", f"/api/notifications/devices/{name}").status_code == 200
    assert len(devices(world.table, ana.user)) == 2
    assert ana.visitor.send("DELETE", "/api/notifications/devices").status_code == 200
    ana.promises("Call", TODAY)
    world.remind()
    assert ana.seen() == []


def test_a_browser_is_one_persons_at_a_time(world: Reminding, ana: Person) -> None:
    bo, browser = world.someone("Bo"), ana.browsers[0]
    assert bo.visitor.post("/api/notifications/devices", browser.body).status_code == 200
    ana.promises("Ana's secret", TODAY)
    world.remind()
    assert ana.seen() == []
    # Ana's own signing out, which comes late, takes nothing from Bo.
    ana.visitor.send("DELETE", f"/api/notifications/devices/{name_of(browser.endpoint)}")
    bo.promises("Bo's own", TODAY)
    world.remind()
    assert [shown["title"] for shown in ana.seen()] == ["Bo's own"]


def test_nobody_takes_off_anothers_browser(world: Reminding, ana: Person) -> None:
    bo = world.someone("Bo")
    bo.visitor.send("DELETE", f"/api/notifications/devices/{name_of(ana.browsers[0].endpoint)}")
    bo.visitor.send("DELETE", "/api/notifications/devices")
    assert len(devices(world.table, ana.user)) == 1


def test_subscribing_again_is_no_second_browser_and_there_is_an_end_to_browsers(world: Reminding, ana: Person) -> None:
    ana.visitor.post("/api/notifications/devices", ana.browsers[0].body)
    assert len(devices(world.table, ana.user)) == 1
    for _ in range(MOST_DEVICES - 1):
        ana.subscribe()
    answer = ana.visitor.post("/api/notifications/devices", world.browsers.browser().body)
    assert (answer.status_code, answer.json and answer.json["error"]["fields"]) == (422, {"endpoint": "too_many"})
    assert ana.visitor.post("/api/notifications/devices", ana.browsers[0].body).status_code == 200


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com@evil.example/",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com\\.evil.example/",
        "",
    ],
)
def test_no_push_goes_where_no_browser_maker_is(world: Reminding, endpoint: str) -> None:
    bo = world.someone("Bo")
    body = {**world.browsers.browser().body, "endpoint": endpoint}
    answer = bo.visitor.post("/api/notifications/devices", body)
    assert (answer.status_code, answer.json and answer.json["error"]["fields"]) == (422, {"endpoint": "format"})
