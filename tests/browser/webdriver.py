"""Firefox and WebKit by the W3C's WebDriver: as much of it as it takes to give the app a photo and see what comes.

Playwright drives builds of these browsers that are its own; these are the system's, as people have them. Firefox
speaks Marionette, which has the same commands under other names. The failure worth knowing: a page that never shows
what a test waits for ends in `RefusedError`, a script time-out.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from tests.browser.app_server import START_SECONDS, STOP_SECONDS, listening

PATIENCE_MS = 120_000
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The name under which WebDriver passes elements."""

FIREFOX = ("firefox-esr", "firefox")
WEBKIT = ("WebKitWebDriver", "Xvfb")
MINI_BROWSERS = "lib*/**/webkit*gtk-*/MiniBrowser"

WAIT = """
const [args, answer] = arguments;
const look = () => { LOOK };
const again = () => { const found = look(); found ? answer(found) : setTimeout(again, 50); };
again();
"""
"""The app's policy lets no string become a script: what is looked for is a part of this one."""

MARIONETTE = {
    "url": "WebDriver:Navigate",
    "timeouts": "WebDriver:SetTimeouts",
    "execute/async": "WebDriver:ExecuteAsyncScript",
    "value": "WebDriver:ElementSendKeys",
    "click": "WebDriver:ElementClick",
}


class RefusedError(Exception):
    """The browser did not do what it was told."""


class Remote(Protocol):
    """A browser that takes commands."""

    def ask(self, command: str, given: Mapping[str, object], element: str | None = None) -> Any:
        """Return the answer to a command, on an element where one is named."""


class Visitor:
    """Somebody at a browser, with one page."""

    def __init__(self, remote: Remote, url: str) -> None:
        self._remote = remote
        self._url = url
        remote.ask("timeouts", {"script": PATIENCE_MS})

    def open(self, path: str) -> None:
        """Show a place of the app."""
        self._remote.ask("url", {"url": self._url + path})

    def see(self, look: str, *args: object) -> Any:
        """Wait until the body of a function gives something on the page, and return that."""
        return self._remote.ask("execute/async", {"script": WAIT.replace("LOOK", look), "args": [args]})

    def see_text(self, text: str) -> None:
        """Wait until a text stands on the page."""
        self.see("return document.body.innerText.includes(args[0])", text)

    def give_file(self, label: str, path: pathlib.Path) -> None:
        """Choose a file, past the system's own window."""
        self._remote.ask("value", {"text": str(path)}, self._control(label))

    def follow(self, text: str) -> None:
        """Press the link that says a text, once there is one."""
        look = "return [...document.links].find((link) => link.innerText.includes(args[0]))"
        self._remote.ask("click", {}, self.see(look, text)[ELEMENT])

    def value_of(self, label: str) -> str:
        """Return what stands in a field."""
        return str(self.see(f"const control = {CONTROL}; return control && [control.value]", label)[0])

    def _control(self, label: str) -> str:
        return str(self.see(f"return {CONTROL}", label)[ELEMENT])


CONTROL = "[...document.querySelectorAll('label')].find((label) => label.innerText.trim() === args[0])?.control"


class Firefox:
    """A Firefox that listens on a socket: the length of a message, a colon, the message."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._answers = self._socket.makefile("rb")
        self._asked = 0
        self._hear()  # it says who it is
        self._say("WebDriver:NewSession", {})

    def ask(self, command: str, given: Mapping[str, object], element: str | None = None) -> Any:
        """Return the answer to a command; what is one value comes wrapped as such."""
        answer = self._say(MARIONETTE[command], {**given, "id": element} if element else given)
        return answer.get("value") if isinstance(answer, dict) else answer

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._socket.close()

    def _say(self, name: str, given: Mapping[str, object]) -> Any:
        self._asked += 1
        message = json.dumps([0, self._asked, name, given]).encode()
        self._socket.sendall(f"{len(message)}:".encode() + message)
        _, _, error, answer = self._hear()
        if error:
            raise RefusedError(f"{name}: {error['error']}: {error['message']}")
        return answer

    def _hear(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            sign = self._answers.read(1)
            if not sign:
                raise RefusedError("Firefox hung up")
            length += sign
        return json.loads(self._answers.read(int(length[:-1])))


class WebKit:
    """A WebKit behind its driver, which speaks HTTP."""

    def __init__(self, port: int, browser: pathlib.Path) -> None:
        self._port = port
        options = {"binary": str(browser), "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
        session = self._say("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{session['sessionId']}"

    def ask(self, command: str, given: Mapping[str, object], element: str | None = None) -> Any:
        """Return the answer to a command."""
        path = f"{self._session}/element/{element}/{command}" if element else f"{self._session}/{command}"
        return self._say("POST", path, given)

    def close(self) -> None:
        """End the browser."""
        self._say("DELETE", self._session)

    def _say(self, method: str, path: str, given: Mapping[str, object] | None = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=2 * PATIENCE_MS / 1000)
        with contextlib.closing(connection):
            connection.request(method, path, None if given is None else json.dumps(given))
            response = connection.getresponse()
            answer = json.loads(response.read())["value"]
        if response.status != http.HTTPStatus.OK:
            raise RefusedError(f"{path}: {answer['error']}: {answer['message']}")
        return answer


def find_firefox() -> str | None:
    """Return the path of a Firefox, or None where there is none."""
    return next(filter(None, map(shutil.which, FIREFOX)), None)


def find_webkit() -> pathlib.Path | None:
    """Return the path of WebKitGTK's small browser, or None where it or what drives and shows it is missing."""
    if not all(map(shutil.which, WEBKIT)):
        return None
    return next(iter(sorted(pathlib.Path("/usr").glob(MINI_BROWSERS))), None)


@contextlib.contextmanager
def firefox(folder: pathlib.Path) -> Iterator[Firefox]:
    """Run Firefox without a window until the block ends, with `folder` as its home."""
    (folder / "user.js").write_text('user_pref("marionette.port", 0);\n', "utf-8")
    command = [find_firefox() or FIREFOX[0], "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
    with listening(command, r"Listening on port (\d+)", {"HOME": str(folder)}) as port:
        remote = Firefox(port)
        try:
            yield remote
        finally:
            remote.close()


@contextlib.contextmanager
def webkit(folder: pathlib.Path) -> Iterator[WebKit]:
    """Run WebKitGTK's small browser on a screen that nobody sees until the block ends, with `folder` as its home."""
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with listening(screen, r"^(\d+)$") as display:
        home = {**os.environ, "DISPLAY": f":{display}", "HOME": str(folder)}
        driver = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env=home)  # noqa: S603, S607 - a fixed command
        try:
            _wait_for(port)
            remote = WebKit(port, find_webkit() or pathlib.Path("MiniBrowser"))
            try:
                yield remote
            finally:
                remote.close()
        finally:
            driver.terminate()
            driver.wait(STOP_SECONDS)


def _wait_for(port: int) -> None:
    """Return once something listens; the driver does not say so itself."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return
