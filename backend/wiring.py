"""The composition root: the only place that knows which storage, clock and randomness the app runs on."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend.accounts.limits import Limits
from backend.accounts.passwords import Passwords
from backend.outside.fetch import Fetch
from backend.outside.mail import HERE, FolderMail
from backend.outside.webpush import WebPush
from backend.storage.disk import folder_in_use
from backend.storage.photos_folder import FolderPhotos
from backend.storage.port import StorageError
from backend.storage.sqlite import SqliteTable
from backend.web.deps import Deps

if TYPE_CHECKING:
    from backend.storage.dynamodb import DynamoTable
    from backend.storage.photos_s3 import S3Photos

SECRET_BYTES = 32
TABLE = "lanyard"
DATABASE, PHOTOS, SECRET = "lanyard.sqlite", "photos", "secret"
MAIL, PUSH_SECRET = "mail", "push"
"""What lies in the data folder."""
RESTORING = "restoring"
"""A backup that is being put in the place of all that; it is there only while that takes, or was cut off."""
LOCAL_REGION = "us-east-1"
"""For an engine on this machine, which may know AWS's own regions only (moto)."""
LOCAL_KEY = "local"
"""Both keys for such an engine, which asks for some and takes any."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment and the command line decide.

    `data` is the folder that holds whatever must outlive the process. `endpoint` is that of DynamoDB and S3, None for
    AWS. In DynamoDB, the environment may name another table (TABLE) and a bucket for the photos (PHOTO_BUCKET).
    """

    data: Path
    public_origin: str
    in_dynamodb: bool = False
    endpoint: str | None = None


@contextmanager
def opened(settings: Settings) -> Iterator[Deps]:
    """Open storage and yield everything that the app is built from; close storage at the end.

    Raises: OSError or StorageError where it cannot be opened.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        folder_in_use(settings.data, alone=False),
        closing(dynamodb_table(settings.endpoint) if settings.in_dynamodb else _sqlite(settings.data)) as table,
    ):
        secret = kept_secret(settings.data / SECRET)
        bucket = photo_bucket(settings.endpoint) if settings.in_dynamodb else None
        yield Deps(
            table=table,
            photos=bucket or FolderPhotos(settings.data / PHOTOS, secret=secret, now_ms=now_ms),
            photos_origin=bucket.origin if bucket else "",
            passwords=Passwords(),
            limits=Limits(table, now_ms),
            now_ms=now_ms,
            new_id=new_id,
            new_token=new_token,
            secret=secret,
            mail=FolderMail(settings.data / MAIL),
            web_push=web_push(lambda: kept_secret(settings.data / PUSH_SECRET), settings.public_origin),
            public_origin=settings.public_origin,
        )


def _sqlite(data: Path) -> SqliteTable:
    if (data / RESTORING).exists():
        raise StorageError("a restore was cut off; run it again")
    return SqliteTable(data / DATABASE, now_ms=now_ms)


def dynamodb_table(endpoint: str | None) -> DynamoTable:
    """Open the table on an endpoint, and make it where there is none."""
    from backend.storage import dynamodb  # noqa: PLC0415 - boto3 takes as long to import as everything else together

    client = dynamodb.connect(endpoint=endpoint, **_engine_login(endpoint, os.environ))
    name = os.environ.get("TABLE") or TABLE
    dynamodb.create_table_if_absent(client, name)
    return dynamodb.DynamoTable(client, name, now_ms=now_ms)


def photo_bucket(endpoint: str | None) -> S3Photos | None:
    """Return the photo bucket, if the environment names one; nobody makes it."""
    name = os.environ.get("PHOTO_BUCKET")
    if not name:
        return None
    from backend.storage import photos_s3  # noqa: PLC0415 - see above

    client = photos_s3.connect(endpoint=endpoint, **_engine_login(endpoint, os.environ))
    return photos_s3.S3Photos(client, name)


def web_push(secret: Callable[[], bytes], origin: str) -> WebPush:
    """Return what sends web pushes; push services may complain to the app's own address, where it has one."""
    contact = origin if origin.startswith("https:") else f"mailto:{HERE}"
    return WebPush(secret=secret, contact=contact, fetch=Fetch(), now_ms=now_ms, new_bytes=secrets.token_bytes)


def kept_secret(path: Path) -> bytes:
    """Return the secret in the file at `path`, made at the first call and readable by its owner only.

    It appears under its name whole or not at all, so that two processes that start at once agree on one.
    """
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # for its owner's eyes only
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_bytes()


def now_ms() -> int:
    """Return the time in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """Return a UUIDv7: 48 bits of the time, then randomness, so that ids sort by when they were made."""
    version, variant = 0x7 << 76, 0b10 << 62
    random = secrets.randbits(74)
    bits = now_ms() << 80 | version | (random >> 62) << 64 | variant | random & (1 << 62) - 1
    return str(uuid.UUID(int=bits))


def new_token() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def _engine_login(endpoint: str | None, environ: Mapping[str, str]) -> dict[str, str]:
    if endpoint is None:
        return {}
    region = environ.get("AWS_DEFAULT_REGION") or environ.get("AWS_REGION") or LOCAL_REGION
    login = {} if "AWS_ACCESS_KEY_ID" in environ else {"access_key": LOCAL_KEY, "secret_key": LOCAL_KEY}
    return {"region": region, **login}
