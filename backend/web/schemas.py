"""Schemas of request and answer bodies: members are required, unknown ones refused, and faults are error codes.

What a value may be is said with the strict fields of `domain/fields.py`, which never convert.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from backend.domain.errors import InvalidError
from backend.domain.fields import Strict

MOST_ERRORS = 20
LONGEST_PLACE = 100


class Body(Schema):
    """Base of the bodies of requests and answers."""

    class Meta:
        """What the schema does not name is refused."""

        unknown = RAISE

    error_messages = {"unknown": "unknown", "type": "type"}  # noqa: RUF012 - marshmallow merges these per class


class Given(fields.Field[Any]):
    """A member that must be there, held to the rules of `inner`; null only where it is `nullable`."""

    def __init__(self, inner: Strict, *, nullable: bool = False) -> None:
        super().__init__(required=True, allow_none=nullable, error_messages={"required": "required", "null": "type"})
        self.inner = inner

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        code = self.inner.check(value)
        if code:
            raise ValidationError(code)
        return value


class Nothing(Body):
    """An answer without content: an empty object, because some proxies close the connection after a 204."""


def load(schema: type[Schema], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return `body` if it fits `schema`.

    Raises: InvalidError, which names at most MOST_ERRORS members.
    """
    try:
        loaded: dict[str, Any] = schema().load(body)
    except ValidationError as error:
        raise InvalidError("Some of what was sent is not as it should be.", fields=_flat(error.messages)) from None
    return loaded


def _flat(messages: Any, place: str = "") -> dict[str, str]:
    """Turn marshmallow's nested messages into one code for each place."""
    if isinstance(messages, dict):
        found: dict[str, str] = {}
        for key, inner in messages.items():
            found |= _flat(inner, f"{place}.{key}".strip("."))
            if len(found) >= MOST_ERRORS:
                break
        return dict(list(found.items())[:MOST_ERRORS])
    return {place[:LONGEST_PLACE]: str(messages[0])}
