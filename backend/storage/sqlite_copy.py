"""A copy of the SQLite file that is whole at one moment, though the server goes on writing; and the check of one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from backend.storage.port import StorageError


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy the table's file as it is at one moment. Raises: StorageError."""
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise StorageError(f"SQLite: {error}") from error


def check_sqlite(path: Path) -> None:
    """Make sure that SQLite can read all of the file. Raises: StorageError."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            [(found,)] = connection.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as error:
        raise StorageError(f"SQLite: {error}") from error
    if found != "ok":
        raise StorageError(f"SQLite: {found}")
