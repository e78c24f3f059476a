"""What people do with the app, said in roles and names as a screen reader would."""

from __future__ import annotations

import json
import pathlib
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.devices import INSTALLED, Phone

CARDS = pathlib.Path(__file__).resolve().parents[1] / "cards"
LABELS: dict[str, Any] = {
    label["file"].removesuffix(".jpg"): label for label in json.loads((CARDS / "labels.json").read_text("utf-8"))
}
READING_MS = 60_000
SYNC_MS = 40_000
ANSWER_S = 15
TRIES = 6
NO_ANSWER = "There is no connection to the server"
TAKEN = "There is an account with this e-mail already"


@dataclass(frozen=True)
class Login:
    """An account of its own for each test, as tests share a server."""

    name: str = "Ada Tester"
    password: str = "a long walk by the sea"
    email: str = field(default_factory=lambda: f"ada.{secrets.token_hex(6)}@example.com")


def sign_up(page: Page, login: Login) -> None:
    """Create the account; where the answer got lost, try again, and sign in where the account turns out to be there."""
    page.goto("/account/sign-up")
    page.get_by_label("Your name").fill(login.name)
    fill_login(page, login)
    outcome = press_until_answered(page, "Create account")
    if outcome == TAKEN:
        sign_in(page, login)


def sign_in(page: Page, login: Login) -> None:
    """Sign in; where the answer got lost, try again."""
    page.goto("/account/sign-in")
    fill_login(page, login)
    press_until_answered(page, "Sign in")


def fill_login(page: Page, login: Login) -> None:
    """Type e-mail and password."""
    page.get_by_label("E-mail").fill(login.email)
    page.get_by_role("textbox", name="Password").fill(login.password)


def press_until_answered(page: Page, button: str) -> str:
    """Press a button of the account's forms until the server's answer arrives; return it, empty for a yes."""
    for _ in range(TRIES):
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        alert, password = page.get_by_role("alert"), page.get_by_role("textbox", name="Password")
        give_up = time.monotonic() + ANSWER_S
        while password.is_visible() and not alert.is_visible():  # the form goes with a yes
            assert time.monotonic() < give_up, f"no answer to “{button}” within {ANSWER_S} s"
            page.wait_for_timeout(50)
        said = alert.inner_text() if alert.is_visible() else ""
        if NO_ANSWER not in said:
            return TAKEN if TAKEN in said else said
    raise AssertionError(f"no answer to “{button}” in {TRIES} tries")


def pill(page: Page, text: str) -> Locator:
    """Return the status pill, when it reads like the pattern."""
    return page.get_by_role("link", name=re.compile(text))


def wait_until_synced(page: Page) -> None:
    """Wait until everything of this device is on the server."""
    expect(pill(page, "^Synced$")).to_be_visible(timeout=SYNC_MS)


def wait_until_reading_works_offline(page: Page) -> None:
    """Wait until app and reading engine are on the device: on a good connection the app sees to both by itself."""
    wait_until_installed(page)
    page.goto("/account")
    ready = page.get_by_text("The card reader is on this device and works offline.")
    expect(ready).to_be_visible(timeout=READING_MS)


def wait_until_installed(page: Page) -> None:
    """Open the app and wait until it opens without a network, too."""
    page.goto("/")
    page.evaluate(INSTALLED)


def visit(page: Page, place: str) -> None:
    """Go to a place by its tab."""
    page.get_by_role("navigation").get_by_role("link", name=place, exact=True).click()


def shoot(phone: Phone, *names: str) -> None:
    """Take photos of cards of the committed set, one after the other, each as soon as the last one is safe."""
    page = phone.page
    visit(page, "Capture")
    for count, name in enumerate(names, 1):
        phone.see(CARDS / f"{name}.jpg")
        page.get_by_role("button", name="Take photo").click()
        expect(page.get_by_text(f"{count} shot", exact=True)).to_be_visible()


def choose_photos(page: Page, *names: str) -> None:
    """Give files of the committed set to Capture, and wait until they are safe."""
    page.goto("/capture")
    page.get_by_label("Choose a photo").set_input_files([CARDS / f"{name}.jpg" for name in names])
    expect(page.get_by_text(f"{len(names)} shot", exact=True)).to_be_visible()


def open_review(page: Page, cards: int) -> None:
    """Show the list of cards to review, once all of them have been read."""
    visit(page, "Capture")
    page.get_by_role("link", name=f"Review {cards} card").click()
    read = page.get_by_role("link").filter(has_text="Read, ready to check")
    expect(read).to_have_count(cards, timeout=READING_MS)


def add_person(page: Page, fields: dict[str, str]) -> None:
    """Type a person by hand."""
    page.goto("/people/new")
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name=fields["Name"])).to_be_visible()


def edit_person(page: Page, person: str, fields: dict[str, str]) -> None:
    """Change fields of a person, from their page."""
    open_person(page, person)
    page.get_by_role("link", name="Edit").first.click()
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name=fields.get("Name", person), exact=True)).to_be_visible()


def add_event(page: Page, name: str) -> None:
    """Write down an event."""
    page.goto("/events/new")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def add_note(page: Page, person: str, text: str) -> None:
    """Write a note about a person, from their page."""
    open_person(page, person)
    page.get_by_role("link", name="Add note").or_(page.get_by_role("button", name="Add note")).first.click()
    page.get_by_role("textbox", name="Note").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(text)).to_be_visible()


def add_followup(page: Page, person: str, what: str, due: str) -> None:
    """Queue a follow-up with a person, from their page; `due` as a browser's date field takes it."""
    open_person(page, person)
    page.get_by_role("link", name="Add follow-up").or_(page.get_by_role("button", name="Add follow-up")).first.click()
    page.get_by_label("What").fill(what)
    page.get_by_label("Due").fill(due)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(what)).to_be_visible()


def sign_out(page: Page) -> None:
    """Sign out on a device that has nothing which the server lacks."""
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(pill(page, "On this device")).to_be_visible()


def jot(page: Page, person: str, text: str) -> None:
    """Write a note about the person of an id, by the address of its form; returns once it stands in their story."""
    page.goto(f"/notes/new?person={person}")
    page.get_by_role("textbox", name="Note").fill(text)
    save_for_story(page, text)


def promise(page: Page, person: str, what: str, due: str) -> None:
    """Queue a follow-up with the person of an id, by the address of its form; returns once it stands in their story."""
    page.goto(f"/followups/new?person={person}")
    page.get_by_label("What").fill(what)
    page.get_by_label("Due").fill(due)
    save_for_story(page, what)


def save_for_story(page: Page, text: str) -> None:
    """Save a form, and see what was written in the story of the person that it is about."""
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("main").get_by_text(text, exact=True)).to_be_visible()


def open_person(page: Page, name: str) -> None:
    """Show a person, found in the list."""
    visit(page, "People")
    page.get_by_role("main").get_by_role("link", name=re.compile(re.escape(name))).first.click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
