"""What every photo store must do: each adapter's tests inherit this and say how a client reaches the store's URLs."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod

import pytest

from backend.storage.photo_port import PhotoStore, Stored, Upload

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 8
SHA256 = hashlib.sha256(PHOTO).hexdigest()
KEY = f"space-1/{SHA256}"


class Client(ABC):
    """A browser, as far as a photo store sees one."""

    @abstractmethod
    def send(self, upload: Upload, data: bytes) -> None:
        """Do what `upload` says with `data`."""

    @abstractmethod
    def fetch(self, url: str) -> tuple[bytes, str]:
        """Return the bytes at `url` and their media type."""


def announce(photos: PhotoStore, *, key: str = KEY, data: bytes = PHOTO, media_type: str = "image/jpeg") -> Upload:
    return photos.upload(key, sha256=hashlib.sha256(data).hexdigest(), length=len(data), media_type=media_type)


class PhotoContract:
    """Inherit, and give the fixtures `photos` and `client`."""

    def test_what_was_sent_is_fetched_as_it_was(self, photos: PhotoStore, client: Client) -> None:
        upload = announce(photos)
        assert upload.method == "PUT"
        assert upload.headers["Content-Type"] == "image/jpeg"
        assert upload.seconds > 0
        client.send(upload, PHOTO)
        assert photos.stat(KEY) == Stored(len(PHOTO), "image/jpeg")
        assert client.fetch(photos.download_url(KEY)) == (PHOTO, "image/jpeg")

    def test_an_upload_may_be_repeated(self, photos: PhotoStore, client: Client) -> None:
        upload = announce(photos)
        client.send(upload, PHOTO)
        client.send(upload, PHOTO)
        assert list(photos.keys("")) == [KEY]

    def test_what_was_checked_elsewhere_is_kept_as_it_is(self, photos: PhotoStore, client: Client) -> None:
        for _ in range(2):
            photos.store(KEY, PHOTO, "image/webp")
        assert photos.stat(KEY) == Stored(len(PHOTO), "image/webp")
        assert client.fetch(photos.download_url(KEY)) == (PHOTO, "image/webp")

    @pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "image/webp"])
    def test_the_media_type_is_kept(self, photos: PhotoStore, client: Client, media_type: str) -> None:
        client.send(announce(photos, media_type=media_type), PHOTO)
        assert photos.stat(KEY) == Stored(len(PHOTO), media_type)

    def test_its_first_bytes_can_be_looked_at(self, photos: PhotoStore, client: Client) -> None:
        client.send(announce(photos), PHOTO)
        assert photos.start_of(KEY, 3) == PHOTO[:3]
        assert photos.start_of(KEY, len(PHOTO) + 1) == PHOTO

    def test_nothing_is_where_nothing_was_sent(self, photos: PhotoStore) -> None:
        announce(photos)
        assert photos.stat(KEY) is None
        assert photos.start_of(KEY, 10) == b""
        assert list(photos.keys("")) == []

    def test_a_delete_takes_the_bytes_away_and_may_be_repeated(self, photos: PhotoStore, client: Client) -> None:
        client.send(announce(photos), PHOTO)
        photos.delete(KEY)
        photos.delete(KEY)
        assert photos.stat(KEY) is None
        assert list(photos.keys("")) == []

    def test_keys_are_listed_by_prefix(self, photos: PhotoStore, client: Client) -> None:
        keys = [f"{space}/{hashlib.sha256(str(n).encode()).hexdigest()}" for space in ("a", "b") for n in range(3)]
        for key in keys:
            client.send(announce(photos, key=key), PHOTO)
        assert list(photos.keys("")) == sorted(keys)
        assert list(photos.keys("a/")) == sorted(keys[:3])
        assert list(photos.keys("c")) == []
