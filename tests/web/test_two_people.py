"""Two people on one server: nothing of one is there for the other."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.reminders.devices import name_of
from tests.photos.pictures import picture
from tests.web.test_bad_input import change
from tests.web.test_photos import announced, place_of, uploaded
from tests.web.world import Visitor, World


def push(visitor: Visitor, **changed: Any) -> Any:
    body = {"proto": 1, "schema": 1, "req": "00000000-0000-4000-8000-000000000001", "space": None, "ctr": 9}
    body |= {"replica": "k3f9a0b1c2d", "fence": None, "cursor": None, "changes": [change(1, "Secret Otter")]}
    return visitor.post("/api/sync", body | changed)


class Estate:
    """What Ana has, and every name by which she reaches it."""

    def __init__(self, world: World) -> None:
        self.ana, self.bo = world.person("Ana"), world.person("Bo")
        self.data = picture()
        self.answer = push(self.ana).json
        self.photo = uploaded(self.ana, self.data)
        self.read_url = place_of(self.ana, self.photo)["url"]
        other = picture(size=(50, 50))
        self.browser = world.browsers.browser()
        assert self.ana.post("/api/notifications/devices", self.browser.body).status_code == 200
        self.write_url = announced(self.ana, other)["upload"]["url"]
        self.other = other
        self.before = world.items_of(self.ana.user)
        self.photos = list(world.photos.keys(self.ana.user))


def test_one_person_sees_nothing_of_another_by_any_route_or_name(world: World) -> None:
    estate = Estate(world)
    bo, ana = estate.bo, estate.ana
    tries = [
        bo.get(f"/api/photos/{estate.photo}"),
        bo.get(estate.read_url),
        bo.send("PUT", estate.write_url, estate.other, "image/jpeg"),
        bo.send("PUT", estate.read_url, estate.data, "image/jpeg"),
        push(bo, space=ana.user, changes=[]),
        push(bo, space=ana.user),
    ]
    bo.send("DELETE", f"/api/notifications/devices/{name_of(estate.browser.endpoint)}")
    bo.send("DELETE", "/api/notifications/devices")
    assert [answer.status_code for answer in tries] == [404] * len(tries)
    pulled = [
        push(bo, changes=[]),
        push(bo, changes=[], cursor=estate.answer["cursor"]),
        push(bo, changes=[], cursor=estate.answer["cursor"] | {"n": 0, "tag": ""}),
        push(bo, changes=[], fence=estate.answer["fence"], ctr=0),
        push(bo, changes=[], replica="other"),
    ]
    for answer in pulled:
        assert answer.status_code == 200
        assert answer.json["changes"] == []
    seen = "".join(answer.text for answer in [*tries, *pulled, bo.get("/api/session")])
    assert "Secret Otter" not in seen
    assert "ana@example.org" not in seen
    assert ana.user not in seen
    assert world.items_of(ana.user) == estate.before
    assert list(world.photos.keys(ana.user)) == estate.photos


def test_two_people_may_have_the_same_photo_and_each_uploads_it(world: World) -> None:
    estate = Estate(world)
    assert announced(estate.bo, estate.data)["ready"] is False
    uploaded(estate.bo, estate.data)
    assert world.items_of(estate.ana.user) == estate.before


def test_two_people_may_use_the_same_record_ids_and_replicas(world: World) -> None:
    estate = Estate(world)
    assert push(estate.bo, changes=[change(1, "Bo's own")]).status_code == 200
    assert world.items_of(estate.ana.user) == estate.before


ROUTES = [
    "/api/session",
    "/api/photos/{}",
    "/api/photos/blob/{}",
    "/api/sync",
    "/api/photos",
    "/api/account",
    "/api/notifications",
    "/api/notifications/agreement",
    "/api/notifications/devices",
    "/api/notifications/devices/{}",
    "/api/{}",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_mixture_of_names_gets_one_person_into_the_space_of_another(world: World, data: st.DataObject) -> None:
    if not hasattr(world, "estate"):
        world.estate = Estate(world)  # type: ignore[attr-defined]
    estate: Estate = world.estate  # type: ignore[attr-defined]
    token = estate.read_url.rpartition("/")[2]
    names = [estate.ana.user, f"S#{estate.ana.user}", estate.photo, token, estate.write_url.rpartition("/")[2]]
    names += [f"{estate.ana.user}%2f{estate.photo}", "..%2f" + estate.ana.user, estate.answer["cursor"]["epoch"]]
    names += [name_of(estate.browser.endpoint)]
    names += [hashlib.sha256(b"ana@example.org").hexdigest(), "00000000-0000-7000-8000-000000000001"]
    name = st.sampled_from(names)
    path = data.draw(st.sampled_from(ROUTES)).format(data.draw(name))
    method = data.draw(st.sampled_from(["GET", "POST", "PUT", "DELETE"]))
    keys = st.sampled_from(["space", "cursor", "replica", "fence", "sha256", "user", "key", "type", "length", "req"])
    body = data.draw(st.dictionaries(keys, name | st.integers(0, 9) | st.none(), max_size=6))
    if (method, path) == ("DELETE", "/api/session"):
        return
    headers = {"X-User": estate.ana.user, "X-Space": estate.ana.user}
    media_type = "image/jpeg" if method == "PUT" else "application/json"
    answer = estate.bo.client.open(
        path, method=method, json=body, headers={"Sec-Fetch-Site": "same-origin", "Content-Type": media_type} | headers
    )
    assert answer.status_code < 500
    assert "Secret Otter" not in answer.text
    assert estate.data not in answer.data
    assert world.items_of(estate.ana.user) == estate.before
