"""One shape for every error: `{"error": {"code", "message", "fields"}}`, always JSON."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

from backend.domain.errors import LanyardError, NotFoundError, TooLargeError, UnavailableError
from backend.storage.port import Unavailable
from backend.web.log import where

BAD_REQUEST, NOT_FOUND, NOT_ALLOWED, TOO_LARGE, SERVER_ERROR = 400, 404, 405, 413, 500
LOG = logging.getLogger("lanyard.error")


def errors(app: Flask) -> None:
    """Answer every exception in the one shape."""
    app.register_error_handler(LanyardError, _answer)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _answer(error: LanyardError) -> Response:
    response = _shape(error.status, error.code, str(error), error.fields)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _unavailable(error: Unavailable) -> Response:
    return _answer(UnavailableError("The server is busy. Nothing was lost.", retry_after=error.retry_after))


def _http(error: HTTPException) -> Response:
    """Put Flask's own errors into our shape, keeping headers such as Allow."""
    known = {NOT_FOUND: NotFoundError.code, NOT_ALLOWED: "not_allowed", TOO_LARGE: TooLargeError.code}
    status = error.code or SERVER_ERROR
    response = _shape(status, known.get(status, "bad_request"), error.name, {})
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def _unexpected(error: Exception) -> Response:
    """Answer our own mistake: its place goes into the log, its message nowhere, because it may quote a person."""
    LOG.error("failed", extra={"error": type(error).__name__, "at": where(error)})
    return _shape(SERVER_ERROR, LanyardError.code, "Something went wrong on the server.", {})


def _shape(status: int, code: str, message: str, fields: dict[str, str]) -> Response:
    response = jsonify({"error": {"code": code, "message": message, "fields": fields}})
    response.status_code = status
    return response
