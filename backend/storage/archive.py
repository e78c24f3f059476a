"""A folder's files in one file, a tar that ends in a list of their hashes: what is short or altered is found out.

The file appears under its name whole or not at all, on the disk and for its owner only. It never replaces another.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from backend.storage.disk import sync_folder
from backend.storage.port import StorageError

FORMAT = 1
LIST = "list.json"
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*){0,3}")
"""What a file of ours may be called, relative to the folder: nothing that leads out of it."""
BLOCK = 1024 * 1024


class ArchiveError(StorageError):
    """The file is no whole backup, or may not be written."""


class _Hashed:
    """A file being read, and the hash of what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.hash.update(data)
        return data


def pack(target: Path, files: Iterable[tuple[str, Path]]) -> int:
    """Write the files under their names into `target`, and return how many were there still. Raises: ArchiveError."""
    if target.exists():
        raise ArchiveError(f"{target} is there already")
    draft = target.with_name(f"{target.name}.draft")
    draft.unlink(missing_ok=True)
    hashes: dict[str, str] = {}
    with _new_file(draft) as out, tarfile.open(fileobj=out, mode="w") as tar:
        for name, path in files:
            with suppress(FileNotFoundError), path.open("rb") as file:  # a photo may be swept meanwhile
                hashed = _Hashed(file)
                tar.addfile(_entry(name, os.fstat(file.fileno()).st_size), hashed)
                hashes[name] = hashed.hash.hexdigest()
        text = json.dumps({"format": FORMAT, "files": hashes}).encode()
        tar.addfile(_entry(LIST, len(text)), io.BytesIO(text))
        tar.close()
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, target)
    except FileExistsError:
        raise ArchiveError(f"{target} is there already") from None
    finally:
        draft.unlink()
    sync_folder(target.parent)
    return len(hashes)


def unpack(source: Path, folder: Path) -> int:
    """Write the files of a backup into the empty `folder` and return how many. Raises: ArchiveError."""
    hashes: dict[str, str] = {}
    listed: object = None
    try:
        with tarfile.open(source, mode="r:") as tar:
            for entry in tar:
                file = tar.extractfile(entry) if entry.isreg() else None
                if file is None or not NAME.fullmatch(entry.name):
                    raise ArchiveError("it holds what no backup of ours does")
                if entry.name == LIST:
                    listed = json.loads(file.read())
                else:
                    hashes[entry.name] = _write(file, folder / entry.name)
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise ArchiveError(f"it cannot be read ({error})") from error
    if not isinstance(listed, dict) or listed.get("format") != FORMAT:
        raise ArchiveError("it was cut short, or is of another version")
    if listed.get("files") != hashes:
        raise ArchiveError("it is damaged: a file is not what was saved")
    return len(hashes)


def _write(file: IO[bytes], path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashed = _Hashed(file)
    with _new_file(path) as out:
        while block := hashed.read(BLOCK):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return hashed.hash.hexdigest()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _new_file(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
