"""Offline and back: closing the page, no page at all, a server that is away, busy or asks for a login, and no room."""

from __future__ import annotations

import pathlib
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import kept, steps
from tests.browser.app_server import app_server
from tests.browser.devices import Laptop, Phone
from tests.browser.photos import fetched_hash
from tests.browser.proxy import Moment, Request, answer, watched_network
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

MakeLaptop = Callable[[str], Laptop]

NO_ROOM = """
() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
  globalThis.makeRoom = () => { IDBObjectStore.prototype.put = put; };
}
"""
"""Chromium's own override of the quota does not stop IndexedDB."""


SYNC_TAGS = "async () => (await navigator.serviceWorker.getRegistration('/')).sync.getTags()"


def wake_service_worker(page: Page, tag: str) -> None:
    """Be the browser that has found a network: it had seen one all the time, as offline is only played."""
    inspector = page.context.new_cdp_session(page)
    found: list[str] = []

    def note(event: dict[str, Any]) -> None:
        found.extend(each["registrationId"] for each in event["registrations"] if not each["isDeleted"])

    inspector.on("ServiceWorker.workerRegistrationUpdated", note)
    inspector.send("ServiceWorker.enable")
    kept.until(page, lambda: found, "the service worker's registration")
    origin = page.evaluate("location.origin")
    inspector.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": origin, "registrationId": found[0], "tag": tag, "lastChance": False},
    )


def person_of(page: Page) -> str:
    """Sign up, type a person, and return their id once the server has them."""
    steps.sign_up(page, Login())
    steps.add_person(page, {"Name": "Noor Haddad"})
    person = page.url.rpartition("/")[2]
    kept.until_synced(page)
    return person


def notes_on_server(page: Page) -> list[str]:
    """Return the notes that the server has, each version of them."""
    return sorted(body for note in server_records(page).get("note", []) for body in note["body"])


def test_a_page_closed_right_after_an_edit_has_sent_it(url: str, new_laptop: MakeLaptop) -> None:
    laptop = new_laptop(url)
    page = laptop.page
    steps.wait_until_installed(page)
    person = person_of(page)
    watcher = laptop.context.new_page()
    watcher.goto("/manifest.webmanifest")

    for number in range(3):
        steps.jot(page, person, f"Closing words {number}")
        page.close()
        expected = [f"Closing words {sent}" for sent in range(number + 1)]
        kept.until(watcher, lambda: notes_on_server(watcher) == expected, f"{expected} on the server")  # noqa: B023
        page = laptop.context.new_page()


def test_what_was_written_offline_goes_out_with_no_page_open(url: str, new_phone: Callable[[str], Phone]) -> None:
    phone = new_phone(url)
    page = phone.page
    steps.wait_until_installed(page)
    person = person_of(page)
    watcher = phone.context.new_page()
    watcher.goto("/manifest.webmanifest")
    phone.go_offline()
    steps.jot(page, person, "Written in the tunnel")
    page.close()
    kept.until(watcher, lambda: watcher.evaluate(SYNC_TAGS) == ["outbox"], "the browser asked to sync later")

    phone.go_online()
    phone.page = watcher
    wake_service_worker(watcher, "outbox")
    kept.until(watcher, lambda: notes_on_server(watcher) == ["Written in the tunnel"], "the note on the server")


def test_a_session_that_ends_in_the_middle_costs_nothing(port: int, new_laptop: MakeLaptop) -> None:
    with watched_network(port) as network:
        page = new_laptop(f"http://localhost:{network.port}").page
        login = Login()
        steps.sign_up(page, login)
        steps.choose_photos(page, "01-centred-flat")
        kept.until_synced(page)
        network.step_in = signed_out
        steps.choose_photos(page, "05-banner-dim", "11-dark-soft")
        expect(steps.pill(page, "Sign in to sync")).to_be_visible(timeout=steps.SYNC_MS)
        steps.add_person(page, {"Name": "Noor Haddad"})
        assert len(kept.of_whoever(page).photos_waiting) == 2

        network.step_in = lambda _moment, _request: None
        steps.sign_in(page, login)
        kept.until_synced(page)

        records = server_records(page)
        assert {kind: len(found) for kind, found in records.items()} == {"contact": 1, "card": 3}
        photos = sorted(card["photo_front"][0] for card in records["card"])
        assert photos == kept.of_whoever(page).photos
        assert [fetched_hash(page, photo) for photo in photos] == photos


