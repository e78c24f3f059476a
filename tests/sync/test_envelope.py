"""What the envelope must hold, and what is decided by it before anything is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.domain.errors import BadRequestError, LanyardError, NotFoundError, TooLargeError, TooOldError
from tests.sync.device import SPACE, Device, new_req, person_id, server
from tests.sync.fake_table import FakeTable

CURSOR = {"epoch": "e1", "n": 0, "tag": ""}


def body(**other: Any) -> dict[str, Any]:
    whole = {"proto": 1, "schema": 1, "req": new_req(), "space": None, "replica": "k3f9a0b1c2d", "fence": None}
    return {**whole, "ctr": 0, "cursor": None, "changes": [], **other}


def refusal_of(raw: dict[str, Any]) -> LanyardError:
    """Send it to an empty table, see that nothing is written, and return the error."""
    table = FakeTable()
    with pytest.raises(LanyardError) as caught:
        server(table)(raw)
    assert not table.items
    return caught.value


UNREADABLE: dict[str, list[Any]] = {
    "proto": [None, "1", 1.0, True, -1],
    "req": [None, "", "x", 7, new_req().upper() + "F", new_req()[:-1]],
    "replica": [None, "", "a b", "import~e1", "x" * 65, 7, "é"],
    "fence": [7, "a b", "x" * 65, []],
    "ctr": [None, -1, 1.5, "1", True, 2**53],
    "changes": [None, {}, "x"],
    "cursor": [[], "x", {}, {"epoch": "e1"}]
    + [{**CURSOR, **fault} for fault in ({"n": -1}, {"n": True}, {"tag": 7}, {"snap": 7}, {"snap": "x" * 2_001})],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in UNREADABLE.items() for value in values])
def test_an_envelope_that_cannot_be_read_is_a_bad_request(key: str, value: Any) -> None:
    assert isinstance(refusal_of(body(**{key: value})), BadRequestError)


@pytest.mark.parametrize("key", ["proto", "req", "replica", "ctr", "changes"])
def test_an_envelope_without_what_it_needs_is_a_bad_request(key: str) -> None:
    raw = body()
    del raw[key]
    assert isinstance(refusal_of(raw), BadRequestError)


def test_a_protocol_below_the_minimum_is_told_to_reload() -> None:
    assert isinstance(refusal_of(body(proto=0)), TooOldError)


def test_a_space_of_somebody_else_is_not_found() -> None:
    assert isinstance(refusal_of(body(space="boris")), NotFoundError)


def test_too_many_changes_are_too_large() -> None:
    assert isinstance(refusal_of(body(changes=[{}] * 2_001)), TooLargeError)


def test_the_own_space_may_be_named_and_unknown_keys_are_ignored() -> None:
    answer = server(FakeTable())(body(space=SPACE, proto=7, schema=99, later={"x": [1]}))
    assert answer["changes"] == []


@pytest.mark.parametrize("schema", [0, 1, 99, "2030-01", None])
def test_a_client_of_an_older_or_a_newer_schema_is_served(schema: Any) -> None:
    change = {
        "id": person_id(1),
        "kind": "contact",
        "full": True,
        "d": ["k3f9a0b1c2d", 1],
        "at": 1,
        "f": {"x_new": [1]},
    }
    answer = server(FakeTable())(body(schema=schema, ctr=1, changes=[change]))
    assert answer["results"] == [{"i": 0, "s": "ok"}]


def test_an_answer_has_exactly_the_keys_of_the_protocol() -> None:
    device = Device(server(FakeTable()), "phone")
    device.write(person_id(1), {"name": "Ana"})
    answer = device.exchange()
    keys = "changes cursor fence fork more now purge reset results share snapshot"
    assert sorted(answer) == keys.split()
    assert sorted(answer["cursor"]) == ["epoch", "n", "tag"]


def test_an_idle_exchange_takes_at_most_400_bytes_of_bodies() -> None:
    device = Device(server(FakeTable()), "k3f9a0b1c2d4e")
    device.write(person_id(1), {"name": "Ana"})
    device.sync()
    sent, received = device.body(), device.exchange()
    assert sum(len(json.dumps(each, separators=(",", ":"))) for each in (sent, received)) <= 400
