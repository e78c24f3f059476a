"""The daily sweep under a clock that is moved on: what it takes away, and what it leaves."""

from __future__ import annotations

import zlib
from typing import Any

import pytest

from backend.storage import keys
from backend.storage.port import Key, Unavailable
from backend.sync import view
from backend.sync.exchange import fold_pending
from backend.sync.head import read_head, spaces
from backend.sync.log import entries_from
from backend.sync.sweep import ENTRY_MS, PURGE_IDS, REPLICA_MS, TRASH_MS
from tests.sync.device import NOW, SPACE, Device, deps_on, person_id, server
from tests.sync.fake_table import FakeTable
from tests.sync.sweep_world import ANA, BORIS, CARLA, DAY, World, damaged, delete, write


@pytest.fixture
def world() -> World:
    return World()


def test_a_deleted_record_is_purged_after_ninety_days_of_the_server_s_time(world: World) -> None:
    phone, laptop = world.device("phone"), world.device("laptop")
    phone.at = NOW + 1000 * DAY  # a wrong clock decides nothing
    write(phone, ANA, "Ana")
    write(phone, BORIS, "Boris")
    laptop.sync()
    delete(phone, ANA)
    world.now += TRASH_MS - 1
    assert world.sweep().purged == 0
    laptop.sync()
    assert ANA in laptop.records
    world.now += 1
    assert world.sweep().purged == 1
    for device in (phone, laptop):
        device.sync()
        assert sorted(device.records) == [BORIS]
    assert world.sweep().purged == 0


def test_a_record_that_was_brought_back_in_time_is_not_purged(world: World) -> None:
    phone = world.device("phone")
    write(phone, ANA, "Ana")
    delete(phone, ANA)
    world.now += TRASH_MS - 1
    phone.write(ANA, {"_deleted": False})
    phone.sync()
    world.now += TRASH_MS + DAY
    assert world.sweep().purged == 0


def test_a_purge_leaves_a_tombstone_until_the_log_begins_behind_it(world: World) -> None:
    phone = world.device("phone")
    write(phone, ANA, "Ana")
    delete(phone, ANA)
    world.now += TRASH_MS
    world.sweep()
    assert view.load(world.table, SPACE, [ANA])[ANA].text is None
    world.now += ENTRY_MS
    write(phone, BORIS, "Boris")
    world.now += 1
    swept = world.sweep()
    assert (swept.tombstones, swept.entries) == (1, 3)
    assert keys.record(SPACE, ANA) not in world.table.items
    assert world.numbers() == [4]


def test_many_are_purged_in_several_entries(world: World) -> None:
    phone = world.device("phone")
    ids = [person_id(number) for number in range(PURGE_IDS + 1)]
    for record_id in ids:
        phone.write(record_id, {"name": "x"})
    phone.sync()
    for record_id in ids:
        phone.delete(record_id)
    phone.sync()
    world.now += TRASH_MS
    assert world.sweep().purged == len(ids)
    assert [len(entry.open().purge) for entry in entries_from(world.table, SPACE, 3)] == [PURGE_IDS, 1]
    phone.sync()
    assert not phone.records


def test_a_write_that_comes_between_judging_and_purging_saves_the_record(world: World) -> None:
    phone, laptop = world.device("phone"), world.device("laptop")
    write(phone, ANA, "Ana")
    laptop.sync()
    delete(phone, ANA)
    world.now += TRASH_MS

    def save(call: str, key: Key) -> None:
        if call == "put_if" and key == keys.entry(SPACE, 3):
            world.table.before = None
            laptop.write(ANA, {"title": "Dr"})
            laptop.exchange()

    world.table.before = save
    assert world.sweep().purged == 0
    phone.sync()
    assert phone.shown(ANA) == {"name": "Ana", "title": "Dr"}


def test_old_entries_go_and_the_last_one_stays_for_the_cursors(world: World) -> None:
    phone, laptop = world.device("phone"), world.device("laptop")
    for number in range(3):
        write(phone, ANA, f"Ana {number}")
        world.now += DAY
    world.now += ENTRY_MS - 2 * DAY
    assert world.sweep().entries == 2  # of the third the age is one day less
    assert world.numbers() == [3]
    world.now += 100 * DAY
    world.sweep()
    assert world.numbers() == [3]
    assert not phone.sync()["reset"]
    laptop.sync()
    assert laptop.state() == phone.state()


def test_one_entry_of_a_clock_that_was_years_ahead_holds_nothing_up(world: World) -> None:
    phone = world.device("phone")
    write(phone, BORIS, "Boris")
    world.now += 3650 * DAY
    write(phone, ANA, "Ana")
    delete(phone, ANA)
    world.now -= 3650 * DAY
    write(phone, BORIS, "Boris 1")
    world.now += TRASH_MS - 1
    assert world.sweep().purged == 0
    world.now += 1
    assert world.sweep().purged == 1
    world.now += ENTRY_MS - TRASH_MS
    assert world.sweep().entries == 4
    assert world.numbers() == [5]


def test_what_is_not_folded_yet_is_folded_and_never_lies_below_the_floor(world: World) -> None:
    phone = world.device("phone")
    write(phone, ANA, "Ana 0")
    write(phone, ANA, "Ana 1")
    assert read_head(world.table, SPACE).applied < 2
    world.now += 2 * ENTRY_MS
    world.sweep()
    head = read_head(world.table, SPACE)
    assert (head.applied, head.floor) == (2, 2)


