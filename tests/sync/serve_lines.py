"""Serves exchanges on the SQLite file at `path`: a request's body per line in, its answer per line out.

Runs until it is killed or its input ends: `python -m tests.sync.serve_lines path`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from backend.storage.sqlite import SqliteTable
from backend.sync import project
from backend.sync.exchange import exchange
from tests.sync.device import NOW, SPACE, deps_on


def main() -> None:
    table = SqliteTable(Path(sys.argv[1]), now_ms=lambda: NOW)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        answer = exchange(deps_on(table), space=SPACE, user=SPACE, body=json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        project.catch_up(table, SPACE)  # as the projector does, once the answer is out


if __name__ == "__main__":
    main()
