"""A purge and what is on its way around it: no device keeps what the others lost, nor loses what it wrote."""

from __future__ import annotations

import pytest

from backend.storage import keys
from backend.storage.port import Key
from backend.sync import project
from backend.sync import pull as pulling
from tests.sync.device import SPACE, Device, server
from tests.sync.fake_table import FakeTable
from tests.sync.scenes import ANA, BORIS, CARLA, append_purge, compact, write_boris, write_versions


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


def test_a_client_below_the_floor_drops_what_was_purged_meanwhile_and_nothing_else(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    phone.write(BORIS, {"name": "Boris"})
    phone.sync()
    laptop.sync()
    phone.delete(ANA)
    phone.sync()
    append_purge(table, ANA)
    phone.sync()
    Device(server(table), "tablet").sync()
    compact(table, floor=4)
    laptop.write(CARLA, {"name": "Carla"})
    answer = laptop.exchange()
    assert answer["snapshot"]
    assert not answer["more"]
    assert sorted(laptop.records) == [BORIS, CARLA]
    phone.sync()
    assert laptop.state() == phone.state()


def test_what_was_purged_and_written_again_stands_in_both_lists(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    phone.write(BORIS, {"name": "Boris"})
    phone.sync()
    append_purge(table, ANA, BORIS)
    phone.sync()  # the phone still shows both, keeps them and pushes them whole
    phone.sync()
    before = laptop.exchange()
    assert (before["purge"], before["more"], before["cursor"]["n"]) == ([], True, 2)
    answer = laptop.exchange()
    assert sorted(answer["purge"]) == [ANA, BORIS]
    assert sorted(change["id"] for change in answer["changes"]) == [ANA, BORIS]
    assert all(change["full"] for change in answer["changes"])
    assert laptop.state() == phone.state()


def test_a_client_hears_of_a_deletion_before_the_purge_and_does_not_revive_the_record(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    laptop.sync()
    phone.delete(ANA)
    phone.sync()
    append_purge(table, ANA)
    answer = laptop.sync()
    assert (answer["purge"], answer["changes"], answer["cursor"]["n"]) == ([ANA], [], 3)
    assert not laptop.records
    phone.sync()
    assert not phone.records
    tablet = Device(laptop.send, "tablet")
    assert tablet.exchange()["changes"] == []


def test_what_a_client_wrote_after_a_purge_that_it_hears_of_later_stays(
    table: FakeTable, phone: Device, laptop: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_versions(phone, 1)
    laptop.sync()
    laptop.delete(ANA)
    phone.delete(ANA)
    phone.sync()
    append_purge(table, ANA)
    phone.write(ANA, {"name": "Ana is back"})
    phone.sync()
    phone.write(BORIS, {"body": "x" * 1000}, kind="note")
    phone.sync()
    monkeypatch.setattr(pulling, "ANSWER_BYTES", 500)
    laptop.sync()
    assert [answer["purge"] for answer in laptop.answers[-3:]] == [[ANA], [], []]
    assert [[change["id"] for change in answer["changes"]] for answer in laptop.answers[-2:]] == [[BORIS], [ANA]]
    phone.sync()
    assert laptop.state() == phone.state()


def test_what_a_snapshot_begins_with_and_the_log_then_purges_goes_again(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    phone.delete(ANA)
    phone.sync()
    Device(phone.send, "projector").sync()
    append_purge_once_records_are_read(table)
    tablet = Device(laptop.send, "tablet")
    tablet.sync()
    assert [(answer["purge"], answer["more"]) for answer in tablet.answers] == [([], True), ([ANA], False)]
    assert not tablet.records


def test_an_answer_ends_before_a_purge_of_what_it_acknowledges(table: FakeTable, phone: Device, laptop: Device) -> None:
    write_versions(phone, 1)
    laptop.sync()
    laptop.delete(ANA)
    lost = laptop.send(laptop.body())
    assert lost["cursor"]["n"] == 2
    append_purge(table, ANA)
    first, second = laptop.exchange(), laptop.exchange()
    assert (first["results"], first["purge"], first["more"]) == ([{"i": 0, "s": "ok"}], [], True)
    assert second["purge"] == [ANA]
    assert not laptop.records


def test_a_push_that_was_purged_before_it_is_answered_leaves_nothing(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    laptop.sync()
    laptop.delete(ANA)
    laptop.send(laptop.body())
    append_purge(table, ANA)
    phone.sync()
    compact(table, 2)
    answers = [laptop.exchange(), laptop.exchange()]
    assert [(answer["results"], answer["snapshot"] is None) for answer in answers] == [
        ([{"i": 0, "s": "ok"}], True),
        ([], False),
    ]
    assert not laptop.records
    assert not phone.records


def test_one_s_own_entry_comes_back_where_it_lay_behind_a_gap_and_a_purge_came_first(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    laptop.sync()
    phone.delete(ANA)
    phone.sync()
    append_purge(table, ANA)
    write_boris(phone)
    laptop.write(ANA, {"title": "Dr"})
    laptop.delete(ANA)
    for hidden in (2, 3, 4):
        table.hide(keys.entry(SPACE, hidden))
        laptop.exchange()
        table.hidden.clear()
    laptop.sync()
    phone.sync()
    assert laptop.state() == phone.state()


def test_a_record_deleted_below_a_snapshot_and_purged_above_it_is_not_revived(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    write_versions(phone, 1)
    laptop.sync()
    phone.delete(ANA)
    phone.sync()
    write_boris(phone)
    compact(table, 3)
    Device(phone.send, "projector").sync()
    fold_a_purge_once_a_snapshot_began(table)
    laptop.sync()
    assert sorted(laptop.records) == [BORIS]


def fold_a_purge_once_a_snapshot_began(table: FakeTable) -> None:
    def purge(call: str, key: Key) -> None:
        if call == "query" and key.pk == keys.shard(SPACE, 0):
            table.before = None
            append_purge(table, ANA)
            project.catch_up(table, SPACE)

    table.before = purge


def append_purge_once_records_are_read(table: FakeTable) -> None:
    shards = {keys.shard(SPACE, number) for number in range(keys.SHARDS)}

    def purge(call: str, key: Key) -> None:
        shards.discard(key.pk)
        if call == "query" and not shards and key.pk == keys.head(SPACE).pk:
            table.before = None
            append_purge(table, ANA)

    table.before = purge


def test_a_partial_change_to_a_purged_record_needs_the_whole(table: FakeTable, phone: Device, laptop: Device) -> None:
    write_versions(phone, 1)
    laptop.sync()
    append_purge(table, ANA)
    laptop.write(ANA, {"title": "Dr"})
    assert laptop.exchange()["results"] == [{"i": 0, "s": "need_full"}]
    laptop.sync()
    phone.sync()
    assert phone.shown(ANA) == laptop.shown(ANA) == {"name": "Ana 0", "title": "Dr"}
