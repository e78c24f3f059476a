"""A voice note recorded offline on the phone is played on the laptop; a kill costs seconds, a no is no dead end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import steps
from tests.browser.devices import LAPTOP, Laptop, Phone
from tests.browser.kept import until
from tests.browser.photos import fetched_hash
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

PLAYED = """
async (audio) => {
  await new Promise((resolve) => {
    if (audio.readyState > 0) resolve();
    else audio.addEventListener('loadedmetadata', resolve, { once: true });
  });
  audio.muted = true;
  await audio.play();
  await new Promise((resolve) => audio.addEventListener('timeupdate', () => audio.currentTime > 0.3 && resolve()));
  audio.pause();
  return audio.error === null;
}
"""

DRAFTS = """
(job) => new Promise((resolve, reject) => {
  const opening = indexedDB.open('lanyard~');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const drafts = opening.result.transaction('drafts', 'readwrite').objectStore('drafts');
    const all = drafts.getAll();
    all.onsuccess = () => {
      if (job === 'age') for (const draft of all.result) {
        draft.value.at -= 60_000;
        drafts.put(draft);
      }
      drafts.transaction.oncomplete = () => {
        opening.result.close();
        resolve(all.result.length);
      };
    };
  };
})
"""
"""How many drafts there are; `age` makes each a minute older."""


def test_a_voice_note_recorded_offline_is_played_on_the_laptop(
    url: str, new_phone: Callable[[str], Phone], new_laptop: Callable[[str], Laptop]
) -> None:
    phone, laptop, login = new_phone(url), new_laptop(url), Login()
    page = phone.page
    steps.wait_until_installed(page)
    steps.sign_up(page, login)
    steps.add_person(page, {"Name": "Noor Haddad"})
    steps.wait_until_synced(page)
    phone.go_offline()
    page.get_by_role("button", name="Voice note").click()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("timer")).to_contain_text("0:02")
    page.get_by_role("button", name="Stop").click()
    assert page.get_by_label("Listen before you keep it").evaluate(PLAYED)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Noor Haddad")).to_be_visible()
    expect(page.locator("audio")).to_have_count(1)

    phone.go_online()
    steps.wait_until_synced(page)
    records = server_records(page)["recording"]
    assert [len(record["audio"]) for record in records] == [1]
    sha256 = records[0]["audio"][0]
    assert fetched_hash(page, sha256) == sha256

    steps.sign_in(laptop.page, login)
    expect(laptop.page.get_by_role("navigation")).to_be_visible()
    steps.open_person(laptop.page, "Noor Haddad")
    assert laptop.page.locator("audio").evaluate(PLAYED)
    laptop.page.get_by_role("main").get_by_role("link", name="Voice note").click()
    laptop.page.get_by_label("About").fill("Judo on Thursdays")
    laptop.page.get_by_role("button", name="Save", exact=True).click()
    expect(laptop.page.get_by_role("link", name="Judo on Thursdays")).to_be_visible()


def test_what_was_said_until_a_kill_can_still_be_kept(url: str, new_phone: Callable[[str], Phone]) -> None:
    phone = new_phone(url)
    page = phone.page
    steps.add_event(page, "Nordic Serverless Days")
    page.get_by_role("button", name="Voice note").click()
    page.get_by_role("button", name="Record", exact=True).click()
    until(page, lambda: page.evaluate(DRAFTS, "count") > 0, "a piece is in IndexedDB")
    phone.kill_page()
    page = phone.open("/today")
    page.evaluate(DRAFTS, "age")
    page.goto("/recordings/new")
    expect(page.get_by_text("This recording was cut off when the app was closed")).to_be_visible()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Nordic Serverless Days")).to_be_visible()
    assert page.locator("audio").evaluate(PLAYED)


def test_a_refused_microphone_is_said_kindly(url: str, chromium: Browser) -> None:
    context = chromium.new_context(base_url=url, viewport=LAPTOP)
    page = context.new_page()
    page.goto("/recordings/new")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("write a note", re.IGNORECASE))
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    context.close()
