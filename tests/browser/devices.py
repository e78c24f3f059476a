"""A phone and a laptop: browsers of their own, which remember what their pages complained about."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import time

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, ViewportSize, WebError
from playwright.sync_api import Error as PlaywrightError

from tests.browser.film import Film
from tools.browser import find_chromium, flags

PHONE = ViewportSize(width=390, height=844)
LAPTOP = ViewportSize(width=1280, height=800)
EXPECTED = (
    "Failed to load resource",
    "wasm streaming compile failed: TypeError: Failed to fetch",
    "falling back to ArrayBuffer instantiation",
    "failed to asynchronously prepare wasm: NetworkError",
    "Aborted(NetworkError",
)
"""What Chromium writes for any request that fails or is refused, and zxing where its file had not come when the network
went: being offline or signed out is no defect."""

REPORT_CSP = """
addEventListener('securitypolicyviolation', (event) =>
  console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI || event.sourceFile}`));
"""


VIEWFINDER = """
() => {
  const video = document.querySelector('video');
  if (!video?.videoWidth) return null;
  const paper = new OffscreenCanvas(video.videoWidth, video.videoHeight).getContext('2d');
  paper.drawImage(video, 0, 0);
  const [width, height] = [video.videoWidth / 8, video.videoHeight / 6];
  const squares = Array.from({ length: 48 }, (_, at) =>
    paper.getImageData((at % 8) * width, Math.floor(at / 8) * height, width, height).data);
  return squares.flatMap((pixels) => [0, 1, 2].map((colour) =>
    pixels.reduce((sum, value, at) => (at % 4 === colour ? sum + value : sum), 0) / (pixels.length / 4)));
}
"""
"""What the camera's picture on the page looks like, shrunk to 8 by 6 pixels; null before there is one."""

ALIKE = 15
"""Mean difference of colours: the film's coding makes up to 11, any two cards of the set are 18 or more apart."""

VIEWFINDER_SECONDS = 10


INSTALLED = """
() => new Promise((resolve, reject) => {
  navigator.serviceWorker.ready.then(() => resolve(true));
  setTimeout(reject, 20_000, new Error('no service worker after 20 s'));
})
"""
"""Waits until the app opens without a network."""


class Device:
    """A browser context with one page, and the complaints of all its pages and workers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.complaints: list[str] = []

    context: BrowserContext
    page: Page

    def watch(self, context: BrowserContext) -> None:
        """Take over a context: its first page is the device's screen."""
        self.context = context
        context.add_init_script(REPORT_CSP)
        context.on("console", self._heard)
        context.on("weberror", self._failed)
        self.page = context.pages[0] if context.pages else context.new_page()

    def open(self, path: str = "/") -> Page:
        """Show a place of the app."""
        self.page.goto(path)
        return self.page

    def go_offline(self) -> None:
        """Cut the network, for pages, workers and the service worker, once the app is on the device."""
        self.page.evaluate(INSTALLED)
        self.context.set_offline(True)

    def go_online(self) -> None:
        """Restore the network."""
        self.context.set_offline(False)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)

    def _failed(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


class Phone(Device):
    """A phone: its browser keeps its data in a folder, can be killed, and its camera sees what lies before it."""

    def __init__(self, playwright: Playwright, folder: pathlib.Path, url: str) -> None:
        super().__init__(url)
        self._playwright = playwright
        self._profile = folder / "profile"
        self.film = Film(folder / "camera.mjpeg")
        self._sees = [f"--use-file-for-fake-video-capture={self.film.path}"]
        self.start()

    def start(self, *, offline: bool = False) -> None:
        """Start the browser on what it kept."""
        camera = [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            *self._sees,
        ]
        self.watch(
            self._playwright.chromium.launch_persistent_context(
                self._profile,
                executable_path=find_chromium(),
                args=[*flags(), *camera],
                base_url=self.url,
                viewport=PHONE,
                device_scale_factor=2,
                is_mobile=True,
                has_touch=True,
                offline=offline,
            )
        )

    def kill(self) -> None:
        """End the browser without warning, as a phone does when its memory is short."""
        for process in self.processes("browser"):
            os.kill(process, signal.SIGKILL)
        with contextlib.suppress(PlaywrightError):
            self.context.close()

    def restart(self) -> None:
        """End the browser in order, so that its cookies are on the disk, and start it again."""
        self.context.close()
        self.start()

    def see_moving_picture(self) -> None:
        """Have the camera show the browser's own picture, which it cuts and scales to the size that a page asks for."""
        self._sees = []
        self.restart()

    def processes(self, kind: str) -> list[int]:
        """Return the ids of the browser's processes of one kind: "browser", or "renderer" for pages and workers."""
        browser = self.context.browser
        assert browser
        found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        return [process["id"] for process in found if process["type"] == kind]

    def kill_page(self) -> None:
        """Kill the page and all workers, as a phone does to an app in the background, and open an empty page."""
        killed = self.processes("renderer")
        with self.page.expect_event("crash"):
            for process in killed:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        while set(killed) & set(self.processes("renderer")):
            time.sleep(0.02)  # a page that opened now would find itself in one of them
        dead, self.page = self.page, self.context.new_page()
        dead.close()

    def see(self, card: pathlib.Path) -> None:
        """Lay a card before the camera, and wait until the viewfinder shows it."""
        self.film.show(card)
        expected = self.film.thumbnail()
        give_up = time.monotonic() + VIEWFINDER_SECONDS
        while not alike(self.page.evaluate(VIEWFINDER), expected):
            assert time.monotonic() < give_up, f"the viewfinder does not show {card.name}"
            self.page.wait_for_timeout(50)


def alike(seen: list[float] | None, expected: list[int]) -> bool:
    """Tell whether two shrunk pictures are the same but for the coding of the film."""
    return seen is not None and sum(abs(a - b) for a, b in zip(seen, expected, strict=True)) < ALIKE * len(expected)


class Laptop(Device):
    """A laptop: a fresh context of a browser that several laptops share."""

    def __init__(self, browser: Browser, url: str) -> None:
        super().__init__(url)
        self.watch(browser.new_context(base_url=url, viewport=LAPTOP))
