"""The kinds and their fields: what each field takes, what it refuses, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from backend.domain.fields import CODES
from backend.domain.kinds import KINDS, Contact, check_field

ID = "0190a1b2-0000-7000-8000-00000000000a"
SHA256 = "ab" * 32

FIELDS = {
    "contact": """name given family additional prefix suffix phonetic pronouns organization title department emails urls
        phones handles addresses languages met_on met_at talk place met_how introduced_by captured_at offset_min card
        relation: tag: topic: cadence_days next_touch not_before common_ground they_need i_offer preferred_channel photo
        same_as birthday vcard_extra""",
    "card": "photo_front photo_back captured_at offset_min event talk read state contact",
    "note": "body at offset_min event talk place channel counts_as_touch person: tag:",
    "followup": "what person: note event channel draft due snoozed_until state done_at outcome",
    "event": "name starts ends zone place online url stage cost topic: deadlines",
    "recording": "audio duration_ms at offset_min person: event body",
    "pair": "one other differ",
}

READING = {
    "engine": "ppocr6-latin",
    "lines": [{"text": "Ana", "box": [1, 2, 3, 4, 5, 6, 7, 10_050], "confidence": 98}],
    "fields": [
        {"field": "name", "value": "Ana", "confidence": 98, "source": "read", "box": [0] * 8},
        {"field": "phone", "value": "1", "confidence": 100, "source": "code", "box": None, "e164": "+4912"},
    ],
    "code": "BEGIN:VCARD\r\nEND:VCARD",
    "ms": 1200,
}

GOOD = [
    ("contact", "name", "Ana"),
    ("contact", "title", ""),
    ("contact", "name", "\U0001f600" * 200),
    ("contact", "emails", [{"value": "ana@example.org", "label": "work"}]),
    ("contact", "emails", []),
    ("contact", "emails", [{"value": None, "added_by_a_newer_app": {"x": [1]}}]),
    ("contact", "phones", [{"value": "030 1", "e164": "+49301", "label": "office"}]),
    ("contact", "addresses", [{"formatted": "Main St 1\nBerlin", "country": "DE"}]),
    ("contact", "languages", ["de", "pt-BR"]),
    ("contact", "met_on", "1900-01-01"),
    ("contact", "met_on", "2200-12-31"),
    ("contact", "met_at", ID),
    ("contact", "met_how", "met in a lift"),
    ("contact", "captured_at", 1_790_000_000_000),
    ("contact", "captured_at", -1),
    ("contact", "offset_min", -720),
    ("contact", "cadence_days", 90),
    ("contact", "birthday", {"m": 2, "d": 29}),
    ("contact", "birthday", {"y": 2000, "m": 2, "d": 29}),
    ("contact", "birthday", {"y": 1970, "m": None}),
    ("contact", "birthday", {}),
    ("contact", "photo", SHA256),
    ("contact", "tag:rust & python", True),
    ("contact", "tag:c++", False),
    ("contact", "relation:mentor", None),
    ("contact", "common_ground", "Tea.\n\tAnd sailing."),
    ("contact", "vcard_extra", ["X-ABDATE;type=pref:2020-01-01"]),
    ("card", "read", READING),
    ("card", "read", {"engine": "x", "later": [{"deep": True}]}),
    ("card", "state", "in_a_later_state"),
    ("note", "body", "x" * 16_000),
    ("note", f"person:{ID}", True),
    ("note", "counts_as_touch", False),
    ("followup", "due", "2026-03-01"),
    ("event", "cost", {"minor": 12_345, "currency": "EUR"}),
    ("event", "deadlines", [{"what": "Proposals", "on": "2026-01-15"}]),
    ("event", "online", True),
    ("note", "_deleted", False),
    ("note", "_deleted", {"body": {"k3f9": 12}, "_deleted": {}}),
    ("note", "a_field_of_tomorrow", {"any": ["thing", 1, None]}),
    ("card", "tag:x", "cards have no tags yet"),
    ("a_kind_of_tomorrow", "name", 7),
    ("a_kind_of_tomorrow", "person:x", True),
    ("a_kind_of_tomorrow", "x", 2**53 - 1),
]

BAD = [
    ("contact", "name", " \u200b", "blank"),
    ("contact", "name", "", "blank"),
    ("contact", "name", 12, "type"),
    ("contact", "name", ["Ana"], "type"),
    ("contact", "name", "a" * 201, "too_long"),
    ("contact", "name", "Ana\nB", "control"),
    ("contact", "name", "Ana\u202e", "bidi"),
    ("contact", "name", "a" + "\u0301" * 9, "marks"),
    ("contact", "name", "a\ud800", "surrogate"),
    ("contact", "common_ground", "a\0b", "control"),
    ("contact", "emails", {"value": "a"}, "type"),
    ("contact", "emails", ["a@b"], "type"),
    ("contact", "emails", [None], "type"),
    ("contact", "emails", [{"value": 1}], "type"),
    ("contact", "emails", [{"value": "a\r\nb"}], "control"),
    ("contact", "emails", [{}] * 51, "too_many"),
    ("contact", "emails", [{"__proto__": 1}], "key"),
    ("contact", "phones", [{"e164": "0301"}], "format"),
    ("contact", "languages", ["x" * 36], "too_long"),
    ("contact", "languages", [None], "type"),
    ("contact", "met_on", "1899-12-31", "range"),
    ("contact", "met_on", "2201-01-01", "range"),
    ("contact", "met_on", "2025-02-29", "format"),
    ("contact", "met_on", "20250228", "format"),
    ("contact", "met_on", "2025-02-28T00:00", "format"),
    ("contact", "met_on", "٢٠٢٥-٠٢-٢٨", "format"),
    ("contact", "met_on", "2025-02-28\n", "format"),
    ("contact", "met_on", 20250228, "type"),
    ("contact", "met_at", ID.upper(), "format"),
    ("contact", "met_at", "x", "format"),
    ("contact", "captured_at", 1.9, "type"),
    ("contact", "captured_at", 1.0, "type"),
    ("contact", "captured_at", "12", "type"),
    ("contact", "captured_at", True, "type"),
    ("contact", "captured_at", 7_289_654_400_000, "range"),
    ("contact", "captured_at", -2_208_988_800_001, "range"),
    ("contact", "captured_at", 10**40, "range"),
    ("contact", "offset_min", 1_081, "range"),
    ("contact", "cadence_days", 0, "range"),
    ("contact", "birthday", {"y": 1999, "m": 2, "d": 29}, "range"),
    ("contact", "birthday", {"m": 4, "d": 31}, "range"),
    ("contact", "birthday", {"m": 13}, "range"),
    ("contact", "birthday", {"y": True}, "type"),
    ("contact", "birthday", "1999-01-01", "type"),
    ("contact", "photo", SHA256.upper(), "format"),
    ("contact", "tag:x", "yes", "type"),
    ("contact", "tag:x", 1, "type"),
    ("contact", "tag:", True, "blank"),
    ("contact", "tag:" + "x" * 101, True, "too_long"),
    ("contact", "tag:a\u202eb", True, "bidi"),
    ("contact", "vcard_extra", ["X:1\r\nTEL:2"], "control"),
    ("card", "read", {"lines": [{"confidence": 101}]}, "range"),
    ("card", "read", {"lines": [{"confidence": 0.5}]}, "type"),
    ("card", "read", {"lines": [{"box": [0] * 9}]}, "too_many"),
    ("note", "body", "x" * 16_001, "too_long"),
    ("note", "person:somebody", True, "format"),
    ("note", "counts_as_touch", 1, "type"),
    ("note", "_deleted", True, "type"),
    ("note", "_deleted", None, "type"),
    ("note", "_deleted", {"body": 1}, "type"),
    ("note", "_deleted", {"body": {"r": 1.5}}, "type"),
    ("event", "cost", {"minor": "12"}, "type"),
    ("event", "cost", {"currency": "euro"}, "format"),
    ("event", "cost", 12, "type"),
    ("note", "later", 1.5, "type"),
    ("note", "later", [float("nan")], "type"),
    ("note", "later", {"a": {"constructor": 1}}, "key"),
    ("note", "later", {"": 1}, "key"),
    ("note", "later", {"a": "b\0"}, "control"),
    ("note", "later", {"a\ud800": 1}, "key"),
    ("note", "later", -(2**53), "range"),
    ("note", "__proto__", 1, "key"),
    ("note", "", 1, "key"),
    ("note", "a\nb", 1, "key"),
    ("note", "x" * 201, 1, "key"),
    ("tomorrow", "prototype", 1, "key"),
]


def nested(depth: int, value: Any = 1) -> Any:
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_the_fields_of_the_specification(kind: str) -> None:
    assert {field.data_key or name for name, field in KINDS[kind]().fields.items()} == set(FIELDS[kind].split())


@pytest.mark.parametrize(("kind", "field", "value"), GOOD)
def test_good_values_pass(kind: str, field: str, value: Any) -> None:
    assert check_field(kind, field, value) is None


@pytest.mark.parametrize(("kind", "field", "value", "code"), BAD)
def test_bad_values_are_refused_and_the_code_says_why(kind: str, field: str, value: Any, code: str) -> None:
    assert check_field(kind, field, value) == code
    assert code in CODES


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in FIELDS for field in FIELDS[kind].split()])
def test_null_clears_any_field(kind: str, field: str) -> None:
    element = ID if field == "person:" else "x"
    assert check_field(kind, field + element if field.endswith(":") else field, None) is None


def test_unknown_values_may_be_nested_16_deep_and_no_deeper() -> None:
    assert check_field("note", "later", nested(16)) is None
    assert check_field("note", "later", nested(17)) == "too_deep"
    assert check_field("card", "read", {"later": nested(5_000)}) == "too_deep"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def _known_fields() -> Iterator[tuple[str, str]]:
    for kind, names in FIELDS.items():
        for name in names.split():
            yield kind, name + "x" if name.endswith(":") else name
        yield kind, "_deleted"
        yield kind, "unknown"


@given(st.sampled_from(list(_known_fields())), JSON)
def test_no_json_value_makes_a_check_fail_otherwise_than_by_a_code(place: tuple[str, str], value: Any) -> None:
    assert check_field(*place, value) in {None, *CODES}


@given(st.floats(), st.integers(0, 10))
def test_a_float_passes_nowhere(number: float, depth: int) -> None:
    assert check_field("tomorrow", "x", nested(depth, number)) == "type"


def test_loading_a_record_keeps_what_the_schema_does_not_know() -> None:
    record = {"name": "Ana", "tag:x": True, "later": {"a": [1]}, "title": None}
    assert Contact().load(record) == record


def test_loading_a_record_names_every_fault() -> None:
    with pytest.raises(ValidationError) as refusal:
        Contact().load({"name": " ", "tag:x": 1, "later": 1.5, "title": "CTO"})
    assert refusal.value.messages == {"name": ["blank"], "tag:x": ["type"], "later": ["type"]}
