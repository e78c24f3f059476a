"""When a follow-up asks for attention, in the cases that the page shares: `tests/vectors/due.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.domain.followup import due_day
from backend.domain.record import Record

CASES = json.loads((Path(__file__).parent.parent / "vectors" / "due.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_it_asks_on_its_day(case: dict[str, Any]) -> None:
    assert due_day(Record("r1", case["kind"], case["f"])) == case["due"]
