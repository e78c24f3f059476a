"""When a follow-up asks for attention: the twin of frontend/src/parts/followups.ts, by tests/vectors/due.json."""

from __future__ import annotations

from backend.domain.record import Record, is_visible, shown

KIND = "followup"
SILENT = frozenset({"sent", "answered", "done", "dropped"})
"""States in which a person waits for somebody else, or for nothing any more."""


def due_day(record: Record) -> str | None:
    """Return the day on which the record asks for attention: the due day, or a later one to which it was snoozed.

    None where it asks for none: it is no follow-up, is closed, was deleted or has no day.
    """
    if record.kind != KIND or not is_visible(record):
        return None
    fields = shown(record).f
    if fields.get("state") in SILENT:
        return None
    return max((day for day in (fields.get("due"), fields.get("snoozed_until")) if day), default=None)
