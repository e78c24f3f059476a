"""The storage port: eight primitives that every adapter offers and `tests/storage/contract.py` checks.

It promises what DynamoDB promises and enforces DynamoDB's limits for every adapter, so that what runs on one machine
runs in the cloud. It does not promise transactions, nor any index but a sparse one. The failure worth knowing:
`Unavailable` means that a write may or may not have happened; only reading again tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

Value: TypeAlias = "bool | int | str | bytes | list[Value] | dict[str, Value] | None"
Item: TypeAlias = dict[str, Value]
"""An item's attributes, `pk` and `sk` (strings) among them. `expires` (seconds since 1970), where present, hides the
item from every read once it has passed. `due`, where present, is a mark under which `Table.due` finds the item."""

MAX_ITEM_BYTES = 400 * 1024
MAX_PK_BYTES = 1024
"""A hash key may be twice as long, but the index of `due` has `pk` for its range key."""
MAX_SK_BYTES = 1024
MAX_PAGE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Key:
    """Where an item lies: partition `pk` and place within it `sk`."""

    pk: str
    sk: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Holds when there is no item at the key (an expired one counts as absent)."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Holds when the item is there and each named attribute equals the given value (None: not there)."""

    attributes: Mapping[str, Value]


Condition: TypeAlias = Absent | Unchanged | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a range, in order of sort key.

    `next` continues after it (None at the end); a page may be empty and still have a `next`.
    """

    items: list[Item]
    next: str | None


@dataclass(slots=True)
class Units:
    """What an adapter has used since the count was reset, in DynamoDB's units (writes by KiB, reads by 4 KiB)."""

    writes: float = 0.0
    reads: float = 0.0
    calls: dict[str, int] = field(default_factory=dict)


class StorageError(Exception):
    """Base of what an adapter raises."""


class ConditionFailed(StorageError):  # noqa: N818 - it is an outcome as much as an error
    """A conditional write found otherwise; `occupant` is the item that stands there now, if any."""

    def __init__(self, occupant: Item | None) -> None:
        super().__init__("the condition did not hold")
        self.occupant = occupant


class TooBig(StorageError):  # noqa: N818
    """The item, its key or a number in it breaks a limit of DynamoDB. Nothing was written."""


class Unavailable(StorageError):  # noqa: N818
    """Throttled, timed out or away. A write that ends so may have happened."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Table(Protocol):
    """One table. All reads are strongly consistent unless said otherwise; every method raises `Unavailable`."""

    units: Units

    def get(self, key: Key) -> Item | None:
        """Return the item at `key`, or None."""

    def put_if(self, item: Item, condition: Condition) -> None:
        """Write the whole item if `condition` holds (None: always). Durable on return.

        Raises: ConditionFailed with the occupant; TooBig.
        """

    def put_each(self, writes: Iterable[tuple[Item, Condition]]) -> list[ConditionFailed | None]:
        """Do `put_if` for each of `writes`, in no order, and return how each fared: None, or why it was not written.

        Each stands by itself: none waits for another or is undone with it. After `Unavailable` any of them may have
        happened. They go to different places; the caller bounds how many there are.
        Raises: TooBig, or ValueError where two go to one place, both with nothing written.
        """

    def delete_if(self, key: Key, condition: Condition) -> None:
        """Delete the item if `condition` holds (None: always; deleting what is not there is no error).

        Raises: ConditionFailed with the occupant.
        """

    def batch_get(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """Return the items that exist among `keys`, any number of them. No order, no duplicates, no partial answer."""

    def query(  # noqa: PLR0913 - a range has this many edges
        self,
        pk: str,
        *,
        first: str | None = None,
        last: str | None = None,
        after: str | None = None,
        limit: int | None = None,
        descending: bool = False,
    ) -> Page:
        """Return one page of partition `pk` with `first` <= sk <= `last`, going on after the opaque `after`.

        A page ends at MAX_PAGE_BYTES of items or after `limit` of them. `after` is `Page.next` of the same query.
        Raises: ValueError if `after` is not such a value.
        """

    def due(self, mark: str) -> Iterator[Key]:
        """Yield where the items lie that bear `mark` as their attribute `due`, those of a partition together.

        It may lag behind writes: an item may be missing for a moment, or bear the mark no more, or have expired.
        """

    def scan(self, *, pk_prefix: str = "") -> Iterator[Item]:
        """Yield every item whose pk starts with `pk_prefix`, in no order: for the sweep, backups and tests only."""


def pages(table: Table, first: Key, last: Key) -> Iterator[list[Item]]:
    """Yield the items of one partition from `first` to `last`, page by page."""
    after: str | None = None
    while True:
        page = table.query(first.pk, first=first.sk, last=last.sk, after=after)
        yield page.items
        after = page.next
        if after is None:
            return
