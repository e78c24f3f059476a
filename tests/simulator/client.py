"""The real client on simulated devices: a Node process that takes one order a line and answers with one line."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build/simulator"


class ClientError(Exception):
    """The client's process complained: the simulator is at fault, or the client has crashed."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Where one thing that runs in a tab stands: `request`, `database`, `lock` or `done`."""

    id: int
    device: str
    tab: int
    what: str
    state: str
    place: Any
    error: str | None


def build(source: Path = ROOT / "frontend/src", out: Path = BUILT) -> Path:
    """Build the client for Node from a source tree; return the script.

    Raises: subprocess.CalledProcessError, with what the builder said on standard error.
    """
    frontend = ROOT / "frontend"
    subprocess.run(
        ["node", "node_modules/vite/bin/vite.js", "build", "--config", "simulator.config.ts"],  # noqa: S607
        cwd=frontend,
        env={**os.environ, "SOURCE": str(source), "OUT": str(out)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return out / "main.js"


class Client:
    """One process; it serves one world after the other."""

    def __init__(self, script: Path) -> None:
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            ["node", str(script)],  # noqa: S607 - found on PATH
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.kill()
        self._process.wait()
        self._complaints.close()

    def order(self, op: str, **details: Any) -> list[Chain]:
        """Give an order and return where every chain stands then; those that are done are told of once.

        Raises: ClientError.
        """
        return [
            Chain(each["id"], each["device"], each["tab"], each["what"], each["state"], each["place"], each["error"])
            for each in self._ask({"op": op, **details})["chains"]
        ]

    def dump(self, device: str) -> dict[str, Any]:
        """Return what a device has stored, by database and store."""
        return dict(self._ask({"op": "dump", "device": device})["dump"])

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            self._complaints.seek(0)
            raise ClientError(f"the client ended at {order['op']}\n{self._complaints.read()}")
        answer: dict[str, Any] = json.loads(line)
        if "failure" in answer:
            raise ClientError(answer["failure"])
        return answer
