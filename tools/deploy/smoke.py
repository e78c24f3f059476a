"""Whether a deployed stage answers as it should, asked from outside."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SECONDS = 30
FINE, FORBIDDEN, MISSING = 200, 403, 404
NOBODY = 0
"""Stands for no answer at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def complaints(ask: Callable[[str], Answer], site: str, api: str) -> Iterator[str]:
    """Yield what is wrong with the stage whose site is at `site` and whose API is reached directly at `api`."""
    shell = ask(f"{site}/people/42")
    if shell.status != FINE or "text/html" not in shell.headers.get("content-type", ""):
        yield f"{site} does not answer with the app: {shell.status}"
    if "default-src 'none'" not in shell.headers.get("content-security-policy", ""):
        yield "the app has no content security policy"
    if ask(f"{site}/assets/missing.js").status != MISSING:
        yield "a missing file is not missing"
    health = ask(f"{site}/api/health")
    if (health.status, health.json) != (FINE, {"ok": True}):
        yield f"the API does not answer through the site: {health.status} {health.body[:200]!r}"
    nothing = ask(f"{site}/api/zzz")
    if nothing.status != MISSING or not isinstance(nothing.json, dict) or "error" not in nothing.json:
        yield f"a path that is no route does not answer in the shape of errors: {nothing.status}"
    if ask(f"{api}/api/health").status != FORBIDDEN:
        yield "the API answers whoever goes round the site"


def fetch(url: str) -> Answer:
    """Ask for an address of the stage."""
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - addresses of our own stack
            return Answer(answer.status, _named(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, _named(error.headers), error.read())
    except (urllib.error.URLError, OSError) as error:
        return Answer(NOBODY, {}, str(error).encode())


def _named(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
