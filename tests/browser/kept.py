"""What a device keeps, read from its IndexedDB past the app: nothing that a page shows can be ahead of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from backend.domain.canonical import canonical
from backend.domain.record import Record, expanded, is_visible
from tests.browser.records import SNAPSHOT
from tests.browser.steps import SYNC_MS

KEPT = """
async (user) => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const names = (await indexedDB.databases()).map(({ name }) => name);
  if (user === null && names.includes('lanyard')) {
    const device = await done(indexedDB.open('lanyard'));
    user = (await done(device.transaction('user').objectStore('user').get('user')))?.id ?? '';
    device.close();
  }
  const name = `lanyard~${user ?? ''}`;
  if (!names.includes(name)) return null;
  const db = await done(indexedDB.open(name));
  const transaction = db.transaction(['records', 'unsent', 'inflight', 'blobs', 'quarantine', 'meta']);
  const store = (name) => transaction.objectStore(name);
  const [rows, unsent, inflight, photos, waiting, refused, meta] = await Promise.all([
    done(store('records').getAll()), done(store('unsent').getAllKeys()),
    done(store('inflight').count()), done(store('blobs').getAllKeys()),
    done(store('blobs').index('waiting').getAllKeys()), done(store('quarantine').getAllKeys()),
    done(store('meta').getAll())]);
  db.close();
  const open = ({ id, kind, registers }) => ({ id, kind, registers: JSON.parse(registers) });
  return { user: user ?? '', unsent, inflight, photos, waiting, refused, meta, rows: rows.map(open) };
}
"""


@dataclass(frozen=True)
class Kept:
    """One person's database: whose, the records, and what the server does not have yet or would not take."""

    user: str
    records: list[Record]
    unsynced: list[str]
    inflight: int
    photos: list[str]
    photos_waiting: list[str]
    refused: list[str]
    meta: dict[str, Any]

    @property
    def is_synced(self) -> bool:
        """Whether the server has acknowledged all of it, and this device has had an answer."""
        asked = self.meta.get("sync", {}).get("lastSyncAt") is not None
        return asked and not (self.unsynced or self.photos_waiting or self.inflight)


def kept(page: Page, user: str | None = None) -> Kept | None:
    """Return what a person's database holds, or that of whoever is signed in; None where there is none."""
    found = page.evaluate(KEPT, user)
    if found is None:
        return None
    return Kept(
        user=found["user"],
        records=[Record(row["id"], row["kind"], row["registers"]) for row in found["rows"]],
        unsynced=found["unsent"],
        inflight=found["inflight"],
        photos=sorted(found["photos"]),
        photos_waiting=found["waiting"],
        refused=found["refused"],
        meta={row["key"]: row for row in found["meta"]},
    )


def of_whoever(page: Page) -> Kept:
    """Return what the database of whoever is signed in holds."""
    found = kept(page)
    assert found, "nobody has a database on this device"
    return found


def until(page: Page, is_so: Callable[[], object], what: str, patience_ms: float = SYNC_MS) -> None:
    """Wait until something is so; the page goes on meanwhile."""
    give_up = time.monotonic() + patience_ms / 1000
    while not is_so():
        assert time.monotonic() < give_up, f"not within {patience_ms / 1000:.0f} s: {what}"
        page.wait_for_timeout(100)


def until_synced(page: Page, patience_ms: float = SYNC_MS) -> None:
    """Wait until the disk says that the server has everything of whoever is signed in."""
    until(page, lambda: (found := kept(page)) and found.is_synced, "everything synced", patience_ms)


def state_of(records: list[Record]) -> dict[str, str]:
    """Return the canonical text of each visible record, by id: equal states have equal texts."""
    return {
        record.id: canonical({"kind": record.kind, "f": {field: record.f[field] for field in sorted(record.f)}})
        for record in records
        if is_visible(record)
    }


def server_state(page: Page) -> dict[str, str]:
    """Return the state of the server, asked by a device that has nothing."""
    return state_of([expanded(change) for change in page.evaluate(SNAPSHOT)])


def until_equal(*pages: Page, patience_ms: float = 60_000) -> None:
    """Wait until devices and server hold the same, register for register, and nobody has anything left to say."""

    def is_equal() -> bool:
        all_kept = [of_whoever(page) for page in pages]
        if not all(each.is_synced for each in all_kept):
            return False
        states = [state_of(each.records) for each in all_kept]
        return all(state == server_state(pages[0]) for state in states)

    until(pages[0], is_equal, "devices and server equal", patience_ms)
