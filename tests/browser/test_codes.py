"""Codes held before the camera, offline: a link on a badge and a vCard become people, other text is only shown."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable

import pytest
import segno
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.devices import Phone

pytestmark = pytest.mark.browser

PROFILE = "https://www.linkedin.com/in/ada-example"
VCARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Example;Bo;;;\r\nORG:Sample Works\r\nTEL:+1 202 555 0143\r\nEND:VCARD"
TICKET = "ticket 4711, hall B"


def badge(folder: pathlib.Path, name: str, text: str) -> pathlib.Path:
    """Draw a badge with a code as large as a hand holds it before a camera."""
    code = folder / f"{name}-code.png"
    segno.make(text, error="m", micro=False).save(str(code), scale=8, border=4)
    paper = Image.new("RGB", (1280, 960), "#d8d2c4")
    with Image.open(code) as drawn:
        paper.paste(drawn.convert("RGB"), (480, 260))
    path = folder / f"{name}.png"
    paper.save(path)
    return path


def test_codes_before_the_camera_are_offered_and_kept(
    url: str, new_phone: Callable[[str], Phone], tmp_path: pathlib.Path
) -> None:
    phone = new_phone(url)
    page = phone.page
    steps.wait_until_reading_works_offline(page)
    phone.go_offline()
    steps.visit(page, "Capture")

    phone.see(badge(tmp_path, "profile", PROFILE))
    expect(found(page)).to_contain_text("Profile in the code")
    expect(found(page)).to_contain_text("ada-example (linkedin)")
    keep(page, 1)
    phone.see(badge(tmp_path, "vcard", VCARD))
    expect(found(page)).to_contain_text("Bo Example · Sample Works")
    keep(page, 2)
    phone.see(badge(tmp_path, "ticket", TICKET))
    expect(found(page)).to_contain_text(TICKET)
    expect(found(page).get_by_role("link")).to_have_count(0)
    page.get_by_role("button", name="Not this code").click()
    expect(found(page)).to_be_empty()

    steps.open_review(page, 2)
    page.get_by_role("link").filter(has_text="Bo Example").click()
    expect(page.get_by_label("Phone", exact=True)).to_have_value("+1 202 555 0143")
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_label("Link", exact=True)).to_have_value(PROFILE)
    expect(page.get_by_label("Profile", exact=True)).to_have_value("ada-example")
    page.get_by_label("Name", exact=True).fill("Ada Example")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Ada Example")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("linkedin")).first).to_have_attribute("href", PROFILE)


def found(page: Page) -> Locator:
    """Return the place over the viewfinder where a code is offered."""
    return page.locator(".found-code")


def keep(page: Page, shots: int) -> None:
    """Keep the code that is offered, and wait until it is safe."""
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text(f"{shots} shot", exact=True)).to_be_visible()
