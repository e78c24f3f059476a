"""The main job on what goes to AWS: the packaged functions and stack in an emulator, CloudFront played in front."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import pathlib
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Playwright

from backend.handlers import EVENTS, WEB
from backend.storage import keys
from backend.storage.dynamodb import DynamoTable
from backend.storage.port import Item, Key
from backend.wiring import now_ms
from tests.browser.devices import Device as Machine
from tests.browser.devices import Laptop, Phone
from tests.browser.test_story import SHOT, tell_the_story
from tests.infra.edge import Edge, edge
from tests.infra.emulator import Deployed, deployed
from tests.sync.device import Device, person_id, server
from tools.browser import find_chromium, flags
from tools.deploy.smoke import Answer, complaints

pytestmark = pytest.mark.browser
STREAM_SECONDS = 30
SCHEDULE_SECONDS = 120


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Our stack, deployed."""
    with deployed(tmp_path_factory.mktemp("emulator")) as stack:
        yield stack


@pytest.fixture(scope="module")
def site(stack: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """The site in front of it."""
    with edge(stack.distribution(), stack.emulator.port, tmp_path_factory.mktemp("edge")) as site:
        for path in ("account", "session", "photos", "sync"):  # a busy machine starts functions for seconds
            assert 400 <= ask(site, "POST", f"/api/{path}").status < 500
        yield site


def ask(site: Edge, method: str, path: str) -> Answer:
    """Ask the site, as a client that knows its name and trusts its certificate."""
    connection = http.client.HTTPSConnection("127.0.0.1", site.port, context=site.trusting())
    with contextlib.closing(connection):
        connection.request(method, path)
        return answer_on(connection)


def answer_on(connection: http.client.HTTPConnection) -> Answer:
    """Read an answer."""
    answer = connection.getresponse()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


@pytest.fixture
def _name_leads_here(site: Edge, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make browsers find the site's name on loopback, and take the certificate that we made for it."""
    here = f"--host-resolver-rules=MAP {site.distribution.name}:443 127.0.0.1:{site.port}"
    browser = tmp_path / "browser"
    browser.write_text(f"""#!/bin/sh\nexec '{find_chromium()}' '{here}' --ignore-certificate-errors "$@"\n""")
    browser.chmod(0o700)
    monkeypatch.setenv("CHROMIUM", str(browser))


@pytest.mark.usefixtures("_name_leads_here")
def test_the_story_is_the_same_in_the_cloud(
    site: Edge, playwright: Playwright, new_phone: Callable[[str], Phone], devices: list[Machine]
) -> None:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
    laptop = Laptop(browser, site.url)
    devices.append(laptop)
    tell_the_story(new_phone(site.url), laptop)
    browser.close()


def test_the_stage_answers_as_a_deployed_one_should(stack: Deployed, site: Edge) -> None:
    api = f"http://{stack.api}"

    def fetch(url: str) -> Answer:
        if url.startswith(site.url):
            return ask(site, "GET", url.removeprefix(site.url))
        connection = http.client.HTTPConnection("127.0.0.1", stack.emulator.port)
        with contextlib.closing(connection):
            connection.request("GET", url.removeprefix(api), headers={"Host": stack.api})
            return answer_on(connection)

    assert list(complaints(fetch, site.url, api)) == []


def test_the_stream_has_brought_the_records_up_to_the_log(stack: Deployed) -> None:
    table = DynamoTable(stack.emulator.client("dynamodb"), stack.outputs["TableName"], now_ms=lambda: 0)
    spaces = {str(item["pk"]) for item in table.scan(pk_prefix="S#") if item["sk"] == "H"}
    assert spaces, "the story comes first: it leaves a space"
    give_up = time.monotonic() + STREAM_SECONDS
    for space in spaces:
        last = max(int(str(item["sk"])[2:]) for item in table.query(space, first="L#", last="L#~").items)
        while (head := table.get(Key(space, "H"))) and head["applied"] != last:
            assert time.monotonic() < give_up, f"{head} is not at {last}"
            time.sleep(0.2)
    assert stack.has_run("projector")


def test_each_photo_was_looked_at_when_it_arrived(stack: Deployed) -> None:
    table = DynamoTable(stack.emulator.client("dynamodb"), stack.outputs["TableName"], now_ms=lambda: 0)
    rows = [item for item in table.scan(pk_prefix="S#") if str(item["sk"]).startswith("B#")]
    assert [row["ready"] for row in rows] == [True] * len(SHOT)
    assert stack.has_run("uploads")


def test_the_daily_sweep_runs(stack: Deployed) -> None:
    rules = stack.emulator.client("events").list_rules()["Rules"]
    assert sorted(rule["ScheduleExpression"] for rule in rules) == ["cron(17 3 * * ? *)", "rate(15 minutes)"]
    answer = stack.emulator.client("lambda").invoke(FunctionName="lanyard-emulated-sweep", Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()
    assert [line["event"] for line in stack.log("sweep")] == ["swept"]


def test_what_is_due_is_found_by_its_mark_and_told(stack: Deployed) -> None:
    table = DynamoTable(stack.emulator.client("dynamodb"), stack.outputs["TableName"], now_ms=lambda: 0)
    user = next(item for item in table.scan(pk_prefix="U#") if item["sk"] == "U")
    space, today = str(user["id"]), dt.datetime.fromtimestamp(now_ms() / 1000, dt.UTC).date().isoformat()
    place = keys.reminders(space)
    wanted: Item = {"mail": True, "hour": 0, "zone": "UTC", "agreed": user["email"]}
    table.put_if({"pk": place.pk, "sk": place.sk, **wanted}, None)
    phone = Device(server(table, space), "reminded")
    phone.write(person_id(1), {"what": "Call", "due": today}, kind="followup")
    phone.sync()
    give_up = time.monotonic() + STREAM_SECONDS
    while keys.record(space, person_id(1)) not in table.due(keys.due_of(space, today)):
        assert time.monotonic() < give_up, "the follow-up bears no mark"
        time.sleep(0.2)
    hurry(stack, "rate(15 minutes)")
    give_up = time.monotonic() + SCHEDULE_SECONDS
    while not (counts := [line["counts"] for line in stack.log("remind") if line["event"] == "told"]):
        assert time.monotonic() < give_up, "the schedule has not fired"
        time.sleep(1)
    # This stage has no address to send letters from: that is noted, and not tried for ever.
    assert (counts[0]["people"], counts[0]["refused"]) == (1, 1)
    day = table.get(keys.told(space, today))
    assert day
    assert day["state"] == "told"


def hurry(stack: Deployed, schedule: str) -> None:
    """Make the stack's own rule of this schedule, with the target that it has, fire a minute after it was made."""
    events = stack.emulator.client("events")
    [rule] = [each for each in events.list_rules()["Rules"] if each["ScheduleExpression"] == schedule]
    events.put_rule(Name=rule["Name"], ScheduleExpression="rate(1 minute)")


def test_nothing_was_given_up_on_and_no_function_failed(stack: Deployed) -> None:
    sqs = stack.emulator.client("sqs")
    queue = sqs.get_queue_url(QueueName="lanyard-emulated-failures")["QueueUrl"]
    told = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
    assert told["ApproximateNumberOfMessages"] == "0"
    errors = [line for name in (*WEB, *EVENTS) for line in stack.log(name) if line["level"] == "error"]
    assert errors == []
