"""The threads of the schedule: a job runs soon after the start, then again and again, never twice at once, and ends."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from backend.local import Job, repeated
from backend.storage.port import Unavailable
from backend.web.turns import UnfinishedError

PATIENCE = 20


@pytest.mark.parametrize("error", [Unavailable("the disk is full"), UnfinishedError("not swept: 1")])
def test_runs_come_one_after_the_other_and_a_failed_one_is_not_the_last(error: Exception) -> None:
    third = threading.Event()
    running: list[int] = []
    at_once: list[int] = []

    def sweep(_is_stopped: Callable[[], bool]) -> None:
        running.append(1)
        at_once.append(sum(running))
        if len(at_once) >= 3:
            third.set()
        running.append(-1)
        raise error

    with repeated(Job("sweep", 0, 0, sweep)):
        assert third.wait(PATIENCE)
    assert set(at_once) == {1}


def test_a_run_under_way_is_told_to_stop_and_waited_for() -> None:
    began, ended = threading.Event(), threading.Event()

    def sweep(is_stopped: Callable[[], bool]) -> None:
        began.set()
        while not is_stopped():
            pass
        ended.set()

    with repeated(Job("sweep", 0, 0, sweep)):
        assert began.wait(PATIENCE)
    assert ended.is_set()


def test_a_server_that_stops_at_once_runs_nothing() -> None:
    swept = threading.Event()
    with repeated(Job("sweep", 60, 60, lambda _is_stopped: swept.set())):
        pass
    assert not swept.is_set()
