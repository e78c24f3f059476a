"""Photos in S3, on moto: the contract, and what the presigned URLs are bound to (moto checks no signature)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto import mock_aws

from backend.storage import photos_s3
from backend.storage.photo_port import Upload
from backend.storage.photos_s3 import S3Photos
from backend.storage.port import StorageError, Unavailable
from tests.storage.photo_contract import KEY, PHOTO, SHA256, Client, PhotoContract, announce

BUCKET = "lanyard-photos"


class S3Client(Client):
    """Sends what a browser would; moto answers in-process."""

    def send(self, upload: Upload, data: bytes) -> None:
        requests.request(upload.method, upload.url, headers=upload.headers, data=data, timeout=5).raise_for_status()

    def fetch(self, url: str) -> tuple[bytes, str]:
        answer = requests.get(url, timeout=5)
        answer.raise_for_status()
        return answer.content, answer.headers["Content-Type"]


@pytest.fixture
def photos() -> Iterator[S3Photos]:
    with mock_aws():
        s3 = photos_s3.connect(region="eu-central-1", access_key="test", secret_key="test")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield S3Photos(s3, BUCKET)
        s3.close()


@pytest.fixture
def client() -> S3Client:
    return S3Client()


class TestContract(PhotoContract):
    """S3 keeps the contract."""


def signed(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_an_upload_is_bound_to_length_type_and_checksum(photos: S3Photos) -> None:
    upload = announce(photos)
    bound = signed(upload.url)["X-Amz-SignedHeaders"].split(";")
    assert bound == ["content-length", "content-type", "host", "x-amz-checksum-sha256"]
    assert upload.headers == {
        "Content-Type": "image/jpeg",
        "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(SHA256)).decode(),
    }
    assert urlsplit(upload.url).path.endswith(KEY)
    assert signed(upload.url)["X-Amz-Expires"] == "900"


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "eu-south-2"])
def test_a_url_names_the_buckets_own_region(region: str) -> None:
    photos = S3Photos(photos_s3.connect(region=region, access_key="test", secret_key="test"), BUCKET)
    for url in (announce(photos).url, photos.download_url(KEY)):
        assert urlsplit(url).netloc == f"{BUCKET}.s3.{region}.amazonaws.com"
    assert photos.origin == f"https://{BUCKET}.s3.{region}.amazonaws.com"


def test_an_engine_here_has_no_names_for_buckets() -> None:
    here = "http://127.0.0.1:4566"
    photos = S3Photos(photos_s3.connect(region="eu", endpoint=here, access_key="test", secret_key="test"), BUCKET)
    assert announce(photos).url.startswith(f"{here}/{BUCKET}/{KEY}?")


def test_another_length_type_or_checksum_needs_another_signature(photos: S3Photos) -> None:
    urls = [
        announce(photos).url,
        announce(photos, data=PHOTO + b"x").url,
        announce(photos, data=PHOTO[:-1] + b"x").url,
        announce(photos, media_type="image/png").url,
        announce(photos, key=f"space-2/{SHA256}").url,
    ]
    assert len({signed(url)["X-Amz-Signature"] for url in urls}) == 5


def test_a_download_ends_within_minutes(photos: S3Photos) -> None:
    assert signed(photos.download_url(KEY))["X-Amz-Expires"] == "300"


@pytest.mark.parametrize(("status", "code", "error"), [(503, "SlowDown", Unavailable), (403, "403", StorageError)])
def test_faults_are_told_in_the_ports_words(
    photos: S3Photos, status: int, code: str, error: type[StorageError]
) -> None:
    answer = (
        AWSResponse("https://s3", status, HTTPHeaders(), None),
        {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}},
    )
    events: Any = photos._client.meta.events
    events.register("before-call.s3", lambda **_: answer)
    with pytest.raises(error):
        photos.stat(KEY)
    with pytest.raises(error):
        photos.start_of(KEY, 1)
    with pytest.raises(error):
        photos.delete(KEY)
    with pytest.raises(error):
        list(photos.keys(""))