def signed_out(moment: Moment, request: Request) -> bytes | None:
    """Be a server whose session ends once the records are there and the photos are not."""
    if moment == "asked" and request.path.startswith(("/api/photos", "/api/sync")) and not request.carries_changes:
        return answer("401 Unauthorized", '{"error": {"code": "not_signed_in", "fields": {}}}')
    return None


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_busy_server_is_asked_again_when_it_says(status: str, port: int, new_laptop: MakeLaptop) -> None:
    with watched_network(port) as network:
        page = new_laptop(f"http://localhost:{network.port}").page
        person = person_of(page)
        asked: list[float] = []

        def busy(moment: Moment, request: Request) -> bytes | None:
            if moment != "asked" or request.path != "/api/sync":
                return None
            asked.append(time.monotonic())
            return answer(status, "{}", "Retry-After: 4") if len(asked) <= 2 else None

        page.goto(f"/notes/new?person={person}")
        page.get_by_role("textbox", name="Note").fill("Not so fast")
        network.step_in = busy
        steps.save_for_story(page, "Not so fast")
        kept.until_synced(page)

        assert len(asked) >= 3
        assert all(later - earlier >= 3.9 for earlier, later in pairwise(asked[:3]))
        assert kept.of_whoever(page).refused == []
        assert notes_on_server(page) == ["Not so fast"]


def test_a_server_that_comes_back_is_found_by_itself(tmp_path: pathlib.Path, new_laptop: MakeLaptop) -> None:
    data = tmp_path / "data"
    with app_server(data) as port:
        page = new_laptop(f"http://localhost:{port}").page
        steps.wait_until_installed(page)
        person = person_of(page)
    steps.jot(page, person, "While it was away")
    expect(steps.pill(page, "^1 to sync$")).to_be_visible()
    with app_server(data, port=port):
        expect(steps.pill(page, "^Synced$")).to_be_visible(timeout=120_000)
        assert notes_on_server(page) == ["While it was away"]


def test_a_note_does_not_wait_for_the_photos_before_it(port: int, new_laptop: MakeLaptop) -> None:
    with watched_network(port) as network:
        laptop = new_laptop(f"http://localhost:{network.port}")
        page = laptop.page
        person = person_of(page)
        order: list[str] = []
        go_on = threading.Event()

        def slow_for_photos(moment: Moment, request: Request) -> None:
            if moment == "asked" and request.method == "PUT":
                order.append("photo")
                go_on.wait()
            if moment == "asked" and request.carries_changes and "Sooner than" in request.text:
                order.append("note")

        network.step_in = slow_for_photos
        steps.choose_photos(page, "01-centred-flat", "05-banner-dim", "11-dark-soft")
        kept.until(page, lambda: order == ["photo"], "the first photo on its way")
        other_tab = laptop.context.new_page()
        steps.jot(other_tab, person, "Sooner than the photos")
        go_on.set()
        kept.until_synced(page, 120_000)

        assert order == ["photo", "note", "photo", "photo"]
        assert notes_on_server(page) == ["Sooner than the photos"]
        photos = kept.of_whoever(page).photos
        assert [fetched_hash(page, photo) for photo in photos] == photos


def test_no_room_on_the_device_is_said_and_what_was_typed_stays(url: str, new_laptop: MakeLaptop) -> None:
    page = new_laptop(url).page
    person = person_of(page)
    page.goto(f"/notes/new?person={person}")
    page.evaluate(NO_ROOM)
    page.get_by_role("textbox", name="Note").fill("Too long for this phone")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("alert").filter(has_text="This device has no room left")).to_be_visible()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("Too long for this phone")
    assert len(kept.of_whoever(page).records) == 1

    page.evaluate("() => globalThis.makeRoom()")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("main").get_by_text("Too long for this phone")).to_be_visible()
    kept.until_synced(page)
    assert notes_on_server(page) == ["Too long for this phone"]
