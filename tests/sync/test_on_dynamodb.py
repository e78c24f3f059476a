"""The same story on DynamoDB's adapter, with moto in this process: what sync asks of a table is what DynamoDB gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from backend.storage import dynamodb
from backend.storage.port import Table
from backend.sync import project
from tests.sync.device import NOW, SPACE, Device, person_id, server


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
