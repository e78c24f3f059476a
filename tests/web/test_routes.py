"""Every route has taken its decisions, in the open."""

from __future__ import annotations

import pytest
from flask import Flask

from backend.accounts.limits import READ
from backend.web import route as classes
from backend.web.route import NO_BODY, BodyClass, Route, Wire, public, route, route_of
from backend.web.schemas import Nothing
from tests.web.world import World

PUBLIC = {
    ("POST", "/api/account"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
    ("GET", "/api/health"),
    ("PUT", "/api/photos/blob/<token:token>"),
    ("GET", "/api/photos/blob/<token:token>"),
}
"""Who adds a line here has thought about a stranger calling the route."""


def routes(app: Flask) -> dict[tuple[str, str], Route]:
    return {
        (method, rule.rule): route_of(app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }


def test_every_route_says_who_may_call_it_how_often_and_with_what(world: World) -> None:
    undecided = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in world.app.url_map.iter_rules()
        if "route" not in vars(world.app.view_functions[rule.endpoint])
    ]
    assert undecided == []


def test_only_the_listed_routes_are_public(world: World) -> None:
    assert {name for name, facts in routes(world.app).items() if facts.public} == PUBLIC


def test_every_body_has_a_class_and_a_schema(world: World) -> None:
    for name, facts in routes(world.app).items():
        assert (facts.body is NO_BODY) == (facts.takes is None), name
        assert facts.answers is not None, name
        if isinstance(facts.takes, BodyClass):
            assert facts.takes is facts.body is classes.PICTURE, name
        if isinstance(facts.takes, Wire):
            assert facts.body is classes.SYNC_BODY, name


def test_a_public_route_is_never_counted_by_the_account_it_does_not_have(world: World) -> None:
    for name, facts in routes(world.app).items():
        assert not (facts.public and facts.rate.by == "account"), name


def test_every_route_lies_under_api(world: World) -> None:
    assert [rule for _, rule in routes(world.app) if not rule.startswith("/api/")] == []


def test_every_route_but_the_public_ones_asks_a_stranger_to_sign_in(world: World) -> None:
    for method, rule in routes(world.app):
        path = rule.replace("<sha256:name>", "a" * 64).replace("<token:token>", "x.y")
        answer = world.visitor().send(method, path)
        expected_401 = (method, rule) not in PUBLIC
        assert (answer.status_code == 401) == expected_401, f"{method} {rule}: {answer.status_code}"


def test_a_view_that_decides_nothing_still_gets_the_guards(world: World) -> None:
    world.app.add_url_rule("/api/forgotten", view_func=lambda: {"secret": 1}, methods=["GET", "POST"])
    assert world.visitor().get("/api/forgotten").status_code == 401
    assert world.person("Ana").get("/api/forgotten").status_code == 200
    assert (
        world.person("Bo").send("POST", "/api/forgotten", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )


def test_public_needs_no_other_decision_changed() -> None:
    @public
    @route(rate=READ, answers=Nothing)
    def view() -> dict[str, str]:
        return {}

    assert route_of(view) == Route(rate=READ, answers=Nothing, public=True)


@pytest.mark.parametrize("body", [classes.JSON, classes.SYNC_BODY, classes.PICTURE])
def test_no_body_class_is_without_a_limit(body: BodyClass) -> None:
    assert 0 < body.limit <= 8 * 1024 * 1024