def test_entries_that_a_killed_sweep_left_below_the_floor_go_with_the_next(world: World) -> None:
    phone = world.device("phone")
    for number in range(5):
        write(phone, ANA, f"Ana {number}")
    world.now += 2 * ENTRY_MS
    killed_after(world.table, "delete_if", 2)
    with pytest.raises(Unavailable):
        world.sweep()
    world.table.before = None
    assert world.numbers() == [3, 4, 5]
    assert read_head(world.table, SPACE).floor == 5
    assert world.sweep().entries == 2
    assert world.numbers() == [5]


def killed_after(table: FakeTable, of_call: str, count: int) -> None:
    left = iter(range(count))

    def die(call: str, _key: Key) -> None:
        if call == of_call and next(left, None) is None:
            raise Unavailable("killed")

    table.before = die


@pytest.mark.parametrize("days", [100, 200])
@pytest.mark.parametrize("has_edited", [False, True])
def test_a_device_that_was_away_drops_what_was_purged_and_keeps_what_it_wrote(
    world: World, days: int, *, has_edited: bool
) -> None:
    phone, away = world.device("phone"), world.device("away")
    for record_id in (ANA, BORIS, CARLA):
        write(phone, record_id, record_id)
    away.sync()
    delete(phone, ANA)
    delete(phone, BORIS)
    if has_edited:
        away.write(BORIS, {"title": "Dr"})
    for _ in range(days):
        world.now += DAY
        write(phone, CARLA, f"Carla {world.now}")
        world.sweep()
    away.sync()
    phone.sync()
    away.sync()
    assert sorted(phone.records) == sorted(away.records) == ([BORIS, CARLA] if has_edited else [CARLA])
    assert phone.state() == away.state()
    if has_edited:
        assert phone.shown(BORIS) == {"name": BORIS, "title": "Dr"}


def test_an_idle_replica_is_forgotten_and_its_device_forks_and_loses_nothing(world: World) -> None:
    phone, laptop = world.device("phone"), world.device("laptop")
    write(phone, ANA, "Ana")
    laptop.sync()
    world.now += REPLICA_MS
    phone.write(ANA, {"title": "Dr"})
    write(laptop, BORIS, "Boris")
    assert world.sweep().replicas == 1
    phone.sync()
    assert phone.replica != "phone"
    laptop.sync()
    assert laptop.state() == phone.state()
    assert laptop.shown(ANA) == {"name": "Ana", "title": "Dr"}


def test_a_replica_that_pushes_while_it_is_being_forgotten_is_kept(world: World) -> None:
    phone = world.device("phone")
    write(phone, ANA, "Ana")
    world.now += REPLICA_MS

    def push(call: str, key: Key) -> None:
        if call == "delete_if" and key == keys.replica(SPACE, "phone"):
            world.table.before = None
            write(phone, BORIS, "Boris")

    world.table.before = push
    assert world.sweep().replicas == 0
    write(phone, ANA, "Ana again")
    assert phone.replica == "phone"


def test_what_is_parked_is_kept_in_the_log_and_folded_once_it_can_be_read(world: World) -> None:
    phone, laptop = world.device("phone"), world.device("laptop")
    write(phone, ANA, "Ana")
    write(phone, BORIS, "Boris")
    whole = damaged(world, 2)
    fold_pending(deps_on(world.table), SPACE)
    write(phone, CARLA, "Carla")
    laptop.sync()
    assert sorted(laptop.records) == [ANA, CARLA]
    world.now += 2 * ENTRY_MS
    swept = world.sweep()
    assert (swept.parked, swept.retried, swept.entries) == (1, 0, 1)
    assert world.numbers() == [2, 3]
    world.table.items[keys.entry(SPACE, 2)] = whole
    swept = world.sweep()
    assert (swept.parked, swept.retried) == (0, 1)
    laptop.sync()
    assert sorted(laptop.records) == [ANA, BORIS, CARLA]
    assert world.sweep().retried == 0


def test_a_single_change_that_cannot_be_read_is_retried_alone(world: World) -> None:
    phone = world.device("phone")
    phone.write(ANA, {"name": "Ana"})
    phone.write(BORIS, {"name": "Boris"})
    phone.sync()
    item = world.table.items[keys.entry(SPACE, 1)]
    whole: Any = item["content"]
    item["content"] = zlib.compress(zlib.decompress(whole).replace(b'"kind":"contact"', b'"kin":"contact"', 1))
    fold_pending(deps_on(world.table), SPACE)
    assert world.sweep().parked == 1
    item["content"] = whole
    assert world.sweep().retried == 1
    [retried] = entries_from(world.table, SPACE, 2)
    assert [change["id"] for change in retried.open().changes] == [ANA]
    assert sorted(each.id for each in view.every(world.table, SPACE)) == [ANA, BORIS]


def test_the_photos_that_any_version_of_any_field_names_are_told(world: World) -> None:
    phone = world.device("phone")
    front, other = "a" * 64, "0123456789abcdef" * 4
    phone.write(ANA, {"photo_front": front}, kind="card")
    phone.write(BORIS, {"x_new": {"deep": [other]}, "name": "c" * 65}, kind="x_kind")
    phone.sync()
    delete(phone, ANA)
    assert world.sweep().photos == {bytes.fromhex(front), bytes.fromhex(other)}


def test_spaces_are_found_by_their_heads(world: World) -> None:
    write(world.device("phone"), ANA, "Ana")
    Device(server(world.table, "boris#1"), "other").sync()
    assert spaces(world.table) == [SPACE, "boris#1"]
