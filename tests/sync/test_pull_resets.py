"""When a client has to start over: a restored server, a lost entry, and what is no reason to."""

from __future__ import annotations

import copy

import pytest

from backend.storage import keys
from backend.storage.port import Absent, Key
from backend.sync.head import begin_epoch, read_head
from tests.sync.device import SPACE, Device, new_req, server
from tests.sync.fake_table import FakeTable
from tests.sync.scenes import ANA, BORIS, compact, write_versions


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


@pytest.fixture
def phone(table: FakeTable) -> Device:
    return Device(server(table), "phone")


@pytest.fixture
def laptop(table: FakeTable) -> Device:
    """A device that has synced once, so that it follows the log from entry 1."""
    device = Device(server(table), "laptop")
    device.sync()
    return device


@pytest.mark.parametrize("damage", ["missing", "another"])
def test_a_cursor_that_stands_on_no_entry_of_ours_resets(
    table: FakeTable, phone: Device, laptop: Device, damage: str
) -> None:
    write_versions(phone, 2)
    laptop.sync()
    lost = table.items.pop(keys.entry(SPACE, 2))
    if damage == "another":
        table.put_if({**lost, "req": new_req()}, Absent())
    answer = laptop.exchange()
    assert answer["reset"]


def test_after_a_restore_every_client_brings_back_what_the_backup_lacks(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 2)
    laptop.sync()
    backup = table.copy_of()
    phone.write(BORIS, {"name": "Boris"})
    phone.sync()
    laptop.write(ANA, {"title": "Dr"})
    laptop.sync()
    table.items = backup
    head = read_head(table, SPACE)
    table.put_if({**table.items[keys.head(SPACE)], "epoch": "restored", "applied": head.floor - 1}, None)
    for device in (laptop, phone, laptop):
        device.sync()
    assert phone.state() == laptop.state()
    assert phone.shown(ANA) == {"name": "Ana 1", "title": "Dr"}
    assert phone.shown(BORIS) == {"name": "Boris"}
    assert not phone.dirty
    assert not laptop.dirty


def test_a_restored_server_that_has_the_cursor_s_entry_still_gets_back_what_it_had_acknowledged_beyond(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    laptop.sync()
    phone.write(BORIS, {"name": "Boris"})
    phone.sync()
    table.hide(keys.entry(SPACE, 2))
    backup = table.copy_of()
    laptop.write(ANA, {"title": "Dr"})
    assert laptop.exchange()["cursor"]["n"] == 1
    assert not laptop.dirty
    table.items = backup
    table.hidden.clear()
    begin_epoch(table, SPACE, new_req)
    laptop.sync()
    phone.sync()
    assert phone.shown(ANA) == {"name": "Ana 0", "title": "Dr"}
    assert laptop.state() == phone.state()


def test_after_a_restore_a_clone_does_not_pass_for_the_device_that_had_pushed_since(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    clone = copy.deepcopy(phone)
    backup = table.copy_of()
    phone.write(ANA, {"title": "of the phone"})
    phone.sync()
    table.items = backup
    begin_epoch(table, SPACE, new_req)
    clone.write(BORIS, {"name": "Boris"})
    clone.write(ANA, {"title": "of the clone"})
    for device in (clone, phone, laptop, clone):
        device.sync()
    assert len({phone.replica, clone.replica, "phone"}) == 3
    assert sorted(sibling["v"] for sibling in laptop.records[ANA].f["title"]["s"]) == ["of the clone", "of the phone"]
    assert phone.state() == clone.state() == laptop.state()


def test_a_server_that_lost_entries_and_says_nothing_of_it_is_found_out_by_the_cursor_s_tag(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 2)
    backup = table.copy_of()
    write_versions(phone, 1)
    laptop.sync()
    table.items = backup
    laptop.write(BORIS, {"name": "Boris"})
    assert laptop.sync()["cursor"]["n"] == 4
    assert any(answer["reset"] for answer in laptop.answers)
    phone.sync()
    assert laptop.state() == phone.state()


def test_a_stale_hint_is_no_reason_to_reset(table: FakeTable, phone: Device, laptop: Device) -> None:
    write_versions(phone, 3)
    laptop.sync()
    table.put_if({**table.items[keys.head(SPACE)], "applied": 0}, None)
    assert not laptop.exchange()["reset"]


def test_a_cursor_of_another_line_below_the_floor_resets(table: FakeTable, phone: Device, laptop: Device) -> None:
    write_versions(phone, 1)
    laptop.sync()
    write_versions(phone, 3)
    Device(server(table), "tablet").sync()
    compact(table, floor=3)
    table.put_if({**table.items[keys.head(SPACE)], "epoch": "restored"}, None)
    assert laptop.exchange()["reset"]


def test_an_entry_that_is_compacted_while_it_is_looked_for_is_no_reset(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    laptop.sync()
    write_versions(phone, 2)
    Device(server(table), "tablet").sync()

    def compact_now(call: str, _key: Key) -> None:
        if call == "query":
            table.before = None
            compact(table, floor=3)

    table.before = compact_now
    answer = laptop.exchange()
    assert not answer["reset"]
    assert laptop.state() == phone.state()
