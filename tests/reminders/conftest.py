from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.reminders.tell import Told
from tests.reminders.people import Person, Reminding


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Reminding]:
    """A server on Thursday, 26 November 2026, at 09:00 UTC."""
    with Reminding.opened(tmp_path, dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)) as world:
        yield world


@pytest.fixture
def ana(world: Reminding) -> Person:
    """Somebody with a browser that takes pushes, who is reminded at 8 in the morning of her zone, UTC."""
    ana = world.someone("Ana")
    ana.subscribe()
    return ana


@pytest.fixture
def nothing() -> Told:
    """What a run comes to that has nobody to tell."""
    return Told()
