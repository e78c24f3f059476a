"""Find a Chromium to drive: $CHROMIUM, then an installed one, then Playwright's own."""

from __future__ import annotations

import os
import pathlib
import shutil

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Flags that keep a test's browser from talking to anyone but the server under test."""


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in INSTALLED:
        path = shutil.which(name)
        if path:
            return path
    cache = pathlib.Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", pathlib.Path.home() / ".cache/ms-playwright"))
    found = sorted(cache.glob("chromium-*/chrome-*/chrome")) + sorted(cache.glob("chromium-*/**/Chromium"))
    return str(found[-1]) if found else None


def flags() -> list[str]:
    """Return the flags for a headless run here; root has no sandbox of its own."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
