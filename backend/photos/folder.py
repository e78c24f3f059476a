"""The signed URLs of the photo folder: what S3 does for its own, done here for the bytes that rest on this machine.

As with S3, a URL that was signed here is enough. But where the visitor is signed in, a URL for another person's photo
is nothing to them: it would have been copied.
"""

from __future__ import annotations

from typing import Literal

from backend.domain.errors import NotFoundError
from backend.photos.blobs import Announced, PhotoDeps, check_bytes, mark_ready
from backend.storage.photos_folder import FolderPhotos, Grant, Refused


def receive(deps: PhotoDeps, token: str, visitor: str | None, data: bytes) -> None:
    """Keep the bytes of an upload; on the disk, and known to be there, on return.

    Raises: NotFoundError where the token grants no upload; InvalidError where the bytes are not what was announced.
    """
    folder, grant = _open(deps, token, visitor, "PUT")
    photo = Announced(grant.sha256, grant.media_type, grant.length)
    check_bytes(photo, data)
    folder.put(grant, data)
    mark_ready(deps, grant.key, photo)


def send(deps: PhotoDeps, token: str, visitor: str | None) -> tuple[bytes, str]:
    """Return a photo's bytes and media type.

    Raises: NotFoundError where the token grants no download, or the bytes are gone.
    """
    folder, grant = _open(deps, token, visitor, "GET")
    found = folder.read(grant)
    if found is None:
        raise NotFoundError("There is no such photo.")
    return found


def _open(
    deps: PhotoDeps, token: str, visitor: str | None, method: Literal["GET", "PUT"]
) -> tuple[FolderPhotos, Grant]:
    folder = deps.photos
    if not isinstance(folder, FolderPhotos):
        raise NotFoundError("Photos are kept elsewhere.")
    try:
        grant = folder.open_token(token)
    except Refused:
        raise NotFoundError("This address is not valid, or no longer.") from None
    if grant.method != method or visitor not in {None, grant.key.partition("/")[0]}:
        raise NotFoundError("This address is not valid here.")
    return folder, grant
