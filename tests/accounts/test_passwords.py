"""Passwords: what they cost, and which are refused."""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.accounts.passwords import AT_ONCE, LANES, MEMORY_KIB, PASSES, Passwords, check_password, is_common

CHEAP = Passwords(memory_kib=8, passes=1)
EVERYBODYS = [
    "password",
    "Password1",
    "PASSWORD123",
    "p@ssw0rd",
    "P@$$w0rd!",
    "passw0rd123",
    "12345678",
    "123456789012",
    "87654321",
    "11111111",
    "00000000",
    "aaaaaaaa",
    "abababab",
    "abcabcabc",
    "abcdefgh",
    "hgfedcba",
    "qwertyui",
    "poiuytre",
    "asdfghjkl",
    "1qaz2wsx",
    "zaq12wsx",
    "letmein!!",
    "letmein2024",
    "iloveyou",
    "Iloveyou2!",
    "sunshine99",
    "football",
    "football1",
    "!!welcome!!",
    "Dragon2026",
    "monkey123456",
    "trustno1!",
    "passwordpassword",
    "summer2026",
    "Winter2025!",
    "lanyard2026",
    "conference1",
    "qwerty123456",
    "20261123",
    "2026-11-23",
    "1234-5678",
    "correcthorse",
]


def test_a_hash_is_argon2id_at_no_less_than_the_floor() -> None:
    assert Passwords().hash("seven otters juggle").startswith(f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$")
    assert MEMORY_KIB >= 19_456
    assert PASSES >= 2
    assert LANES >= 1


def test_checking_a_password_costs_what_it_should_and_no_more_than_people_wait() -> None:
    passwords = Passwords()
    hashed = passwords.hash("seven otters juggle")

    def cpu_seconds(known: str | None) -> float:
        begin = time.thread_time()
        passwords.matches(known, "wrong otters juggle")
        return time.thread_time() - begin

    known = statistics.median(cpu_seconds(hashed) for _ in range(5))
    unknown = statistics.median(cpu_seconds(None) for _ in range(5))
    assert 0.02 < known < 1  # on a busy machine; calibrated to stay under 0.25 on a quiet core
    assert 1 / 3 < unknown / known < 3  # that both are the same work, the parameters tell exactly


@settings(deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_a_password_matches_itself_and_nothing_else(password: str) -> None:
    hashed = CHEAP.hash(password)
    assert CHEAP.matches(hashed, password)
    assert not CHEAP.matches(hashed, password + " ")
    assert not CHEAP.matches(None, password)


def test_a_stored_value_that_is_no_hash_matches_nothing() -> None:
    assert not CHEAP.matches("plain text", "plain text")


def test_a_hash_of_another_cost_is_outdated() -> None:
    hashed = CHEAP.hash("seven otters juggle")
    assert not CHEAP.is_outdated(hashed)
    assert Passwords(memory_kib=16, passes=1).is_outdated(hashed)
    assert Passwords(memory_kib=16, passes=1).matches(hashed, "seven otters juggle")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("a" * 7, "too_short"),
        ("a" * 8, None),
        ("éééé", None),
        ("😀😀", None),
        ("a" * 1024, None),
        ("a" * 1025, "too_long"),
        ("é" * 512, None),
        ("é" * 513, "too_long"),
    ],
)
def test_a_password_has_8_to_1024_bytes(password: str, code: str | None) -> None:
    assert check_password(password) == code


@pytest.mark.parametrize(
    "password",
    EVERYBODYS,
)
def test_what_everybody_would_try_first_is_refused(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", ["Anastasia Otter", "anastasia", "OTTER123", "ana@example.org", "example.org1"])
def test_what_is_known_about_the_person_is_no_password(password: str) -> None:
    assert is_common(password, "Anastasia Otter", "Anastasia", "Otter", "ana@example.org", "example.org")


@pytest.mark.parametrize(
    "password",
    [
        "seven otters juggle",
        "correct horse battery staple",
        "tr0ub4dor&3",
        "x7#pQ!2v",
        "Grüezi mitenand",
        "パスワードではない",
        "29461835507216",
        "my password is long",
        "dragonfly lantern",
    ],
)
def test_other_passwords_are_welcome(password: str) -> None:
    assert not is_common(password, "Ana Otter", "ana@example.org")


@settings(deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_any_text_can_be_judged(password: str) -> None:
    assert is_common(password) in {True, False}


def test_only_so_many_passwords_take_memory_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords, counting = Passwords(memory_kib=8, passes=1), threading.Lock()
    under_way: list[int] = [0]
    most: list[int] = []

    def verify(*_: str) -> bool:
        with counting:
            under_way[0] += 1
            most.append(under_way[0])
        time.sleep(0.01)
        with counting:
            under_way[0] -= 1
        return True

    monkeypatch.setattr(passwords, "_hasher", SimpleNamespace(verify=verify))
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: passwords.matches(None, "x"), range(24)))
    assert max(most) == AT_ONCE
