"""The strict JSON loader: what Python's own would accept or repair is refused, before anything else sees it.

It promises a dict whose text can be encoded, whose keys are met once and are no traps for JavaScript, and whose numbers
are exact. With `apart`, faults of meaning inside that member's elements are left to whoever judges each element alone.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Iterator
from typing import Any

from backend.domain.errors import BadRequestError, InvalidError, TooLargeError
from backend.domain.fields import MAX_INTEGER, REFUSED_KEYS

GZIP = 31  # what zlib calls "a gzip header and trailer, largest window"
INFLATE_STEP = 256 * 1024
LONGEST_NUMBER = 400
"""Digits of the longest number that is read at all: anything over 2**53 - 1 is refused later, with its place."""
LONGEST_PLACE = 100
"""Characters of a place that are said back; the sender chose them."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SUSPICIOUS = re.compile(rb"\\u(0000|[dD][89a-fA-F])")


class Fault:
    """Stands in a parsed body for what could not be a value; it is of no JSON type, so every check refuses it."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def inflate(data: bytes, limit: int) -> bytes:
    """Return what a gzip file holds.

    Raises: TooLargeError as soon as it is over `limit` bytes; BadRequestError where it is broken, cut short or followed
    by anything.
    """
    stream = zlib.decompressobj(GZIP)
    parts, size = [], 0
    try:
        while not stream.eof:
            part = stream.decompress(data, INFLATE_STEP)
            data = stream.unconsumed_tail
            size += len(part)
            if size > limit:
                raise TooLargeError("The unpacked body is over the limit of this route.")
            if not part and not data and not stream.eof:
                raise BadRequestError("The gzip body is cut short.")
            parts.append(part)
    except zlib.error:
        raise BadRequestError("The body is not gzip.") from None
    if stream.unused_data:
        raise BadRequestError("Something follows the gzip body.")
    return b"".join(parts)


def parse(data: bytes, *, apart: str | None = None) -> dict[str, Any]:
    """Return the JSON object that `data` holds.

    Raises: BadRequestError where it cannot be read; InvalidError, naming the place, where it says what may not be said.
    """
    try:
        body = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_number,
        )
    except (ValueError, RecursionError):
        raise BadRequestError("The body is not JSON in UTF-8.") from None
    if isinstance(body, Fault):
        raise body.error
    if not isinstance(body, dict):
        raise BadRequestError("The body must be a JSON object.")
    check_text = bool(_SUSPICIOUS.search(data))
    for way, value in _walk({key: value for key, value in body.items() if key != apart}):
        _refuse(way, value, check_text=check_text)
    return body


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Fault:
    found = dict(pairs)
    if len(found) != len(pairs):
        return Fault(BadRequestError("A key stands twice in one object."))
    return found


def _integer(digits: str) -> int | Fault:
    if len(digits) > LONGEST_NUMBER:
        return Fault(BadRequestError("A number is too long."))
    return int(digits)


def _number(text: str) -> float | Fault:
    number = float(text)
    if not math.isfinite(number):
        return Fault(BadRequestError("A number is not finite."))
    return number


def _walk(value: Any) -> Iterator[tuple[list[str | int], Any]]:
    """Yield every value below `value` with the way to it, a list that the walk goes on to change.

    Neither deep nor wide bodies cost more than their depth in memory: some kilobytes of gzip can be either.
    """
    way: list[str | int] = []
    under_way = [_members(value)]
    while under_way:
        for key, inner in under_way[-1]:
            way.append(key)
            if isinstance(inner, dict | list):
                yield way, None
                under_way.append(_members(inner))
                break
            yield way, inner
            way.pop()
        else:
            under_way.pop()
            if way:
                way.pop()


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    return iter(value.items()) if isinstance(value, dict) else enumerate(value)


def _refuse(way: list[str | int], value: Any, *, check_text: bool) -> None:
    if isinstance(value, Fault):
        raise value.error
    if way[-1] in REFUSED_KEYS:
        raise InvalidError("The body has a key that no object may have.", fields={"": "key"})
    if isinstance(value, int) and not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise InvalidError("A number is out of range.", fields={_place(way): "range"})
    if not check_text:
        return
    for text in (way[-1], value):
        if not isinstance(text, str):
            continue
        if _SURROGATE.search(text):
            raise BadRequestError("The body holds half of a surrogate pair.")
        if "\0" in text:
            raise InvalidError("Text may not hold NUL.", fields={_place(way): "control"})


def _place(way: list[str | int]) -> str:
    return ".".join(map(str, way))[:LONGEST_PLACE]
