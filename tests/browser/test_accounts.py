"""Signing out and signing in on a device that holds work which the server does not have yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.devices import Laptop
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

MakeLaptop = Callable[[str], Laptop]


def test_signing_out_asks_first_while_something_is_not_on_the_server(url: str, new_laptop: MakeLaptop) -> None:
    laptop, login = new_laptop(url), Login()
    page = laptop.page
    steps.sign_up(page, login)
    steps.wait_until_synced(page)
    laptop.go_offline()
    steps.add_person(page, {"Name": "Noor Haddad"})

    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("1 change is not on the server yet")).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    laptop.go_online()
    steps.wait_until_synced(page)
    page.get_by_role("button", name="Sign out").click()
    expect(steps.pill(page, "On this device")).to_be_visible()
    page.goto("/people")
    expect(page.get_by_text("Nobody here yet")).to_be_visible()

    steps.sign_in(page, login)
    steps.open_person(page, "Noor Haddad")
    assert [contact["name"] for contact in server_records(page)["contact"]] == [["Noor Haddad"]]


def test_what_one_person_has_not_synced_outlives_another_person_on_the_same_device(
    url: str, new_laptop: MakeLaptop
) -> None:
    laptop, ada, ben = new_laptop(url), Login(), Login(name="Ben Other")
    page = laptop.page
    steps.sign_up(page, ben)
    steps.wait_until_synced(page)
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(steps.pill(page, "On this device")).to_be_visible()
    steps.sign_up(page, ada)
    steps.wait_until_synced(page)

    laptop.go_offline()
    steps.add_person(page, {"Name": "Noor Haddad"})
    laptop.context.clear_cookies()
    laptop.go_online()
    expect(steps.pill(page, "Sign in to sync")).to_be_visible(timeout=steps.SYNC_MS)

    steps.sign_in(page, ben)
    steps.wait_until_synced(page)
    page.goto("/people")
    expect(page.get_by_text("Nobody here yet")).to_be_visible()
    assert server_records(page) == {}
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(steps.pill(page, "On this device")).to_be_visible()

    steps.sign_in(page, ada)
    steps.open_person(page, "Noor Haddad")
    steps.wait_until_synced(page)
    assert [contact["name"] for contact in server_records(page)["contact"]] == [["Noor Haddad"]]
