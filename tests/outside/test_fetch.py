"""The guarded client: where nobody is led, whatever a URL or a name server says, and what ends an answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from backend.outside.failures import AwayError, RefusedError
from backend.outside.fetch import Fetch, Place, is_public, place_in

HOST = "push.example.com"


def allows(host: str) -> bool:
    return host == HOST


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example.com/",
        "ftp://push.example.com/",
        "//push.example.com/",
        "https://other.example.com/",
        "https://push.example.com.evil.example/",
        "https://push.example.com@evil.example/",
        "https://user:word@push.example.com/",
        "https://@push.example.com/",
        "https://push.example.com:22/",
        "https://push.example.com:99999/",
        "https://push.example.com:x/",
        "https://push.example.com\\@evil.example/",
        "https://push.example.com\t/",
        "https://push.example.com/ HTTP/1.1\r\nHost: evil",
        "https://push.example.com/\u00fc",
        "https://push\u3002example.com/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://push.example.com./",
        "https://-push.example.com/",
        "https://" + "a" * 64 + ".example.com/",
        "https://push.example.com/" + "a" * 2048,
        "https:push.example.com",
        "",
    ],
)
def test_a_url_that_leads_elsewhere_is_never_asked(url: str) -> None:
    def resolve(_host: str) -> list[str]:
        raise AssertionError("somebody asked for an address")

    with pytest.raises(RefusedError):
        place_in(url, lambda host: host in {HOST, "localhost", "127.0.0.1"})
    with pytest.raises(RefusedError):
        Fetch(resolve=resolve).send("POST", url, allows=allows)


def test_a_url_says_host_and_target() -> None:
    assert place_in("https://PUSH.example.com:443/a/b?c=d#e", allows) == Place(HOST, "/a/b?c=d")
    assert place_in("https://push.example.com", allows) == Place(HOST, "/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "255.255.255.255",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_no_private_address_is_ever_connected_to(address: str) -> None:
    def dial(*_: object) -> socket.socket:
        raise AssertionError("somebody connected")

    assert not is_public(address)
    for addresses in ([address], ["93.184.215.14", address], [address, "93.184.215.14"]):
        fetch = Fetch(resolve={HOST: addresses}.__getitem__, dial=dial)
        with pytest.raises(RefusedError):
            fetch.send("GET", f"https://{HOST}/", allows=allows)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(address)


def test_the_name_is_looked_up_once_and_the_connection_goes_to_what_was_found() -> None:
    looked_up: list[str] = []
    dialled: list[tuple[str, str]] = []

    def resolve(host: str) -> list[str]:
        looked_up.append(host)
        return ["93.184.215.14", "93.184.215.15"] if len(looked_up) == 1 else ["127.0.0.1"]

    def dial(address: str, host: str, _seconds: float) -> socket.socket:
        dialled.append((address, host))
        raise ConnectionRefusedError

    with pytest.raises(AwayError):
        Fetch(resolve=resolve, dial=dial).send("GET", f"https://{HOST}/", allows=allows)
    assert looked_up == [HOST]
    assert dialled == [("93.184.215.14", HOST), ("93.184.215.15", HOST)]


def test_a_name_that_is_not_known_may_be_known_later() -> None:
    def resolve(_host: str) -> list[str]:
        raise socket.gaierror

    with pytest.raises(AwayError):
        Fetch(resolve=resolve).send("GET", f"https://{HOST}/", allows=allows)


Serve = Callable[[socket.socket], None]


@contextmanager
def answered(serve: Serve) -> Iterator[Callable[[str, str, float], socket.socket]]:
    """A dial that leads to `serve` instead, over a pair of connected sockets."""
    threads: list[threading.Thread] = []

    def dial(_address: str, _host: str, seconds: float) -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(seconds)

        def run() -> None:
            with theirs, suppress(OSError):
                serve(theirs)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        threads.append(thread)
        return ours

    yield dial
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def request_of(line: socket.socket, body: bytes = b"") -> bytes:
    """Read a request with that body."""
    read = b""
    while not read.endswith(b"\r\n\r\n" + body):
        read += line.recv(4096)
    return read


def fetched(dial: Callable[[str, str, float], socket.socket], *, seconds: float = 5) -> Fetch:
    return Fetch(resolve=lambda _: ["93.184.215.14"], dial=dial, seconds=seconds)


pairs = pytest.mark.enable_socket  # two ends in one process: nothing leaves it


@pairs
def test_an_answer_comes_back_whatever_its_status() -> None:
    seen: list[bytes] = []

    def serve(line: socket.socket) -> None:
        seen.append(request_of(line, b"x"))
        line.sendall(b"HTTP/1.1 410 Gone\r\nX-Why: over\r\nContent-Length: 3\r\n\r\nbye")

    with answered(serve) as dial:
        answer = fetched(dial).send("POST", f"https://{HOST}/a?b", allows=allows, headers={"TTL": "1"}, body=b"x")
    assert (answer.status, answer.headers["x-why"], answer.body) == (410, "over", b"bye")
    head, *lines = seen[0].split(b"\r\n")
    assert head == b"POST /a?b HTTP/1.1"
    assert {b"Host: push.example.com", b"TTL: 1", b"Connection: close"} <= set(lines)


@pairs
def test_a_redirect_is_an_answer_and_nothing_to_follow() -> None:
    asked: list[bytes] = []

    def serve(line: socket.socket) -> None:
        asked.append(request_of(line))
        line.sendall(b"HTTP/1.1 302 Found\r\nLocation: https://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")

    with answered(serve) as dial:
        assert fetched(dial).send("GET", f"https://{HOST}/", allows=allows).status == 302
    assert len(asked) == 1


@pairs
@pytest.mark.parametrize("length", [b"", b"Content-Length: 2000000\r\n"])
def test_an_answer_that_is_too_long_is_not_read_to_its_end(length: bytes) -> None:
    def serve(line: socket.socket) -> None:
        request_of(line)
        line.sendall(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + b"x" * 2_000_000)

    with answered(serve) as dial, pytest.raises(RefusedError):
        fetched(dial).send("GET", f"https://{HOST}/", allows=allows, most_bytes=1000)


@pairs
@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"])
def test_a_broken_answer_is_none(said: bytes) -> None:
    def serve(line: socket.socket) -> None:
        request_of(line)
        line.sendall(said)

    with answered(serve) as dial, pytest.raises(AwayError):
        fetched(dial).send("GET", f"https://{HOST}/", allows=allows)


@pairs
def test_a_server_that_says_a_byte_now_and_then_is_cut_off() -> None:
    gone = threading.Event()

    def serve(line: socket.socket) -> None:
        request_of(line)
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            while True:
                line.sendall(b"X-Slow: 1\r\n")
                gone.wait(0.05)
        except OSError:
            gone.set()

    with answered(serve) as dial, pytest.raises((AwayError, RefusedError)):
        fetched(dial, seconds=0.5).send("GET", f"https://{HOST}/", allows=allows)
    assert gone.wait(10)
