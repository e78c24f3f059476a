"""Photos that a restored server lost: their rows say that the bytes are there, and they are not.

Once the row says so, the next client that asks is told to upload them, and after a restore every client asks.
"""

from __future__ import annotations

from backend.photos.blobs import PhotoDeps
from backend.storage import keys
from backend.storage.port import ConditionFailed, Unchanged, pages


def own_up(deps: PhotoDeps, space: str) -> int:
    """Say of photos whose bytes are gone that they are; return how many those are."""
    lost = 0
    for rows in pages(deps.table, *keys.blob_range(space)):
        for row in rows:
            sha256 = str(row["sk"]).partition("#")[2]
            if row["ready"] and deps.photos.stat(f"{space}/{sha256}") is None:
                try:
                    deps.table.put_if({**row, "ready": False}, Unchanged({"ready": True}))
                except ConditionFailed:
                    continue
                lost += 1
    return lost
