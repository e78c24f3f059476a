"""The app is killed at random moments while it syncs over a bad network, and nothing is lost or there twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.browser import kept, steps
from tests.browser.conftest import LONG
from tests.browser.devices import Phone
from tests.browser.proxy import BadNetwork, Moment, Request, bad_network, leave_alone
from tests.browser.records import Versions, server_records
from tests.browser.steps import Login

pytestmark = pytest.mark.browser

KILLS = 50 if LONG else 8
MOMENTS: tuple[Moment, ...] = ("asked", "done", "told")
LONGEST_DELAY = 0.2
"""Seconds between a moment and the kill: the client stores, sends, merges and settles within them."""
COMES_WITHIN = 60
PERSON = "Noor Haddad"
DUE = "2031-05-04"


@dataclass
class Written:
    """What the app has said to be saved, by kind."""

    contact: list[str] = field(default_factory=lambda: [PERSON])
    note: list[str] = field(default_factory=list)
    followup: list[str] = field(default_factory=list)


def test_killed_at_random_moments_of_sync_nothing_is_lost_or_there_twice(
    port: int, seed: int, new_phone: Callable[[str], Phone], record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    written, moments = Written(), Counter[str]()
    with bad_network(port, seed) as network:
        phone = new_phone(f"http://localhost:{network.port}")
        steps.sign_up(phone.page, Login())
        steps.add_person(phone.page, {"Name": PERSON})
        person = phone.page.url.rpartition("/")[2]
        kept.until_synced(phone.page)
        phone.restart()

        for round_ in range(KILLS):
            for last in range(chance.randint(0, 2)):
                write(phone.page, person, f"{round_}.{last}", chance, written)
            moment, delay = chance.choice(MOMENTS), chance.uniform(0, LONGEST_DELAY)
            with coming(network, moment) as has_come:
                write(phone.page, person, f"{round_}.last", chance, written)
                assert has_come.wait(COMES_WITHIN), f"round {round_}: no push reached “{moment}”"
            time.sleep(delay)
            if chance.random() < 0.5:
                phone.kill()
                phone.start()
            else:
                phone.kill_page()
            moments[moment] += 1

        phone.open()
        kept.until_synced(phone.page, 120_000)
        record_property("killed", dict(moments))
        record_property("answers dropped", dict(network.faults.dropped))
        assert network.faults.dropped["POST /api/sync"] > 0
        assert_exactly(written, server_records(phone.page), person)


@contextmanager
def coming(network: BadNetwork, moment: Moment) -> Iterator[threading.Event]:
    """Tell when the next push to the server has come to a moment."""
    has_come = threading.Event()

    def look(at: Moment, request: Request) -> None:
        if at == moment and request.carries_changes:
            has_come.set()

    network.step_in = look
    yield has_come
    network.step_in = leave_alone


def write(page: Page, person: str, name: str, chance: random.Random, written: Written) -> None:
    """Write down something new, and remember it once the app has said that it is saved."""
    kind = chance.choice(["contact", "note", "followup"])
    if kind == "contact":
        steps.add_person(page, {"Name": f"Person {name}"})
        written.contact.append(f"Person {name}")
    elif kind == "note":
        steps.jot(page, person, f"Note {name}")
        written.note.append(f"Note {name}")
    else:
        steps.promise(page, person, f"Promise {name}", DUE)
        written.followup.append(f"Promise {name}")


def assert_exactly(written: Written, records: dict[str, list[Versions]], person: str) -> None:
    """The server holds what was written, once, with one version of everything."""
    assert all(len(versions) == 1 for found in records.values() for record in found for versions in record.values())
    held = {
        kind: sorted(record[name][0] for record in records.get(kind, []))
        for kind, name in {"contact": "name", "note": "body", "followup": "what"}.items()
    }
    assert held == {kind: sorted(names) for kind, names in vars(written).items()}
    assert set(records) <= {"contact", "note", "followup"}
    about = [*records.get("note", []), *records.get("followup", [])]
    assert all(record[f"person:{person}"] == [True] for record in about)
    assert all(record["due"] == [DUE] for record in records.get("followup", []))
