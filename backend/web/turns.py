"""A job over many people: what goes wrong with one must not cost the others their turn, and is not made light of.

Each failure is logged where it happens, without any value. When everybody has had their turn the job fails as a whole,
so that whoever called it hears of it: in the cloud the alarm, the retries and the queue of failures.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from backend.web.log import where


class UnfinishedError(Exception):
    """A job has come to its end, and not everybody was served."""


class Turns:
    """Counts the failures of one run; `failure` is what the log calls each."""

    def __init__(self, log: logging.Logger, failure: str) -> None:
        self._log, self._failure, self._failed = log, failure, 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold one person's share of the job."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, `end` fails for it
            self._failed += 1
            # Not with its traceback, which quotes the message.
            self._log.error(self._failure, extra={"error": type(error).__name__, "at": where(error)})

    def end(self) -> None:
        """Raises: UnfinishedError, if any turn failed."""
        if self._failed:
            raise UnfinishedError(f"{self._failure}: {self._failed}")
