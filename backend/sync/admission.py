"""The verdict on each change of a push, alone: ok, rejected (code, field) or need_full.

It looks at the records as the log has them up to now. Caps stand here and nowhere else: merging never drops anything,
so a record may still outgrow them when devices write at the same time; a change that makes it no larger is then taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from backend.domain.canonical import canonical
from backend.domain.kinds import DELETED
from backend.domain.record import Record, is_element, is_in_set, merge_records, shortened
from backend.domain.register import Dot, Register, Sibling
from backend.sync.shape import RejectedError, read_change
from backend.sync.view import Stored

KIB = 1024
MAX_SIBLINGS = 8
MAX_FIELDS = 128
MAX_FIELD_BYTES = 64 * KIB
MAX_CHANGE_BYTES = 200 * KIB
MAX_RECORD_BYTES = 240 * KIB
DOT_BYTES = 160
"""At most what a field takes more when it no longer shares its dot with the others."""


@dataclass(frozen=True, slots=True)
class Pusher:
    """Who pushes: its replica, and the greatest count that it has given out."""

    replica: str
    ctr: int

    def owns(self, replica: str) -> bool:
        """Say whether the writes of `replica` come from here: `name~job` is a device's own writer that is no person."""
        return replica.partition("~")[0] == self.replica


@dataclass(slots=True)
class Admitted:
    """What of a push goes into the log, as canonical text, and the verdicts that are not ok."""

    changes: list[bytes] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """A record as it will be, with at most how many bytes it takes, a register for each field.

    Sizes and counts follow from those before, by what a change changes: a push may hold 2,000 changes of one large
    record. Both are reckoned from the whole record at most once, and only where a cap comes near.
    """

    record: Record
    size: int
    is_exact: bool = False
    count: int | None = None

    @staticmethod
    def of(record: Record, size: int) -> _Known:
        """Return what is known of a record that takes `size` bytes in either of its forms."""
        return _Known(record, size + DOT_BYTES * len(record.f))

    def measure(self) -> None:
        if not self.is_exact:
            self.size, self.is_exact = _bytes_of(asdict(self.record)), True

    def counted(self) -> int:
        """How many fields the record has; elements that have left their set do not count."""
        if self.count is None:
            self.count = sum(_counts(self.record, name) for name in self.record.f)
        return self.count


def read_changes(raw_changes: Iterable[Any]) -> list[Record | RejectedError]:
    """Read each change off the wire."""
    return [_read(raw) for raw in raw_changes]


def admit(changes: Iterable[Record | RejectedError], stored: Mapping[str, Stored], pusher: Pusher) -> Admitted:
    """Judge each change against the record in `stored`, with the push's earlier changes merged into it."""
    admitted = Admitted()
    known = {each.id: _Known.of(each.record, each.size) for each in stored.values() if each.record}
    for index, change in enumerate(changes):
        try:
            if isinstance(change, RejectedError):
                raise change
            mine = known.get(change.id)
            if mine is None and not change.full:
                admitted.verdicts.append({"i": index, "s": "need_full"})
                continue
            text = canonical(shortened(change)).encode()
            known[change.id] = _checked(change, text, mine, pusher)
            admitted.changes.append(text)
        except RejectedError as rejected:
            place = {"field": rejected.field} if rejected.field is not None else {}
            admitted.verdicts.append({"i": index, "s": "rejected", "code": rejected.code, **place})
    return admitted


def _read(raw: Any) -> Record | RejectedError:
    try:
        return read_change(raw)
    except RejectedError as rejected:
        return rejected


def _checked(change: Record, text: bytes, known: _Known | None, pusher: Pusher) -> _Known:
    """Return the record with the change merged. Raises: RejectedError."""
    if known is None:
        known = _Known(Record(change.id, change.kind, {}, full=change.full), 0)
        merged = _Known.of(change, len(text))
    elif known.record.kind != change.kind:
        raise RejectedError("kind")
    else:
        merged = _merged(known, change)
    _check_dots(change, known.record, pusher)
    for name in change.f:
        _check_field(name, merged.record.f[name], known.record.f.get(name), merged.size)
    has_outgrown = known.record.f and merged.size > max(MAX_RECORD_BYTES, known.size)
    if len(text) > MAX_CHANGE_BYTES or has_outgrown:
        raise RejectedError("too_big")
    if len(merged.record.f) > MAX_FIELDS:
        merged.count = known.counted() + sum(_counts(merged.record, n) - _counts(known.record, n) for n in change.f)
        if merged.count > max(MAX_FIELDS, known.count or 0):
            raise RejectedError("too_many")
    return merged


def _merged(known: _Known, change: Record) -> _Known:
    merged = merge_records(known.record, change)
    more = sum(_field_bytes(merged, name) - _field_bytes(known.record, name) for name in change.f)
    if known.size + more > MAX_RECORD_BYTES:
        known.measure()
    return _Known(merged, known.size + more, known.is_exact)


def _check_field(name: str, merged: Register, known: Register | None, record_size: int) -> None:
    if len(merged["s"]) > max(MAX_SIBLINGS, len(known["s"]) if known else 0):
        raise RejectedError("too_many", name)
    if record_size > MAX_FIELD_BYTES:
        size = _bytes_of(merged)
        if size > max(MAX_FIELD_BYTES, _bytes_of(known) if known else 0):
            raise RejectedError("too_big", name)


def _check_dots(change: Record, known: Record, pusher: Pusher) -> None:
    """A dot of the pusher lies within its counter, and no dot gets a second value."""
    for name, register in change.f.items():
        for replica, n in _all_seen(name, register):
            if n > pusher.ctr and pusher.owns(replica):
                raise RejectedError("dot", name)
        mine = known.f.get(name)
        if mine and not all(_is_the_same(sibling, other) for sibling in register["s"] for other in mine["s"]):
            raise RejectedError("dot", name)


def _all_seen(name: str, register: Register) -> list[Dot]:
    """Every dot and context entry of a register, those of a deletion's value among them."""
    seen = [sibling["d"] for sibling in register["s"]]
    if "c" in register:
        seen += map(list, register["c"].items())
    if name == DELETED:
        deletions = [sibling["v"] for sibling in register["s"] if sibling["v"]]
        seen += [list(dot) for deletion in deletions for context in deletion.values() for dot in context.items()]
    return seen


def _is_the_same(sibling: Sibling, other: Sibling) -> bool:
    return sibling["d"] != other["d"] or canonical(sibling) == canonical(other)


def _counts(record: Record, name: str) -> bool:
    """Say whether the field counts: the record has it, and it is no element that has left its set."""
    return name in record.f and (not is_element(name) or is_in_set(record.f[name]))


def _field_bytes(record: Record, name: str) -> int:
    return _bytes_of({name: record.f[name]}) if name in record.f else 0


def _bytes_of(value: Any) -> int:
    return len(canonical(value).encode())
