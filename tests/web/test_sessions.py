"""Signing up, in and out, over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.accounts.limits import LOGIN_TO_ACCOUNT
from backend.accounts.passwords import Passwords
from backend.storage.port import Item, Unavailable
from tests.web.test_bad_input import change, envelope
from tests.web.world import OURS, PASSWORD, Visitor, World, a_world

DAY = 24 * 60 * 60


def sign_in(visitor: Visitor, name: str, password: str = PASSWORD) -> int:
    return visitor.post("/api/session", {"email": f"{name.lower()}@example.org", "password": password}).status_code


def cookie_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("session")
    return cookie.value if cookie else ""


def test_who_signs_up_is_signed_in_and_is_told_the_space_that_is_theirs(world: World) -> None:
    visitor = world.visitor()
    answer = visitor.post("/api/account", {"email": "ana@example.org", "password": PASSWORD, "name": "Ana"})
    assert answer.status_code == 201
    assert answer.json is not None
    user = answer.json["user"]
    assert user == {"id": user["id"], "email": "ana@example.org", "name": "Ana"}
    assert answer.json["space"] == user["id"]
    assert visitor.get("/api/session").json == answer.json


def test_an_address_that_has_an_account_is_taken_however_it_is_written(world: World) -> None:
    world.person("Ana")
    body = {"email": "ANA@Example.org", "password": PASSWORD, "name": "Another"}
    answer = world.visitor().post("/api/account", body)
    assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (409, "taken")


def test_a_person_signs_in_on_a_second_device(world: World) -> None:
    ana, laptop = world.person("Ana"), world.visitor()
    assert sign_in(laptop, "Ana") == 200
    assert laptop.get("/api/session").json == ana.get("/api/session").json


def test_a_copied_cookie_is_worth_nothing_after_logout(world: World) -> None:
    ana, thief = world.person("Ana"), world.visitor()
    thief.client.set_cookie("session", cookie_of(ana))
    assert thief.get("/api/session").status_code == 200
    assert ana.send("DELETE", "/api/session").headers["Clear-Site-Data"] == '"cache"'
    assert thief.get("/api/session").status_code == 401
    assert cookie_of(ana) == ""


def test_logging_out_of_one_device_leaves_the_other_signed_in(world: World) -> None:
    ana, laptop = world.person("Ana"), world.visitor()
    sign_in(laptop, "Ana")
    ana.send("DELETE", "/api/session")
    assert laptop.get("/api/session").status_code == 200


def test_logging_out_twice_is_no_error(world: World) -> None:
    ana = world.person("Ana")
    assert [ana.send("DELETE", "/api/session").status_code for _ in range(2)] == [200, 200]


def test_signing_in_again_ends_the_session_that_was_there(world: World) -> None:
    ana, copy = world.person("Ana"), world.visitor()
    copy.client.set_cookie("session", cookie_of(ana))
    before = cookie_of(ana)
    assert sign_in(ana, "Ana") == 200
    assert cookie_of(ana) != before
    assert copy.get("/api/session").status_code == 401


def test_a_cookie_that_a_stranger_planted_does_not_become_a_login(world: World) -> None:
    victim = world.visitor()
    world.person("Ana")
    victim.client.set_cookie("session", "planted")
    sign_in(victim, "Ana")
    assert cookie_of(victim) != "planted"


def test_a_session_ends_after_thirty_idle_days(world: World) -> None:
    ana = world.person("Ana")
    world.pass_seconds(29 * DAY)
    assert ana.get("/api/session").status_code == 200
    world.pass_seconds(30 * DAY)
    assert ana.get("/api/session").status_code == 401


def test_a_session_in_daily_use_ends_after_half_a_year(world: World) -> None:
    ana = world.person("Ana")
    for _ in range(179):
        world.pass_seconds(DAY)
        assert ana.get("/api/session").status_code == 200
    world.pass_seconds(DAY)
    assert ana.get("/api/session").status_code == 401


def test_the_cookie_on_loopback_http(world: World) -> None:
    body = {"email": "ana@example.org", "password": PASSWORD, "name": "Ana"}
    cookie = world.visitor().post("/api/account", body).headers["Set-Cookie"]
    parts = {part.strip() for part in cookie.split(";")[1:] if not part.strip().startswith("Expires")}
    assert cookie.startswith("session=token-")
    assert parts == {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=15552000"}


def test_the_cookie_on_https_is_bound_to_this_host(tmp_path: Path) -> None:
    with a_world(tmp_path, "https://lanyard.example") as world:
        body = {"email": "ana@example.org", "password": PASSWORD, "name": "Ana"}
        cookie = world.visitor().post("/api/account", body).headers["Set-Cookie"]
    parts = {part.strip() for part in cookie.split(";")[1:] if not part.strip().startswith("Expires")}
    assert cookie.startswith("__Host-session=token-")
    assert parts == {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=15552000"}


def test_reading_sets_no_cookie(world: World) -> None:
    assert "Set-Cookie" not in world.person("Ana").get("/api/session").headers


def test_the_session_id_rests_nowhere_in_the_table(world: World) -> None:
    ana = world.person("Ana")
    assert cookie_of(ana)
    assert [item for item in world.table.scan() if cookie_of(ana) in repr(item)] == []


def test_a_phone_stays_signed_in_when_its_address_and_browser_version_change(world: World) -> None:
    ana = world.person("Ana")
    ana.environ = {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "another"}
    assert ana.get("/api/session").status_code == 200


def test_a_known_and_an_unknown_address_get_the_same_answer_for_the_same_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person("Ana")
    work: list[str] = []
    check = Passwords.matches

    def counted(self: Passwords, hashed: str | None, password: str) -> bool:
        work.append((hashed or self._dummy).rpartition("$")[0].rpartition("$")[0])
        return check(self, hashed, password)

    monkeypatch.setattr(Passwords, "matches", counted)
    answers = [
        world.visitor().post("/api/session", {"email": f"{name}@example.org", "password": "wrong otters juggle"})
        for name in ("ana", "nobody")
    ]
    assert answers[0].json == answers[1].json
    assert [answer.status_code for answer in answers] == [401, 401]
    assert sorted(answers[0].headers.items()) == sorted(answers[1].headers.items())
    assert work[0] == work[1]
    assert "m=8,t=1,p=1" in work[0]


def test_the_eleventh_wrong_password_in_a_quarter_of_an_hour_is_not_looked_at(world: World) -> None:
    world.person("Ana")
    for _ in range(LOGIN_TO_ACCOUNT.limit):
        assert sign_in(world.visitor(), "Ana", "wrong otters juggle") == 401
    answer = world.visitor().post("/api/session", {"email": "Ana@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (429, "too_many")
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    world.pass_seconds(int(answer.headers["Retry-After"]))
    assert sign_in(world.visitor(), "Ana") == 200


def test_an_address_without_account_is_limited_just_the_same(world: World) -> None:
    statuses = [sign_in(world.visitor(), "Nobody") for _ in range(11)]
    assert statuses == [401] * 10 + [429]


def test_right_passwords_are_not_counted(world: World) -> None:
    world.person("Ana")
    assert {sign_in(world.visitor(), "Ana") for _ in range(25)} == {200}
    assert [sign_in(world.visitor(), "Ana", "wrong otters juggle") for _ in range(11)] == [401] * 10 + [429]


def test_a_hundred_wrong_passwords_from_one_address_are_enough_whatever_they_claim_to_come_from(world: World) -> None:
    statuses = []
    for number in range(101):
        visitor = world.visitor(REMOTE_ADDR="203.0.113.7")
        headers = {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"}
        body = {"email": f"person{number}@example.org", "password": "wrong otters juggle"}
        statuses.append(visitor.post("/api/session", body, **headers).status_code)
    assert statuses == [401] * 100 + [429]
    assert sign_in(world.visitor(REMOTE_ADDR="203.0.113.8"), "Nobody") == 401


def test_addresses_of_one_ipv6_network_count_as_one(world: World) -> None:
    statuses = [
        sign_in(world.visitor(REMOTE_ADDR=f"2001:db8:1:2::{number:x}"), f"Person{number}") for number in range(101)
    ]
    assert statuses == [401] * 100 + [429]
    assert sign_in(world.visitor(REMOTE_ADDR="2001:db8:1:3::1"), "Nobody") == 401


def test_sign_ups_from_one_address_are_limited(world: World) -> None:
    statuses = []
    for number in range(101):
        body = {"email": f"p{number}@example.org", "password": PASSWORD, "name": "Ana"}
        answer = world.visitor().post("/api/account", body, **{"X-Forwarded-For": f"198.51.100.{number}"})
        statuses.append(answer.status_code)
    assert statuses == [201] * 100 + [429]


def test_with_the_limiter_away_nobody_signs_in_but_who_is_signed_in_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.person("Ana")
    put_if = world.table.put_if

    def failing(item: Item, condition: object) -> None:
        if str(item["pk"]).startswith("X#"):
            raise Unavailable("no limiter", retry_after=3)
        put_if(item, condition)  # type: ignore[arg-type]

    monkeypatch.setattr(world.table, "put_if", failing)
    answer = world.visitor().post("/api/session", {"email": "ana@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert {ana.get("/api/session").status_code for _ in range(200)} == {200}


def test_with_the_table_away_the_answer_is_to_try_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = world.person("Ana")

    def away(*_: object) -> None:
        raise Unavailable("throttled", retry_after=2)

    monkeypatch.setattr(world.table, "get", away)
    answer = ana.get("/api/session")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.json is not None
    assert answer.json["error"]["code"] == "unavailable"


def test_the_limit_of_requests_by_one_account_is_exact_and_holds_for_no_other(world: World) -> None:
    ana, bo = world.person("Ana"), world.person("Bo")
    statuses = [ana.client.get(f"/api/photos/{'a' * 64}", headers=OURS).status_code for _ in range(1201)]
    assert statuses == [404] * 1200 + [429]
    assert bo.get(f"/api/photos/{'a' * 64}").status_code == 404
    world.pass_seconds(60)
    assert ana.get(f"/api/photos/{'a' * 64}").status_code == 404


def test_sync_is_limited_by_account(world: World) -> None:
    ana = world.person("Ana")
    statuses = [ana.post("/api/sync", {}).status_code for _ in range(1201)]
    assert statuses == [400] * 1200 + [429]
    answer = ana.send("POST", "/api/sync", envelope(json.dumps(change(1, "Bo"))), "application/json")
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert not [item for item in world.items_of(ana.user) if str(item["pk"]).startswith("S#")]  # no fence, no entry


def test_an_idle_client_costs_no_write(world: World) -> None:
    ana = world.person("Ana")
    world.table.units.writes = 0
    for _ in range(30):
        ana.get("/api/session")
    assert world.table.units.writes == 0
