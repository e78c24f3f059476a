"""A pile of cards: taken in by the folder or dropped, read one after the other in the background, killed on the way."""

from __future__ import annotations

import base64
import pathlib
import re
import shutil
from collections.abc import Callable

import pytest
from PIL import Image, ImageEnhance
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import LONG
from tests.browser.devices import Laptop, Phone
from tests.browser.kept import of_whoever, until
from tests.browser.steps import CARDS, LABELS

pytestmark = pytest.mark.browser

PILE = 50 if LONG else 12
PILE_MS = 20_000 * PILE
"""On a machine that has other things to do."""

GROWTH_MB = 150
"""What two moments of the same work differ by; a photo that stayed would add 20 MB each time."""

LOOKS = 40
FRAME_MB = 4.9
"""Of the film's frames, each of which the browser would keep once it was drawn."""

COUNT_LOOKS = """
globalThis.looks = 0;
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.frame || message?.picture) globalThis.looks += 1;
  return post.call(this, message, ...rest);
};
"""

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


def pile(folder: pathlib.Path) -> list[pathlib.Path]:
    """Return a pile of photos, no two of them the same: the committed cards, each time a little darker."""
    photos = []
    for at in range(PILE):
        name = list(LABELS)[at % len(LABELS)]
        with Image.open(CARDS / f"{name}.jpg") as card:
            path = folder / f"{at:02}-{name}.jpg"
            ImageEnhance.Brightness(card).enhance(1 - 0.04 * (at // len(LABELS))).save(path, quality=92)
        photos.append(path)
    return photos


def memory_mb(phone: Phone, kind: str = "VmRSS") -> int:
    """Return how much memory the pages and workers of a phone hold now, by its name in /proc."""
    status = [pathlib.Path(f"/proc/{process}/status").read_text("utf-8") for process in phone.processes("renderer")]
    return sum(int(found[1]) for text in status if (found := re.search(rf"{kind}:\s+(\d+) kB", text))) // 1024


def test_a_pile_is_read_in_the_background_without_growth_and_a_kill_loses_none(
    url: str, new_phone: Callable[[str], Phone], tmp_path: pathlib.Path, record_property: Callable[[str, object], None]
) -> None:
    phone = new_phone(url)
    page = phone.page
    steps.wait_until_reading_works_offline(page)
    phone.go_offline()
    steps.visit(page, "Capture")
    page.get_by_label("Choose a photo").set_input_files(pile(tmp_path))
    expect(page.get_by_text(f"{PILE} shot", exact=True)).to_be_visible(timeout=PILE_MS)
    expect(page.get_by_text(f"of {PILE} read").first).to_be_visible()
    until(page, lambda: states(page).count("read") >= 4, "four cards read", PILE_MS)
    left = states(page).count("waiting")

    phone.kill_page()
    page = phone.open("/capture/review")
    read = page.get_by_role("link").filter(has_text="Read, ready to check")
    read.first.click()
    expect(page.get_by_label("Name", exact=True)).not_to_have_value("")
    page.get_by_role("button", name="Save and next").click()
    until(page, lambda: states(page).count("waiting") <= left - 2, "two more cards read", PILE_MS)
    record_property("MB after the first cards", early := memory_mb(phone))
    until(page, lambda: states(page).count("waiting") <= 1, "all cards but one read", PILE_MS)
    record_property("MB after all cards", late := memory_mb(phone))
    until(page, lambda: "waiting" not in states(page), "all cards read", PILE_MS)
    assert sorted(states(page)) == ["done", *["read"] * (PILE - 1)]
    assert late < early + GROWTH_MB


@pytest.mark.parametrize("is_scaled", [False, True], ids=["as the camera gives them", "cut and scaled"])
def test_frames_that_were_looked_at_or_shot_leave_nothing_behind(
    url: str, new_phone: Callable[[str], Phone], record_property: Callable[[str, object], None], *, is_scaled: bool
) -> None:
    phone = new_phone(url)
    if is_scaled:
        phone.see_moving_picture()
    page = phone.page
    steps.wait_until_installed(page)
    page.add_init_script(COUNT_LOOKS)
    page.goto("/capture")
    until(page, lambda: page.evaluate("looks") >= 3, "the first looks")
    early = memory_mb(phone, "RssShmem")
    for shot in range(1, 11):
        page.get_by_role("button", name="Take photo").click()
        expect(page.get_by_text(f"{shot} shot", exact=True)).to_be_visible()
    until(page, lambda: page.evaluate("looks") >= LOOKS, f"{LOOKS} looks")
    record_property("MB of shared memory that frames left behind", grown := memory_mb(phone, "RssShmem") - early)
    assert grown < LOOKS * FRAME_MB / 2


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
