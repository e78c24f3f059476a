"""Some thousand worlds, each with troubles of its own: no invariant of docs/sync.md is ever broken.

A failing seed is printed with a file that plays it again: `python -m tests.simulator replay FILE`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.simulator.__main__ import in_parallel
from tests.simulator.client import Client, build
from tests.simulator.run import SOMETIMES, run, script_of

RUNS = 2000
SERVER_FAULTS = {"throttled", "lost", "repeated", "partial", "empty", "dies", "meanwhile"}
FATES = {"request lost", "answer lost", "twice", "copy", "slow", "late"}


@pytest.fixture(scope="module")
def client() -> Path:
    return build()


def test_no_world_breaks_an_invariant(client: Path) -> None:
    half = RUNS // 2
    told = in_parallel(client, [(f"0-{half - 1}", 0), (f"{half}-{RUNS - 1}", 0)])
    failures = {seed: failure for each in told for seed, failure in each["failures"].items()}
    faults = sum((Counter(each["faults"]) for each in told), Counter())
    steps = sum((Counter(each["steps"]) for each in told), Counter())

    assert failures == {}
    assert sum(each["runs"] for each in told) == RUNS
    assert {fault for fault, count in faults.items() if count > RUNS // 200} >= SERVER_FAULTS | FATES
    assert SOMETIMES.keys() <= {step for step, count in steps.items() if count > RUNS // 20}


def test_the_same_script_gives_the_same_run(client: Path) -> None:
    with Client(client) as devices:
        first, again = (run(devices, script_of(seed)) for seed in (7, 7))

    assert (first.log, first.faults, first.failure) == (again.log, again.faults, again.failure)
