"""Figures of a cold start: each packaged function against bare Python, in one run, interleaved.

CPU is what the process took from start to the function being found (what SnapStart saves for two of them), and, for
those that answer HTTP, to its first answer to a request that needs no storage; for reminders, to the first web push
that is sealed and signed. Ratios, because machines differ.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass

from backend.handlers import EVENTS, WEB
from tests.infra import one_push
from tests.infra.runtime_api import http_event, packed, zip_of
from tools.package.function import LOCKS
from tools.package.runtime import find_runtime

RUNS = 7
MOST_RATIO, MOST_MB, MOST_ZIP_MB = 35, 75, 6
ENVIRON = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "TABLE": "none",
    "PHOTO_BUCKET": "none",
    "PUBLIC_ORIGIN": "https://lanyard.example",
}
END = "import os; os._exit(0)"
"""Lambda freezes a process and never takes it apart."""
START = (
    "import sys; sys.path[:0] = [sys.argv[1]]; import backend.lambda_entry as entry; f = getattr(entry, sys.argv[2])"
)
ANSWER = f"{START}; import json; assert f(json.loads(sys.argv[3]), None)['statusCode'] == 404"


@dataclass(frozen=True)
class Cost:
    """What a process took: CPU in seconds, and memory at its peak in MB."""

    cpu: float
    peak: float


def cost(python: str, *arguments: str) -> Cost:
    """Run a Python without site-packages and return what it took."""
    command = [python, "-S", "-s", *arguments]
    process = subprocess.Popen(command, env=ENVIRON, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - of this file
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} failed")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> int:
    """Print the table; returns the exit code, 1 where a target is missed."""
    python = find_runtime() or sys.executable
    event = json.dumps(http_event("GET", "/api/zzz"))
    with tempfile.TemporaryDirectory() as folder:
        for name in LOCKS:
            with zipfile.ZipFile(packed(name)) as archive:
                archive.extractall(f"{folder}/{name}")
        task = {name: f"{folder}/{zip_of(name)}" for name in (*WEB, *EVENTS)}
        commands = {"bare Python": ["-c", END]}
        for name, place in task.items():
            commands[name] = ["-c", f"{START}; {END}", place, name]
        for name in WEB:
            commands[f"{name}, first answer"] = ["-c", f"{ANSWER}; {END}", task[name], name, event]
        commands["remind, first push"] = [one_push.__file__, task["remind"], one_push.EXAMPLE]
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                costs[name].append(cost(python, *command))
    return report(costs)


def report(costs: dict[str, list[Cost]]) -> int:
    """Print the medians against bare Python, and whether the targets are met."""
    bare = statistics.median(found.cpu for found in costs["bare Python"])
    sizes = {name: packed(name).stat().st_size / 1e6 for name in LOCKS}
    told = ", ".join(f"{name} {size:.2f} MB" for name, size in sizes.items())
    print(f"{told} (target {MOST_ZIP_MB}); bare Python {bare * 1000:.1f} ms of CPU; medians of {RUNS}")
    print(f"{'function':<26}{'x bare':>8}{'peak MB':>9}")
    missed = max(sizes.values()) > MOST_ZIP_MB
    for name, found in costs.items():
        ratio, peak = statistics.median(one.cpu for one in found) / bare, max(one.peak for one in found)
        print(f"{name:<26}{ratio:>8.1f}{peak:>9.1f}")
        missed |= peak > MOST_MB or (name in {*WEB, *EVENTS} and ratio > MOST_RATIO)
    print(f"target: {MOST_RATIO} x and {MOST_MB} MB: {'missed' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
