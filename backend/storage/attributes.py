"""Items in DynamoDB's typed form: `{"S": "text"}`, `{"N": "1"}`. Unlike Python's own equality it tells 1 from true."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from backend.storage.port import Absent, Condition, Item, Value

Typed = dict[str, Any]
_AS_IT_IS = frozenset({"S", "BOOL"})
TAGS: dict[type, str] = {str: "S", bytes: "B", bool: "BOOL"}


def typed_item(item: Item) -> dict[str, Typed]:
    """Return the attributes of `item` in typed form."""
    return {name: typed(value) for name, value in item.items()}


def plain_item(attributes: dict[str, Typed]) -> Item:
    """Return the item that was given to `typed_item`."""
    return {name: plain(value) for name, value in attributes.items()}


def typed(value: Value) -> Typed:
    """Return one value in typed form."""
    if isinstance(value, list):
        return {"L": [typed(element) for element in value]}
    if isinstance(value, dict):
        return {"M": typed_item(value)}
    if value is None:
        return {"NULL": True}
    if type(value) is int:
        return {"N": str(value)}
    return {TAGS[type(value)]: value}


def plain(value: Typed) -> Value:
    """Return the value that was given to `typed`. Bytes may have become base64 on their way."""
    [(tag, inner)] = value.items()
    if tag in _AS_IT_IS:
        return inner  # type: ignore[no-any-return]
    if tag == "N":
        return int(inner)
    if tag == "B":
        return b64decode(inner) if isinstance(inner, str) else inner
    if tag == "M":
        return plain_item(inner)
    if tag == "L":
        return [plain(element) for element in inner]
    if tag == "NULL":
        return None
    raise TypeError("a set, or a type of which DynamoDB has none")


def holds(condition: Condition, occupant: Item | None) -> bool:
    """Say whether `condition` holds where `occupant` stands (None: nobody, or an expired item)."""
    if condition is None:
        return True
    if isinstance(condition, Absent):
        return occupant is None
    return occupant is not None and all(
        typed(occupant.get(name)) == typed(expected) for name, expected in condition.attributes.items()
    )
