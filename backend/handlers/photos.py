"""Photos: announcing one and learning where to upload it, learning where to fetch it, and the photo folder's URLs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from backend.accounts.limits import FREE, PHOTO
from backend.domain.fields import Flag, Formed, Line, Part, Sha256, Whole
from backend.photos.blobs import MOST_BYTES, Announced, announce, locate
from backend.photos.folder import receive, send
from backend.web.deps import deps
from backend.web.login import person, visitor
from backend.web.route import JSON, PICTURE, public, route
from backend.web.schemas import Body, Given, Nothing

blueprint = Blueprint("photos", __name__)
LONGEST_URL = 2_048


class PhotoType(Formed):
    """The media type of a photo."""

    pattern = "image/(jpeg|png|webp)"


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


@blueprint.put("/api/photos/blob/<token:token>")
@public  # the URL is signed
@route(rate=FREE, body=PICTURE, takes=PICTURE, answers=Nothing)
def take(data: bytes, token: str) -> dict[str, Any]:
    """Take a photo's bytes into the folder."""
    receive(deps().for_photos, token, visitor(), data)
    return {}


@blueprint.get("/api/photos/blob/<token:token>")
@public  # the URL is signed
@route(rate=FREE, answers=PICTURE)
def give(token: str) -> Response:
    """Give a photo's bytes from the folder."""
    data, media_type = send(deps().for_photos, token, visitor())
    return Response(data, mimetype=media_type)
