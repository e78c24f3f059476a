"""What every request passes before its view: it comes from our own pages, by a person signed in, and not too often.

The guards are on for all routes; an exception stands at the route. Bodies are guarded where they are read (`route.py`).
"""

from __future__ import annotations

from flask import Flask, request

from backend.accounts.limits import Limits, Rate, prefix_of
from backend.domain.errors import ForbiddenError
from backend.web.login import person
from backend.web.route import route_of

SAFE = frozenset({"GET", "HEAD"})


def guard(app: Flask, limits: Limits, public_origin: str) -> None:
    """Put the guards before every view of `app`."""

    @app.before_request
    def check() -> None:
        if request.url_rule is None:
            return  # no such route: the answer is 404 or 405
        if request.method not in SAFE and not _is_from(public_origin):
            raise ForbiddenError("Changes are only taken from the app's own pages.")
        facts = route_of(app.view_functions[request.url_rule.endpoint])
        if not facts.public:
            person()
        _count(limits, facts.rate)


def _is_from(public_origin: str) -> bool:
    """Say whether our own page sent this: browsers vouch for it in a header that scripts cannot set.

    Older ones send only Origin. The Host header says nothing: whoever sends the request chooses it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == public_origin


def _count(limits: Limits, rate: Rate) -> None:
    """Count the request. The address is that of the connection: any header about it is the sender's to write."""
    if rate.by == "account":
        limits.take(rate, person())
    elif rate.by == "address":
        limits.take(rate, prefix_of(request.remote_addr or ""))
