"""A table in memory that can do what DynamoDB may and no emulator does.

Items can become visible to reads one by one (`hide`, `show`) while conditional writes see them at once, as DynamoDB's
own do. `before` is called ahead of every primitive, to let another request in between or to raise what storage raises.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator

from backend.storage import limits
from backend.storage.attributes import holds
from backend.storage.port import MAX_PAGE_BYTES, Condition, ConditionFailed, Item, Key, Page
from backend.storage.ranges import Range


class FakeTable(limits.Metered):
    """`port.Table` on a dict."""

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[Key, Item] = {}
        self.hidden: set[Key] = set()
        self.before: Callable[[str, Key], None] | None = None
        self.page_items = 1000
        """A page is cut after so many items, whatever they weigh."""

    def copy_of(self, *, pk_prefix: str = "") -> dict[Key, Item]:
        return {key: copy.deepcopy(item) for key, item in self.items.items() if key.pk.startswith(pk_prefix)}

    def hide(self, key: Key) -> None:
        """Keep what lies at `key` from every read until it is shown."""
        self.hidden.add(key)

    def show(self, key: Key) -> None:
        self.hidden.discard(key)

    def get(self, key: Key) -> Item | None:
        self._begin("get", key)
        item = self._seen(key)
        self._count("get", reads=limits.read_units(limits.item_size(item) if item else 0))
        return item

    def put_if(self, item: Item, condition: Condition) -> None:
        size = limits.check_item(item)
        key = limits.key_of(item)
        self._begin("put_if", key)
        self._count("put_if", writes=limits.write_units(size))
        self._check(key, condition)
        self.items[key] = copy.deepcopy(item)

    def put_each(self, writes: Iterable[tuple[Item, Condition]]) -> list[ConditionFailed | None]:
        """One `put_if` after the other, the last first: nobody may rely on an order, nor on all of them happening."""
        outcomes: list[ConditionFailed | None] = []
        for item, condition, _ in reversed(limits.check_each(writes)):
            try:
                self.put_if(item, condition)
            except ConditionFailed as failed:
                outcomes.append(failed)
            else:
                outcomes.append(None)
        return outcomes[::-1]

    def delete_if(self, key: Key, condition: Condition) -> None:
        self._begin("delete_if", key)
        self._count("delete_if", writes=1)
        self._check(key, condition)
        self.items.pop(key, None)

    def batch_get(self, keys: Iterable[Key]) -> dict[Key, Item]:
        found = {}
        for key in keys:
            self._begin("batch_get", key)
            item = self._seen(key)
            if item:
                found[key] = item
        self._count("batch_get", reads=sum(limits.read_units(limits.item_size(item)) for item in found.values()))
        return found

    def query(  # noqa: PLR0913 - the port's
        self,
        pk: str,
        *,
        first: str | None = None,
        last: str | None = None,
        after: str | None = None,
        limit: int | None = None,
        descending: bool = False,
    ) -> Page:
        self._begin("query", Key(pk, first or "-"))
        asked = Range(pk, first, last, descending, limit)
        place = asked.place(after).encode() if after else None
        found: list[Item] = []
        size = 0
        for key in sorted(self.items, key=lambda key: key.sk.encode(), reverse=descending):
            is_past = place is None or (key.sk.encode() < place if descending else key.sk.encode() > place)
            item = self._seen(key) if key.pk == pk and asked.holds(key.sk) and is_past else None
            if item is None:
                continue
            size += limits.item_size(item)
            if len(found) == min(limit or self.page_items, self.page_items) or (found and size > MAX_PAGE_BYTES):
                return self._page(found, asked.token(str(found[-1]["sk"])))
            found.append(item)
        return self._page(found, None)

    def due(self, mark: str) -> Iterator[Key]:
        self._begin("due", Key(mark, "-"))
        yield from sorted((key for key, item in self.items.items() if item.get("due") == mark), key=str)

    def scan(self, *, pk_prefix: str = "") -> Iterator[Item]:
        yield from self.copy_of(pk_prefix=pk_prefix).values()

    def _page(self, items: list[Item], after: str | None) -> Page:
        self._count("query", reads=limits.read_units(sum(map(limits.item_size, items))))
        return Page(items, after)

    def _begin(self, call: str, key: Key) -> None:
        if self.before:
            self.before(call, key)

    def _seen(self, key: Key) -> Item | None:
        return None if key in self.hidden else copy.deepcopy(self.items.get(key))

    def _check(self, key: Key, condition: Condition) -> None:
        occupant = copy.deepcopy(self.items.get(key))
        if not holds(condition, occupant):
            raise ConditionFailed(occupant)
