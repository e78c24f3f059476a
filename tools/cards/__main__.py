"""`python -m tools.cards --out DIR --count N --seed S`: draw N cards, and write their labels beside them."""

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
from tools.cards.designs import DESIGNS, page_of
from tools.cards.people import PLACES, Person, invent
from tools.cards.photograph import SCENES, photograph

LARGEST_BYTES = 120_000


def main() -> None:
    """Draw the cards that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tools.cards", description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for the photos and labels.json")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        page = browser.new_page(device_scale_factor=2.5)
        labels = [make_card(page, asked.out, asked.seed, number) for number in range(asked.count)]
        browser.close()
    text = json.dumps(labels, ensure_ascii=False, indent=1)
    (asked.out / "labels.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(labels)} cards in {asked.out}")


def make_card(page: Page, out: pathlib.Path, seed: int, number: int) -> dict[str, Any]:
    """Draw and photograph one card; return its label. Places, designs and scenes take turns: a small set has all."""
    rng = np.random.default_rng([seed, number])
    person = invent(rng, PLACES[(seed + number) % len(PLACES)])
    design = list(DESIGNS)[number % len(DESIGNS)]
    scene = list(SCENES)[(number + number // len(DESIGNS)) % len(SCENES)]
    card, lines = draw(page, person, design)
    photo = photograph(card, SCENES[scene], rng)
    file = f"{number + 1:02}-{design.replace('_', '-')}-{scene}.jpg"
    (out / file).write_bytes(small_jpeg(photo))
    return label(person, lines) | {
        "id": f"drawn-{seed}-{number + 1:02}",
        "category": "code" if design == "code" else scene,
        "kind": "drawn",
        "width": photo.width,
        "height": photo.height,
        "file": file,
        "source": {"script": "tools/cards", "seed": seed, "design": design, "scene": scene},
    }


def draw(page: Page, person: Person, design: str) -> tuple[Image.Image, list[str]]:
    """Return the card's picture, and its lines as they are shown."""
    _, (width, height) = DESIGNS[design]
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(page_of(person, design))
    lines: list[str] = page.locator(".line").all_inner_texts()
    if (
        page.evaluate("Math.max(...[...document.querySelectorAll('.line')].map(l => l.getBoundingClientRect().right))")
        > width
    ):
        raise ValueError(f"a line of {person.name} does not fit the design {design}")
    return Image.open(io.BytesIO(page.screenshot())), lines


def label(person: Person, lines: list[str]) -> dict[str, Any]:
    """Return what a reader should find: for name, title and organisation every spelling that counts as right."""
    shown = person.name.upper() if person.name.upper() in lines else person.name
    return {
        "lines": lines,
        "name": list(dict.fromkeys([shown, person.name])),
        "title": [person.title],
        "org": [person.org],
        "emails": [person.email],
        "phones": [phone.e164 for phone in person.phones],
        "faxes": [],
        "urls": [person.url],
        "address": " ".join(person.address) if any(person.address[0] in line for line in lines) else "",
        "socials": [],
        "other_lines": [],
        "default_country": person.country,
    }


def small_jpeg(photo: Image.Image) -> bytes:
    """Return the photo as the best JPEG of at most `LARGEST_BYTES`."""
    for quality in range(84, 9, -6):
        jpeg = io.BytesIO()
        photo.save(jpeg, "JPEG", quality=quality, optimize=True)
        if jpeg.tell() <= LARGEST_BYTES:
            return jpeg.getvalue()
    raise ValueError(f"no quality brings the photo below {LARGEST_BYTES} bytes")


if __name__ == "__main__":
    main()
