"""The uploads' function: the bucket tells of a photo that has arrived, and its bytes are looked at.

What is not the photo that was announced is deleted. Nothing waits for it: whoever asks for the photo first looks too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from backend.domain.errors import InvalidError
from backend.photos.blobs import arrived
from backend.web.deps import Deps

LOG = logging.getLogger("lanyard.uploads")


def run(deps: Deps, event: Mapping[str, Any], _left_ms: Callable[[], int]) -> None:
    """Look at each upload that the event names. Raises: StorageError, to be called again."""
    for record in event["Records"]:
        try:
            arrived(deps.for_photos, unquote_plus(record["s3"]["object"]["key"]))
        except InvalidError as error:
            LOG.warning("an upload was refused", extra={"error": ",".join(error.fields.values())})
