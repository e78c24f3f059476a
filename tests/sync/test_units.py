"""What sync may cost in DynamoDB's units, and that it says so in a table."""

from __future__ import annotations

import pytest

from tests.bench import units

MOST_REST = 5
MOST_POLL_READS = 3
"""The head, the replica, and a look behind the cursor."""


@pytest.fixture(scope="module")
def costs() -> list[units.Cost]:
    return units.measure()


def test_a_push_costs_its_records_its_kilobytes_of_log_and_next_to_nothing_else(costs: list[units.Cost]) -> None:
    pushes = [cost for cost in costs if cost.records]
    assert sorted(cost.records for cost in pushes) == sorted([1, 1, 1, *units.PUSHES])
    for cost in pushes:
        assert cost.log_kib > 0
        assert 0 < cost.overhead <= MOST_REST, cost


def test_a_poll_that_finds_nothing_writes_nothing_and_reads_no_entry_however_large(costs: list[units.Cost]) -> None:
    polls = [cost for cost in costs if not cost.records]
    assert len(polls) == len(units.PUSHES)
    for cost in polls:
        assert cost.writes == 0
        assert 0 < cost.reads <= MOST_POLL_READS, cost


def test_the_table_has_a_row_for_each_piece_of_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, costs: list[units.Cost]
) -> None:
    monkeypatch.setattr(units, "measure", lambda: costs)
    units.main()
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(costs) + 2
    assert len({row.count("|") for row in rows}) == 1
