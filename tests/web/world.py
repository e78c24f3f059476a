"""The app on a real table in a temporary folder, with a clock that tests move and passwords that cost little."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.accounts.limits import Limits
from backend.accounts.passwords import Passwords
from backend.app import create_app
from backend.storage.photos_folder import FolderPhotos
from backend.storage.port import Item
from backend.storage.sqlite import SqliteTable
from backend.web.deps import Deps
from tests.outside.postbox import Postbox, PushService

ORIGIN = "http://localhost:8000"
START_MS = 1_790_000_000_000
PASSWORD = "seven otters juggle"
OURS = {"Sec-Fetch-Site": "same-origin"}


class World:
    """One server."""

    def __init__(self, folder: Path, public_origin: str = ORIGIN, photos_origin: str = "") -> None:
        self.now = START_MS
        self.table = SqliteTable(folder / "table.sqlite", now_ms=lambda: self.now)
        self.photos = FolderPhotos(folder / "photos", secret=b"s" * 32, now_ms=lambda: self.now)
        self.mail, self.browsers = Postbox(), PushService()
        ids, tokens = itertools.count(1), itertools.count(1)
        self.deps = Deps(
            table=self.table,
            photos=self.photos,
            passwords=Passwords(memory_kib=8, passes=1),
            limits=Limits(self.table, lambda: self.now),
            now_ms=lambda: self.now,
            new_id=lambda: str(uuid.UUID(int=next(ids))),
            new_token=lambda: f"token-{next(tokens)}",
            secret=b"s" * 32,
            mail=self.mail,
            web_push=self.browsers.web_push(lambda: self.now),
            public_origin=public_origin,
            photos_origin=photos_origin,
        )
        self.app = create_app(self.deps)

    def visitor(self, **environ: Any) -> Visitor:
        """A browser that nobody is signed in on."""
        return Visitor(self.app.test_client(), environ)

    def person(self, name: str) -> Visitor:
        """A browser on which a new person has signed up."""
        visitor = self.visitor()
        body = {"email": f"{name.lower()}@example.org", "password": PASSWORD, "name": name}
        answer = visitor.post("/api/account", body)
        assert answer.status_code == 201, answer.text
        visitor.user = answer.json["user"]["id"] if answer.json else ""
        return visitor

    def pass_seconds(self, seconds: int) -> None:
        self.now += seconds * 1000

    def items_of(self, user: str) -> list[Item]:
        """Everything the table holds of a person."""
        return sorted(
            (item for prefix in (f"S#{user}", f"U#{user}") for item in self.table.scan(pk_prefix=prefix)),
            key=lambda item: (str(item["pk"]), str(item["sk"])),
        )


class Visitor:
    """A browser: it sends what ours sends, unless told otherwise."""

    def __init__(self, client: FlaskClient, environ: dict[str, Any]) -> None:
        self.client, self.environ = client, environ
        self.user = ""

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.send("POST", path, json.dumps(body).encode(), "application/json", headers)

    def get(self, path: str) -> TestResponse:
        return self.send("GET", path)

    def send(
        self, method: str, path: str, data: bytes = b"", media_type: str = "", headers: dict[str, str] | None = None
    ) -> TestResponse:
        return self.client.open(
            path,
            method=method,
            data=data,
            content_type=media_type or None,
            headers=OURS | (headers or {}),
            environ_overrides=self.environ,
        )


@contextmanager
def a_world(folder: Path, public_origin: str = ORIGIN, photos_origin: str = "") -> Iterator[World]:
    """Open a server in `folder` for the length of the block."""
    world = World(folder, public_origin, photos_origin)
    try:
        yield world
    finally:
        world.table.close()
