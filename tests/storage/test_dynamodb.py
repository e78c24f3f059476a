"""The DynamoDB adapter on moto: the contract, and the faults that no emulator makes."""

from __future__ import annotations

import pytest

from backend.storage.dynamodb import DynamoTable
from backend.storage.port import Table
from tests.storage.contract import TableContract


class TestContract(TableContract):
    """DynamoDB keeps the contract."""

    largest_item = 404_000  # moto refuses from 405,000 bytes on, DynamoDB above 409,600

    @pytest.fixture
    def table(self, dynamo: DynamoTable) -> DynamoTable:
        return dynamo

    @pytest.mark.xfail(strict=True, reason="moto compares with Python's ==; DynamoDB, like the adapter, goes by type")
    def test_true_is_not_one(self, table: Table) -> None:
        super().test_true_is_not_one(table)
