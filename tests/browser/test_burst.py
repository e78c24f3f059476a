"""A pile of cards: taken in by the folder or dropped, read one after the other in the background, killed on the way."""

from __future__ import annotations

import base64
import pathlib
import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.devices import Laptop, Phone
from tests.browser.kept import of_whoever, until
from tests.browser.steps import CARDS, LABELS

pytestmark = pytest.mark.browser

PILE_MS = 240_000
"""Twelve cards on a machine that has other things to do."""

DROP = """
(files) => {
  const transfer = new DataTransfer();
  for (const { name, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const place = document.querySelector('.drop-place');
  for (const type of ['dragover', 'drop'])
    place.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}
"""


def states(page: Page) -> list[str]:
    """Return the state of each card on the device."""
    return [
        card.f["state"]["s"][-1]["v"] for card in of_whoever(page).records if card.kind == "card" and "state" in card.f
    ]


def test_twelve_cards_are_read_in_the_background_and_a_kill_loses_none(
    url: str, new_phone: Callable[[str], Phone]
) -> None:
    phone = new_phone(url)
    page = phone.page
    steps.wait_until_reading_works_offline(page)
    phone.go_offline()
    steps.visit(page, "Capture")
    page.get_by_label("Choose a photo").set_input_files([CARDS / f"{name}.jpg" for name in LABELS])
    expect(page.get_by_text("12 shot", exact=True)).to_be_visible(timeout=60_000)
    expect(page.get_by_text("of 12 read").first).to_be_visible()
    until(page, lambda: states(page).count("read") >= 2, "two cards read", PILE_MS)

    phone.kill_page()
    page = phone.open("/capture/review")
    read = page.get_by_role("link").filter(has_text="Read, ready to check")
    read.first.click()
    expect(page.get_by_label("Name", exact=True)).not_to_have_value("")
    page.get_by_role("button", name="Save and next").click()
    until(page, lambda: "waiting" not in states(page), "all cards read", PILE_MS)
    assert sorted(states(page)) == ["done", *["read"] * 11]


def test_a_folder_is_taken_in_whole_and_what_is_no_photo_is_said_by_name(
    url: str, new_laptop: Callable[[str], Laptop], tmp_path: pathlib.Path
) -> None:
    page = new_laptop(url).open("/capture")
    folder = tmp_path / "cards" / "day 1"
    folder.mkdir(parents=True)
    for name in list(LABELS)[:2]:
        shutil.copy(CARDS / f"{name}.jpg", folder)
    (folder / "notes.txt").write_text("met at lunch", "utf-8")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff not a photo")
    chooser = page.get_by_label("Choose a folder")
    chooser.set_input_files(tmp_path / "cards")
    expect(page.get_by_text("3 shot", exact=True)).to_be_visible()
    notice = page.locator(".notice")
    expect(notice).to_contain_text("notes.txt")
    expect(notice).not_to_contain_text(".DS_Store")
    expect(page.get_by_role("link", name="Review 3 cards")).to_be_visible()

    chooser.set_input_files(tmp_path / "cards")
    expect(notice).to_contain_text("3 photos were here already")
    expect(page.get_by_role("link", name="Review 3 cards")).to_be_visible()


def test_photos_are_dropped_onto_the_page(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    page = new_laptop(url).open("/capture")
    files = [
        {"name": f"{name}.jpg", "type": "image/jpeg", "base64": encoded(CARDS / f"{name}.jpg")}
        for name in list(LABELS)[2:4]
    ]
    expect(page.get_by_text("a whole folder of them")).to_be_visible()
    page.evaluate(DROP, [*files, {"name": "programme.pdf", "type": "application/pdf", "base64": ""}])
    expect(page.get_by_text("2 shot", exact=True)).to_be_visible()
    expect(page.locator(".notice")).to_contain_text("programme.pdf")


def encoded(path: pathlib.Path) -> str:
    """Return a file's bytes in base 64."""
    return base64.b64encode(path.read_bytes()).decode()
