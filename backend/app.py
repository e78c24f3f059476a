"""The app: every handler that is asked for, behind every guard."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from flask import Blueprint, Flask
from flask.json.provider import DefaultJSONProvider

from backend.handlers import LOCAL, WEB
from backend.web.compress import compress
from backend.web.deps import Deps
from backend.web.edge import from_edge
from backend.web.errors import errors
from backend.web.guards import guard
from backend.web.headers import api_headers
from backend.web.log import request_log
from backend.web.login import logins
from backend.web.paths import Sha256Converter, TokenConverter
from backend.web.route import JSON

HANDLERS = (*WEB, *LOCAL)


class PlainJson(DefaultJSONProvider):
    """JSON as it comes: no keys sorted, no letters escaped."""

    sort_keys = False
    ensure_ascii = False


def create_app(deps: Deps, handlers: Iterable[str] = HANDLERS) -> Flask:
    """Return the app. Guards come first and hold for every route; what a route lifts, it says itself."""
    app = Flask(__name__, static_folder=None)
    app.extensions["lanyard"] = deps
    app.json = PlainJson(app)
    app.config["MAX_CONTENT_LENGTH"] = JSON.limit
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    # Nothing of ours is signed with it; without it, Flask-Login fails on a made-up "remember me" cookie.
    app.secret_key = deps.secret
    app.url_map.merge_slashes = False
    app.url_map.converters |= {"sha256": Sha256Converter, "token": TokenConverter}
    request_log(app, deps.new_id)
    logins(app, deps.for_sessions, https=deps.public_origin.startswith("https:"))
    if deps.is_edge_key:
        from_edge(app, deps.is_edge_key)
    guard(app, deps.limits, deps.public_origin)
    errors(app)
    app.after_request(compress)
    app.after_request(api_headers(deps.public_origin, deps.photos_origin))
    for name in handlers:
        app.register_blueprint(blueprint_of(name))
    return app


def blueprint_of(name: str) -> Blueprint:
    """Return the routes of one handler."""
    blueprint: Blueprint = import_module(f"backend.handlers.{name}").blueprint
    return blueprint
