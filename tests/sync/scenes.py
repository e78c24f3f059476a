"""Scenes that several tests begin with: what devices wrote, and what the daily sweep does months later, by hand."""

from __future__ import annotations

import zlib

from backend.storage import keys
from backend.sync.head import read_head
from backend.sync.log import Entry, append, content_text, outcome_text
from tests.sync.device import SPACE, Device, new_req, person_id
from tests.sync.fake_table import FakeTable

ANA, BORIS, CARLA = map(person_id, (1, 2, 3))


def write_versions(device: Device, count: int) -> None:
    for number in range(count):
        device.write(ANA, {"name": f"Ana {number}"})
        device.sync()


def write_boris(device: Device) -> None:
    device.write(BORIS, {"name": "Boris"})
    device.sync()


def append_purge(table: FakeTable, *ids: str) -> None:
    """Commit what the daily sweep will."""
    content, outcome = zlib.compress(content_text([], ids)), zlib.compress(outcome_text(0, []))
    append(table, SPACE, read_head(table, SPACE).floor, Entry(0, SPACE, "sweep~e1", new_req(), 0, content, outcome))


def compact(table: FakeTable, floor: int) -> None:
    table.put_if({**table.items[keys.head(SPACE)], "floor": floor}, None)
    for number in range(1, floor):
        table.delete_if(keys.entry(SPACE, number), None)
