"""Which characters of the recogniser's alphabet the Latin head keeps, and how each is written in a reading.

The alphabet comes from the model's own metadata. Fullwidth forms stay, written as their plain twins: the model learnt
from Chinese pages and prefers a fullwidth colon to a plain one now and then; without its row that sign would be lost.
"""
# ruff: noqa: RUF001 - signs that look alike are what this module is about

import unicodedata

_SYMBOLS = frozenset("¡¿§©®™°ªº¹²³±×÷µ¢£¥€₣₤₧₨₩₪₫₭₮₱₴₵₸₹₺₽₿$№·•∙●■▪◆▶►–—―‐‑−‘’“”„‚‹›«»…†‡′″¦¨´¸¯ˆ˜⁄→")
# Letters beyond Extended-A that living orthographies use; phonetic signs would only compete with plain letters.
_EXTENDED = frozenset("ƏəƠơƯưȘșȚțǍǎǏǐǑǒǓǔǗǘǙǚǛǜǞǟǠǡǢǣǤǥǦǧǨǩǪǫǮǯǴǵǸǹǺǻǼǽǾǿȪȫȮȯȰȱȲȳƁɓƉɖƊɗƎǝƐɛƔɣƖɩƘƙƝɲƆɔƱʊƲʋƳƴƷʒ")
_LAST_PLAIN_LETTER = "\N{LATIN SMALL LETTER Z WITH CARON}"  # the end of Latin Extended-A's letters in use
# Icons that stand for a label on a card: telephone, fax, e-mail, web, place, print.
_ICONS = frozenset("☎☏✆✉📞📟📠📱📲📧📨📩🌐🌍🌎🌏📍🏠🏢🖨")


def written(character: str) -> str | None:
    """Tell how a character of the alphabet is written in a reading, or None where the Latin head drops it."""
    if len(character) != 1:
        return None
    if character.isascii() and character.isprintable():
        return character
    name = unicodedata.name(character, "")
    if name.startswith("FULLWIDTH "):
        plain = unicodedata.normalize("NFKC", character)
        return plain if plain.isascii() else None
    if name.startswith("LATIN ") and (character <= _LAST_PLAIN_LETTER or character in _EXTENDED):
        return character
    return character if character in _SYMBOLS or character in _ICONS else None


def latin_rows(alphabet: list[str]) -> list[tuple[int, str]]:
    """Choose the rows of the CTC head to keep.

    Args:
        alphabet: the character of each row of the head between the blank (row 0) and the space (the last row).

    Returns:
        Pairs of row and text in ascending order; row 0 has the empty text, the last row is a space.
    """
    kept = [(row, text) for row, character in enumerate(alphabet, start=1) if (text := written(character)) is not None]
    return [(0, ""), *kept, (len(alphabet) + 1, " ")]
