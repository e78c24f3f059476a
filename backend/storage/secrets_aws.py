"""Secrets in AWS Secrets Manager, read when they are needed: none is in a template, an environment or a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3

from backend.storage.aws import WITHIN_SECONDS, translated

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


def connect(
    *, region: str | None = None, access_key: str | None = None, secret_key: str | None = None
) -> SecretsManagerClient:
    """Return a client whose calls end within seconds; what is not given comes from AWS's usual places."""
    return boto3.client(
        "secretsmanager",
        region_name=region,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=WITHIN_SECONDS,
    )


def read_secret(client: SecretsManagerClient, name: str) -> str:
    """Return the secret `name`. Raises: StorageError where there is none; Unavailable."""
    with translated():
        return client.get_secret_value(SecretId=name, VersionStage=CURRENT)["SecretString"]


def read_last_two(client: SecretsManagerClient, name: str) -> Iterator[str]:
    """Yield the secret `name` and, where it has been changed, the one before: both are right during a change."""
    yield read_secret(client, name)
    with translated():
        try:
            yield client.get_secret_value(SecretId=name, VersionStage=PREVIOUS)["SecretString"]
        except client.exceptions.ResourceNotFoundException:
            return
