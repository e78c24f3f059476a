"""The server comes back from a backup: its devices bring it what it lacks, and everybody ends with the same."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from backend.backup import restore, save
from tests.browser import kept, steps
from tests.browser.app_server import app_server
from tests.browser.devices import Laptop
from tests.browser.photos import fetched_hash
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser


def test_two_devices_bring_a_restored_server_what_it_has_lost(
    tmp_path: pathlib.Path, new_laptop: Callable[[str], Laptop]
) -> None:
    data, backup, login = tmp_path / "data", tmp_path / "lanyard.backup", Login()
    with app_server(data) as port:
        here, there = new_laptop(f"http://localhost:{port}"), new_laptop(f"http://localhost:{port}")
        steps.sign_up(here.page, login)
        steps.add_person(here.page, {"Name": "Noor Haddad", "Title": "Engineer"})
        steps.add_person(here.page, {"Name": "Jun Ito"})
        kept.until_synced(here.page)
        steps.sign_in(there.page, login)
        kept.until_equal(here.page, there.page)

        save(data, backup)
        steps.edit_person(here.page, "Noor Haddad", {"Title": "Head of Engineering"})
        steps.choose_photos(here.page, "01-centred-flat")
        kept.until_synced(here.page)
        steps.add_person(there.page, {"Name": "Mia Berg"})
        steps.add_note(there.page, "Jun Ito", "Judo on Thursdays")
        kept.until_equal(here.page, there.page)
        [photo] = kept.of_whoever(here.page).photos

    steps.edit_person(there.page, "Jun Ito", {"Title": "Captain"})
    steps.add_person(here.page, {"Name": "Sam Roy"})
    restore(data, backup)
    with app_server(data, port=port):
        kept.until_equal(here.page, there.page)

        records = server_records(here.page)
        assert {kind: len(found) for kind, found in records.items()} == {"contact": 4, "note": 1, "card": 1}
        assert all(len(versions) == 1 for found in records.values() for record in found for versions in record.values())
        people = {contact["name"][0]: contact.get("title", [None])[0] for contact in records["contact"]}
        assert people == {
            "Noor Haddad": "Head of Engineering",
            "Jun Ito": "Captain",
            "Mia Berg": None,
            "Sam Roy": None,
        }
        assert [note["body"] for note in records["note"]] == [["Judo on Thursdays"]]
        assert records["card"][0]["photo_front"] == [photo]
        kept.until(here.page, lambda: fetched_hash(here.page, photo) == photo, "the photo back on the server")
        there.open("/people")
        expect(there.page.get_by_role("link", name="Sam Roy")).to_be_visible(timeout=steps.SYNC_MS)
