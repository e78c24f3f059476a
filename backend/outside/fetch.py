"""The one guarded HTTP client: what a person's words may make this server ask, and of whom.

https on port 443 only, of hosts that the caller allows. A name is looked up once, every address that it has must be
public, and the connection goes to one of those very addresses, so that a second look-up cannot lead elsewhere. No
redirect is followed; the answer is cut at `most_bytes`, and after `SECONDS` the connection is cut too. The look-up
itself takes what the system's resolver allows it.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from backend.outside.failures import AwayError, RefusedError

PORT = 443
SECONDS = 5.0
LONGEST_URL = 2_048
_PRINTABLE = re.compile(r"[!-\[\]-~]+")
"""ASCII that can be seen, but for the backslash, which browsers take for a slash."""
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
"""A name with a top-level domain: no address in numbers, no name of the local network."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str], Iterable[str]]
Dial = Callable[[str, str, float], socket.socket]
Allows = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """A host and what to ask it for."""

    host: str
    target: str


def place_in(url: str, allows: Allows) -> Place:
    """Return where `url` leads, without going there. Raises: RefusedError where nobody may be led there."""
    if len(url) > LONGEST_URL or not _PRINTABLE.fullmatch(url):
        raise RefusedError("no URL that can be asked for")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RefusedError("no URL that can be asked for") from None
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or "@" in parts.netloc or port not in {None, PORT} or not _HOST.fullmatch(host):
        raise RefusedError("no address on the public web")
    if not allows(host):
        raise RefusedError("a host that is not allowed")
    target = parts.path or "/"
    return Place(host, f"{target}?{parts.query}" if parts.query else target)


def is_public(address: str) -> bool:
    """Say whether an address lies on the public internet, also when it is wrapped in another one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.sixtofour is not None or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast


def resolve(host: str) -> Iterable[str]:
    """Return the addresses of a host."""
    return dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM))


def dial(address: str, host: str, seconds: float) -> socket.socket:
    """Connect to an address, which has to prove that it is `host`."""
    plain = socket.create_connection((address, PORT), timeout=seconds)
    try:
        return _trust().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class Fetch:
    """Asks hosts on the public web; tests bring their own `resolve` and `dial`."""

    def __init__(self, *, resolve: Resolve = resolve, dial: Dial = dial, seconds: float = SECONDS) -> None:
        self._resolve, self._dial, self._seconds = resolve, dial, seconds

    def send(  # noqa: PLR0913 - a request has this many parts
        self,
        method: str,
        url: str,
        *,
        allows: Allows,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most_bytes: int = 64 * 1024,
    ) -> Answer:
        """Send one request and return the answer, whatever its status.

        Raises: RefusedError where the URL may not be asked or the answer is too long; AwayError where none came.
        """
        place = place_in(url, allows)
        until = time.monotonic() + self._seconds
        try:
            connected = self._connect(place.host, until)
            with closing(connected), _cut_after(connected, until - time.monotonic()):
                return _exchange(connected, method, place, headers or {}, body, most_bytes)
        except (OSError, http.client.HTTPException) as error:
            raise AwayError(type(error).__name__) from error

    def _connect(self, host: str, until: float) -> socket.socket:
        addresses = list(self._resolve(host))
        if not addresses or not all(map(is_public, addresses)):
            raise RefusedError("a host that is not on the public internet")
        failed: OSError = TimeoutError()
        for address in addresses:
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                connected = self._dial(address, host, left)
            except OSError as error:
                failed = error
                continue
            connected.settimeout(max(0.1, until - time.monotonic()))
            return connected
        raise failed


def _exchange(  # noqa: PLR0913, PLR0917 - what `send` was given
    connected: socket.socket, method: str, place: Place, headers: Mapping[str, str], body: bytes | None, most_bytes: int
) -> Answer:
    connection = http.client.HTTPSConnection(place.host)
    connection.sock = connected
    connection.request(method, place.target, body=body, headers={"Connection": "close", **headers})
    answer = connection.getresponse()
    read = answer.read(most_bytes + 1)
    if len(read) > most_bytes:
        raise RefusedError("an answer that is too long")
    if answer.length:
        raise http.client.IncompleteRead(read, answer.length)
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, read)


@contextmanager
def _cut_after(connected: socket.socket, seconds: float) -> Iterator[None]:
    """End the connection in the middle of whatever the block does with it, and raise TimeoutError then.

    A time-out of the socket's own ends one silence only: a server may send a byte now and then.
    """
    is_cut = threading.Event()

    def cut() -> None:
        is_cut.set()
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)

    guard = threading.Timer(max(0.0, seconds), cut)
    guard.daemon = True
    guard.start()
    try:
        yield
    finally:
        guard.cancel()
        if is_cut.is_set():
            raise TimeoutError
