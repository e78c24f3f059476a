"""What happens once an answer is out, and that no answer depends on it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from backend.app import create_app
from backend.storage.port import Unavailable
from backend.sync.head import read_head
from backend.web.log import JsonLines
from tests.web.test_two_people import push
from tests.web.world import World

CANARY = "canary"


def test_a_push_is_folded_once_its_answer_is_out(world: World) -> None:
    ana = world.person("Ana")
    answer = push(ana)
    assert answer.json["results"] == [{"i": 0, "s": "ok"}]
    assert read_head(world.table, ana.user).applied == 0
    answer.close()
    assert read_head(world.table, ana.user).applied == 1


def test_nobody_folds_after_a_poll_or_a_fork(world: World) -> None:
    ana = world.person("Ana")
    fence = push(ana).json["fence"]
    cursor = {"epoch": read_head(world.table, ana.user).epoch, "n": 0, "tag": ""}
    push(ana, changes=[], fence=fence, cursor=cursor).close()
    push(ana, changes=[], fence="somebody-elses", cursor=cursor).close()
    assert read_head(world.table, ana.user).applied == 0


def test_a_process_that_does_not_outlive_its_answers_leaves_the_fold_to_others(world: World) -> None:
    world.app = create_app(replace(world.deps, outlives_answers=False))
    ana = world.person("Ana")
    push(ana).close()
    assert read_head(world.table, ana.user).applied == 0
    assert [change["kind"] for change in push(ana, changes=[], replica="laptop").json["changes"]] == ["contact"]
    assert read_head(world.table, ana.user).applied == 1


def test_a_fold_that_fails_is_logged_by_kind_and_place_and_the_next_reader_folds(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise Unavailable(f"{CANARY} is away")

    ana = world.person("Ana")
    with monkeypatch.context() as patch:
        patch.setattr(world.table, "put_each", failing)
        answer = push(ana)
        answer.close()
    assert answer.status_code == 200
    (text,) = [JsonLines().format(record) for record in caplog.records if record.name == "lanyard.after"]
    line = json.loads(text)
    assert (line["level"], line["error"]) == ("warning", "Unavailable")
    assert line["at"][-1].endswith(" failing")
    assert CANARY not in text
    assert len(push(ana, changes=[], replica="laptop").json["changes"]) == 1
