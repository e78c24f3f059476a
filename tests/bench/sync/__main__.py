"""`make bench-sync`: sync side by side with PouchDB and RxDB, through real HTTP, in Chromium, in one run.

Each contender runs its own client on IndexedDB, in a browser profile on the disk, against its own server: ours is
`python -m backend.local` (SQLite, each push on the disk before its answer); PouchDB's is express-pouchdb (LevelDB);
RxDB's is a small one of ours (peers/rxdb.js: in memory, each push appended to a file and flushed). Both peers'
servers compress answers. Between browser and server stands a proxy that delays and counts (network.py).

The app's own sync and store modules, worker included, are measured on a page without screens (pages/ours.js), until a
screen would show the records; the peers until theirs are stored. QUICK=1 does a little of everything. The exit code is
1 where a target is missed.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack

from playwright.sync_api import sync_playwright

from tests.bench.sync.contenders import ALL, OURS, POUCHDB_TUNED, RXDB, RXDB_TUNED, Contender, serving, set_up
from tests.bench.sync.screen import longest_task_ms
from tests.bench.sync.storage_units import HEAD as COSTS_HEAD
from tests.bench.sync.storage_units import costs
from tests.bench.sync.tables import LONG_TASK_MS, Figure, Target, table, targets
from tests.bench.sync.work import FEW, Bench

SHORT_RUNS = 5
LONG_RUNS = 3
WORKS = ["push", "pull", "edit", "poll", "task"]


def main(arguments: list[str]) -> int:
    """Print the tables and what they say about the targets."""
    options = parse(arguments)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, ExitStack() as stack:
        pages = {contender.page for contender in options.who}
        data, site = pathlib.Path(folder), pathlib.Path(folder) / "site"
        set_up(site)
        servers = {page: stack.enter_context(serving(page, data / page, site)) for page in sorted(pages)}
        bench = Bench(playwright, servers)
        figures: list[Figure] = []
        try:
            for figure in told(measure(bench, options)):
                figures.append(figure)  # noqa: PERF402 - what was measured is shown where a later work fails
        finally:
            print(table(figures, OURS.name))
        units = list(costs(data / "units"))
        judged = [*targets(figures, OURS.name, (RXDB.name, RXDB_TUNED.name)), *(cost.target for cost in units)]
        if "task" in options.work and OURS in options.who:
            judged.append(longest_task(bench, options.most or options.many))
    print(f"\n{COSTS_HEAD}", *(cost.row() for cost in units), sep="\n", end="\n\n")
    for target in judged:
        print(target.row())
    return 0 if all(target.is_met for target in judged) else 1


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; QUICK=1 in the environment changes what is left out of it."""
    quick = bool(os.environ.get("QUICK"))
    names = {contender.name: contender for contender in ALL}
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sync", description="Sync against PouchDB and RxDB.")
    parser.add_argument("--rtt", type=int, nargs="+", default=[0] if quick else [0, 80, 300], help="round trips in ms")
    parser.add_argument("--work", nargs="+", default=WORKS, choices=WORKS, help="what to measure")
    parser.add_argument("--many", type=int, default=FEW if quick else 10_000, help="records of a large push and pull")
    parser.add_argument("--most", type=int, default=0 if quick else 50_000, help="records of the largest pull; 0: none")
    parser.add_argument("--repeats", type=int, default=1 if quick else SHORT_RUNS, help="runs of short measurements")
    parser.add_argument("--who", nargs="+", default=list(names), choices=list(names), help="contenders")
    options = parser.parse_args(arguments)
    options.who = [names[name] for name in options.who]
    return options


def measure(bench: Bench, options: argparse.Namespace) -> Iterator[Figure]:
    """Yield figure after figure: work by work, so that contenders do the same at about the same time."""
    for rtt_ms in options.rtt:
        for work in works(bench, options, rtt_ms):
            for contender in options.who:
                figure = work(contender)
                if figure:
                    yield figure


Work = Callable[[Contender], Figure | None]


def works(bench: Bench, options: argparse.Namespace, rtt_ms: int) -> Iterator[Work]:
    """Yield the works that were asked for."""
    repeats, long_repeats = options.repeats, min(options.repeats, LONG_RUNS)
    if "push" in options.work:
        yield lambda contender: bench.push(contender, FEW, rtt_ms, repeats)
        if options.many > FEW:
            yield lambda contender: bench.push(contender, options.many, rtt_ms, 1)
    if "pull" in options.work:
        yield lambda contender: bench.pull(contender, options.many, rtt_ms, long_repeats)
        if options.most:
            yield lambda contender: largest(bench, contender, options.most, rtt_ms)
    if "edit" in options.work:
        yield lambda contender: bench.edit(contender, rtt_ms, repeats)
    if "poll" in options.work:
        yield lambda contender: bench.poll(contender, rtt_ms, repeats)


def largest(bench: Bench, contender: Contender, count: int, rtt_ms: int) -> Figure | None:
    """Measure the largest pull where it ends in reasonable time: for peers, tuned and without a delay."""
    is_up_to_it = contender is OURS or (rtt_ms == 0 and contender in (RXDB_TUNED, POUCHDB_TUNED))
    return bench.pull(contender, count, rtt_ms, 1) if is_up_to_it else None


def longest_task(bench: Bench, count: int) -> Target:
    """Measure the app on its People screen."""
    longest = longest_task_ms(bench.playwright, bench.servers[OURS.page], bench.full_space(OURS, count))
    return Target(f"longest task in ms while {count:,} contacts arrive on People", longest, LONG_TASK_MS)


def told(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Say what is done while more is under way."""
    for figure in figures:
        print(f"{figure.work}, {figure.who}, {figure.rtt_ms} ms away: {figure.ms:,.0f} ms", file=sys.stderr, flush=True)
        yield figure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
