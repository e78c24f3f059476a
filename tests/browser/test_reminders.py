"""Reminders: turned on in the settings, shown by the service worker when they are pushed, and leading to the follow-up.

A browser under test reaches no push service: subscribing is played, and the push is handed over by the browser's own
inspector.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.accessibility import axe_faults, sideways
from tests.browser.devices import Laptop
from tests.browser.steps import Login
from tests.outside.postbox import PushService

pytestmark = pytest.mark.browser

SUBSCRIBING = """
(body) => {
  let current = null;
  const made = { endpoint: body.endpoint, options: {}, toJSON: () => ({ endpoint: body.endpoint, keys: body }) };
  made.unsubscribe = async () => { current = null; return true; };
  PushManager.prototype.subscribe = async function (options) {
    const plain = atob(options.applicationServerKey.replaceAll('-', '+').replaceAll('_', '/'));
    made.options = { applicationServerKey: Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer };
    window.subscribedWith = options.applicationServerKey;
    current = made;
    return made;
  };
  PushManager.prototype.getSubscription = async () => current;
}
"""
SHOWN = """
async () => {
  const registration = await navigator.serviceWorker.ready;
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag }) => ({ title, body, tag }));
}
"""
TAP = """
async () => {
  const [shown] = await registration.getNotifications();
  dispatchEvent(new NotificationEvent('notificationclick', { notification: shown }));
}
"""
PATIENCE_S = 15


def signed_up(laptop: Laptop) -> Page:
    laptop.context.grant_permissions(["notifications"], origin=laptop.url)
    page = laptop.page
    steps.sign_up(page, Login())
    steps.wait_until_synced(page)
    steps.wait_until_installed(page)
    return page


def deliver(laptop: Laptop, message: str) -> list[dict[str, str]]:
    """Push a message as the browser's push service would, and return the notifications that are shown then."""
    inspector = laptop.context.new_cdp_session(laptop.page)
    seen: list[str] = []

    def note(event: dict[str, list[dict[str, str]]]) -> None:
        seen.extend(found["registrationId"] for found in event["registrations"])

    inspector.on("ServiceWorker.workerRegistrationUpdated", note)
    inspector.send("ServiceWorker.enable")
    give_up = time.monotonic() + PATIENCE_S
    while not seen:
        assert time.monotonic() < give_up, "the inspector names no service worker"
        laptop.page.wait_for_timeout(50)
    told = {"origin": laptop.url, "registrationId": seen[0], "data": message}
    inspector.send("ServiceWorker.deliverPushMessage", told)
    shown: list[dict[str, str]] = []
    while not shown:
        assert time.monotonic() < give_up, "no notification is shown"
        laptop.page.wait_for_timeout(50)
        shown = laptop.page.evaluate(SHOWN)
    return shown


def test_a_push_is_shown_and_leads_to_its_follow_up(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    laptop = new_laptop(url)
    page = signed_up(laptop)
    steps.add_person(page, {"Name": "Noor Haddad"})
    steps.add_followup(page, "Noor Haddad", "Send the slides", dt.date.today().isoformat())  # noqa: DTZ011 - the browser's
    page.get_by_role("link", name="Send the slides").first.click()
    path = re.sub("^https?://[^/]+", "", page.url)
    page.goto("/people")

    message = {"title": "Send the slides", "body": "With Noor Haddad, due today", "path": path, "tag": "due-1"}
    shown = deliver(laptop, json.dumps(message))
    assert shown == [{"title": "Send the slides", "body": "With Noor Haddad, due today", "tag": "due-1"}]

    [worker] = laptop.context.service_workers
    worker.evaluate(TAP)
    expect(page).to_have_url(f"{url}{path}")
    expect(page.get_by_label("What")).to_have_value("Send the slides")
    assert page.evaluate(SHOWN) == []


@pytest.mark.parametrize("message", ["", "no JSON", '{"path": "https://evil.example/", "title": 7}', "[]", "null"])
def test_a_push_that_cannot_be_read_is_shown_all_the_same(
    url: str, new_laptop: Callable[[str], Laptop], message: str
) -> None:
    laptop = new_laptop(url)
    page = signed_up(laptop)
    page.goto("/people")
    assert deliver(laptop, message) == [{"title": "Lanyard", "body": "", "tag": "due"}]
    [worker] = laptop.context.service_workers
    worker.evaluate(TAP)
    expect(page).to_have_url(f"{url}/today")


def test_reminders_are_turned_on_and_off_and_come_when_one_likes(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    laptop = new_laptop(url)
    page = signed_up(laptop)
    body = json.dumps(PushService().browser().body)
    laptop.context.add_init_script(f"({SUBSCRIBING})({body})")
    page.goto("/account")
    page.get_by_role("link", name="Reminders").click()
    expect(page.get_by_text("This device shows no notifications.")).to_be_visible()

    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("Notifications come to this device.")).to_be_visible()
    expect(page.get_by_text("1 device is notified.")).to_be_visible()
    here = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    told = page.evaluate("fetch('/api/notifications').then((answer) => answer.json())")
    assert (told["zone"], told["devices"]) == (here, 1)
    assert page.evaluate("window.subscribedWith") == told["key"]

    page.get_by_label("From").select_option("07:00")
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    page.get_by_role("switch", name="By e-mail").click()
    expect(page.get_by_text("Letters begin once the link in that one has been opened here.")).to_be_visible()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("From")).to_have_value("7")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    expect(page.get_by_role("switch", name="By e-mail")).to_be_checked()

    page.get_by_role("button", name="Turn off on all devices").click()
    expect(page.get_by_text("No device is notified any more.")).to_be_visible()
    expect(page.get_by_text("1 device is notified.")).to_have_count(0)


def test_axe_finds_no_fault_in_the_settings(url: str, chromium: Browser) -> None:
    context = chromium.new_context(base_url=url, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    steps.sign_up(page, Login())
    page.goto("/account/notifications")
    expect(page.get_by_label("Time zone")).to_be_visible()
    assert axe_faults(page) == {}
    assert sideways(page, width=320) == 0
    context.close()


def test_without_a_network_the_page_says_so_and_goes_on_later(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    laptop = new_laptop(url)
    page = signed_up(laptop)
    page.goto("/account")
    laptop.go_offline()
    page.get_by_role("link", name="Reminders").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no connection to the server.")
    laptop.go_online()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Time zone")).to_be_visible()


def test_a_link_that_was_not_sent_to_this_person_is_told_so(url: str, new_laptop: Callable[[str], Laptop]) -> None:
    page = signed_up(new_laptop(url))
    page.goto("/account/notifications?agree=x")
    expect(page.get_by_role("alert")).to_contain_text("This link is too old, or was sent to somebody else.")
    expect(page).to_have_url(f"{url}/account/notifications")
