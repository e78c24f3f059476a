"""The plan of the site's upload: every file of build/web with its headers, in an order that never shows half a site.

New files come before the shell and the service worker, which are what leads to them.
"""

from __future__ import annotations

import hashlib
import pathlib
from dataclasses import dataclass, replace

from backend.web.site import ASSETS, ENCODINGS, FOR_EVER, MEDIA_TYPES, SHELL, UNKNOWN

BROTLI = ENCODINGS["br"]
COMPRESSIBLE = (".css", ".html", ".js", ".json", ".mjs", ".onnx", ".svg", ".txt", ".wasm", ".webmanifest")
"""What CloudFront looks for under its compressed name (infra/web.yml)."""
LAST = ("/sw.js", SHELL)
"""What leads to the rest, so that it goes last."""


@dataclass(frozen=True, slots=True)
class Object:
    """One object of the bucket: its key, where its bytes are (from the site's folder), and its headers."""

    key: str
    path: str
    sha256: str
    headers: dict[str, str]


def plan(web: pathlib.Path) -> list[Object]:
    """Return the uploads in order. `.gz` files stay here: whoever takes no Brotli gets CloudFront's own gzip.

    A file that was too small to compress is also put under its compressed name, as it is.
    """
    files = [path for path in web.rglob("*") if path.is_file() and path.suffix != ENCODINGS["gzip"]]
    objects = [_object(web, path) for path in files]
    there = {found.key for found in objects}
    objects += [
        replace(found, key=found.key + BROTLI)
        for found in objects
        if found.key.endswith(COMPRESSIBLE) and found.key + BROTLI not in there
    ]
    return sorted(objects, key=lambda found: (_rank(found.key), found.key))


def _object(web: pathlib.Path, path: pathlib.Path) -> Object:
    key = path.relative_to(web).as_posix()
    plain = key.removesuffix(BROTLI)
    headers = {
        "ContentType": MEDIA_TYPES.get(pathlib.PurePosixPath(plain).suffix, UNKNOWN),
        "CacheControl": FOR_EVER if f"/{plain}".startswith(ASSETS) else "no-cache",
    }
    if plain != key:
        headers["ContentEncoding"] = "br"
    return Object(key, key, hashlib.sha256(path.read_bytes()).hexdigest(), headers)


def _rank(key: str) -> int:
    plain = "/" + key.removesuffix(BROTLI)
    return LAST.index(plain) + 1 if plain in LAST else 0
