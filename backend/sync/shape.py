"""A change as it comes off the wire: read into a record in normal form, or refused with a code and the field at fault.

Only what can be merged and stored for ever passes: dots, contexts and times are whole numbers, names are names, values
are what their kind allows. Whether the change fits the record that is there is for `admission` to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from backend.domain.fields import MAX_INTEGER, REFUSED_KEYS, check_key
from backend.domain.kinds import DELETED, check_field
from backend.domain.record import Record
from backend.domain.register import Register, register_of

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:~-]{0,127}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")
_REPLICA = re.compile(r"[0-9A-Za-z_~-]{1,64}")
_LONG = {"id", "kind", "full", "f"}
_SHORT = _LONG | {"d", "at"}


class RejectedError(Exception):
    """The change cannot be taken: why, as a code, and which field is at fault."""

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


def read_change(raw: Any) -> Record:
    """Return the change in either form as a record. Raises: RejectedError."""
    if not isinstance(raw, dict) or set(raw) not in (_LONG, _SHORT):
        raise RejectedError("shape")
    record_id, kind, full, fields = raw["id"], raw["kind"], raw["full"], raw["f"]
    if not _is(record_id, _ID) or not _is(kind, _KIND) or not isinstance(full, bool):
        raise RejectedError("shape")
    if not isinstance(fields, dict) or not fields:
        raise RejectedError("shape")
    if "d" in raw:
        if not _is_sibling({"d": raw["d"], "at": raw["at"], "v": None}):
            raise RejectedError("shape")
        d, at = raw["d"], raw["at"]
        for field, value in fields.items():
            _check_value(kind, field, value)
        registers = {field: Register(s=[{"d": d, "v": value, "at": at}]) for field, value in fields.items()}
    else:
        registers = {field: _register(field, register) for field, register in fields.items()}
        for field, register in registers.items():
            _check_values(kind, field, register)
    return Record(record_id, kind, registers, full=full)


def _register(field: str, raw: Any) -> Register:
    if not isinstance(raw, dict) or not {"s"} <= set(raw) <= {"s", "c"}:
        raise RejectedError("shape", _name_of(field))
    siblings, context = raw["s"], raw.get("c", {})
    if not isinstance(siblings, list) or not all(map(_is_sibling, siblings)) or not _is_context(context):
        raise RejectedError("shape", _name_of(field))
    if len({tuple(sibling["d"]) for sibling in siblings}) != len(siblings):
        raise RejectedError("dot", _name_of(field))
    return register_of(context, siblings)


def _check_values(kind: str, field: str, register: Register) -> None:
    for sibling in register["s"]:
        _check_value(kind, field, sibling["v"])
    if not register["s"] and check_key(field):
        raise RejectedError("key")


def _check_value(kind: str, field: str, value: Any) -> None:
    code = check_field(kind, field, value)
    if code:
        raise RejectedError(code, _name_of(field))
    if field == DELETED and value and not all(map(_is_context, value.values())):
        raise RejectedError("shape", field)


def _is_sibling(raw: Any) -> bool:
    if not isinstance(raw, dict) or set(raw) != {"d", "v", "at"}:
        return False
    d, at = raw["d"], raw["at"]
    is_dot = isinstance(d, list) and len(d) == len(("replica", "n")) and _is_count_of(*d)
    return is_dot and type(at) is int and -MAX_INTEGER <= at <= MAX_INTEGER


def _is_context(raw: Any) -> bool:
    return isinstance(raw, Mapping) and all(_is_count_of(replica, n) for replica, n in raw.items())


def _is_count_of(replica: Any, n: Any) -> bool:
    return _is(replica, _REPLICA) and type(n) is int and 0 < n <= MAX_INTEGER


def _is(raw: Any, form: re.Pattern[str]) -> bool:
    return isinstance(raw, str) and form.fullmatch(raw) is not None and raw not in REFUSED_KEYS


def _name_of(field: str) -> str | None:
    """A field's name goes into the answer only if it is one."""
    return None if check_key(field) else field
