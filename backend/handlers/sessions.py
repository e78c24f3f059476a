"""Login sessions: signing in, asking who is signed in, signing out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from backend.accounts.limits import FREE, LOGIN_FROM_ADDRESS, READ
from backend.accounts.users import User, find_user, sign_in
from backend.domain.errors import NotSignedInError
from backend.domain.fields import Id, Name, Part, Text
from backend.web.deps import deps
from backend.web.login import person, sign_in_as, sign_out
from backend.web.route import JSON, public, route
from backend.web.schemas import Body, Given, Nothing

blueprint = Blueprint("sessions", __name__)
LONGEST_LOGIN = 1_024


class Credentials(Body):
    """What proves who somebody is. Any text may be tried: what no account has is wrong, not invalid."""

    email = Given(Text(LONGEST_LOGIN))
    password = Given(Text(LONGEST_LOGIN))


class Person(Body):
    """A person who has an account."""

    id = Given(Id())
    email = Given(Text(LONGEST_LOGIN))
    name = Given(Name(LONGEST_LOGIN))


class Presence(Body):
    """Who is signed in, and the space that holds their records."""

    user = Given(Part(Person))
    space = Given(Id())


def presence(user: User) -> dict[str, Any]:
    """Say who is signed in: a person's own space bears their id."""
    return {"user": {"id": user.id, "email": user.email, "name": user.name}, "space": user.id}


@blueprint.post("/api/session")
@public
@route(rate=LOGIN_FROM_ADDRESS, body=JSON, takes=Credentials, answers=Presence)
def enter(body: dict[str, Any]) -> dict[str, Any]:
    """Sign in."""
    user = sign_in(deps().for_users, **body, address=request.remote_addr or "")
    sign_in_as(user.id)
    return presence(user)


@blueprint.get("/api/session")
@route(rate=READ, answers=Presence)
def show() -> dict[str, Any]:
    """Say who is signed in."""
    user = find_user(deps().table, person())
    if user is None:
        raise NotSignedInError("This account is no more.")
    return presence(user)


@blueprint.delete("/api/session")
@public  # signing out of a session that has ended is no error, and its cookie and cache go all the same
@route(rate=FREE, answers=Nothing)
def leave() -> Response:
    """Sign out. Only the cache is cleared: "storage" would destroy what another person has not synced yet."""
    sign_out()
    response = jsonify({})
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
