"""The SQLite adapter: the contract, and what only a file can do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.storage import sqlite
from backend.storage.port import ConditionFailed, Item, Key, StorageError, Table, Unavailable, Unchanged, Units
from backend.storage.sqlite import SqliteTable
from tests.storage.contract import HERE, NOW_S, TableContract, item_at

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "lanyard.sqlite"


@pytest.fixture
def table(path: Path) -> Iterator[SqliteTable]:
    opened = SqliteTable(path, now_ms=lambda: NOW_S * 1000)
    yield opened
    opened.close()


def test_a_file_that_is_no_table_and_one_that_is_held_are_told_in_the_ports_words(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"x" * 5000)
    with pytest.raises(StorageError, match="not a database"):
        SqliteTable(path, now_ms=lambda: 0)
    path.unlink()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    pauses: list[float] = []

    def let_go_at_the_third(pause: float) -> None:
        pauses.append(pause)
        if len(pauses) == 3:
            holder.execute("COMMIT")

    SqliteTable(path, now_ms=lambda: 0, pause=let_go_at_the_third).close()
    holder.close()
    assert len(pauses) == 3


def test_a_file_of_before_there_were_marks_is_brought_up_to_date(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as before:
        before.execute(
            "CREATE TABLE items (pk TEXT, sk TEXT, size INTEGER, expires INTEGER, item TEXT, PRIMARY KEY (pk, sk))"
        )
        text = '{"pk":{"S":"P"},"sk":{"S":"a"}}'
        before.execute("INSERT INTO items (pk, sk, size, item) VALUES ('P', 'a', 6, ?)", (text,))
        before.commit()
    for mark in ("monday", "tuesday"):
        table = SqliteTable(path, now_ms=lambda: 0)
        assert table.get(HERE) is not None
        table.put_if(item_at(HERE, due=mark), None)
        assert list(table.due(mark)) == [HERE]
        table.close()


class TestContract(TableContract):
    """SQLite keeps the contract."""


def test_what_was_acknowledged_outlives_twenty_kills(path: Path) -> None:
    acknowledged = -1
    for kill in range(20):
        program = [sys.executable, "-m", "tests.storage.keep_writing", str(path), str(acknowledged + 1)]
        with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=ROOT, text=True) as writer:  # noqa: S603
            assert writer.stdout is not None
            for _ in range(3 + kill * 7 % 40):
                acknowledged = int(writer.stdout.readline())
            writer.kill()
            acknowledged = max([acknowledged, *(int(line) for line in writer.stdout if line.endswith("\n"))])
        acknowledged += _written_but_not_said(path, acknowledged)
    assert acknowledged > 20 * 3


def _written_but_not_said(path: Path, acknowledged: int) -> int:
    """Assert that the items 0 to `acknowledged` are there; return how many more are, at most the one under way."""
    table = SqliteTable(path, now_ms=lambda: 0)
    sort_keys = [str(item["sk"]) for item in table.scan(pk_prefix="P")]
    table.close()
    more = len(sort_keys) - 1 - acknowledged
    assert sort_keys == [f"{number:06d}" for number in range(len(sort_keys))]
    assert more in (0, 1)
    return more


def test_eight_threads_that_count_in_one_item_lose_no_count(table: SqliteTable) -> None:
    table.put_if(item_at(HERE, count=0), None)

    def count_to_25() -> None:
        counted = 0
        while counted < 25:
            count = _count_in(table.get(HERE))
            try:
                table.put_if(item_at(HERE, count=count + 1), Unchanged({"count": count}))
            except ConditionFailed:
                continue
            counted += 1

    threads = [threading.Thread(target=count_to_25) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.get(HERE) == item_at(HERE, count=200)


def _count_in(item: Item | None) -> int:
    assert item is not None
    assert isinstance(item["count"], int)
    return item["count"]


def test_a_read_does_not_wait_for_a_write_under_way(table: SqliteTable, path: Path) -> None:
    table.put_if(item_at(HERE, rev=1), None)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE items SET size = 0")  # holds the file's write lock until the block ends
        assert table.get(HERE) == item_at(HERE, rev=1)
    other.close()


def test_a_file_that_another_process_keeps_locked_is_unavailable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    table = SqliteTable(path, now_ms=lambda: 0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        table.put_if(item_at(HERE), None)
    other.execute("ROLLBACK")
    other.close()
    table.put_if(item_at(HERE), None)
    table.close()


def test_a_full_disk_is_unavailable_and_leaves_what_was_there(table: SqliteTable) -> None:
    table.put_if(item_at(HERE, rev=1), None)
    pages = table._writer.execute("PRAGMA page_count").fetchone()[0]
    table._writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable, match="full"):
        table.put_if(item_at(HERE, rev=2, raw=bytes(300_000)), None)
    assert table.get(HERE) == item_at(HERE, rev=1)
    table.put_if(item_at(HERE, rev=3), Unchanged({"rev": 1}))


def test_a_disk_that_fills_up_among_many_writes_leaves_none_of_them(table: SqliteTable) -> None:
    pages = table._writer.execute("PRAGMA page_count").fetchone()[0]
    table._writer.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(Unavailable, match="full"):
        table.put_each([(item_at(Key("P", f"{n:03d}"), raw=bytes(1_000)), None) for n in range(100)])
    assert list(table.scan()) == []
    table.put_if(item_at(HERE), None)


def test_a_closed_table_is_unavailable_and_opens_again_with_everything(path: Path) -> None:
    table = SqliteTable(path, now_ms=lambda: 0)
    table.put_if(item_at(HERE), None)
    table.get(HERE)
    table.close()
    with pytest.raises(Unavailable, match="closed"):
        table.get(HERE)
    with pytest.raises(Unavailable, match="closed"):
        table.put_if(item_at(HERE), None)
    again = SqliteTable(path, now_ms=lambda: 0)
    assert again.get(HERE) == item_at(HERE)
    again.close()


def test_expired_items_leave_the_file_at_the_next_write_of_a_later_hour(path: Path) -> None:
    now_ms = 0
    table = SqliteTable(path, now_ms=lambda: now_ms)
    table.put_if(item_at(HERE, expires=10), None)
    now_ms = 20_000
    table.put_if(item_at(Key("P", "b")), None)
    assert _rows(path) == 2
    now_ms = 3_600_000
    table.put_if(item_at(Key("P", "c")), None)
    assert _rows(path) == 2
    table.close()


def _rows(path: Path) -> int:
    connection = sqlite3.connect(path)
    rows = int(connection.execute("SELECT count(*) FROM items").fetchone()[0])
    connection.close()
    return rows


def test_units_are_those_of_dynamodb(table: Table) -> None:
    table.put_if(item_at(HERE, raw=bytes(5_000)), None)
    assert table.units.writes == 5
    table.put_if(item_at(HERE), None)
    assert table.units.writes == 5 + 5  # the larger of old and new counts
    for sk in "bcd":
        table.put_if(item_at(Key("P", sk), raw=bytes(2_000)), None)
    table.units = Units()
    table.query("P")
    assert table.units.reads == 2  # 6,000 bytes together
    table.batch_get(Key("P", sk) for sk in "bcdx")
    assert table.units.reads == 2 + 4  # each item rounded up by itself
    table.delete_if(Key("P", "b"), None)
    assert table.units.writes == 2
