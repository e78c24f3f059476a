"""The server is killed at random during pushes: nothing acknowledged is lost, and replays are applied once."""

from __future__ import annotations

import collections
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from backend.storage.sqlite import SqliteTable
from backend.sync import project, view
from backend.sync.log import entries_from
from tests.sync.device import NOW, SPACE, Device, person_id, server, state_of

KILLS = 20
PUSHES_A_LIFE = 4
ROOT = Path(__file__).parent.parent.parent


class Server:
    """A child process that serves exchanges, and can be killed in the middle of one."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "tests.sync.serve_lines", str(path)]
        self._child = subprocess.Popen(  # noqa: S603 - our own module
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "ready\n"

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        self._write(body)
        return dict(json.loads(self._line()))

    def send_and_kill(self, body: dict[str, Any], after_s: float) -> dict[str, Any] | None:
        """Send, kill, and return the answer if it was out by then."""
        self._write(body)
        time.sleep(after_s)
        self.kill()
        line = self._line()
        return dict(json.loads(line)) if line.endswith("\n") else None

    def kill(self) -> None:
        self._child.kill()
        self._child.wait()

    def close(self) -> None:
        self.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                pipe.close()

    def _write(self, body: dict[str, Any]) -> None:
        assert self._child.stdin
        self._child.stdin.write(json.dumps(body) + "\n")
        self._child.stdin.flush()

    def _line(self) -> str:
        assert self._child.stdout
        return self._child.stdout.readline()


def test_nothing_acknowledged_is_lost_to_kills_and_replays_apply_once(tmp_path: Path) -> None:
    path = tmp_path / "table.sqlite"
    phone = Device(lambda _: {}, "phone")
    acknowledged, unanswered = push_under_fire(phone, path)
    table = SqliteTable(path, now_ms=lambda: NOW)
    phone.send = server(table)
    phone.sync()
    applied = collections.Counter(entry.req for entry in entries_from(table, SPACE, 1))
    assert set(applied.values()) == {1}
    assert set(acknowledged) <= set(applied)
    assert len(acknowledged) > KILLS
    assert unanswered > 0
    assert_everyone_has_what(phone, table)
    table.close()
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged pushes, {unanswered} killed without an answer")  # noqa: T201


def push_under_fire(phone: Device, path: Path) -> tuple[list[str], int]:
    """Push to servers that are killed; return the requests that were acknowledged, and how many were not."""
    chaos = random.Random(20)  # noqa: S311 - a seed to run it again
    acknowledged: list[str] = []
    unanswered = 0
    longest = 0.05
    for _ in range(KILLS):
        child = Server(path)
        try:
            for _ in range(PUSHES_A_LIFE):
                began = time.perf_counter()
                acknowledged.append(push(phone, child, chaos))
                longest = time.perf_counter() - began
            body = next_body(phone, chaos)
            answer = child.send_and_kill(body, after_s=chaos.uniform(0, longest))
            if answer:
                acknowledged.append(str(body["req"]))
                phone.take(body, answer)
            else:
                unanswered += 1
        finally:
            child.close()
    return acknowledged, unanswered


def assert_everyone_has_what(phone: Device, table: SqliteTable) -> None:
    laptop = Device(server(table), "laptop")
    laptop.sync()
    assert laptop.state() == phone.state()
    project.catch_up(table, SPACE)
    stored = view.load(table, SPACE, phone.records)
    assert state_of(each.record for each in stored.values() if each.record) == phone.state()


def push(phone: Device, child: Server, chaos: random.Random) -> str:
    """Push and return the request's id: the one that a kill left without an answer first."""
    body = next_body(phone, chaos)
    answer = child.send(body)
    assert not answer["fork"]
    phone.take(body, answer)
    return str(body["req"])


def next_body(phone: Device, chaos: random.Random) -> dict[str, Any]:
    for _ in range(20):
        phone.write(person_id(chaos.randrange(200)), {"name": f"Person {chaos.randrange(10**6)}", "tag:x": True})
    return phone.body()
