"""Changes are only taken from our own pages: a table of headers and methods."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.world import ORIGIN, PASSWORD, World, a_world

ALLOWED: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:9999"},
    {"Origin": ORIGIN},
]
REFUSED: list[dict[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    {"Sec-Fetch-Site": "same-site", "Origin": ORIGIN},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost:8001"},
    {"Origin": "https://localhost:8000"},
    {"Origin": "http://localhost"},
    {"Origin": "http://localhost:8000.example.org"},
    {"Origin": f"{ORIGIN}/"},
    {"Origin": "http://evil.example", "Host": "evil.example"},
    {"Host": "localhost:8000"},
    {"Referer": f"{ORIGIN}/people"},
    {"X-Requested-With": "XMLHttpRequest"},
]
DEVICE = "0" * 64
UNSAFE = [
    ("POST", "/api/account"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
    ("POST", "/api/sync"),
    ("POST", "/api/photos"),
    ("PUT", "/api/photos/blob/x.y"),
    ("PUT", "/api/notifications"),
    ("POST", "/api/notifications/agreement"),
    ("POST", "/api/notifications/devices"),
    ("DELETE", "/api/notifications/devices"),
    ("DELETE", f"/api/notifications/devices/{DEVICE}"),
]


@pytest.mark.parametrize(("method", "path"), UNSAFE)
@pytest.mark.parametrize("headers", REFUSED, ids=json.dumps)
def test_a_change_from_anywhere_else_is_refused(world: World, method: str, path: str, headers: dict[str, str]) -> None:
    ana = world.person("Ana")
    before = world.items_of(ana.user)
    answer = ana.client.open(path, method=method, json={}, headers=headers)
    assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (403, "forbidden")
    assert world.items_of(ana.user) == before


@pytest.mark.parametrize(("method", "path"), UNSAFE)
@pytest.mark.parametrize("headers", ALLOWED, ids=json.dumps)
def test_a_change_from_our_own_pages_is_taken(world: World, method: str, path: str, headers: dict[str, str]) -> None:
    answer = world.person("Ana").client.open(path, method=method, json={}, headers=headers)
    assert answer.status_code != 403


def test_every_unsafe_route_stands_in_the_table(world: World) -> None:
    known = {(method, path.replace("x.y", "<token:token>").replace(DEVICE, "<sha256:name>")) for method, path in UNSAFE}
    found = {
        (method, rule.rule)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"GET", "HEAD"}
    }
    assert found == known


def test_reading_needs_no_such_header(world: World) -> None:
    assert world.person("Ana").client.get("/api/session").status_code == 200


def test_the_origin_is_the_configured_one_and_never_the_host_that_was_asked_for(tmp_path: Path) -> None:
    with a_world(tmp_path, "https://lanyard.example") as world:
        body = {"email": "a@example.org", "password": PASSWORD, "name": "Ana"}
        forged = {"Origin": "https://evil.example", "Host": "evil.example", "X-Forwarded-Host": "lanyard.example"}
        client = world.app.test_client()
        assert client.post("/api/account", json=body, headers=forged).status_code == 403
        ours = {"Origin": "https://lanyard.example", "Host": "internal:8000"}
        assert client.post("/api/account", json=body, headers=ours).status_code == 201
