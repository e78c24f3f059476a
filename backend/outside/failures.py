"""How a service outside fails, in the two ways that matter to whoever asked."""

from __future__ import annotations


class AwayError(Exception):
    """No answer, or one that says "later": another try may go well. What was asked may have happened."""


class RefusedError(Exception):
    """The service has answered, or was not even asked: another try of the same will go no better."""
