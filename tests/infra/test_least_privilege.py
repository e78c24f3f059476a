"""Each function's role against what its handler does: every call that reaches AWS is allowed, and none is without use.

The handlers run on moto through the real adapters; botocore's events tell which calls went out and to which keys.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from flask.testing import FlaskClient
from moto import mock_aws

from backend.accounts.limits import Limits
from backend.app import create_app
from backend.handlers import EVENTS, WEB, projector, remind, sweep, uploads
from backend.handlers.sync import ONLY_IN_SNAPSHOTS
from backend.outside.mail import SesMail, connect_ses
from backend.storage import dynamodb, keys, photos_s3, secrets_aws
from backend.sync.exchange import fold_pending
from backend.web.deps import Deps
from backend.web.edge import KEY, EdgeKeys
from tests.infra.template import listed, statements
from tests.photos.pictures import picture
from tests.sync.device import Device, person_id
from tests.web.world import PASSWORD, World

BUCKET, REGION = "photos", "eu-central-1"
LOGIN = {"region": REGION, "access_key": "test", "secret_key": "test"}
LEFT_OUT = dict.fromkeys(ONLY_IN_SNAPSHOTS)
DAY_MS = 24 * 60 * 60 * 1000
NOT_CALLED = {
    "dynamodb:GetRecords",  # the stream's reader does that in the function's name
    "dynamodb:GetShardIterator",
    "dynamodb:DescribeStream",
    "dynamodb:ListStreams",
    "s3:GetObject",  # so does a browser that was given a signed URL
    "s3:PutObject",
    "s3:ListBucket",  # what makes S3 say that an object is missing
}
RARE = {("sync", "dynamodb:DeleteItem"), ("projector", "dynamodb:DeleteItem")}
SENDER = "reminders@lanyard.example"
"""Parts of a record that has outgrown an item; admission lets none through but by concurrency."""
SIDEWAYS = {
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
    "sesv2:SendEmail": "ses:SendEmail",
}

Call = tuple[str, str]
"""An action, and the key it goes to ("" where it goes to none)."""


class Witness:
    """Writes down the calls of the function whose turn it is."""

    def __init__(self) -> None:
        self.turn = ""
        self.calls: dict[str, set[Call]] = {}

    def watch(self, client: Any) -> Any:
        client.meta.events.register("before-parameter-build", self._note)
        return client

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        service = model.service_model.service_name
        action = f"{service}:{model.name}"
        calls = self.calls.setdefault(self.turn, set())
        for key in keys_in(params):
            calls.add((SIDEWAYS.get(action, action), key))


def keys_in(params: dict[str, Any]) -> Iterator[str]:
    """Yield the partition keys that a call of DynamoDB's names, "" for any other call."""
    if "RequestItems" in params:
        for wanted in params["RequestItems"].values():
            yield from (key["pk"]["S"] for key in wanted["Keys"])
    elif "Key" in params and isinstance(params["Key"], dict):
        yield params["Key"]["pk"]["S"]
    elif "Item" in params:
        yield params["Item"]["pk"]["S"]
    elif "KeyConditionExpression" in params:
        values = params["ExpressionAttributeValues"]
        yield (values.get(":pk") or values[":due"])["S"]
    else:
        yield ""


@pytest.fixture
def deps(world: World) -> Iterator[tuple[Deps, Witness]]:
    """A server on moto, whose AWS clients are watched."""
    witness = Witness()
    with mock_aws():
        client = witness.watch(dynamodb.connect(**LOGIN))
        dynamodb.create_table_if_absent(client, "lanyard")
        s3 = witness.watch(photos_s3.connect(**LOGIN))
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        secrets = witness.watch(secrets_aws.connect(**LOGIN))
        boto3.client("secretsmanager", region_name=REGION).create_secret(Name="edge", SecretString="right")
        table = dynamodb.DynamoTable(client, "lanyard", now_ms=lambda: world.now)
        made = replace(
            world.deps,
            table=table,
            limits=Limits(table, lambda: world.now),
            photos=photos_s3.S3Photos(s3, BUCKET),
            outlives_answers=False,
            mail=SesMail(lambda: witness.watch(connect_ses(**LOGIN)), SENDER),
        )
        connect_ses(**LOGIN).create_email_identity(EmailIdentity="lanyard.example")
        witness.calls.clear()
        yield (
            replace(made, is_edge_key=EdgeKeys(lambda: secrets_aws.read_last_two(secrets, "edge"), lambda: 0)),
            witness,
        )


