"""Photos in a local folder, reached through URLs of our own that carry a signed grant.

A blob is there whole or not at all, and on the disk once `put` returns. Who holds a URL may do what it grants until it
expires, and nothing else; no login is asked for. The failure worth knowing: a full or failing disk is `Unavailable`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

from backend.storage.disk import sync_folder
from backend.storage.photo_port import Stored, Upload
from backend.storage.port import StorageError, Unavailable

UPLOAD_SECONDS = 15 * 60
DOWNLOAD_SECONDS = 5 * 60
URL = "/api/photos/blob/"
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}/[0-9a-f]{64}")
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "audio/webm": ".webm",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
}
DRAFT = ".draft"
DRAFT_SECONDS = 3600


class Refused(StorageError):  # noqa: N818 - the port's manner
    """A token that is forged or has expired, or bytes other than those it was given for."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a signed URL allows: one method on one blob. Length and hash bind a PUT's bytes; a GET has none."""

    method: Literal["PUT", "GET"]
    key: str
    sha256: str
    length: int
    media_type: str
    expires_s: int


class FolderPhotos:
    """`photo_port.PhotoStore` in the folder `root`, made where there is none."""

    def __init__(self, root: Path, *, secret: bytes, now_ms: Callable[[], int]) -> None:
        self._root = root
        self._secret = hmac.digest(secret, b"photo grants", "sha256")
        self._now_ms = now_ms
        root.mkdir(parents=True, exist_ok=True)
        self._drop_old_drafts()

    def upload(self, key: str, *, sha256: str, length: int, media_type: str) -> Upload:
        """Sign an upload bound to key, length, media type and checksum."""
        self._path(key, media_type)
        grant = Grant("PUT", key, sha256, length, media_type, self._now_ms() // 1000 + UPLOAD_SECONDS)
        return Upload(URL + self._token(grant), "PUT", {"Content-Type": media_type}, UPLOAD_SECONDS)

    def download_url(self, key: str) -> str:
        """Sign a short-lived URL from which the blob can be fetched."""
        return URL + self._token(Grant("GET", key, "", 0, "", self._now_ms() // 1000 + DOWNLOAD_SECONDS))

    def open_token(self, token: str) -> Grant:
        """Return what a URL's token allows.

        Raises: Refused where it was not signed here or has expired.
        """
        payload, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(payload).encode()):
            raise Refused("the token was not signed here")
        grant = Grant(*json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
        if grant.expires_s <= self._now_ms() // 1000:
            raise Refused("the token has expired")
        return grant

    def put(self, grant: Grant, data: bytes) -> None:
        """Keep the bytes for which a PUT was granted; on the disk on return.

        Raises: Refused where they are not those bytes.
        """
        if grant.method != "PUT" or len(data) != grant.length or hashlib.sha256(data).hexdigest() != grant.sha256:
            raise Refused("these are not the bytes that were granted")
        self.store(grant.key, data, grant.media_type)

    def store(self, key: str, data: bytes, media_type: str) -> None:
        """Keep a whole blob that was checked elsewhere; on the disk on return."""
        path = self._path(key, media_type)
        with _disk():
            path.parent.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=DRAFT, delete=False) as draft:
                draft.write(data)
                draft.flush()
                os.fsync(draft.fileno())
            Path(draft.name).replace(path)
            sync_folder(path.parent)
            sync_folder(self._root)

    def read(self, grant: Grant) -> tuple[bytes, str] | None:
        """Return the bytes for which a GET was granted and their media type, or None where they are gone."""
        if grant.method != "GET":
            raise Refused("the token grants no reading")
        found = self._find(grant.key)
        if found is None:
            return None
        path, media_type = found
        with _disk():
            return path.read_bytes(), media_type

    def stat(self, key: str) -> Stored | None:
        """Say what is stored at `key`, or None."""
        found = self._find(key)
        if found is None:
            return None
        with _disk():
            return Stored(found[0].stat().st_size, found[1])

    def start_of(self, key: str, length: int) -> bytes:
        """Return up to `length` first bytes of the blob, none where there is no blob."""
        found = self._find(key)
        if found is None:
            return b""
        with _disk(), found[0].open("rb") as file:
            return file.read(length)

    def delete(self, key: str) -> None:
        """Remove the blob; nothing happens where there is none."""
        with _disk():
            for media_type in SUFFIXES:
                self._path(key, media_type).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that start with `prefix`, in order."""
        for path in sorted(self._root.glob("*/*")):
            key = f"{path.parent.name}/{path.stem}"
            if path.suffix != DRAFT and key.startswith(prefix):
                yield key

    def _find(self, key: str) -> tuple[Path, str] | None:
        paths = ((self._path(key, media_type), media_type) for media_type in SUFFIXES)
        return next(((path, media_type) for path, media_type in paths if path.exists()), None)

    def _path(self, key: str, media_type: str) -> Path:
        if not KEY.fullmatch(key) or media_type not in SUFFIXES:
            raise ValueError("no key or media type of a photo")
        return self._root / f"{key}{SUFFIXES[media_type]}"

    def _token(self, grant: Grant) -> str:
        payload = base64.urlsafe_b64encode(json.dumps(astuple(grant)).encode()).decode().rstrip("=")
        return f"{payload}.{self._signature(payload)}"

    def _signature(self, payload: str) -> str:
        return hmac.new(self._secret, payload.encode(), "sha256").hexdigest()

    def _drop_old_drafts(self) -> None:
        """Remove what a killed process left half written."""
        for draft in self._root.glob(f"*/*{DRAFT}"):
            if draft.stat().st_mtime < self._now_ms() / 1000 - DRAFT_SECONDS:
                draft.unlink(missing_ok=True)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the photo folder: {error.strerror}") from error
