"""What the sync figures come to: a verdict is worth what its rules are."""

from __future__ import annotations

from tests.bench.sync.network import Tally
from tests.bench.sync.tables import Figure, Target, table, targets

RIVALS = ("Rival", "Rival, tuned")


def figure(work: str, who: str, ms: float, *, requests: int = 1, size: int = 300) -> Figure:
    return Figure(work, who, 80, ms, Tally(requests, requests, size // 3, size - size // 3, 100, 100))


def missed(*figures: Figure) -> list[str]:
    return [target.name for target in targets(figures, "Ours", RIVALS) if not target.is_met]


def test_a_push_must_take_half_the_time_and_a_third_of_the_bytes_of_the_rival_as_it_comes() -> None:
    rival = figure("push 1,000", "Rival", 1000, requests=11, size=900)
    assert missed(figure("push 1,000", "Ours", 500), rival) == []
    [bytes_missed] = missed(figure("push 1,000", "Ours", 500, size=301), rival)
    assert bytes_missed == "push 1,000, round trip 80 ms: bytes, by those of Rival"
    [time_missed] = missed(figure("push 1,000", "Ours", 501), rival)
    assert time_missed == "push 1,000, round trip 80 ms: time, by that of Rival"
    [requests_missed] = missed(figure("push 1,000", "Ours", 500, requests=2), rival)
    assert requests_missed == "push 1,000, round trip 80 ms: requests"


def test_of_the_tuned_rival_a_push_need_only_be_ahead() -> None:
    tuned = figure("push 1,000", "Rival, tuned", 600, size=900)
    assert missed(figure("push 1,000", "Ours", 599), tuned) == []
    assert len(missed(figure("push 1,000", "Ours", 601), tuned)) == 1


def test_a_figure_of_another_distance_is_compared_with_nothing() -> None:
    elsewhere = Figure("push 1,000", "Rival", 300, 1, Tally(1, 1, 1, 1))
    assert missed(figure("push 1,000", "Ours", 900), elsewhere) == []


def test_a_pull_must_grow_no_faster_than_the_records() -> None:
    ours = figure("pull 10,000", "Ours", 1000)
    assert missed(ours, figure("pull 50,000", "Ours", 6200, requests=9)) == []
    assert len(missed(ours, figure("pull 50,000", "Ours", 6300, requests=9))) == 1


def test_a_poll_must_be_one_small_request() -> None:
    assert missed(figure("idle poll", "Ours", 5)) == []
    large = Figure("idle poll", "Ours", 80, 5, Tally(2, 2, 300, 300, 200, 201))
    assert len(missed(large)) == 2


def test_the_median_comes_with_what_crossed_in_its_own_run() -> None:
    runs = [(9.0, Tally(requests=9)), (1.0, Tally(requests=1)), (5.0, Tally(requests=5))]
    middle = Figure.median("idle poll", "Ours", 0, runs)
    assert (middle.ms, middle.crossed.requests) == (5, 5)


def test_the_table_says_how_many_times_as_much_as_ours_the_others_took() -> None:
    rows = table([figure("idle poll", "Ours", 10), figure("idle poll", "Rival", 25, size=900)], "Ours").splitlines()
    assert rows[1] == "round trip 80 ms"
    assert rows[3].split()[-1] == "10"
    assert rows[4].split()[-2:] == ["3.0", "2.5"]


def test_a_target_that_is_missed_says_so() -> None:
    assert Target("a", 1, 1).row().endswith("ok")
    assert Target("a", 1.01, 1).row().endswith("MISSED")
