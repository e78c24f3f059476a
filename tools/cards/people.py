"""Invents the people on the cards, with telephone numbers from ranges kept for fiction where there are any."""

from __future__ import annotations

import json
import pathlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")

PLACES: list[dict[str, Any]] = json.loads(pathlib.Path(__file__).with_name("places.json").read_text(encoding="utf-8"))
LEGAL_FORM = re.compile(
    r"(?:\b(?:Ltd|Inc|LLC|AS|AB|GmbH|SARL|Lda|Kft|Zrt)\b|Sp\. z o\.o|S\.[AL]|s\.r\.o|a\.s|A\.Ş|Ltd\. Şti)\.?$"
)
UNDECOMPOSED = str.maketrans({"ø": "o", "Ø": "o", "å": "a", "ł": "l", "Ł": "l", "ß": "ss", "ı": "i", "æ": "ae"})  # noqa: RUF001 - a Turkish letter


@dataclass(frozen=True)
class Phone:
    """One number as printed, its label, and its E.164 form."""

    label: str
    shown: str
    e164: str


@dataclass(frozen=True)
class Person:
    """Everything that a card says."""

    name: str
    title: str
    org: str
    email: str
    url: str
    phones: tuple[Phone, ...]
    address: tuple[str, str]
    country: str
    labels: dict[str, str]


def pick(rng: np.random.Generator, choices: Sequence[T]) -> T:
    """Return one of the choices."""
    return choices[int(rng.integers(len(choices)))]


def invent(rng: np.random.Generator, place: dict[str, Any]) -> Person:
    """Return a person of the place who does not exist."""
    given, family, org = pick(rng, place["given"]), pick(rng, place["family"]), pick(rng, place["orgs"])
    domain = f"{web_word(LEGAL_FORM.sub('', org).strip(), '-')}.{place['tld']}"
    local = pick(rng, [f"{web_word(given)}.{web_word(family)}", web_word(given), web_word(given)[0] + web_word(family)])
    labels: dict[str, str] = place["labels"]
    kinds = pick(rng, [["phone"], ["phone", "mobile"]])
    style = pick(rng, ["international", "international", "trunk"])
    return Person(
        name=f"{given} {family}",
        title=pick(rng, place["titles"]),
        org=org,
        email=f"{local}@{domain}",
        url=pick(rng, ["www.", "", "https://"]) + domain,
        phones=tuple(number(rng, place, kind, style) for kind in kinds),
        address=(digits(rng, pick(rng, place["streets"])), pick(rng, place["cities"])),
        country=place["country"],
        labels=labels,
    )


def number(rng: np.random.Generator, place: dict[str, Any], kind: str, style: str) -> Phone:
    """Return a number of the place, in the international form or with its trunk prefix in brackets."""
    national = digits(rng, place["mobile" if kind == "mobile" else "landline"])
    trunk = f"({place['trunk']}) " if style == "trunk" and place["trunk"] == "0" else ""
    e164 = f"+{place['cc']}{national.replace(' ', '')}"
    return Phone(label=place["labels"][kind], shown=f"+{place['cc']} {trunk}{national}", e164=e164)


def digits(rng: np.random.Generator, shape: str) -> str:
    """Put a digit for each #; the first one is not zero, as it may lead a house number."""
    first = iter([str(rng.integers(1, 10))])
    return re.sub("#", lambda _: next(first, None) or str(rng.integers(10)), shape)


def web_word(text: str, joint: str = "") -> str:
    """Return the text as it would stand in an address: small unaccented letters."""
    plain = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", joint, plain).strip(joint or None)
