"""Counting in fixed windows."""

from __future__ import annotations

import threading

import pytest

from backend.accounts.limits import REMEMBERED, Limits, Rate, prefix_of
from backend.domain.errors import TooManyError
from backend.storage.port import Unavailable
from tests.web.world import World

EXACT = Rate("exact", "account", limit=3, seconds=60)
BATCHED = Rate("batched", "account", limit=20, seconds=60, batch=5, open=True)


def passed(limits: Limits, rate: Rate, who: str, times: int) -> int:
    count = 0
    for _ in range(times):
        try:
            limits.take(rate, who)
        except TooManyError:
            continue
        count += 1
    return count


def test_one_more_than_the_limit_is_refused_until_the_window_ends(world: World) -> None:
    limits = world.deps.limits
    world.now = 1_790_000_040_000 // 60_000 * 60_000 + 20_000
    assert passed(limits, EXACT, "ana", 3) == 3
    with pytest.raises(TooManyError) as refused:
        limits.take(EXACT, "ana")
    assert refused.value.retry_after == 40
    assert passed(limits, EXACT, "bo", 5) == 3
    world.pass_seconds(40)
    assert passed(limits, EXACT, "ana", 5) == 3


def test_what_is_given_back_was_never_taken(world: World) -> None:
    limits = world.deps.limits
    for _ in range(10):
        limits.take(EXACT, "ana")
        limits.give_back(EXACT, "ana")
    assert passed(limits, EXACT, "ana", 5) == 3


def test_two_processes_share_an_exact_limit(world: World) -> None:
    one, two = world.deps.limits, Limits(world.table, lambda: world.now)
    assert passed(one, EXACT, "ana", 2) + passed(two, EXACT, "ana", 5) == 3


def test_a_batched_limit_is_exact_for_one_process(world: World) -> None:
    assert passed(world.deps.limits, BATCHED, "ana", 100) == 20


def test_processes_together_overshoot_a_batched_limit_by_a_batch_each_at_most(world: World) -> None:
    processes = [Limits(world.table, lambda: world.now) for _ in range(4)]
    total = sum(passed(limits, BATCHED, "ana", 1) for _ in range(50) for limits in processes)
    assert 20 - 4 * BATCHED.batch < total <= 20 + 4 * BATCHED.batch


def test_the_first_batch_of_a_window_costs_no_write(world: World) -> None:
    world.table.units.writes = 0
    assert passed(world.deps.limits, BATCHED, "ana", 5) == 5
    assert world.table.units.writes == 0
    assert passed(world.deps.limits, BATCHED, "ana", 1) == 1
    assert world.table.units.writes > 0


def test_threads_that_count_at_the_same_moment_do_not_pass_together(world: World) -> None:
    rate, total, lock = Rate("many", "failure", limit=10, seconds=60), [0], threading.Lock()

    def work() -> None:
        count = passed(world.deps.limits, rate, "ana", 5)
        with lock:
            total[0] += count

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total[0] == 10


def test_with_the_table_away_an_open_rate_lets_pass_and_a_closed_one_does_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable("away")

    monkeypatch.setattr(world.table, "get", away)
    assert passed(world.deps.limits, BATCHED, "ana", 30) == 30
    with pytest.raises(Unavailable):
        world.deps.limits.take(EXACT, "ana")
    world.deps.limits.give_back(EXACT, "ana")


def test_a_process_forgets_the_counts_of_past_windows(world: World) -> None:
    limits = world.deps.limits
    for number in range(REMEMBERED + 1):
        limits.take(BATCHED, f"person{number}")
    world.pass_seconds(120)
    limits.take(BATCHED, "somebody")
    assert len(limits._tallies) == 1


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_what_counts_as_one_address(address: str, prefix: str) -> None:
    assert prefix_of(address) == prefix
