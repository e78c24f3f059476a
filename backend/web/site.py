"""The built frontend, as files: what a content delivery network does in the cloud.

Only what was there at the start is ever served, looked up by its exact name, so no path can lead outside. A path that
names no file is the app's own (`/people/42`) and gets the shell, unless its last part has a dot: that file is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.datastructures import Accept
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHELL = "/index.html"
ASSETS = "/assets/"
FOR_EVER = "public, max-age=31536000, immutable"
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""In order of preference, with what marks the file that was compressed so at build time."""
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the build; `encoded` are its compressed forms by encoding."""

    path: Path
    encoded: dict[str, Path] = field(default_factory=dict)


class Site:
    """A WSGI app that serves the build in `root` with `headers` on every answer."""

    def __init__(self, root: Path, headers: Mapping[str, str]) -> None:
        self._headers = headers
        self._files = _files(root)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        response = self._answer(request).make_conditional(request)
        response.headers.update(self._headers)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response("Method not allowed\n", 405, {"Allow": "GET, HEAD"})
        name = self._name(request.path)
        if name is None:
            return _missing()
        file = self._files[name]
        encoding = _best(request.accept_encodings, file)
        path = file.encoded[encoding] if encoding else file.path
        try:
            content, state = path.read_bytes(), path.stat()
        except FileNotFoundError:
            return _missing()  # built anew since
        response = Response(content, content_type=MEDIA_TYPES.get(file.path.suffix, UNKNOWN))
        response.headers["Cache-Control"] = FOR_EVER if name.startswith(ASSETS) else "no-cache"
        response.vary.add("Accept-Encoding")
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.set_etag(f"{state.st_mtime_ns:x}-{state.st_size:x}-{encoding or 'plain'}")
        return response

    def _name(self, path: str) -> str | None:
        if path in self._files:
            return path
        is_missing_file = "." in path.rpartition("/")[2] or path.startswith(ASSETS)
        return None if is_missing_file or SHELL not in self._files else SHELL


def with_site(api: WSGIApplication, site: WSGIApplication) -> WSGIApplication:
    """Return an app that answers `/api` by `api` and everything else by `site`."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        chosen = api if path == "/api" or path.startswith("/api/") else site
        return chosen(environ, start_response)

    return app


def _files(root: Path) -> dict[str, File]:
    paths = {f"/{path.relative_to(root).as_posix()}": path for path in root.rglob("*") if path.is_file()}
    return {
        name: File(path, {code: paths[name + mark] for code, mark in ENCODINGS.items() if name + mark in paths})
        for name, path in paths.items()
        if not name.endswith(tuple(ENCODINGS.values()))
    }


def _missing() -> Response:
    return Response("Not found\n", 404, {"Cache-Control": "no-store"})


def _best(accepted: Accept, file: File) -> str | None:
    return next((code for code in ENCODINGS if code in file.encoded and accepted.quality(code) > 0), None)
