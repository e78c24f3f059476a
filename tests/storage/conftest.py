"""One table of each adapter, its clock standing still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from backend.storage import dynamodb
from tests.storage.contract import NOW_S


@pytest.fixture
def dynamo() -> Iterator[dynamodb.DynamoTable]:
    """A DynamoDB table on moto, in-process; a test may add botocore's event hooks to its client."""
    with mock_aws():
        client = dynamodb.connect(region="eu-central-1", access_key="test", secret_key="test")
        dynamodb.create_table_if_absent(client, "lanyard")
        table = dynamodb.DynamoTable(client, "lanyard", now_ms=lambda: NOW_S * 1000, pause=lambda _: None)
        yield table
        table.close()
