"""The functions that AWS itself calls: on the stream of the table, on a photo that has arrived."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from backend.handlers import projector, remind, sweep, uploads
from backend.handlers.projector import RESERVE_MS
from backend.photos.blobs import Announced, announce
from backend.storage import keys
from backend.storage.port import Item, Key, Unavailable
from backend.sync.head import read_head
from backend.web.turns import UnfinishedError
from tests.photos.pictures import picture
from tests.sync.device import Device, person_id, server
from tests.web.world import World, a_world


def plenty() -> int:
    return 60_000


PHOTO = picture()
SHA256 = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as world:
        yield world


def batch(*places: tuple[str, int]) -> dict[str, Any]:
    """What the stream hands over for new entries: keys only, in order."""
    records = []
    for at, (space, number) in enumerate(places):
        key = keys.entry(space, number)
        told = {"Keys": {"pk": {"S": key.pk}, "sk": {"S": key.sk}}, "SequenceNumber": f"seq-{at}"}
        records.append({"eventName": "INSERT", "dynamodb": told})
    return {"Records": records}


def write(world: World, space: str, entries: int) -> None:
    device = Device(server(world.table, space=space), f"device{space}")
    for n in range(entries):
        device.write(person_id(n), {"name": f"Person {n}"})
        device.sync()


def test_the_records_follow_the_log(world: World) -> None:
    write(world, "one", 2)
    write(world, "two", 1)
    assert projector.run(world.deps, batch(("one", 1), ("two", 1), ("one", 2)), plenty) == {"batchItemFailures": []}
    assert (read_head(world.table, "one").applied, read_head(world.table, "two").applied) == (2, 1)


def test_a_batch_that_comes_again_changes_nothing(world: World) -> None:
    write(world, "one", 2)
    projector.run(world.deps, batch(("one", 1)), plenty)
    before = list(world.table.scan())
    projector.run(world.deps, batch(("one", 1), ("one", 2)), plenty)
    assert list(world.table.scan()) == before


def test_a_space_that_fails_is_told_by_its_first_record_and_the_others_are_folded(world: World) -> None:
    for space in ("one", "two", "three"):
        write(world, space, 2)

    class Away:
        def __getattr__(self, name: str) -> Any:
            return getattr(world.table, name)

        def get(self, key: Key) -> Item | None:
            if key.pk == "S#two":
                raise Unavailable("throttled")
            return world.table.get(key)

    table: Any = Away()
    deps = replace(world.deps, table=table)
    answer = projector.run(deps, batch(("one", 1), ("two", 1), ("two", 2), ("three", 1)), plenty)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "seq-1"}]}
    assert [read_head(world.table, space).applied for space in ("one", "two", "three")] == [2, 1, 2]


def test_what_there_is_no_time_for_comes_again(world: World) -> None:
    for space in ("one", "two"):
        write(world, space, 1)
    left = iter((RESERVE_MS, RESERVE_MS - 1))
    answer = projector.run(world.deps, batch(("one", 1), ("two", 1)), lambda: next(left))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "seq-1"}]}
    assert [read_head(world.table, space).applied for space in ("one", "two")] == [1, 0]


def test_a_sweep_that_is_cut_short_says_so(world: World, caplog: pytest.LogCaptureFixture) -> None:
    write(world, "one", 1)
    with caplog.at_level(logging.INFO):
        sweep.run(world.deps, {}, lambda: sweep.RESERVE_MS)
        assert [record.msg for record in caplog.records if record.levelno == logging.ERROR] == []
        assert "swept" in [record.msg for record in caplog.records]
        caplog.clear()
        sweep.run(world.deps, {}, lambda: sweep.RESERVE_MS - 1)
    assert [record.msg for record in caplog.records] == ["spaces are left for tomorrow"]


@pytest.mark.parametrize("job", [sweep, remind])
def test_a_scheduled_call_fails_for_one_persons_fault_and_still_says_that_time_was_short(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, job: ModuleType
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("damaged")

    write(world, "one", 1)
    monkeypatch.setattr(sweep, "_sweep", fail)
    monkeypatch.setattr(remind, "tell", fail)
    monkeypatch.setattr(remind, "people_due", lambda *_: [("one", set())])
    left = iter([job.RESERVE_MS])
    with pytest.raises(UnfinishedError):
        job.run(world.deps, {}, lambda: next(left, job.RESERVE_MS - 1))
    said = [record.msg for record in caplog.records]
    assert (said[0][:4], said[1].split(" ")[2]) == ("not ", "left")


def arrive(world: World, sha256: str, data: bytes) -> str:
    """Put bytes into Ana's place as S3 does, which looks at nothing but what was signed; return their key."""
    path = world.photos._root / "ana" / f"{sha256}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return f"ana/{sha256}"


def event(*names: str) -> dict[str, Any]:
    return {"Records": [{"s3": {"object": {"key": name}}} for name in names]}


def test_a_photo_that_arrives_counts_as_there(world: World) -> None:
    announce(world.deps.for_photos, "ana", Announced(SHA256, "image/jpeg", len(PHOTO)))
    uploads.run(world.deps, event(arrive(world, SHA256, PHOTO)), plenty)
    row = world.table.get(keys.blob("ana", SHA256))
    assert row
    assert row["ready"] is True


def test_what_was_not_announced_or_is_no_photo_is_deleted_and_the_rest_looked_at(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    junk = b"no photo at all"
    sha256 = hashlib.sha256(junk).hexdigest()
    announce(world.deps.for_photos, "ana", Announced(sha256, "image/jpeg", len(junk)))
    announce(world.deps.for_photos, "ana", Announced(SHA256, "image/jpeg", len(PHOTO)))
    with caplog.at_level(logging.WARNING):
        uploads.run(
            world.deps,
            event(arrive(world, "e" * 64, PHOTO), arrive(world, sha256, junk), arrive(world, SHA256, PHOTO)),
            plenty,
        )
    assert list(world.photos.keys("ana/")) == [f"ana/{SHA256}"]
    assert world.table.get(keys.blob("ana", sha256)) is None
    [line] = caplog.records
    assert vars(line)["error"] == "not_a_picture"


def test_a_name_with_escapes_is_the_name_without(world: World) -> None:
    announce(world.deps.for_photos, "ana", Announced(SHA256, "image/jpeg", len(PHOTO)))
    uploads.run(world.deps, event(arrive(world, SHA256, PHOTO).replace("/", "%2F")), plenty)
    row = world.table.get(keys.blob("ana", SHA256))
    assert row
    assert row["ready"] is True


def test_with_storage_away_the_call_fails_so_that_it_comes_again(world: World) -> None:
    class Away:
        def get(self, _: Key) -> Item | None:
            raise Unavailable("throttled")

    table: Any = Away()
    with pytest.raises(Unavailable):
        uploads.run(replace(world.deps, table=table), event(f"ana/{SHA256}"), plenty)
