"""What is not on the server: a saved file read back, what was refused mended, a large removal asked about."""

from __future__ import annotations

import json
import pathlib
import re
import secrets
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.accessibility import axe_faults, sideways
from tests.browser.devices import Laptop
from tests.browser.kept import until
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

MakeLaptop = Callable[[str], Laptop]
ELSEWHERE = "elsewhere0001"
SIGNED_OUT = "async () => (await fetch('/api/session')).status === 401"


def new_id() -> str:
    """Return an id as a device would make it."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def register(value: Any, n: int) -> dict[str, Any]:
    """Return a field as another device wrote it."""
    return {"s": [{"d": [ELSEWHERE, n], "v": value, "at": 1_790_000_000_000}]}


def outbox_file(folder: pathlib.Path, changes: list[dict[str, Any]]) -> pathlib.Path:
    """Write what a device would have saved that could not reach the server."""
    file = folder / f"{new_id()}.json"
    head = {"format": "lanyard-outbox", "version": 2, "at": 1_790_000_000_000, "person": None}
    whole = [{"kind": "contact", "full": True} | change for change in changes]
    file.write_text(json.dumps({**head, "changes": whole, "photos": []}), "utf-8")
    return file


def read_back(page: Page, file: pathlib.Path) -> None:
    """Take a saved file in."""
    page.goto("/outbox")
    page.get_by_label("Read a saved file").set_input_files(file)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_label("Read a saved file")).to_be_attached()


def test_what_was_saved_offline_is_read_back_on_another_device_and_counts_once(
    url: str, new_laptop: MakeLaptop, tmp_path: pathlib.Path
) -> None:
    here, there, login = new_laptop(url), new_laptop(url), Login()
    steps.sign_up(here.page, login)
    steps.wait_until_synced(here.page)
    steps.sign_in(there.page, login)
    here.go_offline()
    steps.add_person(here.page, {"Name": "Noor Haddad"})
    expect(here.page.get_by_title("not on the server yet").first).to_be_visible()
    here.page.goto("/outbox")
    expect(here.page.get_by_text("goes out once there is a network")).to_be_visible()
    with here.page.expect_download() as download:
        here.page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / "outbox.json"
    download.value.save_as(file)

    stranger = new_laptop(url).page
    stranger.goto("/outbox")
    stranger.get_by_label("Read a saved file").set_input_files(file)
    expect(stranger.get_by_text("It belongs to Ada Tester, who is not signed in here.")).to_be_visible()
    stranger.get_by_role("button", name="Leave it").click()

    read_back(there.page, file)
    expect(there.page.get_by_text("1 change came in.").first).to_be_attached()
    steps.wait_until_synced(there.page)
    read_back(there.page, file)
    expect(there.page.get_by_text("All of it was here already.").first).to_be_attached()
    here.go_online()
    steps.wait_until_synced(here.page)
    assert [contact["name"] for contact in server_records(here.page)["contact"]] == [["Noor Haddad"]]


def test_what_the_server_refuses_is_mended_in_its_form(
    url: str, new_laptop: MakeLaptop, tmp_path: pathlib.Path
) -> None:
    page = new_laptop(url).page
    steps.sign_up(page, Login())
    fields = {"name": register("Noor Haddad", 1), "title": register("x" * 300, 1)}
    read_back(page, outbox_file(tmp_path, [{"id": new_id(), "f": fields}]))
    refused = page.get_by_role("listitem").filter(has_text="The text is too long.")
    expect(refused).to_be_visible(timeout=steps.SYNC_MS)
    expect(steps.pill(page, "1 to mend")).to_be_visible()

    refused.get_by_role("link", name="Mend it").click()
    title = page.get_by_label("Title")
    expect(title).to_be_focused()
    expect(page.get_by_text("The text is too long.")).to_be_visible()
    title.fill("Dean")
    page.get_by_role("button", name="Save", exact=True).click()
    steps.wait_until_synced(page)
    [contact] = server_records(page)["contact"]
    assert contact["title"] == ["Dean"]


def test_a_removal_of_much_is_asked_about_and_can_be_refused(
    url: str, new_laptop: MakeLaptop, tmp_path: pathlib.Path
) -> None:
    here, there, login = new_laptop(url), new_laptop(url), Login()
    steps.sign_up(here.page, login)
    people = [new_id() for _ in range(14)]
    named = [{"id": person, "f": {"name": register(f"Person {i:02}", i + 1)}} for i, person in enumerate(people)]
    read_back(here.page, outbox_file(tmp_path, named))
    steps.wait_until_synced(here.page)
    here.go_offline()
    steps.sign_in(there.page, login)
    seen = [{ELSEWHERE: i + 1} for i in range(12)]
    gone = [
        {"id": person, "f": {"_deleted": register({"name": context}, 100)}}
        for person, context in zip(people, seen, strict=False)
    ]
    steps.wait_until_synced(there.page)
    read_back(there.page, outbox_file(tmp_path, gone))
    steps.wait_until_synced(there.page)

    here.go_online()
    page = here.page
    page.goto("/outbox")
    asked = page.get_by_role("region", name="The server asks to remove 12 of your 14 records")
    expect(asked.get_by_text("That is 12 people.")).to_be_visible(timeout=steps.SYNC_MS)
    asked.get_by_role("button", name="Keep mine").click()
    expect(asked).to_be_hidden()
    steps.wait_until_synced(page)
    assert len(server_records(page)["contact"]) == 14
    there.page.goto("/people")
    expect(there.page.get_by_role("link", name=re.compile("Person "))).to_have_count(14, timeout=steps.SYNC_MS)


def test_the_queue_shuts_nobody_out(url: str, new_laptop: MakeLaptop, tmp_path: pathlib.Path) -> None:
    laptop = new_laptop(url)
    page = laptop.page
    steps.sign_up(page, Login())
    fields = {"name": register("Noor Haddad", 1), "title": register("x" * 300, 1)}
    read_back(page, outbox_file(tmp_path, [{"id": new_id(), "f": fields}]))
    expect(page.get_by_role("heading", name="Refused by the server")).to_be_visible(timeout=steps.SYNC_MS)
    page.get_by_role("button", name="Discard").click()
    page.get_by_label("Read a saved file").set_input_files(outbox_file(tmp_path, []))
    expect(page.get_by_text("It holds 0 changes.")).to_be_visible()

    assert axe_faults(page) == {}
    assert sideways(page, width=320) == 0


def test_signing_out_works_offline_and_the_session_ends_at_the_next_contact(url: str, new_laptop: MakeLaptop) -> None:
    laptop, login = new_laptop(url), Login()
    page = laptop.page
    steps.sign_up(page, login)
    steps.add_person(page, {"Name": "Noor Haddad"})
    steps.wait_until_synced(page)
    page.goto("/account")
    laptop.go_offline()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("The server is told as soon as there is a network.").first).to_be_attached()
    expect(steps.pill(page, "On this device")).to_be_visible()
    assert [cookie["name"] for cookie in laptop.context.cookies()] == ["session"]

    laptop.go_online()
    until(page, lambda: page.evaluate(SIGNED_OUT), "the session ended at the server")
    page.goto("/people")
    expect(page.get_by_text("Nobody here yet")).to_be_visible()
