"""From one machine to AWS and back: accounts, records and photos arrive, devices go on, and nobody loses a word."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from moto import mock_aws

from backend import move
from backend.accounts.users import sign_in, sign_up
from backend.photos.blobs import Announced, announce, locate
from backend.reminders.devices import add_device, devices
from backend.reminders.settings import Settings as ReminderSettings
from backend.reminders.settings import change_settings, read_settings
from backend.storage.photos_s3 import S3Photos
from backend.storage.port import Unavailable
from backend.web.deps import Deps
from backend.wiring import Settings, opened
from tests.outside.postbox import PushService
from tests.photos.pictures import picture
from tests.sync.device import Device, person_id, server

LOGIN = {"email": "ana@example.org", "password": "seven otters juggle"}
PHOTO = picture()
SHA256 = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture(autouse=True)
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "TABLE": "lanyard-prod",
        "PHOTO_BUCKET": "photos",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        place: Any = {"LocationConstraint": "eu-central-1"}
        boto3.client("s3").create_bucket(Bucket="photos", CreateBucketConfiguration=place)
        yield


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def here(data: Path) -> Settings:
    return Settings(data, "http://localhost:8000")


def cloud(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "cloud", "https://lanyard.example", in_dynamodb=True)


def join(deps: Deps, space: str, *devices: Device) -> None:
    for device in devices:
        device.send = server(deps.table, space, now_ms=deps.now_ms)


def moved(direction: str, data: Path) -> int:
    return move.main([direction, "--data", str(data)])


def a_life(data: Path, phone: Device) -> str:
    """An account with a contact and a photo on one machine; returns its space."""
    with opened(here(data)) as deps:
        user = sign_up(deps.for_users, **LOGIN, name="Ana")
        join(deps, user.id, phone)
        phone.write(person_id(1), {"name": "Boris"})
        phone.sync()
        announce(deps.for_photos, user.id, Announced(SHA256, "image/jpeg", len(PHOTO)))
        deps.photos.store(f"{user.id}/{SHA256}", PHOTO, "image/jpeg")
        locate(deps.for_photos, user.id, SHA256)
    return user.id


def test_all_goes_up_and_devices_go_on_there(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    phone, laptop = Device(lambda _: {}, "phone"), Device(lambda _: {}, "laptop")
    space = a_life(data, phone)
    phone.write(person_id(2), {"name": "not sent yet"})
    assert moved("up", data) == 0
    assert "1 photos of 1 accounts" in capsys.readouterr().out
    with opened(cloud(tmp_path)) as deps:
        assert isinstance(deps.photos, S3Photos)
        assert sign_in(deps.for_users, **LOGIN, address="192.0.2.1").id == space
        url, media_type = locate(deps.for_photos, space, SHA256)
        assert (requests.get(url, timeout=5).content, media_type) == (PHOTO, "image/jpeg")
        join(deps, space, phone, laptop)
        for device in (phone, laptop, phone):
            device.sync()
        assert laptop.state() == phone.state()
        assert {laptop.shown(person_id(n))["name"] for n in (1, 2)} == {"Boris", "not sent yet"}


def test_and_down_again_with_what_was_written_there(data: Path, tmp_path: Path) -> None:
    phone = Device(lambda _: {}, "phone")
    space = a_life(data, phone)
    assert moved("up", data) == 0
    with opened(cloud(tmp_path)) as deps:
        join(deps, space, phone)
        phone.write(person_id(3), {"name": "Written in the cloud"})
        phone.sync()
    other = tmp_path / "other"
    assert moved("down", other) == 0
    with opened(here(other)) as deps:
        late = Device(lambda _: {}, "late")
        join(deps, space, phone, late)
        phone.sync()
        late.sync()
        assert late.state() == phone.state()
        assert late.shown(person_id(3))["name"] == "Written in the cloud"
        assert deps.photos.start_of(f"{space}/{SHA256}", len(PHOTO)) == PHOTO
        assert sign_in(deps.for_users, **LOGIN, address="192.0.2.1").id == space


def test_what_only_its_own_server_can_use_stays(data: Path) -> None:
    a_life(data, Device(lambda _: {}, "phone"))
    with opened(here(data)) as deps:
        sign_in(deps.for_users, **LOGIN, address="192.0.2.1")
    moved("up", data)
    items = boto3.client("dynamodb").scan(TableName="lanyard-prod")["Items"]
    assert {item["pk"]["S"][:2] for item in items} == {"S#", "U#", "E#"}


def test_when_to_be_reminded_goes_along_and_browsers_do_not(data: Path, tmp_path: Path) -> None:
    a_life(data, Device(lambda _: {}, "phone"))
    with opened(here(data)) as deps:
        ana = sign_in(deps.for_users, **LOGIN, address="192.0.2.1")
        change_settings(deps.for_reminders, ana, mail=False, hour=7, zone="Asia/Tokyo")
        add_device(deps.for_reminders, ana.id, PushService().browser().subscription)
        assert len(devices(deps.table, ana.id)) == 1
    assert moved("up", data) == 0
    with opened(cloud(tmp_path)) as deps:
        assert read_settings(deps.table, ana.id) == ReminderSettings(hour=7, zone="Asia/Tokyo")
        assert devices(deps.table, ana.id) == []
        assert [item for item in deps.table.scan() if str(item["pk"]).startswith("W#")] == []


def test_a_target_that_others_use_is_left_alone(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_life(data, Device(lambda _: {}, "phone"))
    with opened(cloud(tmp_path)) as deps:
        sign_up(deps.for_users, email="bo@example.org", password=LOGIN["password"], name="Bo")
        before = sorted(map(str, deps.table.scan()))
        assert moved("up", data) == 1
        assert "accounts of its own" in capsys.readouterr().err
        assert sorted(map(str, deps.table.scan())) == before


def test_a_move_that_was_cut_off_is_run_again(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = Device(lambda _: {}, "phone")
    space = a_life(data, phone)

    def cut_off(*_: object) -> None:
        raise Unavailable("the network is gone")

    with monkeypatch.context() as patched:
        patched.setattr(move, "begin_epoch", cut_off)
        assert moved("up", data) == 1
    assert "Not everything was moved" in capsys.readouterr().err
    assert moved("up", data) == 0
    with opened(cloud(tmp_path)) as deps:
        late = Device(lambda _: {}, "late")
        join(deps, space, late)
        late.sync()
        assert late.shown(person_id(1))["name"] == "Boris"


@pytest.mark.parametrize("missing", ["TABLE", "PHOTO_BUCKET"])
def test_it_asks_where_to(
    data: Path, missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(missing)
    assert moved("up", data) == 1
    assert "TABLE and PHOTO_BUCKET" in capsys.readouterr().err


def test_it_refuses_while_a_server_runs(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(here(data)):
        assert moved("up", data) == 1
    assert "a server runs on it" in capsys.readouterr().err
