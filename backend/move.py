"""Moves everything between a machine and AWS: `python -m backend.move up|down --data ./data`, with TABLE, PHOTO_BUCKET.

Accounts, records, log, photos and when to be reminded go. Login sessions, counts, and the browsers that take pushes
stay: they know the source's address and key alone. The target begins new epochs, so that devices that knew the source
look again and send what is missing. No server may run on the folder meanwhile. A move that was cut off is run
again. The failure worth knowing: what people write at the source after it was read is not in the target.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from backend.photos.blobs import PhotoDeps
from backend.photos.lost import own_up
from backend.storage import keys
from backend.storage.disk import folder_in_use
from backend.storage.photos_folder import FolderPhotos
from backend.storage.port import Condition, Item, StorageError, Table, pages
from backend.storage.sqlite import SqliteTable
from backend.sync.head import begin_epoch, spaces
from backend.wiring import DATABASE, PHOTOS, SECRET, dynamodb_table, kept_secret, new_id, now_ms, photo_bucket

WRITES_AT_ONCE = 100
STAYS = ("T#", "X#", "W#")
"""What a key begins with that only its own server can use: login sessions, counts of rate limits, push endpoints."""
STAYS_OF_A_PERSON = ("T#", "N#")


def main(arguments: list[str]) -> int:
    """Move up or down; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m backend.move", description="Move between a machine and AWS.")
    parser.add_argument("direction", choices=["up", "down"], help="up: into AWS; down: from there")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the server's folder (default: ./data)")
    options = parser.parse_args(arguments)
    endpoint = os.environ.get("ENDPOINT") or None
    bucket = photo_bucket(endpoint)
    if bucket is None or not os.environ.get("TABLE"):
        sys.stderr.write("TABLE and PHOTO_BUCKET say what to move to or from: the stack's outputs name them.\n")
        return 1
    options.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with (
            folder_in_use(options.data, alone=True),
            closing(SqliteTable(options.data / DATABASE, now_ms=now_ms)) as local,
            closing(dynamodb_table(endpoint)) as cloud,
        ):
            secret = kept_secret(options.data / SECRET)
            here = PhotoDeps(local, FolderPhotos(options.data / PHOTOS, secret=secret, now_ms=now_ms), now_ms)
            there = PhotoDeps(cloud, bucket, now_ms)
            said = move(here, there) if options.direction == "up" else move(there, here)
    except (StorageError, OSError) as error:
        sys.stderr.write(f"Not everything was moved: {error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def move(source: PhotoDeps, target: PhotoDeps) -> str:
    """Copy everything from `source` to `target`, begin new epochs there, and say what was done.

    Bytes go before the rows that say they are there. Raises: StorageError, also where the target has accounts that
    the source has not: it is in use.
    """
    if strangers := accounts(target.table) - accounts(source.table):
        raise StorageError(f"the target has {len(strangers)} accounts of its own")
    found = spaces(source.table)
    photos = sum(_copied_photos(source, target, space) for space in found)
    items = 0
    moving: Iterator[tuple[Item, Condition]] = ((item, None) for item in source.table.scan() if _moves(item))
    while some := list(islice(moving, WRITES_AT_ONCE)):
        target.table.put_each(some)
        items += len(some)
    for space in found:
        begin_epoch(target.table, space, new_id)
        own_up(target, space)
    return f"Moved {items} items and {photos} photos of {len(accounts(source.table))} accounts."


def accounts(table: Table) -> set[str]:
    """Return the partition of each account."""
    return {str(item["pk"]) for item in table.scan(pk_prefix="U#") if item["sk"] == "U"}


def _copied_photos(source: PhotoDeps, target: PhotoDeps, space: str) -> int:
    copied = 0
    for rows in pages(source.table, *keys.blob_range(space)):
        for row in rows:
            key = f"{space}/{str(row['sk']).partition('#')[2]}"
            there = source.photos.stat(key)
            if row["ready"] and there and target.photos.stat(key) != there:
                target.photos.store(key, source.photos.start_of(key, there.length), there.media_type)
                copied += 1
    return copied


def _moves(item: Item) -> bool:
    return not str(item["pk"]).startswith(STAYS) and not str(item["sk"]).startswith(STAYS_OF_A_PERSON)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
