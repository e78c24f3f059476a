"""What a client is given after its cursor: whole entries, up to the first gap, and only what it lacks."""

from __future__ import annotations

import copy
import json
import zlib
from typing import Any

import pytest

from backend.storage import keys
from backend.storage.port import Absent, Key
from backend.sync import project
from backend.sync import pull as pulling
from backend.sync.head import begin_epoch, read_head
from backend.sync.log import Entry, append, content_text, outcome_text
from tests.sync.device import SPACE, Device, new_req, person_id, server
from tests.sync.fake_table import FakeTable

ANA, BORIS, CARLA = map(person_id, (1, 2, 3))


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


def write_versions(device: Device, count: int) -> None:
    for number in range(count):
        device.write(ANA, {"name": f"Ana {number}"})
        device.sync()


def append_purge(table: FakeTable, *ids: str) -> None:
    """Commit what the daily sweep will."""
    content, outcome = zlib.compress(content_text([], ids)), zlib.compress(outcome_text(0, []))
    append(table, SPACE, read_head(table, SPACE).floor, Entry(0, SPACE, "sweep~e1", new_req(), 0, content, outcome))


def compact(table: FakeTable, floor: int) -> None:
    table.put_if({**table.items[keys.head(SPACE)], "floor": floor}, None)
    for number in range(1, floor):
        table.delete_if(keys.entry(SPACE, number), None)


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


def write_boris(device: Device) -> None:
    device.write(BORIS, {"name": "Boris"})
    device.sync()


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
