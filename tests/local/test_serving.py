"""`python -m backend.local`, as a person at a terminal sees it."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from backend import local
from tests.web.world import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A build of one page."""
    root = tmp_path / "web"
    root.mkdir()
    (root / "index.html").write_text("<!doctype html>shell")
    return root


def command(tmp_path: Path, web: Path, port: int = 0, *more: str) -> list[str]:
    start = [sys.executable, "-m", "backend.local", "--port", str(port)]
    return [*start, "--data", str(tmp_path / "data"), "--web", str(web), *more]


@contextmanager
def running(arguments: list[str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server, once it has said where it is."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        arguments, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"Lanyard is at http://localhost:(\d+)\n", line)
        assert found, line + (process.communicate()[1])
        yield process, int(found[1])
    finally:
        process.kill()
        process.communicate()


def ask(port: int, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    connection.request(method, path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def sign_up(port: int, email: str) -> int:
    return ask(port, "POST", "/api/account", {"email": email, "password": PASSWORD, "name": "Ana"})[0]


@pytest.mark.sockets
def test_connections_that_say_nothing_do_not_keep_others_out(tmp_path: Path, web: Path) -> None:
    with running(command(tmp_path, web)) as (_, port), ExitStack() as silent:
        for _number in range(200):
            silent.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)).sendall(b"POST /")
        assert ask(port, "GET", "/api/health")[0] == 200


@pytest.mark.sockets
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_the_app_until_it_is_told_to_stop(tmp_path: Path, web: Path, told: signal.Signals) -> None:
    with running(command(tmp_path, web)) as (process, port):
        assert ask(port, "GET", "/api/health") == (200, b'{"ok":true}\n')
        assert ask(port, "GET", "/people/7") == (200, b"<!doctype html>shell")
        process.send_signal(told)
        assert process.wait(PATIENCE) == 0


@pytest.mark.sockets
def test_told_to_stop_it_answers_what_it_has_begun(tmp_path: Path, web: Path) -> None:
    statuses = []
    with running(command(tmp_path, web)) as (process, port):
        threads = [
            threading.Thread(target=lambda number=number: statuses.append(sign_up(port, f"p{number}@example.org")))
            for number in range(6)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.1)  # each takes longer than that: a password is hashed
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        for thread in threads:
            thread.join()
    assert statuses == [201] * 6


@pytest.mark.sockets
def test_a_second_start_finds_everything_and_takes_no_time(tmp_path: Path, web: Path) -> None:
    with running(command(tmp_path, web)) as (process, port):
        assert sign_up(port, "ana@example.org") == 201
        process.kill()
    begin = time.monotonic()
    with running(command(tmp_path, web)) as (_, port):
        assert time.monotonic() - begin < PATIENCE / 4
        body = {"email": "ana@example.org", "password": PASSWORD}
        assert ask(port, "POST", "/api/session", body)[0] == 200


def said(arguments: list[str], **environ: str) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 - our own command
        arguments,
        cwd=ROOT,
        env={**os.environ, **environ},
        text=True,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.sockets
def test_a_taken_port_is_one_clear_line(tmp_path: Path, web: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, line = said(command(tmp_path, web, port))
    assert (code, line) == (1, f"Port {port} is taken: choose another with PORT=…\n")


def test_a_port_that_is_none_is_one_clear_line(tmp_path: Path, web: Path) -> None:
    assert said(command(tmp_path, web, 70_000)) == (
        1,
        "There is no port 70000: choose one from 1 to 65535 with PORT=…\n",
    )


def test_without_a_build_it_says_what_to_run(tmp_path: Path) -> None:
    code, line = said(command(tmp_path, tmp_path / "nothing"))
    assert (code, line.count("\n")) == (1, 1)
    assert "make build" in line


def test_an_unknown_store_is_one_clear_line(tmp_path: Path, web: Path) -> None:
    assert said(command(tmp_path, web), STORE="paper") == (1, "STORE is paper: it can be sqlite or dynamodb.\n")


def test_a_data_folder_that_cannot_be_one_is_one_clear_line(tmp_path: Path, web: Path) -> None:
    (tmp_path / "data").write_text("a file")
    code, line = said(command(tmp_path, web))
    assert (code, line.count("\n")) == (1, 1)
    assert "data" in line


@pytest.mark.sockets
@pytest.mark.parametrize(("given", "bound"), [([], "127.0.0.1"), (["--host", "127.0.0.2"], "127.0.0.2")])
def test_it_listens_on_loopback_unless_told_otherwise(
    tmp_path: Path, web: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], bound: str
) -> None:
    seen = []
    monkeypatch.setattr(local, "serve", lambda _, listener, **_more: seen.append(listener.getsockname()[0]))
    monkeypatch.delenv("STORE", raising=False)
    options: argparse.Namespace = local.parse(command(tmp_path, web, 0, *given)[3:])
    with ExitStack() as stack:
        local.start(options, stack)
    assert seen == [bound]
