"""The account: signing up."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from backend.accounts.limits import SIGN_UP
from backend.accounts.passwords import LONGEST, check_password
from backend.accounts.users import sign_up
from backend.domain.fields import Line, Name, Text
from backend.domain.kinds import SHORT
from backend.domain.text import MAX_EMAIL, check_email
from backend.handlers.sessions import Presence, presence
from backend.web.deps import deps
from backend.web.login import sign_in_as
from backend.web.route import JSON, public, route
from backend.web.schemas import Body, Given

blueprint = Blueprint("account", __name__)


class NewAccount(Body):
    """What a person signs up with; a password's size counts in bytes of UTF-8."""

    email = Given(Line(MAX_EMAIL, check_email))
    password = Given(Text(LONGEST, check_password))
    name = Given(Name(SHORT))


@blueprint.post("/api/account")
@public
@route(rate=SIGN_UP, body=JSON, takes=NewAccount, answers=Presence, status=201)
def create(body: dict[str, Any]) -> dict[str, Any]:
    """Make an account and sign in."""
    user = sign_up(deps().for_users, **body)
    sign_in_as(user.id)
    return presence(user)
