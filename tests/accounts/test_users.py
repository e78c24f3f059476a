"""Accounts when things go wrong: crashes, lost answers, and two people at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.accounts.limits import LOGIN_TO_ACCOUNT
from backend.accounts.passwords import Passwords
from backend.accounts.users import User, UserDeps, sign_in, sign_up
from backend.domain.errors import NotSignedInError, TakenError
from backend.storage.port import Absent, Condition, ConditionFailed, Item, Unavailable
from tests.web.world import PASSWORD, World

EMAIL = "ana@example.org"


class PowerCutError(BaseException):
    """The process is gone."""


def join(world: World) -> User:
    return sign_up(world.deps.for_users, email=EMAIL, password=PASSWORD, name="Ana")


def enter(world: World, password: str = PASSWORD) -> User:
    return sign_in(world.deps.for_users, email=EMAIL, password=password, address="203.0.113.7")


def on_write(
    world: World, monkeypatch: pytest.MonkeyPatch, prefix: str, act: Callable[[Item, Callable[[], None]], None]
) -> None:
    """Let `act` stand between the caller and every write to a partition that starts with `prefix`."""
    put_if = world.table.put_if

    def stand_in(item: Item, condition: Condition) -> None:
        if str(item["pk"]).startswith(prefix):
            act(item, lambda: put_if(item, condition))
        else:
            put_if(item, condition)

    monkeypatch.setattr(world.table, "put_if", stand_in)


@pytest.mark.parametrize("prefix", ["U#", "E#"])
@pytest.mark.parametrize("written", [False, True], ids=["before the write", "after the write"])
def test_a_crash_at_any_write_of_a_sign_up_leaves_an_account_that_works_or_none(
    world: World, monkeypatch: pytest.MonkeyPatch, prefix: str, *, written: bool
) -> None:
    def crash(_: Item, write: Callable[[], None]) -> None:
        if written:
            write()
        raise PowerCutError

    with monkeypatch.context() as patch:
        on_write(world, patch, prefix, crash)
        with pytest.raises(PowerCutError):
            join(world)
    try:
        joined = join(world)
    except TakenError:
        assert enter(world).email == EMAIL
    else:
        assert enter(world) == joined


def test_of_two_sign_ups_at_the_same_moment_one_gets_the_address_and_the_other_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    winners = []

    def overtake(_: Item, write: Callable[[], None]) -> None:
        monkeypatch.undo()
        winners.append(join(world))
        write()

    on_write(world, monkeypatch, "E#", overtake)
    with pytest.raises(TakenError):
        join(world)
    assert enter(world) == winners[0]
    assert [item["id"] for item in world.table.scan(pk_prefix="U#")] == [winners[0].id]


@pytest.mark.parametrize(
    "seen_as", [Unavailable("lost"), ConditionFailed(None)], ids=["lost", "repeated by the driver"]
)
def test_a_sign_up_whose_answer_was_lost_is_not_told_that_its_own_address_is_taken(
    world: World, monkeypatch: pytest.MonkeyPatch, seen_as: Exception
) -> None:
    def lose(_: Item, write: Callable[[], None]) -> None:
        write()
        raise seen_as

    on_write(world, monkeypatch, "E#", lose)
    joined = join(world)
    assert enter(world) == joined


def test_a_sign_up_that_did_not_happen_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(_: Item, __: Callable[[], None]) -> None:
        raise Unavailable("throttled")

    with monkeypatch.context() as patch:
        on_write(world, patch, "E#", lose)
        with pytest.raises(Unavailable):
            join(world)
    joined = join(world)
    assert enter(world) == joined


def test_an_outage_during_sign_ins_locks_nobody_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    join(world)
    get = world.table.get

    def away(key: object) -> Item | None:
        if str(getattr(key, "pk", "")).startswith("E#"):
            raise Unavailable("away")
        return get(key)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(world.table, "get", away)
        for _ in range(2 * LOGIN_TO_ACCOUNT.limit):
            with pytest.raises(Unavailable):
                enter(world)
    assert enter(world).email == EMAIL


def test_a_login_brings_the_hash_to_todays_cost(world: World) -> None:
    user = join(world)
    old = world.deps.for_users
    new = UserDeps(old.table, old.now_ms, old.new_id, Passwords(memory_kib=16, passes=2), old.limits)
    for _ in range(2):
        assert sign_in(new, email=EMAIL, password=PASSWORD, address="203.0.113.7") == user
    (row,) = [item for item in world.table.scan(pk_prefix="U#") if "hash" in item]
    assert str(row["hash"]).startswith("$argon2id$v=19$m=16,t=2,p=1$")
    assert enter(world) == user


def test_a_wrong_password_changes_nothing_but_the_count(world: World) -> None:
    join(world)
    before = [item for item in world.table.scan() if not str(item["pk"]).startswith("X#")]
    with pytest.raises(NotSignedInError):
        enter(world, "wrong otters juggle")
    assert [item for item in world.table.scan() if not str(item["pk"]).startswith("X#")] == before


def test_neither_password_nor_address_stands_in_a_key_or_in_plain(world: World) -> None:
    join(world)
    with pytest.raises(NotSignedInError):
        enter(world, "wrong otters juggle")
    for item in world.table.scan():
        assert EMAIL not in repr((item["pk"], item["sk"]))
        assert "otters" not in repr(item)


def test_an_account_whose_address_points_nowhere_is_no_account(world: World) -> None:
    world.table.put_if({"pk": "E#x", "sk": "E", "user": "gone"}, Absent())
    with pytest.raises(NotSignedInError):
        enter(world)
