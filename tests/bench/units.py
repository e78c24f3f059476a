"""What sync costs in DynamoDB's units: `python -m tests.bench.units` prints a table. A count, not a measurement.

One write unit is a kilobyte written, one read unit 4 KB read consistently; each item is rounded up by itself. Folding
into the records is counted with the push that caused it.
"""

from __future__ import annotations

import random
import string
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.storage import keys, limits
from backend.storage.port import Units
from backend.storage.sqlite import SqliteTable
from backend.sync.exchange import fold_pending
from tests.sync.device import NOW, SPACE, Device, deps_on, person_id, server

PUSHES = (1, 50, 1_000)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one piece of work used: `records` were written, in an entry of `log_kib` KiB, by so many calls."""

    work: str
    writes: int
    reads: int
    records: int = 0
    log_kib: int = 0
    calls: int = 0

    @property
    def overhead(self) -> int:
        """Write units beyond one for each record and each KiB of the log."""
        return self.writes - self.records - self.log_kib


def measure() -> list[Cost]:
    """Count pushes of new contacts, each to a space of its own with a poll after it, and an edit."""
    return [cost for count in PUSHES for cost in _push_edit_and_poll(count)]


def contact(chaos: random.Random) -> dict[str, Any]:
    """A contact as one from a business card is, about 700 bytes as JSON."""

    def word(length: int) -> str:
        return "".join(chaos.choices(string.ascii_lowercase, k=length)).title()

    given, family, company = word(6), word(9), word(11)
    return {
        "name": f"{given} {family}",
        "given": given,
        "family": family,
        "organization": f"{company} GmbH",
        "title": f"Head of {word(8)} {word(10)}",
        "emails": [{"value": f"{given}.{family}@{company}.example".lower(), "label": "work"}],
        "phones": [{"value": f"+49 30 {chaos.randrange(10**7)}", "label": "work"}],
        "urls": [{"value": f"https://{company.lower()}.example/{family.lower()}", "label": "work"}],
        "common_ground": " ".join(word(7) for _ in range(18)),
        "captured_at": NOW + chaos.randrange(10**9),
        "offset_min": 120,
        "tag:conference": True,
        "relation:colleague": True,
    }


def _push_edit_and_poll(count: int) -> list[Cost]:
    with tempfile.TemporaryDirectory() as folder, closing(SqliteTable(Path(folder) / "t", now_ms=lambda: NOW)) as table:
        phone, laptop = Device(server(table), "phone"), Device(server(table), "laptop")
        phone.sync()
        chaos = random.Random(count)  # noqa: S311 - the same contacts every time
        for number in range(count):
            phone.write(person_id(number), contact(chaos))
        push = _sync(table, phone, f"push of {count:,} new contacts", count)
        laptop.sync()
        poll = _sync(table, laptop, f"idle poll after a push of {count:,}", 0)
        phone.write(person_id(0), {"title": "CEO"})
        return [push, poll, _sync(table, phone, f"one edit after a push of {count:,}", 1)]


def _sync(table: SqliteTable, device: Device, work: str, records: int) -> Cost:
    table.units = Units()
    device.exchange()
    if records:
        fold_pending(deps_on(table), SPACE)
    used = table.units
    assert device.cursor
    item = table.get(keys.entry(SPACE, device.cursor["n"])) if records else None
    log_kib = limits.write_units(limits.item_size(item)) if item else 0
    return Cost(work, int(used.writes), int(used.reads), records, log_kib, sum(used.calls.values()))


def main() -> None:
    """Print the table."""
    print("| work | write units | of them records | log KiB | rest | read units |")
    print("|---|--:|--:|--:|--:|--:|")
    for cost in measure():
        cells = (cost.work, cost.writes, cost.records, cost.log_kib, cost.overhead, cost.reads)
        print(f"| {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main()
