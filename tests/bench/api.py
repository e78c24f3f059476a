"""Figures of the API: requests a second and the 95th percentile, against a bare Flask route on the same server.

Both are served by waitress with the app's own number of threads, ours on SQLite, and asked by the same clients over
connections that stay open. Ratios, because machines differ.
"""

from __future__ import annotations

import http.client
import itertools
import json
import pathlib
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tests.browser.app_server import app_server, listening

CLIENTS, PEOPLE = 4, 8
"""Threads, and the accounts that each asks for in turn: an account has a limit a minute."""
SECONDS = 5
PASSWORD = "seven otters juggle"
BARE = """
import socket, waitress
from flask import Flask
app = Flask(__name__)
app.get("/bare")(lambda: {"ok": True})
front = socket.create_server(("127.0.0.1", 0))
print("bare at", front.getsockname()[1], flush=True)
waitress.serve(app, sockets=[front], threads=8)
"""


Asker = TypeVar("Asker", bound="Client")


@dataclass(frozen=True)
class Speed:
    """How a kind of request went."""

    per_second: float
    p95_ms: float


class Client:
    """One connection, and the cookie that it was given."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookie: dict[str, str] = {}

    def send(self, method: str, path: str, body: object = None, status: int = 200) -> dict[str, object]:
        """Send a request as our page does; return the answer's body."""
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json", **self._cookie}
        self._connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]!r}")
        if cookie := answer.headers["Set-Cookie"]:
            self._cookie = {"Cookie": cookie.partition(";")[0]}
        found: dict[str, object] = json.loads(text)
        return found


class Person(Client):
    """A client with an account, and one replica that pushes."""

    numbers = itertools.count(1)

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.login = {"email": f"bench{next(self.numbers)}@example.org", "password": PASSWORD}
        self.send("POST", "/api/account", {**self.login, "name": "Bench"}, 201)
        self.replica = f"bench{next(self.numbers):06d}"
        self.count = 0
        self.fence: object = None
        self.cursor: object = None

    def sign_in(self) -> None:
        """Sign in anew."""
        self.send("POST", "/api/session", self.login)

    def push(self) -> None:
        """Push one new contact."""
        self.count += 1
        dot = [self.replica, self.count]
        contact = {"kind": "contact", "full": True, "d": dot, "at": 1_790_000_000_000}
        fields = {"name": f"Person {self.count}", "organization": "Granskogen Teknik", "title": "Engineer"}
        self.exchange([{"id": str(uuid.UUID(int=next(self.numbers))), **contact, "f": fields}])

    def pull(self) -> None:
        """Ask whether there is anything new; there is nothing."""
        self.exchange([])

    def exchange(self, changes: list[dict[str, object]]) -> None:
        """Sync once."""
        req = str(uuid.UUID(int=next(self.numbers) << 96 | 1))
        body = {"proto": 1, "schema": 1, "req": req, "space": None, "replica": self.replica, "ctr": self.count}
        answer = self.send(
            "POST", "/api/sync", {**body, "fence": self.fence, "cursor": self.cursor, "changes": changes}
        )
        self.fence, self.cursor = answer["fence"], answer["cursor"]


def in_turn(each: list[Asker], do: Callable[[Asker], object]) -> Iterator[Callable[[], object]]:
    """Yield, without end, one piece of work after the other, each for the next of those who ask."""
    return (partial(do, one) for one in itertools.cycle(each))


def speed(work: list[Iterator[Callable[[], object]]]) -> Speed:
    """Let each client do its work, piece by piece, for SECONDS."""
    took: list[float] = []
    until = time.perf_counter() + SECONDS

    def repeat(pieces: Iterator[Callable[[], object]]) -> None:
        while (begin := time.perf_counter()) < until:
            next(pieces)()
            took.append(time.perf_counter() - begin)

    threads = [threading.Thread(target=repeat, args=(pieces,)) for pieces in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Speed(len(took) / SECONDS, statistics.quantiles(took, n=20)[-1] * 1000)


@contextmanager
def bare_server() -> Iterator[int]:
    """Serve a bare Flask route until the block ends; yields its port."""
    with listening([sys.executable, "-c", BARE], r"bare at (\d+)") as port:
        yield port


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, app_server(pathlib.Path(folder)) as port, bare_server() as bare_port:
        clients = range(CLIENTS)
        bare_clients = [[Client(bare_port)] for _ in clients]
        people = [[Person(port) for _ in range(PEOPLE)] for _ in clients]
        for each in people:
            for person in each:
                person.pull()
        work: dict[str, list[Iterator[Callable[[], object]]]] = {
            "bare Flask route": [in_turn(each, lambda one: one.send("GET", "/bare")) for each in bare_clients],
            "health": [in_turn(each, lambda one: one.send("GET", "/api/health")) for each in people],
            "who is signed in": [in_turn(each, lambda one: one.send("GET", "/api/session")) for each in people],
            "sign in": [in_turn(each, Person.sign_in) for each in people],
            "push of one contact": [in_turn(each, Person.push) for each in people],
            "pull of nothing": [in_turn(each, Person.pull) for each in people],
        }
        print(f"{CLIENTS} clients, {SECONDS} s each")
        print(f"{'request':<22}{'a second':>10}{'of bare':>9}{'p95 ms':>9}")
        bare = speed(work["bare Flask route"])
        for name, threads in work.items():
            found = speed(threads)
            print(f"{name:<22}{found.per_second:>10.0f}{found.per_second / bare.per_second:>9.2f}{found.p95_ms:>9.1f}")


if __name__ == "__main__":
    main()
