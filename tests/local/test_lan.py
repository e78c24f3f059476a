"""HTTPS on the local network: the authority, the relay in front, the page that explains."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from werkzeug.test import Client

from backend.lan.authority import Pair, authority, leaf
from backend.lan.name import host_name
from backend.lan.page import trust_page
from backend.lan.relay import Relay

HOST = "lanyard-test.local"
START = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


class Clock:
    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


def test_the_authority_is_made_once_and_its_key_is_its_owners(tmp_path: Path) -> None:
    clock = Clock(START)
    first = authority(tmp_path, HOST, clock)
    assert authority(tmp_path, HOST, clock).certificate == first.certificate
    assert first.key_file.stat().st_mode & 0o777 == 0o600
    assert authority(tmp_path, "other.local", clock).certificate != first.certificate


def test_a_certificate_lasts_397_days_and_is_renewed_a_month_before(tmp_path: Path) -> None:
    clock = Clock(START)
    issuer = authority(tmp_path, HOST, clock)
    first = leaf(tmp_path, HOST, issuer, clock)
    certificate = first.certificate
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == dt.timedelta(days=397)
    clock.now = START + dt.timedelta(days=365)
    assert leaf(tmp_path, HOST, issuer, clock).certificate == certificate
    clock.now = START + dt.timedelta(days=367)
    renewed = leaf(tmp_path, HOST, issuer, clock)
    assert renewed.certificate != certificate
    assert renewed.certificate.not_valid_after_utc > clock.now + dt.timedelta(days=390)
    assert authority(tmp_path, HOST, clock).certificate == issuer.certificate


def test_an_authority_that_would_end_before_its_certificates_is_replaced(tmp_path: Path) -> None:
    clock = Clock(START)
    issuer = authority(tmp_path, HOST, clock)
    old = leaf(tmp_path, HOST, issuer, clock)
    clock.now = START + dt.timedelta(days=3_300)
    replaced = authority(tmp_path, HOST, clock)
    assert replaced.certificate != issuer.certificate
    assert leaf(tmp_path, HOST, replaced, clock).certificate != old.certificate


def test_a_certificate_of_another_authority_is_replaced(tmp_path: Path) -> None:
    clock = Clock(START)
    old = leaf(tmp_path, HOST, authority(tmp_path, "other.local", clock), clock)
    fresh = leaf(tmp_path, HOST, authority(tmp_path, HOST, clock), clock)
    assert fresh.certificate != old.certificate


@pytest.mark.parametrize(
    ("machine", "host"),
    [
        ("Anas-MacBook.local", "lanyard-anas-macbook.local"),
        ("vm", "lanyard-vm.local"),
        ("Ana's Computer!", "lanyard-ana-s-computer.local"),
        ("", "lanyard.local"),
        ("дом", "lanyard.local"),
        ("x" * 80, f"lanyard-{'x' * 40}.local"),
    ],
)
def test_the_host_name_is_one_that_every_phone_can_ask_for(machine: str, host: str) -> None:
    assert host_name(machine) == host


def test_the_page_hands_out_the_certificate_and_explains_both_kinds_of_phone(tmp_path: Path) -> None:
    issuer = authority(tmp_path, HOST, Clock(START))
    pem = issuer.certificate_file.read_bytes()
    client = Client(trust_page(f"https://{HOST}:8000", HOST, issuer.fingerprint, pem))
    page = client.get("/")
    for expected in (issuer.fingerprint, "Certificate Trust Settings", "Android", f'href="https://{HOST}:8000/"'):
        assert expected in page.text
    assert "script" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    answer = client.get("/lanyard.crt")
    assert (answer.content_type, answer.data) == ("application/x-x509-ca-cert", pem)
    assert client.get("/authority.key").status_code == 404
    assert client.post("/").status_code == 404


class Echo:
    """A server on loopback that returns what it is sent, and closes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.peers: list[int] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, (_, port) = self.socket.accept()
            except OSError:
                return
            self.peers.append(port)
            with connection:
                connection.sendall(b"echo: " + connection.recv(1 << 16))


