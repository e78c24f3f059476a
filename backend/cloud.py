"""The composition root in AWS: what serverless.yml puts into a function's environment → what the app is built from.

Clients are made when this loads, because that is what takes time and what a snapshot saves; secrets are read at the
first request, so that no snapshot holds one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from typing import Any, cast

from backend.accounts.limits import Limits
from backend.accounts.passwords import Passwords
from backend.outside.mail import Mail, NoMail, SesMail, connect_ses
from backend.storage import dynamodb, secrets_aws
from backend.storage.photo_port import PhotoStore
from backend.web.deps import Deps
from backend.web.edge import EdgeKeys
from backend.wiring import SECRET_BYTES, new_id, new_token, now_ms, web_push

DYNAMODB = dynamodb.connect()
SECRETS = secrets_aws.connect()


def deps(environ: Mapping[str, str] = os.environ) -> Deps:
    """Return everything that this function's app is built from."""
    table = dynamodb.DynamoTable(DYNAMODB, environ["TABLE"], now_ms=now_ms)
    edge_key = environ.get("EDGE_KEY_SECRET")
    return Deps(
        table=table,
        photos=_photos(environ),
        passwords=Passwords(),
        limits=Limits(table, now_ms),
        now_ms=now_ms,
        new_id=new_id,
        new_token=new_token,
        secret=_secret(environ),
        mail=_mail(environ),
        web_push=web_push(lambda: _push_secret(environ), environ.get("PUBLIC_ORIGIN", "")),
        public_origin=environ.get("PUBLIC_ORIGIN", ""),
        photos_origin=environ.get("PHOTOS_ORIGIN", ""),
        outlives_answers=False,
        is_edge_key=EdgeKeys(lambda: secrets_aws.read_last_two(SECRETS, edge_key), now_ms) if edge_key else None,
    )


class NoPhotos:
    """Stands in for the photo bucket in a function that has none: whatever is asked of it is a mistake."""

    def __getattr__(self, name: str) -> Any:
        """Refuse."""
        raise LookupError(f"this function has no photo bucket, so no {name}")


def _photos(environ: Mapping[str, str]) -> PhotoStore:
    """Return the photo bucket, for the functions that have one."""
    if "PHOTO_BUCKET" not in environ:
        nothing: Any = NoPhotos()
        return cast("PhotoStore", nothing)
    from backend.storage import photos_s3  # noqa: PLC0415 - most functions never speak with S3

    client = photos_s3.connect(endpoint=environ.get("AWS_ENDPOINT_URL"))
    return photos_s3.S3Photos(client, environ["PHOTO_BUCKET"])


def _mail(environ: Mapping[str, str]) -> Mail:
    """Return what sends mail, where a stage has an address to send it from."""
    sender = environ.get("MAIL_FROM")
    return SesMail(connect_ses, sender) if sender else NoMail()


def _push_secret(environ: Mapping[str, str]) -> bytes:
    """Return what the key pair of web pushes is made of, for the functions that have one."""
    return secrets_aws.read_secret(SECRETS, environ["PUSH_SECRET"]).encode()


def _secret(environ: Mapping[str, str]) -> bytes:
    """Return the signing secret, or random bytes for a function that signs nothing that outlives it."""
    name = environ.get("SIGNING_SECRET")
    return secrets_aws.read_secret(SECRETS, name).encode() if name else secrets.token_bytes(SECRET_BYTES)
