"""The real server code, whole: Flask, guards, sync, photos and sessions, on the DynamoDB adapter and a fake DynamoDB.

A request comes in as bytes and goes out as bytes. The server can die between any two of its calls to storage, and in
the next moment it is there again with whatever was stored.
"""

from __future__ import annotations

import copy
import io
import itertools
import json
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, cast

from backend.accounts.limits import Limits
from backend.accounts.passwords import Passwords
from backend.app import create_app
from backend.outside.mail import NoMail
from backend.storage import dynamodb, keys
from backend.storage.dynamodb import DynamoTable
from backend.storage.photos_folder import FolderPhotos
from backend.storage.port import Unavailable
from backend.sync.project import catch_up
from backend.sync.sweep import sweep
from backend.web.deps import Deps
from tests.outside.postbox import PushService
from tests.simulator.dynamo import FakeDynamo, Place, ServerDiedError

ORIGIN = "http://localhost:8000"
PASSWORD = "seven otters juggle"


class OneAfterTheOther(Executor):
    """Stands in for the adapter's threads: with threads, no run could be repeated."""

    def __init__(self, _workers: int) -> None:
        """Take any number of workers for one."""

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **_: Any) -> Any:
        return [fn(*given) for given in reversed(list(zip(*iterables, strict=True)))][::-1]


vars(dynamodb)["ThreadPoolExecutor"] = OneAfterTheOther


@dataclass(slots=True)
class Answer:
    """What comes back from the server: `status` 0 stands for a connection that broke."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(slots=True)
class Backup:
    """The table and the photos at one moment."""

    items: dict[Place, dict[str, Any]]
    photos: dict[str, bytes]


class Cloud:
    """The server, its table and its photos; `now_ms` is the world's true time."""

    def __init__(self, folder: Path, now_ms: Callable[[], int], *, outlives_answers: bool) -> None:
        self.dynamo = FakeDynamo()
        self.table = DynamoTable(self.dynamo, "lanyard", now_ms=now_ms, pause=lambda _: None)  # type: ignore[arg-type]
        self.folder = folder
        ids, tokens = itertools.count(1), itertools.count(1)
        self.deps = Deps(
            table=self.table,
            photos=FolderPhotos(folder, secret=b"s" * 32, now_ms=now_ms),
            passwords=Passwords(memory_kib=8, passes=1),
            limits=Limits(self.table, now_ms),
            now_ms=now_ms,
            new_id=lambda: str(uuid.UUID(int=next(ids) * (1 << 90) + next(ids))),
            new_token=lambda: f"token-{next(tokens)}",
            secret=b"s" * 32,
            mail=NoMail(),
            web_push=PushService().web_push(now_ms),
            public_origin=ORIGIN,
            outlives_answers=outlives_answers,
        )
        self.app = create_app(self.deps)
        self.epochs = itertools.count(1)

    def answer(self, request: dict[str, Any], cookies: dict[str, str]) -> Answer:
        """Answer a request of a browser with these cookies, which it changes as a browser would."""
        body = request["body"]
        environ = {
            "REQUEST_METHOD": request["method"],
            "PATH_INFO": request["url"],
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": request["headers"].get("content-type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
        }
        given: list[tuple[str, list[tuple[str, str]]]] = []
        try:
            parts = self.app(environ, cast("Any", lambda status, headers, _=None: given.append((status, headers))))
            content = b"".join(parts)
        except ServerDiedError:
            self._rest()
            return Answer(0)
        try:
            parts.close()  # type: ignore[attr-defined]
        except ServerDiedError:
            self._rest()  # while it worked on after its answer
        [(status, headers)] = given
        for name, value in headers:
            if name == "Set-Cookie":
                cookies.update({key: morsel.value for key, morsel in SimpleCookie(value).items()})
        return Answer(int(status.split()[0]), {name.lower(): value for name, value in headers}, content)

    def sign_up(self, name: str) -> str:
        """Make an account and return the person's id."""
        body = {"email": f"{name}@example.org", "password": PASSWORD, "name": name}
        headers = {"content-type": "application/json"}
        request = {"method": "POST", "url": "/api/account", "headers": headers, "body": json.dumps(body).encode()}
        answer = self.answer(request, {})
        return str(json.loads(answer.body)["user"]["id"])

    def expire_sessions(self) -> None:
        """Let every login run out."""
        for place in [place for place in self.dynamo.items if place[0].startswith("T#")]:
            del self.dynamo.items[place]

    def epoch_of(self, space: str) -> str | None:
        """Return the name of the line of history that a space is in."""
        head = self.dynamo.items.get((f"S#{space}", "H"))
        return str(head["epoch"]["S"]) if head else None

    def fold(self, space: str) -> None:
        """What the table's stream triggers: the records follow the log."""
        if keys.head(space).sk and (f"S#{space}", "H") in self.dynamo.items:
            catch_up(self.table, space)

    def sweep(self, space: str, ahead_ms: int) -> None:
        """Sweep a space by a clock that is ahead: that does what months of waiting would."""
        if (f"S#{space}", "H") not in self.dynamo.items:
            return
        deps = replace(self.deps.for_sync, now_ms=lambda: self.deps.now_ms() + ahead_ms)
        try:
            sweep(deps, space)
        except (ServerDiedError, Unavailable):
            self._rest()  # the next sweep goes on

    def back_up(self) -> Backup:
        photos = {
            str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        }
        return Backup(copy.deepcopy(self.dynamo.items), photos)

    def restore(self, backup: Backup, *, is_new_epoch: bool) -> None:
        """Go back to a backup: another line of history begins, which is to have another name."""
        sessions = {place: item for place, item in self.dynamo.items.items() if place[0].startswith("T#")}
        self.dynamo.items = copy.deepcopy(backup.items) | sessions
        self.dynamo.hidden.clear()
        for path in [path for path in self.folder.rglob("*") if path.is_file()]:
            if str(path.relative_to(self.folder)) not in backup.photos:
                path.unlink()
        for name, data in backup.photos.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)
        epoch = f"r{next(self.epochs)}"
        for place, item in self.dynamo.items.items():
            if place[1] == "H" and is_new_epoch:
                floor = int(item["floor"]["N"])
                item |= {"epoch": {"S": epoch}, "applied": {"N": str(floor - 1)}}

    def _rest(self) -> None:
        self.dynamo.calm()
        self.dynamo.meanwhile = None
