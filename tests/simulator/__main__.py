"""Plays worlds: `python -m tests.simulator run --seeds 0-999`, `… soak --minutes 20`, `… replay FILE`.

The seed of a failing world is printed; its script is made small and kept in a file, which `replay` plays again. Exit
code 1 where an invariant did not hold.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.simulator.client import ROOT, Client, ClientError, build
from tests.simulator.files import keep, read
from tests.simulator.run import Outcome, Script, run, script_of, shrunk

FAILURES = ROOT / "build/simulator-failures"
LONG = 120
JOBS = 2


def main() -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    runs = verbs.add_parser("run", help="play the worlds of some seeds")
    runs.add_argument("--seeds", default="0-999", help="first and last, as in 0-999")
    runs.add_argument("--length", type=int, default=0, help="steps of each world (0: as the seed says)")
    soak = verbs.add_parser("soak", help="play new worlds for some time, short ones and long ones")
    soak.add_argument("--minutes", type=float, default=20)
    soak.add_argument("--first", type=int, default=0, help="the first seed (0: any)")
    again = verbs.add_parser("replay", help="play the world of a file, and tell its steps")
    again.add_argument("file", type=Path)
    for each in (runs, soak, again):
        each.add_argument("--client", type=Path, help="the built client (default: built anew)")
    runs.add_argument("--until-failure", action="store_true", help="stop at the first failure")
    runs.add_argument("--as-it-is", action="store_true", help="do not make a failing script small, nor keep it")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    script = given.client or build()
    if given.verb == "replay":
        return replay(script, given.file)
    if given.verb == "soak":
        return soaked(script, given.minutes, given.first)
    first, last = map(int, given.seeds.split("-"))
    scripts = (script_of(seed, given.length) for seed in range(first, last + 1))
    return report(play(script, scripts, until_failure=given.until_failure, as_it_is=given.as_it_is))


def play(
    client: Path, scripts: Iterable[Script], *, until_failure: bool = False, as_it_is: bool = False
) -> Iterator[Outcome]:
    """Play scripts one after the other; a failing one is made small, kept and told of."""
    with Client(client) as devices:
        for script in scripts:
            outcome = run(devices, script)
            if outcome.failure and not as_it_is:
                outcome = smallest(devices, outcome)
                print(f"seed {script.seed}: {outcome.failure}\n  {keep(outcome, FAILURES)}", flush=True)
            yield outcome
            if outcome.failure and until_failure:
                return


def smallest(client: Client, outcome: Outcome) -> Outcome:
    """Return the outcome of a script that is as small as can be and breaks the same invariant."""
    invariant = (outcome.failure or "").partition(":")[0]
    last = outcome

    def fails(script: Script) -> bool:
        nonlocal last
        tried = run(client, script)
        is_same = (tried.failure or "").partition(":")[0] == invariant
        if is_same:
            last = tried
        return is_same

    shrunk(outcome.script, fails)
    return last


def report(outcomes: Iterable[Outcome]) -> int:
    """Count runs, failures and what befell them; the last line is for whoever started this process."""
    faults: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    failures: dict[int, str] = {}
    count = 0
    for outcome in outcomes:
        count += 1
        faults.update(outcome.faults)
        steps.update(name for name, *_ in outcome.script.steps)
        if outcome.failure:
            failures[outcome.script.seed] = outcome.failure
    print(json.dumps({"runs": count, "failures": failures, "faults": faults, "steps": steps}))
    return 1 if failures else 0


def soaked(client: Path, minutes: float, first: int) -> int:
    """Play new worlds on both cores until the time is over."""
    began = first or secrets.randbelow(10**9)
    print(f"the first seed is {began}", flush=True)
    end = time.monotonic() + minutes * 60
    failed = False
    total = 0
    for chunk in itertools.count():
        left = end - time.monotonic()
        if left <= 0:
            break
        seeds = [(began + (chunk * JOBS + job) * 100, LONG if (chunk + job) % 3 == 0 else 0) for job in range(JOBS)]
        for told in in_parallel(client, [(f"{seed}-{seed + 99}", length) for seed, length in seeds]):
            total += told["runs"]
            failed = failed or bool(told["failures"])
        print(f"{total} worlds, {max(0, end - time.monotonic()) / 60:.1f} minutes left", flush=True)
    return 1 if failed else 0


def in_parallel(client: Path, ranges: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """Play ranges of seeds in processes of their own, all at once; return what each said last."""
    processes = [
        subprocess.Popen(  # noqa: S603 - ourselves
            [
                *(sys.executable, "-m", "tests.simulator", "run"),
                *("--seeds", seeds, "--length", str(length), "--client", str(client)),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seeds, length in ranges
    ]
    told = []
    for process in processes:
        said, _ = process.communicate()
        *lines, last = said.splitlines() or [""]
        if not last.startswith("{"):
            raise ClientError(f"a run ended before its last line: {' '.join(map(str, process.args[3:]))}\n{said}")  # type: ignore[index]
        print("\n".join(lines), end="\n" if lines else "", flush=True)
        told.append(json.loads(last))
    return told


def replay(client: Path, file: Path) -> int:
    """Play one world again and tell what happened."""
    with Client(client) as devices:
        outcome = run(devices, read(file))
    print("\n".join(outcome.log))
    print(outcome.failure or "every invariant held")
    return 1 if outcome.failure else 0


if __name__ == "__main__":
    raise SystemExit(main())
