"""Backups of one machine: `python -m backend.backup save --data ./data --to FILE`, and `restore --from FILE`.

`save` works while the server runs. `restore` refuses while it does; it checks every byte first, keeps what was there in
a folder beside it, and begins new epochs, so that devices bring back what the backup lacks (docs/sync.md). One that was
cut off is run again; until then no server starts there. The file holds everything, secrets too: keep it safe.
`renew` is for a table that DynamoDB itself restored (STORE=dynamodb): it begins the new epochs, before the server runs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from backend.photos.blobs import PhotoDeps
from backend.photos.lost import own_up
from backend.storage.archive import ArchiveError, pack, unpack
from backend.storage.disk import LOCK, folder_in_use, sync_folder
from backend.storage.photos_folder import DRAFT, FolderPhotos
from backend.storage.port import StorageError
from backend.storage.sqlite import SqliteTable
from backend.storage.sqlite_copy import check_sqlite, copy_sqlite
from backend.sync.head import begin_epoch, spaces
from backend.wiring import DATABASE, PHOTOS, RESTORING, SECRET, Settings, kept_secret, new_id, now_ms, opened

BEFORE = "before-restore-"


def main(arguments: list[str]) -> int:
    """Save or restore; returns the exit code."""
    options = parse(arguments)
    try:
        match options.verb:
            case "save":
                said = save(options.data, options.file)
            case "restore":
                said = restore(options.data, options.file)
            case _:
                said = renew(options.data)
    except (StorageError, OSError) as error:
        done = {"save": "saved", "restore": "restored", "renew": "renewed"}[options.verb]
        sys.stderr.write(f"Nothing was {done}: {error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m backend.backup", description="Back up and restore one machine.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, option in (("save", "--to"), ("restore", "--from")):
        of_verb = verbs.add_parser(verb)
        of_verb.add_argument("--data", type=Path, default=Path("data"), help="the server's folder (default: ./data)")
        of_verb.add_argument(option, type=Path, required=True, dest="file", help="the backup, one file")
    verbs.add_parser("renew").add_argument(
        "--data", type=Path, default=Path("data"), help="folder of secret and photos"
    )
    return parser.parse_args(arguments)


def save(data: Path, target: Path) -> str:
    """Write all of `data` to the file `target`, and say what was done. Raises: StorageError, OSError."""
    if not (data / DATABASE).is_file():
        raise ArchiveError(f"there is no {data / DATABASE}")
    draft = target.with_name(f"{target.name}{DRAFT}.sqlite")
    with folder_in_use(data, alone=False):
        try:
            draft.unlink(missing_ok=True)
            # The table first: photos that come after it are in the backup for nothing, and do no harm.
            copy_sqlite(data / DATABASE, draft)
            count = pack(target, [(DATABASE, draft), *_files(data)])
        finally:
            draft.unlink(missing_ok=True)
    return f"Saved {count} files of {data} to {target}, {target.stat().st_size / 1e6:.1f} MB."


def restore(data: Path, source: Path) -> str:
    """Put the backup `source` in the place of all that is in `data`, and say what was done.

    Raises: StorageError or OSError, with `data` as it was.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with folder_in_use(data, alone=True):
        draft, ready = data / f"{RESTORING}{DRAFT}", data / RESTORING
        for left_behind in (draft, ready):
            shutil.rmtree(left_behind, ignore_errors=True)
        draft.mkdir(mode=0o700)
        try:
            count = unpack(source, draft)
            lost = _renewed(draft)
            draft.rename(ready)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        aside = data / f"{BEFORE}{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(now_ms() / 1000))}"
        for path in _tops(data):
            aside.mkdir(exist_ok=True, mode=0o700)
            path.rename(aside / path.name)
        for path in list(ready.iterdir()):
            path.rename(data / path.name)
        ready.rmdir()
        sync_folder(data)
    kept = f" What was there before is in {aside}." if aside.exists() else ""
    return f"Restored {count} files from {source}.{_lacks(lost)}{kept}"


def renew(data: Path) -> str:
    """Begin new epochs in the table that the environment names, restored by other means, and say what was done.

    Raises: StorageError, OSError; run it again then.
    """
    in_dynamodb = os.environ.get("STORE") == "dynamodb"
    with opened(Settings(data, "", in_dynamodb=in_dynamodb, endpoint=os.environ.get("ENDPOINT") or None)) as deps:
        count = len(spaces(deps.table))
        lost = _begin_epochs(deps.for_photos)
    return f"Spaces with a new epoch: {count}.{_lacks(lost)}"


def _renewed(folder: Path) -> int:
    """Make a restored folder one that devices can tell from the one they knew; return how many photos it lacks."""
    if not (folder / DATABASE).is_file():
        raise ArchiveError(f"there is no {DATABASE} in it")
    check_sqlite(folder / DATABASE)
    photos = FolderPhotos(folder / PHOTOS, secret=kept_secret(folder / SECRET), now_ms=now_ms)
    with closing(SqliteTable(folder / DATABASE, now_ms=now_ms)) as table:
        return _begin_epochs(PhotoDeps(table, photos, now_ms))


def _begin_epochs(deps: PhotoDeps) -> int:
    lost = 0
    for space in spaces(deps.table):
        begin_epoch(deps.table, space, new_id)
        lost += own_up(deps, space)
    return lost


def _lacks(lost: int) -> str:
    return f" Photos that it lacks: {lost}. Devices that have them send them again." if lost else ""


def _files(data: Path) -> Iterator[tuple[str, Path]]:
    """All files of `data` but the table's, by their names relative to it."""
    for top in _tops(data):
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix != DRAFT and not path.name.startswith(DATABASE):
                yield path.relative_to(data).as_posix(), path


def _tops(data: Path) -> list[Path]:
    """What of `data` makes up the server's data, and is no trace of a restore."""
    return [path for path in sorted(data.iterdir()) if not path.name.startswith((LOCK, RESTORING, BEFORE))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
