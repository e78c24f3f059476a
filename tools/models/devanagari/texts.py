"""What is written on the lines that the head learns from: words of cards in Hindi, syllables by lot, and other scripts.

Names, companies and places come from Faker (MIT), countries, languages and months from Unicode's CLDR (through Babel),
words of shops and offices from words.txt, which is ours. Syllables by lot bring what words seldom hold.
"""

import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

from babel import Locale
from faker import Faker

LONGEST = 46
CONSONANTS = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह"
WITH_NUKTA = tuple(f"{letter}\N{DEVANAGARI SIGN NUKTA}" for letter in "कखगजडढफडढडज")
VOWELS = "अआइईउऊऋएऐओऔऑ"
VOWEL_SIGNS = "ािीुूृेैोौॉ"
NASALS = "ंंँः"
VIRAMA = "\N{DEVANAGARI SIGN VIRAMA}"
DIGITS = "0123456789"
LATIN_BESIDE = ("PVT. LTD.", "Prop.", "Mob.", "M :", "+91 98120", "TEL", "Ltd", "& Co.")
NO_LINE = 0.22
MIXED = 0.12

Draw = Callable[[], str]


class Texts:
    """Lines by lot; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._lot = random.Random(seed)  # noqa: S311 - drawing lots
        self._hindi, self._latin = Faker("hi_IN"), Faker(["en_IN", "de_DE", "fr_FR", "en_US"])
        self._eastern = (Faker("ja_JP"), Faker("zh_CN"))
        for faker in (self._hindi, self._latin, *self._eastern):
            faker.seed_instance(seed)
        self._words = (Path(__file__).parent / "words.txt").read_text("utf-8").split()
        self._terms = [term for name in ("hi", "mr", "ne") for term in _terms_of(Locale(name))]

    def line(self) -> str:
        """Draw what one line says: Devanagari, both scripts, or Latin, Chinese or Japanese alone."""
        while True:
            share = self._lot.random()
            draw = self._other if share < NO_LINE else self._mixed if share < NO_LINE + MIXED else self._devanagari
            text = unicodedata.normalize("NFC", draw())[:LONGEST].strip()
            if text:
                return text

    def _devanagari(self) -> str:
        hindi = self._hindi
        drawn: list[tuple[int, Draw]] = [
            (16, hindi.name),
            (8, lambda: hindi.address().replace("\n", ", ")),
            (3, hindi.company),
            (3, lambda: f"{hindi.city()}, {hindi.state()}"),
            (12, lambda: self._several(2, lambda: self._lot.choice(self._terms))),
            (26, lambda: self._several(7, self._word)),
            (26, lambda: self._several(6, lambda: self._syllables() if self._chance(0.7) else self._word())),
            (6, lambda: f"{self._word()} : {self._number(DIGITS + '०१२३४५६७८९')}"),
        ]
        text = self._lot.choices([draw for _, draw in drawn], [weight for weight, _ in drawn])[0]()
        if self._chance(0.06):
            text += self._lot.choice(("।", " !", ":", "-", ",", "/")) + self._lot.choice(("", f" {self._word()}"))
        return text

    def _mixed(self) -> str:
        lot, latin = self._lot, self._latin
        own: list[Draw] = [self._word, self._syllables, self._hindi.first_name]
        beside: list[Draw] = [
            lambda: self._number(DIGITS),
            latin.last_name,
            latin.first_name,
            lambda: lot.choice(LATIN_BESIDE),
        ]
        parts = [lot.choice(own if self._chance(0.6) else beside)() for _ in range(lot.randint(2, 4))]
        return lot.choice((" ", " ", " : ", " - ")).join(parts)

    def _other(self) -> str:
        if self._chance(0.2):
            faker = self._lot.choice(self._eastern)
            return str(self._lot.choice([faker.name, faker.company, faker.address, faker.job])())[:26]
        latin = self._latin
        draws = [latin.name, latin.job, latin.company, latin.email, latin.phone_number, latin.address, latin.url]
        return str(self._lot.choice(draws)()).replace("\n", ", ")

    def _chance(self, share: float) -> bool:
        return self._lot.random() < share

    def _several(self, most: int, draw: Draw) -> str:
        return " ".join(draw() for _ in range(self._lot.randint(1, most)))

    def _word(self) -> str:
        return self._lot.choice(self._words)

    def _number(self, digits: str) -> str:
        return "".join(self._lot.choice(digits) for _ in range(self._lot.randint(2, 10)))

    def _syllables(self) -> str:
        return "".join(self._syllable() for _ in range(self._lot.choice((1, 2, 2, 3, 3, 4, 5))))

    def _syllable(self) -> str:
        lot = self._lot
        if self._chance(0.1):
            syllable = lot.choice(VOWELS)
        else:
            syllable = lot.choice(CONSONANTS) if self._chance(0.93) else lot.choice(WITH_NUKTA)
            while self._chance(0.16):
                syllable += VIRAMA + lot.choice(CONSONANTS)
            if self._chance(0.62):
                syllable += lot.choice(VOWEL_SIGNS)
        return syllable + (lot.choice(NASALS) if self._chance(0.1) else "")


def wanted_of(text: str) -> str:
    """Tell what the head is to answer on a line: its Devanagari, letters and signs apart, and spaces between."""
    kept = (sign if is_devanagari(sign) else " " for sign in unicodedata.normalize("NFD", text))
    return " ".join("".join(kept).split())


def is_devanagari(sign: str) -> bool:
    """Tell whether a sign is of the Devanagari block."""
    return "\u0900" <= sign <= "\u097f"


def _terms_of(locale: Locale) -> list[str]:
    names = [*locale.territories.values(), *locale.languages.values()]
    return [*names, *locale.months["format"]["wide"].values(), *locale.days["format"]["wide"].values()]
