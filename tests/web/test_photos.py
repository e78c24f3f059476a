"""Photos over HTTP: announced, uploaded by a signed URL, checked, and fetched by another."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from backend.photos.blobs import MOST_BYTES, Announced, announce, locate
from backend.storage.photo_port import Upload
from tests.photos.pictures import FORMATS, exif, picture
from tests.photos.recordings import TYPES, box, mp4, recording, webm
from tests.web.world import Visitor, World


def announced(visitor: Visitor, data: bytes, media_type: str = "image/jpeg") -> dict[str, Any]:
    body = {"sha256": hashlib.sha256(data).hexdigest(), "type": media_type, "length": len(data)}
    answer = visitor.post("/api/photos", body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json or {}
    return found


def uploaded(visitor: Visitor, data: bytes, media_type: str = "image/jpeg") -> str:
    upload = announced(visitor, data, media_type)["upload"]
    answer = visitor.send(upload["method"], upload["url"], data, upload["headers"]["Content-Type"])
    assert answer.status_code == 200, answer.text
    return hashlib.sha256(data).hexdigest()


def place_of(visitor: Visitor, name: str) -> dict[str, Any]:
    answer = visitor.get(f"/api/photos/{name}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json or {}
    return found


@pytest.mark.parametrize("media_type", [*FORMATS, *TYPES])
def test_a_photo_or_voice_note_goes_up_once_and_comes_down_byte_for_byte(world: World, media_type: str) -> None:
    ana, data = world.person("Ana"), recording(media_type) if media_type in TYPES else picture(media_type)
    name = uploaded(ana, data, media_type)
    assert announced(ana, data, media_type) == {"ready": True, "upload": None}
    place = place_of(ana, name)
    answer = ana.get(place["url"])
    assert place["type"] == answer.content_type == media_type
    assert answer.data == data
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_photo_is_what_its_bytes_are_whatever_was_announced_meanwhile(world: World) -> None:
    ana, data = world.person("Ana"), picture("image/png")
    upload = announced(ana, data, "image/png")["upload"]
    announced(ana, data, "image/jpeg")
    assert ana.send("PUT", upload["url"], data, "image/png").status_code == 200
    place = place_of(ana, hashlib.sha256(data).hexdigest())
    assert place["type"] == ana.get(place["url"]).content_type == "image/png"


def test_a_photo_is_not_there_before_its_bytes_are(world: World) -> None:
    ana, data = world.person("Ana"), picture()
    assert announced(ana, data)["ready"] is False
    assert ana.get(f"/api/photos/{hashlib.sha256(data).hexdigest()}").status_code == 404


def test_a_url_needs_no_cookie_just_as_in_a_bucket(world: World) -> None:
    ana, stranger, data = world.person("Ana"), world.visitor(), picture()
    upload = announced(ana, data)["upload"]
    assert stranger.send("PUT", upload["url"], data, "image/jpeg").status_code == 200
    url = place_of(ana, hashlib.sha256(data).hexdigest())["url"]
    assert stranger.get(url).data == data


def test_urls_expire(world: World) -> None:
    ana, data = world.person("Ana"), picture()
    url = announced(ana, data)["upload"]["url"]
    name = uploaded(ana, data)
    read = place_of(ana, name)["url"]
    world.pass_seconds(15 * 60)
    assert ana.send("PUT", url, data, "image/jpeg").status_code == 404
    assert ana.get(read).status_code == 404


def test_a_url_grants_one_method_on_one_photo(world: World) -> None:
    ana, data = world.person("Ana"), picture()
    up = announced(ana, data)["upload"]["url"]
    assert ana.get(up).status_code == 404
    down = place_of(ana, uploaded(ana, data))["url"]
    assert ana.send("PUT", down, data, "image/jpeg").status_code == 404


def test_no_bit_of_a_url_can_be_changed(world: World) -> None:
    ana, data = world.person("Ana"), picture()
    url = announced(ana, data)["upload"]["url"]
    start = len("/api/photos/blob/")
    for at in range(start, len(url)):
        forged = url[:at] + ("B" if url[at] == "A" else "A") + url[at + 1 :]
        assert ana.send("PUT", forged, data, "image/jpeg").status_code == 404


REFUSED = {
    "other bytes": (picture(size=(65, 40)), "differs"),
    "bytes cut short": (picture()[:-10], "not_a_picture"),
    "no picture": (b"<script>alert(1)</script>", "not_a_picture"),
    "no bytes": (b"", "not_a_picture"),
}


@pytest.mark.parametrize(("sent", "code"), REFUSED.values(), ids=REFUSED)
def test_bytes_other_than_those_announced_are_refused_and_not_kept(world: World, sent: bytes, code: str) -> None:
    ana, data = world.person("Ana"), picture()
    upload = announced(ana, data)["upload"]
    answer = ana.send("PUT", upload["url"], sent, "image/jpeg")
    assert (answer.status_code, answer.json and answer.json["error"]["fields"]) == (422, {"photo": code})
    assert list(world.photos.keys(ana.user)) == []
    assert announced(ana, data)["ready"] is False


ANNOUNCED_AND_REFUSED = {
    "EXIF": (picture(exif=exif()), "image/jpeg", "metadata"),
    "another type": (picture("image/png"), "image/jpeg", "differs"),
    "a film": (webm(kind=1, codec=b"V_VP9"), "audio/webm", "not_a_recording"),
    "sound as a picture": (recording(), "image/jpeg", "differs"),
    "sound with a place": (mp4(inside=box(b"udta", b"here")), "audio/mp4", "metadata"),
    "a polyglot": (picture() + b"<script>alert(1)</script>", "image/jpeg", "trailing"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "image/png", "not_a_picture"),
}


@pytest.mark.parametrize(("data", "media_type", "code"), ANNOUNCED_AND_REFUSED.values(), ids=ANNOUNCED_AND_REFUSED)
def test_a_picture_that_may_not_be_kept_is_refused(world: World, data: bytes, media_type: str, code: str) -> None:
    ana = world.person("Ana")
    upload = announced(ana, data, media_type)["upload"]
    answer = ana.send("PUT", upload["url"], data, media_type)
    assert (answer.status_code, answer.json and answer.json["error"]["fields"]) == (422, {"photo": code})
    assert list(world.photos.keys(ana.user)) == []


def test_an_upload_of_another_media_type_or_size_is_refused_unread(world: World) -> None:
    ana, data = world.person("Ana"), picture()
    url = announced(ana, data)["upload"]["url"]
    assert ana.send("PUT", url, data, "text/html").status_code == 415
    assert ana.send("PUT", url, bytes(MOST_BYTES + 1), "image/jpeg").status_code == 413


class Bucket:
    """A store that takes uploads by itself and tells nobody, as S3 does."""

    def __init__(self, world: World) -> None:
        self.folder = world.photos
        self.deps = world.deps.for_photos

    def arrive(self, space: str, photo: Announced, data: bytes) -> None:
        key = f"{space}/{photo.sha256}"
        upload: Upload = self.folder.upload(
            key, sha256=hashlib.sha256(data).hexdigest(), length=len(data), media_type=photo.media_type
        )
        self.folder.put(self.folder.open_token(upload.url.rpartition("/")[2]), data)


def test_bytes_that_came_unseen_are_looked_at_when_somebody_asks(world: World) -> None:
    ana, data = world.person("Ana"), picture()
    bucket, photo = Bucket(world), Announced(hashlib.sha256(data).hexdigest(), "image/jpeg", len(data))
    assert announce(bucket.deps, ana.user, photo) is not None
    bucket.arrive(ana.user, photo, data)
    assert locate(bucket.deps, ana.user, photo.sha256)[1] == "image/jpeg"
    assert announced(ana, data) == {"ready": True, "upload": None}


def test_bytes_that_came_unseen_and_are_wrong_are_deleted_with_their_row(world: World) -> None:
    ana, data, wrong = world.person("Ana"), picture(), picture(exif=exif())
    bucket, photo = Bucket(world), Announced(hashlib.sha256(data).hexdigest(), "image/jpeg", len(data))
    announce(bucket.deps, ana.user, photo)
    bucket.arrive(ana.user, photo, wrong)
    assert ana.get(f"/api/photos/{photo.sha256}").status_code == 404
    assert list(world.photos.keys(ana.user)) == []
    assert announced(ana, data)["ready"] is False


def test_nothing_of_a_photo_is_written_outside_its_folder(world: World, tmp_path: Path) -> None:
    uploaded(world.person("Ana"), picture())
    assert {path.name for path in tmp_path.iterdir()} <= {
        "photos",
        "table.sqlite",
        "table.sqlite-wal",
        "table.sqlite-shm",
    }
