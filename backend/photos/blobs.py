"""Photo blobs of a space: asking to upload one, receiving it, and where to fetch it. Voice notes are kept likewise.

A blob's row says what was announced, and `ready` once the bytes were seen and are exactly that. The failure worth
knowing: a store that takes uploads by itself (S3) tells nobody, so its bytes are looked at when the client asks next;
until then the photo counts as missing. Bytes that are not what was announced are deleted, and the row with them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from backend.domain.errors import InvalidError, NotFoundError
from backend.photos.picture import PictureError, read_picture
from backend.photos.recording import RecordingError, is_recording, read_recording
from backend.storage import keys
from backend.storage.photo_port import PhotoStore, Upload
from backend.storage.port import ConditionFailed, Item, Table, Unchanged

MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PhotoDeps:
    """What photos stand on."""

    table: Table
    photos: PhotoStore
    now_ms: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Announced:
    """What a client says of a photo before it sends the bytes; `length` in bytes."""

    sha256: str
    media_type: str
    length: int


def announce(deps: PhotoDeps, space: str, photo: Announced) -> Upload | None:
    """Return how to upload a photo, or None where its bytes are there already.

    Raises: InvalidError when what was uploaded is not what had been announced.
    """
    row = _row(deps, space, photo.sha256)
    if row and _is_ready(deps, space, row):
        keep(deps.table, row)
        return None
    place = keys.blob(space, photo.sha256)
    fresh: Item = {"type": photo.media_type, "length": photo.length, "ready": False, "created": deps.now_ms() // 1000}
    deps.table.put_if({"pk": place.pk, "sk": place.sk, **fresh}, None)
    key = _key(space, photo.sha256)
    return deps.photos.upload(key, sha256=photo.sha256, length=photo.length, media_type=photo.media_type)


def keep(table: Table, row: Item) -> None:
    """Take back that the sweep found a photo unnamed: somebody asks for it, or a record names it."""
    if "unnamed" in row:
        kept = {name: value for name, value in row.items() if name != "unnamed"}
        with suppress(ConditionFailed):  # then the sweep has taken it away just now, or another request has done this
            table.put_if(kept, Unchanged({"unnamed": row["unnamed"]}))


def locate(deps: PhotoDeps, space: str, sha256: str) -> tuple[str, str]:
    """Return the URL from which a photo can be fetched for a short while, and its media type.

    Raises: NotFoundError where this space has no such photo, or not yet.
    """
    row = _row(deps, space, sha256)
    try:
        ready = row is not None and _is_ready(deps, space, row)
    except InvalidError:
        ready = False
    if row is None or not ready:
        raise NotFoundError("There is no such photo.")
    return deps.photos.download_url(_key(space, sha256)), row["type"]


def check_bytes(photo: Announced, data: bytes) -> None:
    """Make sure that `data` is the photo that was announced, and a picture (or a voice note) that may be kept.

    Raises: InvalidError, with the reason under `photo`.
    """
    try:
        media_type = read_recording(data) if is_recording(data) else read_picture(data).media_type
    except (PictureError, RecordingError) as error:
        raise InvalidError("This is no photo or voice note that can be kept.", fields={"photo": error.code}) from None
    actual = Announced(hashlib.sha256(data).hexdigest(), media_type, len(data))
    if actual != photo:
        raise InvalidError("These are not the bytes that were announced.", fields={"photo": "differs"})


def mark_ready(deps: PhotoDeps, key: str, photo: Announced) -> None:
    """Note that `photo` has been checked and is stored at `key`. A row that is gone stays gone."""
    row = _row(deps, key.partition("/")[0], photo.sha256)
    if row and not row["ready"]:
        _set_ready(deps, row, photo)


def arrived(deps: PhotoDeps, key: str) -> None:
    """Look at the bytes that have arrived at `key`, and note that they are there. What nobody announced is deleted.

    Raises: InvalidError when they were not what had been announced; they are gone then.
    """
    space, _, sha256 = key.partition("/")
    row = _row(deps, space, sha256)
    if row is None:
        deps.photos.delete(key)
    else:
        _is_ready(deps, space, row)


def _is_ready(deps: PhotoDeps, space: str, row: dict[str, Any]) -> bool:
    """Say whether the bytes are there; look at them if they have come since."""
    if row["ready"]:
        return True
    key = _key(space, row["sk"].partition("#")[2])
    if deps.photos.stat(key) is None:
        return False
    photo = Announced(key.partition("/")[2], row["type"], row["length"])
    try:
        check_bytes(photo, deps.photos.start_of(key, photo.length + 1))  # one more, to see that there is no more
    except InvalidError:
        # Bytes first: a row without bytes asks for another upload, bytes without a row would never be looked at.
        deps.photos.delete(key)
        deps.table.delete_if(keys.blob(space, photo.sha256), None)
        raise
    _set_ready(deps, row, photo)
    return True


def _set_ready(deps: PhotoDeps, row: dict[str, Any], photo: Announced) -> None:
    """Say what the bytes are: they may have been announced otherwise since this upload was."""
    seen: Item = {"type": photo.media_type, "length": photo.length, "ready": True}
    try:
        deps.table.put_if({**row, **seen}, Unchanged({"ready": False}))
    except ConditionFailed:
        return  # another request did it


def _row(deps: PhotoDeps, space: str, sha256: str) -> dict[str, Any] | None:
    return deps.table.get(keys.blob(space, sha256))


def _key(space: str, sha256: str) -> str:
    return f"{space}/{sha256}"
