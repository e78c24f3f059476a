"""Lambda around one packaged function: the unpacked zip in a child that can import nothing else, and its Runtime API.

The child is `awslambdaric`, as AWS starts it, without site-packages; it asks this server for events and posts answers.
"""

from __future__ import annotations

import base64
import json
import os
import pathlib
import queue
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import pytest

from tools.package.function import OUT, ROOT

RUNTIME = ROOT / "build/runtime"
PYTHON = ROOT / ".venv-emulator/bin/python"
PREFIX = "/2018-06-01/runtime"
PATIENCE_SECONDS = 60
PUSHING = {"notifications", "remind"}
"""The functions of infra/reminders.yml, which have a zip of their own."""


@dataclass(frozen=True)
class Outcome:
    """How a call ended: what was posted, and whether as an error."""

    body: Any
    failed: bool


class RuntimeApi(ThreadingHTTPServer):
    """The API that a function's process asks for work: events go in at one end, outcomes come out at the other."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.events: queue.Queue[bytes | None] = queue.Queue()
        self.outcomes: queue.Queue[Outcome] = queue.Queue()
        self.served = 0
        self.asked = threading.Event()


class Conversation(BaseHTTPRequestHandler):
    """One connection of the function's process."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Say nothing."""

    def do_GET(self) -> None:
        """Hand out the next event; this takes until there is one."""
        api = cast("RuntimeApi", self.server)
        api.asked.set()
        event = api.events.get()
        if event is None:
            self.close_connection = True
            return
        api.served += 1
        self.send_response_only(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", f"request-{api.served}")
        self.send_header("Lambda-Runtime-Deadline-Ms", "4000000000000")
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:1:function:f")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(event)))
        self.end_headers()
        self.wfile.write(event)

    def do_POST(self) -> None:
        """Take an answer or an error."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        cast("RuntimeApi", self.server).outcomes.put(Outcome(json.loads(body or b"null"), "error" in self.path))
        self.send_response_only(202)
        self.send_header("Content-Length", "0")
        self.end_headers()


@dataclass
class Function:
    """A running function."""

    api: RuntimeApi
    log: pathlib.Path
    cookies: list[str] = field(default_factory=list)

    def call(self, event: Mapping[str, Any]) -> Any:
        """Return what the function answers an event."""
        outcome = self.outcome(event)
        assert not outcome.failed, outcome.body
        return outcome.body

    def outcome(self, event: Mapping[str, Any]) -> Outcome:
        """Return how a call with an event ends."""
        self.api.events.put(json.dumps(event).encode())
        try:
            return self.api.outcomes.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise AssertionError(f"no answer; the function said:\n{self.log.read_text()[-2000:]}") from None


def zip_of(function: str) -> str:
    """Return the name of the zip that a function runs."""
    return "lanyard-push" if function in PUSHING else "lanyard"


def packed(name: str) -> pathlib.Path:
    """Return where a zip for this machine's processor is."""
    return OUT / f"{name}-{'arm64' if os.uname().machine == 'aarch64' else 'x86_64'}.zip"


def unpacked(folder: pathlib.Path, name: str = "lanyard") -> pathlib.Path:
    """Unpack a zip for this machine's processor as Lambda does, and return where."""
    if sys.platform != "linux":
        pytest.skip("the packaged functions run on Linux only")
    if not (RUNTIME / "awslambdaric").exists():
        pytest.skip("awslambdaric is not there: `python tools/setup.py emulator` says why")
    with zipfile.ZipFile(packed(name)) as package:
        package.extractall(folder)
    return folder


@contextmanager
def function(name: str, task: pathlib.Path, log: pathlib.Path, environ: Mapping[str, str]) -> Iterator[Function]:
    """Run the function `name` until the block ends."""
    with RuntimeApi() as api, log.open("wb") as said:
        serving = threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        settings = {
            **environ,
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_address[1]}",
            "LAMBDA_TASK_ROOT": str(task),
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "PYTHONPATH": f"{task}:{RUNTIME}",
        }
        command = [str(PYTHON), "-S", "-s", "-m", "awslambdaric", f"backend.lambda_entry.{name}"]
        process = subprocess.Popen(command, cwd=task, env=settings, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            yield Function(api, log)
        finally:
            process.kill()
            process.wait()
            api.events.put(None)
            api.shutdown()
            serving.join()


def http_event(
    method: str,
    path: str,
    body: bytes = b"",
    *,
    headers: Mapping[str, str] | None = None,
    cookies: list[str] | None = None,
) -> dict[str, Any]:
    """Return the event that API Gateway makes of a request (payload 2.0): text stays text, all else is base64."""
    given = {name.lower(): value for name, value in (headers or {}).items()}
    is_text = given.get("content-type", "text/plain").startswith(("text/", "application/json"))
    raw_path, _, query = path.partition("?")
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {raw_path}",
        "rawPath": raw_path,
        "rawQueryString": query,
        "headers": {"host": "api.execute-api.eu-central-1.amazonaws.com", "x-forwarded-proto": "https", **given},
        "requestContext": {
            "accountId": "1",
            "apiId": "api",
            "domainName": "api.execute-api.eu-central-1.amazonaws.com",
            "http": {"method": method, "path": raw_path, "protocol": "HTTP/1.1", "sourceIp": "130.176.0.1"},
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": f"{method} {raw_path}",
            "stage": "$default",
            "timeEpoch": 1790000000000,
        },
        "isBase64Encoded": bool(body) and not is_text,
    }
    if cookies:
        event["cookies"] = cookies
    if body:
        event["body"] = body.decode() if is_text else base64.b64encode(body).decode()
    return event