def live(deps: Deps, witness: Witness, world: World) -> None:
    """A life in short: every route and every event, wrong attempts included, over a year."""
    cookies: list[str] = []

    def send(name: str, method: str, path: str, body: Any = None) -> Any:
        witness.turn = name
        client: FlaskClient = create_app(deps, (name,)).test_client(use_cookies=False)
        headers = {KEY: "right", "Sec-Fetch-Site": "same-origin", "Cookie": "; ".join(cookies)}
        answer = client.open(path, method=method, json=body, headers=headers)
        cookies[:] = [header.partition(";")[0] for header in answer.headers.getlist("Set-Cookie")] or cookies
        return answer

    login = {"email": "ana@example.org", "password": PASSWORD}
    send("health", "GET", "/api/health")
    assert send("account", "POST", "/api/account", {**login, "name": "Ana"}).status_code == 201
    send("account", "POST", "/api/account", {**login, "name": "Ana"})
    send("account", "POST", "/api/account", {**login, "email": "ana@example.com", "name": "Ana"})
    assert send("sessions", "POST", "/api/session", login).status_code == 200
    send("sessions", "POST", "/api/session", {**login, "password": "wrong"})
    send("sessions", "DELETE", "/api/session")
    space = send("sessions", "POST", "/api/session", login).json["space"]
    numbers = itertools.count()
    for replica in ("one", "two"):
        device = Device(lambda body: {**LEFT_OUT, **send("sync", "POST", "/api/sync", body).json}, f"replica{replica}")
        first = person_id(next(numbers))
        device.write(first, {"name": "Ana"})
        device.sync()
        device.delete(first)
        device.sync()
    photo = picture()
    announced = {"sha256": hashlib.sha256(photo).hexdigest(), "type": "image/jpeg", "length": len(photo)}
    key = f"{space}/{announced['sha256']}"
    for data in (photo, b"junk"):
        for looks in ("uploads", "photos"):
            send("photos", "POST", "/api/photos", announced)
            put(key, data)
            witness.turn = looks
            if looks == "uploads":
                uploads.run(deps, {"Records": [{"s3": {"object": {"key": key}}}]}, lambda: 60_000)
            send("photos", "GET", f"/api/photos/{announced['sha256']}")
            witness.turn = ""
            deps.table.delete_if(keys.blob(space, str(announced["sha256"])), None)
    send("photos", "POST", "/api/photos", announced)
    put(key, photo)
    entry = keys.entry(space, 1)
    told = {"Keys": {"pk": {"S": entry.pk}, "sk": {"S": entry.sk}}, "SequenceNumber": "1"}
    witness.turn = "projector"
    projector.run(deps, {"Records": [{"dynamodb": told}]}, lambda: 60_000)
    remind_of(deps, witness, world, send, device)
    for _ in range(3):
        world.now += 150 * DAY_MS
        witness.turn = "sweep"
        sweep.run(deps, {}, lambda: 900_000)


def remind_of(deps: Deps, witness: Witness, world: World, send: Callable[..., Any], device: Device) -> None:
    """Be reminded by letter, by a browser that takes it and by one that is gone."""
    gone, there = world.browsers.browser(), world.browsers.browser()
    for browser in (gone, there, there):
        assert send("notifications", "POST", "/api/notifications/devices", browser.body).status_code == 200
    gone.status = 410
    settings = {"mail": True, "hour": 0, "zone": "UTC"}
    assert send("notifications", "PUT", "/api/notifications", settings).status_code == 200
    send("notifications", "GET", "/api/notifications")
    send("notifications", "POST", "/api/notifications/agreement", {"token": "x"})
    today = dt.datetime.fromtimestamp(world.now / 1000, dt.UTC).date().isoformat()
    device.write(person_id(99), {"what": "Call", "due": today}, kind="followup")
    device.sync()
    space = str(send("sessions", "GET", "/api/session").json["space"])
    witness.turn = ""
    fold_pending(deps.for_sync, space)
    witness.turn = "remind"
    remind.run(deps, {}, lambda: 300_000)
    assert len(there.received()) == 1
    send("notifications", "DELETE", "/api/notifications/devices")


def put(key: str, data: bytes) -> None:
    """Send bytes as a browser does, which is not the function's call."""
    boto3.client("s3", region_name=REGION).put_object(Bucket=BUCKET, Key=key, Body=data, ContentType="image/jpeg")


def is_allowed(name: str, call: Call) -> bool:
    action, key = call
    for statement in statements(name):
        if action in listed(statement["Action"]):
            condition = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
            patterns = condition.get("dynamodb:LeadingKeys", ["*"])
            if any(fnmatch.fnmatchcase(key, pattern) for pattern in patterns):
                return True
    return False


def test_every_call_is_allowed_and_what_is_allowed_is_called(deps: tuple[Deps, Witness], world: World) -> None:
    app_deps, witness = deps
    live(app_deps, witness, world)
    forbidden = {(name, call) for name in (*WEB, *EVENTS) for call in witness.calls[name] if not is_allowed(name, call)}
    assert forbidden == set()
    called = {(name, action) for name in (*WEB, *EVENTS) for action, _ in witness.calls[name]}
    allowed = {
        (name, action)
        for name in (*WEB, *EVENTS)
        for statement in statements(name)
        for action in listed(statement["Action"])
        if action.startswith(("dynamodb:", "s3:")) and action not in NOT_CALLED
    }
    assert allowed - called == RARE
    assert {name for name in (*WEB, *EVENTS) for action, _ in witness.calls[name] if action == "ses:SendEmail"} == {
        "notifications"
    }
