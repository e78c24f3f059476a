"""What people do with two devices, and what they find afterwards."""

from __future__ import annotations

import copy
import itertools

import pytest

from backend.domain.record import is_visible
from backend.storage import keys
from backend.storage.port import Key, Unavailable
from tests.sync.device import SPACE, Device, person_id, server
from tests.sync.fake_table import FakeTable

ANA = person_id(1)


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


@pytest.fixture
def phone(table: FakeTable) -> Device:
    return Device(server(table), "phone")


@pytest.fixture
def laptop(table: FakeTable) -> Device:
    return Device(server(table), "laptop")


def test_what_the_phone_wrote_is_on_the_laptop(phone: Device, laptop: Device) -> None:
    phone.write(ANA, {"name": "Ana", "emails": [{"value": "ana@example.org", "label": "work"}], "tag:python": True})
    phone.sync()
    laptop.sync()
    assert laptop.state() == phone.state()
    assert laptop.shown(ANA)["name"] == "Ana"


def test_two_devices_edit_the_same_field_offline_and_both_values_are_kept(phone: Device, laptop: Device) -> None:
    phone.write(ANA, {"name": "Ana", "title": "Dr"})
    phone.sync()
    laptop.sync()
    phone.write(ANA, {"title": "Professor"})
    laptop.at = 5000
    laptop.write(ANA, {"title": "PhD"})
    for device in (phone, laptop, phone):
        device.sync()
    assert phone.state() == laptop.state()
    assert [sibling["v"] for sibling in phone.records[ANA].f["title"]["s"]] == ["PhD", "Professor"]
    assert phone.shown(ANA)["title"] == "PhD"


def test_choosing_one_of_two_versions_settles_it_everywhere(phone: Device, laptop: Device) -> None:
    test_two_devices_edit_the_same_field_offline_and_both_values_are_kept(phone, laptop)
    laptop.write(ANA, {"title": "Professor"})
    laptop.sync()
    phone.sync()
    assert [sibling["v"] for sibling in phone.records[ANA].f["title"]["s"]] == ["Professor"]


def test_edits_of_different_fields_do_not_meet(phone: Device, laptop: Device) -> None:
    phone.write(ANA, {"name": "Ana", "title": "Dr"})
    phone.sync()
    laptop.sync()
    phone.write(ANA, {"title": "Professor"})
    laptop.write(ANA, {"name": "Ana Lima"})
    for device in (phone, laptop, phone):
        device.sync()
    assert phone.shown(ANA) == laptop.shown(ANA) == {"name": "Ana Lima", "title": "Professor"}
    assert all(len(register["s"]) == 1 for register in phone.records[ANA].f.values())


def test_a_delete_against_an_edit_keeps_the_record_whole(phone: Device, laptop: Device) -> None:
    phone.write(ANA, {"name": "Ana", "title": "Dr"})
    phone.sync()
    laptop.sync()
    phone.delete(ANA)
    laptop.write(ANA, {"title": "Professor"})
    for device in (phone, laptop, phone):
        device.sync()
    assert phone.state() == laptop.state()
    assert is_visible(phone.records[ANA])
    assert phone.shown(ANA) == {"name": "Ana", "title": "Professor"}


def test_a_delete_that_saw_everything_hides_the_record_everywhere(phone: Device, laptop: Device) -> None:
    phone.write(ANA, {"name": "Ana"})
    phone.sync()
    laptop.sync()
    laptop.delete(ANA)
    laptop.sync()
    phone.sync()
    assert not is_visible(phone.records[ANA])
    assert phone.state() == laptop.state()


def test_unknown_fields_and_kinds_survive_the_round_trip(phone: Device, laptop: Device) -> None:
    future = {"x_deep": [{"e": {"é😀": [None, True, -1, 2**53 - 1]}}], "shelf:top": True, "name": "  kept as typed "}
    phone.write(ANA, future, kind="talk_of_the_future")
    phone.sync()
    laptop.sync()
    assert laptop.state() == phone.state()
    assert laptop.shown(ANA) == future
    late = Device(laptop.send, "late")
    late.sync()
    assert late.state() == phone.state()


def test_a_push_whose_answer_was_lost_is_sent_again_and_applied_once(table: FakeTable, phone: Device) -> None:
    phone.write(ANA, {"name": "Ana"})
    phone.send(phone.body())  # the answer is lost
    committed = table.copy_of()
    first = phone.exchange()
    assert first["results"] == [{"i": 0, "s": "ok"}]
    assert keys.entry(SPACE, 2) not in table.items
    assert {key: item for key, item in table.copy_of().items() if key in committed and key.sk[0] in "LP"} == {
        key: item for key, item in committed.items() if key.sk[0] in "LP"
    }


def test_the_edit_after_a_lost_answer_is_not_lost(phone: Device, laptop: Device) -> None:
    phone.write(ANA, {"name": "Ana"})
    phone.send(phone.body())
    phone.write(ANA, {"name": "Ana Lima"})
    phone.sync()
    phone.sync()
    laptop.sync()
    assert laptop.shown(ANA) == {"name": "Ana Lima"}
    assert not phone.dirty


