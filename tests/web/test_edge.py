"""In the cloud the app answers nobody but its edge, and takes a sender's address from it alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.accounts.limits import SIGN_UP, prefix_of
from backend.app import create_app
from backend.storage.port import Unavailable
from backend.web.edge import ADDRESS, ASK_AGAIN_MS, KEY, EdgeKeys
from tests.web.world import PASSWORD, World


@pytest.fixture
def behind(world: World) -> World:
    """A server behind an edge whose key is `right`."""
    world.app = create_app(replace(world.deps, is_edge_key=lambda key: key == "right"))
    return world


def sign_up(world: World, name: str, viewer: str, **headers: str) -> int:
    body = {"email": f"{name}@example.org", "password": PASSWORD, "name": name}
    given = {KEY: "right", ADDRESS: viewer, **headers}
    return world.visitor().post("/api/account", body, **given).status_code


@pytest.mark.parametrize("headers", [{}, {KEY: ""}, {KEY: "wrong"}, {KEY: "Right"}])
@pytest.mark.parametrize("path", ["/api/health", "/api/session", "/api/zzz"])
def test_whoever_goes_round_the_edge_is_refused(behind: World, path: str, headers: dict[str, str]) -> None:
    answer = behind.visitor().send("GET", path, headers=headers)
    assert (answer.status_code, answer.json and answer.json["error"]["code"]) == (403, "forbidden")


def test_through_the_edge_the_app_answers(behind: World) -> None:
    assert behind.visitor().send("GET", "/api/health", headers={KEY: "right"}).status_code == 200
    assert sign_up(behind, "ana", "192.0.2.7:4711") == 201


@pytest.mark.parametrize(
    ("viewer", "neighbour", "stranger"),
    [
        ("192.0.2.7:4711", "192.0.2.7:99", "192.0.2.8:4711"),
        ("2001:db8::7:4711", "2001:db8::8:4711", "2001:db8:0:1::7:4711"),
        ("[2001:db8::7]:4711", "[2001:db8::9]:99", "[2001:db8:0:1::7]:4711"),
    ],
)
def test_limits_go_by_the_viewers_address_and_by_no_other_header(
    behind: World, viewer: str, neighbour: str, stranger: str
) -> None:
    address = viewer.rpartition(":")[0].strip("[]")
    for _ in range(SIGN_UP.limit):
        behind.deps.limits.take(SIGN_UP, prefix_of(address))
    assert sign_up(behind, "a", viewer) == 429
    assert sign_up(behind, "b", neighbour) == 429
    assert sign_up(behind, "c", viewer, **{"X-Forwarded-For": "198.51.100.1", "Forwarded": "for=198.51.100.1"}) == 429
    assert sign_up(behind, "d", stranger) == 201


def test_a_key_and_its_successor_are_both_right_while_it_is_changed() -> None:
    now, kept, asked = [0], ["old"], []

    def read() -> list[str]:
        asked.append(now[0])
        return list(kept)

    is_key = EdgeKeys(read, lambda: now[0])
    assert is_key("old")
    assert not is_key("new")
    kept[:] = ["new", "old"]
    now[0] = ASK_AGAIN_MS - 1
    assert not is_key("new")
    now[0] = ASK_AGAIN_MS
    assert is_key("new")
    assert is_key("old")
    kept[:] = ["newer", "new"]
    now[0] = 2 * ASK_AGAIN_MS
    assert is_key("newer")
    assert not is_key("old")
    assert asked == [0, ASK_AGAIN_MS, 2 * ASK_AGAIN_MS]


def test_guesses_do_not_make_us_ask_for_the_key_again_and_again() -> None:
    asked = []
    is_key = EdgeKeys(lambda: asked.append(1) or ["right"], lambda: 0)  # type: ignore[func-returns-value]
    assert [is_key(f"guess {n}") for n in range(50)] == [False] * 50
    assert len(asked) == 1


def test_when_the_keys_cannot_be_read_the_answer_is_to_come_again(world: World) -> None:
    def away(_: str) -> bool:
        raise Unavailable("no secrets")

    world.app = create_app(replace(world.deps, is_edge_key=away))
    answer = world.visitor().send("GET", "/api/health", headers={KEY: "right"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
