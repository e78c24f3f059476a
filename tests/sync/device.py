"""A device in a few lines: just enough of a client to tell stories with. The real one is frontend/src/sync.

Rule by rule it is the twin of frontend/src/sync/{cycle,merge,settle}.ts and frontend/src/store/rows.ts: a written field
is dirty, with the context it was based on and its dot; a record that the server may lack is `whole`; the very same body
is sent until it is answered.
"""

from __future__ import annotations

import copy
import itertools
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from backend.domain import record as records
from backend.domain.canonical import canonical
from backend.domain.kinds import DELETED
from backend.domain.record import Record
from backend.domain.register import Context, Dot, Register, context_of, covers, joined, register_of, write
from backend.storage.port import Table
from backend.sync.exchange import SyncDeps, exchange

SPACE = "ana"
NOW = 1_790_000_000_000
_COUNT = itertools.count(1)

Mark = tuple[Context, Dot]
"""What a dirty field had seen when it was clean, and the write that is not on the server."""
Send = Callable[[dict[str, Any]], dict[str, Any]]


def new_req() -> str:
    """A request's id; no two begin alike."""
    return str(uuid.UUID(int=next(_COUNT) << 96))


def person_id(number: int) -> str:
    return str(uuid.UUID(int=number))


def deps_on(table: Table, now_ms: Callable[[], int] = lambda: NOW) -> SyncDeps:
    return SyncDeps(table, now_ms=now_ms, new_id=new_req, secret=b"a secret of the tests")


