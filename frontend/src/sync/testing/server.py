"""The real sync code of the server, one JSON line a request: for the browser side's tests.

Reads `{"op": "exchange", "space", "body"}` or one of the others below from stdin, and writes one line for each:
`{"status", "body"}`. `save` keeps a copy of the table, `restore` brings that copy back, as a backup would. `purge` (with a
space and an id) and `compact` (with a space) do what a daily sweep does months after a deletion.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
import uuid
import zlib
from pathlib import Path
from typing import Any

from backend.domain.errors import LanyardError
from backend.storage import keys
from backend.storage.sqlite import SqliteTable
from backend.sync.exchange import SyncDeps, exchange
from backend.sync.log import Entry, append, content_text, outcome_text
from backend.sync.project import catch_up


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Server:
    """A table in `folder`, and the copy of it."""

    def __init__(self, folder: Path) -> None:
        self.path, self.copy = folder / "table.db", folder / "copy.db"
        self.open()

    def open(self) -> None:
        self.table = SqliteTable(self.path, now_ms=now_ms)
        self.deps = SyncDeps(self.table, now_ms, lambda: str(uuid.uuid4()), b"a secret of the tests")

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["op"] == "exchange":
            return self.exchange(request["space"], request["body"])
        if request["op"] == "purge":
            return self.purge(request["space"], request["id"])
        if request["op"] == "compact":
            return self.compact(request["space"])
        self.table.close()
        if request["op"] == "save":
            shutil.copy(self.path, self.copy)
        else:
            for kept in self.path.parent.glob("table.db*"):
                kept.unlink()
            shutil.copy(self.copy, self.path)
        self.open()
        return {"status": 200, "body": None}

    def purge(self, space: str, record_id: str) -> dict[str, Any]:
        content, outcome = zlib.compress(content_text([], [record_id])), zlib.compress(outcome_text(0, []))
        append(self.table, space, 1, Entry(0, space, "sweep~e1", str(uuid.uuid4()), now_ms(), content, outcome))
        return {"status": 200, "body": None}

    def compact(self, space: str) -> dict[str, Any]:
        head, place = catch_up(self.table, space), keys.head(space)
        self.table.put_if({**(self.table.get(place) or {}), "floor": head.applied}, None)
        for number in range(head.floor, head.applied):
            self.table.delete_if(keys.entry(space, number), None)
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
