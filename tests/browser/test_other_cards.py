"""What the reader does beyond one card in Latin letters: other scripts, and two cards on one photo."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.devices import Laptop

pytestmark = pytest.mark.browser

COLLECTION = steps.CARDS / "collection"
LABELS = {label["file"]: label for label in json.loads((COLLECTION / "labels.json").read_text("utf-8"))}
CHINESE, HINDI, LEFT, RIGHT = "07-029.jpg", "77-191.jpg", "07-043.jpg", "07-051.jpg"
FETCH, REMOVE = "Read Chinese and Japanese too", "Remove Chinese and Japanese"


def test_chinese_is_read_once_its_characters_are_fetched_and_offline_from_then_on(
    url: str, new_laptop: Callable[[str], Laptop]
) -> None:
    laptop = new_laptop(url)
    page = laptop.page
    steps.wait_until_reading_works_offline(page)

    page.get_by_role("button", name=FETCH).click()
    expect(page.get_by_role("button", name=REMOVE)).to_be_visible(timeout=steps.READING_MS)
    page.context.set_offline(True)
    choose(page, COLLECTION / CHINESE)
    steps.open_review(page, 1)

    page.get_by_role("link").filter(has_text=LABELS[CHINESE]["name"][0]).click()
    expect(page.get_by_label("Name", exact=True)).to_have_value(LABELS[CHINESE]["name"][0])
    page.context.set_offline(False)
    page.goto("/account")
    page.get_by_role("button", name=REMOVE).click()
    expect(page.get_by_role("button", name=FETCH)).to_be_visible()


def test_a_line_in_devanagari_is_read_beside_the_latin_ones(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    page = new_laptop(url).open("/capture")
    choose(page, COLLECTION / HINDI)
    steps.open_review(page, 1)

    page.get_by_role("link").filter(has_text=LABELS[HINDI]["name"][0]).click()
    expect(page.get_by_label("Name", exact=True)).to_have_value(LABELS[HINDI]["name"][0])
    page.get_by_role("button", name="Front of the card, larger").click()
    expect(page.get_by_role("button", name="Use “नई दिल्ली")).to_be_visible()


def test_two_cards_on_one_photo_are_offered_one_after_the_other(
    url: str, new_laptop: Callable[[str], Laptop], tmp_path: pathlib.Path
) -> None:
    page = new_laptop(url).page
    photo = side_by_side(tmp_path / "two.jpg", COLLECTION / LEFT, COLLECTION / RIGHT)

    page.goto("/capture")
    choose(page, photo)
    steps.open_review(page, 2)

    for file in (LEFT, RIGHT):
        expect(page.get_by_role("link").filter(has_text=LABELS[file]["name"][0])).to_be_visible()


def choose(page: Page, photo: pathlib.Path) -> None:
    """Give one file to Capture, and wait until it is safe."""
    if not page.url.endswith("/capture"):
        steps.visit(page, "Capture")
    page.get_by_label("Choose a photo").set_input_files(photo)
    expect(page.get_by_text("1 shot", exact=True)).to_be_visible()


def side_by_side(out: pathlib.Path, *photos: pathlib.Path) -> pathlib.Path:
    """Join photos of one height to one."""
    pictures = [Image.open(photo) for photo in photos]
    joined = Image.new("RGB", (sum(picture.width for picture in pictures), max(picture.height for picture in pictures)))
    left = 0
    for picture in pictures:
        joined.paste(picture, (left, 0))
        left += picture.width
    joined.save(out, quality=90)
    return out
