"""The main job, end to end: cards shot offline on the phone are contacts on the laptop, whatever the network does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.devices import Laptop, Phone
from tests.browser.proxy import bad_network
from tests.browser.records import Versions, server_records
from tests.browser.steps import LABELS, Login

pytestmark = pytest.mark.browser

SHOT = ["01-centred-flat", "11-dark-soft", "09-centred-shadow"]
REVIEWED = LABELS[SHOT[0]]
NAME = REVIEWED["name"][0]
CORRECTED = "Granskogen Teknik, Stockholm"
NOTE = "Wants to hear how we keep queues honest. Plays the nyckelharpa."
PROMISE = "Send the talk about honest queues"
DUE = "2031-05-04"
NEW_TITLE = "Head of Forests"

MakePhone = Callable[[str], Phone]
MakeLaptop = Callable[[str], Laptop]


def test_a_card_shot_offline_is_a_contact_on_the_laptop(url: str, new_phone: MakePhone, new_laptop: MakeLaptop) -> None:
    tell_the_story(new_phone(url), new_laptop(url))


def test_a_network_that_loses_answers_and_repeats_requests_changes_nothing(
    port: int, new_phone: MakePhone, new_laptop: MakeLaptop, record_property: Callable[[str, object], None]
) -> None:
    with bad_network(port, seed=10) as network:
        url = f"http://localhost:{network.port}"
        tell_the_story(new_phone(url), new_laptop(url))

        faults = network.faults
        record_property("answers dropped", dict(faults.dropped))
        record_property("requests repeated", dict(faults.repeated))
        assert faults.dropped["POST /api/sync"] > 0
        assert faults.repeated["POST /api/sync"] > 0
        assert faults.dropped.total() > 0.2 * faults.repeated.total()


def test_the_story_is_the_same_on_dynamodb(dynamodb_url: str, new_phone: MakePhone, new_laptop: MakeLaptop) -> None:
    tell_the_story(new_phone(dynamodb_url), new_laptop(dynamodb_url))


def tell_the_story(phone: Phone, laptop: Laptop) -> None:
    """A day offline, a killed browser, a sign-up in the evening, and the laptop at home."""
    login = Login()
    steps.wait_until_reading_works_offline(phone.page)
    phone.go_offline()
    live_through_the_day(phone)

    phone.kill()
    phone.start(offline=True)
    find_everything_there(phone.page)

    phone.go_online()
    steps.sign_up(phone.page, login)
    steps.wait_until_synced(phone.page)

    steps.sign_in(laptop.page, login)
    see_the_day_on_the_laptop(laptop.page)
    steps.edit_person(laptop.page, NAME, {"Title": NEW_TITLE})
    steps.wait_until_synced(laptop.page)

    steps.open_person(phone.page, NAME)
    expect(phone.page.get_by_text(NEW_TITLE).first).to_be_visible(timeout=steps.SYNC_MS)
    assert_exact_records(server_records(laptop.page))


def live_through_the_day(phone: Phone) -> None:
    """Shoot three cards, review one and correct it, write a note, queue a follow-up; all without a network."""
    page = phone.page
    steps.shoot(phone, *SHOT)
    steps.open_review(page, len(SHOT))
    page.get_by_role("link").filter(has_text=NAME).click()
    expect(page.get_by_label("Name", exact=True)).to_have_value(NAME)
    expect(page.get_by_label("E-mail", exact=True)).to_have_value(REVIEWED["emails"][0])
    page.get_by_label("Organisation", exact=True).fill(CORRECTED)
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_role("status").filter(has_text=f"{NAME} is saved.")).to_be_visible()

    steps.add_note(page, NAME, NOTE)
    steps.add_followup(page, NAME, PROMISE, DUE)


def find_everything_there(page: Page) -> None:
    """Open the app after its end: the saved person with all that was written, and the cards still to review."""
    page.goto("/")
    steps.open_person(page, NAME)
    for text in (CORRECTED, NOTE, PROMISE):
        expect(page.get_by_text(text).first).to_be_visible()
    expect_photo(page)
    steps.open_review(page, len(SHOT) - 1)
    page.get_by_role("link").filter(has_text="Read, ready to check").first.click()
    page.get_by_role("button", name="Save and next").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Review")).to_be_hidden()
    steps.visit(page, "People")
    expect(people(page)).to_have_count(len(SHOT))


def see_the_day_on_the_laptop(page: Page) -> None:
    """Find the three people, the note, the follow-up and the photos on another device."""
    page.goto("/people")
    expect(people(page)).to_have_count(len(SHOT), timeout=steps.SYNC_MS)
    for card in SHOT:
        steps.open_person(page, LABELS[card]["name"][0])
        expect_photo(page)
    steps.open_person(page, NAME)
    for text in (CORRECTED, NOTE, PROMISE):
        expect(page.get_by_text(text).first).to_be_visible()


def people(page: Page) -> Locator:
    """Return the entries of the list of people."""
    return page.get_by_role("main").locator('a[href^="/people/"]:not([href="/people/new"])')


def expect_photo(page: Page) -> None:
    """Wait until the card's photo is painted."""
    photo = page.get_by_role("main").get_by_role("img", name="Card of").first
    expect(photo).to_be_visible()
    expect(photo).to_have_js_property("complete", value=True)
    assert photo.evaluate("image => image.naturalWidth") > 1000


def assert_exact_records(records: dict[str, list[Versions]]) -> None:
    """The server holds what was captured and written, once, with one version of everything."""
    assert {kind: len(found) for kind, found in records.items()} == {"contact": 3, "card": 3, "note": 1, "followup": 1}
    assert all(len(versions) == 1 for found in records.values() for record in found for versions in record.values())
    shown = {
        kind: [{name: value for name, [value] in record.items()} for record in found] for kind, found in records.items()
    }
    contacts: dict[str, Any] = {contact["name"]: contact for contact in shown["contact"]}
    ada = contacts[NAME]

    assert sorted(contacts) == sorted(LABELS[card]["name"][0] for card in SHOT)
    for card in SHOT:
        label = LABELS[card]
        contact = contacts[label["name"][0]]
        assert [email["value"] for email in contact["emails"]] == label["emails"]
        assert [phone["e164"] for phone in contact["phones"]] == label["phones"]
    assert (ada["organization"], ada["title"]) == (CORRECTED, NEW_TITLE)
    assert {contact["card"] for contact in contacts.values()} == {card["id"] for card in shown["card"]}
    assert {card["state"] for card in shown["card"]} == {"done"}
    assert len({card["photo_front"] for card in shown["card"]}) == len(SHOT)
    [note], [followup] = shown["note"], shown["followup"]
    assert (note["body"], note[f"person:{ada['id']}"]) == (NOTE, True)
    assert (followup["what"], followup["due"], followup[f"person:{ada['id']}"]) == (PROMISE, DUE, True)
