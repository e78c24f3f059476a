"""Two people share a browser, in several tabs: what one has not synced waits for them, and the other never sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import kept, steps
from tests.browser.devices import Laptop
from tests.browser.photos import fetched_hash
from tests.browser.proxy import Moment, Request, answer, watched_network
from tests.browser.records import server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

REFUSED = "Mandrake Root"


def test_photos_and_refused_changes_of_one_person_outlive_another_in_several_tabs(
    port: int, new_laptop: Callable[[str], Laptop]
) -> None:
    ada, ben = Login(), Login(name="Ben Other")
    with watched_network(port) as network:
        laptop, bens_own = (new_laptop(f"http://localhost:{network.port}") for _ in range(2))
        page, other_tab = laptop.page, laptop.context.new_page()
        steps.sign_up(bens_own.page, ben)
        steps.sign_up(page, ada)
        steps.wait_until_reading_works_offline(page)
        kept.until_synced(page)
        ada_id = kept.of_whoever(page).user

        network.step_in = refuse
        steps.add_person(page, {"Name": REFUSED})
        kept.until(page, lambda: kept.of_whoever(page).refused, "the change set aside")
        laptop.go_offline()
        steps.add_person(page, {"Name": "Jun Ito"})
        steps.choose_photos(page, "01-centred-flat")
        steps.open_review(page, 1)  # From here on nothing more is written for her by itself.
        before = kept.of_whoever(page)
        [photo] = before.photos_waiting
        other_tab.goto("/people")
        expect(other_tab.get_by_role("main").get_by_role("link", name="Jun Ito")).to_be_visible()

        laptop.context.clear_cookies()
        laptop.go_online()
        for tab in (page, other_tab):
            expect(steps.pill(tab, "Sign in to sync")).to_be_visible(timeout=steps.SYNC_MS)
        steps.sign_in(page, ben)
        kept.until_synced(page)
        sees_nobody(other_tab)
        steps.add_person(page, {"Name": "Mia Berg"})
        steps.choose_photos(page, "05-banner-dim")
        kept.until_synced(page)
        people_of_ben(page)
        assert fetched_hash(page, photo) is None
        kept.until_equal(page, bens_own.page)
        assert photo not in kept.of_whoever(page).photos
        waiting = kept.kept(page, ada_id)
        assert waiting
        assert (waiting.records, waiting.photos, waiting.refused) == (before.records, before.photos, before.refused)

        steps.sign_out(other_tab)
        sees_nobody(page)
        steps.sign_in(page, ada)
        kept.until_synced(page)
        has_one_person_and_card(page, "Jun Ito", photo)
        page.goto("/outbox")
        expect(page.get_by_text("Refused by the server").first).to_be_visible()

        steps.edit_person(page, REFUSED, {"Name": "Mandragora"})
        kept.until(page, lambda: not kept.of_whoever(page).refused, "nothing set aside")
        kept.until_synced(page)
        names = [contact["name"][0] for contact in server_records(page)["contact"]]
        assert sorted(names) == ["Jun Ito", "Mandragora"]
        people_of_ben(bens_own.page)


def refuse(moment: Moment, request: Request) -> bytes | None:
    """Be a server that cannot take one change, whatever it comes with."""
    if moment == "asked" and request.carries_changes and REFUSED in request.text:
        return answer("413 Content Too Large", '{"error": {"code": "too_big", "fields": {}}}')
    return None


def sees_nobody(page: Page) -> None:
    """See that the list of people is empty."""
    page.goto("/people")
    expect(page.get_by_text("Nobody here yet")).to_be_visible()


def has_one_person_and_card(page: Page, name: str, photo: str) -> None:
    """The server holds this person, and the card with its photo, and nothing else."""
    records = server_records(page)
    assert [contact["name"] for contact in records["contact"]] == [[name]]
    assert [card["photo_front"] for card in records["card"]] == [[photo]]
    assert fetched_hash(page, photo) == photo


def people_of_ben(page: Page) -> None:
    """The server gives Ben what is his and nothing else."""
    records = server_records(page)
    assert {kind: len(found) for kind, found in records.items()} == {"contact": 1, "card": 1}
    assert [contact["name"] for contact in records["contact"]] == [["Mia Berg"]]
