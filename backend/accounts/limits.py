"""Rate limits: counts in fixed windows, kept as items in the table so that every process sees them.

Exact for what guards passwords. A `batch` trades exactness for writes: each process lets the first `batch` of a window
pass uncounted and then books `batch` ahead, so an idle client costs no write and the limit may be overshot by one batch
for each process. The failure worth knowing: with the table away, a rate that is `open` lets everything pass.
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from backend.domain.errors import TooManyError
from backend.storage import keys
from backend.storage.port import Absent, Condition, ConditionFailed, Table, Unavailable, Unchanged

ATTEMPTS = 20
"""How often a count is tried again when another request counts at the same moment."""
REMEMBERED = 10_000
"""Names of which a process keeps its own count, before it drops those of past windows."""

By = Literal["account", "address", "failure", "nobody"]


@dataclass(frozen=True, slots=True)
class Rate:
    """`limit` requests in `seconds`, counted `by` whom.

    `failure` is counted by the sign-in itself, which alone knows how it ended; `nobody` is not counted at all.
    """

    name: str
    by: By
    limit: int = 0
    seconds: int = 60
    batch: int = 0
    open: bool = False


LOGIN_TO_ACCOUNT = Rate("login", "failure", 10, 15 * 60)
LOGIN_FROM_ADDRESS = Rate("login-from", "failure", 100, 15 * 60)
SIGN_UP = Rate("sign-up-from", "address", 100, 60 * 60)
READ = Rate("read", "account", 1_200, 60, batch=60, open=True)
PHOTO = Rate("photo", "account", 1_200, 60, batch=60, open=True)
SYNC = Rate("sync", "account", 1_200, 60, batch=60, open=True)
NOTIFY = Rate("notify", "account", 60, 60)
ASK = Rate("ask", "account", 5, 24 * 60 * 60)
"""Letters to an address whose owner has not agreed to any: counted where they are sent."""
FREE = Rate("free", "nobody")
"""For routes that cost next to nothing or that were paid for by the request that issued their URL."""


def prefix_of(address: str) -> str:
    """Return what counts as one address: IPv6 by its /64, which one household or host usually has to itself."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


class Limits:
    """The counts of all rates."""

    def __init__(self, table: Table, now_ms: Callable[[], int]) -> None:
        self._table, self._now_ms = table, now_ms
        self._lock = threading.Lock()
        self._tallies: dict[tuple[str, str], _Tally] = {}

    def take(self, rate: Rate, who: str) -> None:
        """Count one request of `who`.

        Raises: TooManyError when the window's limit is used up; Unavailable, unless the rate is open.
        """
        window, into = divmod(self._now_ms() // 1000, rate.seconds)
        try:
            allowed = self._take_of_batch(rate, who, window) if rate.batch else self._book(rate, who, window, 1)
        except Unavailable:
            if not rate.open:
                raise
            return
        if not allowed:
            raise TooManyError("Too many requests. Please wait a little.", retry_after=rate.seconds - into)

    def give_back(self, rate: Rate, who: str) -> None:
        """Undo one `take` of a rate without batch. Best effort: a count too many does no harm."""
        try:
            self._book(rate, who, self._now_ms() // 1000 // rate.seconds, -1)
        except Unavailable:
            return

    def _take_of_batch(self, rate: Rate, who: str, window: int) -> bool:
        with self._lock:
            tally = self._tally(rate, who, window)
            tally.taken += 1
            needed = 0
            if tally.taken > max(rate.batch, tally.booked) and not tally.used_up:
                needed = tally.taken - 1 + rate.batch - tally.booked
                tally.booked += needed  # before the lock is let go, so that nobody else books the same batch
        if needed and not self._book(rate, who, window, needed):
            tally.used_up = True
        return not tally.used_up

    def _tally(self, rate: Rate, who: str, window: int) -> _Tally:
        if len(self._tallies) > REMEMBERED:
            now = self._now_ms() // 1000
            self._tallies = {name: tally for name, tally in self._tallies.items() if tally.ends > now}
        tally = self._tallies.get((rate.name, who))
        if tally is None or tally.window != window:
            tally = self._tallies[rate.name, who] = _Tally(window, (window + 1) * rate.seconds)
        return tally

    def _book(self, rate: Rate, who: str, window: int, number: int) -> bool:
        """Add `number` to the count in the table if the limit allows it."""
        key = keys.limit(f"{rate.name}:{who}", window)
        ends = (window + 1) * rate.seconds
        for _ in range(ATTEMPTS):
            row: dict[str, Any] | None = self._table.get(key)
            count = row["count"] if row else 0
            if count + number > rate.limit:
                return False
            condition: Condition = Unchanged({"count": count}) if row else Absent()
            try:
                self._table.put_if(
                    {"pk": key.pk, "sk": key.sk, "count": max(0, count + number), "expires": ends + rate.seconds},
                    condition,
                )
            except ConditionFailed:
                continue
            return True
        raise Unavailable("a rate limit's count is contended")


@dataclass(slots=True)
class _Tally:
    """What one process has let pass of one rate in one window, and how much of it the table knows."""

    window: int
    ends: int
    taken: int = 0
    booked: int = 0
    used_up: bool = False
