"""The SQLite file itself: its tables, made or brought up to date, and its way of writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

ITEMS = """
CREATE TABLE IF NOT EXISTS items (
    pk TEXT COLLATE BINARY NOT NULL,
    sk TEXT COLLATE BINARY NOT NULL,
    size INTEGER NOT NULL,
    expires INTEGER,
    item TEXT NOT NULL,
    due TEXT COLLATE BINARY,
    PRIMARY KEY (pk, sk)
)
"""
BY_EXPIRY = "CREATE INDEX IF NOT EXISTS by_expiry ON items (expires) WHERE expires IS NOT NULL"
BY_MARK = "CREATE INDEX IF NOT EXISTS by_mark ON items (due, pk, sk) WHERE due IS NOT NULL"
BUSY_SECONDS = 5
PAUSE_S = 0.5


def make_tables(connection: sqlite3.Connection) -> None:
    """Make what is missing, all of it or nothing: files of before there were marks have no column for them."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(ITEMS)
        if "due" not in {column[1] for column in connection.execute("PRAGMA table_info(items)")}:
            connection.execute("ALTER TABLE items ADD COLUMN due TEXT COLLATE BINARY")
        connection.execute(BY_EXPIRY)
        connection.execute(BY_MARK)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def keep_a_log(path: Path, pause: Callable[[float], None]) -> None:
    """Let readers go beside the writer; the file remembers it.

    SQLite does not always wait here for another process that does the same, so this does.
    """
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        for _ in range(int(BUSY_SECONDS / PAUSE_S)):
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
                return
            pause(PAUSE_S)
        connection.execute("PRAGMA journal_mode = WAL")
