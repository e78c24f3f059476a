"""Several tabs of one browser: they take turns at syncing, one that hangs holds up nobody, and a form asks first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import Request as PageRequest

from tests.browser import kept, steps
from tests.browser.conftest import LONG
from tests.browser.devices import Laptop
from tests.browser.proxy import Moment, Request, watched_network
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

MakeLaptop = Callable[[str], Laptop]

SYNC = "POST /api/sync"
LATENCY = 0.2
"""Seconds that a request takes on its way, so that two that overlap are seen to."""
OVERTAKEN_MS = 180_000
"""A silent holder of the lock loses it after 60 s to 70 s."""


def test_two_tabs_that_edit_at_once_sync_one_after_the_other(port: int, new_laptop: MakeLaptop) -> None:
    with watched_network(port) as network:
        laptop = new_laptop(f"http://localhost:{network.port}")
        first = laptop.page
        steps.sign_up(first, Login())
        steps.add_person(first, {"Name": "Noor Haddad"})
        kept.until_synced(first)
        second = laptop.context.new_page()
        second.goto("/people")
        expect(second.get_by_role("link", name="Noor Haddad")).to_be_visible()
        of_first, of_second = requests_of(first), requests_of(second)
        network.step_in = take_time
        network.faults.most_at_once.clear()  # Pages that were left for others have abandoned theirs.

        for number in range(4):
            # By the app's own ways: a page that is left for another address abandons the request that it waits for.
            steps.add_note(first, "Noor Haddad", f"First tab {number}")
            steps.add_note(second, "Noor Haddad", f"Second tab {number}")
        kept.until_synced(first)
        most_at_once = network.faults.most_at_once[SYNC]

        assert most_at_once == 1
        for requests in (of_first, of_second):
            assert any(request.url.endswith("/api/sync") for request in requests)
        bodies = sorted(note["body"] for note in server_records(first)["note"])
        assert bodies == sorted([f"{tab} tab {number}"] for tab in ("First", "Second") for number in range(4))
        for tab in (first, second):
            for body in bodies:
                expect(tab.get_by_role("main").get_by_text(body[0], exact=True)).to_be_visible()


def requests_of(page: Page) -> list[PageRequest]:
    """Return what will hold the requests that a page makes from now on."""
    seen: list[PageRequest] = []

    def note(request: PageRequest) -> None:
        seen.append(request)

    page.on("request", note)
    return seen


def take_time(moment: Moment, request: Request) -> None:
    """Be a network on which a request takes its time."""
    if moment == "asked" and request.route == SYNC:
        time.sleep(LATENCY)


@pytest.mark.skipif(not LONG, reason="it takes a minute until a silent holder of the lock loses it: LANYARD_LONG=1")
def test_a_tab_that_hangs_while_it_syncs_is_overtaken(port: int, new_laptop: MakeLaptop) -> None:
    with watched_network(port) as network:
        laptop = new_laptop(f"http://localhost:{network.port}")
        first = laptop.page
        steps.sign_up(first, Login())
        steps.add_person(first, {"Name": "Noor Haddad"})
        person = first.url.rpartition("/")[2]
        kept.until_synced(first)
        second = laptop.context.new_page()
        second.goto("/people")
        asked, go_on = threading.Event(), threading.Event()

        def hold_up(moment: Moment, request: Request) -> None:
            if moment == "asked" and request.carries_changes and not asked.is_set():
                asked.set()
                go_on.wait()

        network.step_in = hold_up
        steps.jot(first, person, "From the tab that hangs")
        kept.until(first, asked.is_set, "the first tab asks the server")
        first.workers[0].evaluate("() => { setTimeout(() => { for (;;); }) }")
        steps.jot(second, person, "From the other tab")
        kept.until_synced(second, OVERTAKEN_MS)
        go_on.set()
        first.close()

        bodies = [note["body"] for note in server_records(second)["note"]]
        assert sorted(bodies) == [["From the other tab"], ["From the tab that hangs"]]


def test_a_form_open_in_two_tabs_asks_before_it_overwrites(url: str, new_laptop: MakeLaptop) -> None:
    laptop = new_laptop(url)
    first = laptop.page
    steps.sign_up(first, Login())
    steps.add_person(first, {"Name": "Noor Haddad", "Title": "Engineer"})
    person = first.url
    second = laptop.context.new_page()
    for tab in (first, second):
        tab.goto(f"{person}/edit")
        expect(tab.get_by_label("Title", exact=True)).to_have_value("Engineer")

    first.get_by_label("Title", exact=True).fill("Chief Engineer")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_role("main").get_by_text("Chief Engineer").first).to_be_visible()
    second.get_by_label("Title", exact=True).fill("Engineering Lead")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("alert").filter(has_text="Another tab changed this meanwhile")).to_be_visible()
    kept.until_synced(first)
    assert [contact["title"] for contact in server_records(first)["contact"]] == [["Chief Engineer"]]

    second.get_by_role("button", name="Save", exact=True).click()
    for tab in (first, second):
        expect(tab.get_by_role("main").get_by_text("Engineering Lead").first).to_be_visible()
    kept.until_synced(second)
    assert [contact["title"] for contact in server_records(second)["contact"]] == [["Engineering Lead"]]
