"""What pushes and polls cost in DynamoDB's units: the whole app in this process, records brought up to the log."""

from __future__ import annotations

import pathlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.storage.limits import item_size
from backend.storage.port import Units
from backend.sync.exchange import fold_pending
from tests.bench.sync.tables import Target
from tests.web.world import Visitor, World, a_world

SIZES = (1, 50, 1_000)
ANYWAY = 5
"""Units of a push beside its records and its entry: fence twice, head, and some to spare."""
NOTE = "Met over coffee after the keynote; wants to see the paper on offline sync before the end of the month."


@dataclass(frozen=True)
class Cost:
    """What one request cost; `writes_at_most` is what was promised."""

    name: str
    units: Units
    writes_at_most: float

    def row(self) -> str:
        """Return the row of the table."""
        return f"{self.name:<20}{self.units.writes:>10,.0f}{self.units.reads:>10,.0f}"

    @property
    def target(self) -> Target:
        """What was promised."""
        return Target(f"{self.name}: write units", self.units.writes, self.writes_at_most)


HEAD = f"{'storage units':<20}{'writes':>10}{'reads':>10}"


def costs(folder: pathlib.Path) -> Iterator[Cost]:
    """Yield the cost of pushes of several sizes, then that of a poll that finds nothing."""
    with a_world(folder) as world:
        device = _Device(world, world.person("Ada"))
        device.ask([])
        for size in SIZES:
            world.table.units = Units()
            device.ask(device.contacts(size))
            fold_pending(world.deps.for_sync, device.visitor.user)
            spent = world.table.units
            yield Cost(f"push {size:,}", spent, size + device.entry_kib() + ANYWAY)
        device.ask([])
        world.table.units = Units()
        device.ask([])
        yield Cost("idle poll", world.table.units, 0)


@dataclass
class _Device:
    """A device that pushes contacts."""

    world: World
    visitor: Visitor
    counter: int = 0
    known: dict[str, Any] = field(default_factory=lambda: {"fence": None, "cursor": None})

    def contacts(self, count: int) -> list[dict[str, Any]]:
        return [self._contact() for _ in range(count)]

    def ask(self, changes: list[dict[str, Any]]) -> None:
        """Push, and pull."""
        req = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.counter} {len(changes)}"))
        envelope = {"proto": 1, "schema": 1, "req": req, "space": None, "replica": "bench0000001"}
        answer = self.visitor.post("/api/sync", {**envelope, **self.known, "ctr": self.counter, "changes": changes})
        said = answer.json or {}
        assert [result["s"] for result in said["results"]] == ["ok"] * len(changes)
        self.known = {"fence": said["fence"], "cursor": said["cursor"]}

    def entry_kib(self) -> int:
        """Return the size of the log's last entry."""
        entries = [item for item in self.world.items_of(self.visitor.user) if str(item["sk"]).startswith("L#")]
        return -(-item_size(entries[-1]) // 1024)

    def _contact(self) -> dict[str, Any]:
        self.counter += 1
        name, record_id = f"Person {self.counter}", str(uuid.uuid5(uuid.NAMESPACE_OID, str(self.counter)))
        emails = [{"value": f"person{self.counter}@company.example.com", "label": "work"}]
        fields = {"name": name, "organization": f"Company {self.counter % 70}", "emails": emails, "common_ground": NOTE}
        change = {"id": record_id, "kind": "contact", "full": True, "d": ["bench0000001", self.counter], "at": 1}
        return {**change, "f": fields}
