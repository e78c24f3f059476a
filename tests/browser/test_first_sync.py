"""A fresh device of a person with thousands of records: they come in pages, and the app is of use meanwhile."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import kept, steps
from tests.browser.devices import Laptop
from tests.browser.many_people import name_of, push_people
from tests.browser.proxy import Moment, Request, watched_network
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

PEOPLE = 3_000
STORY_WORDS = 250
"""Enough to make more than one page of them."""


def test_people_are_found_and_written_about_while_the_first_sync_goes_on(
    port: int, new_laptop: Callable[[str], Laptop]
) -> None:
    login = Login()
    push_people(port, login, PEOPLE, story_words=STORY_WORDS)
    held, go_on = threading.Event(), threading.Event()
    with watched_network(port) as network:

        def hold_second_page(moment: Moment, request: Request) -> None:
            if moment == "asked" and request.path == "/api/sync" and '"snap":' in request.text and not go_on.is_set():
                held.set()
                go_on.wait()

        network.step_in = hold_second_page
        page = new_laptop(f"http://localhost:{network.port}").page
        steps.wait_until_installed(page)
        steps.sign_in(page, login)
        kept.until(page, held.is_set, "the second page asked for", 120_000)

        first_page = kept.of_whoever(page)
        assert 0 < len(first_page.records) < PEOPLE
        someone = str(first_page.records[-1].f["name"]["s"][0]["v"])
        steps.visit(page, "People")
        expect(steps.pill(page, "^Syncing…$")).to_be_visible()
        expect(page.get_by_text(re.compile(r"^Getting your notebook: [\d,]+ people so far$"))).to_be_visible()
        progress = page.get_by_role("progressbar", name="Getting your notebook")
        expect(progress).to_have_attribute("value", re.compile(r"^0\.\d+$"))
        page.get_by_role("searchbox").fill(someone.removeprefix("Person "))
        page.get_by_role("main").get_by_role("link", name=someone).first.click()
        expect(page.get_by_role("heading", name=someone, exact=True)).to_be_visible()
        steps.jot(page, page.url.rpartition("/")[2], "Written while the rest is still coming")

        go_on.set()
        kept.until_synced(page, 180_000)
        at_the_end = kept.of_whoever(page)
        assert sum(record.kind == "contact" for record in at_the_end.records) == PEOPLE
        assert kept.state_of(at_the_end.records) == kept.server_state(page)
        last = name_of(PEOPLE - 1)
        steps.visit(page, "People")
        page.get_by_role("searchbox").fill(last)
        expect(page.get_by_role("main").get_by_role("link", name=last)).to_be_visible()
        assert network.faults.asked["POST /api/sync"] >= 3
