"""The app as it is served to people: `python -m backend.local` on a free loopback port, with a folder of its own."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS = 30
STOP_SECONDS = 10


@contextmanager
def app_server(data: pathlib.Path, env: Mapping[str, str] | None = None, *, port: int = 0) -> Iterator[int]:
    """Run the app until the block ends; yields its port, any free one unless told. No built site fails the test."""
    if not (ROOT / "build/web/index.html").exists():
        pytest.fail("there is no build/web/index.html: run `make build` first", pytrace=False)
    command = [sys.executable, "-m", "backend.local", "--port", str(port), "--data", str(data)]
    with listening(command, r"Lanyard is at http://localhost:(\d+)", env) as found:
        yield found


@contextmanager
def dynamodb_server() -> Iterator[str]:
    """Run moto's server until the block ends; yields its address."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with listening(command, r"Running on http://127\.0\.0\.1:(\d+)") as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def listening(command: list[str], address: str, env: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run a server until the block ends; yields the port, which `address` finds in what the server prints.

    Raises:
        RuntimeError: The server ended, or said no address in time; the message holds what it said.
    """
    surroundings = {**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})}
    with subprocess.Popen(  # noqa: S603 - commands of this file
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said: list[str] = []
        ports: list[int] = []
        told = threading.Event()
        listener = threading.Thread(target=listen, args=(process, address, said, ports, told), daemon=True)
        listener.start()
        try:
            told.wait(START_SECONDS)
            if not ports:
                raise RuntimeError(f"{' '.join(command)} did not start:\n{''.join(said)}")
            yield ports[0]
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            listener.join()


def listen(
    process: subprocess.Popen[str], address: str, said: list[str], ports: list[int], told: threading.Event
) -> None:
    """Write down what a server says, and its port as soon as it says one; ends with the server."""
    for line in process.stdout or ():
        said.append(line)
        if not ports and (found := re.search(address, line)):
            ports.append(int(found[1]))
            told.set()
    told.set()
