"""Photos as the server has them, fetched past the app."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

FETCH = """
async (sha256) => {
  const ask = (url, tries = 6) => fetch(url).catch((lost) => (tries ? ask(url, tries - 1) : Promise.reject(lost)));
  const place = await ask(`/api/photos/${sha256}`);
  if (place.status === 404) return null;
  if (!place.ok) throw new Error(`asked for a photo, the server answered ${place.status}`);
  const bytes = await (await ask((await place.json()).url)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
"""


def fetched_hash(page: Page, sha256: str) -> str | None:
    """Return the hash of the bytes that the server gives for a photo; None where it has none."""
    found: Any = page.evaluate(FETCH, sha256)
    return None if found is None else str(found)
