"""What a client is given after its cursor: whole entries, up to the first gap, and only what it lacks."""

from __future__ import annotations

import copy
import json
import zlib
from typing import Any

import pytest

from backend.storage import keys
from backend.sync import pull as pulling
from tests.sync.device import SPACE, Device, person_id, server
from tests.sync.fake_table import FakeTable
from tests.sync.scenes import ANA, BORIS, compact, write_boris, write_versions


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


def test_a_pull_is_cut_at_the_first_gap(table: FakeTable, phone: Device, laptop: Device) -> None:
    write_versions(phone, 4)
    table.hide(keys.entry(SPACE, 3))
    laptop.exchange()
    assert laptop.shown(ANA) == {"name": "Ana 1"}
    assert laptop.cursor
    assert laptop.cursor["n"] == 2
    table.show(keys.entry(SPACE, 3))
    laptop.exchange()
    assert laptop.shown(ANA) == {"name": "Ana 3"}
    assert laptop.cursor["n"] == 4


def test_pages_of_the_table_are_followed_to_the_end(table: FakeTable, phone: Device, laptop: Device) -> None:
    table.page_items = 1
    write_versions(phone, 5)
    laptop.exchange()
    assert laptop.state() == phone.state()


def test_changes_of_one_record_come_as_one(phone: Device, laptop: Device) -> None:
    write_versions(phone, 3)
    phone.write(ANA, {"title": "Dr"})
    phone.sync()
    answer = laptop.exchange()
    assert len(answer["changes"]) == 1
    assert answer["changes"][0]["full"]
    assert laptop.state() == phone.state()


def test_a_client_does_not_get_its_own_changes_back(phone: Device, laptop: Device) -> None:
    laptop.write(BORIS, {"name": "Boris"})
    laptop.sync()
    phone.write(ANA, {"name": "Ana"})
    phone.sync()
    laptop.write(BORIS, {"name": "Boris B."})
    answer = laptop.exchange()
    assert [change["id"] for change in answer["changes"]] == [ANA]
    assert answer["cursor"]["n"] == 3


def test_an_answer_has_an_upper_size_and_says_that_there_is_more(
    phone: Device, laptop: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        phone.write(person_id(number), {"body": "x" * 10_000}, kind="note")
        phone.sync()
    monkeypatch.setattr(pulling, "ANSWER_BYTES", 25_000)
    laptop.sync()
    sizes = [len(json.dumps(answer["changes"], separators=(",", ":"))) for answer in laptop.answers[1:]]
    assert [answer["more"] for answer in laptop.answers[1:]] == [True, True, False]
    assert all(size <= 25_000 for size in sizes)
    assert laptop.state() == phone.state()


def test_an_entry_larger_than_an_answer_still_comes(
    phone: Device, laptop: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        phone.write(ANA, {"body": "x" * 10_000}, kind="note")
        phone.sync()
    monkeypatch.setattr(pulling, "ANSWER_BYTES", 100)
    laptop.sync()
    assert laptop.state() == phone.state()


def test_a_cursor_below_the_floor_gets_a_snapshot(table: FakeTable, phone: Device, laptop: Device) -> None:
    write_versions(phone, 1)
    laptop.sync()
    write_versions(phone, 3)
    Device(server(table), "tablet").sync()
    compact(table, floor=3)
    answer = laptop.exchange()
    assert not answer["reset"]
    assert answer["snapshot"]
    assert answer["cursor"]["n"] == 4
    assert laptop.state() == phone.state()
    assert laptop.exchange()["snapshot"] is None


def test_changes_that_cannot_be_read_do_not_stop_the_others(table: FakeTable, phone: Device, laptop: Device) -> None:
    for name in ("Ana", "Ana B."):
        phone.write(ANA, {"name": name})
        write_boris(phone)
    item: dict[str, Any] = table.items[keys.entry(SPACE, 1)]
    text = zlib.decompress(item["content"])
    for spoilt in (b'"kin":"contact"', b'"full":1,"kind":"contact","s":2'):
        item["content"] = zlib.compress(text.replace(b'"kind":"contact"', spoilt, 1))
        device = copy.deepcopy(laptop)
        device.exchange()
        assert sorted(device.records) == [ANA, BORIS]
        assert device.shown(ANA) == {"name": "Ana B."}
    item["content"] = zlib.compress(text.replace(b'"f":{"name":"Ana"}', b'"f":7', 1))
    laptop.exchange()
    assert laptop.shown(ANA) == {"name": "Ana B."}


def test_a_damaged_entry_does_not_stop_the_others(table: FakeTable, phone: Device, laptop: Device) -> None:
    write_versions(phone, 1)
    phone.write(BORIS, {"name": "Boris"})
    phone.sync()
    item: dict[str, Any] = table.items[keys.entry(SPACE, 1)]
    item["content"] = item["content"][:-5]
    laptop.exchange()
    assert sorted(laptop.records) == [BORIS]
