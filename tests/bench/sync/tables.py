"""The figures as tables, and what SYNC's targets say about them. Nothing here measures."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.sync.network import Tally

LINEAR = 1.25
"""How much longer a record may take in a pull five times as large."""
LONG_TASK_MS = 200
IDLE_BODIES = 400


@dataclass(frozen=True)
class Figure:
    """What one contender needed for one work at one distance."""

    work: str
    who: str
    rtt_ms: int
    ms: float
    crossed: Tally

    @staticmethod
    def median(work: str, who: str, rtt_ms: int, runs: Sequence[tuple[float, Tally]]) -> Figure:
        """Return the median time, and what crossed in the run next to it."""
        middle = statistics.median(took for took, _ in runs)
        _, crossed = min(runs, key=lambda run: abs(run[0] - middle))
        return Figure(work, who, rtt_ms, middle, crossed)


@dataclass(frozen=True)
class Target:
    """A promise: `value` is at most `limit`."""

    name: str
    value: float
    limit: float

    @property
    def is_met(self) -> bool:
        """Whether it is kept."""
        return self.value <= self.limit

    def row(self) -> str:
        """Return the row of the list."""
        return f"{self.name:<70}{self.value:>10,.2f}  ≤ {self.limit:>8,.2f}  {'ok' if self.is_met else 'MISSED'}"


def table(figures: Iterable[Figure], ours: str) -> str:
    """Return a table for each distance; the last columns say how many times as much as ours it took."""
    figures = list(figures)
    lines = []
    for rtt_ms in sorted({figure.rtt_ms for figure in figures}):
        lines += [f"\nround trip {rtt_ms} ms", HEAD]
        here = [figure for figure in figures if figure.rtt_ms == rtt_ms]
        for work in dict.fromkeys(figure.work for figure in here):
            rows = [figure for figure in here if figure.work == work]
            mine = next((figure for figure in rows if figure.who == ours), None)
            lines += [_row(figure, mine) for figure in rows]
    return "\n".join(lines)


HEAD = (
    f"{'work':<15}{'who':<27}{'requests':>9}{'sent B':>12}{'received B':>12}{'bodies B':>12}{'ms':>10}"
    f"{'x bytes':>10}{'x time':>9}"
)


def _row(figure: Figure, mine: Figure | None) -> str:
    crossed = figure.crossed
    row = f"{figure.work:<15}{figure.who:<27}{crossed.requests:>9,}{crossed.sent:>12,}{crossed.received:>12,}"
    row += f"{crossed.bodies:>12,}{figure.ms:>10,.0f}"
    if mine is None or mine is figure:
        return row
    return f"{row}{crossed.bytes / mine.crossed.bytes:>10.1f}{figure.ms / mine.ms:>9.1f}"


def targets(figures: Iterable[Figure], ours: str, rivals: tuple[str, str]) -> Iterator[Target]:
    """Yield what was promised of these figures. `rivals` is the peer to beat, at its defaults and tuned."""
    by_place = {(figure.work, figure.rtt_ms, figure.who): figure for figure in figures}
    for (work, rtt_ms, who), figure in by_place.items():
        if who != ours:
            continue
        usual, tuned = (by_place.get((work, rtt_ms, rival)) for rival in rivals)
        promised = [*_alone(figure), *_against(figure, usual, tuned)]
        small = by_place.get(("pull 10,000", rtt_ms, ours))
        if work == "pull 50,000" and small:
            promised.append(("time a record, by that of 10,000", (figure.ms / 50_000) / (small.ms / 10_000), LINEAR))
        for name, value, limit in promised:
            yield Target(f"{work}, round trip {rtt_ms} ms: {name}", value, limit)


Promise = tuple[str, float, float]


def _alone(figure: Figure) -> Iterator[Promise]:
    most_requests = {"push 1,000": 1, "pull 10,000": 4, "one edit seen": 2, "idle poll": 1}.get(figure.work)
    if most_requests:
        yield "requests", figure.crossed.requests, most_requests
    if figure.work == "idle poll":
        yield "bytes of bodies", figure.crossed.bodies, IDLE_BODIES


def _against(figure: Figure, usual: Figure | None, tuned: Figure | None) -> Iterator[Promise]:
    """A third of the bytes and half of the time of the rival as it comes, and ahead of it however it is tuned."""
    if figure.work == "push 1,000":
        for rival in filter(None, (usual, tuned)):
            yield f"bytes, by those of {rival.who}", figure.crossed.bytes / rival.crossed.bytes, 1 / 3
        if usual:
            yield f"time, by that of {usual.who}", figure.ms / usual.ms, 1 / 2
        if tuned:
            yield f"time, by that of {tuned.who}", figure.ms / tuned.ms, 1
    elif figure.work in {"pull 10,000", "push 10,000"}:
        for rival in filter(None, (usual, tuned)):
            yield f"time, by that of {rival.who}", figure.ms / rival.ms, 1
