"""What the app is built from on this machine."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from backend.storage import keys
from backend.storage.photos_s3 import S3Photos
from backend.wiring import LOCAL_REGION, Settings, _engine_login, kept_secret, new_id, new_token, now_ms, opened


def test_the_secret_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secret = kept_secret(path)
    assert len(secret) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept_secret(path) == secret
    assert [found.name for found in tmp_path.iterdir()] == ["secret"]


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    found: list[bytes] = []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        found.append(kept_secret(tmp_path / "secret"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_ids_are_uuids_of_version_7_and_sort_by_when_they_were_made() -> None:
    begin, ids, end = now_ms(), [uuid.UUID(new_id()) for _ in range(1000)], now_ms()
    assert {(found.version, found.variant) for found in ids} == {(7, uuid.RFC_4122)}
    assert len(set(ids)) == 1000
    times = [found.int >> 80 for found in ids]
    assert times == sorted(times)
    assert begin <= times[0] <= times[-1] <= end


def test_tokens_hold_256_bits() -> None:
    tokens = {new_token() for _ in range(100)}
    assert {len(token) for token in tokens} == {43}
    assert len(tokens) == 100


def test_the_data_folder_is_its_owners_and_holds_everything(tmp_path: Path) -> None:
    with opened(Settings(tmp_path / "data", "http://localhost:8000")) as deps:
        assert deps.public_origin == "http://localhost:8000"
        assert deps.table.get(keys.user("nobody")) is None
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert {path.name for path in (tmp_path / "data").iterdir()} >= {"secret", "lanyard.sqlite", "photos"}


def test_on_dynamodb_the_environment_may_name_the_table_and_a_bucket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("TABLE", "lanyard-restored")
    monkeypatch.setenv("PHOTO_BUCKET", "photos")
    with mock_aws(), opened(Settings(tmp_path, "http://localhost:8000", in_dynamodb=True)) as deps:
        assert boto3.client("dynamodb").list_tables()["TableNames"] == ["lanyard-restored"]
        assert isinstance(deps.photos, S3Photos)
        assert deps.photos_origin == "https://photos.s3.eu-central-1.amazonaws.com"


def test_an_engine_here_needs_neither_region_nor_keys_but_takes_what_is_named() -> None:
    assert _engine_login("http://localhost:1", {}) == {
        "region": LOCAL_REGION,
        "access_key": "local",
        "secret_key": "local",
    }
    named = {"AWS_ACCESS_KEY_ID": "mine", "AWS_REGION": "eu-north-1"}
    assert _engine_login("http://localhost:1", named) == {"region": "eu-north-1"}
    assert _engine_login(None, {}) == {}
