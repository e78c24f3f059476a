"""Two devices of one person, apart and together again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.devices import Laptop
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser


def test_a_field_edited_on_two_devices_offline_keeps_both_versions(
    url: str, new_laptop: Callable[[str], Laptop]
) -> None:
    here, there, login = new_laptop(url), new_laptop(url), Login()
    steps.sign_up(here.page, login)
    steps.add_person(here.page, {"Name": "Noor Haddad", "Title": "Engineer"})
    steps.wait_until_synced(here.page)
    steps.sign_in(there.page, login)
    steps.open_person(there.page, "Noor Haddad")

    for laptop, title in ((here, "Chief Engineer"), (there, "Engineering Lead")):
        laptop.go_offline()
        steps.edit_person(laptop.page, "Noor Haddad", {"Title": title})
    for laptop in (here, there):
        laptop.go_online()
        steps.wait_until_synced(laptop.page)

    steps.open_person(here.page, "Noor Haddad")
    conflict = here.page.get_by_role("region", name="Two versions of Title")
    expect(conflict).to_be_visible(timeout=steps.SYNC_MS)
    [contact] = server_records(here.page)["contact"]
    assert sorted(contact["title"]) == ["Chief Engineer", "Engineering Lead"]

    conflict.get_by_role("button", name="Choose").click()
    for title in ("Chief Engineer", "Engineering Lead"):
        expect(conflict.get_by_text(title)).to_be_visible()
    conflict.get_by_role("button", name="Keep both").click()
    expect(conflict).to_be_hidden()
    steps.wait_until_synced(here.page)
    steps.open_person(there.page, "Noor Haddad")
    both = there.page.get_by_text("Chief Engineer / Engineering Lead").or_(
        there.page.get_by_text("Engineering Lead / Chief Engineer")
    )
    expect(both.first).to_be_visible(timeout=steps.SYNC_MS)
    [contact] = server_records(there.page)["contact"]
    assert len(contact["title"]) == 1
