"""Devices that write, sync, fail and are cloned at random: in the end all have the same, and nothing written is lost.

A failing seed is in the test's name and runs again by it. The full simulator drives the real client; this one drives
the server with the small device of `device.py`.
"""

from __future__ import annotations

import copy
import itertools
import random
import zlib
from typing import Any

import pytest

from backend.domain.record import is_visible
from backend.storage import keys
from backend.storage.port import Item, Key, Unavailable
from backend.sync import project, view
from backend.sync.head import begin_epoch, head_in
from backend.sync.log import Entry, append, content_text, outcome_text
from tests.sync.device import SPACE, Device, new_req, person_id, server, state_of
from tests.sync.fake_table import FakeTable

STEPS = 60
FIELDS = ("name", "title", "x_new")


class World:
    """A table, some devices, and what was written: each value once, with the values that its writer saw."""

    def __init__(self, seed: int) -> None:
        self.chaos = random.Random(seed)  # noqa: S311 - a seed to run it again
        self.table = FakeTable()
        self.table.page_items = self.chaos.choice([1, 3, 1000])
        self.send = server(self.table)
        self.devices = [Device(self._send_badly, name, at=self.chaos.randrange(10**6)) for name in ("a", "b", "c")]
        self.saw: dict[tuple[str, str, Any], set[Any]] = {}
        self.purged: set[tuple[str, str, Any]] = set()
        self.numbers = itertools.count()
        self.faults = 0
        self.backup: dict[Key, Item] = {}
        self.has_nameless_twins = False

    def step(self) -> None:
        device = self.chaos.choice(self.devices)
        what = self.chaos.choices(
            [
                self._write,
                self._delete,
                self._exchange,
                self._clone,
                self._hide,
                self._compact,
                self._purge,
                self._back_up,
                self._restore,
            ],
            weights=[10, 2, 12, 0.4, 1, 0.5, 2, 0.3, 0.3],
        )
        what[0](device)

    def settle(self) -> None:
        """Let all faults end and everybody sync."""
        self.table.hidden.clear()
        self.faults = -1
        for _ in range(3):
            for device in self.devices:
                device.sync()

    def _write(self, device: Device) -> None:
        record_id, field = person_id(self.chaos.randrange(3)), self.chaos.choice(FIELDS)
        value = f"value {next(self.numbers)}"
        mine = device.records[record_id].f.get(field) if record_id in device.records else None
        self.saw[record_id, field, value] = {sibling["v"] for sibling in mine["s"]} if mine else set()
        device.write(record_id, {field: value})

    def _delete(self, device: Device) -> None:
        if device.records:
            device.delete(self.chaos.choice(sorted(device.records)))

    def _exchange(self, device: Device) -> None:
        try:
            device.exchange()
        except Unavailable:
            self.faults += 1

    def _send_badly(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.faults < 0:
            return self.send(body)
        fault = self.chaos.choice(["none", "none", "repeated", "answer lost", "server dies"])
        if fault == "server dies":
            left = itertools.count(self.chaos.randrange(25), -1)
            self.table.before = lambda _call, _key: self._die(next(left))
        try:
            answer = self.send(body)
        finally:
            self.table.before = None
        if fault == "repeated":
            self.send(body)
        if fault == "answer lost":
            raise Unavailable("the answer was lost")
        return answer

    def _die(self, calls_left: int) -> None:
        if calls_left <= 0:
            raise Unavailable("the server died")

    def _clone(self, device: Device) -> None:
        self.has_nameless_twins |= device.fence is None
        twin = copy.copy(device)
        for name in (
            "records",
            "dirty",
            "whole",
            "seen_in",
            "sent",
            "quarantine",
            "inflight",
            "answers",
            "cursor",
        ):
            setattr(twin, name, copy.deepcopy(getattr(device, name)))
        self.devices.append(twin)

    def _hide(self, _device: Device) -> None:
        """Let an entry of the log, new or old, not be there yet for readers, or let all be there."""
        entries = [key for key in self.table.items if key.sk.startswith("L#")]
        if self.table.hidden or not entries:
            self.table.hidden.clear()
        else:
            self.table.hide(max(entries, key=lambda key: key.sk))

    def _compact(self, _device: Device) -> None:
        head = head_in(self.table.items.get(keys.head(SPACE)))
        if head and head.applied > head.floor and not self.table.hidden:
            floor = self.chaos.randrange(head.floor, head.applied + 1)
            self.table.put_if({**self.table.items[keys.head(SPACE)], "floor": floor}, None)
            for number in range(head.floor, floor):
                self.table.delete_if(keys.entry(SPACE, number), None)

    def _back_up(self, _device: Device) -> None:
        if not self.table.hidden:
            self.backup = self.table.copy_of()

    def _restore(self, _device: Device) -> None:
        """Restore the backup, unless there was a clone of a device that had never synced.

        Of such two the server knows nothing once it has forgotten the first to come: both would write under one name.
        """
        if self.backup and not self.has_nameless_twins:
            self.table.items = copy.deepcopy(self.backup)
            self.table.hidden.clear()
            begin_epoch(self.table, SPACE, new_req)

    def _purge(self, _device: Device) -> None:
        """Purge what nobody sees any more: such a purge loses what was deleted, and nothing else."""
        if self.table.hidden or keys.head(SPACE) not in self.table.items:
            return
        head = project.catch_up(self.table, SPACE)
        stored = view.load(self.table, SPACE, map(person_id, range(3)))
        gone = {each.id: each.record for each in stored.values() if each.record and not is_visible(each.record)}
        if not gone:
            return
        content, outcome = zlib.compress(content_text([], gone)), zlib.compress(outcome_text(0, []))
        append(self.table, SPACE, head.applied + 1, Entry(0, SPACE, "sweep~e1", new_req(), 0, content, outcome))
        self.purged |= {
            (record_id, field, sibling["v"])
            for record_id, record in gone.items()
            for field in FIELDS
            if field in record.f
            for sibling in record.f[field]["s"]
        }


@pytest.mark.parametrize("seed", range(300))
def test_everybody_ends_with_the_same_and_nothing_is_lost(seed: int) -> None:
    world = World(seed)
    for _ in range(STEPS):
        world.step()
    world.settle()
    assert len({device.state() for device in world.devices}) == 1
    assert not any(device.dirty or device.whole or device.quarantine for device in world.devices)
    assert_nothing_is_lost(world)
    assert_records_are_the_fold(world)
    assert_no_gap(world)
    assert_silence(world)


def assert_nothing_is_lost(world: World) -> None:
    """Every written value is there, unless somebody who saw it wrote over it."""
    seen_by_a_later_write = {(*place[:2], value) for place, values in world.saw.items() for value in values}
    records = world.devices[0].records
    for record_id, field, value in world.saw.keys() - seen_by_a_later_write - world.purged:
        assert value in {sibling["v"] for sibling in records[record_id].f[field]["s"]}


def assert_records_are_the_fold(world: World) -> None:
    if world.table.items:
        project.catch_up(world.table, SPACE)
    fresh = Device(world.send, "fresh")
    fresh.cursor = None
    fresh.sync()
    assert state_of(fresh.records.values()) == world.devices[0].state()


def assert_no_gap(world: World) -> None:
    numbers = sorted(int(key.sk[2:]) for key in world.table.items if key.sk.startswith("L#"))
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


def assert_silence(world: World) -> None:
    def no_write(call: str, _key: Key) -> None:
        assert call not in {"put_if", "delete_if"}

    world.table.before = no_write
    for device in world.devices:
        answer = device.exchange()
        assert answer["changes"] == answer["results"] == []
