"""Letters as the reader compares them: small, without accents."""

import unicodedata

_UNDECOMPOSED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})  # noqa: RUF001 - a Turkish letter


def folded(text: str) -> str:
    """Return the text in small letters without accents, as `plain` of the reader does."""
    apart = unicodedata.normalize("NFKD", text.lower().translate(_UNDECOMPOSED))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
