"""Secrets in AWS Secrets Manager, on moto."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto import mock_aws

from backend.storage import secrets_aws
from backend.storage.port import StorageError, Unavailable
from backend.storage.secrets_aws import read_last_two, read_secret


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        client = secrets_aws.connect(region="eu-central-1", access_key="test", secret_key="test")
        client.create_secret(Name="edge", SecretString="first")
        yield client
        client.close()


def test_a_secret_is_what_was_put_last(client: Any) -> None:
    assert read_secret(client, "edge") == "first"
    client.put_secret_value(SecretId="edge", SecretString="second")
    assert read_secret(client, "edge") == "second"


def test_a_secret_that_was_changed_has_one_before(client: Any) -> None:
    assert list(read_last_two(client, "edge")) == ["first"]
    for value in ("second", "third"):
        client.put_secret_value(SecretId="edge", SecretString=value)
    assert list(read_last_two(client, "edge")) == ["third", "second"]


def test_a_secret_that_is_not_there_is_a_fault_of_ours(client: Any) -> None:
    for read in (read_secret, lambda *given: list(read_last_two(*given))):
        with pytest.raises(StorageError, match="ResourceNotFound") as refusal:
            read(client, "nothing")
        assert not isinstance(refusal.value, Unavailable)


def test_throttling_is_worth_another_try(client: Any) -> None:
    http = AWSResponse("https://secrets", 400, HTTPHeaders(), None)
    answer = {"Error": {"Code": "ThrottlingException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    client.meta.events.register("before-call.secretsmanager", lambda **_: (http, answer))
    with pytest.raises(Unavailable):
        read_secret(client, "edge")
