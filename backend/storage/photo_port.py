"""The photo port: a bucket of immutable blobs, keyed `<space>/<sha256>`, reached by the client through signed URLs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Upload:
    """How the client sends a blob: `method` to `url` with exactly `headers`. Valid for `seconds`."""

    url: str
    method: str
    headers: dict[str, str]
    seconds: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob that is there: its length in bytes and media type."""

    length: int
    media_type: str


class PhotoStore(Protocol):
    """Every method raises `port.Unavailable` when the store is away."""

    def upload(self, key: str, *, sha256: str, length: int, media_type: str) -> Upload:
        """Sign an upload bound to key, length, media type and checksum."""

    def download_url(self, key: str) -> str:
        """Sign a short-lived URL from which the blob can be fetched."""

    def store(self, key: str, data: bytes, media_type: str) -> None:
        """Keep a whole blob that was checked elsewhere; durable on return."""

    def stat(self, key: str) -> Stored | None:
        """Say what is stored at `key`, or None."""

    def start_of(self, key: str, length: int) -> bytes:
        """Return up to `length` first bytes of the blob, to check its header."""

    def delete(self, key: str) -> None:
        """Remove the blob; nothing happens where there is none."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that start with `prefix`."""
