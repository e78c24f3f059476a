"""The bench page in Chromium: built with the app's own settings, served on loopback under the app's security policy."""

import contextlib
import functools
import http.server
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tools.browser import find_chromium, flags

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "build" / "bench-cards"
MODULES = FRONTEND / "node_modules"
PEER_DATA = MODULES / "@tesseract.js-data" / "eng" / "4.0.0_best_int"
PEER_FOLDERS = {
    "worker": MODULES / "tesseract.js" / "dist",
    "core": MODULES / "tesseract.js-core",
}
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types lanyard"
)
READ_WITHIN_MS = 180_000


class Bench:
    """The product's reader in one page; use as a context manager."""

    def __init__(self, cards: Path, peer_data: Path = PEER_DATA) -> None:
        self._cards = cards
        self._peer_data = peer_data
        self._stack = contextlib.ExitStack()
        self._violations: list[str] = []
        self._peak_kb = 0

    def __enter__(self) -> Self:
        command = ["npx", "vite", "build", "--config", "bench/cards/vite.config.ts", "--logLevel", "warn"]
        subprocess.run(command, cwd=FRONTEND, check=True)  # noqa: S603 - a fixed command
        with contextlib.ExitStack() as stack:
            self._address = stack.enter_context(
                _served({"cards": self._cards, "data": self._peer_data, **PEER_FOLDERS})
            )
            self._browser = stack.enter_context(_launched())
            self._page = self._open("/index.html")
            self._page.evaluate("warm()")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def read(self, file: str) -> dict[str, Any]:
        """Read one card; the photo's width and height in pixels come along.

        Raises:
            RuntimeError: the reader gave up, or the page broke the security policy.
        """
        try:
            reading: dict[str, Any] = self._page.evaluate("path => readCard(path)", f"/cards/{file}")
        except Error as error:
            raise RuntimeError(f"{file}: {error.message}") from error
        if self._violations:
            raise RuntimeError(f"{file}: {self._violations[0]}")
        with Image.open(self._cards / file) as photo:
            width, height = ImageOps.exif_transpose(photo).size
        self._note_peak()
        return {**reading, "width": width, "height": height}

    def fetch_eastern(self) -> None:
        """Have the reader fetch what Chinese and Japanese take, as a person would ask for it."""
        self._page.evaluate("fetchEastern()")

    def renderer_peak_mb(self) -> int:
        """Tell the most memory that a renderer of this browser has held resident after any photo so far."""
        return self._peak_kb // 1024

    def _note_peak(self) -> None:
        # After every photo: Chromium sets the system's own high-water mark back now and then.
        self._peak_kb = max(self._peak_kb, *_peaks_kb(os.getpid()))

    def side_by_side(self, files: list[str]) -> list[tuple[int, int]] | str:
        """Time the reader and tesseract.js in ms, photo by photo, so that a busy machine slows both; or say why not."""
        if not self._peer_data.is_dir():
            return "its language data is not installed (npm package @tesseract.js-data/eng)"
        peer = self._open("/peer.html")
        peer.evaluate("ready()")
        return [
            (self.read(file)["ms"], int(peer.evaluate("path => timeCard(path)", f"/cards/{file}"))) for file in files
        ]

    def _open(self, path: str) -> Page:
        page = self._browser.new_page()
        page.set_default_timeout(READ_WITHIN_MS)
        page.on("console", lambda message: self._note(message.text))
        page.goto(self._address + path)
        return page

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text or "TrustedScript" in text:
            self._violations.append(text)


@contextlib.contextmanager
def _launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def _served(folders: dict[str, Path]) -> Iterator[str]:
    handler = functools.partial(_Handler, folders=folders, directory=str(BUILT))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """The built page at the root, other folders under their names; all but the peer's page under the policy."""

    def __init__(self, *arguments: Any, folders: dict[str, Path], directory: str) -> None:
        self._folders = folders
        super().__init__(*arguments, directory=directory)

    def translate_path(self, path: str) -> str:
        first, _, rest = path.lstrip("/").partition("/")
        return str(self._folders[first] / rest) if first in self._folders else super().translate_path(path)

    def end_headers(self) -> None:
        first = self.path.lstrip("/").partition("/")[0]
        if first != "peer.html" and first not in PEER_FOLDERS:
            self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the method it replaces
        """Say nothing: the tables are the output."""


def _peaks_kb(root: int) -> list[int]:
    """Peak resident size of each renderer among the descendants of a process."""
    parents: dict[int, int] = {}
    peaks: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, StopIteration):  # a process may end while we look
            status = dict(
                line.split(":\t", 1) for line in (folder / "status").read_text().splitlines() if ":\t" in line
            )
            parents[int(folder.name)] = int(status["PPid"])
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                peaks[int(folder.name)] = int(status["VmHWM"].split()[0])
    return [peak for process, peak in peaks.items() if _descends(process, root, parents)]


def _descends(process: int, root: int, parents: dict[int, int]) -> bool:
    while process in parents:
        process = parents[process]
        if process == root:
            return True
    return False


def download_sizes() -> list[tuple[str, int, int]]:
    """List what reading fetches: file, bytes, bytes as sent with brotli."""
    assets = sorted((BUILT / "assets").iterdir())
    kept = {".onnx", ".wasm"}
    files = [path for path in assets if path.suffix in kept or path.name.startswith(("reading-worker", "eastern"))]
    return [(path.name, path.stat().st_size, _brotli(path)) for path in files]


def _brotli(path: Path) -> int:
    script = "process.stdout.write(`${zlib.brotliCompressSync(fs.readFileSync(process.argv[1])).length}`)"
    return int(subprocess.check_output(["node", "-e", script, path]))  # noqa: S603, S607 - a fixed command
