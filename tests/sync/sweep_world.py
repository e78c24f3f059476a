"""A table, a clock that is moved on, and what devices do there, for the tests of the daily sweep."""

from __future__ import annotations

import copy
from typing import Any

from backend.storage import keys
from backend.storage.port import Item
from backend.sync.sweep import Swept, sweep
from tests.sync.device import NOW, SPACE, Device, deps_on, person_id, server
from tests.sync.fake_table import FakeTable

DAY = 24 * 60 * 60 * 1000
ANA, BORIS, CARLA, DORA = map(person_id, (1, 2, 3, 4))


class World:
    """A table, and a clock that a test moves on."""

    def __init__(self) -> None:
        self.table = FakeTable()
        self.now = NOW

    def device(self, name: str) -> Device:
        return Device(server(self.table, now_ms=lambda: self.now), name)

    def sweep(self) -> Swept:
        return sweep(deps_on(self.table, lambda: self.now), SPACE)

    def numbers(self) -> list[int]:
        return [int(key.sk[2:]) for key in sorted(self.table.items, key=lambda key: key.sk) if key.sk[:2] == "L#"]


def write(device: Device, record_id: str, name: str) -> None:
    device.write(record_id, {"name": name})
    device.sync()


def delete(device: Device, record_id: str) -> None:
    device.delete(record_id)
    device.sync()


def damaged(world: World, number: int) -> Item:
    """Damage an entry, and return it as it was."""
    whole = copy.deepcopy(world.table.items[keys.entry(SPACE, number)])
    content: Any = whole["content"]
    world.table.items[keys.entry(SPACE, number)]["content"] = content[:-5]
    return whole
