"""From lists of job titles to the words that carry them: "Akademischer Bibliothekar" is known by its last word.

Which word carries a title is a habit of its language: the last one in English and where titles are compounds, the
first one in Romance and Slavic languages. Compounds share their ends, so an end that is a title stands for all.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from tools.words.letters import folded

LAST_WORD = ("en_US", "de_AT", "de_DE", "da_DK", "fi_FI", "hu_HU", "tr_TR")
FIRST_WORD = (
    *("es_ES", "fr_CH", "fr_DZ", "fr_FR", "pt_BR", "pt_PT", "ro_RO"),
    *("bs_BA", "cs_CZ", "hr_HR", "pl_PL", "sk_SK"),
)
COMPOUNDING = ("de_AT", "de_DE", "da_DK", "fi_FI", "hu_HU")

_SHORTEST = 4
_SHORTEST_END = 5
_FEWEST_WITH_END = 3
_ADJECTIVE = re.compile(r"(?:[cs]k[iy]|n[iy]|cni|eni|ana|ni)$")
_SLAVIC = ("bs_BA", "cs_CZ", "hr_HR", "pl_PL", "sk_SK")
# A word that stands in the lists once must look like somebody who does something.
_AGENT = re.compile(
    r"(?:[aeo]r|er[ae]|ist[ai]?|ista|iste|eure?|euse|rice|ante?|logu?e?|logist|gra[fp]h?|grafo|nik|nica|tora?|dora?|"
    r"eiro|eira|ario|aria|ier|iere|ien|ienne|ician|acz|arz|ca|ec|ac|ator|anin|erin|istin|ja|ci|cu|mester|mann|frau)$"
)
# How a woman's title is made of a man's, backwards: the reader knows the one by the other (FEMININE in occupations.ts).
_FEMININE = (
    (re.compile(r"(?<=[cdgst]or)a$"), ""),
    (re.compile(r"(?<=er)a$"), "o"),
    (re.compile(r"(?:(?<=log)|(?<=graf))a$"), "o"),
    (re.compile(r"trice$"), "teur"),
    (re.compile(r"trice$"), "tore"),
    (re.compile(r"(?<=e)use$"), "ur"),
    (re.compile(r"(?<=ie)re$"), "r"),
    (re.compile(r"(?<=ie)nne$"), "n"),
    (re.compile(r"(?<=\w{6})in$"), ""),
    (re.compile(r"(?<=\w{5}[^aeiou])ka$"), ""),
)
# What comes out of the lists besides: matters, not people. German lists name trades by their matter now and then.
_MATTER = re.compile(r"(?:technik|elektronik|mechanik|logistik|physik|ung|dienstes?|wesen|wirtschaft|schaft|handel)$")
_NOT_A_TITLE = frozenset(
    word
    for line in (
        "ambiente autre autres autor chemie dipl design dokumentation druck energie film handel industrie informatik",
        "kommunikation kunst management maschinenbau mode musik osoba outro outros pessoal production produktion recht",
        "schulen sport technik technologie technology textil umwelt verkehr video wirtschaft working zahlung radio",
        "marketing media business service services system systems health sales security science",
    )
    for word in line.split(" ")
)


def heads_of(locale: str, titles: Iterable[str]) -> Counter[str]:
    """Count the words that carry the titles of one list, without accents."""
    heads: Counter[str] = Counter()
    for title in titles:
        plain = re.sub(r"\([^)]*\)|[*:]in(?:nen)?\b", "", folded(title))
        for variant in re.split(r"[/;]", plain.split(",")[0]):
            words = re.findall(r"[a-z]+", variant)
            if locale in _SLAVIC:
                words = [word for word in words if not _ADJECTIVE.search(word)] or words
            if words:
                heads[words[-1] if locale in LAST_WORD else words[0]] += 1
    return heads


def _is_person(word: str, barred: set[str] | frozenset[str]) -> bool:
    return len(word) >= _SHORTEST and word not in barred and not _MATTER.search(word)


def _masculine(word: str) -> set[str]:
    return {end.sub(of, word) for end, of in _FEMININE if end.search(word)}


def carriers(titles: Mapping[str, Iterable[str]], exclude: Iterable[str]) -> tuple[list[str], list[str]]:
    """Choose the words and the ends of words by which a title is known.

    Args:
        titles: job titles by locale.
        exclude: words that mean something else more often, such as given names.
    """
    barred = _NOT_A_TITLE | set(exclude)
    heads = {locale: heads_of(locale, listed) for locale, listed in titles.items()}
    common = Counter(word for counted in heads.values() for word, times in counted.items() for _ in range(times))
    words = {word for word, times in common.items() if _is_person(word, barred) and (times > 1 or _AGENT.search(word))}
    compounds = {word for locale in COMPOUNDING for word in heads.get(locale, ())}
    ends = {
        word
        for word in words & compounds
        if len(word) >= _SHORTEST_END
        and sum(other.endswith(word) and other != word for other in compounds) >= _FEWEST_WITH_END
    }
    kept = {word for word in words if not any(word.endswith(end) and word != end for end in ends)}
    return sorted(word for word in kept if not _masculine(word) & kept), sorted(ends)
