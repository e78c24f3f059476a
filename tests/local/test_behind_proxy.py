"""`--origin`: the server behind a proxy that speaks TLS for it."""

from __future__ import annotations

import argparse
import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend import local
from backend.accounts.limits import SIGN_UP
from tests.browser.app_server import ROOT

SITE = "https://people.example.org"
PATIENCE = 20


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a server that calls itself SITE."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web/index.html").write_text("<!doctype html>shell")
    front = local.listen(local.LOOPBACK, 0)
    found = int(front.getsockname()[1])
    front.close()
    options = ["--port", str(found), "--data", str(tmp_path / "data"), "--web", str(tmp_path / "web")]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "backend.local", *options, "--origin", SITE + "/"],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == f"Lanyard is at {SITE}\n"
        yield found
    finally:
        process.kill()
        process.communicate()


def sign_up(port: int, forwarded: str, **more: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"X-Forwarded-For": forwarded, "Origin": SITE, **more}
    connection.request("POST", "/api/account", b"", headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.sockets
def test_it_counts_by_the_address_that_the_proxy_saw_and_by_none_that_a_sender_made_up(port: int) -> None:
    for n in range(SIGN_UP.limit):
        assert sign_up(port, f"203.0.113.{n}, 192.0.2.7") == 415
    assert sign_up(port, "203.0.113.200, 192.0.2.7") == 429
    assert sign_up(port, "192.0.2.7", **{"X-Forwarded-Host": "evil.example", "Forwarded": "for=192.0.2.9"}) == 429
    assert sign_up(port, "192.0.2.8") == 415


@pytest.mark.sockets
def test_the_address_is_the_proxys_and_so_are_the_headers(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/people/1")
    answer = connection.getresponse()
    assert answer.read() == b"<!doctype html>shell"
    assert answer.headers["Strict-Transport-Security"]
    connection.close()
    assert sign_up(port, "192.0.2.7", Origin="https://evil.example") == 403


@pytest.mark.parametrize(
    "address",
    ["people.example.org", "http://people.example.org", "https://", "https://a/b", "https://a?b", "https://u@a"],
)
def test_what_is_no_https_address_is_refused(address: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        local.origin(address)


def test_an_address_loses_its_slash_and_keeps_its_port() -> None:
    assert local.origin("https://People.Example.org/") == SITE
    assert local.origin("https://people.example.org:8443") == f"{SITE}:8443"
