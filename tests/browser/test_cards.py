"""The committed cards, read by the real engine in the app: chosen as files, read, and shown in the review form."""

from __future__ import annotations

import re
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


def test_the_card_reader_is_taken_off_the_device_and_fetched_again(
    url: str, new_laptop: Callable[[str], Laptop]
) -> None:
    page = new_laptop(url).page
    steps.wait_until_reading_works_offline(page)
    expect(page.get_by_text(re.compile(r"It takes \d+ MB"))).to_be_visible()

    page.get_by_role("button", name="Remove the card reader").click()
    expect(page.get_by_text("The card reader was taken off this device")).to_be_visible()
    steps.choose_photos(page, CHOSEN[0])
    expect(page.get_by_text("The card reader was taken off this device")).to_be_visible()
    page.get_by_role("link", name="Review 1 card").click()
    expect(page.get_by_role("link").filter(has_text="reading…")).to_be_visible()

    page.goto("/account")
    page.get_by_role("button", name="Fetch the card reader").click()
    expect(page.get_by_text("works offline")).to_be_visible(timeout=steps.READING_MS)
    steps.open_review(page, 1)