def server(table: Table, space: str = SPACE, now_ms: Callable[[], int] = lambda: NOW) -> Send:
    """Return what takes a request's body to the server and its answer back, through JSON both ways."""

    def send(body: dict[str, Any]) -> dict[str, Any]:
        answer = exchange(deps_on(table, now_ms), space=space, user=space, body=json.loads(json.dumps(body)))
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
        self.dirty: dict[str, dict[str, Mark]] = {}
        self.whole: set[str] = set()
        """Ids of records that the server may lack."""
        self.quarantine: list[dict[str, Any]] = []
        self.inflight: dict[str, Any] | None = None
        self.sent: dict[str, dict[str, Dot]] = {}
        """The writes in the request in flight, by id and field."""
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
            dot = [self.replica, self.ctr]
            registers[field] = write(mine, seen, {"d": dot, "v": value, "at": self.at})
            marks = self.dirty.setdefault(record_id, {})
            marks[field] = (marks[field][0] if field in marks else seen, dot)
        if record_id not in self.records:
            self.whole.add(record_id)
        self.records[record_id] = replace(old, f=registers)

    def delete(self, record_id: str) -> None:
        registers = self.records[record_id].f
        seen = {field: dict(context_of(register)) for field, register in registers.items() if field != DELETED}
        self.write(record_id, {DELETED: seen})

    def body(self) -> dict[str, Any]:
        """The request to send next: the one in flight until it is answered."""
        if self.inflight:
            return self.inflight
        changes = [self._change(record_id) for record_id in self.records if self._is_to_be_sent(record_id)]
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
            marks_by_id = {sent["id"]: self.dirty.get(sent["id"], {}) for sent in changes}
            self.sent = {
                record_id: {field: dot for field, (_, dot) in marks.items()} for record_id, marks in marks_by_id.items()
            }
        return body

    def sync(self) -> dict[str, Any]:
        """Exchange until all is pushed and there is no more; return the last answer."""
        while True:
            answer = self.exchange()
            if not (answer["more"] or answer["fork"] or self.inflight or self.dirty or self.whole):
                return answer

    def exchange(self) -> dict[str, Any]:
        body = self.body()
        answer = self.send(body)
        self.take(body, answer)
        return answer

    def take(self, body: dict[str, Any], answer: dict[str, Any]) -> None:
        """Apply an answer, as one transaction."""
        self.answers.append(answer)
        changes = list(map(records.expanded, answer["changes"]))
        if answer["fork"] or any(self._is_ahead(change) for change in changes):
            self._fork()
            return
        self.inflight = None
        if answer["reset"] and not (self.cursor and "snap" in self.cursor):
            self.whole |= self.records.keys()
        for record_id in answer["purge"]:
            self._purge(record_id)
        for change in changes:
            self._merge(change, answer["snapshot"])
        self._finish_snapshot(answer)
        for sent, result in zip(body["changes"], answer["results"], strict=True):
            self._settle(sent, result, answer["snapshot"])
        self.fence, self.cursor = answer["fence"], answer["cursor"]
        if not answer["more"]:
            self.epoch = answer["cursor"]["epoch"]

    def shown(self, record_id: str) -> dict[str, Any]:
        return dict(records.shown(self.records[record_id]).f)

    def state(self) -> str:
        """Everything it has, as canonical text."""
        return state_of(self.records.values())

    def _is_to_be_sent(self, record_id: str) -> bool:
        """While a snapshot after a reset tells which of the clean records the server has, those wait."""
        is_told_later = self.cursor is not None and "snap" in self.cursor
        return record_id in self.dirty or (record_id in self.whole and not is_told_later)

    def _change(self, record_id: str) -> dict[str, Any]:
        record = self.records[record_id]
        if record_id in self.whole:
            return records.shortened(replace(record, full=True))
        fields = {field: record.f[field] for field in self.dirty[record_id]}
        return records.shortened(replace(record, f=fields, full=False))

    def _is_ahead(self, change: Record) -> bool:
        """Say whether somebody else writes under our name."""
        return any(context_of(register).get(self.replica, 0) > self.ctr for register in change.f.values())

    def _merge(self, change: Record, snapshot: str | None) -> None:
        mine = self.records.get(change.id)
        both = replace(records.merge_records(mine, change) if mine else change, full=True)
        if mine and both.f == mine.f and change.full and mine.f == change.f and change.id not in self.dirty:
            self.whole.discard(change.id)  # the server turns out to have it
        if mine and snapshot and self.seen_in.get(change.id) != snapshot and both.f != change.f:
            self.whole.add(change.id)  # purged, and written again by somebody else: everybody gets it back
        self.records[change.id] = both
        if snapshot:
            self.seen_in[change.id] = snapshot

    def _settle(self, sent: dict[str, Any], result: dict[str, Any], snapshot: str | None) -> None:
        record_id = sent["id"]
        if record_id not in self.records:
            return
        if result["s"] == "need_full":
            self.whole.add(record_id)
            return
        if result["s"] == "rejected":
            self.quarantine.append(result)
            self.dirty.pop(record_id, None)
            self.whole.discard(record_id)
            return
        if sent["full"]:
            self.whole.discard(record_id)
        if snapshot:
            self.seen_in[record_id] = snapshot
        left: dict[str, Mark] = {}
        for field, (base, dot) in self.dirty.pop(record_id, {}).items():
            sent_dot = self.sent[record_id].get(field)
            if sent_dot is None:
                left[field] = (base, dot)
            elif sent_dot != dot:  # written again since, over what the server now has
                left[field] = (joined(base, {sent_dot[0]: sent_dot[1]}), dot)
        if left:
            self.dirty[record_id] = left

    def _fork(self) -> None:
        """Become another replica, and write what is dirty again: each field over what it had seen when it was clean."""
        old = self.replica
        self.replica = f"{old.partition('-')[0]}-{next(_COUNT)}"
        self.fence = self.inflight = None
        self.ctr = 0
        waiting, self.dirty = self.dirty, {}
        for record_id, marks in waiting.items():
            self.ctr += 1
            record = self.records[record_id]
            registers = dict(record.f)
            for field, (base, dot) in marks.items():
                written = next((sibling for sibling in registers[field]["s"] if sibling["d"] == dot), None)
                if written is None:
                    continue  # a write that saw this one has replaced it: the server has it
                new_dot = [self.replica, self.ctr]
                others = [sibling for sibling in registers[field]["s"] if sibling is not written]
                seen = joined(_lowered(context_of(registers[field]), base, {old, dot[0]}), {self.replica: self.ctr})
                value = written["v"]
                if field == DELETED:
                    value = self._redotted_deletion(value, marks, old)
                registers[field] = register_of(seen, [*others, {**written, "d": new_dot, "v": value}])
                self.dirty.setdefault(record_id, {})[field] = (base, new_dot)
            self.records[record_id] = replace(record, f=registers)

    def _redotted_deletion(
        self, value: Mapping[str, Context], marks: Mapping[str, Mark], old: str
    ) -> dict[str, Context]:
        """A deletion names the writes that it has seen, local ones among them: they bear new dots now."""
        contexts = dict(value)
        for field in contexts.keys() & marks.keys():
            base, dot = marks[field]
            seen = _lowered(contexts[field], base, {old, dot[0]})
            contexts[field] = joined(seen, {self.replica: self.ctr}) if covers(contexts[field], dot) else seen
        return contexts

    def _finish_snapshot(self, answer: dict[str, Any]) -> None:
        """After a whole snapshot: clean records not in it were purged, or, in another line, are to be sent again."""
        snapshot, cursor = answer["snapshot"], answer["cursor"]
        if not snapshot or "snap" in cursor or answer["reset"]:
            return
        unseen = [known for known in self.records if self.seen_in.get(known) != snapshot]
        for record_id in unseen:
            if self.epoch != cursor["epoch"]:
                self.whole.add(record_id)
            elif not self._is_unsynced(record_id):
                del self.records[record_id]

    def _purge(self, record_id: str) -> None:
        mine = self.records.get(record_id)
        if mine and not records.is_visible(mine) and not self._is_unsynced(record_id):
            del self.records[record_id]
        elif mine:
            self.whole.add(record_id)

    def _is_unsynced(self, record_id: str) -> bool:
        return record_id in self.dirty or record_id in self.whole


def _lowered(context: Context, base: Context, here: set[str]) -> Context:
    """A context that has forgotten what was written here since the field was clean."""
    seen = {replica: base.get(replica, 0) if replica in here else n for replica, n in context.items()}
    return {replica: n for replica, n in seen.items() if n}


def state_of(known: Iterable[Record]) -> str:
    by_id = sorted((record for record in known), key=lambda record: record.id)
    return canonical([records.shortened(replace(record, full=True)) for record in by_id])
