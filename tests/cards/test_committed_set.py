"""The committed cards and the script that drew them."""

from __future__ import annotations

import json
import pathlib

import numpy as np
import pytest
from PIL import Image

from tools.cards.__main__ import LARGEST_BYTES
from tools.cards.designs import DESIGNS, vcard
from tools.cards.people import PLACES, invent
from tools.cards.photograph import LONG_SIDE, SCENES, photograph

HERE = pathlib.Path(__file__).parent
LABELS = json.loads((HERE / "labels.json").read_text("utf-8"))


def test_each_card_has_a_label_and_each_label_a_card() -> None:
    assert sorted(label["file"] for label in LABELS) == sorted(path.name for path in HERE.glob("*.jpg"))


def test_the_set_shows_every_design_and_every_scene() -> None:
    assert {label["source"]["design"] for label in LABELS} == set(DESIGNS)
    assert {label["source"]["scene"] for label in LABELS} == set(SCENES)


def test_the_photos_are_small_files_of_a_phones_size() -> None:
    for label in LABELS:
        path = HERE / label["file"]
        assert path.stat().st_size <= LARGEST_BYTES
        with Image.open(path) as photo:
            assert photo.size == (label["width"], label["height"])
            assert max(photo.size) == LONG_SIDE


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place["country"])
def test_a_seed_invents_the_same_person_again(place: dict[str, object]) -> None:
    first, second, other = (invent(np.random.default_rng(seed), place) for seed in (5, 5, 6))

    assert first == second != other
    assert first.email.isascii()
    assert first.email.split("@")[1] in first.url
    assert all(phone.e164[1:].isdigit() for phone in first.phones)


def test_a_card_is_photographed_the_same_way_again() -> None:
    card = Image.new("RGB", (640, 400), "white")
    photos = [photograph(card, SCENES["dim"], np.random.default_rng(1)).tobytes() for _ in "ab"]

    assert photos[0] == photos[1]


def test_the_code_holds_the_whole_person() -> None:
    person = invent(np.random.default_rng(2), PLACES[0])

    lines = vcard(person).split("\r\n")

    assert f"FN:{person.name}" in lines
    assert f"EMAIL:{person.email}" in lines
    assert [line for line in lines if line.startswith("TEL:")] == [f"TEL:{phone.e164}" for phone in person.phones]
