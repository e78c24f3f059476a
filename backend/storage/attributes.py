"""Items in DynamoDB's typed form: `{"S": "text"}`, `{"N": "1"}`. Unlike Python's own equality it tells 1 from true."""

from __future__ import annotations

from typing import Any

from backend.storage.port import Absent, Condition, Item, Value

Typed = dict[str, Any]
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
    """Return the value that was given to `typed`."""
    match value:
        case {"NULL": _}:
            return None
        case {"N": number}:
            return int(number)
        case {"L": elements}:
            return [plain(element) for element in elements]
        case {"M": attributes}:
            return plain_item(attributes)
        case {"BOOL": inner} | {"S": inner} | {"B": inner}:
            return inner  # type: ignore[no-any-return]
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
