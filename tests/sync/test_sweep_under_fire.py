"""The daily sweep killed at any call, doubled at any call, and in the middle of a push at any call."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress

from backend.storage import keys
from backend.storage.port import Key, Unavailable
from backend.sync import project
from backend.sync.log import entries_from
from backend.sync.sweep import ENTRY_MS, REPLICA_MS, TRASH_MS
from tests.sync.device import SPACE
from tests.sync.fake_table import FakeTable
from tests.sync.sweep_world import ANA, BORIS, CARLA, DAY, DORA, World, damaged, delete, write

MANY_CALLS = 30


def at_call(table: FakeTable, at: int, happen: Callable[[], object]) -> list[bool]:
    """Let something happen, once, ahead of call number `at`; the list is empty until it did."""
    left, did = iter(range(at)), list[bool]()

    def before(_call: str, _key: Key) -> None:
        if not did and next(left, None) is None:
            did.append(True)
            happen()

    table.before = before
    return did


def die() -> None:
    raise Unavailable("killed")


def a_busy_world() -> World:
    """A world on a day on which the sweep has everything to do."""
    world = World()
    phone, idle = world.device("phone"), world.device("idle")
    write(idle, CARLA, "Carla")
    world.now += REPLICA_MS - TRASH_MS - ENTRY_MS
    for number in range(3):
        write(phone, BORIS, f"Boris {number}")
    write(phone, ANA, "Ana")
    delete(phone, CARLA)
    world.now += TRASH_MS
    world.sweep()
    write(phone, BORIS, "Boris 3")
    delete(phone, ANA)
    world.now += ENTRY_MS + DAY
    write(phone, BORIS, "Boris 4")
    write(phone, DORA, "Dora")
    damaged(world, 11)
    return world


def test_on_a_busy_day_a_sweep_does_all_of_its_work() -> None:
    swept = a_busy_world().sweep()
    done = (swept.purged, swept.tombstones, swept.entries, swept.replicas, swept.parked)
    assert done == (1, 1, 8, 1, 1)


def test_a_sweep_may_be_killed_at_any_call() -> None:
    for at in itertools.count():
        world = a_busy_world()
        did = at_call(world.table, at, die)
        with suppress(Unavailable):
            world.sweep()
        world.table.before = None
        assert_all_is_well(world)
        world.sweep()
        assert_all_is_well(world, has_swept=True)
        if not did:
            break
    assert at > MANY_CALLS


def test_two_sweeps_at_once_do_what_one_does() -> None:
    for at in itertools.count():
        world = a_busy_world()
        did = at_call(world.table, at, world.sweep)
        world.sweep()
        world.table.before = None
        assert_all_is_well(world, has_swept=True)
        assert [entry.open().purge for entry in entries_from(world.table, SPACE, 12)] == [[ANA]]
        if not did:
            break
    assert at > MANY_CALLS


def test_a_sweep_at_any_call_of_a_push_loses_nothing_of_it() -> None:
    """The push may have been judged before the purge and stand behind it in the log: a part of a record, at first."""
    for at in itertools.count():
        world = World()
        phone, laptop = world.device("phone"), world.device("laptop")
        write(phone, ANA, "Ana")
        laptop.sync()
        delete(phone, ANA)
        world.now += TRASH_MS
        laptop.write(ANA, {"title": "Dr"})
        did = at_call(world.table, at, world.sweep)
        laptop.exchange()
        world.table.before = None
        for device in (laptop, phone, laptop):
            device.sync()
        assert phone.shown(ANA) == {"name": "Ana", "title": "Dr"}
        assert phone.state() == laptop.state()
        if not did:
            break
    assert at > 5


def assert_all_is_well(world: World, *, has_swept: bool = False) -> None:
    head = project.catch_up(world.table, SPACE)
    above = [number for number in world.numbers() if number >= head.floor]
    assert above == list(range(head.floor, head.applied + 1))
    fresh = world.device(f"fresh{world.now}")
    fresh.sync()
    assert BORIS in fresh.records
    assert fresh.shown(BORIS)["name"] == "Boris 4"
    if has_swept:
        assert sorted(fresh.records) == [BORIS]
        assert world.numbers() == above
        assert keys.replica(SPACE, "idle") not in world.table.items
    world.table.items.pop(keys.replica(SPACE, fresh.replica), None)
