"""A device in a few lines: just enough of a client to tell stories with. The real one is frontend/src/sync.

It keeps whole records, marks what it wrote as dirty with the context that the write was based on, and resends the very
same body until it has an answer.
"""

from __future__ import annotations

import copy
import itertools
import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from backend.domain import record as records
from backend.domain.canonical import canonical
from backend.domain.kinds import DELETED
from backend.domain.record import Record
from backend.domain.register import Context, Register, Sibling, context_of, joined, register_of, write
from backend.storage.port import Table
from backend.sync.exchange import SyncDeps, exchange

SPACE = "ana"
NOW = 1_790_000_000_000
_COUNT = itertools.count(1)

Send = Callable[[dict[str, Any]], dict[str, Any]]


def new_req() -> str:
    """A request's id; no two begin alike."""
    return str(uuid.UUID(int=next(_COUNT) << 96))


def person_id(number: int) -> str:
    return str(uuid.UUID(int=number))


def deps_on(table: Table) -> SyncDeps:
    return SyncDeps(table, now_ms=lambda: NOW, new_id=new_req, secret=b"a secret of the tests")


def server(table: Table, space: str = SPACE) -> Send:
    """Return what takes a request's body to the server and its answer back, through JSON both ways."""

    def send(body: dict[str, Any]) -> dict[str, Any]:
        answer = exchange(deps_on(table), space=space, user=space, body=json.loads(json.dumps(body)))
        return dict(json.loads(json.dumps(answer)))

    return send


