"""Session rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.accounts.sessions import ABSOLUTE, DAY, IDLE, close_session, find_session, open_session
from backend.storage.port import Key, Unavailable
from tests.web.world import World


def rows(world: World, prefix: str) -> list[str]:
    return [str(item["pk"]) for item in world.table.scan(pk_prefix=prefix)]


def test_a_session_is_found_by_its_token_and_listed_under_its_person(world: World) -> None:
    session = open_session(world.deps.for_sessions, "ana")
    assert find_session(world.deps.for_sessions, session.token) == session
    assert len(world.table.query("U#ana", first="T#", last="T#~").items) == 1
    close_session(world.deps.for_sessions, session)
    assert find_session(world.deps.for_sessions, session.token) is None
    assert rows(world, "") == []


def test_a_session_in_use_is_noted_once_a_day(world: World) -> None:
    session = open_session(world.deps.for_sessions, "ana")
    world.table.units.writes = 0
    for _ in range(5):
        find_session(world.deps.for_sessions, session.token)
    assert world.table.units.writes == 0
    world.pass_seconds(DAY)
    for _ in range(5):
        find_session(world.deps.for_sessions, session.token)
    assert 0 < world.table.units.writes <= 1


def test_use_never_carries_a_session_beyond_its_absolute_end(world: World) -> None:
    session = open_session(world.deps.for_sessions, "ana")
    for _ in range(ABSOLUTE // (IDLE - DAY)):
        world.pass_seconds(IDLE - DAY)
        assert find_session(world.deps.for_sessions, session.token)
    world.pass_seconds(ABSOLUTE % (IDLE - DAY))
    assert find_session(world.deps.for_sessions, session.token) is None


def test_an_expired_row_that_a_store_still_shows_is_expired(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    session = open_session(world.deps.for_sessions, "ana")
    (row,) = world.table.scan(pk_prefix="T#")
    world.pass_seconds(IDLE)
    monkeypatch.setattr(world.table, "get", lambda _: row)
    assert find_session(world.deps.for_sessions, session.token) is None


def test_noting_the_use_never_brings_back_a_session_that_a_logout_ends_at_that_moment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(world.deps.for_sessions, "ana")
    world.pass_seconds(DAY)
    put_if = world.table.put_if

    def logout_first(*given: object) -> None:
        close_session(world.deps.for_sessions, session)
        put_if(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(world.table, "put_if", logout_first)
    find_session(world.deps.for_sessions, session.token)
    assert rows(world, "T#") == []


@pytest.mark.parametrize("method", ["put_if", "delete_if"])
@pytest.mark.parametrize("surviving", [0, 1])
def test_a_crash_never_leaves_a_session_that_its_person_could_not_list(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str, surviving: int
) -> None:
    deps = world.deps.for_sessions
    session = open_session(deps, "ana") if method == "delete_if" else None
    original: Callable[..., None] = getattr(world.table, method)
    calls = []

    def crash(*given: object) -> None:
        calls.append(given)
        if len(calls) > surviving:
            raise Unavailable("gone")
        original(*given)

    monkeypatch.setattr(world.table, method, crash)
    with pytest.raises(Unavailable):
        _ = close_session(deps, session) if session else open_session(deps, "ana")  # type: ignore[func-returns-value]
    for item in world.table.scan(pk_prefix="T#"):
        assert world.table.get(Key("U#ana", str(item["pk"])))


@pytest.mark.parametrize("token", ["", "x" * 101, "never issued", "\ud800", "\0"])
def test_a_token_that_was_never_issued_is_nobodys(world: World, token: str) -> None:
    assert find_session(world.deps.for_sessions, token) is None
