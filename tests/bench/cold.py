"""Figures of a cold start: each packaged function against bare Python, in one run, interleaved.

CPU is what the process took from start to the function being found (what SnapStart saves for two of them), and, for
those that answer HTTP, to its first answer to a request that needs no storage. Ratios, because machines differ.
"""

from __future__ import annotations

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass

from backend.handlers import EVENTS, WEB
from tests.infra.runtime_api import http_event
from tools.package.function import OUT
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
    process = subprocess.Popen(command, env=ENVIRON, stderr=subprocess.DEVNULL)  # noqa: S603 - of this file
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} failed")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> int:
    """Print the table; returns the exit code, 1 where a target is missed."""
    python = find_runtime() or sys.executable
    package = OUT / ("lanyard-arm64.zip" if os.uname().machine == "aarch64" else "lanyard-x86_64.zip")
    event = json.dumps(http_event("GET", "/api/zzz"))
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder)
        commands = {"bare Python": ["-c", END]}
        for name in (*WEB, *EVENTS):
            commands[name] = ["-c", f"{START}; {END}", folder, name]
        for name in WEB:
            commands[f"{name}, first answer"] = ["-c", f"{ANSWER}; {END}", folder, name, event]
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                costs[name].append(cost(python, *command))
    return report(costs, package)


def report(costs: dict[str, list[Cost]], package: pathlib.Path) -> int:
    """Print the medians against bare Python, and whether the targets are met."""
    bare = statistics.median(found.cpu for found in costs["bare Python"])
    zip_mb = package.stat().st_size / 1e6
    print(f"zip {zip_mb:.2f} MB (target {MOST_ZIP_MB}); bare Python {bare * 1000:.1f} ms of CPU; medians of {RUNS}")
    print(f"{'function':<26}{'x bare':>8}{'peak MB':>9}")
    missed = zip_mb > MOST_ZIP_MB
    for name, found in costs.items():
        ratio, peak = statistics.median(one.cpu for one in found) / bare, max(one.peak for one in found)
        print(f"{name:<26}{ratio:>8.1f}{peak:>9.1f}")
        missed |= peak > MOST_MB or (name in {*WEB, *EVENTS} and ratio > MOST_RATIO)
    print(f"target: {MOST_RATIO} x and {MOST_MB} MB: {'missed' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
