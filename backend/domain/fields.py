"""Strict marshmallow fields: the types a record's value may have.

A field here never converts: "12" is no number, true is no 1. Each says what is wrong with a value as an error code, one
of CODES. Inside objects, keys that this version does not know are kept and held only to the rules of any stored JSON.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields

from backend.domain.text import check_line, check_name, check_text

CODES = {
    "type": "not of the field's type",
    "surrogate": "half of a surrogate pair",
    "control": "a control character",
    "bidi": "a character that overrides the direction of text",
    "marks": "more than eight combining marks on one character",
    "blank": "nothing that a person could see",
    "too_long": "more code points than the field holds",
    "too_many": "more elements than the list holds",
    "range": "a number or date beyond what the field holds",
    "format": "not in the form of an id, a date, a hash or a code",
    "too_deep": "nested too deeply",
    "key": "a name that no field or key may have",
}
"""Every code that a check may return, with what it says of the value."""

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 16
MAX_KEY = 200
"""Code points of a field's name or an object's key."""
REFUSED_KEYS = frozenset({"__proto__", "constructor", "prototype"})
FIRST_YEAR, LAST_YEAR = 1900, 2200
FIRST_INSTANT, LAST_INSTANT = -2_208_988_800_000, 7_289_654_399_999
"""The first and last millisecond of those years, since 1970 UTC."""
MAX_OFFSET_MIN = 18 * 60

Check = Callable[[Any], str | None]


def check_key(key: str) -> str | None:
    """Say what is wrong with the name of a field or the key of an object, or None."""
    if key in REFUSED_KEYS or not key or len(key) > MAX_KEY or check_line(key):
        return "key"
    return None


def check_value(value: Any, depth: int = MAX_DEPTH) -> str | None:
    """Say what is wrong with `value` as stored JSON of any shape, or None: at most `depth` levels, integers only."""
    if isinstance(value, str):
        return check_text(value)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return None if -MAX_INTEGER <= value <= MAX_INTEGER else "range"
    if isinstance(value, list | dict):
        return _check_within(value, depth - 1) if depth else "too_deep"
    return "type"


def _check_within(value: list[Any] | dict[str, Any], depth: int) -> str | None:
    if isinstance(value, list):
        codes = (check_value(element, depth) for element in value)
    else:
        codes = (check_key(key) or check_value(inner, depth) for key, inner in value.items())
    return next(filter(None, codes), None)


class Strict(fields.Field[Any], ABC):
    """A field that says what is wrong with a value. Null is always fine: it clears the field."""

    def __init__(self, *, data_key: str | None = None) -> None:
        super().__init__(allow_none=True, data_key=data_key)

    def check(self, value: Any) -> str | None:
        """Return an error code, or None where the value is fine."""
        return None if value is None else self._check(value)

    @abstractmethod
    def _check(self, value: Any) -> str | None:
        """Return an error code for a value that is not null, or None where it is fine."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        code = self.check(value)
        if code:
            raise ValidationError(code)
        return value


class Text(Strict):
    """Text of at most `longest` code points, in as many lines as it likes."""

    def __init__(self, longest: int, rule: Check = check_text) -> None:
        super().__init__()
        self.longest, self._rule = longest, rule

    def _check(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return "type"
        return "too_long" if len(value) > self.longest else self._rule(value)


class Line(Text):
    """Text in one line, without bidi overrides."""

    def __init__(self, longest: int, rule: Check = check_line) -> None:
        super().__init__(longest, rule)


class Name(Line):
    """A line in which something can be seen."""

    def __init__(self, longest: int) -> None:
        super().__init__(longest, check_name)


class Word(Line):
    """A word of an open enumeration: `known` ones have a meaning, others are kept."""

    def __init__(self, *known: str) -> None:
        super().__init__(longest=40)
        self.known = known


class Formed(Strict):
    """Text of one exact form."""

    pattern: ClassVar[str]

    def _check(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return "type"
        return None if re.fullmatch(self.pattern, value) else "format"


class Id(Formed):
    """The id of a record: a UUID in its canonical form."""

    pattern = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Sha256(Formed):
    """The hash that names a photo."""

    pattern = "[0-9a-f]{64}"


class Currency(Formed):
    """An ISO 4217 code."""

    pattern = "[A-Z]{3}"


class E164(Formed):
    """A telephone number that can be dialled from anywhere."""

    pattern = r"\+[1-9][0-9]{1,14}"


class Day(Formed):
    """A calendar day, `YYYY-MM-DD`, from 1900 to 2200."""

    pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def _check(self, value: Any) -> str | None:
        code = super()._check(value)
        if code:
            return code
        try:
            year = dt.date.fromisoformat(value).year
        except ValueError:
            return "format"
        return None if FIRST_YEAR <= year <= LAST_YEAR else "range"


class Flag(Strict):
    """True or false."""

    def _check(self, value: Any) -> str | None:
        return None if isinstance(value, bool) else "type"


class Whole(Strict):
    """A whole number from `least` to `most`."""

    def __init__(self, least: int = -MAX_INTEGER, most: int = MAX_INTEGER) -> None:
        super().__init__()
        self.least, self.most = least, most

    def _check(self, value: Any) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "type"
        return None if self.least <= value <= self.most else "range"


class Instant(Whole):
    """A moment in milliseconds since 1970 UTC, from 1900 to 2200."""

    def __init__(self) -> None:
        super().__init__(FIRST_INSTANT, LAST_INSTANT)


class OffsetMin(Whole):
    """Minutes that the local clock was ahead of UTC."""

    def __init__(self) -> None:
        super().__init__(-MAX_OFFSET_MIN, MAX_OFFSET_MIN)


class Elements(Flag):
    """A set, one field per element: `<prefix>:<element>` is true for what is in it."""

    def __init__(self, prefix: str, element: Strict) -> None:
        super().__init__(data_key=f"{prefix}:")
        self.prefix, self.element = prefix, element


class ListOf(Strict):
    """A list of at most `most` elements, none of them null."""

    def __init__(self, element: Strict, most: int, *, data_key: str | None = None) -> None:
        super().__init__(data_key=data_key)
        self.element, self.most = element, most

    def _check(self, value: Any) -> str | None:
        if not isinstance(value, list):
            return "type"
        if len(value) > self.most:
            return "too_many"
        codes = ("type" if element is None else self.element.check(element) for element in value)
        return next(filter(None, codes), None)


class Part(Strict):
    """An object with the fields of `schema`, none of them required."""

    def __init__(self, schema: type[Schema]) -> None:
        super().__init__()
        self.schema = schema
        self._checks = checks_of(schema)

    def _check(self, value: Any) -> str | None:
        if not isinstance(value, dict):
            return "type"
        for key, inner in value.items():
            check = self._checks.get(key)
            code = check(inner) if check else check_key(key) or check_value(inner)
            if code:
                return code
        return None


class BirthdayPart(Part):
    """A birthday in parts, so that a year may be unknown; 29 February needs a year that had one."""

    def _check(self, value: Any) -> str | None:
        code = super()._check(value)
        if code:
            return code
        leap_year = 2000
        try:
            dt.date(value.get("y") or leap_year, value.get("m") or 1, value.get("d") or 1)
        except ValueError:
            return "range"
        return None


def checks_of(schema: type[Schema]) -> dict[str, Check]:
    """Return the check of each field of `schema`, by the key it has in JSON; sets are left out."""
    return {
        field.data_key or name: field.check
        for name, field in schema().fields.items()
        if isinstance(field, Strict) and not isinstance(field, Elements)
    }
