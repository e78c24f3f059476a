"""The daily sweep over everybody: each space by itself, and what it logs."""

from __future__ import annotations

import hashlib
import logging

import pytest

from backend.handlers.sweep import sweep_all
from backend.photos.unnamed import UNNAMED_S
from backend.storage import keys
from backend.storage.port import Key, Unavailable
from backend.web.turns import UnfinishedError
from tests.photos.pictures import picture
from tests.sync.device import Device, person_id, server
from tests.web.test_photos import uploaded
from tests.web.world import Visitor, World

CARD = person_id(1)


def device_of(world: World, visitor: Visitor) -> Device:
    return Device(server(world.table, visitor.user, now_ms=lambda: world.now), "phone")


def photos_of(world: World, visitor: Visitor) -> list[str]:
    return list(world.photos.keys(f"{visitor.user}/"))


def test_a_photo_stays_while_a_record_names_it(world: World) -> None:
    ana, data = world.person("Ana"), picture()
    uploaded(ana, data)
    phone = device_of(world, ana)
    phone.write(CARD, {"photo_front": hashlib.sha256(data).hexdigest()}, kind="card")
    phone.sync()
    for _ in range(2):
        sweep_all(world.deps)
        world.pass_seconds(UNNAMED_S)
    assert len(photos_of(world, ana)) == 1
    phone.write(CARD, {"photo_front": None}, kind="card")
    phone.sync()
    for _ in range(2):
        sweep_all(world.deps)
        world.pass_seconds(UNNAMED_S)
    assert not photos_of(world, ana)


def test_what_goes_wrong_with_one_space_is_logged_and_the_others_are_swept_before_the_run_fails(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [world.person(name) for name in ("Ana", "Boris")]
    for visitor in people:
        device_of(world, visitor).sync()
    broken = keys.head(people[0].user)
    get = world.table.get

    def fail(key: Key) -> object:
        if key == broken:
            raise Unavailable("a secret of the disk")
        return get(key)

    monkeypatch.setattr(world.table, "get", fail)
    with caplog.at_level(logging.INFO, "lanyard"):
        with pytest.raises(UnfinishedError):
            sweep_all(world.deps)
        assert sorted(record.msg for record in caplog.records) == ["not swept", "swept"]
        monkeypatch.undo()
        sweep_all(world.deps)
    assert [record.msg for record in caplog.records].count("swept") == 3
    assert "secret" not in caplog.text


def test_what_stays_parked_is_an_error_in_the_log_and_no_photo_goes(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    ana = world.person("Ana")
    uploaded(ana, picture())
    device = device_of(world, ana)
    device.write(CARD, {"name": "x"})
    device.sync()
    item = world.table.get(keys.entry(ana.user, 1)) or {}
    world.table.put_if({**item, "content": b"damaged"}, None)
    for _ in range(2):
        sweep_all(world.deps)
        world.pass_seconds(UNNAMED_S)
    swept = [record for record in caplog.records if record.msg == "swept"]
    assert [(record.levelno, vars(record)["counts"]["parked"]) for record in swept] == [(logging.ERROR, 1)] * 2
    assert len(photos_of(world, ana)) == 1


def test_a_sweep_that_is_told_to_stop_does(world: World) -> None:
    device_of(world, world.person("Ana")).sync()
    before = world.items_of("")
    sweep_all(world.deps, is_stopped=lambda: True)
    assert world.items_of("") == before
