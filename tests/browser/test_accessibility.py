"""Nobody is shut out: axe finds no fault on any place, in light and in dark, and a person can be typed with keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import steps
from tests.browser.accessibility import AXE, RUN_AXE
from tests.browser.devices import LAPTOP, PHONE, Laptop

pytestmark = pytest.mark.browser

MOST_TABS = 60


@pytest.fixture
def furnished(chromium: Browser, url: str) -> Iterator[BrowserContext]:
    """A device with a person, a note, a follow-up, an event and a card; its browser lets axe past the policy."""
    context = chromium.new_context(base_url=url, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    steps.add_event(page, "Nordic Serverless Days")
    steps.add_person(
        page, {"Name": "Noor Haddad", "Title": "Engineer", "Organisation": "Atlas", "E-mail": "n@example.com"}
    )
    steps.add_note(page, "Noor Haddad", "Judo, and queues that never drop a thing.")
    steps.add_followup(page, "Noor Haddad", "Send the talk", "2031-05-04")
    steps.choose_photos(page, "01-centred-flat")
    steps.open_review(page, 1)
    yield context
    context.close()


def addresses(page: Page) -> list[str]:
    """Return the address of every place, with the records that there are."""
    found = ["/today", "/people", "/people/new", "/capture", "/capture/review", "/events", "/events/new", "/network"]
    found += ["/account", "/account/sign-in", "/account/sign-up", "/account/notifications", "/outbox", "/conflicts"]
    person, card, event = (record_at(page, place) for place in ("/people", "/capture/review", "/events"))
    note, followup = (record_at(page, person, kind) for kind in ("/notes", "/followups"))
    found += [person, f"{person}/edit", card, event, f"{event}/edit", note, followup]
    return [*found, f"/notes/new?person={person[8:]}", f"/followups/new?person={person[8:]}"]


def record_at(page: Page, path: str, kind: str = "") -> str:
    """Return the address of the first record that a place links to."""
    page.goto(path)
    link = page.get_by_role("main").locator(f'a[href^="{kind or path}/"]:not([href$="/new"])').first
    return str(link.get_attribute("href"))


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_axe_finds_no_fault_on_any_place(size: dict[str, int], furnished: BrowserContext) -> None:
    page = furnished.pages[0]
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    faults = {}

    for path in addresses(page):
        page.goto(path)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        page.evaluate(AXE)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if found := page.evaluate(RUN_AXE):
                faults[f"{path} {scheme}"] = found

    assert faults == {}


def test_a_person_is_typed_with_keys_alone(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    page = new_laptop(url).open()

    press(page, page.get_by_role("navigation").get_by_role("link", name="Capture"))
    press(page, page.get_by_role("link", name="Type by hand").or_(page.get_by_role("button", name="Type by hand")))
    for label, text in {"Name": "Noor Haddad", "Organisation": "Atlas", "E-mail": "noor@example.com"}.items():
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    press(page, page.get_by_role("button", name="Save", exact=True))

    expect(page.get_by_role("heading", name="Noor Haddad")).to_be_visible()


def press(page: Page, target: Locator) -> None:
    """Move the focus to a link or a button with Tab, and press Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached with Tab")
