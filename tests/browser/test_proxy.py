"""The bad network itself, against a server that writes down what reaches it."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import ClassVar

import pytest

from tests.browser.proxy import BadNetwork, Moment, Request, answer, bad_network, watched_network

pytestmark = pytest.mark.sockets


class Notebook(BaseHTTPRequestHandler):
    """Writes down each request's path and body, and answers with how many there were."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[tuple[str, bytes]]]

    def do_GET(self) -> None:
        self.answer(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(body)

    def answer(self, body: bytes) -> None:
        self.seen.append((self.path, body))
        reply = f"{len(self.seen)}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def notebook() -> Iterator[ThreadingHTTPServer]:
    class Fresh(Notebook):
        seen: ClassVar[list[tuple[str, bytes]]] = []

    with ThreadingHTTPServer(("127.0.0.1", 0), Fresh) as server:
        writer = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        writer.start()
        yield server
        server.shutdown()
        writer.join()


@pytest.fixture
def network(notebook: ThreadingHTTPServer) -> Iterator[BadNetwork]:
    with bad_network(notebook.server_port, seed=1) as network:
        yield network


def seen(notebook: ThreadingHTTPServer) -> list[tuple[str, bytes]]:
    handler = notebook.RequestHandlerClass
    assert isinstance(handler, type)
    assert issubclass(handler, Notebook)
    return handler.seen


def post(network: BadNetwork, path: str, body: bytes) -> bytes | None:
    connection = http.client.HTTPConnection("127.0.0.1", network.port, timeout=10)
    try:
        connection.request("POST", path, body)
        return connection.getresponse().read()
    except (ConnectionResetError, http.client.RemoteDisconnected):
        return None
    finally:
        connection.close()


def test_every_request_reaches_the_server_twice_and_three_answers_of_ten_are_lost(
    notebook: ThreadingHTTPServer, network: BadNetwork
) -> None:
    answers = [post(network, "/api/sync?x=1", f"body {number}".encode()) for number in range(20)]

    assert [body for _, body in seen(notebook)] == [f"body {number}".encode() for number in range(20) for _ in "ab"]
    assert answers.count(None) == 6
    assert network.faults.repeated == {"POST /api/sync": 20}
    assert network.faults.dropped == {"POST /api/sync": 6}


def test_the_device_gets_the_answer_to_the_first_sending(network: BadNetwork) -> None:
    answers = [post(network, "/api/sync", b"") for _ in range(10)]

    assert all(answer is None or int(answer) == 2 * number + 1 for number, answer in enumerate(answers))


def test_the_same_seed_loses_the_same_answers(notebook: ThreadingHTTPServer) -> None:
    lost = []
    for _ in range(2):
        with bad_network(notebook.server_port, seed=7) as network:
            lost.append([post(network, "/api/sync", b"") is None for _ in range(20)])

    assert lost[0] == lost[1]


def test_pages_pass_through_once_and_whole(notebook: ThreadingHTTPServer, network: BadNetwork) -> None:
    assert [post(network, "/assets/app.js", b"") for _ in range(20)] == [f"{n + 1}".encode() for n in range(20)]
    assert network.faults.repeated.total() == 0
    assert len(seen(notebook)) == 20


def test_gzip_and_chunked_bodies_arrive_as_they_were_sent(notebook: ThreadingHTTPServer, network: BadNetwork) -> None:
    packed = gzip.compress(b"\r\n0\r\n\r\n" * 1000)
    post(network, "/api/sync", packed)
    with socket.create_connection(("127.0.0.1", network.port), timeout=10) as connection:
        connection.sendall(
            b"POST /api/sync HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
        )
        connection.settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            connection.recv(1000)

    assert [body for _, body in seen(notebook)] == [packed, packed, b"hello world", b"hello world"]


def test_a_test_steps_in_at_each_moment_and_may_answer_in_the_servers_place(notebook: ThreadingHTTPServer) -> None:
    moments: Queue[tuple[str, Moment]] = Queue()

    def look(moment: Moment, request: Request) -> bytes | None:
        moments.put((request.text, moment))
        return answer("503 Away", "later", "Retry-After: 4") if request.text == "not now" else None

    with watched_network(notebook.server_port) as network:
        network.step_in = look
        assert post(network, "/api/sync", b"one") == b"1"
        assert [moments.get(timeout=10) for _ in "abc"] == [("one", "asked"), ("one", "done"), ("one", "told")]
        assert post(network, "/api/sync", b"not now") == b"later"
        assert [moments.get(timeout=10) for _ in "ab"] == [("not now", "asked"), ("not now", "told")]

    assert seen(notebook) == [("/api/sync", b"one")]


def test_it_counts_what_is_under_way_at_the_same_time(notebook: ThreadingHTTPServer) -> None:
    both_asked = threading.Barrier(2, timeout=10)

    def meet(moment: Moment, _request: Request) -> None:
        if moment == "asked":
            both_asked.wait()

    with watched_network(notebook.server_port) as network:
        for number in range(3):
            post(network, "/api/sync", f"{number}".encode())
        assert network.faults.most_at_once == {"POST /api/sync": 1}

        network.step_in = meet
        senders = [threading.Thread(target=post, args=(network, "/api/sync", b"at once")) for _ in range(2)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()

    assert network.faults.most_at_once == {"POST /api/sync": 2}
    assert network.faults.asked == {"POST /api/sync": 5}
    assert network.faults.repeated.total() == network.faults.dropped.total() == 0


def test_a_request_that_breaks_off_reaches_nobody_and_a_server_that_is_away_cuts_the_connection(
    notebook: ThreadingHTTPServer, network: BadNetwork
) -> None:
    with socket.create_connection(("127.0.0.1", network.port), timeout=10) as connection:
        connection.sendall(b"POST /api/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000) == b""
    assert seen(notebook) == []

    with socket.create_server(("127.0.0.1", 0)) as nobody:
        network.upstream = nobody.getsockname()[1]
    assert post(network, "/api/sync", b"anybody there?") is None
