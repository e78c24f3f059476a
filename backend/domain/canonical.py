"""Canonical JSON (RFC 8785) of the values that records may hold: the same text for the same value, in both languages.

It promises byte-equal text for equal values within our value domain (null, booleans, strings, integers within
±(2⁵³-1), arrays, objects). It checks nothing: a float would come out in Python's notation.
"""

from __future__ import annotations

import json
import re
from typing import Any

_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")
_encode_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode
_encode_as_is = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def canonical(value: Any) -> str:
    """Return the canonical text of `value`: no space, keys in order of UTF-16 code units, least escaping.

    Raises: ValueError for NaN and infinities; TypeError for what JSON does not know.
    """
    text = _encode_sorted(value)
    # Python sorts by code points, which is the same order unless a key reaches beyond 16 bits.
    if text.isascii() or not _BEYOND_16_BITS.search(text):
        return text
    return _encode_as_is(_in_utf16_order(value))


def _in_utf16_order(value: Any) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _in_utf16_order(value[key]) for key in keys}
    return [_in_utf16_order(element) for element in value] if isinstance(value, list) else value
