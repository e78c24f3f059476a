"""Every error that may leave a capability: one base, one line each. The web layer turns them into one JSON shape."""

from __future__ import annotations


class LanyardError(Exception):
    """Base of our errors: `code` is for programs, the message for people, `fields` says which inputs are at fault."""

    status = 500
    code = "internal"

    def __init__(
        self, message: str = "", *, fields: dict[str, str] | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message or self.code)
        self.fields = fields or {}
        self.retry_after = retry_after


class BadRequestError(LanyardError):
    """The request cannot be read at all (malformed JSON, wrong encoding, duplicate keys)."""

    status, code = 400, "bad_request"


class NotSignedInError(LanyardError):
    """The request needs a login session and has none that is valid."""

    status, code = 401, "not_signed_in"


class ForbiddenError(LanyardError):
    """The request comes from another origin, or asks for what this person may not do."""

    status, code = 403, "forbidden"


class NotFoundError(LanyardError):
    """There is nothing here for this person."""

    status, code = 404, "not_found"


class TakenError(LanyardError):
    """The e-mail address has an account already."""

    status, code = 409, "taken"


class TooLargeError(LanyardError):
    """The body is over the limit of its route."""

    status, code = 413, "too_large"


class WrongTypeError(LanyardError):
    """The body's content type is not one that the route takes."""

    status, code = 415, "wrong_type"


class InvalidError(LanyardError):
    """The request reads well and says something it may not; `fields` names what."""

    status, code = 422, "invalid"


class TooOldError(LanyardError):
    """The client speaks a protocol older than the oldest one served."""

    status, code = 426, "client_too_old"


class TooManyError(LanyardError):
    """A rate limit is used up; `retry_after` is in seconds."""

    status, code = 429, "too_many"


class UnavailableError(LanyardError):
    """Storage is throttled or away for a moment; nothing of this request was acknowledged."""

    status, code = 503, "unavailable"
