"""What text may be stored: the rules that the server and the client share.

Text is stored verbatim or refused, never rewritten; every rule here returns an error code, or None for text that is
fine. Lengths are code points (`len`), as on the client. Letters, right-to-left text, emoji sequences and flags pass
untouched; characters that this Python does not know yet count as visible.
"""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 8
"""Combining marks that one base character of a name may carry."""
MAX_EMAIL = 254

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_REFUSED_IN_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that draw nothing: the Hangul fillers and the empty Braille cell."""
_INVISIBLE_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Mc", "Me"})
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


def check_text(text: str) -> str | None:
    """Refuse lone surrogates and control characters; tabs and line breaks are welcome."""
    found = _REFUSED.search(text)
    return _code_of(found[0]) if found else None


def check_line(text: str) -> str | None:
    """Refuse what may not stand in one line: also line breaks, tabs, bidi overrides and piles of combining marks."""
    if _is_plain(text):
        return None
    found = _REFUSED_IN_LINE.search(text)
    if found:
        return _code_of(found[0])
    return "marks" if _has_mark_pile(text) else None


def check_name(text: str) -> str | None:
    """Refuse what may not name something: also text in which nothing can be seen."""
    return check_line(text) or (None if has_visible_character(text) else "blank")


def check_email(address: str) -> str | None:
    """Refuse what cannot be an e-mail address: one `@` with something on either side, no space, at most 254 long."""
    if len(address) > MAX_EMAIL:
        return "too_long"
    return check_line(address) or (None if _EMAIL.fullmatch(address) else "format")


def fold_email(address: str) -> str:
    """Return the form under which an address counts as the same: trimmed, composed, without case.

    Folding may join addresses that a mail server tells apart, so mail goes to the address as typed, never to this one.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).casefold())


def has_visible_character(text: str) -> bool:
    """Say whether a person would see anything of `text`."""
    if _is_plain(text):
        return bool(text.strip())
    return any(
        unicodedata.category(character) not in _INVISIBLE_CATEGORIES and character not in _BLANK for character in text
    )


def _is_plain(text: str) -> bool:
    """Say whether `text` is of letters, digits, signs and spaces of ASCII, as most is: no rule is against those."""
    return text.isascii() and text.isprintable()


def _code_of(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "surrogate"
    return "bidi" if character in _BIDI else "control"


def _has_mark_pile(text: str) -> bool:
    if text.isascii():
        return False
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "M":
            marks += 1
            if marks > MAX_MARKS:
                return True
        elif category != "Cf":  # a joiner between marks starts no new base
            marks = 0
    return False
