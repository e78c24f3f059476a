"""Photos: announcing one and learning where to upload it, and learning where to fetch it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint

from backend.accounts.limits import PHOTO
from backend.domain.fields import Flag, Formed, Line, Part, Sha256, Whole
from backend.photos.blobs import MOST_BYTES, Announced, announce, locate
from backend.web.deps import deps
from backend.web.login import person
from backend.web.route import JSON, route
from backend.web.schemas import Body, Given

blueprint = Blueprint("photos", __name__)
LONGEST_URL = 4_096
"""A URL that a function signs carries a token of its role, a thousand characters and more."""


class PhotoType(Formed):
    """The media type of a photo, or of a voice note."""

    pattern = "(image/(jpeg|png|webp)|audio/(webm|mp4|ogg))"


class Photo(Body):
    """A photo that a client has: its hash, media type and length in bytes."""

    sha256 = Given(Sha256())
    type = Given(PhotoType())
    length = Given(Whole(1, MOST_BYTES))


class UploadHeaders(Body):
    """Names and values of the headers that the upload must carry."""


class PhotoUpload(Body):
    """How to send a photo's bytes."""

    url = Given(Line(LONGEST_URL))
    method = Given(Line(10))
    headers = Given(Part(UploadHeaders))


class PhotoState(Body):
    """Whether a photo's bytes are there, and else how to send them."""

    ready = Given(Flag())
    upload = Given(Part(PhotoUpload), nullable=True)


class PhotoPlace(Body):
    """Where a photo can be fetched for a few minutes, and its media type."""

    url = Given(Line(LONGEST_URL))
    type = Given(PhotoType())


@blueprint.post("/api/photos")
@route(rate=PHOTO, body=JSON, takes=Photo, answers=PhotoState)
def ask(body: dict[str, Any]) -> dict[str, Any]:
    """Say whether a photo is there already, and where to send it if not."""
    upload = announce(deps().for_photos, person(), Announced(body["sha256"], body["type"], body["length"]))
    return {"ready": upload is None, "upload": asdict(upload) if upload else None}


@blueprint.get("/api/photos/<sha256:name>")
@route(rate=PHOTO, answers=PhotoPlace)
def find(name: str) -> dict[str, Any]:
    """Say where a photo of one's own can be fetched."""
    url, media_type = locate(deps().for_photos, person(), name)
    return {"url": url, "type": media_type}
