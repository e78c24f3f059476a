"""Passwords: argon2id, its cost, and which passwords everybody would guess.

A password is hashed as typed, never trimmed, folded or cut.
"""

from __future__ import annotations

import base64
import secrets
import threading
from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 8, 1_024
"""Bytes in UTF-8."""

MEMORY_KIB, PASSES, LANES = 65_536, 3, 1
"""Calibrated: the most that stays under 250 ms on one modest core (135 ms where it was measured); the floor is 19,456
and 2. More than one lane would not help on a function that has one core. Raising them takes effect at each login."""

AT_ONCE = 2
"""Passwords looked at at the same time in one process: each takes MEMORY_KIB, and anybody may ask for it."""

HASH_BYTES, SALT_BYTES = 32, 16
SHORT_UNIT = 4
"""A password that only repeats fewer characters than this is guessed at once."""
LONG_NUMBER = 14
"""Digits and signs alone are too few to choose from below this length."""

_AROUND = "0123456789!?.,;:-_@#$%&*+= "
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "1qaz2wsx3edc4rfv")
_LOOKALIKES = str.maketrans("@4831!0$57", "aabeiiosst")


class Passwords:
    """Hashes and checks passwords at one cost."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(passes, memory_kib, LANES, HASH_BYTES, SALT_BYTES)
        self._turn = threading.Semaphore(AT_ONCE)
        # Salt and hash at random instead of computed: checking against it costs the same, and starting costs nothing.
        self._dummy = f"$argon2id$v=19$m={memory_kib},t={passes},p={LANES}${_noise(SALT_BYTES)}${_noise(HASH_BYTES)}"

    def hash(self, password: str) -> str:
        """Return the hash to store, its parameters and salt within."""
        with self._turn:
            return self._hasher.hash(password)

    def matches(self, hashed: str | None, password: str) -> bool:
        """Say whether `password` is the one behind `hashed`; None (no such account) takes the same work and fails."""
        try:
            with self._turn:
                return self._hasher.verify(hashed or self._dummy, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, hashed: str) -> bool:
        """Say whether `hashed` was made at another cost than today's."""
        return self._hasher.check_needs_rehash(hashed)


def check_password(password: str) -> str | None:
    """Say what is wrong with a password's size, as an error code, or None."""
    size = len(password.encode())
    if size < SHORTEST:
        return "too_short"
    return "too_long" if size > LONGEST else None


def is_common(password: str, *about: str) -> bool:
    """Say whether a password is among the first that anybody would try.

    That is: a well-known one, also in letters' lookalikes and with digits or signs around it; a run of the alphabet or
    the keyboard; a few characters over and over; or little more than what is known `about` the person.
    """
    unit = _repeated_unit(password.lower())
    core = unit.strip(_AROUND)
    guesses = _well_known() | {word.lower() for word in about}
    return (
        len(unit) < SHORT_UNIT
        or (not core and len(password) < LONG_NUMBER)
        or not guesses.isdisjoint({unit, core, core.translate(_LOOKALIKES)} - {""})
        or any(unit in run * 2 or unit in run[::-1] * 2 for run in _RUNS)
    )


def _repeated_unit(text: str) -> str:
    """Return the shortest piece that, repeated, gives `text`; mostly `text` itself."""
    return text[: (text + text).find(text, 1)]


@cache
def _well_known() -> frozenset[str]:
    """Return the well-known passwords, and their stems without the digits around them."""
    text = resources.files("backend.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    words = {line for line in text.split("\n") if line and not line.startswith("#")}
    return frozenset(words | {word.strip(_AROUND) for word in words}) - {""}


def _noise(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
