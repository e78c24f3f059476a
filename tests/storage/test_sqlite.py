"""The SQLite adapter: the contract, and what only a file can do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.storage.sqlite import SqliteTable
from tests.storage.contract import NOW_S, TableContract


@pytest.fixture
def table(tmp_path: Path) -> Iterator[SqliteTable]:
    opened = SqliteTable(tmp_path / "data" / "lanyard.sqlite", now_ms=lambda: NOW_S * 1000)
    yield opened
    opened.close()


class TestContract(TableContract):
    """SQLite keeps the contract."""