class Device:
    """A replica with a clock of its own, `at`."""

    def __init__(self, send: Send, replica: str, *, at: int = 1000) -> None:
        self.send = send
        self.replica = replica
        self.at = at
        self.ctr = 0
        self.fence: str | None = None
        self.cursor: dict[str, Any] | None = None
        self.epoch: str | None = None
        """The line of which everything up to a cursor was once here."""
        self.seen_in: dict[str, str] = {}
        """The snapshot in which each record was last seen, by id."""
        self.records: dict[str, Record] = {}
        self.dirty: dict[str, dict[str, Context]] = {}
        self.need_full: set[str] = set()
        self.known: set[str] = set()
        """Ids that the server has, as far as this device knows."""
        self.quarantine: list[dict[str, Any]] = []
        self.inflight: dict[str, Any] | None = None
        self.answers: list[dict[str, Any]] = []

    def write(self, record_id: str, fields: dict[str, Any], *, kind: str = "contact") -> None:
        """Write over what this device shows, all fields with one dot, as a form's Save does."""
        self.ctr += 1
        self.at += 1
        old = self.records.get(record_id, Record(record_id, kind, {}))
        registers = dict(old.f)
        for field, value in fields.items():
            mine = registers.get(field, Register(s=[]))
            seen = context_of(mine)
            registers[field] = write(mine, seen, {"d": [self.replica, self.ctr], "v": value, "at": self.at})
            self.dirty.setdefault(record_id, {}).setdefault(field, seen)
        self.records[record_id] = replace(old, f=registers)

    def delete(self, record_id: str) -> None:
        registers = self.records[record_id].f
        seen = {field: dict(context_of(register)) for field, register in registers.items() if field != DELETED}
        self.write(record_id, {DELETED: seen})

    def body(self) -> dict[str, Any]:
        """The request to send next: the one in flight until it is answered."""
        if self.inflight:
            return self.inflight
        changes = [self._change(record_id) for record_id in self.dirty]
        body = {
            "proto": 1,
            "schema": 1,
            "req": new_req(),
            "space": None,
            "replica": self.replica,
            "fence": self.fence,
            "ctr": self.ctr,
            "cursor": self.cursor,
            "changes": changes,
        }
        if changes:
            self.inflight = copy.deepcopy(body)
        return body

    def sync(self) -> dict[str, Any]:
        """Exchange until all is pushed and there is no more; return the last answer."""
        while True:
            answer = self.exchange()
            if not (answer["more"] or answer["fork"] or self.inflight or self.dirty):
                return answer

    def exchange(self) -> dict[str, Any]:
        body = self.body()
        answer = self.send(body)
        self.take(body, answer)
        return answer

    def take(self, body: dict[str, Any], answer: dict[str, Any]) -> None:
        """Apply an answer, as one transaction."""
        self.answers.append(answer)
        if answer["fork"]:
            self._fork()
            return
        self.inflight = None
        self.fence, self.cursor = answer["fence"], answer["cursor"]
        if answer["reset"]:
            self._push_all_again()
        for record_id in answer["purge"]:
            self._purge(record_id)
        for result in answer["results"]:  # only now: what was pushed just now came after what was purged
            self._settle(body["changes"][result["i"]], body["replica"], result)
        for wire in answer["changes"]:
            change = records.expanded(wire)
            mine = self.records.get(change.id)
            self.records[change.id] = replace(records.merge_records(mine, change) if mine else change, full=True)
            self.known.add(change.id)
            if answer["snapshot"] and self.seen_in.get(change.id) != answer["snapshot"]:
                self._bring_back(change)
            self.seen_in[change.id] = answer["snapshot"]
        self.seen_in |= dict.fromkeys((sent["id"] for sent in body["changes"]), answer["snapshot"])
        self._finish_snapshot(answer)
        if not answer["more"]:
            self.epoch = answer["cursor"]["epoch"]

    def shown(self, record_id: str) -> dict[str, Any]:
        return dict(records.shown(self.records[record_id]).f)

    def state(self) -> str:
        """Everything it has, as canonical text."""
        return state_of(self.records.values())

    def _change(self, record_id: str) -> dict[str, Any]:
        record = self.records[record_id]
        if record_id in self.need_full or record_id not in self.known:
            return records.shortened(replace(record, full=True))
        fields = {field: record.f[field] for field in self.dirty[record_id]}
        return records.shortened(replace(record, f=fields, full=False))

    def _settle(self, sent: dict[str, Any], sent_by: str, result: dict[str, Any]) -> None:
        record_id = sent["id"]
        if result["s"] == "need_full":
            self.need_full.add(record_id)
            return
        self.need_full.discard(record_id)
        if result["s"] == "rejected":
            self.quarantine.append(result)
            self.dirty.pop(record_id, None)
            return
        self.known.add(record_id)
        for field, register in records.expanded(sent).f.items():
            bases = self.dirty.get(record_id, {})
            if self.records[record_id].f[field] == register:
                bases.pop(field, None)
            elif field in bases:  # written again since, over what the server now has
                mine = {replica: n for replica, n in context_of(register).items() if replica == sent_by}
                bases[field] = joined(bases[field], mine)
        if not self.dirty.get(record_id):
            self.dirty.pop(record_id, None)

    def _fork(self) -> None:
        """Become another replica, and write what is dirty again: each field from what it had seen of us before."""
        old = self.replica
        old_dots = {(old, n) for n in range(1, self.ctr + 1)}
        self.replica = f"{old.partition('-')[0]}-{next(_COUNT)}"
        self.fence = self.inflight = None
        for record_id, bases in self.dirty.items():
            self.ctr += 1
            record = self.records[record_id]
            registers = dict(record.f)
            for field, base in bases.items():
                mine = [
                    s for s in registers[field]["s"] if tuple(s["d"]) in old_dots and s["d"][1] > base.get(s["d"][0], 0)
                ]
                others = [s for s in registers[field]["s"] if s not in mine]
                others_seen = {replica: n for replica, n in context_of(registers[field]).items() if replica != old}
                seen = joined(others_seen, {old: base[old]} if old in base else {})
                for sibling in mine:
                    redotted: Sibling = {**sibling, "d": [self.replica, self.ctr]}
                    registers[field] = register_of(joined(seen, {self.replica: self.ctr}), [*others, redotted])
            self.records[record_id] = replace(record, f=registers)

    def _bring_back(self, change: Record) -> None:
        """Send again what a snapshot lacks of a record: it was purged meanwhile, and written again by somebody else."""
        mine = self.records[change.id].f
        if mine != change.f:
            self.dirty.setdefault(change.id, {}).update({field: {} for field in mine})
            self.known.discard(change.id)

    def _finish_snapshot(self, answer: dict[str, Any]) -> None:
        """After a whole snapshot: clean records that were not in it were purged."""
        snapshot, cursor = answer["snapshot"], answer["cursor"]
        if not snapshot or "snap" in cursor or answer["reset"] or self.epoch != cursor["epoch"]:
            return
        for record_id in [known for known in self.records if self.seen_in.get(known) != snapshot]:
            if record_id not in self.dirty:
                del self.records[record_id]
                self.known.discard(record_id)

    def _push_all_again(self) -> None:
        self.known = set()
        for record_id, record in self.records.items():
            for field in record.f:
                self.dirty.setdefault(record_id, {}).setdefault(field, {})

    def _purge(self, record_id: str) -> None:
        mine = self.records.get(record_id)
        if mine and not records.is_visible(mine) and record_id not in self.dirty:
            del self.records[record_id]
            self.known.discard(record_id)
        elif mine:
            self.dirty.setdefault(record_id, {}).update({field: {} for field in mine.f})
            self.known.discard(record_id)


def state_of(known: Iterable[Record]) -> str:
    by_id = sorted((record for record in known), key=lambda record: record.id)
    return canonical([records.shortened(replace(record, full=True)) for record in by_id])
