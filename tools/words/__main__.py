"""`python -m tools.words`: write the reader's word lists anew from the package Faker (MIT), which must be installed.

The lists are committed, so nobody needs Faker to build or to test. `pip install faker==40.54.0` gives the same lists.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.words.letters import folded
from tools.words.occupations import FIRST_WORD, LAST_WORD, carriers

OUT = Path(__file__).resolve().parents[2] / "frontend" / "src" / "reading" / "fields" / "words"
_NAME = re.compile(r"[a-z][a-z'’]+")  # noqa: RUF001 - as names are printed


def main() -> None:
    """Write names.txt, families.txt, titles.txt and title_ends.txt; the other lists beside them are kept by hand."""
    given = _names("first_name", "male_name", "female_name")
    families = _names("last_name", "surname")
    titles, ends = carriers({locale: _titles(locale) for locale in (*LAST_WORD, *FIRST_WORD)}, exclude=given)
    found = {
        "names": given - _ours("common_names"),
        "families": families,
        "titles": set(titles) - _ours("our_titles"),
        "title_ends": ends,
    }
    for name, words in found.items():
        (OUT / f"{name}.txt").write_text("\n".join(sorted(words)) + "\n", encoding="ascii")
        print(f"{name}.txt: {len(words)} words")


def _ours(name: str) -> set[str]:
    """Words that a list of our own has already."""
    return set((OUT / f"{name}.txt").read_text(encoding="ascii").split())


def _names(*kinds: str) -> set[str]:
    """Single words of names in Latin letters, over all of Faker's countries."""
    found: set[str] = set()
    for provider in _providers("person"):
        for attribute in dir(provider):
            if attribute.startswith(kinds) and isinstance(listed := getattr(provider, attribute), tuple | list | dict):
                texts = (text for text in listed if isinstance(text, str))
                found.update(word for text in texts for word in re.split(r"[\s-]+", folded(text)))
    return {word for word in found if _NAME.fullmatch(word) and word.isascii()}


def _titles(locale: str) -> set[str]:
    provider = importlib.import_module(f"faker.providers.job.{locale}").Provider
    return {title for kind in ("jobs", "jobs_male", "jobs_female") for title in getattr(provider, kind, ())}


def _providers(kind: str) -> Iterator[Any]:
    package = importlib.import_module(f"faker.providers.{kind}")
    for module in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"faker.providers.{kind}.{module.name}").Provider


if __name__ == "__main__":
    main()
