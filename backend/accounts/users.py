"""People's accounts: signing up, and proving who one is by a password.

The row of the e-mail address is what makes an account: it is written last, on condition that the address has none. The
failure worth knowing: a sign-up that dies before it leaves a user row that nobody can reach, and an address still free.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.accounts.limits import LOGIN_FROM_ADDRESS, LOGIN_TO_ACCOUNT, Limits, prefix_of
from backend.accounts.passwords import Passwords, is_common
from backend.domain.errors import InvalidError, NotSignedInError, TakenError
from backend.domain.text import fold_email
from backend.storage import keys
from backend.storage.port import Absent, ConditionFailed, Key, Table, Unavailable, Unchanged


@dataclass(frozen=True, slots=True)
class User:
    """A person who has an account."""

    id: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class UserDeps:
    """What accounts stand on."""

    table: Table
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    passwords: Passwords
    limits: Limits


def sign_up(deps: UserDeps, *, email: str, password: str, name: str) -> User:
    """Make an account.

    Raises: TakenError when the address has one; InvalidError for a password that everybody would guess.
    """
    local_part, _, domain = email.lower().partition("@")
    if is_common(password, email, local_part, domain, name, *name.split()):
        raise InvalidError("Please choose a password that is harder to guess.", fields={"password": "common"})
    place = keys.login_name(fold_email(email))
    if deps.table.get(place):
        raise TakenError("This e-mail address has an account already.")
    user = User(deps.new_id(), email, name)
    _put_user(deps, user, password)
    try:
        _claim(deps.table, place, user.id)
    except ConditionFailed:
        deps.table.delete_if(keys.user(user.id), None)
        raise TakenError("This e-mail address has an account already.") from None
    return user


def sign_in(deps: UserDeps, *, email: str, password: str, address: str) -> User:
    """Return the person with this address and password.

    An attempt is counted before the password is looked at, so that attempts at the same moment cannot pass together,
    and given back unless it was a wrong one. An address without an account costs the same work and gets the same
    answer. Raises: NotSignedInError; TooManyError; Unavailable, also when the attempt could not be counted.
    """
    counted = (
        (LOGIN_TO_ACCOUNT, hashlib.sha256(fold_email(email).encode()).hexdigest()),
        (LOGIN_FROM_ADDRESS, prefix_of(address)),
    )
    taken = []
    wrong = False
    try:
        for rate, who in counted:
            deps.limits.take(rate, who)
            taken.append((rate, who))
        row = _row_of(deps.table, email)
        wrong = not deps.passwords.matches(row["hash"] if row else None, password) or row is None
    finally:
        if not wrong:
            for rate, who in taken:
                deps.limits.give_back(rate, who)
    if wrong or row is None:
        raise NotSignedInError("This e-mail address and password do not belong together.")
    if deps.passwords.is_outdated(row["hash"]):
        _rehash(deps, row, password)
    return _user_of(row)


def find_user(table: Table, user_id: str) -> User | None:
    """Return the person with this id."""
    row = table.get(keys.user(user_id))
    return _user_of(row) if row else None


def _put_user(deps: UserDeps, user: User, password: str) -> None:
    key = keys.user(user.id)
    row = {"id": user.id, "email": user.email, "name": user.name, "hash": deps.passwords.hash(password)}
    deps.table.put_if({"pk": key.pk, "sk": key.sk, "created": deps.now_ms() // 1000, **row}, None)


def _claim(table: Table, place: Key, user_id: str) -> None:
    """Make the address belong to the user row, which must be durable by now: here the account begins.

    An answer that was lost may hide a success, and a driver that then tries again meets its own row; without a second
    look, the person would be told that the account they have just made is somebody else's.
    """
    try:
        table.put_if({"pk": place.pk, "sk": place.sk, "user": user_id}, Absent())
    except (ConditionFailed, Unavailable):
        row = table.get(place)
        if row is None or row["user"] != user_id:
            raise


def _row_of(table: Table, email: str) -> dict[str, Any] | None:
    place: dict[str, Any] | None = table.get(keys.login_name(fold_email(email)))
    return table.get(keys.user(place["user"])) if place else None


def _user_of(row: dict[str, Any]) -> User:
    return User(row["id"], row["email"], row["name"])


def _rehash(deps: UserDeps, row: dict[str, Any], password: str) -> None:
    """Bring the stored hash to today's cost; a login does not fail because this does."""
    try:
        deps.table.put_if({**row, "hash": deps.passwords.hash(password)}, Unchanged({"hash": row["hash"]}))
    except (ConditionFailed, Unavailable):
        return
