"""The committed cards, read by the real engine in the app: chosen as files, read, and shown in the review form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.devices import Laptop
from tests.browser.steps import LABELS

pytestmark = pytest.mark.browser

CHOSEN = ["02-columns-desk", "05-banner-dim", "06-right-soft", "08-code-desk"]
"""Another design, scene and language each: two columns, low light, a soft lens, a QR code."""


def test_cards_are_read_into_the_review_form(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    page = new_laptop(url).page

    steps.choose_photos(page, *CHOSEN)
    steps.open_review(page, len(CHOSEN))

    for name in CHOSEN:
        label = LABELS[name]
        page.get_by_role("link").filter(has_text=label["name"][0]).click()
        expect(page.get_by_label("Name", exact=True)).to_have_value(label["name"][0])
        expect(page.get_by_label("E-mail", exact=True)).to_have_value(label["emails"][0])
        phone = page.get_by_label("Phone", exact=True).input_value()
        assert "".join(filter(str.isdigit, phone.replace("(0)", ""))) in label["phones"][0]
