"""Scores of what was read against what is printed on the card. Pure functions over the labels and the predictions."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

# How alike a value must be to any accepted spelling.
SAME = 0.9
TOP = 3
_EASTERN = ("CJK UNIFIED", "HIRAGANA", "KATAKANA")
COLUMNS = ("cards", "chars", "e-mail", "phone", "url", "name", "title", "org", "org top 3")

Card = dict[str, Any]
Prediction = dict[str, Any]


def split_of(card_id: str) -> str:
    """Tell whether a card may be looked at ("dev") or is only scored ("scored")."""
    return "scored" if sha256(card_id.encode()).digest()[0] % 3 == 0 else "dev"


def is_eastern(card: Card) -> bool:
    """Tell whether a card shows Han or kana."""
    return any(name.startswith(_EASTERN) for line in card["lines"] for name in map(_name_of, line))


def _name_of(sign: str) -> str:
    return unicodedata.name(sign, "")


def prediction_of(reading: dict[str, Any]) -> Prediction:
    """Reduce a reading to what is scored."""
    values: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for field in reading["fields"]:
        values[field["field"]].append(field)
    phones: list[str] = []
    faxes: list[str] = []
    for phone in values["phone"]:
        (faxes if phone.get("label") == "fax" else phones).append(phone.get("e164") or phone["value"])
    texts = {kind: [field["value"] for field in fields] for kind, fields in values.items()}
    return {
        "name": next(iter(texts.get("name", [])), ""),
        "title": next(iter(texts.get("title", [])), ""),
        "org": next(iter(texts.get("organization", [])), ""),
        "orgs": texts.get("organization", [])[:TOP],
        "emails": texts.get("email", []),
        "phones": phones,
        "faxes": faxes,
        "urls": texts.get("url", []),
        "lines": [line["text"] for line in reading["lines"]],
        "ms": reading["ms"],
    }


@dataclass
class Tally:
    """Right ones among those expected and those given: a share, or an F1 where the two differ."""

    right: float = 0
    expected: float = 0
    given: float = 0

    def add(self, right: float, expected: float, given: float) -> None:
        """Count one card."""
        self.right += right
        self.expected += expected
        self.given += given

    def value(self) -> str:
        """Write the figure, or a dash where no card asks for it."""
        if self.expected + self.given == 0:
            return "-"
        return f"{2 * self.right / (self.expected + self.given):.3f}"


def tables(cards: list[Card], predictions: dict[str, Prediction]) -> str:
    """Write one line a category and split, then one a split, then one for all."""
    groups: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        split = split_of(card["id"])
        groups[f"{card['category']} {split}"].append(card)
        groups[f"~ {split}"].append(card)
        groups["~ all"].append(card)
    lines = [f"{'':22}" + "".join(f"{column:>10}" for column in COLUMNS)]
    for group in sorted(groups):
        tallies = _tally(groups[group], predictions)
        figures = [str(len(groups[group])), *(tally.value() for tally in tallies.values())]
        lines.append(f"{group.removeprefix('~ '):22}" + "".join(f"{figure:>10}" for figure in figures))
    return "\n".join(lines)


def _tally(cards: list[Card], predictions: dict[str, Prediction]) -> dict[str, Tally]:
    tallies = {column: Tally() for column in COLUMNS[1:]}
    for card in cards:
        read = predictions[card["id"]]
        length, found = characters(card["lines"], read["lines"])
        tallies["chars"].add(found, length, length)
        _add_sets(tallies["e-mail"], card["emails"], read["emails"], str.casefold)
        _add_sets(tallies["phone"], card["phones"] + card["faxes"], read["phones"] + read["faxes"], last_digits)
        _add_sets(tallies["url"], card["urls"], read["urls"], bare_url)
        for column, key, values in (
            ("name", "name", [read["name"]]),
            ("title", "title", [read["title"]]),
            ("org", "org", [read["org"]]),
            ("org top 3", "org", read["orgs"]),
        ):
            if card[key]:
                right = any(similarity(value, accepted) >= SAME for value in values for accepted in card[key])
                tallies[column].add(right, 1, 1)
    return tallies


def _add_sets(tally: Tally, expected: list[str], given: list[str], key: Callable[[str], str]) -> None:
    wanted, got = {key(value) for value in expected}, {key(value) for value in given}
    tally.add(len(wanted & got), len(wanted), len(got))


def last_digits(phone: str) -> str:
    """Reduce a number to what identifies it whatever the prefix: its last eight digits."""
    return re.sub(r"\D", "", phone)[-8:]


def bare_url(url: str) -> str:
    """Reduce an address to host and path."""
    return re.sub(r"^(https?://)?(www\.)?", "", url.casefold().strip()).rstrip("/")


def similarity(one: str, other: str) -> float:
    """Tell how alike two texts are, 0 to 1, without regard to case and runs of spaces."""
    a, b = (" ".join(text.casefold().split()) for text in (one, other))
    return 1 - _distance(a, b) / max(len(a), len(b), 1)


def characters(expected: list[str], read: list[str]) -> tuple[int, int]:
    """Count the characters on the card and those read right, wherever the reader put their line."""
    text = " ".join(" ".join(line.split()) for line in read)
    lines = [" ".join(line.split()) for line in expected]
    return sum(map(len, lines)), sum(len(line) - min(len(line), _distance(line, text, within=True)) for line in lines)


def _distance(pattern: str, text: str, *, within: bool = False) -> int:
    """Levenshtein distance; `within`: to the nearest part of the text."""
    row = [0] * (len(text) + 1) if within else list(range(len(text) + 1))
    for i, sign in enumerate(pattern, start=1):
        last, row[0] = row[0], i
        for j, other in enumerate(text, start=1):
            last, row[j] = row[j], min(last + (sign != other), row[j] + 1, row[j - 1] + 1)
    return min(row) if within else row[-1]
