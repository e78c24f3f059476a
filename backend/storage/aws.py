"""What every AWS adapter shares: calls that end within seconds, and botocore's errors told in the port's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected
from botocore.parsers import ResponseParserError

from backend.storage.port import StorageError, Unavailable

WITHIN_SECONDS = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
)
THROTTLED = frozenset(
    {"ProvisionedThroughputExceededException", "RequestLimitExceeded", "Throttling", "ThrottlingException"}
)
SERVER_FAULT = 500


@contextmanager
def translated() -> Iterator[None]:
    """Raise Unavailable for what another try may not meet, StorageError for any other error of botocore."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"].get("Code", "")
        if code in THROTTLED or error.response["ResponseMetadata"]["HTTPStatusCode"] >= SERVER_FAULT:
            raise Unavailable(f"AWS: {code}") from error
        raise StorageError(f"AWS refused: {code}") from error
    except (NotConnected, HTTPClientError, ResponseParserError) as error:
        raise Unavailable(f"AWS: {type(error).__name__}") from error
