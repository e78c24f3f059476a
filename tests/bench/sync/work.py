"""The work that is measured, each time on devices with fresh profiles, and checked on the other side afterwards."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from playwright.sync_api import Playwright

from tests.bench.sync.contenders import Contender, Device, Server, device
from tests.bench.sync.network import Network, Tally
from tests.bench.sync.tables import Figure

FEW = 1_000
QUIET_S = 1.5
POLL_S = 0.05


@dataclass
class Bench:
    """One run: the servers by page, and the spaces that are full already."""

    playwright: Playwright
    servers: Mapping[str, Server]
    _full: dict[tuple[str, int], str] = field(default_factory=dict)
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def push(self, contender: Contender, count: int, rtt_ms: int, repeats: int) -> Figure:
        """Send so many new contacts to an empty space."""
        server = self.servers[contender.page]
        runs = []
        for _ in range(repeats):
            space = self._space()
            with device(self.playwright, server, contender, space, isFirst=True) as one:
                one.call("write", 0, count)
                runs.append(measured(server.network, rtt_ms, partial(exchanged, one, count)))
                check(server.holds(space), count)
            self._full.setdefault((contender.page, count), space)
        return Figure.median(f"push {count:,}", contender.name, rtt_ms, runs)

    def pull(self, contender: Contender, count: int, rtt_ms: int, repeats: int) -> Figure:
        """Fetch so many contacts onto a new device."""
        server, space = self.servers[contender.page], self.full_space(contender, count)
        runs = []
        for _ in range(repeats):
            with device(self.playwright, server, contender, space, isFirst=False) as one:
                runs.append(measured(server.network, rtt_ms, partial(exchanged, one, count)))
                check(one.call("held"), count)
        return Figure.median(f"pull {count:,}", contender.name, rtt_ms, runs)

    def edit(self, contender: Contender, rtt_ms: int, repeats: int) -> Figure:
        """Change one contact and see it on another device, which asks at once or is live; requests of both count."""
        server, space = self.servers[contender.page], self.full_space(contender, FEW)
        with ExitStack() as stack:
            one, other = self._pair(stack, contender, space)
            runs = []
            for run in range(repeats):
                note = f"{contender.name}, round trip {rtt_ms}, edit {run}"
                runs.append(measured(server.network, rtt_ms, partial(seen, one, other, run, note)))
        return Figure.median("one edit seen", contender.name, rtt_ms, runs)

    def poll(self, contender: Contender, rtt_ms: int, repeats: int) -> Figure:
        """Ask whether there is anything new, when there is nothing."""
        server, space = self.servers[contender.page], self.full_space(contender, FEW)
        with device(self.playwright, server, contender, space, isFirst=False) as one:
            one.call("sync", FEW)
            one.call("poll")
            runs = [measured(server.network, rtt_ms, partial(timed, one)) for _ in range(repeats)]
        return Figure.median("idle poll", contender.name, rtt_ms, runs)

    def _pair(self, stack: ExitStack, contender: Contender, space: str) -> list[Device]:
        server = self.servers[contender.page]
        pair = [stack.enter_context(device(self.playwright, server, contender, space, isFirst=False)) for _ in range(2)]
        for each in pair:
            each.call("sync", FEW)
            each.call("follow")
        until_quiet(server.network)
        return pair

    def full_space(self, contender: Contender, count: int) -> str:
        """Return a space that holds so many contacts, filled without a delay where there is none yet."""
        found = self._full.get((contender.page, count))
        if found:
            return found
        server, space = self.servers[contender.page], self._space()
        with device(self.playwright, server, contender, space, isFirst=True) as one:
            one.call("write", 0, count)
            one.call("sync", count)
        check(server.holds(space), count)
        self._full[contender.page, count] = space
        return space

    def _space(self) -> str:
        return f"space{next(self._names)}"


def exchanged(one: Device, count: int) -> float:
    """Return the milliseconds until nothing was left to exchange."""
    return float(one.call("sync", count)["ms"])


def seen(one: Device, other: Device, number: int, note: str) -> float:
    """Return the milliseconds from the save on one device to its being shown on the other."""
    other.begin("seen", number, note)
    began = one.call("edit", number, note)
    other.call("nudge")
    return float(other.ended()) - float(began)


def timed(one: Device) -> float:
    """Return the milliseconds of a poll."""
    began = time.perf_counter()
    one.call("poll")
    return (time.perf_counter() - began) * 1000


def measured(between: Network, rtt_ms: int, work: Callable[[], float]) -> tuple[float, Tally]:
    """Do the work at a distance; return its milliseconds, and what crossed until the network was quiet again."""
    before = between.tally
    between.rtt_ms = rtt_ms
    try:
        took_ms = work()
        until_quiet(between)
    finally:
        between.rtt_ms = 0
    crossed = between.tally - before
    if not crossed.requests:
        raise AssertionError("nothing was asked over the network: this measured something else")
    return took_ms, crossed


def until_quiet(between: Network) -> None:
    """Wait until nothing has crossed for a while: a peer may have something to say after the fact."""
    last, since = between.tally, time.monotonic()
    while time.monotonic() - since < QUIET_S:
        time.sleep(POLL_S)
        if between.tally != last:
            last, since = between.tally, time.monotonic()


def check(holds: int, count: int) -> None:
    """Refuse a figure whose work was not done."""
    if holds != count:
        raise AssertionError(f"{holds} records arrived of {count}")