def test_wherever_the_server_dies_the_push_is_applied_exactly_once() -> None:
    deaths = 0
    while _dies_during_a_push(after_calls=deaths):
        deaths += 1
    assert deaths > 15


def _dies_during_a_push(after_calls: int) -> bool:
    """Let the storage fail from one call on, send the push again, and check the outcome; False if it did not fail."""
    table = FakeTable()
    phone, laptop = Device(server(table), "phone"), Device(server(table), "laptop")
    laptop.write(person_id(2), {"name": "Boris"})
    laptop.sync()
    phone.write(ANA, {"name": "Ana"})
    calls = itertools.count()

    def die(_call: str, _key: Key) -> None:
        if next(calls) >= after_calls:
            raise Unavailable("struck by lightning")

    table.before = die
    died = False
    try:
        phone.exchange()
    except Unavailable:
        died = True
    table.before = None
    phone.sync()
    laptop.sync()
    assert laptop.state() == phone.state()
    pushes = [item for key, item in table.items.items() if key.sk.startswith("L#") and item["replica"] == "phone"]
    assert len(pushes) == 1
    return died


def test_cloned_storage_forks_and_both_clones_keep_their_work(phone: Device, laptop: Device) -> None:
    phone.write(ANA, {"name": "Ana", "title": "Dr"})
    phone.sync()
    clone = copy.deepcopy(phone)
    clone.send = phone.send
    phone.write(ANA, {"title": "Professor"})
    clone.write(ANA, {"title": "PhD"})
    phone.sync()
    answer = clone.exchange()
    assert answer["fork"]
    assert answer["changes"] == answer["results"] == []
    for device in (clone, phone, laptop):
        device.sync()
    assert phone.state() == clone.state() == laptop.state()
    assert sorted(str(sibling["v"]) for sibling in phone.records[ANA].f["title"]["s"]) == ["PhD", "Professor"]


def test_a_clone_made_before_the_first_sync_forks_too(phone: Device) -> None:
    clone = copy.deepcopy(phone)
    clone.send = phone.send
    phone.write(ANA, {"name": "Ana"})
    clone.write(person_id(2), {"name": "Boris"})
    phone.sync()
    assert clone.exchange()["fork"]
    clone.sync()
    phone.sync()
    assert phone.state() == clone.state()


def test_a_stale_clone_that_only_polls_is_told_to_fork(phone: Device) -> None:
    phone.write(ANA, {"name": "Ana"})
    phone.sync()
    clone = copy.deepcopy(phone)
    clone.send = phone.send
    phone.write(ANA, {"name": "Ana Lima"})
    phone.sync()
    assert clone.exchange()["fork"]


def test_one_bad_change_never_delays_another(phone: Device, laptop: Device) -> None:
    phone.write(ANA, {"name": "Ana"})
    phone.write(person_id(2), {"name": "B\u202eoris"})
    phone.write(person_id(3), {"name": "Chen"})
    phone.sync()
    laptop.sync()
    assert phone.quarantine == [{"i": 1, "s": "rejected", "code": "bidi", "field": "name"}]
    assert sorted(laptop.records) == [ANA, person_id(3)]


def test_an_idle_poll_writes_nothing_and_is_small(table: FakeTable, phone: Device) -> None:
    phone.write(ANA, {"name": "Ana"})
    phone.sync()
    before = table.copy_of()
    table.units = type(table.units)()
    phone.exchange()
    assert table.copy_of() == before
    assert table.units.writes == 0
    assert table.units.calls == {"batch_get": 1, "query": 1}


def test_an_idle_poll_writes_nothing_even_while_records_are_pending(
    table: FakeTable, phone: Device, laptop: Device
) -> None:
    laptop.sync()
    phone.write(ANA, {"name": "Ana"})
    phone.exchange()
    before = table.copy_of()
    answer = laptop.exchange()
    assert [change["id"] for change in answer["changes"]] == [ANA]
    assert table.copy_of() == before


def test_another_persons_space_is_byte_equal_after_every_call(table: FakeTable, phone: Device) -> None:
    phone.write(ANA, {"name": "Ana"})
    phone.sync()
    before = table.copy_of(pk_prefix=f"S#{SPACE}")
    stranger = Device(server(table, "boris"), "phone")  # the same replica id, even
    stranger.cursor, stranger.fence = phone.cursor, None
    stranger.write(ANA, {"name": "not Ana"})
    stranger.sync()
    stranger.cursor = None
    stranger.sync()
    assert table.copy_of(pk_prefix=f"S#{SPACE}") == before
    assert stranger.shown(ANA) == {"name": "not Ana"}
    assert all(sibling["v"] != "Ana" for r in stranger.records.values() for f in r.f.values() for sibling in f["s"])
