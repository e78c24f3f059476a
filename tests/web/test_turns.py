"""Turns of a job: everybody has theirs, whatever goes wrong with somebody, and the job fails for it at its end."""

from __future__ import annotations

import logging

import pytest

from backend.storage.port import Unavailable
from backend.web.turns import Turns, UnfinishedError

LOG = logging.getLogger("lanyard.test")


@pytest.mark.parametrize("error", [Unavailable("a secret"), KeyError("a secret"), RuntimeError("a secret")])
def test_the_others_have_their_turn_and_the_end_fails_without_a_value(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    turns, served = Turns(LOG, "not served"), []
    for person in ("ana", "bo", "chen"):
        with turns.turn():
            if person != "chen":
                raise error
            served.append(person)
    assert served == ["chen"]
    with pytest.raises(UnfinishedError) as failed:
        turns.end()
    assert str(failed.value) == "not served: 2"
    assert (failed.value.__cause__, failed.value.__context__) == (None, None)
    assert [(record.msg, record.levelno, vars(record)["error"]) for record in caplog.records] == [
        ("not served", logging.ERROR, type(error).__name__)
    ] * 2
    assert "secret" not in caplog.text


def test_when_nothing_goes_wrong_the_end_says_nothing() -> None:
    turns = Turns(LOG, "not served")
    with turns.turn():
        pass
    turns.end()


def test_what_ends_the_process_ends_the_job() -> None:
    with pytest.raises(SystemExit), Turns(LOG, "not served").turn():
        raise SystemExit
