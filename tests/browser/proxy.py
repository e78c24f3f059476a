"""A bad network: a TCP proxy that sends every request under /api to the server twice, and loses some of the answers.

The server has always answered before an answer is lost, so what was asked has been done. The device that asked sees
its connection reset, or the answer to the first of the two sendings. Each connection carries one request, so that no
browser quietly repeats a request on a connection that it thinks is stale. A test may step in at three moments of each
request: hold it up, answer in the server's place, or note that the moment has come.
"""

from __future__ import annotations

import gzip
import random
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, TypeAlias, cast

DECK = 10
CUT_AT_ONCE = struct.pack("ii", 1, 0)

Moment: TypeAlias = Literal["asked", "done", "told"]
"""A request has arrived whole; the server has answered it; the answer has gone back, or got lost."""


def leave_alone(_moment: Moment, _request: Request) -> bytes | None:
    """Do nothing about a request: what a network does unless a test says otherwise."""
    return None


@dataclass
class Faults:
    """What went over the network under /api and how often it was bad, by route; bytes are those at the socket."""

    repeated: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    sent_bytes: Counter[str] = field(default_factory=Counter)
    answered_bytes: Counter[str] = field(default_factory=Counter)


class BadNetwork(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port and passes requests on to `upstream`, a port of this machine."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, upstream: int, *, seed: int, drop_percent: int = 30, repeats: bool = True) -> None:
        """Of every `DECK` answers to one route `drop_percent` are dropped; the seed and the route say which."""
        super().__init__(("127.0.0.1", 0), Passage)
        self.upstream = upstream
        self.faults = Faults()
        self.step_in: Callable[[Moment, Request], bytes | None] = leave_alone
        """Called at each moment of each request under /api; what it returns at "asked" is the answer."""
        self.repeats = repeats
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._seed = seed
        self._drop_percent = drop_percent
        self._fates: dict[str, Iterator[bool]] = {}

    @property
    def port(self) -> int:
        """The port to connect to."""
        return int(self.server_address[1])

    @contextmanager
    def counted(self, request: Request) -> Iterator[None]:
        """Count how many requests of one route are under way at the same time."""
        with self._lock:
            self._under_way[request.route] += 1
            now = self._under_way[request.route]
            self.faults.most_at_once[request.route] = max(now, self.faults.most_at_once[request.route])
        try:
            yield
        finally:
            with self._lock:
                self._under_way[request.route] -= 1

    def weigh(self, request: Request, answer: bytes) -> None:
        """Count a request and its answer, lost or not."""
        with self._lock:
            self.faults.asked[request.route] += 1
            self.faults.sent_bytes[request.route] += len(request.raw)
            self.faults.answered_bytes[request.route] += len(answer)

    def is_faulty(self, request: Request) -> bool:
        """Tell whether the request is one that meets the bad network."""
        return request.path.startswith("/api/")

    def drops(self, request: Request) -> bool:
        """Decide whether the answer is lost, and count both faults."""
        with self._lock:
            chance = random.Random(f"{self._seed} {request.route}")  # noqa: S311 - repeatable, not secret
            drop = next(self._fates.setdefault(request.route, fates(chance, self._drop_percent)))
            self.faults.repeated[request.route] += self.repeats
            self.faults.dropped[request.route] += drop
            return drop


class Passage(socketserver.StreamRequestHandler):
    """One connection: one request, passed on once or twice, and its answer, passed back or lost."""

    def handle(self) -> None:
        """Carry the request and the answer; where either end is away, cut the connection."""
        network = cast("BadNetwork", self.server)
        try:
            request = read_request(cast("BinaryIO", self.rfile))
            if request is None:
                return
            if network.is_faulty(request):
                self._carry(network, request)
            else:
                self.connection.sendall(ask(network.upstream, request))
        except (ConnectionError, TimeoutError):
            self._cut()

    def _carry(self, network: BadNetwork, request: Request) -> None:
        with network.counted(request):
            instead = network.step_in("asked", request)
            if instead is None:
                answer = ask(network.upstream, request)
                network.weigh(request, answer)
                if network.repeats:
                    ask(network.upstream, request)
                network.step_in("done", request)
        if instead is not None:
            self.connection.sendall(instead)
        elif network.drops(request):
            self._cut()
        else:
            self.connection.sendall(answer)
        network.step_in("told", request)

    def _cut(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CUT_AT_ONCE)


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

    @property
    def text(self) -> str:
        """The body as text, unpacked where it came packed."""
        head, _, body = self.raw.partition(b"\r\n\r\n")
        return (gzip.decompress(body) if b"application/gzip" in head else body).decode("utf-8", "replace")

    @property
    def carries_changes(self) -> bool:
        """Whether this is a push; a poll has no changes."""
        return self.path == "/api/sync" and '"changes":[{' in self.text


def answer(status: str, body: str = "{}", *headers: str) -> bytes:
    """Return a whole answer, as a server or what stands before it would write it."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body.encode())}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", body]).encode()


def read_request(stream: BinaryIO) -> Request | None:
    """Read one whole request; None where the connection was closed before all of it came."""
    first = stream.readline()
    if not first.strip():
        return None
    method, path, _ = first.decode("latin-1").split(" ", 2)
    headers = list(iter(stream.readline, b"\r\n"))
    named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in headers)}
    if named.get(b"transfer-encoding", b"").lower() == b"chunked":
        body = b"".join(chunks(stream))
    else:
        length = int(named.get(b"content-length", b"0"))
        body = stream.read(length)
        if len(body) < length:
            return None
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
def bad_network(upstream: int, seed: int = 0, *, drop_percent: int = 30, repeats: bool = True) -> Iterator[BadNetwork]:
    """Run a bad network in front of a port until the block ends."""
    with BadNetwork(upstream, seed=seed, drop_percent=drop_percent, repeats=repeats) as network:
        carrier = threading.Thread(target=network.serve_forever, args=(0.05,), daemon=True)
        carrier.start()
        yield network
        network.shutdown()
        carrier.join()


@contextmanager
def watched_network(upstream: int) -> Iterator[BadNetwork]:
    """Run a network that does nothing of itself in front of a port: what is wrong with it, a test brings about."""
    with bad_network(upstream, drop_percent=0, repeats=False) as network:
        yield network
