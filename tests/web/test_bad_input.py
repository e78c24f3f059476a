"""The bad-input table of SECURITY.md: each file in tests/corpus is a body that a route must refuse.

A file's name says how: `<status>-<code>-<what is wrong>`. Those in `any` hold for every route that takes JSON, those in
`changes` for one change within a sync request, whose neighbours must go through. Every bug found adds a file.
"""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.web.world import PASSWORD, Visitor, World

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
ROUTES = {"account": "/api/account", "session": "/api/session", "photos": "/api/photos", "sync": "/api/sync"}
REPLICA = "k3f9a0b1c2d"


def files(folder: str) -> list[Path]:
    found = sorted((CORPUS / folder).iterdir())
    assert found, folder
    return found


def assert_refused(answer: TestResponse, file: Path) -> None:
    status, code, _ = file.name.split("-", 2)
    body = answer.json
    assert (answer.status_code, answer.mimetype) == (int(status), "application/json"), answer.text
    assert body is not None
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields"}
    assert body["error"]["code"] == code
    assert len(body["error"]["fields"]) <= 20
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
@pytest.mark.parametrize("file", files("any"), ids=lambda file: file.stem)
def test_every_route_refuses_a_body_that_is_not_plain_json(world: World, route: str, file: Path) -> None:
    answer = world.person("Ana").send("POST", route, file.read_bytes(), "application/json")
    assert_refused(answer, file)


@pytest.mark.parametrize("route", ["account", "session", "photos"])
@pytest.mark.parametrize("file", files("json"), ids=lambda file: file.stem)
def test_a_small_route_refuses_a_large_body(world: World, route: str, file: Path) -> None:
    assert_refused(world.person("Ana").send("POST", ROUTES[route], file.read_bytes(), "application/json"), file)


@pytest.mark.parametrize("file", [file for route in ROUTES for file in files(route)], ids=lambda file: file.stem)
def test_a_route_refuses_what_its_schema_does_not_allow(world: World, file: Path) -> None:
    ana = world.person("Ana")
    before = world.items_of(ana.user)
    answer = ana.send("POST", ROUTES[file.parent.name], file.read_bytes(), "application/json")
    assert_refused(answer, file)
    assert world.items_of(ana.user) == before


@pytest.mark.parametrize("file", files("gzip"), ids=lambda file: file.stem)
def test_sync_refuses_a_gzip_body_that_is_broken_or_a_bomb(world: World, file: Path) -> None:
    assert_refused(world.person("Ana").send("POST", "/api/sync", file.read_bytes(), "application/gzip"), file)


def change(number: int, text: str) -> dict[str, Any]:
    record = f"00000000-0000-7000-8000-00000000000{number}"
    fields = {"name": text}
    return {"id": record, "kind": "contact", "full": True, "d": [REPLICA, number], "at": 1, "f": fields}


def envelope(*changes: str) -> bytes:
    start = {"proto": 1, "schema": 1, "req": "00000000-0000-4000-8000-000000000001", "space": None, "ctr": 9}
    rest = {"replica": REPLICA, "fence": None, "cursor": None}
    return (json.dumps(start | rest)[:-1] + ', "changes": [' + ", ".join(changes) + "]}").encode()


@pytest.mark.parametrize("file", files("changes"), ids=lambda file: file.stem)
def test_one_bad_change_gets_its_own_verdict_and_its_neighbours_go_through(world: World, file: Path) -> None:
    ana = world.person("Ana")
    body = envelope(json.dumps(change(1, "Bo")), file.read_text("utf-8"), json.dumps(change(2, "Cy")))
    answer = ana.send("POST", "/api/sync", body, "application/json")
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    verdicts = {result["i"]: result for result in answer.json["results"] if result["s"] != "ok"}
    assert set(verdicts) == {1}
    assert verdicts[1]["s"] == "rejected"
    other = {"proto": 1, "schema": 1, "req": "00000000-0000-4000-8000-000000000002", "space": None, "ctr": 0}
    pulled = ana.post("/api/sync", other | {"replica": "other", "fence": None, "cursor": None, "changes": []})
    assert pulled.json is not None
    assert [found["f"]["name"] for found in map(plain, pulled.json["changes"])] == ["Bo", "Cy"]


def plain(found: dict[str, Any]) -> dict[str, Any]:
    """The change with plain values, in whichever of its two forms it came."""
    if "d" in found:
        return found
    return found | {"f": {field: register["s"][0]["v"] for field, register in found["f"].items()}}


def test_a_gzip_body_says_the_same_as_the_plain_one(world: World) -> None:
    body = envelope(json.dumps(change(1, "Bo")))
    answer = world.person("Ana").send("POST", "/api/sync", gzip.compress(body), "application/gzip")
    assert answer.status_code == 200, answer.text


def test_unknown_keys_of_the_sync_envelope_come_from_a_newer_client_and_are_ignored(world: World) -> None:
    body = json.loads(envelope()) | {"mood": {"x": [1]}}
    assert world.person("Ana").post("/api/sync", body).status_code == 200


