"""Waitress has sent an answer before anything is done after it, and finishes that too when it is told to stop."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from backend import local
from backend.storage.port import Condition, ConditionFailed, Item
from backend.sync.head import read_head
from tests.web.test_bad_input import change
from tests.web.world import OURS, a_world

PATIENCE = 20


@pytest.fixture
def _stoppable() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, local._stop)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.sockets
@pytest.mark.usefixtures("_stoppable")
def test_the_answer_to_a_push_is_out_before_the_push_is_folded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_world(tmp_path) as world, socket.create_server(("127.0.0.1", 0)) as listener:
        answered, folding = threading.Event(), threading.Event()
        in_time: list[bool] = []
        put_each = world.table.put_each

        def slowly(writes: Iterable[tuple[Item, Condition]]) -> list[ConditionFailed | None]:
            folding.set()
            in_time.append(answered.wait(PATIENCE))
            return put_each(writes)

        def run_client() -> None:
            try:
                statuses.append(push(cookie, listener.getsockname()[1]))
                answered.set()
                folding.wait(PATIENCE)
            finally:
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)

        monkeypatch.setattr(world.table, "put_each", slowly)
        ana, statuses = world.person("Ana"), list[int]()
        kept = ana.client.get_cookie("session")
        cookie = kept.value if kept else ""
        client = threading.Thread(target=run_client)
        client.start()
        local.serve(world.app, listener)
        client.join()
        assert statuses == [200]
        assert in_time
        assert all(in_time)
        assert read_head(world.table, ana.user).applied == 1


def push(cookie: str, port: int) -> int:
    body = {"proto": 1, "schema": 1, "req": "00000000-0000-4000-8000-000000000001", "space": None, "ctr": 9}
    body |= {"replica": "k3f9a0b1c2d", "fence": None, "cursor": None, "changes": [change(1, "Ana")]}
    headers = OURS | {"Content-Type": "application/json", "Cookie": f"session={cookie}"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", "/api/sync", json.dumps(body), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status
