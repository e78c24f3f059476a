"""The same story on DynamoDB's adapter, with moto in this process: what sync asks of a table is what DynamoDB gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from backend.storage import dynamodb
from backend.storage.port import Table
from backend.sync import project
from backend.sync.head import spaces
from backend.sync.sweep import ENTRY_MS, REPLICA_MS, TRASH_MS, sweep
from tests.sync.device import NOW, SPACE, Device, deps_on, person_id, server


@pytest.fixture
def table() -> Iterator[Table]:
    with mock_aws():
        client = dynamodb.connect(region="eu-central-1", access_key="test", secret_key="test")
        dynamodb.create_table_if_absent(client, "lanyard")
        table = dynamodb.DynamoTable(client, "lanyard", now_ms=lambda: NOW)
        yield table
        table.close()


def test_two_devices_that_write_offline_end_with_the_same(table: Table) -> None:
    phone, laptop = Device(server(table), "phone"), Device(server(table), "laptop", at=5000)
    for n in range(40):
        phone.write(person_id(n), {"name": f"Person {n}", "tag:python": True})
    lost = phone.send(phone.body())
    phone.sync()
    assert phone.answers[0]["results"] == lost["results"]
    laptop.sync()
    phone.write(person_id(1), {"title": "Professor"})
    laptop.write(person_id(1), {"title": "PhD", "name": "Ana Lima"})
    laptop.delete(person_id(2))
    for device in (phone, laptop, phone):
        device.sync()
    assert phone.state() == laptop.state()
    assert phone.shown(person_id(1)) == {"name": "Ana Lima", "title": "PhD", "tag:python": True}
    assert project.catch_up(table, SPACE).applied == 3
    late = Device(server(table), "late")
    late.sync()
    assert late.state() == phone.state()


def test_a_sweep_purges_and_compacts(table: Table) -> None:
    now = NOW

    def sweep_after(ms: int) -> tuple[int, int, int, int]:
        nonlocal now
        now += ms
        swept = sweep(deps_on(table, lambda: now), SPACE)
        return swept.purged, swept.tombstones, swept.entries, swept.replicas

    phone = Device(server(table, now_ms=lambda: now), "phone")
    phone.write(person_id(1), {"name": "Ana"})
    phone.sync()
    phone.delete(person_id(1))
    phone.sync()
    assert spaces(table) == [SPACE]
    assert sweep_after(TRASH_MS) == (1, 0, 0, 0)
    phone.write(person_id(2), {"name": "Boris"})
    phone.sync()
    assert sorted(phone.records) == [person_id(2)]
    assert sweep_after(ENTRY_MS) == (0, 1, 3, 0)
    assert sweep_after(REPLICA_MS) == (0, 0, 0, 1)
    late = Device(phone.send, "late")
    late.sync()
    assert late.state() == phone.state()
