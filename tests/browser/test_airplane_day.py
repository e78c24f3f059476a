"""The airplane-mode day: cards, notes and follow-ups captured offline, the app killed between each, then a bad network.

At full length (`LANYARD_LONG=1`) 50 cards, 50 notes and 100 follow-ups, and the whole browser is killed each time; else
a tenth of it, and of five kills four take the page and its workers only, which is quicker.
"""

from __future__ import annotations

import pathlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser import kept, steps
from tests.browser.conftest import LONG
from tests.browser.devices import Phone
from tests.browser.photos import fetched_hash
from tests.browser.proxy import bad_network
from tests.browser.records import Versions, server_records
from tests.browser.steps import CARDS, LABELS, Login

pytestmark = pytest.mark.browser

CARD_COUNT, NOTE_COUNT, FOLLOWUP_COUNT = (50, 50, 100) if LONG else (5, 5, 10)
BROWSER_KILLED_EVERY = 1 if LONG else 5
SYNCED_WITHIN_MS = 900_000 if LONG else 120_000
PERSON = "Noor Haddad"
DUE = "2031-05-04"


@dataclass
class Day:
    """The pile of cards to be shot, and what the app has said to be safe."""

    pile: Iterator[pathlib.Path]
    person: str = ""
    cards: int = 0
    notes: list[str] = field(default_factory=list)
    followups: list[str] = field(default_factory=list)


def test_an_airplane_mode_day_is_on_the_server_once(
    port: int,
    seed: int,
    tmp_path: pathlib.Path,
    new_phone: Callable[[str], Phone],
    record_property: Callable[[str, object], None],
) -> None:
    day, login = Day(many_cards(tmp_path)), Login()
    with bad_network(port, seed) as network:
        phone = new_phone(f"http://localhost:{network.port}")
        steps.wait_until_installed(phone.page)
        phone.go_offline()
        steps.add_person(phone.page, {"Name": PERSON})
        day.person = phone.page.url.rpartition("/")[2]
        for number, capture in enumerate(captures(seed)):
            kill(phone, number)
            capture(phone, day)
        kill(phone, 0)
        phone.open()
        photos = kept.of_whoever(phone.page).photos
        assert len(photos) == day.cards == CARD_COUNT

        phone.go_online()
        steps.sign_up(phone.page, login)
        kept.until_synced(phone.page, SYNCED_WITHIN_MS)

        faults = network.faults
        record_property("requests repeated", dict(faults.repeated))
        record_property("answers dropped", dict(faults.dropped))
        assert faults.dropped.total() > 0.2 * faults.repeated.total() > 0
        assert_exactly(day, server_records(phone.page), photos)
        assert [fetched_hash(phone.page, sha256) for sha256 in photos] == photos


Capture = Callable[[Phone, Day], None]


def captures(seed: int) -> list[Capture]:
    """Return what is captured in the day, in an order of its own."""
    counts: list[tuple[Capture, int]] = [(shoot, CARD_COUNT), (jot, NOTE_COUNT), (promise, FOLLOWUP_COUNT)]
    all_of_it = [capture for capture, count in counts for _ in range(count)]
    random.Random(seed).shuffle(all_of_it)  # noqa: S311 - repeatable, not secret
    return all_of_it


def kill(phone: Phone, number: int) -> None:
    """Kill the app: each time the browser, or mostly the page."""
    if number % BROWSER_KILLED_EVERY == 0:
        phone.kill()
        phone.start(offline=True)
    else:
        phone.kill_page()


def shoot(phone: Phone, day: Day) -> None:
    """Take a photo of the next card of the pile."""
    card = next(day.pile)
    phone.film.show(card)
    page = phone.open("/capture")
    phone.see(card)
    page.get_by_role("button", name="Take photo").click()
    expect(page.get_by_text("1 shot", exact=True)).to_be_visible()
    day.cards += 1


def jot(phone: Phone, day: Day) -> None:
    """Write a note."""
    text = f"Note {len(day.notes) + 1} of the day"
    steps.jot(phone.page, day.person, text)
    day.notes.append(text)


def promise(phone: Phone, day: Day) -> None:
    """Queue a follow-up."""
    what = f"Promise {len(day.followups) + 1} of the day"
    steps.promise(phone.page, day.person, what, DUE)
    day.followups.append(what)


def many_cards(folder: pathlib.Path) -> Iterator[pathlib.Path]:
    """Yield photos of cards without end, no two the same: those of the set in turn, with a number in the corner."""
    names = sorted(LABELS)
    number = 0
    while True:
        path = folder / f"card{number}.jpg"
        with Image.open(CARDS / f"{names[number % len(names)]}.jpg") as photo:
            numbered = photo.convert("RGB")
        ImageDraw.Draw(numbered).text((20, 20), f"no. {number}", fill="red", font_size=40)
        numbered.save(path)
        yield path
        number += 1


def assert_exactly(day: Day, records: dict[str, list[Versions]], photos: list[str]) -> None:
    """The server holds what was captured, once, with one version of everything."""
    assert {kind: len(found) for kind, found in records.items()} == {
        "contact": 1,
        "card": CARD_COUNT,
        "note": NOTE_COUNT,
        "followup": FOLLOWUP_COUNT,
    }
    assert all(len(versions) == 1 for found in records.values() for record in found for versions in record.values())
    assert [(contact["id"], contact["name"]) for contact in records["contact"]] == [([day.person], [PERSON])]
    assert sorted(note["body"][0] for note in records["note"]) == sorted(day.notes)
    assert sorted(followup["what"][0] for followup in records["followup"]) == sorted(day.followups)
    assert all(record[f"person:{day.person}"] == [True] for kind in ("note", "followup") for record in records[kind])
    assert all(followup["due"] == [DUE] for followup in records["followup"])
    assert sorted(card["photo_front"][0] for card in records["card"]) == photos
