"""The drill: back up, go on working, restore; devices bring back what the backup lacks, and nobody loses a word."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend import backup, wiring
from backend.photos.blobs import Announced, announce
from backend.photos.folder import receive
from backend.storage import archive
from backend.storage.photos_folder import URL
from backend.storage.port import StorageError
from backend.web.deps import Deps
from backend.wiring import DATABASE, Settings, opened
from tests.photos.pictures import picture
from tests.sync.device import Device, person_id, server

ANA, BORIS, CARLA, DORA = map(person_id, (1, 2, 3, 4))
SPACE = "ana"
OLD, NEW = picture(), picture(size=(80, 50))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@contextmanager
def running(data: Path, *devices: Device) -> Iterator[Deps]:
    """Run a server on `data` for this block, with the devices on its network."""
    with opened(Settings(data, "http://localhost:8000")) as deps:
        for device in devices:
            device.send = server(deps.table, SPACE, now_ms=deps.now_ms)
        yield deps


def devices() -> tuple[Device, Device]:
    return Device(lambda _: {}, "phone"), Device(lambda _: {}, "laptop")


def write(device: Device, record_id: str, name: str) -> None:
    device.write(record_id, {"name": name})
    device.sync()


def send_photo(deps: Deps, photo: bytes) -> bool:
    """Ask as a client does whether the photo is there, and send it if not; say whether it was sent."""
    upload = announce(deps.for_photos, SPACE, Announced(hashlib.sha256(photo).hexdigest(), "image/jpeg", len(photo)))
    if upload:
        receive(deps.for_photos, upload.url.removeprefix(URL), SPACE, photo)
    return upload is not None


def run(verb: str, data: Path, file: Path) -> int:
    return backup.main([verb, "--data", str(data), "--to" if verb == "save" else "--from", str(file)])


def test_two_devices_bring_back_what_a_restored_backup_lacks(data: Path, tmp_path: Path) -> None:
    phone, laptop = devices()
    with running(data, phone, laptop) as deps:
        write(phone, ANA, "Ana")
        write(laptop, BORIS, "Boris")
        laptop.sync()
        send_photo(deps, OLD)
        assert run("save", data, tmp_path / "backup.tar") == 0  # while the server runs
        write(phone, CARLA, "Carla")
        write(laptop, ANA, "Ana B.")
        laptop.sync()
        laptop.delete(BORIS)
        laptop.sync()
        send_photo(deps, NEW)
        phone.write(DORA, {"name": "not sent yet"})
    assert run("restore", data, tmp_path / "backup.tar") == 0
    with running(data, phone, laptop) as deps:
        fresh = Device(phone.send, "fresh")
        fresh.sync()
        assert sorted(fresh.records) == [ANA, BORIS]
        for device in (phone, laptop, phone, fresh):
            device.sync()
        assert phone.state() == laptop.state() == fresh.state()
        assert fresh.shown(ANA) == {"name": "Ana B."}
        assert sorted(fresh.records) == [ANA, BORIS, CARLA, DORA]
        assert not any(device.dirty or device.whole or device.quarantine for device in (phone, laptop, fresh))
        assert not send_photo(deps, OLD)
        assert send_photo(deps, NEW)


def test_what_was_there_before_a_restore_is_kept(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, _ = devices()
    with running(data, phone):
        write(phone, ANA, "Ana")
    run("save", data, tmp_path / "backup.tar")
    with running(data, phone):
        write(phone, BORIS, "Boris")
    assert run("restore", data, tmp_path / "backup.tar") == 0
    [aside] = data.glob("before-restore-*")
    assert str(aside) in capsys.readouterr().out
    with running(aside, phone):
        fresh = Device(phone.send, "fresh")
        fresh.sync()
        assert sorted(fresh.records) == [ANA, BORIS]
    run("save", data, tmp_path / "second.tar")
    with tarfile.open(tmp_path / "second.tar") as tar:
        assert not any(name.startswith(("before", "lock", "restoring")) for name in tar.getnames())


def test_a_restore_refuses_while_a_server_runs(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    phone, _ = devices()
    with running(data, phone):
        write(phone, ANA, "Ana")
        run("save", data, tmp_path / "backup.tar")
        assert run("restore", data, tmp_path / "backup.tar") == 1
        assert "a server runs" in capsys.readouterr().err
        write(phone, BORIS, "Boris")
    assert not list(data.glob("before-restore-*"))


def test_a_backup_of_a_fresh_machine_goes_into_no_folder_yet(data: Path, tmp_path: Path) -> None:
    phone, laptop = devices()
    with running(data, phone):
        write(phone, ANA, "Ana")
    run("save", data, tmp_path / "backup.tar")
    assert run("restore", tmp_path / "new", tmp_path / "backup.tar") == 0
    assert not list((tmp_path / "new").glob("before-restore-*"))
    with running(tmp_path / "new", phone, laptop):
        laptop.sync()
        assert laptop.state() == phone.state()


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20_000])


def altered(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    file.write_bytes(content)


def no_tar(file: Path) -> None:
    file.write_bytes(b"x" * 5000)


def leads_out(file: Path) -> None:
    with tarfile.open(file, "w") as tar:
        tar.addfile(tarfile.TarInfo("../evil"))


def holds_nothing(file: Path) -> None:
    file.unlink()
    archive.pack(file, [])


@pytest.mark.parametrize("harm", [cut_short, altered, no_tar, leads_out, holds_nothing])
def test_a_backup_that_is_not_whole_changes_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], None]
) -> None:
    phone, _ = devices()
    with running(data, phone):
        write(phone, ANA, "Ana")
    run("save", data, tmp_path / "backup.tar")
    harm(tmp_path / "backup.tar")
    before = sorted(path.name for path in data.iterdir())
    assert run("restore", data, tmp_path / "backup.tar") == 1
    assert capsys.readouterr().err.startswith("Nothing was restored: ")
    assert sorted(path.name for path in data.iterdir()) == before
    assert not (tmp_path / "evil").exists()


def test_no_backup_is_written_over(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running(data):
        pass
    (tmp_path / "backup.tar").write_bytes(b"last year's")
    assert run("save", data, tmp_path / "backup.tar") == 1
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "backup.tar").read_bytes() == b"last year's"
    assert run("save", tmp_path / "nowhere", tmp_path / "other.tar") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "data"]


def test_no_server_starts_on_a_restore_that_was_cut_off_and_a_second_one_mends_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, _ = devices()
    with running(data, phone):
        write(phone, ANA, "Ana")
    run("save", data, tmp_path / "backup.tar")

    renamed: list[Path] = []
    rename = Path.rename

    def rename_some(path: Path, to: Path) -> Path:
        renamed.append(path)
        if path.name == DATABASE and len(renamed) > 1:
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", rename_some)
    with pytest.raises(KeyboardInterrupt):
        run("restore", data, tmp_path / "backup.tar")
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(StorageError, match="cut off"), running(data):
        pass
    assert run("restore", data, tmp_path / "backup.tar") == 0
    with running(data, phone):
        fresh = Device(phone.send, "fresh")
        fresh.sync()
        assert sorted(fresh.records) == [ANA]


def test_a_photo_that_the_backup_lacks_is_asked_for_again(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, _ = devices()
    with running(data, phone) as deps:
        write(phone, ANA, "Ana")
        send_photo(deps, OLD)
        deps.photos.delete(f"{SPACE}/{hashlib.sha256(OLD).hexdigest()}")
    run("save", data, tmp_path / "backup.tar")
    assert run("restore", data, tmp_path / "backup.tar") == 0
    assert "lacks: 1." in capsys.readouterr().out
    with running(data) as deps:
        assert send_photo(deps, OLD)
        assert not send_photo(deps, OLD)


def test_a_table_that_was_restored_by_other_means_gets_new_epochs(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, _ = devices()
    with running(data, phone):
        write(phone, ANA, "Ana")
    assert backup.main(["renew", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "Spaces with a new epoch: 1.\n"
    with running(data, phone):
        assert phone.exchange()["fork"]
        assert phone.exchange()["reset"]


def test_the_backup_is_for_its_owner_only(data: Path, tmp_path: Path) -> None:
    with running(data):
        pass
    run("save", data, tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").stat().st_mode & 0o777 == 0o600
    assert wiring.SECRET in archive_names(tmp_path / "backup.tar")


def archive_names(file: Path) -> list[str]:
    with tarfile.open(file) as tar:
        return tar.getnames()
