"""Two devices on a DynamoDB that throttles, loses answers and leaves batches half done: nothing acknowledged is lost.

The faults are botocore's own, by its event hooks, under the whole app: its answers are 503 with Retry-After, and the
client sends the same bytes again.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws

from backend.accounts.limits import Limits
from backend.app import create_app
from backend.handlers.sync import ONLY_IN_SNAPSHOTS
from backend.storage import dynamodb
from backend.sync import project
from tests.sync.device import Device, person_id
from tests.web.world import World, a_world

SEED = 20_261_125
ROUNDS = 8
THROTTLED = {"Error": {"Code": "ThrottlingException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A server on moto's DynamoDB; botocore's pauses between tries take no time."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    with a_world(tmp_path) as world, mock_aws():
        client = dynamodb.connect(region="eu-central-1", access_key="test", secret_key="test")
        dynamodb.create_table_if_absent(client, "lanyard")
        table = dynamodb.DynamoTable(client, "lanyard", now_ms=lambda: world.now, pause=lambda _: None)
        world.deps = replace(world.deps, table=table, limits=Limits(table, lambda: world.now))
        world.app = create_app(world.deps)
        yield world
        table.close()


class Faults:
    """Makes a share of DynamoDB's calls fail, until told to stop; counts what it did."""

    def __init__(self, world: World, share: float) -> None:
        self.share = share
        self.done: Counter[str] = Counter()
        self._chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
        table: Any = world.deps.table
        self.events: Any = table._client.meta.events

    def strikes(self, kind: str) -> bool:
        hit = self._chance.random() < self.share
        self.done[kind] += hit
        return hit


def throttle(faults: Faults) -> None:
    """Refuse calls before they reach the table."""
    http = AWSResponse("https://dynamodb", 400, HTTPHeaders(), None)
    faults.events.register(
        "before-call.dynamodb", lambda **_: (http, THROTTLED) if faults.strikes("throttle") else None
    )


def lose_answers(faults: Faults) -> None:
    """Lose answers of writes that took effect: botocore tries again and meets its own write."""

    def lose(event_name: str, request: Any, **_: Any) -> None:
        if event_name.endswith(("PutItem", "DeleteItem")) and faults.strikes("lost"):
            raise ReadTimeoutError(endpoint_url=request.url)

    faults.events.register_last("before-send", lose)  # after moto, which answers on this event


def halve_batches(faults: Faults) -> None:
    """Leave keys of a batch unprocessed."""
    left: list[Any] = []

    def ask_for_some(params: dict[str, Any], **_: Any) -> None:
        left.clear()
        [(name, wanted)] = params["RequestItems"].items()
        if len(wanted["Keys"]) > 1 and faults.strikes("halved"):
            half = len(wanted["Keys"]) // 2
            left.extend(wanted["Keys"][half:])
            params["RequestItems"] = {name: {**wanted, "Keys": wanted["Keys"][:half]}}

    def tell(parsed: dict[str, Any], **_: Any) -> None:
        if left:
            parsed["UnprocessedKeys"] = {"lanyard": {"Keys": list(left)}}

    faults.events.register("provide-client-params.dynamodb.BatchGetItem", ask_for_some)
    faults.events.register("after-call.dynamodb.BatchGetItem", tell)


def everything(faults: Faults) -> None:
    for fault in (throttle, lose_answers, halve_batches):
        fault(faults)


LEFT_OUT = dict.fromkeys(ONLY_IN_SNAPSHOTS)


class Phone(Device):
    """A device that goes through HTTP, and sends the same bytes until it is answered."""

    def __init__(self, world: World, user: Any, name: str, *, at: int) -> None:
        self.refusals = 0

        def send(body: dict[str, Any]) -> dict[str, Any]:
            for _ in range(1000):
                answer = user.post("/api/sync", body)
                if answer.status_code == 200:
                    return {**LEFT_OUT, **answer.json}
                assert answer.status_code in {429, 503}, answer.text
                assert int(answer.headers["Retry-After"]) >= 1
                self.refusals += 1
                world.pass_seconds(1)
            raise AssertionError("no answer in a thousand tries")

        super().__init__(send, name, at=at)


@pytest.mark.parametrize("fault", [throttle, lose_answers, halve_batches, everything])
def test_nothing_acknowledged_is_lost(world: World, fault: Any) -> None:
    ana = world.person("Ana")
    faults = Faults(world, 0.3)
    fault(faults)
    phone, laptop = (Phone(world, ana, name, at=at) for name, at in (("phone", 1000), ("laptop", 5000)))
    numbers = itertools.count(1)
    for _ in range(ROUNDS):
        for device in (phone, laptop):
            device.write(person_id(next(numbers)), {"name": f"Written on the {device.replica}"})
            device.write(person_id(1), {"title": f"{device.replica} {next(numbers)}"})
            device.sync()
    faults.share = 0
    for device in (phone, laptop, phone):
        device.sync()
    assert phone.state() == laptop.state()
    assert all(result["s"] == "ok" for device in (phone, laptop) for a in device.answers for result in a["results"])
    space = ana.user
    head = project.catch_up(world.deps.table, space)
    assert head.applied == 2 * ROUNDS, "each push is in the log once"
    late = Phone(world, ana, "late", at=9000)
    late.sync()
    assert late.state() == phone.state()
    assert len(late.state()) >= 2 * ROUNDS
    assert faults.done.total() > ROUNDS
    if fault is throttle:
        assert phone.refusals + laptop.refusals > ROUNDS


def test_a_login_that_cannot_be_counted_is_refused_and_says_when_to_come_again(world: World) -> None:
    ana = world.person("Ana")
    faults = Faults(world, 1.0)
    throttle(faults)
    answer = ana.post("/api/session", {"email": "ana@example.org", "password": "wrong"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
