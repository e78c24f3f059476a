"""Photos in an S3 bucket, which the client reaches by presigned URLs.

S3 itself holds an upload to the length, type and SHA-256 that were signed. It tells nobody that a blob has arrived.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from backend.storage.aws import WITHIN_SECONDS, translated
from backend.storage.photo_port import Stored, Upload

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

UPLOAD_SECONDS = 15 * 60
DOWNLOAD_SECONDS = 5 * 60
NOT_THERE = frozenset({"404", "NoSuchKey"})
EMPTY = "InvalidRange"


def connect(
    *,
    region: str | None = None,
    endpoint: str | None = None,
    access_key: str | None = None,
    secret_key: str | None = None,
) -> S3Client:
    """Return a client whose calls end within seconds; what is not given comes from AWS's usual places.

    In AWS a URL names the bucket's region, where a browser is let in; the address without one only leads there.
    """
    place: Any = {"addressing_style": "path" if endpoint else "virtual", "us_east_1_regional_endpoint": "regional"}
    signing = Config(signature_version="s3v4", request_checksum_calculation="when_required", s3=place)
    return boto3.client(
        "s3",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=WITHIN_SECONDS.merge(signing),
    )


class S3Photos:
    """`photo_port.PhotoStore` in the bucket `bucket`."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    @property
    def origin(self) -> str:
        """Where the signed URLs point."""
        parts = urlsplit(self.download_url("-"))
        return f"{parts.scheme}://{parts.netloc}"

    def upload(self, key: str, *, sha256: str, length: int, media_type: str) -> Upload:
        """Sign an upload bound to key, length, media type and checksum."""
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        url = self._client.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ContentLength": length,
                "ContentType": media_type,
                "ChecksumSHA256": checksum,
            },
            ExpiresIn=UPLOAD_SECONDS,
        )
        # A browser sends the length by itself, and lets no script set it.
        return Upload(url, "PUT", {"Content-Type": media_type, "x-amz-checksum-sha256": checksum}, UPLOAD_SECONDS)

    def download_url(self, key: str) -> str:
        """Sign a short-lived URL from which the blob can be fetched."""
        return self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": key}, ExpiresIn=DOWNLOAD_SECONDS
        )

    def store(self, key: str, data: bytes, media_type: str) -> None:
        """Keep a whole blob that was checked elsewhere; durable on return."""
        with translated():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=media_type)

    def stat(self, key: str) -> Stored | None:
        """Say what is stored at `key`, or None."""
        with translated():
            try:
                found = self._client.head_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if error.response["Error"]["Code"] in NOT_THERE:
                    return None
                raise
        return Stored(found["ContentLength"], found["ContentType"])

    def start_of(self, key: str, length: int) -> bytes:
        """Return up to `length` first bytes of the blob, none where there is no blob."""
        with translated():
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=0-{length - 1}")
            except ClientError as error:
                if error.response["Error"]["Code"] in NOT_THERE | {EMPTY}:
                    return b""
                raise
            return found["Body"].read()

    def delete(self, key: str) -> None:
        """Remove the blob; nothing happens where there is none."""
        with translated():
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that start with `prefix`, in order."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        with translated():
            for page in pages:
                yield from (found["Key"] for found in page.get("Contents", []))
