"""The thread that sweeps: soon after the start, then daily, never twice at once, and gone with the server."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from backend import local
from backend.storage.port import Unavailable

PATIENCE = 20


def test_sweeps_come_one_after_the_other_and_a_failed_one_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "SWEEP_AFTER_S", 0)
    monkeypatch.setattr(local, "SWEEP_EVERY_S", 0)
    third = threading.Event()
    running: list[int] = []
    at_once: list[int] = []

    def sweep(_is_stopped: Callable[[], bool]) -> None:
        running.append(1)
        at_once.append(sum(running))
        if len(at_once) >= 3:
            third.set()
        running.append(-1)
        raise Unavailable("the disk is full")

    with local.swept_daily(sweep):
        assert third.wait(PATIENCE)
    assert set(at_once) == {1}


def test_a_sweep_under_way_is_told_to_stop_and_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "SWEEP_AFTER_S", 0)
    began, ended = threading.Event(), threading.Event()

    def sweep(is_stopped: Callable[[], bool]) -> None:
        began.set()
        while not is_stopped():
            pass
        ended.set()

    with local.swept_daily(sweep):
        assert began.wait(PATIENCE)
    assert ended.is_set()


def test_a_server_that_stops_at_once_never_sweeps() -> None:
    swept = threading.Event()
    with local.swept_daily(lambda _is_stopped: swept.set()):
        pass
    assert not swept.is_set()
