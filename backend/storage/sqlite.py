"""The table in one SQLite file: the embedded default.

A write is on the disk when its call returns (`synchronous=FULL`): it survives the process being killed and the power
going. One lock admits one writer at a time; readers go beside it, each on a connection of its own, and see everything
committed before they began. The failure worth knowing: a full or failing disk is `Unavailable`.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.storage import limits
from backend.storage.attributes import holds, plain_item, typed_item
from backend.storage.disk import sync_folder
from backend.storage.port import (
    MAX_PAGE_BYTES,
    Condition,
    ConditionFailed,
    Item,
    Key,
    Page,
    StorageError,
    Unavailable,
)
from backend.storage.ranges import Range
from backend.storage.sqlite_file import BUSY_SECONDS, keep_a_log, make_tables

_PAGE = "SELECT sk, size, item FROM items WHERE pk = ? AND sk BETWEEN ? AND ? AND sk <> ? ORDER BY sk"
ASCENDING, DESCENDING = f"{_PAGE} ASC", f"{_PAGE} DESC"
NEXT_ROWS = "SELECT pk, sk, size, item FROM items WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT ?"
SCAN_ROWS = 200
DUE_ROWS = "SELECT pk, sk FROM items WHERE due = ? ORDER BY pk, sk"
AFTER_ALL_TEXT = b""
"""SQLite orders every blob after every text."""
PURGE_EVERY_S = 3600


class SqliteTable(limits.Metered):
    """`port.Table` on the SQLite file at `path`, made where there is none. `now_ms` hides what has expired.

    Making one raises Unavailable where another process holds the file, StorageError where it is no table.
    """

    def __init__(self, path: Path, *, now_ms: Callable[[], int], pause: Callable[[float], None] = time.sleep) -> None:
        super().__init__()
        self._path = path
        self._now_ms = now_ms
        self._closed = False
        self._readers: deque[sqlite3.Connection] = deque()
        self._writing = threading.Lock()
        self._purge_at_s = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        with _translated():
            keep_a_log(path, pause)
            self._writer = self._connect()
            make_tables(self._writer)
        sync_folder(path.parent)

    def close(self) -> None:
        """Close the file, waiting for the write under way. A read under way closes its connection when it ends."""
        with self._writing:
            self._closed = True
            self._writer.close()
        self._close_readers()

    def get(self, key: Key) -> Item | None:
        """Return the item at `key`, or None."""
        limits.check_key(key)
        with self._reading() as connection:
            size, item = self._find(connection, key)
        self._count("get", reads=limits.read_units(size))
        return item

    def put_if(self, item: Item, condition: Condition) -> None:
        """Write the whole item if `condition` holds; durable on return."""
        size = limits.check_item(item)
        with self._transaction() as connection:
            failed = self._put(connection, item, condition, size)
        if failed:
            raise failed

    def put_each(self, writes: Iterable[tuple[Item, Condition]]) -> list[ConditionFailed | None]:
        """Write each whole item whose condition holds, all in one transaction; durable on return."""
        checked = limits.check_each(writes)
        with self._transaction() as connection:
            return [self._put(connection, *write) for write in checked]

    def delete_if(self, key: Key, condition: Condition) -> None:
        """Delete the item if `condition` holds."""
        limits.check_key(key)
        with self._transaction() as connection:
            old_size, occupant = self._find(connection, key)
            self._count("delete_if", writes=limits.write_units(old_size))
            if not holds(condition, occupant):
                raise ConditionFailed(occupant)
            connection.execute("DELETE FROM items WHERE pk = ? AND sk = ?", (key.pk, key.sk))

    def batch_get(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """Return the items that exist among `keys`."""
        wanted = set(keys)
        for key in wanted:
            limits.check_key(key)
        found = {}
        units = 0
        with self._reading() as connection:
            for key in wanted:
                size, item = self._find(connection, key)
                units += limits.read_units(size)
                if item is not None:
                    found[key] = item
        self._count("batch_get", reads=units)
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
        """Return one page of partition `pk`, in order of sort key."""
        asked = Range(pk, first, last, descending, limit)
        place = asked.place(after) if after is not None else ""
        if asked.empty:
            return Page([], None)
        lowest, highest = first or "", AFTER_ALL_TEXT if last is None else last
        if place:
            lowest, highest = (lowest, place) if descending else (place, highest)
        rows: list[tuple[str, int, str]] = []
        size, more = 0, False
        with self._reading() as connection:
            for row in connection.execute(DESCENDING if descending else ASCENDING, (pk, lowest, highest, place)):
                more = len(rows) == limit or size + row[1] > MAX_PAGE_BYTES
                if more:
                    break
                rows.append(row)
                size += row[1]
        self._count("query", reads=limits.read_units(size))
        items = self._live(text for _, _, text in rows)
        return Page(items, asked.token(rows[-1][0]) if more else None)

    def due(self, mark: str) -> Iterator[Key]:
        """Yield where the items lie that bear `mark`."""
        with self._reading() as connection:
            rows = connection.execute(DUE_ROWS, (mark,)).fetchall()
        self._count("due", reads=limits.read_units(sum(len(pk) + len(sk) + len(mark) for pk, sk in rows)))
        yield from (Key(*row) for row in rows)

    def scan(self, *, pk_prefix: str = "") -> Iterator[Item]:
        """Yield every item whose pk starts with `pk_prefix`, holding no lock between them."""
        pk, sk = pk_prefix, ""
        while True:
            with self._reading() as connection:
                rows = connection.execute(NEXT_ROWS, (pk, sk, SCAN_ROWS)).fetchall()
            inside = [row for row in rows if row[0].startswith(pk_prefix)]
            self._count("scan", reads=limits.read_units(sum(size for _, _, size, _ in inside)))
            yield from self._live(text for *_, text in inside)
            if len(inside) < SCAN_ROWS:
                return
            pk, sk = inside[-1][:2]

    def _put(
        self, connection: sqlite3.Connection, item: Item, condition: Condition, size: int
    ) -> ConditionFailed | None:
        """Write an item of `size` bytes, or return why not."""
        self._purge_now_and_then(connection)
        key = limits.key_of(item)
        old_size, occupant = self._find(connection, key)
        self._count("put_if", writes=limits.write_units(max(old_size, size)))
        if not holds(condition, occupant):
            return ConditionFailed(occupant)
        connection.execute(
            "INSERT INTO items (pk, sk, size, expires, due, item) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (pk, sk) DO UPDATE SET size = excluded.size, expires = excluded.expires,"
            " due = excluded.due, item = excluded.item",
            (key.pk, key.sk, size, item.get("expires"), item.get("due"), _to_text(item)),
        )
        return None

    def _find(self, connection: sqlite3.Connection, key: Key) -> tuple[int, Item | None]:
        """Return the size of what lies at `key` (0: nothing), and the item unless it has expired."""
        row = connection.execute("SELECT size, item FROM items WHERE pk = ? AND sk = ?", (key.pk, key.sk)).fetchone()
        return (row[0], self._if_live(row[1])) if row else (0, None)

    def _live(self, texts: Iterable[str]) -> list[Item]:
        return [item for text in texts if (item := self._if_live(text)) is not None]

    def _if_live(self, text: str) -> Item | None:
        item = _from_text(text)
        return None if limits.is_expired(item, self._now_ms() / 1000) else item

    def _purge_now_and_then(self, connection: sqlite3.Connection) -> None:
        now_s = self._now_ms() // 1000
        if now_s >= self._purge_at_s:
            connection.execute("DELETE FROM items WHERE expires <= ?", (now_s,))
            self._purge_at_s = now_s + PURGE_EVERY_S

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._writing, _translated():
            self._check_open()
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        self._check_open()
        with _translated():
            try:
                connection = self._readers.pop()
            except IndexError:
                connection = self._connect()
            try:
                yield connection
            finally:
                self._readers.append(connection)
                if self._closed:
                    self._close_readers()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=32
        )
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _close_readers(self) -> None:
        while self._readers:
            self._readers.pop().close()

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("the table is closed")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(f"SQLite: {error}") from error
    except sqlite3.DatabaseError as error:
        raise StorageError(f"SQLite: {error}") from error


def _to_text(item: Item) -> str:
    return json.dumps(typed_item(item), default=_base64, ensure_ascii=False, separators=(",", ":"))


def _from_text(text: str) -> Item:
    return plain_item(json.loads(text))


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
