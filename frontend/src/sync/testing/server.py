"""The real sync code of the server, one JSON line a request: for the browser side's tests.

Reads `{"op": "exchange", "space", "body"}` or one of the others below from stdin, and writes one line for each:
`{"status", "body"}`. `save` keeps a copy of the table, `restore` brings that copy back, as a backup would, in a new epoch.
`sweep` (with a space and a number of days) lets so many days pass and runs the daily sweep.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from backend.domain.errors import LanyardError
from backend.storage.sqlite import SqliteTable
from backend.sync.exchange import SyncDeps, exchange
from backend.sync.head import begin_epoch, spaces
from backend.sync.sweep import DAY_MS, sweep


class Server:
    """A table in `folder`, and the copy of it."""

    def __init__(self, folder: Path) -> None:
        self.path, self.copy = folder / "table.db", folder / "copy.db"
        self.passed_ms = 0
        self.open()

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.passed_ms

    def open(self) -> None:
        self.table = SqliteTable(self.path, now_ms=self.now_ms)
        self.deps = SyncDeps(self.table, self.now_ms, lambda: str(uuid.uuid4()), b"a secret of the tests")

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["op"] == "exchange":
            return self.exchange(request["space"], request["body"])
        if request["op"] == "sweep":
            self.passed_ms += request["days"] * DAY_MS
            sweep(self.deps, request["space"])
            return {"status": 200, "body": None}
        self.table.close()
        if request["op"] == "save":
            shutil.copy(self.path, self.copy)
        else:
            for kept in self.path.parent.glob("table.db*"):
                kept.unlink()
            shutil.copy(self.copy, self.path)
        self.open()
        if request["op"] == "restore":
            for space in spaces(self.table):
                begin_epoch(self.table, space, self.deps.new_id)
        return {"status": 200, "body": None}

    def exchange(self, space: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"status": 200, "body": exchange(self.deps, space=space, user=space, body=body)}
        except LanyardError as error:
            shape = {"code": error.code, "message": str(error), "fields": error.fields}
            return {"status": error.status, "body": {"error": shape}}


def main() -> None:
    server = Server(Path(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(server.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
