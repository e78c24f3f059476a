"""TLS in front of the server: decrypts each connection and passes its bytes on to a loopback port, and back.

It understands no HTTP. For the limits by address, it remembers which of its loopback connections is whose: the server
would see only loopback otherwise. It runs in a thread of its own, on its own event loop.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PIECE = 64 * 1024
HANDSHAKE_SECONDS = 10
MOST_CONNECTIONS = 200
RENEW_SECONDS = 24 * 60 * 60
DRAIN_SECONDS = 2
FAREWELL_SECONDS = 0.02
"""For aborted connections to be closed by the event loop."""


class Relay:
    """Takes connections from the socket `front` to loopback port `target`. `load` puts the certificate into a context.

    `load` is called at the start and daily, so that a renewed certificate is used without a restart.
    """

    def __init__(self, front: socket.socket, target: int, load: Callable[[ssl.SSLContext], None]) -> None:
        self._target = target
        self._load = load
        self._peers: dict[str, str] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        load(self._context)
        self._server = self._loop.run_until_complete(self._listen(front))
        self._thread = threading.Thread(target=self._run, name="tls-relay", daemon=True)

    def start(self) -> None:
        """Relay from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more connections, let what is under way arrive for a moment, and wait for the thread."""
        asyncio.run_coroutine_threadsafe(self._drain(), self._loop)
        self._thread.join()

    def named(self, app: WSGIApplication) -> WSGIApplication:
        """Return `app` with REMOTE_ADDR being that of the TLS connection, not of the loopback one behind it."""

        def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            peer = self._peers.get(environ.get("REMOTE_PORT", ""))
            if peer:
                environ["REMOTE_ADDR"] = peer
            return app(environ, start_response)

        return wrapped

    async def _listen(self, front: socket.socket) -> asyncio.Server:
        return await asyncio.start_server(
            self._accept,
            sock=front,
            ssl=self._context,
            ssl_handshake_timeout=HANDSHAKE_SECONDS,
            ssl_shutdown_timeout=DRAIN_SECONDS,
        )

    def _run(self) -> None:
        renewing = self._loop.create_task(self._renew())
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop) | {renewing}
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(FAREWELL_SECONDS))
        self._loop.close()

    async def _drain(self) -> None:
        self._server.close()
        if self._serving:
            await asyncio.wait(self._serving, timeout=DRAIN_SECONDS)
        self._loop.stop()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with suppress(OSError):  # tomorrow is another day: the old one lasts for a month yet
                self._load(self._context)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._server.is_serving():  # its handshake ended after we did
            writer.transport.abort()
            return
        task = self._loop.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        task.add_done_callback(lambda _: writer.transport.abort())  # also where it is cancelled before it has begun

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        if peer is None or len(self._peers) >= MOST_CONNECTIONS:
            return  # gone again already, or one too many
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            return  # the server has just stopped
        own_port = str(inner_writer.get_extra_info("sockname")[1])
        self._peers[own_port] = peer[0]
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_pump(reader, inner_writer))
                both.create_task(_pump(inner_reader, writer))
        finally:
            del self._peers[own_port]
            inner_writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass bytes on until one side ends; closing the other side then ends the pump of the other direction."""
    with suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
