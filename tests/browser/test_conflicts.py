"""Two devices write the same at the same time: both versions are kept, compared, and a person chooses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import axe_faults, sideways
from tests.browser.devices import Laptop
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

MakeLaptop = Callable[[str], Laptop]
PERSON = "Noor Haddad"
HERE = "We talked about queues. She sends the talk from Oslo."
THERE = "We talked about queues and judo. She sends the slides from Oslo."


@pytest.fixture
def pair(url: str, new_laptop: MakeLaptop) -> tuple[Laptop, Laptop]:
    """Two laptops of one person, with a contact and a note on both, and no network."""
    here, there, login = new_laptop(url), new_laptop(url), Login()
    steps.sign_up(here.page, login)
    steps.add_person(here.page, {"Name": PERSON})
    steps.add_note(here.page, PERSON, "We talked about queues.")
    steps.wait_until_synced(here.page)
    steps.sign_in(there.page, login)
    steps.open_person(there.page, PERSON)
    expect(there.page.get_by_text("We talked about queues.")).to_be_visible()
    for laptop in (here, there):
        laptop.go_offline()
    return here, there


def reconnect(*laptops: Laptop) -> None:
    """Let everybody hear of everything."""
    for laptop in laptops:
        laptop.go_online()
        steps.wait_until_synced(laptop.page)


def edit_note(page: Page, text: str) -> None:
    """Change the only note of the person."""
    steps.open_person(page, PERSON)
    page.get_by_role("link", name="We talked about queues.").click()
    page.get_by_role("textbox", name="Note").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(text)).to_be_visible()


def test_two_versions_of_a_note_are_compared_and_a_choice_can_be_taken_back(pair: tuple[Laptop, Laptop]) -> None:
    here, there = pair
    edit_note(here.page, HERE)
    edit_note(there.page, THERE)
    reconnect(here, there)

    page = here.page
    page.goto("/today")
    page.get_by_role("link", name="1 record has two versions").click(timeout=steps.SYNC_MS)
    conflict = page.get_by_role("region", name="Two versions of Note")
    conflict.get_by_role("button", name="Choose").click()
    expect(conflict.get_by_role("listitem")).to_have_count(2)
    expect(conflict.get_by_role("insertion").filter(has_text="talk")).to_be_visible()
    expect(conflict.get_by_role("deletion").filter(has_text="slides")).to_be_visible()

    conflict.get_by_role("listitem").filter(has_text="This device").get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Nothing to choose")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    again = page.get_by_role("region", name="Two versions of Note")
    expect(again.get_by_role("listitem")).to_have_count(2)
    again.get_by_role("button", name="Keep both").click()
    expect(page.get_by_text("Nothing to choose")).to_be_visible()
    steps.wait_until_synced(page)

    [note] = server_records(page)["note"]
    assert note["body"] == [f"{THERE}\n\n{HERE}"]
    expect(there.page.get_by_text(HERE)).to_be_visible(timeout=steps.SYNC_MS)


def test_the_list_of_versions_shuts_nobody_out(pair: tuple[Laptop, Laptop]) -> None:
    here, there = pair
    edit_note(here.page, HERE)
    edit_note(there.page, THERE)
    for laptop, title in ((here, "Dean"), (there, "Rector")):
        steps.edit_person(laptop.page, PERSON, {"Title": title})
    reconnect(here, there)
    page = here.page
    page.goto("/conflicts")
    regions = page.get_by_role("region", name=re.compile("Two versions of (Note|Title)"))
    expect(regions).to_have_count(2, timeout=steps.SYNC_MS)
    for region in regions.all():
        region.get_by_role("button", name="Choose").click()
    expect(page.get_by_role("button", name="Keep both")).to_have_count(2)

    assert axe_faults(page) == {}
    assert sideways(page, width=320) == 0


def test_deleted_on_one_device_and_edited_on_the_other_it_is_kept_and_says_why(pair: tuple[Laptop, Laptop]) -> None:
    here, there = pair
    steps.edit_person(here.page, PERSON, {"Title": "Dean"})
    steps.open_person(there.page, PERSON)
    there.page.get_by_role("link", name="Edit").first.click()
    there.page.get_by_role("button", name="Delete this person").click()
    expect(there.page.get_by_text(f"Deleted {PERSON}.").first).to_be_attached()
    reconnect(there, here)

    steps.open_person(here.page, PERSON)
    kept = here.page.get_by_role("region", name="Deleted, and kept")
    expect(kept.get_by_text("Deleted on another device, edited here meanwhile.")).to_be_visible(timeout=steps.SYNC_MS)
    kept.get_by_role("button", name="Keep it").click()
    expect(kept).to_be_hidden()
    steps.wait_until_synced(here.page)

    there.page.goto("/conflicts")
    expect(there.page.get_by_text("Nothing to choose")).to_be_visible(timeout=steps.SYNC_MS)
    steps.open_person(there.page, PERSON)
    expect(there.page.get_by_text("Dean").first).to_be_visible()
