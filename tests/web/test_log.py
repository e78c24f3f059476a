"""What the logs may say."""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from backend.web.log import FIELDS, JsonLines
from tests.photos.pictures import picture
from tests.web.test_two_people import push
from tests.web.world import PASSWORD, World

CANARY = "canary"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that this process logs, at every level, as it would stand on stderr."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def read(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_says_method_rule_status_and_time_and_no_more(world: World, lines: io.StringIO) -> None:
    world.visitor().get(f"/api/photos/{'a' * 64}?q={CANARY}")
    (line,) = [line for line in read(lines) if line["logger"] == "lanyard.request"]
    assert line["method"] == "GET"
    assert line["route"] == "/api/photos/<sha256:name>"
    assert line["status"] == 401
    assert line["ms"] >= 0
    assert set(line) <= {"time", "level", "logger", "event", *FIELDS}


def test_a_canary_in_every_field_of_every_route_shows_in_no_log(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = world.visitor(REMOTE_ADDR="203.0.113.99", HTTP_USER_AGENT=CANARY, HTTP_REFERER=f"http://{CANARY}/")
    body = {"email": f"{CANARY}@example.org", "password": f"{CANARY} seven otters", "name": f"{CANARY} Ana"}
    visitor.post("/api/account", body)
    visitor.post("/api/account", body | {CANARY: CANARY})
    visitor.post("/api/session", {"email": body["email"], "password": f"{CANARY} wrong"})
    visitor.post("/api/session", {"email": body["email"], "password": body["password"]})
    visitor.send("POST", "/api/session", f'{{"{CANARY}": '.encode(), "application/json")
    change = {"id": CANARY, "kind": CANARY, "full": True, "d": [CANARY, 1], "at": 1, "f": {CANARY: CANARY}}
    push(visitor, changes=[change], replica=CANARY)
    data = picture()
    sha256 = hashlib.sha256(data).hexdigest()
    upload = visitor.post("/api/photos", {"sha256": sha256, "type": "image/jpeg", "length": len(data)}).json
    assert upload is not None
    visitor.send("PUT", upload["upload"]["url"], data, "image/jpeg")
    visitor.get(f"/api/photos/{sha256}?{CANARY}={CANARY}")
    visitor.get(f"/api/{CANARY}/../{CANARY}?x={CANARY}")
    visitor.send(CANARY.upper(), "/api/session")

    def failing(*_: object) -> None:
        raise ValueError(f"{CANARY} in a message", body)

    monkeypatch.setattr(world.table, "get", failing)
    assert visitor.get("/api/session").status_code == 500
    logging.getLogger("waitress").warning("%s and %s", CANARY, body)
    logging.getLogger("lanyard.request").info("request", extra={"body": CANARY, "email": CANARY})
    said = lines.getvalue()
    assert len(read(lines)) >= 12
    for secret in (CANARY, PASSWORD, "example.org", "203.0.113.99", sha256, upload["upload"]["url"][-20:]):
        assert secret.lower() not in said.lower()


def test_a_mistake_of_ours_is_logged_by_its_kind_and_place(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.person("Ana")

    def failing(*_: object) -> None:
        raise KeyError(CANARY)

    monkeypatch.setattr(world.table, "get", failing)
    answer = ana.get("/api/session")
    assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (500, "internal")
    assert CANARY not in answer.text
    (line,) = [line for line in read(lines) if line["logger"] == "lanyard.error"]
    assert line["error"] == "KeyError"
    assert line["at"][-1].endswith(" failing")
    (seen,) = [line for line in read(lines) if line.get("status") == 500]
    assert seen["request"]


def test_a_library_that_logs_an_exception_shows_its_place_only(lines: io.StringIO) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("waitress").exception("%s failed", CANARY)
    (line,) = read(lines)
    assert line["error"] == "ValueError"
    assert CANARY not in lines.getvalue()


def test_counts_become_metrics_where_there_is_a_namespace_for_them() -> None:
    record = logging.makeLogRecord({"name": "lanyard.sync", "msg": "synced", "counts": {"pushed": 2}, "created": 12.5})
    assert "_aws" not in json.loads(JsonLines().format(record))
    line = json.loads(JsonLines("lanyard-prod").format(record))
    metrics = [{"Name": "pushed", "Unit": "Count"}]
    told = {"Namespace": "lanyard-prod", "Dimensions": [["logger"]], "Metrics": metrics}
    assert line["_aws"] == {"Timestamp": 12_500, "CloudWatchMetrics": [told]}
    assert (line["pushed"], line["logger"], line["counts"]) == (2, "lanyard.sync", {"pushed": 2})
