"""Photos that no record names go after a week, and none that may still be wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.domain.errors import NotFoundError
from backend.photos.blobs import Announced, PhotoDeps, announce, locate
from backend.photos.folder import receive
from backend.photos.unnamed import UNNAMED_S, drop_unnamed
from backend.storage import keys
from backend.storage.photos_folder import URL, FolderPhotos
from backend.storage.port import Key, Unavailable
from tests.photos.pictures import picture
from tests.sync.fake_table import FakeTable

ANA = "ana"
JPEG = "image/jpeg"


class World:
    """A table, a folder and a clock that a test moves on."""

    def __init__(self, folder: Path) -> None:
        self.table = FakeTable()
        self.now = 1_790_000_000_000
        self.photos = FolderPhotos(folder, secret=b"s" * 32, now_ms=lambda: self.now)
        self.deps = PhotoDeps(self.table, self.photos, lambda: self.now)

    def upload(self, data: bytes) -> bytes:
        upload = announce(self.deps, ANA, Announced(hashlib.sha256(data).hexdigest(), JPEG, len(data)))
        assert upload
        receive(self.deps, upload.url.removeprefix(URL), ANA, data)
        return hashlib.sha256(data).digest()

    def pass_seconds(self, seconds: int) -> None:
        self.now += seconds * 1000

    def sweep(self, *named: bytes) -> int:
        return drop_unnamed(self.deps, ANA, set(named))

    def is_there(self, photo: bytes) -> bool:
        try:
            locate(self.deps, ANA, photo.hex())
        except NotFoundError:
            return False
        return True


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "photos")


def test_a_photo_that_no_record_names_for_a_week_goes_bytes_and_row(world: World) -> None:
    named, unnamed = world.upload(picture()), world.upload(picture(size=(65, 40)))
    assert world.sweep(named) == 0
    world.pass_seconds(UNNAMED_S - 1)
    assert world.sweep(named) == 0
    assert world.is_there(unnamed)
    world.pass_seconds(1)
    assert world.sweep(named) == 1
    assert world.is_there(named)
    assert not world.is_there(unnamed)
    assert list(world.photos.keys(ANA)) == [f"{ANA}/{named.hex()}"]
    assert keys.blob(ANA, unnamed.hex()) not in world.table.items


def test_a_photo_that_is_named_in_time_is_kept_and_has_another_week(world: World) -> None:
    photo = world.upload(picture())
    world.sweep()
    world.pass_seconds(UNNAMED_S)
    world.sweep(photo)
    world.sweep()
    assert world.is_there(photo)


def test_a_photo_that_a_client_asks_for_is_kept(world: World) -> None:
    data = picture()
    photo = world.upload(data)
    world.sweep()
    world.pass_seconds(UNNAMED_S)
    assert announce(world.deps, ANA, Announced(photo.hex(), JPEG, len(data))) is None
    assert world.sweep() == 0
    assert world.is_there(photo)


def test_a_photo_that_is_asked_for_while_it_is_swept_is_kept(world: World) -> None:
    data = picture()
    photo = world.upload(data)
    world.sweep()
    world.pass_seconds(UNNAMED_S)

    def ask(call: str, _key: Key) -> None:
        if call == "delete_if":
            world.table.before = None
            announce(world.deps, ANA, Announced(photo.hex(), JPEG, len(data)))

    world.table.before = ask
    assert world.sweep() == 0
    assert world.is_there(photo)


def test_a_photo_that_was_announced_and_never_sent_is_forgotten(world: World) -> None:
    announce(world.deps, ANA, Announced("a" * 64, JPEG, 1000))
    world.sweep()
    world.pass_seconds(UNNAMED_S)
    world.sweep()
    assert not world.table.items


def test_another_space_s_photos_are_left_alone(world: World) -> None:
    photo = world.upload(picture())
    drop_unnamed(world.deps, "an", set())
    world.pass_seconds(UNNAMED_S)
    drop_unnamed(world.deps, "an", set())
    assert world.is_there(photo)


def test_bytes_that_a_killed_sweep_left_go_with_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = world.upload(picture())
    world.sweep()
    world.pass_seconds(UNNAMED_S)
    delete: Callable[[str], Any] = world.photos.delete

    def die(_key: str) -> None:
        raise Unavailable("killed")

    monkeypatch.setattr(world.photos, "delete", die)
    with pytest.raises(Unavailable):
        world.sweep()
    monkeypatch.setattr(world.photos, "delete", delete)
    assert not world.is_there(photo)
    assert world.sweep() == 1
    assert not list(world.photos.keys(ANA))
