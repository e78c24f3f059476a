"""The daily sweep of a space's photos: those that no record has named for a week go, bytes and row.

A row is marked when it is first found unnamed, and unmarked when a record names it again or a client asks for it: a
photo whose record is still on its way is safe. The row goes first, conditional on its mark; bytes without a row, left
by a sweep that was killed, go with the next one.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from contextlib import suppress

from backend.photos.blobs import PhotoDeps, keep
from backend.storage import keys
from backend.storage.limits import key_of
from backend.storage.port import ConditionFailed, Item, Unchanged, pages

UNNAMED_S = 7 * 24 * 60 * 60
"""A photo is uploaded within minutes of its record; a week covers a phone that lies in a drawer between the two."""


def drop_unnamed(deps: PhotoDeps, space: str, named: AbstractSet[bytes]) -> int:
    """Remove the photos that no record has named for long; return how many. `named` are hashes, 32 bytes each."""
    dropped = 0
    known: set[str] = set()
    for rows in pages(deps.table, *keys.blob_range(space)):
        for row in rows:
            sha256 = str(row["sk"]).partition("#")[2]
            known.add(sha256)
            if bytes.fromhex(sha256) in named:
                keep(deps.table, row)
            elif _is_dropped(deps, row):
                deps.photos.delete(f"{space}/{sha256}")
                dropped += 1
    for key in deps.photos.keys(f"{space}/"):
        sha256 = key.partition("/")[2]
        if sha256 not in known and deps.table.get(keys.blob(space, sha256)) is None:
            deps.photos.delete(key)
            dropped += 1
    return dropped


def _is_dropped(deps: PhotoDeps, row: Item) -> bool:
    """Mark an unnamed photo, or delete its row where that was done long ago; say whether the row is gone."""
    now_s = deps.now_ms() // 1000
    unnamed = row.get("unnamed")
    with suppress(ConditionFailed):  # somebody has asked for it meanwhile
        if not isinstance(unnamed, int):
            deps.table.put_if({**row, "unnamed": now_s}, Unchanged({"ready": row["ready"], "unnamed": None}))
        elif now_s - unnamed >= UNNAMED_S:
            deps.table.delete_if(key_of(row), Unchanged({"unnamed": unnamed}))
            return True
    return False