def test_a_few_kilobytes_of_gzip_cannot_take_all_memory(world: World) -> None:
    ana = world.person("Ana")
    opening = b"[" + b"0," * 100_000 + b"0]"
    for _ in range(200):
        opening = b'{"%s":%s}' % (b"k" * 2_000, opening)  # 100,000 values, each at the end of a way of 400 KB
    body = gzip.compress(b'{"x":' + opening + b"," + envelope()[1:])
    assert len(body) < 10_000
    tracemalloc.start()
    answer = ana.send("POST", "/api/sync", body, "application/gzip")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 200, answer.text
    assert most < 20 * 1024 * 1024


WRONG_TYPES = [
    "",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/json; charset=iso-8859-1",
    "text/json",
    "application/jsonx",
    "image/png",
]


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
@pytest.mark.parametrize("media_type", WRONG_TYPES)
def test_a_body_of_another_type_is_refused_unread(world: World, route: str, media_type: str) -> None:
    answer = world.person("Ana").send("POST", route, b"{}", media_type)
    assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (415, "wrong_type")


def test_only_sync_takes_gzip_and_nobody_takes_a_content_encoding(world: World) -> None:
    ana, body = world.person("Ana"), gzip.compress(b"{}")
    assert ana.send("POST", "/api/session", body, "application/gzip").status_code == 415
    for route in ROUTES.values():
        answer = ana.send("POST", route, body, "application/json", {"Content-Encoding": "gzip"})
        assert answer.status_code == 415


class Unread:
    """A body that fails the test if anybody reads it."""

    def read(self, *_: int) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize(("route", "limit"), [("/api/session", 16 * 1024), ("/api/sync", 4 * 1024 * 1024)])
def test_a_body_over_the_limit_is_refused_by_its_length_alone(world: World, route: str, limit: int) -> None:
    ana = world.person("Ana")
    answer = ana.client.post(
        route,
        content_type="application/json",
        headers={"Sec-Fetch-Site": "same-origin", "Content-Length": str(limit + 1)},
        environ_overrides={"wsgi.input": Unread(), "CONTENT_LENGTH": str(limit + 1)},
    )
    assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (413, "too_large")


def test_a_thousand_faults_name_at_most_twenty_fields(world: World) -> None:
    body = {f"f{number}": 0 for number in range(1000)}
    answer = world.visitor().post("/api/session", body)
    assert answer.status_code == 422
    assert answer.json is not None
    assert 0 < len(answer.json["error"]["fields"]) <= 20


HEADERS = {
    "a cookie of 64 KB": {"Cookie": "session=" + "x" * 65_536},
    "a thousand cookies": {"Cookie": "; ".join(f"session{n}={n}" for n in range(1000))},
    "a made-up session": {"Cookie": "session=never-issued"},
    "a session of odd letters": {"Cookie": 'session="\\303\\251\\000"'},
    "an empty session": {"Cookie": "session="},
    "a made-up remember-me cookie": {"Cookie": "remember_token=someone|0123456789abcdef"},
    "a broken cookie header": {"Cookie": ";;==;,=;\x7f"},
    "a made-up authorisation": {"Authorization": "Bearer x.y.z"},
    "a broken authorisation": {"Authorization": "Basic ====="},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_odd_headers_make_an_anonymous_visitor_and_never_an_error_of_ours(
    world: World, headers: dict[str, str]
) -> None:
    assert world.visitor().send("GET", "/api/session", headers=headers).status_code == 401
    assert world.visitor().send("GET", "/api/health", headers=headers).status_code == 200


PATHS = [
    "/api/photos/%00",
    "/api/photos/" + "a" * 63,
    "/api/photos/" + "A" * 64,
    "/api/photos/" + "a" * 64 + "%0a",
    "/api/photos/../session",
    "/api/photos/%2e%2e%2fsession",
    "/api/photos/%ff%fe",
    "/api/photos/%ed%a0%80",
    "/api/photos/blob/%00",
    "/api/photos/blob/x",
    "/api/photos/blob/x.y",
    "/api/photos/blob/e30=." + "0" * 64,
    "/api/photos/blob/" + "a" * 5000,
    "/api//session",
    "/api/session/",
    "/api/zzz",
    "/api/%00",
    "/api",
]


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_path_is_a_json_404(world: World, path: str) -> None:
    answer = world.person("Ana").get(path)
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["error"]["code"] == "not_found"


def test_a_known_path_with_another_method_is_a_json_405(world: World) -> None:
    for method in ("PATCH", "PUT", "OPTIONS", "TRACE"):
        answer = world.visitor().send(method, "/api/session")
        assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (405, "not_allowed")
        assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("name", ["شيماء", "Нина", "李小龍", "José 👩🏽‍🚀", "Zoë", "Zoe\u0308", "🇨🇭 Ueli", "نینا‌جان"])
def test_names_of_the_whole_world_are_kept_as_they_were_typed(world: World, name: str) -> None:
    visitor: Visitor = world.visitor()
    body = {"email": "someone@example.org", "password": PASSWORD, "name": name}
    answer = visitor.send("POST", "/api/account", json.dumps(body, ensure_ascii=False).encode(), "application/json")
    assert answer.status_code == 201, answer.text
    shown = visitor.get("/api/session").json
    assert shown is not None
    assert shown["user"]["name"] == name
