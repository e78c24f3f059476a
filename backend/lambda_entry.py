"""What AWS Lambda calls: `backend.lambda_entry.NAME` for the handler module NAME, and nothing else.

A name is looked up once, while the function starts: what its handler needs is loaded then, and may be kept in a
snapshot. The app itself is made at the first request, because it holds secrets. Garbage is not collected meanwhile:
there is none, and looking for it is an eighth of the time.
"""

from __future__ import annotations

import gc

gc.disable()  # until everything is loaded

import logging
import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

from apig_wsgi import make_lambda_handler

from backend import cloud
from backend.app import blueprint_of, create_app
from backend.garbage import look_seldom
from backend.handlers import EVENTS, WEB
from backend.storage.port import Unavailable
from backend.web.log import to_stderr, where

LOG = logging.getLogger("lanyard.entry")
AWAY = {
    "statusCode": 503,
    "headers": {"Content-Type": "application/json", "Cache-Control": "no-store", "Retry-After": "1"},
    "body": '{"error": {"code": "unavailable", "message": "The server is starting.", "fields": {}}}',
}
"""While no secret can be read there is no app yet that could say so."""

Entry: TypeAlias = Callable[[dict[str, Any], Any], Any]


def __getattr__(name: str) -> Entry:
    if name not in {*WEB, *EVENTS}:
        raise AttributeError(name)
    entry = _web(name) if name in WEB else _event(name)
    look_seldom()
    return entry


def _web(name: str) -> Entry:
    blueprint_of(name)

    @cache
    def answering() -> Entry:
        LOG.info("cold start", extra={"counts": {"cold": 1}})
        handler: Entry = make_lambda_handler(create_app(cloud.deps(), (name,)), binary_support=True)
        return handler

    def answer(event: dict[str, Any], context: Any) -> Any:
        try:
            handler = answering()
        except Unavailable as error:
            LOG.warning("not started", extra={"error": type(error).__name__, "at": where(error)})
            return AWAY
        return handler(event, context)

    return answer


def _event(name: str) -> Entry:
    run = import_module(f"backend.handlers.{name}").run
    deps = cache(cloud.deps)
    return lambda event, context: run(deps(), event, context.get_remaining_time_in_millis)


to_stderr(os.environ.get("METRICS"))
