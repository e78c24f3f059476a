"""The commit: replay, fence, append, and what is stored of it."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from backend.domain.errors import TooLargeError
from backend.storage import keys
from backend.storage.port import Absent, Key, Unavailable
from backend.sync.log import read_entry
from tests.sync.device import SPACE, Device, person_id, server
from tests.sync.fake_table import FakeTable

ANA, BORIS, CHEN = person_id(1), person_id(2), person_id(3)


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


def device(table: FakeTable, replica: str) -> Device:
    return Device(server(table), replica)


def entries(table: FakeTable) -> dict[str, Any]:
    return {key.sk: item for key, item in table.copy_of().items() if key.sk.startswith("L#")}


def committed(table: FakeTable) -> dict[Key, Any]:
    """The log and the replicas; records may follow behind at any time."""
    return {key: item for key, item in table.copy_of().items() if key.sk[0] in "LP"}


def test_a_replayed_push_changes_nothing_and_is_answered_from_the_entry(table: FakeTable) -> None:
    phone = device(table, "phone")
    phone.write(ANA, {"name": "Ana"})
    phone.write(BORIS, {"name": "\u2800"})
    body = phone.body()
    first = phone.send(body)
    before = committed(table)
    again = phone.send(body)
    assert (
        again["results"]
        == first["results"]
        == [
            {"i": 0, "s": "ok"},
            {"i": 1, "s": "rejected", "code": "blank", "field": "name"},
        ]
    )
    assert (again["fence"], again["cursor"], again["more"]) == (first["fence"], None, True)
    assert committed(table) == before


def test_a_replay_keeps_the_verdicts_of_the_first_time_though_the_record_has_come_since(table: FakeTable) -> None:
    phone, laptop = device(table, "phone"), device(table, "laptop")
    phone.write(ANA, {"name": "Ana"})
    body = phone.body()
    body["changes"][0]["full"] = False
    first = phone.send(body)
    laptop.write(ANA, {"name": "Anna"})
    laptop.sync()
    assert phone.send(body)["results"] == first["results"] == [{"i": 0, "s": "need_full"}]


def test_a_push_whose_changes_are_all_refused_is_replayed_as_well(table: FakeTable) -> None:
    phone = device(table, "phone")
    phone.write(ANA, {"name": 7})
    body = phone.body()
    assert phone.send(body)["results"] == phone.send(body)["results"]
    assert len(entries(table)) == 1


def test_the_same_request_twice_at_once_is_one_entry() -> None:
    moments = 0
    while _is_repeated_at_once(moments):
        moments += 1
    assert moments > 15


def _is_repeated_at_once(moment: int) -> bool:
    """Let the same request run from beginning to end in the middle of itself; False if it has no such moment."""
    table = FakeTable()
    phone = device(table, "phone")
    phone.write(ANA, {"name": "Ana"})
    body = phone.body()
    calls = itertools.count()
    inner: list[dict[str, Any]] = []

    def repeat(_call: str, _key: Key) -> None:
        if next(calls) == moment:
            table.before = None
            inner.append(phone.send(body))

    table.before = repeat
    outer = phone.send(body)
    assert len(entries(table)) == 1
    assert outer["results"] == [{"i": 0, "s": "ok"}]
    assert all((each["results"], each["fence"]) == (outer["results"], outer["fence"]) for each in inner)
    return bool(inner)


def test_two_writers_racing_with_a_stale_hint_get_two_slots(table: FakeTable) -> None:
    phone, laptop, tablet = device(table, "phone"), device(table, "laptop"), device(table, "tablet")
    phone.write(ANA, {"name": "Ana"})
    laptop.write(BORIS, {"name": "Boris"})
    tablet.write(CHEN, {"name": "Chen"})

    def others_first(call: str, key: Key) -> None:
        if call == "put_if" and key == keys.replica(SPACE, "phone"):  # the hint has been read by now
            table.before = None
            laptop.exchange()
            tablet.exchange()

    table.before = others_first
    phone.exchange()
    numbers = {item["replica"]: item["n"] for item in entries(table).values()}
    assert numbers == {"laptop": 1, "tablet": 2, "phone": 3}
    for each in (phone, laptop, tablet):
        each.sync()
    assert phone.state() == laptop.state() == tablet.state()


def test_a_crash_between_fence_and_append_is_made_good_by_the_same_request(table: FakeTable) -> None:
    phone, laptop = device(table, "phone"), device(table, "laptop")
    phone.write(ANA, {"name": "Ana"})

    def die_at_the_append(call: str, key: Key) -> None:
        if call == "put_if" and key.sk.startswith("L#"):
            raise Unavailable("gone")

    table.before = die_at_the_append
    with pytest.raises(Unavailable):
        phone.exchange()
    table.before = None
    laptop.write(BORIS, {"name": "Boris"})
    laptop.sync()  # takes the slot at which the phone's walk begins
    phone.sync()
    assert {item["replica"]: item["n"] for item in entries(table).values()} == {"laptop": 1, "phone": 2}


def test_an_old_request_that_comes_late_is_not_applied(table: FakeTable) -> None:
    phone = device(table, "phone")
    phone.write(ANA, {"name": "Ana"})
    old = phone.body()
    phone.sync()
    phone.write(ANA, {"name": "Ana Lima"})
    phone.sync()
    before = committed(table)
    assert phone.send(old)["fork"]
    assert committed(table) == before


def test_a_counter_that_runs_backwards_forks(table: FakeTable) -> None:
    phone = device(table, "phone")
    phone.write(ANA, {"name": "Ana"})
    phone.write(ANA, {"name": "Ana Lima"})
    phone.sync()
    assert phone.send({**phone.body(), "ctr": 1})["fork"]


def test_a_replay_that_the_log_no_longer_holds_forks(table: FakeTable) -> None:
    phone, laptop = device(table, "phone"), device(table, "laptop")
    phone.write(ANA, {"name": "Ana"})
    body = phone.body()
    phone.send(body)
    laptop.write(BORIS, {"name": "Boris"})
    laptop.sync()
    compact(table, floor=2)
    before = committed(table)
    assert phone.send(body)["fork"]
    assert committed(table) == before


def test_a_replay_finds_its_entry_though_the_slots_at_which_its_walk_began_were_compacted(table: FakeTable) -> None:
    phone, laptop = device(table, "phone"), device(table, "laptop")
    phone.write(ANA, {"name": "Ana"})
    body = phone.body()

    def laptop_first(call: str, key: Key) -> None:
        if call == "put_if" and key == keys.entry(SPACE, 1):
            table.before = None
            for name in ("Boris", "Boris B."):
                laptop.write(BORIS, {"name": name})
                laptop.sync()

    table.before = laptop_first
    first = phone.send(body)
    laptop.write(BORIS, {"name": "Boris C."})
    laptop.sync()
    compact(table, floor=3)
    again = phone.send(body)
    assert (again["fork"], again["results"]) == (False, first["results"])


def test_an_unfinished_push_whose_slots_were_compacted_forks_rather_than_tear_a_hole(table: FakeTable) -> None:
    phone, laptop = device(table, "phone"), device(table, "laptop")
    phone.write(ANA, {"name": "Ana"})
    body = phone.body()
    phone.send(body)
    forget_number(table, "phone")
    laptop.write(BORIS, {"name": "Boris"})
    laptop.sync()
    laptop.write(BORIS, {"name": "Boris B."})
    laptop.sync()
    compact(table, floor=2)
    assert phone.send(body)["fork"]
    assert sorted(entries(table)) == [keys.entry(SPACE, 2).sk, keys.entry(SPACE, 3).sk]


def test_an_unfinished_push_ahead_of_a_restored_log_forks_rather_than_leave_a_gap(table: FakeTable) -> None:
    phone, laptop = device(table, "phone"), device(table, "laptop")
    laptop.write(BORIS, {"name": "Boris"})
    laptop.sync()
    laptop.write(BORIS, {"name": "Boris B."})
    laptop.sync()
    phone.write(ANA, {"name": "Ana"})
    body = phone.body()
    phone.send(body)
    forget_number(table, "phone")
    for number in (2, 3):
        del table.items[keys.entry(SPACE, number)]
    head = table.items[keys.head(SPACE)]
    table.put_if({**head, "applied": 0, "epoch": "restored"}, None)
    assert phone.send(body)["fork"]
    assert len(entries(table)) == 1


def test_an_entry_says_who_when_and_what_was_refused(table: FakeTable) -> None:
    phone = device(table, "phone")
    phone.write(ANA, {"name": "Ana"})
    phone.write(BORIS, {"name": 7})
    body = phone.body()
    phone.exchange()
    entry = read_entry(table, SPACE, 1)
    assert entry
    assert (entry.user, entry.replica, entry.req, entry.t) == (SPACE, "phone", body["req"], 1_790_000_000_000)
    assert [change["id"] for change in entry.open().changes] == [ANA]
    assert entry.results()[1] == {"i": 1, "s": "rejected", "code": "type", "field": "name"}


def test_a_thousand_contacts_are_one_request_and_cost_hardly_more_writes_than_records(table: FakeTable) -> None:
    phone = device(table, "phone")
    for number in range(1000):
        phone.write(person_id(number), {"name": f"Person {number}", "organization": "Example", "tag:x": True})
    answer = phone.exchange()
    assert [result["s"] for result in answer["results"]] == ["ok"] * 1000
    assert not answer["more"]
    laptop = device(table, "laptop")
    laptop.sync()
    assert len(laptop.answers) == 1
    [entry] = entries(table).values()
    assert table.units.writes <= 1000 + (len(entry["content"]) + len(entry["outcome"])) / 1024 + 5


def test_more_than_an_entry_holds_is_refused_before_the_fence_moves(table: FakeTable) -> None:
    phone = device(table, "phone")
    chaos = random.Random(7)  # noqa: S311 - text that cannot be compressed, the same in each run
    for number in range(40):
        phone.write(person_id(number), {"draft": chaos.randbytes(7_500).hex()}, kind="followup")
    before_first = phone.body()
    with pytest.raises(TooLargeError):
        phone.exchange()
    assert not entries(table)
    assert keys.replica(SPACE, "phone") not in table.items
    phone.inflight = None
    halves = before_first["changes"][:20], before_first["changes"][20:]
    for half in halves:
        phone.inflight = {**before_first, "changes": half, "fence": phone.fence, "cursor": phone.cursor}
        phone.inflight["req"] = person_id(len(entries(table)) + 1000)
        phone.exchange()
    assert len(entries(table)) == 2
    assert not phone.dirty


def test_refusals_that_are_too_many_to_store_are_no_way_round_the_limit(table: FakeTable) -> None:
    phone = device(table, "phone")
    chaos = random.Random(7)  # noqa: S311
    change = {"id": ANA, "kind": "contact", "full": True, "d": ["phone", 1], "at": 1}
    body = phone.body()
    body["changes"] = [
        {**change, "f": {"".join(map(chr, chaos.choices(range(0x4E00, 0x9FFF), k=190))): 0.5}} for _ in range(2_000)
    ]
    with pytest.raises(TooLargeError):
        phone.send(body)
    assert keys.replica(SPACE, "phone") not in table.items


def compact(table: FakeTable, floor: int) -> None:
    """Raise the floor and delete what is below, as the daily sweep does."""
    table.put_if({**table.items[keys.head(SPACE)], "floor": floor}, None)
    for number in range(1, floor):
        table.delete_if(keys.entry(SPACE, number), None)


def forget_number(table: FakeTable, replica: str) -> None:
    """Put a replica back to where it was when the answer was not yet on its way."""
    key = keys.replica(SPACE, replica)
    row = table.items.pop(key)
    table.put_if({**row, "number": None}, Absent())
