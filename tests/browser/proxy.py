"""A bad network: a TCP proxy that sends every request under /api to the server twice, and loses some of the answers.

The server has always answered before an answer is lost, so what was asked has been done. The device that asked sees
its connection reset, or the answer to the first of the two sendings. Each connection carries one request, so that no
browser quietly repeats a request on a connection that it thinks is stale.
"""

from __future__ import annotations

import random
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, cast

DECK = 10
CUT_AT_ONCE = struct.pack("ii", 1, 0)


@dataclass
class Faults:
    """How often the network was bad, by route."""

    repeated: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)


class BadNetwork(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port and passes requests on to `upstream`, a port of this machine."""

    daemon_threads = True

    def __init__(self, upstream: int, *, seed: int, drop_percent: int = 30) -> None:
        """Of every `DECK` answers to one route `drop_percent` are dropped; the seed and the route say which."""
        super().__init__(("127.0.0.1", 0), Passage)
        self.upstream = upstream
        self.faults = Faults()
        self._lock = threading.Lock()
        self._seed = seed
        self._drop_percent = drop_percent
        self._fates: dict[str, Iterator[bool]] = {}

    @property
    def port(self) -> int:
        """The port to connect to."""
        return int(self.server_address[1])

    def is_faulty(self, request: Request) -> bool:
        """Tell whether the request is one that meets the bad network."""
        return request.path.startswith("/api/")

    def drops(self, request: Request) -> bool:
        """Decide whether the answer is lost, and count both faults."""
        with self._lock:
            chance = random.Random(f"{self._seed} {request.route}")  # noqa: S311 - repeatable, not secret
            drop = next(self._fates.setdefault(request.route, fates(chance, self._drop_percent)))
            self.faults.repeated[request.route] += 1
            self.faults.dropped[request.route] += drop
            return drop


class Passage(socketserver.StreamRequestHandler):
    """One connection: one request, passed on once or twice, and its answer, passed back or lost."""

    def handle(self) -> None:
        """Carry the request and the answer."""
        network = cast("BadNetwork", self.server)
        request = read_request(cast("BinaryIO", self.rfile))
        if request is None:
            return
        answer = ask(network.upstream, request)
        if network.is_faulty(request):
            ask(network.upstream, request)
            if network.drops(request):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CUT_AT_ONCE)
                return
        self.connection.sendall(answer)


@dataclass(frozen=True)
class Request:
    """An HTTP/1.1 request, its bytes ready to be sent on a connection of its own."""

    method: str
    path: str
    raw: bytes

    @property
    def route(self) -> str:
        """Method and path, without query, ids and tokens."""
        return f"{self.method} {'/'.join(self.path.partition('?')[0].split('/')[:4])}"


def read_request(stream: BinaryIO) -> Request | None:
    """Read one whole request; None where the connection was closed before one came."""
    first = stream.readline()
    if not first.strip():
        return None
    method, path, _ = first.decode("latin-1").split(" ", 2)
    headers = list(iter(stream.readline, b"\r\n"))
    named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in headers)}
    if named.get(b"transfer-encoding", b"").lower() == b"chunked":
        body = b"".join(chunks(stream))
    else:
        body = stream.read(int(named.get(b"content-length", b"0")))
    kept = [line for line in headers if not line.lower().startswith(b"connection:")]
    return Request(method, path, b"".join([first, *kept, b"Connection: close\r\n\r\n", body]))


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield a chunked body as it came, up to and with its last, empty chunk."""
    while True:
        size = stream.readline()
        length = int(size.partition(b";")[0], 16)
        yield size + stream.read(length + 2)
        if length == 0:
            return


def ask(port: int, request: Request) -> bytes:
    """Send the request and return the whole answer; the server closes when it is done."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request.raw)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def fates(chance: random.Random, drop_percent: int) -> Iterator[bool]:
    """Yield, without end, whether the next answer is dropped, drawn from one shuffled deck after the other."""
    while True:
        deck = [card < DECK * drop_percent // 100 for card in range(DECK)]
        chance.shuffle(deck)
        yield from deck


@contextmanager
def bad_network(upstream: int, seed: int) -> Iterator[BadNetwork]:
    """Run a bad network in front of a port until the block ends."""
    with BadNetwork(upstream, seed=seed) as network:
        carrier = threading.Thread(target=network.serve_forever, args=(0.05,), daemon=True)
        carrier.start()
        yield network
        network.shutdown()
        carrier.join()
