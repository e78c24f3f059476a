"""What a phone on a slow network waits for at its first visit, and that nothing left out of it is missed later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.devices import Laptop, Phone
from tests.browser.kept import until

pytestmark = pytest.mark.browser

NOTE_WHAT_WAS_FETCHED = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('h1')) return;
  observer.disconnect();
  window.fetchedBefore = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
}).observe(document, { childList: true, subtree: true });
"""
"""At the moment when the heading is drawn: what comes later was not waited for."""


def test_today_waits_for_one_script_and_one_style_sheet(url: str, new_phone: Callable[[str], Phone]) -> None:
    phone = new_phone(url)
    phone.context.add_init_script(NOTE_WHAT_WAS_FETCHED)
    page = phone.open()
    until(page, lambda: page.evaluate("window.fetchedBefore !== undefined"), "the heading is drawn")

    assets = [path for path in page.evaluate("window.fetchedBefore") if path.startswith("/assets/")]

    assert sorted(path.rsplit(".", 1)[1] for path in assets) == ["css", "js"], assets


def test_what_a_tap_fetches_is_there_without_a_network(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    laptop = new_laptop(url)
    page = laptop.page
    steps.wait_until_installed(page)
    laptop.go_offline()

    page.goto("/account/sign-in")
    steps.fill_login(page, steps.Login())
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("no connection to the server")
