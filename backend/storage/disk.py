"""What everything that writes files needs to know of disks."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.storage.port import StorageError

LOCK = "lock"


def sync_folder(path: Path) -> None:
    """Make the names in a folder outlive a power cut, as syncing a file makes its bytes."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def folder_in_use(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold a folder of data for this block: beside others that run on it, or alone, to replace all that is in it.

    The lock goes with the process, however that ends. Raises: StorageError where others hold it so that this cannot.
    """
    with (folder / LOCK).open("ab") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageError("a server runs on it" if alone else "a backup is being restored into it") from None
        yield
