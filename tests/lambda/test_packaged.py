"""The packaged functions as Lambda runs them: from the zip alone, on events as API Gateway and others make them."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import itertools
import json
import pathlib
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import boto3
import pytest
import requests
from flask import Flask
from werkzeug.routing import Rule

from backend.app import blueprint_of
from backend.handlers import EVENTS, WEB
from backend.outside.webpush import key_of, padless
from backend.storage import dynamodb
from backend.web.paths import Sha256Converter, TokenConverter
from backend.wiring import now_ms
from tests.browser.app_server import dynamodb_server
from tests.infra import one_push
from tests.infra.runtime_api import PATIENCE_SECONDS, PYTHON, Function, function, http_event, unpacked, zip_of
from tests.outside.postbox import PushService, sender
from tests.photos.pictures import picture
from tools.package.function import LOCKS

pytestmark = pytest.mark.sockets

REGION = "eu-central-1"
BUCKET = "photos"
EDGE_KEY = "the edge's key"
ACCOUNT = {"email": "ana@example.org", "password": "seven otters juggle", "name": "Ana"}
CONTACT = "00000000-0000-7000-8000-000000000001"
PHOTO = picture()
NUMBERS = itertools.count(1)
SHA256 = hashlib.sha256(PHOTO).hexdigest()


Tasks = Mapping[str, pathlib.Path]
"""Where each zip is unpacked."""


class Cloud:
    """The functions that are running, each started at its first event, and the AWS that they find."""

    def __init__(
        self, tasks: Mapping[str, pathlib.Path], logs: pathlib.Path, endpoint: str, running: ExitStack
    ) -> None:
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        place = {"AWS_ENDPOINT_URL": endpoint, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
        ours = {
            "TABLE": "lanyard",
            "PHOTO_BUCKET": BUCKET,
            "EDGE_KEY_SECRET": "edge",
            "SIGNING_SECRET": "signing",
            "PUSH_SECRET": "push",
            "MAIL_FROM": "reminders@lanyard.example",
            "PUBLIC_ORIGIN": "https://lanyard.example",
            "PHOTOS_ORIGIN": endpoint,
        }
        self.environ = {**keys, **place, **ours}
        self._tasks, self._logs, self._endpoint, self._running = tasks, logs, endpoint, running
        self._functions: dict[str, Function] = {}
        self.cookies: list[str] = []

    def client(self, service: str) -> Any:
        return boto3.client(  # type: ignore[call-overload]
            service,
            region_name=REGION,
            endpoint_url=self._endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def task_of(self, name: str) -> pathlib.Path:
        """Where the zip of a function is unpacked."""
        return self._tasks[zip_of(name)]

    def function(self, name: str) -> Function:
        if name not in self._functions:
            started = function(name, self.task_of(name), self._logs / f"{name}.log", self.environ)
            self._functions[name] = self._running.enter_context(started)
        return self._functions[name]

    def send(
        self, name: str, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Send a request as our page does through CloudFront; return the answer as API Gateway gets it."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        given = {
            "X-Origin-Key": EDGE_KEY,
            "CloudFront-Viewer-Address": "2001:db8::7:44321",
            "Sec-Fetch-Site": "same-origin",
            **({"Content-Type": "application/json"} if data else {}),
            **(headers or {}),
        }
        answer = self.function(name).call(http_event(method, path, data, headers=given, cookies=self.cookies))
        self.cookies = [cookie.partition(";")[0] for cookie in answer.get("cookies", [])] or self.cookies
        return answer


def content(answer: Any) -> Any:
    body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    return json.loads(gzip.decompress(body) if answer["headers"].get("content-encoding") == "gzip" else body)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    tasks = {name: unpacked(tmp_path_factory.mktemp(name), name) for name in LOCKS}
    logs = tmp_path_factory.mktemp("logs")
    with ExitStack() as running:
        found = Cloud(tasks, logs, running.enter_context(dynamodb_server()), running)
        client = found.client("dynamodb")
        dynamodb.create_table_if_absent(client, "lanyard")
        s3 = found.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        secrets = found.client("secretsmanager")
        secrets.create_secret(Name="edge", SecretString=EDGE_KEY)
        secrets.create_secret(Name="signing", SecretString="s" * 64)
        secrets.create_secret(Name="push", SecretString="p" * 64)
        found.client("sesv2").create_email_identity(EmailIdentity="lanyard.example")
        yield found


@pytest.fixture
def ana(cloud: Cloud) -> Cloud:
    """Somebody signed in; who she is does not matter."""
    email = f"ana{next(NUMBERS)}@example.org"
    assert cloud.send("account", "POST", "/api/account", {**ACCOUNT, "email": email})["statusCode"] == 201
    return cloud


def push(**more: Any) -> dict[str, Any]:
    change = {"id": CONTACT, "kind": "contact", "full": True, "d": ["k3f9a0b1c2d", 1], "at": 1, "f": {"name": "Bo"}}
    body: dict[str, Any] = {
        "proto": 1,
        "schema": 1,
        "req": str(uuid.UUID(int=next(NUMBERS))),
        "replica": "k3f9a0b1c2d",
        "ctr": 1,
    }
    return {**body, "space": None, "fence": None, "cursor": None, "changes": [change], **more}


def test_signing_up_and_in_and_out(cloud: Cloud) -> None:
    made = cloud.send("account", "POST", "/api/account", ACCOUNT)
    assert made["statusCode"] == 201
    [cookie] = made["cookies"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert made["headers"]["strict-transport-security"] == "max-age=31536000"
    assert content(cloud.send("sessions", "GET", "/api/session"))["user"]["name"] == "Ana"
    [ended] = cloud.send("sessions", "DELETE", "/api/session")["cookies"]
    assert "Max-Age=0" in ended
    assert cloud.send("sessions", "GET", "/api/session")["statusCode"] == 401
    credentials = {name: ACCOUNT[name] for name in ("email", "password")}
    assert cloud.send("sessions", "POST", "/api/session", credentials)["statusCode"] == 200
    assert cloud.send("sessions", "POST", "/api/session", {**credentials, "password": "wrong"})["statusCode"] == 401


@pytest.mark.parametrize("packed", [False, True])
def test_a_push_and_a_pull(ana: Cloud, packed: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    body = json.dumps(push()).encode()
    sent = gzip.compress(body) if packed else body
    pushed = ana.send(
        "sync", "POST", "/api/sync", sent, headers={"Content-Type": "application/gzip"} if packed else None
    )
    assert (pushed["statusCode"], content(pushed)["results"]) == (200, [{"i": 0, "s": "ok"}])
    pull = push(changes=[], replica="another0001", ctr=0)
    pulled = ana.send("sync", "POST", "/api/sync", pull, headers={"Accept-Encoding": "gzip"})
    assert [change["id"] for change in content(pulled)["changes"]] == [CONTACT]


def test_a_long_answer_is_compressed(ana: Cloud) -> None:
    change = push()["changes"][0]
    many = [{**change, "id": f"{CONTACT[:-3]}{n:03d}", "f": {"name": f"Person {n}"}} for n in range(50)]
    ana.send("sync", "POST", "/api/sync", push(changes=many))
    pull = push(changes=[], replica="another0001", ctr=0)
    answer = ana.send("sync", "POST", "/api/sync", pull, headers={"Accept-Encoding": "gzip"})
    assert (answer["isBase64Encoded"], answer["headers"]["content-encoding"]) == (True, "gzip")
    assert len(content(answer)["changes"]) == 50


def test_a_photo_goes_to_the_bucket_and_is_looked_at_when_it_arrives(ana: Cloud) -> None:
    announced = {"sha256": SHA256, "type": "image/jpeg", "length": len(PHOTO)}
    upload = content(ana.send("photos", "POST", "/api/photos", announced))["upload"]
    assert ana.send("photos", "GET", f"/api/photos/{SHA256}")["statusCode"] == 404
    requests.put(upload["url"], data=PHOTO, headers=upload["headers"], timeout=5).raise_for_status()
    [found] = ana.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    event = {"Records": [{"s3": {"bucket": {"name": BUCKET}, "object": {"key": found["Key"], "size": len(PHOTO)}}}]}
    ana.function("uploads").call(event)
    space = found["Key"].partition("/")[0]
    place = {"pk": {"S": f"S#{space}"}, "sk": {"S": f"B#{SHA256}"}}
    assert ana.client("dynamodb").get_item(TableName="lanyard", Key=place)["Item"]["ready"] == {"BOOL": True}
    told = content(ana.send("photos", "GET", f"/api/photos/{SHA256}"))
    assert requests.get(told["url"], timeout=5).content == PHOTO


def test_what_is_no_photo_is_deleted_when_it_arrives(ana: Cloud) -> None:
    s3 = ana.client("s3")
    junk = b"no photo at all"
    sha256 = hashlib.sha256(junk).hexdigest()
    ana.send("photos", "POST", "/api/photos", {"sha256": sha256, "type": "image/jpeg", "length": len(junk)})
    space = content(ana.send("sessions", "GET", "/api/session"))["space"]
    keys = [f"{space}/{sha256}", f"{space}/{'e' * 64}"]
    for key in keys:
        s3.put_object(Bucket=BUCKET, Key=key, Body=junk)
    ana.function("uploads").call({"Records": [{"s3": {"object": {"key": key}}} for key in keys]})
    assert s3.list_objects_v2(Bucket=BUCKET, Prefix=space)["KeyCount"] == 0


def test_the_stream_drives_the_records(ana: Cloud) -> None:
    ana.send("sync", "POST", "/api/sync", push())
    space = content(ana.send("sessions", "GET", "/api/session"))["space"]
    head = {"pk": {"S": f"S#{space}"}, "sk": {"S": "H"}}
    client = ana.client("dynamodb")
    assert client.get_item(TableName="lanyard", Key=head)["Item"]["applied"] == {"N": "0"}
    keys = {"pk": {"S": f"S#{space}"}, "sk": {"S": f"L#{1:016d}"}}
    told = {"Keys": keys, "SequenceNumber": "111", "StreamViewType": "KEYS_ONLY"}
    record = {"eventID": "1", "eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": told}
    assert ana.function("projector").call({"Records": [record, record]}) == {"batchItemFailures": []}
    assert client.get_item(TableName="lanyard", Key=head)["Item"]["applied"] == {"N": "1"}


def test_a_reminder_goes_out_as_a_letter(ana: Cloud) -> None:
    settings = {"mail": True, "hour": 0, "zone": "Asia/Kolkata"}
    told = content(ana.send("notifications", "PUT", "/api/notifications", settings))
    assert (told["zone"], len(told["key"]), told["agreed"]) == ("Asia/Kolkata", 87, False)
    subscription = {**PushService().browser().body, "endpoint": "https://fcm.googleapis.com/fcm/send/x"}
    assert ana.send("notifications", "POST", "/api/notifications/devices", subscription)["statusCode"] == 200
    assert ana.send("notifications", "DELETE", "/api/notifications/devices")["statusCode"] == 200
    session = content(ana.send("sessions", "GET", "/api/session"))
    place = {"pk": {"S": f"U#{session['user']['id']}"}, "sk": {"S": "N"}}
    agreed = {":agreed": {"S": session["user"]["email"]}}
    client = ana.client("dynamodb")
    client.update_item(
        TableName="lanyard", Key=place, UpdateExpression="SET agreed = :agreed", ExpressionAttributeValues=agreed
    )
    today = promise_today(ana, session["space"])
    before = ana.client("ses").get_send_quota()["SentLast24Hours"]
    for _ in range(2):
        ana.function("remind").call({})
    day = {"pk": place["pk"], "sk": {"S": f"M#{today}"}}
    told = client.get_item(TableName="lanyard", Key=day)["Item"]
    assert (told["state"], told["mailed"], told["tries"]) == ({"S": "told"}, {"BOOL": True}, {"N": "1"})
    assert ana.client("ses").get_send_quota()["SentLast24Hours"] > before


def promise_today(ana: Cloud, space: str) -> str:
    """Write down a follow-up that is due, and return on which day: that of Kolkata."""
    today = (dt.datetime.fromtimestamp(now_ms() / 1000, dt.UTC) + dt.timedelta(hours=5, minutes=30)).date().isoformat()
    change = {**push()["changes"][0], "kind": "followup", "f": {"what": "Call", "due": today}}
    ana.send("sync", "POST", "/api/sync", push(changes=[change]))
    keys = {"pk": {"S": f"S#{space}"}, "sk": {"S": f"L#{1:016d}"}}
    ana.function("projector").call({"Records": [{"dynamodb": {"Keys": keys, "SequenceNumber": "1"}}]})
    return today


def test_a_call_fails_at_its_end_for_one_persons_damaged_settings(ana: Cloud) -> None:
    session = content(ana.send("sessions", "GET", "/api/session"))
    promise_today(ana, session["space"])
    place = {"pk": {"S": f"U#{session['user']['id']}"}, "sk": {"S": "N"}}
    client = ana.client("dynamodb")
    client.put_item(TableName="lanyard", Item={**place, "hour": {"S": "noon"}})
    try:
        outcome = ana.function("remind").outcome({})
    finally:
        client.delete_item(TableName="lanyard", Key=place)
    assert (outcome.failed, outcome.body["errorType"]) == (True, "UnfinishedError")
    assert outcome.body["errorMessage"] == "not told: 1"
    ana.function("remind").call({})


def test_a_push_out_of_the_zip_is_read_by_the_browser_alone_and_proves_who_sends(cloud: Cloud) -> None:
    service = PushService()
    browser, task = service.browser(), cloud.task_of("remind")
    command = [str(PYTHON), "-S", "-s", one_push.__file__, str(task), json.dumps(browser.body)]
    told = json.loads(subprocess.run(command, env=cloud.environ, capture_output=True, check=True).stdout)  # noqa: S603
    service.taken.append((browser.endpoint, told["headers"], base64.b64decode(told["body"])))
    assert browser.received() == [one_push.MESSAGE]
    assert sender(told["headers"]["Authorization"])[0] == told["key"] == browser_key(one_push.SECRET)
    held = [path.relative_to(task).with_suffix("") for path in (task / "Crypto").rglob("*.pyc")]
    modules = [".".join(path.parts).removesuffix(".__init__") for path in held]
    assert sorted(modules) == sorted(told["loaded"]), "trim.py names what is loaded, and nothing else"


def test_arithmetic_that_takes_the_same_time_is_not_replaced_by_another_without_a_word(
    cloud: Cloud, tmp_path: pathlib.Path
) -> None:
    shutil.copytree(cloud.task_of("remind") / "Crypto", tmp_path / "Crypto")
    command = [str(PYTHON), "-S", "-s", "-c", "from Crypto.PublicKey import ECC"]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0  # noqa: S603 - of this file
    (tmp_path / "Crypto/Math/_nat.abi3.so").unlink()
    assert b"_IntegerNative" in subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stderr  # noqa: S603


def browser_key(secret: bytes) -> str:
    return padless(key_of(secret).public_key().export_key(format="raw"))


def test_health_and_what_is_no_route(cloud: Cloud) -> None:
    assert content(cloud.send("health", "GET", "/api/health")) == {"ok": True}
    nothing = cloud.send("health", "GET", "/api/zzz?a=1&a=2")
    assert (nothing["statusCode"], content(nothing)["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", [*WEB, *EVENTS])
def test_a_function_starts_without_asking_anybody_anything(cloud: Cloud, tmp_path: pathlib.Path, name: str) -> None:
    nowhere = {**cloud.environ, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    with function(name, cloud.task_of(name), tmp_path / "log", nowhere) as started:
        assert started.api.asked.wait(PATIENCE_SECONDS), started.log.read_text()
        if name in WEB:
            answer = started.call(http_event("GET", "/api/health", headers={"X-Origin-Key": EDGE_KEY}))
            headers = {header.lower(): value for header, value in answer["headers"].items()}
            assert (answer["statusCode"], headers["retry-after"]) == (503, "1")


def test_every_route_is_in_its_function(cloud: Cloud) -> None:
    cloud.cookies = []
    answers = {
        f"{method} {rule.rule}": cloud.send(
            name, method, re.sub("<.*>", "a" * 64, rule.rule), headers={"Sec-Fetch-Site": "cross-site"}
        )["statusCode"]
        for name in WEB
        for rule in routes_of(name)
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert {status for route, status in answers.items() if not route.startswith("GET")} == {403}
    assert {route: status for route, status in answers.items() if route.startswith("GET")} == {
        "GET /api/health": 200,
        "GET /api/notifications": 401,
        "GET /api/photos/<sha256:name>": 401,
        "GET /api/session": 401,
    }


def routes_of(name: str) -> list[Rule]:
    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.converters |= {"sha256": Sha256Converter, "token": TokenConverter}
    app.register_blueprint(blueprint_of(name))
    return list(app.url_map.iter_rules())


@pytest.mark.parametrize("name", WEB)
def test_nobody_goes_round_the_edge(cloud: Cloud, name: str) -> None:
    for key in ("", "a guess", "ü"):
        answer = cloud.send(name, "GET", "/api/session", headers={"X-Origin-Key": key})
        assert (answer["statusCode"], content(answer)["error"]["code"]) == (403, "forbidden")
