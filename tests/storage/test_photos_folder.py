"""Photos in a folder: the contract, and what the signed grants let through."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend.storage.photo_port import Upload
from backend.storage.photos_folder import URL, FolderPhotos, Grant, Refused
from backend.storage.port import Unavailable
from tests.storage.photo_contract import KEY, PHOTO, SHA256, Client, PhotoContract, announce

SECRET = b"s" * 32


@dataclass
class Clock:
    now_ms: int = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now_ms


@dataclass
class FolderClient(Client):
    """Does what the route behind the URLs does."""

    photos: FolderPhotos

    def grant(self, url: str) -> Grant:
        return self.photos.open_token(url.removeprefix(URL))

    def send(self, upload: Upload, data: bytes) -> None:
        self.photos.put(self.grant(upload.url), data)

    def fetch(self, url: str) -> tuple[bytes, str]:
        found = self.photos.read(self.grant(url))
        assert found is not None
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def photos(tmp_path: Path, clock: Clock) -> FolderPhotos:
    return FolderPhotos(tmp_path / "photos", secret=SECRET, now_ms=clock)


@pytest.fixture
def client(photos: FolderPhotos) -> FolderClient:
    return FolderClient(photos)


class TestContract(PhotoContract):
    """A folder keeps the contract."""


@pytest.mark.parametrize("data", [b"", PHOTO[:-1], PHOTO + b"x", PHOTO[:-1] + b"x"])
def test_bytes_other_than_those_granted_are_refused(photos: FolderPhotos, client: FolderClient, data: bytes) -> None:
    with pytest.raises(Refused):
        client.send(announce(photos), data)
    assert photos.stat(KEY) is None


def test_no_character_of_a_token_can_be_changed(photos: FolderPhotos) -> None:
    token = announce(photos).url.rpartition("/")[2]
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(Refused):
            photos.open_token(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("token", ["", ".", "e30.", "e30", "é.é", "a" * 900])
def test_what_is_no_token_is_refused(photos: FolderPhotos, token: str) -> None:
    with pytest.raises(Refused):
        photos.open_token(token)


def test_a_token_of_another_installation_is_refused(photos: FolderPhotos, tmp_path: Path, clock: Clock) -> None:
    elsewhere = FolderPhotos(tmp_path / "elsewhere", secret=b"t" * 32, now_ms=clock)
    with pytest.raises(Refused):
        photos.open_token(announce(elsewhere).url.rpartition("/")[2])


def test_a_grant_ends_when_it_says(photos: FolderPhotos, client: FolderClient, clock: Clock) -> None:
    upload = announce(photos)
    clock.now_ms += upload.seconds * 1000 - 1
    client.send(upload, PHOTO)
    url = photos.download_url(KEY)
    clock.now_ms += 5 * 60 * 1000
    for expired in (upload.url, url):
        with pytest.raises(Refused, match="expired"):
            client.grant(expired)


def test_a_grant_to_read_grants_no_write_and_the_other_way_round(photos: FolderPhotos, client: FolderClient) -> None:
    upload = announce(photos)
    client.send(upload, PHOTO)
    with pytest.raises(Refused):
        photos.put(client.grant(photos.download_url(KEY)), PHOTO)
    with pytest.raises(Refused):
        photos.read(client.grant(upload.url))


def test_reading_a_photo_that_has_gone_gives_none(photos: FolderPhotos, client: FolderClient) -> None:
    assert photos.read(client.grant(photos.download_url(KEY))) is None


def test_a_token_fits_a_path_segment(photos: FolderPhotos) -> None:
    token = announce(photos, key=f"{'s' * 64}/{SHA256}").url.rpartition("/")[2]
    assert len(token) < 1000
    assert all(character.isalnum() or character in "_.~-" for character in token)


@pytest.mark.parametrize("key", ["", SHA256, f"../{SHA256}", f"a/b/{SHA256}", f"a/../{SHA256[:61]}", f"a/{SHA256}\n"])
def test_a_key_that_leaves_the_folder_is_refused(photos: FolderPhotos, key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        announce(photos, key=key)
    with pytest.raises(ValueError, match="no key"):
        photos.stat(key)


def test_other_media_types_are_refused(photos: FolderPhotos) -> None:
    with pytest.raises(ValueError, match="media type"):
        announce(photos, media_type="image/svg+xml")


def test_a_write_that_breaks_off_leaves_no_photo_and_its_draft_goes_within_hours(
    photos: FolderPhotos, client: FolderClient, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(Unavailable, match="No space left"):
            client.send(announce(photos), PHOTO)
    assert photos.stat(KEY) is None
    assert list(photos.keys("")) == []
    drafts = list((tmp_path / "photos").glob("*/*"))
    assert len(drafts) == 1
    os.utime(drafts[0], (clock() / 1000 - 7200,) * 2)
    FolderPhotos(tmp_path / "photos", secret=SECRET, now_ms=clock)
    assert list((tmp_path / "photos").glob("*/*")) == []
