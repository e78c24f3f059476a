"""Ranges of one partition, and the opaque token that continues one.

A token holds a sort key and a digest that binds it to its range, never the partition: the adapter adds that itself, so
a token from elsewhere is refused and could not reach elsewhere anyway. It is no secret and grants nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from backend.storage.limits import check_key
from backend.storage.port import Key

DIGEST_BYTES = 12


@dataclass(frozen=True, slots=True)
class Range:
    """The items of partition `pk` with `first` <= sk <= `last`, in the order of sk's UTF-8 bytes, `limit` at a time."""

    pk: str
    first: str | None
    last: str | None
    descending: bool
    limit: int | None

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise ValueError("a limit is at least 1")
        check_key(Key(self.pk, self.first or self.last or "-"))
        check_key(Key(self.pk, self.last or "-"))

    @property
    def empty(self) -> bool:
        """Whether no sort key can lie within: DynamoDB refuses such a range rather than answer that it is empty."""
        return self.last is not None and self.last.encode() < (self.first or "\0").encode()

    def holds(self, sk: str) -> bool:
        """Say whether `sk` lies within."""
        place = sk.encode()
        return (self.first or "").encode() <= place and (self.last is None or place <= self.last.encode())

    def token(self, sk: str) -> str:
        """Return the token that continues this range after `sk`."""
        return base64.urlsafe_b64encode(self._digest(sk) + sk.encode()).decode().rstrip("=")

    def place(self, token: str) -> str:
        """Return the sort key after which `token` continues, or raise ValueError if it belongs to another range."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars="-_", validate=True)
            sk = raw[DIGEST_BYTES:].decode()
        except (binascii.Error, ValueError) as error:
            raise ValueError("not a token of a page") from error
        if raw[:DIGEST_BYTES] != self._digest(sk) or not self.holds(sk):
            raise ValueError("a token of another range")
        return sk

    def _digest(self, sk: str) -> bytes:
        told = json.dumps([self.pk, self.first, self.last, self.descending, sk])
        return hashlib.sha256(told.encode()).digest()[:DIGEST_BYTES]
