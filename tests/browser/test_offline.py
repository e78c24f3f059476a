"""The app opens without a network, at any address, and what is then written is there when it comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.devices import Laptop

pytestmark = pytest.mark.browser


def test_every_address_opens_offline(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    laptop = new_laptop(url)
    page = laptop.page
    steps.wait_until_installed(page)
    laptop.go_offline()

    steps.add_person(page, {"Name": "Noor Haddad", "E-mail": "noor@example.com"})
    person = page.url
    for path, heading in {
        "/": "Today",
        "/people": "People",
        "/capture": "Capture",
        "/capture/review": "Review",
        "/events/new": "New event",
        "/network": "Network",
        "/account/sign-up": "Create account",
        "/outbox": "To sync",
        person: "Noor Haddad",
        f"{person}/edit": "Edit Noor Haddad",
        "/nowhere": "Nothing here",
    }.items():
        page.goto(path)
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
