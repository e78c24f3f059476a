"""The large collection: the same seed draws the same card, and a label holds what is shown."""

from __future__ import annotations

import json
import pathlib

import numpy as np
import pytest
from PIL import Image

from tools.cards import fonts, studio
from tools.cards.__main__ import LARGEST_BYTES
from tools.cards.collection import EVERYWHERE, WORLD, label, script_of, someone
from tools.cards.people import Person, Phone
from tools.cards.photograph import glare

COMMITTED = pathlib.Path(__file__).with_name("collection")
PERSON = Person(
    name="Ludovica Bellacqua",
    title="Responsabile Acquisti",
    org="Cantina Tre Colli S.r.l.",
    email="l.bellacqua@cantina-tre-colli.it",
    url="www.cantina-tre-colli.it",
    phones=(Phone(label="Tel.", shown="+39 02 5550 1234", e164="+390255501234"),),
    address=("Via dei Tintori 12", "20121 Milano"),
    country="IT",
    labels={"phone": "Tel.", "mobile": "Cell.", "email": "E-mail", "url": "Web"},
)


@pytest.mark.parametrize("place", EVERYWHERE, ids=lambda place: place["country"])
def test_a_seed_draws_the_same_card_again(place: dict[str, object]) -> None:
    first, second, other = (drawn(seed, place) for seed in (5, 5, 6))

    assert first == second != other


def drawn(seed: int, place: dict[str, object]) -> tuple[Person, studio.Style, studio.Shown]:
    rng = np.random.default_rng(seed)
    person, style = someone(rng, place), studio.style(rng, script_of(place))
    return person, style, studio.shown(person, style, rng)


def test_mail_and_web_of_a_name_in_chinese_are_under_a_latin_one() -> None:
    china = next(place for place in WORLD if place["country"] == "CN")
    person = someone(np.random.default_rng(1), china)

    assert not person.name.isascii()
    assert person.email.isascii()
    assert person.email.split("@")[1] in person.url


def test_a_card_from_india_says_something_in_hindi_besides() -> None:
    india = next(place for place in EVERYWHERE if place["country"] == "IN")
    _, style, shown = drawn(3, india)

    assert style.beside
    assert shown.slogan in studio.HINDI


def test_the_label_holds_only_what_the_card_shows() -> None:
    badge = studio.Shown(PERSON.name, PERSON.title, PERSON.org, (f"Web {PERSON.url}",), (), "", "")

    shown = label(PERSON, badge, [PERSON.name, PERSON.title, PERSON.org, f"Web {PERSON.url}"])

    assert (shown["emails"], shown["phones"], shown["urls"]) == ([], [], [PERSON.url])


def test_a_web_address_that_only_an_email_holds_is_not_expected() -> None:
    card = studio.Shown(PERSON.name, PERSON.title, PERSON.org, (f"info@{PERSON.url}",), (), "", "")
    person = Person(**{**vars(PERSON), "email": f"info@{PERSON.url}"})

    assert label(person, card, [person.email])["urls"] == []


def test_a_typeface_comes_with_the_subsets_that_the_letters_need() -> None:
    if not fonts.MODULES.is_dir():
        pytest.skip("the typefaces are not installed: npm ci in tools/cards, which `make cards` does")

    plain, accented = fonts.sheet(("Inter",), "Ana"), fonts.sheet(("Inter",), "Łukasz Ž")

    assert plain.count("@font-face") < accented.count("@font-face")
    assert "url(data:font/woff2;base64," in plain
    assert "url(./" not in plain


def test_a_lamp_brightens_and_hides_nothing_wholly() -> None:
    dark = Image.new("RGB", (60, 40), (30, 30, 30))
    lit = np.asarray(glare(dark, np.random.default_rng(1)))

    assert lit.max() > lit.min() >= 30
    assert lit.max() < 200


def test_the_committed_part_has_other_scripts_a_lamp_and_a_photo_on_its_side() -> None:
    labels = json.loads((COMMITTED / "labels.json").read_text("utf-8"))

    assert sorted(label["file"] for label in labels) == sorted(path.name for path in COMMITTED.glob("*.jpg"))
    assert {label["category"] for label in labels} >= {"eastern", "glossy", "turned"}
    assert all(path.stat().st_size <= LARGEST_BYTES for path in COMMITTED.glob("*.jpg"))
