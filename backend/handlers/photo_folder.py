"""The photo folder's signed URLs, for one machine: in the cloud a bucket answers its own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from backend.accounts.limits import FREE
from backend.photos.folder import receive, send
from backend.web.deps import deps
from backend.web.login import visitor
from backend.web.route import PICTURE, public, route
from backend.web.schemas import Nothing

blueprint = Blueprint("photo_folder", __name__)


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
