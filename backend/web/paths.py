"""What may stand in a path: anything else is no route, so no view ever sees it."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class Sha256Converter(BaseConverter):
    """The hash that names a photo."""

    regex = "[0-9a-f]{64}"


class TokenConverter(BaseConverter):
    """A signed token."""

    regex = "[A-Za-z0-9_.=-]{1,1000}"
