"""Work that nobody waits for: done by the thread of the request, once its answer is out.

It may as well not happen: the process may be one that does not outlive its answers, may be killed, or storage may be
away. So it is only for what somebody else will do later otherwise.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Response, after_this_request

from backend.storage.port import StorageError
from backend.web.deps import deps
from backend.web.log import where

LOG = logging.getLogger("lanyard.after")


def after_answer(job: Callable[[], None]) -> None:
    """Run `job` when this request has been answered, outside of it: neither `deps` nor a person is there any more."""

    def run() -> None:
        try:
            job()
        except StorageError as error:
            LOG.warning("left to others", extra={"error": type(error).__name__, "at": where(error)})

    def attach(response: Response) -> Response:
        response.call_on_close(run)
        return response

    if deps().outlives_answers:
        after_this_request(attach)
