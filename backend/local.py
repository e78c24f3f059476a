"""Serve Lanyard from this machine: `python -m backend.local --port 8000 --data ./data [--https | --origin URL]`.

On loopback by default, where browsers grant a service worker and the camera without https. STORE=dynamodb with
ENDPOINT=… in the environment keeps the items on a DynamoDB endpoint instead of in a file. SIGTERM and Ctrl-C end it
once the requests under way are answered.
"""

from __future__ import annotations

import argparse
import errno
import logging
import os
import platform
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import waitress  # type: ignore[import-untyped]
from waitress import wasyncore

from backend.app import create_app
from backend.garbage import look_seldom
from backend.handlers.remind import remind_all
from backend.handlers.sweep import sweep_all
from backend.lan.name import host_name, lan_addresses
from backend.lan.serve import Lan
from backend.storage.port import StorageError
from backend.web.headers import security_headers
from backend.web.log import to_stderr, where
from backend.web.site import SHELL, Site, with_site
from backend.web.turns import UnfinishedError
from backend.wiring import Settings, now_ms, opened

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - only with --https, for phones on the same network
THREADS = 8
MOST_CONNECTIONS = 500
"""More than one machine is likely to hold open against the others; with what else is open, below the usual 1,024."""
BACKLOG = 1024
MOST_BODY = 32 * 1024 * 1024
"""Beyond any route's own limit, so that a client hears of that one; what is longer is cut off unheard."""
FLUSH_SECONDS = 5
SWEEP_AFTER_S, SWEEP_EVERY_S = 60, 24 * 60 * 60
"""Once people have what they opened the app for; and daily from then on."""
REMIND_AFTER_S, REMIND_EVERY_S = 30, 5 * 60
WEB = Path(__file__).resolve().parent.parent / "build" / "web"


class StartError(Exception):
    """Why the server cannot start, in one line."""


def main(arguments: list[str]) -> int:
    """Run the server until it is told to stop; returns the exit code."""
    options = parse(arguments)
    to_stderr()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with ExitStack() as stack:
            start(options, stack)
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except (SystemExit, KeyboardInterrupt):
        pass  # told to stop while it was still starting
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m backend.local", description="Serve Lanyard from this machine.")
    parser.add_argument("--port", type=int, default=8000, help="0 takes any free one (default: 8000)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder for all data (default: ./data)")
    parser.add_argument("--host", help="address to listen on (default: loopback; with --https, every network)")
    reached = parser.add_mutually_exclusive_group()
    reached.add_argument("--https", action="store_true", help="serve phones on the same network")
    reached.add_argument("--origin", type=origin, help="the https address at which a proxy on this machine serves it")
    parser.add_argument("--web", type=Path, default=WEB, help="folder of the built frontend")
    return parser.parse_args(arguments)


def origin(text: str) -> str:
    """Return an address that a proxy serves, without a path."""
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise argparse.ArgumentTypeError("it is like https://people.example.org")
    return f"https://{parts.netloc.lower()}"


