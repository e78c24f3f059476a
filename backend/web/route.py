"""What each route says of itself, in one object that the guards act on and a test reads.

A route that says nothing needs a login and takes no body. `@public` and the classes below are visible decisions:

    @blueprint.post("/api/session")
    @public
    @route(rate=LOGIN_FROM_ADDRESS, body=JSON, takes=Credentials, answers=SignedIn)
    def sign_in(body): ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeAlias, cast

from flask import Response, jsonify, request
from marshmallow import Schema

from backend.accounts.limits import READ, Rate
from backend.domain.errors import TooLargeError, WrongTypeError
from backend.web.json_body import inflate, parse
from backend.web.schemas import Nothing, load

KIB, MIB = 1024, 1024 * 1024
JSON_TYPE, GZIP_TYPE = "application/json", "application/gzip"


@dataclass(frozen=True, slots=True)
class BodyClass:
    """Which media types a body may have, how many bytes sent, and how many once unpacked.

    `apart` names a member whose elements are judged one by one, not with the whole.
    """

    name: str
    types: tuple[str, ...] = ()
    limit: int = 0
    unpacked: int = 0
    apart: str | None = None


NO_BODY = BodyClass("none")
JSON = BodyClass("json", (JSON_TYPE,), 16 * KIB)
SYNC_BODY = BodyClass("sync", (JSON_TYPE, GZIP_TYPE), 4 * MIB, 8 * MIB, apart="changes")
PICTURE_TYPES = ("image/jpeg", "image/png", "image/webp")
RECORDING_TYPES = ("audio/webm", "audio/mp4", "audio/ogg")
PICTURE = BodyClass("picture", (*PICTURE_TYPES, *RECORDING_TYPES), 8 * MIB)


@dataclass(frozen=True, slots=True)
class Wire:
    """A body that its capability judges; `name` is that of its schema in schema/openapi.json."""

    name: str


Shape: TypeAlias = type[Schema] | Wire | BodyClass
"""What a body is: an object of a schema, one that its capability judges, or the bytes of a class."""


@dataclass(frozen=True, slots=True)
class Route:
    """The decisions about one route."""

    rate: Rate = READ
    body: BodyClass = NO_BODY
    takes: Shape | None = None
    answers: Shape = Nothing
    status: int = 200
    public: bool = False


View: TypeAlias = Callable[..., Any]
DEFAULT = Route()


def route(
    *, rate: Rate, body: BodyClass = NO_BODY, takes: Shape | None = None, answers: Shape, status: int = 200
) -> Callable[[View], View]:
    """Read the body and hand it to the view as its first argument; turn what it returns into the answer."""
    facts = Route(rate, body, takes, answers, status)

    def mark(view: View) -> View:
        @wraps(view)
        def run(**path: str) -> Response:
            given = () if facts.takes is None else (_read(facts.body, facts.takes),)
            return _answer(facts, view(*given, **path))

        vars(run)["route"] = facts
        return run

    return mark


def public(view: View) -> View:
    """Let anybody call the route: no login is asked for."""
    vars(view)["route"] = replace(route_of(view), public=True)
    return view


def route_of(view: View) -> Route:
    """Return the decisions about a view, the default ones where it has made none."""
    return cast("Route", vars(view).get("route", DEFAULT))


def _read(body: BodyClass, takes: Shape) -> Any:
    """Return the request's body, checked in this order: type, size, form, content."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in body.types or charset != "utf-8" or request.headers.get("Content-Encoding"):
        raise WrongTypeError(f"The body must be {' or '.join(body.types)}.")
    request.max_content_length = body.limit
    if (request.content_length or 0) > body.limit:
        raise TooLargeError("The body is over the limit of this route.")
    data = request.get_data(cache=False)
    if isinstance(takes, BodyClass):
        return data
    if request.mimetype == GZIP_TYPE:
        data = inflate(data, body.unpacked)
    content = parse(data, apart=body.apart)
    return content if isinstance(takes, Wire) else load(takes, content)


def _answer(facts: Route, result: Any) -> Response:
    if isinstance(result, Response):
        return result
    if isinstance(facts.answers, type):
        result = facts.answers().dump(result)
    response = jsonify(result)
    response.status_code = facts.status
    return response
