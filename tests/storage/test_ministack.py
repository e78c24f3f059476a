"""The adapters on ministack, the second opinion: the contracts of table and photos, on another engine than moto's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import requests

from backend.storage import dynamodb, photos_s3
from backend.storage.dynamodb import DynamoTable
from backend.storage.photo_port import Upload
from backend.storage.photos_s3 import S3Photos
from tests.infra.emulator import REGION, Emulator, emulator
from tests.storage.contract import NOW_S, TableContract
from tests.storage.photo_contract import Client, PhotoContract

pytestmark = pytest.mark.sockets
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with emulator(tmp_path_factory.mktemp("emulator")) as running:
        yield running


class TestTable(TableContract):
    """DynamoDB keeps the contract."""

    @pytest.fixture
    def table(self, aws: Emulator) -> Iterator[DynamoTable]:
        client = dynamodb.connect(region=REGION, endpoint=aws.endpoint, access_key="test", secret_key="test")
        name = f"table-{next(NUMBERS)}"
        dynamodb.create_table_if_absent(client, name)
        table = DynamoTable(client, name, now_ms=lambda: NOW_S * 1000, pause=lambda _: None)
        yield table
        table.close()


class Browser(Client):
    """Sends what a browser would."""

    def send(self, upload: Upload, data: bytes) -> None:
        requests.request(upload.method, upload.url, headers=upload.headers, data=data, timeout=5).raise_for_status()

    def fetch(self, url: str) -> tuple[bytes, str]:
        answer = requests.get(url, timeout=5)
        answer.raise_for_status()
        return answer.content, answer.headers["Content-Type"]


class TestPhotos(PhotoContract):
    """S3 keeps the contract."""

    @pytest.fixture
    def photos(self, aws: Emulator) -> Iterator[S3Photos]:
        client = photos_s3.connect(region=REGION, endpoint=aws.endpoint, access_key="test", secret_key="test")
        bucket = f"photos-{next(NUMBERS)}"
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield S3Photos(client, bucket)
        client.close()

    @pytest.fixture
    def client(self) -> Browser:
        return Browser()
