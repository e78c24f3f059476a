"""What DynamoDB allows and what it charges, reckoned in one place for every adapter.

An item that passes `check_item` is one that DynamoDB takes. Sizes are DynamoDB's own: names and text in UTF-8, numbers
by their digits, three bytes and one for each element of a list or map.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from backend.storage.port import (
    MAX_ITEM_BYTES,
    MAX_PK_BYTES,
    MAX_SK_BYTES,
    Condition,
    Item,
    Key,
    TooBig,
    Units,
    Value,
)

MAX_DIGITS = 38
MAX_DEPTH = 32
WRITE_UNIT_BYTES = 1024
READ_UNIT_BYTES = 4096


def check_key(key: Key) -> None:
    """Raise TooBig where a part of `key` is empty or too long."""
    if not 1 <= len(key.pk.encode()) <= MAX_PK_BYTES or not 1 <= len(key.sk.encode()) <= MAX_SK_BYTES:
        raise TooBig("a key is empty or too long")


def check_item(item: Item) -> int:
    """Return the size of `item` in bytes, or raise TooBig where it breaks a limit."""
    check_key(key_of(item))
    if not isinstance(item.get("expires", 0), int):
        raise TypeError("expires is in whole seconds since 1970")
    due = item.get("due", "-")
    if not isinstance(due, str) or not 1 <= len(due.encode()) <= MAX_PK_BYTES:
        raise TypeError("due is a mark of some letters")
    size = item_size(item)
    if size > MAX_ITEM_BYTES:
        raise TooBig(f"an item of {size} bytes")
    return size


def check_each(writes: Iterable[tuple[Item, Condition]]) -> list[tuple[Item, Condition, int]]:
    """Return `writes` with the size of each item, or raise TooBig, or ValueError where two go to one place."""
    checked = [(item, condition, check_item(item)) for item, condition in writes]
    if len({key_of(item) for item, _, _ in checked}) < len(checked):
        raise ValueError("two writes go to one place")
    return checked


def key_of(item: Item) -> Key:
    """Return where `item` lies."""
    pk, sk = item["pk"], item["sk"]
    if not isinstance(pk, str) or not isinstance(sk, str):
        raise TypeError("pk and sk are strings")
    return Key(pk, sk)


def item_size(item: Item) -> int:
    """Return the size of `item` in bytes as DynamoDB reckons it."""
    return sum(_name_size(name) + _value_size(value, MAX_DEPTH) for name, value in item.items())


def is_expired(item: Item, now_s: float) -> bool:
    """Say whether `item` counts as absent at `now_s` (seconds since 1970)."""
    expires = item.get("expires")
    return isinstance(expires, int) and expires <= now_s


def write_units(size: int) -> int:
    """Return what writing or deleting `size` bytes costs."""
    return max(1, -(-size // WRITE_UNIT_BYTES))


def read_units(size: int) -> int:
    """Return what reading `size` bytes consistently costs."""
    return max(1, -(-size // READ_UNIT_BYTES))


class Metered:
    """Base of the adapters: counts what they use. `units` may be replaced by a fresh count at any time."""

    def __init__(self) -> None:
        self.units = Units()
        self._counting = threading.Lock()

    def _count(self, call: str, *, writes: float = 0, reads: float = 0) -> None:
        with self._counting:
            self.units.writes += writes
            self.units.reads += reads
            self.units.calls[call] = self.units.calls.get(call, 0) + 1


def _name_size(name: str) -> int:
    if not name:
        raise TooBig("an attribute without a name")
    return len(name.encode())


def _value_size(value: Value, depth: int) -> int:
    match value:
        case None | bool():
            return 1
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case int():
            return _number_size(value)
        case list() | dict():
            return 3 + _elements_size(value, depth - 1)
    raise TypeError(f"a {type(value).__name__} cannot be stored")


def _elements_size(value: list[Value] | dict[str, Value], depth: int) -> int:
    if depth < 0:
        raise TooBig("nested too deeply")
    if isinstance(value, list):
        return sum(1 + _value_size(element, depth) for element in value)
    return sum(1 + _name_size(name) + _value_size(element, depth) for name, element in value.items())


def _number_size(number: int) -> int:
    if abs(number) >= 10**MAX_DIGITS:
        raise TooBig("a number of more than 38 digits")
    digits = len(str(abs(number)).rstrip("0"))
    return -(-digits // 2) + 1 + (number < 0)
