"""Everything that --https adds: certificates, relay, name, the page that explains, and what the terminal says."""

from __future__ import annotations

import datetime as dt
import io
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import segno
import waitress  # type: ignore[import-untyped]

from backend.lan.authority import authority, leaf
from backend.lan.name import Announcement
from backend.lan.page import trust_page
from backend.lan.relay import Relay

INTRODUCTION = """Lanyard is at {origin}
On a phone in the same network, first open {page} and do what it says: scan this.
{code}
SHA-256 fingerprint of the certificate that the phone will ask about:
{fingerprint}"""


class Lan:
    """Serves `target`, a loopback port, as `host` over TLS on the socket `front`; keys live in `folder`."""

    def __init__(
        self, folder: Path, host: str, *, front: socket.socket, target: int, now_ms: Callable[[], int]
    ) -> None:
        self._folder, self._host, self._now_ms = folder, host, now_ms
        self._port: int = front.getsockname()[1]
        self._authority = authority(folder, host, self._now)
        self._relay = Relay(front, target, self._load)
        self._announcement: Announcement | None = None
        self.named = self._relay.named

    def __enter__(self) -> Self:
        """Relay from now on."""
        self._relay.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Say goodbye and end every connection."""
        if self._announcement:
            self._announcement.close()
        self._relay.stop()

    def introduce(self, page: socket.socket, addresses: list[str]) -> str:
        """Tell the network our name, serve the page that explains on the socket `page`; return what to tell the person.

        Raises: OSError where the network does not take the announcement.
        """
        origin = f"https://{self._host}:{self._port}"
        fingerprint = self._authority.fingerprint
        explain = trust_page(origin, self._host, fingerprint, self._authority.certificate_file.read_bytes())
        server = waitress.create_server(explain, map={}, sockets=[page], threads=1, ident=None)
        threading.Thread(target=server.run, name="trust-page", daemon=True).start()
        self._announcement = Announcement(self._host, addresses, self._port)
        url = f"http://{addresses[0]}:{page.getsockname()[1]}/"
        return INTRODUCTION.format(origin=origin, page=url, code=_qr(url), fingerprint=fingerprint)

    def _load(self, context: ssl.SSLContext) -> None:
        """Put today's certificate into `context`; new connections use it."""
        pair = leaf(self._folder, self._host, self._authority, self._now)
        context.load_cert_chain(pair.certificate_file, pair.key_file)

    def _now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._now_ms() / 1000, dt.UTC)


def _qr(text: str) -> str:
    out = io.StringIO()
    segno.make(text, micro=False).terminal(out, compact=True)
    return out.getvalue()
