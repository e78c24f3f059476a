"""What the logs and metrics of reminders say: numbers, and not a word of a person's."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from backend.outside.failures import AwayError, RefusedError
from backend.web.log import JsonLines
from backend.web.turns import UnfinishedError
from tests.reminders.people import Reminding

CANARY = "canary"
TODAY = "2026-11-26"


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Everything that this process logs, as it would stand on stderr, metrics included."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines("lanyard-test"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_canary_in_every_field_of_a_reminder_shows_in_no_log_and_no_metric(
    world: Reminding, said: io.StringIO
) -> None:
    ana = world.someone(CANARY.title())
    fine, gone, broken = ana.subscribe(), ana.subscribe(), ana.subscribe()
    gone.status, broken.fault = 410, RefusedError(CANARY)
    ana.wants_mail()
    contact = ana.meets(f"{CANARY} Boris")
    for number in range(2):
        ana.promises(f"{CANARY} {number}", TODAY, outcome=CANARY, draft=CANARY, **{f"person:{contact}": True})
    world.mail.fault = AwayError(CANARY)
    world.remind()
    broken.fault = ValueError(CANARY, ana.user)
    bo = world.someone(f"{CANARY}bo")
    bo.subscribe().fault = ValueError(CANARY, bo.user)
    bo.promises(CANARY, TODAY)
    with pytest.raises(UnfinishedError) as failed:
        world.remind()
    assert CANARY not in str(failed.value)
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    told = [line for line in lines if line["logger"] == "lanyard.remind"]
    assert {line["event"] for line in told} == {"told", "not told"}
    for secret in (CANARY, "example.org", fine.endpoint, "googleapis", ana.user, bo.user, contact):
        assert secret.lower() not in said.getvalue().lower()
