"""The edge: in the cloud the app answers nobody but its content delivery network, and believes an address only from it.

The network adds a key that nobody else knows. While the key is being changed, two are right. The failure worth knowing:
a new key is learned at the first request that bears it, but keys are asked for at most once in ASK_AGAIN_MS.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable

from flask import Flask, request

from backend.domain.errors import ForbiddenError

KEY, ADDRESS = "X-Origin-Key", "CloudFront-Viewer-Address"
ASK_AGAIN_MS = 60_000


def from_edge(app: Flask, is_edge_key: Callable[[str], bool]) -> None:
    """Refuse whatever did not come through the edge; take the sender's address from what the edge says."""

    @app.before_request
    def check() -> None:
        if not is_edge_key(request.headers.get(KEY, "")):
            raise ForbiddenError("The app is not reached at this address.")
        # The port follows the last colon, also after an IPv6 address.
        request.remote_addr = request.headers.get(ADDRESS, "").rpartition(":")[0].strip("[]")


class EdgeKeys:
    """Knows the keys that are right; `read` returns them, the current one and any that it has just replaced."""

    def __init__(self, read: Callable[[], Iterable[str]], now_ms: Callable[[], int]) -> None:
        self._read, self._now_ms = read, now_ms
        self._keys: tuple[bytes, ...] = ()
        self._asked: int | None = None

    def __call__(self, given: str) -> bool:
        """Say whether `given` is one of the keys. Raises: Unavailable, when they could not be read."""
        if self._has(given):
            return True
        if self._asked is not None and self._now_ms() - self._asked < ASK_AGAIN_MS:
            return False
        self._keys = tuple(key.encode() for key in self._read())
        self._asked = self._now_ms()
        return self._has(given)

    def _has(self, given: str) -> bool:
        return any(hmac.compare_digest(key, given.encode()) for key in self._keys)
