"""Which characters of the recogniser's alphabet a head keeps, and how each is written in a reading.

The alphabet comes from the model's own metadata. Fullwidth forms stay, written as their plain twins: the model learnt
from Chinese pages and prefers a fullwidth colon to a plain one now and then; without its row that sign would be lost.
"""
# ruff: noqa: RUF001 - signs that look alike are what this module is about

import unicodedata
from collections.abc import Callable

_SYMBOLS = frozenset("¡¿§©®™°ªº¹²³±×÷µ¢£¥€₣₤₧₨₩₪₫₭₮₱₴₵₸₹₺₽₿$№·•∙●■▪◆▶►–—―‐‑−‘’“”„‚‹›«»…†‡′″¦¨´¸¯ˆ˜⁄→")
# Letters beyond Extended-A that living orthographies use; phonetic signs would only compete with plain letters.
_EXTENDED = frozenset("ƏəƠơƯưȘșȚțǍǎǏǐǑǒǓǔǗǘǙǚǛǜǞǟǠǡǢǣǤǥǦǧǨǩǪǫǮǯǴǵǸǹǺǻǼǽǾǿȪȫȮȯȰȱȲȳƁɓƉɖƊɗƎǝƐɛƔɣƖɩƘƙƝɲƆɔƱʊƲʋƳƴƷʒ")
# Of the Vietnamese letters with two marks the alphabet has one that the model has learnt, and Ạ, which it has not.
_VIETNAMESE = frozenset("ồ")
_LAST_PLAIN_LETTER = "\N{LATIN SMALL LETTER Z WITH CARON}"  # the end of Latin Extended-A's letters in use
# Icons that stand for a label on a card: telephone, fax, e-mail, web, place, print.
_ICONS = frozenset("☎☏✆✉📞📟📠📱📲📧📨📩🌐🌍🌎🌏📍🏠🏢🖨")
# Punctuation and kana; Han with its first extension; compatibility Han; halfwidth kana; Han beyond the first plane.
_EASTERN_BLOCKS = (
    range(0x3001, 0x3100),
    range(0x3400, 0xA000),
    range(0xF900, 0xFB00),
    range(0xFF61, 0xFFA0),
    range(0x20000, 0x32000),
)


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
    if name.startswith("LATIN ") and (
        character <= _LAST_PLAIN_LETTER or character in _EXTENDED or character in _VIETNAMESE
    ):
        return character
    return character if character in _SYMBOLS or character in _ICONS else None


def written_in_the_east(character: str) -> str | None:
    """Tell the same for the head of Chinese and Japanese, which reads Latin letters besides."""
    if len(character) == 1 and any(ord(character) in block for block in _EASTERN_BLOCKS):
        return character
    return written(character)


def rows_of(alphabet: list[str], writes: Callable[[str], str | None] = written) -> list[tuple[int, str]]:
    """Choose the rows of the CTC head to keep.

    Args:
        alphabet: the character of each row of the head between the blank (row 0) and the space (the last row).
        writes: how a character is written, or None where its row goes.

    Returns:
        Pairs of row and text in ascending order; row 0 has the empty text, the last row is a space.
    """
    kept = [(row, text) for row, character in enumerate(alphabet, start=1) if (text := writes(character)) is not None]
    return [(0, ""), *kept, (len(alphabet) + 1, " ")]
