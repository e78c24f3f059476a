"""What people wrote, kept apart from everything under test: each value once, with all that its writer had seen.

From it follows what must still be somewhere: a value may be gone only if somebody who saw it wrote over it, if it was
purged with its deleted record, or if its device was thrown away before it reached anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Field = tuple[str, str]
"""A record's id and a field of it."""

Values = frozenset[str]


@dataclass(frozen=True, slots=True)
class Written:
    """A value that a person saved; `saw` are those that it stands over, and what they stand over."""

    value: str
    saw: Values
    owner: str | None


@dataclass(slots=True)
class Ledger:
    """All that was written and not undone by hand."""

    by_field: dict[Field, dict[str, Written]] = field(default_factory=dict)
    purged: set[tuple[str, str, str]] = field(default_factory=set)
    deletions: dict[str, list[frozenset[tuple[str, str]]]] = field(default_factory=dict)
    """By record: what each deletion had seen, as (field, value)."""
    brought_back: set[str] = field(default_factory=set)
    asleep: set[tuple[Field, str]] = field(default_factory=set)
    """What is in copies of devices alone that nobody uses, or under way: it must be nowhere, but may come back."""
    photos: dict[str, str | None] = field(default_factory=dict)
    """Hashes of photos that were taken, and whose they are."""
    count: int = 0

    def new_value(self, owner: str | None) -> str:
        """Return a value that was never written before and says whose it is."""
        self.count += 1
        return f"v{self.count} of {owner or 'nobody'}"

    def seen_with(self, place: Field, values: Iterable[str]) -> Values:
        """Return these values and all that they stand over."""
        written = self.by_field.get(place, {})
        return frozenset(values).union(*(written[value].saw for value in values if value in written))

    def write(self, place: Field, value: str, saw: Values, owner: str | None) -> None:
        """Note that a value was saved."""
        self.by_field.setdefault(place, {})[value] = Written(value, saw - {value}, owner)

    def delete(self, record: str, seen: Iterable[tuple[str, str]]) -> None:
        """Note that a record was deleted by somebody who saw these fields' values."""
        pairs = {(name, value) for name, one in seen for value in self.seen_with((record, name), [one])}
        self.deletions.setdefault(record, []).append(frozenset(pairs))

    def written_over(self, place: Field) -> set[str]:
        """Return the values of a field over which something else was written."""
        return {value for written in self.by_field.get(place, {}).values() for value in written.saw}

    def standing(self) -> Iterator[tuple[Field, str]]:
        """Yield each value that must be somewhere."""
        for place, written in self.by_field.items():
            for value in written.keys() - self.written_over(place):
                if (*place, value) not in self.purged and (place, value) not in self.asleep:
                    yield place, value

    def forget(self, place: Field, value: str) -> None:
        """The only device that had the value is gone: so is what the value stood over it for."""
        del self.by_field[place][value]

    def purge(self, record: str, fields: dict[str, Any]) -> None:
        """Note that a record was purged with the values that its registers hold, and with what they stand over."""
        for name, register in fields.items():
            values = [sibling["v"] for sibling in register["s"] if isinstance(sibling["v"], str)]
            self.purged |= {(record, name, value) for value in self.seen_with((record, name), values)}
