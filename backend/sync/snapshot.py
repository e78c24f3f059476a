"""The snapshot: all records of a space in pages, for a client whose cursor is none, or older than the log.

`applied` was read before the first record is: whatever is committed meanwhile may be in the pages already and will come
by the log in any case, so nothing is missed. Where to go on travels with the client, signed; a place that was not
signed here, or too long ago, only starts the snapshot anew.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from backend.storage import keys
from backend.storage.port import Key, Table, pages
from backend.sync.view import read_items

VALID_MS = 24 * 60 * 60 * 1000
_PURPOSE = b"lanyard sync snapshot\n"
_MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a snapshot stands: the cursor it will end in, whether it follows a reset, and the next record's place.

    `after` is the sort key of the last record sent from shard `shard`.
    """

    epoch: str
    n: int
    tag: str
    reset: bool
    shard: int = 0
    after: str = ""

    @property
    def share(self) -> float:
        """How much of the space lies before this place, as far as that is known without counting."""
        return self.shard / keys.SHARDS

    @property
    def name(self) -> str:
        """What every page of this snapshot bears, and no page of one of another state of the log."""
        return f"{self.epoch}.{self.n}.{self.tag}"


def sign(secret: bytes, space: str, place: Place, now_ms: int) -> str:
    """Return `place` as text that only this space's client can bring back, for VALID_MS."""
    payload = json.dumps([space, now_ms + VALID_MS, asdict(place)], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mac(secret, payload) + payload).decode()


def read_place(secret: bytes, space: str, text: str, now_ms: int) -> Place | None:
    """Return the place that `sign` gave out, or None if it is none of ours, or too old."""
    try:
        signed = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    mac, payload = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(secret, payload)):
        return None
    of_space, valid_until_ms, place = json.loads(payload)
    return Place(**place) if of_space == space and now_ms <= valid_until_ms else None


def records_from(table: Table, space: str, place: Place) -> Iterator[tuple[int, dict[str, Any], int]]:
    """Yield each record from `place` on as it travels, with its shard and its bytes of JSON."""
    for shard in range(place.shard, keys.SHARDS):
        first, last = keys.record_range(space, shard)
        start = place.after + "\0" if shard == place.shard and place.after else first.sk
        for items in pages(table, Key(first.pk, start), last):
            for stored in read_items(table, space, items):
                wire = stored.wire
                if wire is not None:
                    yield shard, wire, stored.size


def place_after(space: str, place: Place, shard: int, record_id: str) -> Place:
    """Return the place of the same snapshot after a record that has been sent."""
    return replace(place, shard=shard, after=keys.record(space, record_id).sk)


def _mac(secret: bytes, payload: bytes) -> bytes:
    return hmac.new(secret, _PURPOSE + payload, hashlib.sha256).digest()[:_MAC_BYTES]
