"""OpenAPI paths of the app's routes, from what each route says of itself (backend/web/route.py)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from marshmallow import Schema
from werkzeug.routing import Rule

from backend.app import HANDLERS, blueprint_of
from backend.web.paths import Sha256Converter, TokenConverter
from backend.web.route import BodyClass, Route, Shape, Wire, route_of

Json = dict[str, Any]
CONVERTERS = {"sha256": Sha256Converter, "token": TokenConverter}
IMPLICIT = {"HEAD", "OPTIONS"}


def paths() -> Json:
    """Return what each route takes and answers, by path and method."""
    found: dict[str, Json] = {}
    for rule, method, view in _routes():
        place = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        found.setdefault(place, {})[method.lower()] = _operation(rule, view)
    return {place: found[place] for place in sorted(found)}


def body_schemas() -> Iterator[type[Schema]]:
    """Yield the schema of every body that has one of its own, once."""
    facts = [route_of(view) for _, _, view in _routes()]
    shapes = [shape for fact in facts for shape in (fact.takes, fact.answers)]
    yield from dict.fromkeys(shape for shape in shapes if isinstance(shape, type))


def _routes() -> list[tuple[Rule, str, Any]]:
    """Return each rule, method and view of the app, in a fixed order; no app with storage is built for that."""
    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.converters |= CONVERTERS
    for name in HANDLERS:
        app.register_blueprint(blueprint_of(name))
    rules = [(rule, method) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - IMPLICIT]
    rules.sort(key=lambda found: (found[0].rule, found[1]))
    return [(rule, method, app.view_functions[rule.endpoint]) for rule, method in rules]


def _operation(rule: Rule, view: Any) -> Json:
    facts = route_of(view)
    operation: Json = {"operationId": rule.endpoint.replace(".", "_"), "summary": inspect.getdoc(view)}
    if rule.arguments:
        operation["parameters"] = [_parameter(rule, name) for name in sorted(rule.arguments)]
    if facts.takes is not None:
        types = facts.body.types
        operation["requestBody"] = {"required": True, "content": _content(facts.takes, types)}
    operation["security"] = [] if facts.public else [{"session": []}]
    return operation | {"responses": _responses(facts)}


def _parameter(rule: Rule, name: str) -> Json:
    pattern = rule._converters[name].regex  # noqa: SLF001 - werkzeug tells it nowhere else
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^{pattern}$"}}


def _responses(facts: Route) -> Json:
    error = {"description": "It failed.", "content": _content(Wire("Error"), ("application/json",))}
    types = facts.answers.types if isinstance(facts.answers, BodyClass) else ("application/json",)
    answer = {"description": "It went well.", "content": _content(facts.answers, types)}
    return {str(facts.status): answer, "default": error}


def _content(shape: Shape, types: tuple[str, ...]) -> Json:
    """Return the media types of a body; what is not JSON is bytes, which OpenAPI 3.1 leaves without a schema."""
    if isinstance(shape, BodyClass):
        return {media_type: {} for media_type in types}
    name = shape.name if isinstance(shape, Wire) else shape.__name__
    schema = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    return {media_type: schema if media_type == "application/json" else {} for media_type in types}