def start(options: argparse.Namespace, stack: ExitStack) -> None:
    """Open everything, say where the app is, and serve until told to stop. `stack` closes it all."""
    if not (options.web / SHELL.strip("/")).is_file():
        raise StartError(f"There is no app in {options.web}: run `make build` first.")
    front = listen(options.host or (EVERYWHERE if options.https else LOOPBACK), options.port)
    stack.callback(front.close)
    port: int = front.getsockname()[1]
    if not options.https:
        url = options.origin or f"http://localhost:{port}"
        app = app_at(url, options, stack)
        print(f"Lanyard is at {url}", flush=True)
        serve(app, front, proxied=bool(options.origin))
        return
    host = host_name(platform.node())
    app = app_at(f"https://{host}:{port}", options, stack)
    addresses = [options.host] if options.host else lan_addresses()
    if not addresses:
        raise StartError("This machine is on no network that a phone could share: start without HTTPS=1.")
    back, page = listen(LOOPBACK, 0), listen(options.host or EVERYWHERE, options.port and port + 1)
    lan = Lan(options.data / "lan", host, front=front, target=back.getsockname()[1], now_ms=now_ms)
    with lan:
        print(lan.introduce(page, addresses), flush=True)
        serve(lan.named(app), back)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises: StartError where the port is taken or not to be had."""
    try:
        return socket.create_server((host, port), backlog=BACKLOG)
    except OverflowError:
        raise StartError(f"There is no port {port}: choose one from 1 to 65535 with PORT=…") from None
    except OSError as error:
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"on {host} is not to be had"
        raise StartError(f"Port {port} {reason}: choose another with PORT=…") from None


def app_at(url: str, options: argparse.Namespace, stack: ExitStack) -> WSGIApplication:
    """Return the API and the site as one app that calls itself `url`."""
    store = os.environ.get("STORE") or "sqlite"
    endpoint = os.environ.get("ENDPOINT") or None
    if store not in {"sqlite", "dynamodb"}:
        raise StartError(f"STORE is {store}: it can be sqlite or dynamodb.")
    settings = Settings(options.data, url, in_dynamodb=store == "dynamodb", endpoint=endpoint)
    try:
        deps = stack.enter_context(opened(settings))
    except (OSError, StorageError) as error:
        raise StartError(f"The data in {endpoint or options.data} cannot be opened: {error}") from None
    stack.enter_context(repeated(Job("sweep", SWEEP_AFTER_S, SWEEP_EVERY_S, partial(sweep_all, deps))))
    stack.enter_context(repeated(Job("remind", REMIND_AFTER_S, REMIND_EVERY_S, partial(remind_all, deps))))
    return with_site(create_app(deps), Site(options.web, security_headers(url, deps.photos_origin)))


@dataclass(frozen=True, slots=True)
class Job:
    """What runs again and again: for the first time `after_s` seconds after the start, then at pauses of `every_s`."""

    name: str
    after_s: float
    every_s: float
    run: Callable[[Callable[[], bool]], object]


@contextmanager
def repeated(job: Job) -> Iterator[None]:
    """Do a job again and again, one run after the other, in a thread of its own for this block.

    At the end a run under way has a moment to stop; one that does not is cut off, which all jobs are made for.
    """
    stop = threading.Event()

    def run() -> None:
        pause = job.after_s
        while not stop.wait(pause):
            pause = job.every_s
            try:
                job.run(stop.is_set)
            except (StorageError, UnfinishedError) as error:
                log = logging.getLogger(f"lanyard.{job.name}")
                log.warning("not done", extra={"error": type(error).__name__, "at": where(error)})

    thread = threading.Thread(target=run, name=job.name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(FLUSH_SECONDS)


def serve(app: WSGIApplication, listener: socket.socket, *, proxied: bool = False) -> None:
    """Answer requests until told to stop; then finish those under way and send their answers.

    Behind a proxy, the last address that it adds to X-Forwarded-For is the sender's.
    """
    trust = {"trusted_proxy": LOOPBACK, "trusted_proxy_headers": {"x-forwarded-for"}} if proxied else {}
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        app,
        map=sockets,
        sockets=[listener],
        threads=THREADS,
        connection_limit=MOST_CONNECTIONS,
        max_request_body_size=MOST_BODY,
        ident=None,
        clear_untrusted_proxy_headers=True,
        **trust,
    )
    look_seldom()
    server.run()  # returns once told to stop, when the threads have finished what they were at
    server.close()
    until = time.monotonic() + FLUSH_SECONDS
    while time.monotonic() < until and any(getattr(channel, "total_outbufs_len", 0) for channel in sockets.values()):
        wasyncore.poll(0.1, sockets)
    wasyncore.close_all(sockets)


def _stop(*_: object) -> None:
    raise SystemExit


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
