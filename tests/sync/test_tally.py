"""What the logs say of an answer."""

from __future__ import annotations

from typing import Any

from backend.storage.port import Table
from backend.sync.tally import tally
from tests.sync.device import Device, person_id, server
from tests.sync.fake_table import FakeTable


def counts(device: Device) -> dict[str, Any]:
    return {name: count for name, count in tally(device.answers[-1]).items() if count}


def test_what_went_either_way_is_counted_and_so_is_what_people_must_settle() -> None:
    table: Table = FakeTable()
    phone, laptop = Device(server(table), "phone"), Device(server(table), "laptop", at=5000)
    phone.write(person_id(1), {"name": "Ana"})
    phone.sync()
    assert counts(phone) == {"pushed": 1}
    laptop.sync()
    assert counts(laptop) == {"pulled": 1}
    phone.write(person_id(1), {"name": "Ana Lima"})
    laptop.write(person_id(1), {"name": "Ana Souza", "title": "PhD"})
    phone.sync()
    laptop.sync()
    late = Device(server(table), "late")
    late.sync()
    assert counts(late) == {"pulled": 1, "conflicts": 1}


def test_an_answer_without_news_is_not_worth_a_line() -> None:
    phone = Device(server(FakeTable()), "phone")
    phone.sync()
    phone.sync()
    assert tally(phone.answers[-1]) == {}


def test_verdicts_and_accidents_are_counted() -> None:
    verdicts = [{"i": 0, "s": "ok"}, {"i": 1, "s": "rejected", "code": "x"}, {"i": 2, "s": "need_full"}]
    answer = {"results": verdicts, "changes": [], "purge": ["a"], "fork": True, "reset": True}
    told = {name: count for name, count in tally(answer).items() if count}
    assert told == {"pushed": 3, "rejected": 1, "need_full": 1, "purged": 1, "forks": 1, "resets": 1}