@contextmanager
def relayed(folder: Path) -> Iterator[tuple[Relay, Echo, int, Pair, Clock]]:
    clock = Clock(dt.datetime.now(dt.UTC))  # noqa: TID251 - the TLS library looks at the real clock
    issuer = authority(folder, HOST, clock)

    def load(context: ssl.SSLContext) -> None:
        pair = leaf(folder, HOST, issuer, clock)
        context.load_cert_chain(pair.certificate_file, pair.key_file)

    echo, front = Echo(), socket.create_server(("127.0.0.1", 0))
    relay = Relay(front, echo.port, load)
    relay.start()
    try:
        yield relay, echo, front.getsockname()[1], issuer, clock
    finally:
        relay.stop()
        echo.socket.close()


@contextmanager
def connected(port: int, issuer: Pair, host: str = HOST) -> Iterator[ssl.SSLSocket]:
    context = ssl.create_default_context(cafile=str(issuer.certificate_file))
    with (
        closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        yield secure


@pytest.mark.sockets
def test_bytes_go_through_both_ways_and_the_server_learns_whose_they_are(tmp_path: Path) -> None:
    with relayed(tmp_path) as (relay, echo, port, issuer, _):
        seen: list[str] = []

        def app(environ: dict[str, str], _: object) -> list[bytes]:
            seen.append(environ["REMOTE_ADDR"])
            return []

        with connected(port, issuer) as secure:
            secure.sendall(b"")
            while not echo.peers:
                threading.Event().wait(0.01)
            relay._peers[str(echo.peers[0])] = "192.0.2.9"  # as if it came from there
            named = relay.named(app)
            named({"REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": str(echo.peers[0])}, lambda *_: lambda _: None)
            named({"REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": "1"}, lambda *_: lambda _: None)
            secure.sendall(b"hello")
            assert secure.recv(100) == b"echo: hello"
            assert secure.recv(100) == b""
        assert seen == ["192.0.2.9", "127.0.0.1"]


@pytest.mark.sockets
def test_the_certificate_is_good_for_the_host_name_alone(tmp_path: Path) -> None:
    with relayed(tmp_path) as (_, _, port, issuer, _):
        with pytest.raises(ssl.SSLCertVerificationError), connected(port, issuer, "bank.example"):
            pass
        with pytest.raises(ssl.SSLCertVerificationError), connected(port, issuer, "127.0.0.1"):
            pass


@pytest.mark.sockets
def test_a_stolen_authority_cannot_speak_for_another_name(tmp_path: Path) -> None:
    clock = Clock(dt.datetime.now(dt.UTC))  # noqa: TID251 - the TLS library looks at the real clock
    issuer = authority(tmp_path, HOST, clock)
    forged = leaf(tmp_path, "bank.example", issuer, clock)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(forged.certificate_file, forged.key_file)
    client = ssl.create_default_context(cafile=str(issuer.certificate_file))
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(to_client, to_server, server_hostname="bank.example")
    two = server.wrap_bio(to_server, to_client, server_side=True)
    with pytest.raises(ssl.SSLWantReadError):
        one.do_handshake()  # hello
    with pytest.raises(ssl.SSLWantReadError):
        two.do_handshake()  # certificate
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        one.do_handshake()


@pytest.mark.sockets
def test_a_renewed_certificate_is_used_without_a_restart(tmp_path: Path) -> None:
    with relayed(tmp_path) as (relay, _, port, issuer, clock):
        with connected(port, issuer) as secure:
            before = secure.getpeercert(binary_form=True)
        clock.now += dt.timedelta(days=380)
        renewed = leaf(tmp_path, HOST, issuer, clock)
        clock.now -= dt.timedelta(days=380)
        relay._load(relay._context)
        unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # to us, the renewed one begins in a year
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
        with (
            closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as plain,
            unchecked.wrap_socket(plain, server_hostname=HOST) as secure,
        ):
            after = secure.getpeercert(binary_form=True)
        assert before != after
        assert after == renewed.certificate.public_bytes(serialization.Encoding.DER)


@pytest.mark.sockets
def test_what_does_not_speak_tls_gets_nothing(tmp_path: Path) -> None:
    with relayed(tmp_path) as (_, echo, port, _, _), closing(socket.create_connection(("127.0.0.1", port))) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        plain.settimeout(10)
        assert b"echo" not in plain.recv(1000)
        assert echo.peers == []
