"""A client that starts from nothing: all records in pages, then the log, with nothing missed in between."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from backend.storage import keys
from backend.storage.port import Key
from backend.sync import pull as pulling
from backend.sync import snapshot
from tests.sync.device import NOW, SPACE, Device, deps_on, new_req, person_id, server
from tests.sync.fake_table import FakeTable

SECRET = deps_on(FakeTable()).secret


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


@pytest.fixture
def phone(table: FakeTable) -> Device:
    """A device that has put 30 people on the server."""
    device = Device(server(table), "phone")
    for number in range(30):
        device.write(person_id(number), {"name": f"Person {number}"})
    device.sync()
    return device


@pytest.fixture
def laptop(table: FakeTable) -> Device:
    return Device(server(table), "laptop")


@pytest.fixture
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "ANSWER_BYTES", 700)


@pytest.mark.usefixtures("_small_pages")
def test_a_snapshot_comes_in_pages_and_ends_in_a_plain_cursor(phone: Device, laptop: Device) -> None:
    laptop.sync()
    *pages, last = laptop.answers
    assert len(pages) > 3
    assert all(page["more"] and page["cursor"]["snap"] for page in pages)
    assert {page["snapshot"] for page in pages} == {last["snapshot"]}
    shares = [page["share"] for page in pages]
    assert shares == sorted(shares)
    assert 0 < shares[-1] < 1
    assert not last["more"]
    assert last["share"] is None
    assert last["cursor"] == phone.cursor
    assert laptop.state() == phone.state()


@pytest.mark.usefixtures("_small_pages")
@pytest.mark.parametrize("page_items", [1, 2, 1000])
def test_a_snapshot_under_concurrent_pushes_misses_nothing(
    table: FakeTable, phone: Device, laptop: Device, page_items: int
) -> None:
    table.page_items = page_items
    busy: list[str] = []

    def push_meanwhile(call: str, key: Key) -> None:
        if call == "query" and "#" in key.pk[2:] and not busy:  # a page of records is about to be read
            busy.append("pushing")
            number = phone.ctr
            phone.write(person_id(number), {"name": f"Person {number}"})
            phone.write(person_id(number % 30), {"name": f"Person {number}, again"})
            phone.exchange()
            Device(phone.send, f"projector{number}").exchange()
            busy.clear()

    table.before = push_meanwhile
    laptop.sync()
    table.before = None
    assert len(phone.answers) > 10
    laptop.sync()
    assert laptop.state() == phone.state()


def test_the_first_sync_of_a_new_space_does_not_send_back_what_it_brought(table: FakeTable) -> None:
    phone = Device(server(table), "phone")
    phone.write(person_id(1), {"name": "Ana"})
    answer = phone.exchange()
    assert answer["changes"] == []
    assert not answer["more"]
    assert answer["cursor"]["n"] == 1


def test_a_device_that_signs_in_with_work_of_its_own_gets_the_rest_in_the_same_answer(
    phone: Device, laptop: Device
) -> None:
    laptop.write(person_id(3), {"title": "Dr"})
    laptop.write(person_id(100), {"name": "New"})
    answer = laptop.exchange()
    assert len(answer["changes"]) == 30
    phone.sync()
    assert laptop.state() == phone.state()


@pytest.mark.usefixtures("_small_pages", "phone")
def test_what_is_not_our_own_place_starts_the_snapshot_anew(laptop: Device) -> None:
    first = laptop.exchange()
    snap: str = first["cursor"]["snap"]
    raw = base64.urlsafe_b64decode(snap)
    flipped = [raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :] for at in range(0, len(raw), 7)]
    forgeries = ["", "!", "AAAA", snap[:-4], *(base64.urlsafe_b64encode(each).decode() for each in flipped)]
    for forged in forgeries:
        again = laptop.send(request({**first["cursor"], "snap": forged or "A"}))
        assert again["changes"] == first["changes"]
        assert again["cursor"] == first["cursor"]
    assert laptop.send(request(first["cursor"]))["changes"] != first["changes"]


@pytest.mark.usefixtures("_small_pages", "phone")
def test_the_place_of_another_space_leads_nowhere(table: FakeTable, laptop: Device) -> None:
    place = laptop.exchange()["cursor"]
    answer = server(table, "boris")(request(place))
    assert answer["changes"] == []
    assert answer["cursor"]["n"] == 0


def test_a_place_is_valid_for_a_day_in_its_own_space() -> None:
    place = snapshot.Place("e1", 7, "abc", reset=False, shard=3, after="R#x")
    text = snapshot.sign(SECRET, SPACE, place, NOW)
    assert snapshot.read_place(SECRET, SPACE, text, NOW + snapshot.VALID_MS) == place
    assert snapshot.read_place(SECRET, SPACE, text, NOW + snapshot.VALID_MS + 1) is None
    assert snapshot.read_place(b"another secret", SPACE, text, NOW) is None
    assert snapshot.read_place(SECRET, "boris", text, NOW) is None


@pytest.mark.usefixtures("_small_pages")
def test_a_restore_in_the_middle_of_a_snapshot_starts_it_anew(table: FakeTable, phone: Device, laptop: Device) -> None:
    begun = laptop.exchange()
    table.put_if({**table.items[keys.head(SPACE)], "epoch": "restored", "applied": 0}, None)
    laptop.sync()
    assert begun["snapshot"] not in {answer["snapshot"] for answer in laptop.answers[1:]}
    assert laptop.cursor
    assert laptop.cursor["epoch"] == "restored"
    assert laptop.state() == phone.state()


@pytest.mark.usefixtures("_small_pages")
def test_every_page_after_a_reset_says_so(table: FakeTable, phone: Device) -> None:
    phone.cursor = {**(phone.cursor or {}), "tag": "ffffffff"}
    answers = [phone.send(request(phone.cursor))]
    while answers[-1]["more"]:
        answers.append(phone.send(request(answers[-1]["cursor"])))
    assert len(answers) > 3
    assert all(answer["reset"] for answer in answers)
    assert table.items


def request(cursor: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "proto": 1,
        "schema": 1,
        "req": new_req(),
        "space": None,
        "replica": "reader",
        "fence": None,
        "ctr": 0,
        "cursor": cursor,
        "changes": [],
    }
