"""The review inbox: by keyboard on the laptop, with a way back, lines of the photo, and people already there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.devices import Laptop, Phone
from tests.browser.kept import until
from tests.browser.records import server_records
from tests.browser.steps import LABELS, Login

pytestmark = pytest.mark.browser

CARDS = ["01-centred-flat", "09-centred-shadow", "11-dark-soft"]
CAPTURED = re.compile("^/capture/review/")
NAMES = [LABELS[name]["name"][0] for name in CARDS]

DRAFTS = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open('lanyard~');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(JSON.stringify(all.result));
    };
  };
})
"""

MakeLaptop = Callable[[str], Laptop]


def test_cards_are_reviewed_by_keyboard_alone(url: str, new_laptop: MakeLaptop) -> None:
    page = new_laptop(url).page
    steps.choose_photos(page, *CARDS)
    steps.open_review(page, len(CARDS))
    names = page.get_by_role("link").filter(has_text="Read, ready to check")
    names.first.click()
    expect(page.get_by_text("Alt ↓ skip")).to_be_visible()
    first = shown_name(page)

    page.keyboard.press("Alt+ArrowDown")
    expect(name_field(page)).not_to_have_value(first)
    second = shown_name(page)
    page.keyboard.press("Alt+ArrowUp")
    expect(name_field(page)).to_have_value(first)

    page.get_by_label("Title", exact=True).press("End")
    page.keyboard.type(" of Everything")
    expect(page.get_by_label("Title", exact=True)).to_have_value(re.compile(" of Everything$"))
    page.keyboard.press("Alt+z")
    expect(page.get_by_label("Title", exact=True)).not_to_have_value(re.compile(" of Everything$"))

    page.keyboard.press("Control+Enter")
    expect(name_field(page)).not_to_have_value(first)
    expect(names).to_have_count(2)
    page.keyboard.press("Alt+z")
    expect(name_field(page)).to_have_value(first)
    expect(names).to_have_count(3)
    page.goto("/people")  # a captured card again, which stands there under the name that was read, and nobody else
    expect(page.get_by_role("main").get_by_role("link", name=first)).to_have_attribute("href", CAPTURED)
    expect(page.get_by_role("heading", name="Nobody here yet")).to_be_visible()

    page.goto("/capture/review")
    names.first.click()
    for count in (2, 1):
        saved = shown_name(page)
        page.keyboard.press("Control+Enter")
        expect(names).to_have_count(count)
        expect(name_field(page)).not_to_have_value(saved)
    expect(name_field(page)).not_to_have_value("")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("|".join(map(re.escape, NAMES))))
    page.goto("/people")
    for name in (first, second):
        expect(page.get_by_role("main").get_by_role("link", name=name)).to_have_count(1)


def test_a_line_of_the_photo_fills_a_field(url: str, new_phone: Callable[[str], Phone]) -> None:
    page = new_phone(url).page
    steps.choose_photos(page, CARDS[0])
    steps.open_review(page, 1)
    page.get_by_role("link").filter(has_text=NAMES[0]).click()
    page.get_by_role("button", name="Front of the card, larger").click()
    page.get_by_role("button", name="Use “").last.click()
    choice = page.locator(".line-choice")
    text = choice.locator("b").inner_text()
    choice.get_by_role("button", name="Organisation").click()
    expect(page.get_by_label("Organisation", exact=True)).to_have_value(text)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Organisation", exact=True)).not_to_have_value(text)


def test_somebody_who_is_there_already_is_offered_and_never_merged_silently(url: str, new_laptop: MakeLaptop) -> None:
    laptop = new_laptop(url)
    page = laptop.page
    steps.sign_up(page, Login())
    label = LABELS[CARDS[0]]
    steps.add_event(page, "PyCon DE")
    steps.add_person(page, {"Name": label["name"][0], "Title": "Once a gardener", "E-mail": label["emails"][0]})
    steps.add_person(page, {"Name": "Somebody Else", "E-mail": label["emails"][0]})
    steps.choose_photos(page, CARDS[0])
    steps.open_review(page, 1)
    page.get_by_role("link").filter(has_text="Read, ready to check").click()

    other = page.get_by_role("region", name="Is this Somebody Else?")
    expect(other).to_contain_text("Same e-mail")
    other.get_by_role("button", name="No, somebody else").click()
    expect(other).to_have_count(0)
    page.reload()
    same = page.get_by_role("region", name=f"Is this {label['name'][0]}?")
    expect(same).to_be_visible()
    expect(other).to_have_count(0)
    same.get_by_role("button", name="Yes, the same person").click()
    expect(page.get_by_text("“Once a gardener” there")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name=label["name"][0])).to_be_visible()
    expect(page.get_by_text("Once a gardener").first).to_be_visible()
    steps.wait_until_synced(page)
    records = server_records(page)
    assert len(records["contact"]) == 2
    assert [pair["differ"] for pair in records["pair"]] == [[True]]


def test_a_half_typed_review_survives_a_killed_browser(url: str, new_phone: Callable[[str], Phone]) -> None:
    phone = new_phone(url)
    page = phone.page
    steps.choose_photos(page, CARDS[0])
    steps.open_review(page, 1)
    page.get_by_role("link").filter(has_text=NAMES[0]).click()
    name_field(page).press("End")
    name_field(page).press_sequentially(" the Second")
    expect(name_field(page)).to_have_value(f"{NAMES[0]} the Second")
    until(page, lambda: page.evaluate(DRAFTS).count(" the Second") > 0, "the draft is in IndexedDB")

    phone.kill()
    phone.start()
    page = phone.open("/capture/review")
    page.get_by_role("link").filter(has_text="the Second").click()
    expect(name_field(page)).to_have_value(f"{NAMES[0]} the Second")
    expect(page.get_by_label("E-mail", exact=True)).to_have_value(LABELS[CARDS[0]]["emails"][0])


def name_field(page: Page) -> Locator:
    """Return the name in the review form."""
    return page.get_by_label("Name", exact=True)


def shown_name(page: Page) -> str:
    """Return the name in the review form, once there is one."""
    expect(name_field(page)).not_to_have_value("")
    return name_field(page).input_value()
