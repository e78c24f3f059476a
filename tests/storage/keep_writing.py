"""Writes items number `first`, `first` + 1, ... into the SQLite file at `path` and says each number once it is safe.

Runs until it is killed: `python -m tests.storage.keep_writing path first`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from backend.storage.port import Absent
from backend.storage.sqlite import SqliteTable


def main() -> None:
    path, number = Path(sys.argv[1]), int(sys.argv[2])
    table = SqliteTable(path, now_ms=lambda: 0)
    while True:
        table.put_if({"pk": "P", "sk": f"{number:06d}", "raw": bytes(2_000)}, Absent())
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main()
