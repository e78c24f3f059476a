"""A poll that finds nothing is what a device sends most often, so it stays small."""

from __future__ import annotations

import json
import uuid

from tests.web.world import World

REPLICA = "bench0000001x"
COUNTER = 50_000
MOST_BYTES = 400


def test_a_poll_that_finds_nothing_is_small_both_ways_together(world: World) -> None:
    ada = world.person("Ada")
    contact = {"id": "ana", "kind": "contact", "full": True, "d": [REPLICA, COUNTER], "at": 1, "f": {"name": "Ana"}}
    envelope = {"proto": 1, "schema": 1, "req": str(uuid.UUID(int=1)), "space": ada.user, "replica": REPLICA}
    last = {"fence": None, "ctr": COUNTER, "cursor": None}
    for changes in ([contact], []):
        said = ada.post("/api/sync", {**envelope, **last, "changes": changes}).json
        assert said is not None
        last = {"fence": said["fence"], "ctr": COUNTER, "cursor": said["cursor"]}
    poll = json.dumps({**envelope, **last, "changes": []}, separators=(",", ":")).encode()
    answer = ada.send("POST", "/api/sync", poll, "application/json")
    assert answer.json is not None
    assert answer.json["changes"] == []
    assert len(poll) + len(answer.data) <= MOST_BYTES
