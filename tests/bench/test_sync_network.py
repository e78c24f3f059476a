"""What is counted on a connection, however its bytes are cut, and that what is passed on arrives whole."""

from __future__ import annotations

import http.client
import http.server
import threading
from collections.abc import Iterator

import pytest

from tests.bench.sync.network import Messages, Tally, network

PLAIN = b"POST /a HTTP/1.1\r\nHost: x\r\ncontent-length: 5\r\n\r\nhello"
EMPTY = b"GET /b HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nAfter: all\r\n\r\n"
)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
NOTHING = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


def counted(stream: bytes, step: int) -> tuple[int, int]:
    messages = Messages()
    for at in range(0, len(stream), step):
        messages.feed(stream[at : at + step])
    return messages.count, messages.bodies


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_messages_are_counted_however_they_are_cut(step: int) -> None:
    assert counted(PLAIN + EMPTY + PLAIN, step) == (3, 10)
    assert counted(CHUNKED + CONTINUE + NOTHING + CHUNKED, step) == (3, 26)
    assert counted(NOTHING + ENDLESS + b"data: GET / HTTP/1.1\r\n\r\n", step) == (2, 24)


def test_a_body_that_looks_like_a_request_is_none() -> None:
    body = b"GET / HTTP/1.1\r\n\r\n"
    assert counted(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body), 4) == (1, len(body))


def test_what_has_crossed_since_is_a_difference() -> None:
    assert Tally(5, 4, 30, 20, 10, 8) - Tally(1, 1, 10, 10, 5, 5) == Tally(4, 3, 20, 10, 5, 3)
    assert (Tally(sent=3, received=4).bytes, Tally(sent_bodies=1, received_bodies=2).bodies) == (7, 3)


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def echo_port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join()


@pytest.mark.sockets
def test_what_is_sent_arrives_at_a_distance_too_and_is_counted_at_the_socket(echo_port: int) -> None:
    with network(echo_port) as between:
        between.rtt_ms = 10
        body = bytes(range(256)) * 4096
        connection = http.client.HTTPConnection("127.0.0.1", between.port)
        for _ in range(2):
            connection.request("POST", "/", body)
            assert connection.getresponse().read() == body
        connection.close()
        tally = between.tally
    assert (tally.requests, tally.answers) == (2, 2)
    assert (tally.sent_bodies, tally.received_bodies) == (2 * len(body), 2 * len(body))
    assert tally.sent > tally.sent_bodies
    assert tally.received > tally.received_bodies
