"""Who is compared: each with its server, its page, and the settings that it runs with."""

from __future__ import annotations

import http.cookiejar
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Playwright

from tests.bench.sync.network import Network, network
from tests.browser.app_server import ROOT, listening
from tools.browser import find_chromium, flags
from tools.setup import digest, is_done, node_version, say

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE_MS = 900_000
MOST_PAGES = 1_000
PASSWORD = "a long walk by the sea"


@dataclass(frozen=True)
class Contender:
    """`page` is one of pages/, and names the server; `settings` go to it when it opens."""

    name: str
    page: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_tuned(self) -> bool:
        """Whether its settings are not its own defaults."""
        return bool(self.settings)


OURS = Contender("Lanyard", "ours")
RXDB = Contender("RxDB", "rxdb")
RXDB_TUNED = Contender("RxDB, batches of 2,000", "rxdb", {"batch": 2_000})
POUCHDB = Contender("PouchDB", "pouchdb")
POUCHDB_TUNED = Contender("PouchDB, batches of 1,000", "pouchdb", {"batch": 1_000})
ALL = (OURS, RXDB, RXDB_TUNED, POUCHDB, POUCHDB_TUNED)


def set_up(site: pathlib.Path) -> None:
    """Install the peers as locked, without install scripts; make `site` the built one with the pages beside it."""
    packages = HERE / "node_modules/.stamp"
    state = digest([HERE / "package-lock.json"], node_version())
    if not is_done(packages, state):
        say("installing the peers")
        options = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "ci", *options], cwd=HERE, check=True)  # noqa: S603, S607 - ours, found on PATH
        packages.write_text(state)
    say("building the pages of the benchmark")
    shutil.copytree(ROOT / "build/web", site)
    vite = ["node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", str(site / "bench")]
    subprocess.run([*vite, "--config", str(HERE / "vite.config.js")], cwd=ROOT / "frontend", check=True)  # noqa: S603 - ours


@contextmanager
def serving(page: str, folder: pathlib.Path, site: pathlib.Path) -> Iterator[Server]:
    """Run the server of a page with a folder of its own, serving `site`, and a network before it."""
    folder.mkdir(parents=True)
    if page == "ours":
        command = [sys.executable, "-m", "backend.local", "--port", "0", "--data", str(folder), "--web", str(site)]
        address = r"Lanyard is at http://localhost:(\d+)"
    else:
        command = ["node", str(HERE / f"peers/{page}.js"), str(folder), str(site / "bench")]
        address = r"listening on (\d+)"
    with listening(command, address, {**os.environ, "COMPRESS": "1"}) as port, network(port) as between:
        yield Server(page, port, between)


@dataclass(frozen=True)
class Server:
    """One server, and the network before it."""

    page: str
    port: int
    network: Network

    def holds(self, space: str) -> int:
        """Ask the server itself, past the network, how many records it has."""
        if self.page == "pouchdb":
            return int(self._ask(f"/db/{space}")["doc_count"])
        if self.page == "rxdb":
            return int(self._ask(f"/rx/{space}/count"))
        return self._holds_ours(space)

    def _holds_ours(self, space: str) -> int:
        """Sign in as yet another device, read the snapshot and count."""
        asking = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self._ask("/api/session", {"email": f"{space}@example.com", "password": PASSWORD}, asking)
        cursor, ids = None, set()
        for _ in range(MOST_PAGES):
            req = str(uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(cursor)))
            envelope = {"proto": 1, "schema": 1, "req": req, "space": None, "replica": "counting00001"}
            answer = self._ask(
                "/api/sync", {**envelope, "fence": None, "ctr": 0, "cursor": cursor, "changes": []}, asking
            )
            ids |= {change["id"] for change in answer["changes"]}
            cursor = answer["cursor"]
            if not answer["more"]:
                break
        return len(ids)

    def _ask(self, path: str, body: Any = None, asking: urllib.request.OpenerDirector | None = None) -> Any:
        request = urllib.request.Request(
            f"http://localhost:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"},
        )
        with (asking or urllib.request.build_opener()).open(request) as answer:
            return json.load(answer)


class Device:
    """A page that does what it is asked to: the functions that each of pages/ puts into `device`."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def call(self, name: str, *given: Any) -> Any:
        """Call a function and wait for what it resolves with."""
        return self._page.evaluate("([name, given]) => device[name](...given)", [name, list(given)])

    def begin(self, name: str, *given: Any) -> None:
        """Call a function, to be waited for with `ended`."""
        self._page.evaluate("([name, given]) => void (globalThis.begun = device[name](...given))", [name, list(given)])

    def ended(self) -> Any:
        """Wait for what `begin` began."""
        return self._page.evaluate("globalThis.begun")


@contextmanager
def device(playwright: Playwright, server: Server, contender: Contender, space: str, **more: Any) -> Iterator[Device]:
    """Run a browser with a fresh profile on the disk, its page open on a space, until the block ends."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=find_chromium(), args=flags(), service_workers="block"
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.pages[0]
        page.goto(f"http://localhost:{server.network.port}/bench/{contender.page}.html")
        page.wait_for_function("globalThis.device")
        opened = Device(page)
        opened.call("open", {"space": space, **contender.settings, **more})
        yield opened
        context.close()
