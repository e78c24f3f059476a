"""A network between a browser and a server of this machine: it takes its time, and counts what crosses it.

A TCP proxy. Each byte arrives half a round trip after it was sent, in either direction, and the first byte of a
connection a whole one later still, as the handshake would have it; bandwidth is not limited. Bytes are those that
cross the socket, headers included; requests and bytes of bodies come from following HTTP/1.1 in both directions.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields

CHUNK = 256 * 1024


@dataclass(slots=True)
class Tally:
    """What has crossed: `sent` by the browser, `received` by it."""

    requests: int = 0
    answers: int = 0
    sent: int = 0
    received: int = 0
    sent_bodies: int = 0
    received_bodies: int = 0

    def __sub__(self, earlier: Tally) -> Tally:
        """Return what has crossed since `earlier`."""
        return Tally(*(getattr(self, each.name) - getattr(earlier, each.name) for each in fields(self)))

    @property
    def bytes(self) -> int:
        """Everything, in both directions."""
        return self.sent + self.received

    @property
    def bodies(self) -> int:
        """Bytes of bodies, in both directions."""
        return self.sent_bodies + self.received_bodies


class Messages:
    """Follows one direction of an HTTP/1.1 connection, fed as it comes: how many messages, how many bytes of bodies.

    An answer without a length lasts until the connection ends; answers to HEAD are not understood.
    """

    def __init__(self) -> None:
        self.count = 0
        self.bodies = 0
        self._head = bytearray()
        self._left = 0
        self._is_chunked = False
        self._is_last_chunk = False
        self._is_endless = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        while data:
            data = self._body(data) if self._left or self._is_endless else self._line_or_head(data)

    def _body(self, data: bytes) -> bytes:
        taken = len(data) if self._is_endless else min(self._left, len(data))
        self.bodies += taken
        if not self._is_endless:
            self._left -= taken
        return data[taken:]

    def _line_or_head(self, data: bytes) -> bytes:
        """Collect up to the end of a head, or of the line that opens a chunk."""
        searched = max(0, len(self._head) - 3)
        self._head += data
        end = b"\r\n" if self._is_chunked else b"\r\n\r\n"
        at = self._head.find(end, 0 if self._is_chunked else searched)
        if at < 0:
            return b""
        text, rest = bytes(self._head[:at]), bytes(self._head[at + len(end) :])
        self._head.clear()
        if self._is_chunked:
            self._chunk(text)
        else:
            self._begin(text)
        return rest

    def _chunk(self, line: bytes) -> None:
        if self._is_last_chunk:  # lines may follow it, up to an empty one
            self._is_chunked = self._is_last_chunk = bool(line)
            return
        size = int(line.partition(b";")[0], 16)
        self._is_last_chunk = size == 0
        if size:
            self._left = size + len(b"\r\n")
            self.bodies -= len(b"\r\n")

    def _begin(self, head: bytes) -> None:
        first, *lines = head.split(b"\r\n")
        named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        status = first.split(b" ")[1] if first.startswith(b"HTTP/") else b""
        if status.startswith(b"1"):
            return
        self.count += 1
        if status in {b"204", b"304"}:
            return
        self._is_chunked = named.get(b"transfer-encoding", b"").lower() == b"chunked"
        if not self._is_chunked:
            length = named.get(b"content-length")
            self._left = int(length or 0)
            self._is_endless = length is None and bool(status)


class Network:
    """A way to `upstream`, a port of this machine. `rtt_ms` may change at any time."""

    def __init__(self, upstream: int) -> None:
        self.rtt_ms = 0
        self.port = 0
        self._upstream = upstream
        self._tally = Tally()
        self._counting = threading.Lock()

    @property
    def tally(self) -> Tally:
        """What has crossed up to now."""
        with self._counting:
            return self._tally - Tally()

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Carry connections until told to stop."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0, limit=CHUNK)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()

    async def _carry(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.rtt_ms / 1000)
        server, to_server = await asyncio.open_connection("127.0.0.1", self._upstream, limit=CHUNK)
        with suppress(ConnectionError, asyncio.CancelledError):  # cancelled at the end of all, when nobody waits
            await asyncio.gather(
                self._pass_on(browser, to_server, is_request=True), self._pass_on(server, to_browser, is_request=False)
            )
        for writer in (to_server, to_browser):
            writer.close()

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_request: bool) -> None:
        """Read as bytes come, and let each wait for its time without holding up those behind it."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(_arrive(under_way, target))
        messages = Messages()
        clock = asyncio.get_running_loop().time
        try:
            while data := await source.read(CHUNK):
                self._count(messages, data, is_request=is_request)
                under_way.put_nowait((clock() + self.rtt_ms / 2000, data))
        finally:
            under_way.put_nowait((clock() + self.rtt_ms / 2000, b""))
            await arriving

    def _count(self, messages: Messages, data: bytes, *, is_request: bool) -> None:
        before = messages.count, messages.bodies
        messages.feed(data)
        count, bodies = messages.count - before[0], messages.bodies - before[1]
        with self._counting:
            if is_request:
                self._tally.requests += count
                self._tally.sent += len(data)
                self._tally.sent_bodies += bodies
            else:
                self._tally.answers += count
                self._tally.received += len(data)
                self._tally.received_bodies += bodies


async def _arrive(under_way: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
    """Write each piece when its time has come; an empty one ends it."""
    clock = asyncio.get_running_loop().time
    while True:
        due, data = await under_way.get()
        if due > clock():
            await asyncio.sleep(due - clock())
        if not data:
            break
        target.write(data)
        await target.drain()
    with suppress(OSError):
        target.write_eof()


@contextmanager
def network(upstream: int) -> Iterator[Network]:
    """Run a network in front of a port until the block ends."""
    between = Network(upstream)
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(between.serve(ready, stop))

    carrier = threading.Thread(target=run, daemon=True)
    carrier.start()
    ready.wait()
    try:
        yield between
    finally:
        loop.call_soon_threadsafe(stop.set)
        carrier.join()
