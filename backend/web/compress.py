"""Answers in gzip, where the client takes it and it is worth the work."""

from __future__ import annotations

import gzip

from flask import Response, request

WORTHWHILE = 1_000
"""Bytes; below that the saving is less than one network packet."""
LEVEL = 4
"""Nine tenths of the best ratio on sync's JSON at a fraction of its time."""


def compress(response: Response) -> Response:
    """Encode a long JSON answer."""
    if response.mimetype != "application/json" or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    data = response.get_data()
    if len(data) >= WORTHWHILE and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(data, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
