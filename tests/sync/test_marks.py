"""Records bear the mark of the day on which they are due, and the index follows them."""

from __future__ import annotations

import pytest

from backend.storage import keys
from backend.sync.exchange import fold_pending
from backend.sync.sweep import sweep
from tests.sync.device import SPACE, Device, deps_on, person_id, server
from tests.sync.fake_table import FakeTable

FOLLOWUP = person_id(1)
MONDAY, FRIDAY = keys.due_of(SPACE, "2026-05-04"), keys.due_of(SPACE, "2026-05-08")


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


@pytest.fixture
def phone(table: FakeTable) -> Device:
    phone = Device(server(table), "phone")
    phone.write(FOLLOWUP, {"what": "Write", "due": "2026-05-04"}, kind="followup")
    phone.write(person_id(2), {"name": "Ana", "due": "2026-05-04"})
    sync(phone, table)
    return phone


def sync(device: Device, table: FakeTable) -> None:
    device.sync()
    fold_pending(deps_on(table), SPACE)


@pytest.mark.usefixtures("phone")
def test_only_what_is_due_is_listed(table: FakeTable) -> None:
    assert list(table.due(MONDAY)) == [keys.record(SPACE, FOLLOWUP)]
    assert [keys.record_at(key) for key in table.due(MONDAY)] == [(SPACE, FOLLOWUP)]


def test_a_snooze_moves_it_and_an_end_takes_it_away(phone: Device, table: FakeTable) -> None:
    phone.write(FOLLOWUP, {"snoozed_until": "2026-05-08"}, kind="followup")
    sync(phone, table)
    assert list(table.due(MONDAY)) == []
    assert list(table.due(FRIDAY)) == [keys.record(SPACE, FOLLOWUP)]
    phone.write(FOLLOWUP, {"state": "done"}, kind="followup")
    sync(phone, table)
    assert list(table.due(FRIDAY)) == []


def test_what_was_deleted_is_due_no_more(phone: Device, table: FakeTable) -> None:
    phone.delete(FOLLOWUP)
    sync(phone, table)
    assert list(table.due(MONDAY)) == []


def test_a_follow_up_too_large_for_one_item_is_listed_too(phone: Device, table: FakeTable) -> None:
    place = keys.record(SPACE, FOLLOWUP)
    phone.write(FOLLOWUP, {"draft": "\u00e9" * 16_000, "due": "2026-05-08"}, kind="followup")
    sync(phone, table)
    assert list(table.due(FRIDAY)) == [place]


@pytest.mark.usefixtures("phone")
def test_the_sweep_lists_records_of_before_there_were_marks(table: FakeTable) -> None:
    place = keys.record(SPACE, FOLLOWUP)
    item = table.items[place]
    del item["due"]
    assert sweep(deps_on(table), SPACE).marked == 1
    assert list(table.due(MONDAY)) == [place]
    assert sweep(deps_on(table), SPACE).marked == 0
