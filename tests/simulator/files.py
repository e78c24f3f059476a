"""A run that failed, kept in a file: the script alone is enough to play it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tests.simulator.run import Outcome, Script


def keep(outcome: Outcome, folder: Path) -> Path:
    """Write a failed run into `folder` and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seed-{outcome.script.seed}.json"
    told = {"failure": outcome.failure, "at": outcome.at, "script": asdict(outcome.script)}
    path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    return path


def read(path: Path) -> Script:
    """Return the script of a file that `keep` wrote."""
    script = json.loads(path.read_text("utf-8"))["script"]
    return Script(**{**script, "steps": tuple(tuple(step) for step in script["steps"])})
