"""People with follow-ups, their browsers and their letters, on a server whose clock the test moves."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend.handlers.remind import remind_all
from backend.reminders.tell import Told
from backend.sync.exchange import fold_pending
from tests.outside.postbox import Browser
from tests.sync.device import Device, person_id, server
from tests.web.world import Visitor, World

NUMBERS = itertools.count(1)


class Reminding(World):
    """A server, and what its job does."""

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, when: dt.datetime) -> Iterator[Reminding]:
        world = cls(folder)
        world.go_to(when)
        try:
            yield world
        finally:
            world.table.close()

    def go_to(self, when: dt.datetime) -> None:
        self.now = int(when.timestamp() * 1000)

    def remind(self) -> Told:
        return remind_all(self.deps)

    def someone(self, name: str) -> Person:
        return Person(self, self.person(name))


class Person:
    """Somebody signed in on a browser, with a phone that syncs."""

    def __init__(self, world: Reminding, visitor: Visitor) -> None:
        self.world, self.visitor, self.user = world, visitor, visitor.user
        self.phone = Device(server(world.table, visitor.user, now_ms=lambda: world.now), f"phone{next(NUMBERS)}")
        self.browsers: list[Browser] = []

    def subscribe(self) -> Browser:
        browser = self.world.browsers.browser()
        answer = self.visitor.post("/api/notifications/devices", browser.body)
        assert answer.status_code == 200, answer.text
        self.browsers.append(browser)
        return browser

    def wants(self, *, mail: bool = False, hour: int = 8, zone: str = "UTC") -> Any:
        answer = self.put("/api/notifications", {"mail": mail, "hour": hour, "zone": zone})
        assert answer.status_code == 200, answer.text
        return answer.json

    def wants_mail(self, **more: Any) -> None:
        """Turn letters on, and follow the link that comes by one."""
        self.wants(mail=True, **more)
        answer = self.visitor.post("/api/notifications/agreement", {"token": self.link()})
        assert answer.status_code == 200, answer.text
        self.world.mail.letters.clear()

    def link(self) -> str:
        """The token in the last letter."""
        found = re.search(r"agree=(\S+)", self.world.mail.letters[-1].text)
        assert found
        return found[1]

    def put(self, path: str, body: Any) -> Any:
        return self.visitor.send("PUT", path, json.dumps(body).encode(), "application/json")

    def meets(self, name: str) -> str:
        contact = person_id(next(NUMBERS))
        self.write(contact, "contact", {"name": name})
        return contact

    def promises(self, what: str, due: str | None, **more: Any) -> str:
        followup = person_id(next(NUMBERS))
        self.write(followup, "followup", {"what": what, "due": due, "state": "open", **more})
        return followup

    def write(self, record_id: str, kind: str, fields: dict[str, Any]) -> None:
        self.phone.write(record_id, fields, kind=kind)
        self.phone.sync()
        fold_pending(self.world.deps.for_sync, self.user)

    def seen(self) -> list[dict[str, str]]:
        """Every notification on every browser, in order."""
        return [json.loads(message) for browser in self.browsers for message in browser.received()]
