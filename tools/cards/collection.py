"""`python -m tools.cards.collection --out DIR --count N --seed S`: draw a large collection, and write its labels.

Every card is another: its person, words, layout, typefaces, colours and photo are drawn by lot, the same for the same
seed. A card too full for its layout is drawn again in another style.
"""

from __future__ import annotations

import argparse
import io
import json
import pathlib
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tools.browser import find_chromium, flags
from tools.cards import fonts, studio
from tools.cards.people import PLACES, Person, invent, pick
from tools.cards.photograph import SCENES, glare, photograph

WORLD: list[dict[str, Any]] = json.loads(pathlib.Path(__file__).with_name("world.json").read_text(encoding="utf-8"))
EVERYWHERE = [*PLACES, *WORLD]
TRIES = 30
EASTERN = ("japanese", "chinese")
# How often a photo lies on its side or upside down, and how often a lamp shines on it.
TURNED = 0.08
GLOSSY = 0.12


def main() -> None:
    """Draw the cards that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tools.cards.collection", description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for the photos and labels.json")
    parser.add_argument("--count", type=int, default=320)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--country", help="two letters: cards of this country alone")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    fonts.install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        page = browser.new_page(device_scale_factor=2.5)
        wanted = [at for at in range(asked.count) if asked.country in (None, place_of(at)["country"])]
        labels = [make_card(page, asked.out, asked.seed, number) for number in wanted]
        browser.close()
    text = json.dumps(labels, ensure_ascii=False, indent=1)
    (asked.out / "labels.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(labels)} cards in {asked.out}")


def make_card(page: Page, out: pathlib.Path, seed: int, number: int) -> dict[str, Any]:
    """Draw and photograph one card; return its label."""
    rng = np.random.default_rng([seed, number])
    place = place_of(number)
    person = someone(rng, place)
    card, picture, lines, style = drawn(page, person, script_of(place), rng)
    scene = pick(rng, list(SCENES))
    photo = photograph(picture, SCENES[scene], rng)
    if rng.random() < GLOSSY:
        photo, scene = glare(photo, rng), "glossy"
    quarters = int(rng.integers(1, 4)) if rng.random() < TURNED else 0
    photo = photo.rotate(90 * quarters, expand=True)
    file = f"{seed:02}-{number + 1:03}.jpg"
    photo.save(out / file, "JPEG", quality=int(rng.integers(55, 88)), optimize=True)
    return label(person, card, lines) | {
        "id": f"collection-{seed}-{number + 1:03}",
        "category": "eastern" if script_of(place) in EASTERN else "turned" if quarters else scene,
        "kind": "drawn",
        "width": photo.width,
        "height": photo.height,
        "file": file,
        "source": {"script": "tools/cards", "seed": seed, "layout": style.layout, "scene": scene},
    }


def place_of(number: int) -> dict[str, Any]:
    """Tell where the people of a card are: every place in turn."""
    return EVERYWHERE[number % len(EVERYWHERE)]


def someone(rng: np.random.Generator, place: dict[str, Any]) -> Person:
    """Invent a person; where names are not in Latin letters, mail and web are under a Latin name."""
    if "latin" not in place:
        return invent(rng, place)
    romanised = invent(rng, {**place, **place["latin"], "orgs": ["Aozora", "Minato Labs", "Xinghe", "Lanwan Trade"]})
    name = f"{pick(rng, place['family'])}{pick(rng, ['', ' '])}{pick(rng, place['given'])}"
    org, title = pick(rng, place["orgs"]), pick(rng, place["titles"])
    return Person(**{**vars(romanised), "name": name, "org": org, "title": title})


def script_of(place: dict[str, Any]) -> str:
    """Tell which letters a card of the place is set in."""
    besides = {"VN": "vietnamese", "IN": "hindi"}
    return besides.get(place["country"]) or str(place.get("font", "latin"))


def drawn(
    page: Page, person: Person, script: str, rng: np.random.Generator
) -> tuple[studio.Shown, Image.Image, list[str], studio.Style]:
    """Set the card in one style after another until everything fits.

    Raises:
        ValueError: no style has room for it.
    """
    for _ in range(TRIES):
        style = studio.style(rng, script)
        card = studio.shown(person, style, rng)
        width, height = studio.LAYOUTS[style.layout][1]
        page.set_viewport_size({"width": width, "height": height})
        page.set_content(studio.page_of(card, style))
        page.evaluate("document.fonts.ready")
        if page.evaluate(FITS):
            lines: list[str] = page.locator(".line").all_inner_texts()
            return card, Image.open(io.BytesIO(page.screenshot())), lines, style
    raise ValueError(f"no layout has room for {person.name}")


# Every line inside the card with some margin, none on another.
FITS = """() => {
  const boxes = [...document.querySelectorAll('.line')].map((line) => line.getBoundingClientRect());
  const inside = (b) => b.left >= 8 && b.top >= 8 && b.right <= innerWidth - 8 && b.bottom <= innerHeight - 8;
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  return boxes.every(inside) && boxes.every((a, i) => boxes.every((b, j) => i === j || apart(a, b)));
}"""


def label(person: Person, card: studio.Shown, lines: list[str]) -> dict[str, Any]:
    """Return what a reader should find of what is really shown."""
    everything = "\n".join(lines)
    return {
        "lines": lines,
        "name": list(dict.fromkeys([card.name, person.name, *joined_name(person.name)])),
        "title": [card.title],
        "org": list(dict.fromkeys([card.org, person.org])),
        "emails": [person.email] if person.email in everything else [],
        "phones": [phone.e164 for phone in person.phones if phone.shown in everything],
        "faxes": [],
        "urls": [person.url] if any(person.url in line.replace(person.email, "") for line in lines) else [],
        "address": " ".join(card.address),
        "socials": [],
        "other_lines": [text for text in (card.slogan, card.department) if text],
        "default_country": person.country,
    }


def joined_name(name: str) -> list[str]:
    """Return a Chinese or Japanese name as it is written without a space between its parts."""
    return [] if any(sign.isascii() and sign.isalpha() for sign in name) else [name.replace(" ", "")]


if __name__ == "__main__":
    main()
