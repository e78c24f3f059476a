"""Health: whether this process answers at all."""

from __future__ import annotations

from flask import Blueprint

from backend.accounts.limits import FREE
from backend.domain.fields import Flag
from backend.web.route import public, route
from backend.web.schemas import Body, Given

blueprint = Blueprint("health", __name__)


class Health(Body):
    """That the server is up."""

    ok = Given(Flag())


@blueprint.get("/api/health")
@public
@route(rate=FREE, answers=Health)
def show() -> dict[str, bool]:
    """Say that the server is up; it asks nothing of storage, so that anybody may ask it at any rate."""
    return {"ok": True}
