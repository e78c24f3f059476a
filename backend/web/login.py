"""Flask-Login on session rows: the cookie holds a random id and nothing else, and no session lives in the browser.

Flask's own session becomes the carrier of that id: Flask-Login puts there what `get_id` returns, this puts it into the
cookie, and the loader finds the row. Flask-Login's `session_protection` stays "basic", which binds nothing to an
address: a phone changes its address all day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from backend.accounts.sessions import ABSOLUTE, Session, SessionDeps, close_session, find_session, open_session
from backend.domain.errors import NotSignedInError
from backend.web.deps import deps

ID = "_user_id"
"""Where Flask-Login keeps what `get_id` returned."""


class SignedIn(UserMixin):
    """Whoever sends this request, for Flask-Login."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get_id(self) -> str:
        """Return the id of the login session, not of the person."""
        return self.session.token


def sign_in_as(user_id: str) -> None:
    """Start a session for this request's sender; the one they had ends, so that an id never outlives a login."""
    sign_out()
    login_user(SignedIn(open_session(deps().for_sessions, user_id)))  # type: ignore[no-untyped-call]


def sign_out() -> None:
    """End the sender's session, if there is one."""
    session = _session()
    if session:
        close_session(deps().for_sessions, session)
    logout_user()  # type: ignore[no-untyped-call]


def visitor() -> str | None:
    """Return the id of the person who is signed in, if anybody is."""
    session = _session()
    return session.user if session else None


def person() -> str:
    """Return the id of the person who is signed in, which also names their space.

    Raises: NotSignedInError.
    """
    user = visitor()
    if user is None:
        raise NotSignedInError("Please sign in.")
    return user


def _session() -> Session | None:
    user: Any = current_user
    return user.session if user.is_authenticated else None


def logins(app: Flask, sessions: SessionDeps, *, https: bool) -> None:
    """Give `app` its logins."""
    app.session_interface = _CookieOfId(https=https)
    manager = LoginManager(app)  # type: ignore[no-untyped-call]
    manager.user_loader(_loader(sessions))  # type: ignore[no-untyped-call]


def _loader(sessions: SessionDeps) -> Callable[[str], SignedIn | None]:
    def load(token: str) -> SignedIn | None:
        session = find_session(sessions, token)
        return SignedIn(session) if session else None

    return load


class _Carrier(dict[str, Any], SessionMixin):
    """Flask's session for the length of one request."""


class _CookieOfId(SessionInterface):
    def __init__(self, *, https: bool) -> None:
        # Browsers keep a __Host- cookie to this host and to https. On loopback http WebKit would drop a Secure one.
        self.name = "__Host-session" if https else "session"
        self.https = https

    def open_session(self, app: Flask, request: Request) -> _Carrier:  # noqa: ARG002 - Flask's signature
        token = request.cookies.get(self.name)
        return _Carrier({ID: token, "came": token} if token else {})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        token = session.get(ID)
        if token == session.get("came"):
            return
        age = ABSOLUTE if token else 0
        response.set_cookie(
            self.name, token or "", max_age=age, path="/", secure=self.https, httponly=True, samesite="Lax"
        )
