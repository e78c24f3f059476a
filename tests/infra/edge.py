"""Plays CloudFront for the distribution that was deployed: over TLS on loopback, in front of the emulator.

It keeps nothing: every request goes to its origin, which is the emulator under another name.
"""

from __future__ import annotations

import datetime as dt
import http.client
import pathlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from backend.lan.authority import authority, leaf
from tests.infra.distribution import Distribution, Origin

HOP_BY_HOP = {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
OF_THE_EMULATOR = ("access-control-", "x-amz", "apigw-")
ANSWER_SECONDS = 60

Headers = list[tuple[str, str]]


class Edge(ThreadingHTTPServer):
    """Listens on a free loopback port; `emulator` is the port at which all origins are."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, distribution: Distribution, emulator: int, folder: pathlib.Path) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.distribution, self.emulator = distribution, emulator
        self._authority = authority(folder, distribution.name, _now)
        pair = leaf(folder, distribution.name, self._authority, _now)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(pair.certificate_file, pair.key_file)

    @property
    def port(self) -> int:
        """The port to connect to."""
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """The address of the site, for a browser that finds this name at our port."""
        return f"https://{self.distribution.name}"

    def trusting(self) -> ssl.SSLContext:
        """Return what a client needs to trust the certificate; the name leads elsewhere, so that is not checked."""
        context = ssl.create_default_context(cafile=str(self._authority.certificate_file))
        context.check_hostname = False
        return context

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the connection's own thread."""
        try:
            secured = self._tls.wrap_socket(request, server_side=True)
        except OSError:
            return  # a browser that opened a connection and thought better of it
        with secured:
            super().finish_request(secured, client_address)


class Exchange(BaseHTTPRequestHandler):
    """One connection: each request goes to the origin of its behaviour."""

    protocol_version = "HTTP/1.1"
    timeout = ANSWER_SECONDS

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Say nothing."""

    def answer(self) -> None:
        """Answer one request as CloudFront would."""
        edge = cast("Edge", self.server)
        told = edge.distribution
        path, _, query = self.path.partition("?")
        behaviour = told.behaviour(path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command not in behaviour["AllowedMethods"]["Items"]:
            self.reply(403, [], b"not an allowed method")
            return
        sent = {name.lower(): value for name, value in self.headers.items()}
        sent["cloudfront-viewer-address"] = f"{self.client_address[0]}:{self.client_address[1]}"
        path = told.uri(behaviour, self.command, path, sent)
        target = f"{path}?{query}" if query else path
        headers = told.to_origin(behaviour, sent)
        status, got, content = self.ask(told.origins[behaviour["TargetOriginId"]], target, headers, body)
        ours = told.to_viewer(behaviour)
        self.reply(status, [pair for pair in got if pair[0] not in ours] + list(ours.items()), content)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815 - http.server's

    def ask(self, origin: Origin, target: str, headers: dict[str, str], body: bytes) -> tuple[int, Headers, bytes]:
        """Ask the emulator, which tells a bucket by the path and an API by the host's first label."""
        if origin.bucket:
            target, host = f"/{origin.bucket}{target}", "localhost"
        else:
            host = origin.host.partition(".")[0] + ".execute-api.localhost"
        connection = http.client.HTTPConnection("127.0.0.1", cast("Edge", self.server).emulator, timeout=ANSWER_SECONDS)
        try:
            connection.request(self.command, target, body or None, {**headers, "Host": host})
            answer = connection.getresponse()
            got = [
                (name, value)
                for name, value in answer.getheaders()
                if name.lower() not in HOP_BY_HOP and not name.lower().startswith(OF_THE_EMULATOR)
            ]
            return answer.status, got, answer.read()
        finally:
            connection.close()

    def reply(self, status: int, headers: Headers, body: bytes) -> None:
        """Send an answer."""
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def edge(distribution: Distribution, emulator: int, folder: pathlib.Path) -> Iterator[Edge]:
    """Run the edge until the block ends."""
    with Edge(distribution, emulator, folder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            distribution.close()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - the browser goes by the real clock
