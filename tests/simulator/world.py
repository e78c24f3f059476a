"""One world: a server, a network that answers when it likes, and devices on which the real client runs.

Time passes only when a step says so, every choice comes from the script, and one chain runs at a time: the same script
gives the same run, line for line.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.simulator.client import Chain, Client
from tests.simulator.cloud import Answer, Backup, Cloud
from tests.simulator.history import Entry, History
from tests.simulator.ledger import Ledger

START_MS = 1_790_000_000_000
PEOPLE = ("ana", "ben")
HTTP_OK = 200
POISON = "poison"
"""Whatever stands in a body with this word in it, the server's front refuses: 413 or 400, by the world's choice."""


@dataclass(slots=True)
class Device:
    """A device as the world sees it: what it has stored, as of the last look."""

    name: str
    cookies: dict[str, str] = field(default_factory=dict)
    tabs: list[int] = field(default_factory=list)
    frozen: set[int] = field(default_factory=set)
    stored: dict[str, Any] = field(default_factory=dict)
    own_replicas: set[str] = field(default_factory=set)
    behind: dict[str, Any] = field(default_factory=dict)
    """Databases that have not heard yet that a backup was restored, with the cursor that each had then."""
    forms: dict[str, tuple[str, dict[str, frozenset[str]]]] = field(default_factory=dict)
    """Open forms by name: the record, and what each field had shown."""

    @property
    def user(self) -> dict[str, str] | None:
        """Who is signed in on it."""
        kept = self.stored.get("lanyard", {}).get("user", [])
        return next((each["value"] for each in kept if each["key"] == "user"), None)

    @property
    def database(self) -> str:
        """The name of the database that is open."""
        return f"lanyard~{self.user['id'] if self.user else ''}"

    def rows(self, database: str | None = None) -> dict[str, dict[str, Any]]:
        """Return the records of a database, by id, each with what is noted of it as unsent."""
        kept = self.stored.get(database or self.database, {})
        unsent = {row["id"]: row for row in kept.get("unsent", [])}
        return {row["id"]: {**row, **unsent.get(row["id"], {})} for row in kept.get("records", [])}

    def meta(self, key: str, database: str | None = None) -> dict[str, Any]:
        """Return the sync state or the replica of a database."""
        kept = self.stored.get(database or self.database, {}).get("meta", [])
        return next((each for each in kept if each["key"] == key), {})


@dataclass(slots=True)
class Late:
    """A copy of a request that is still on its way, with the cookies that it was sent with."""

    request: dict[str, Any]
    cookies: dict[str, str]


class World:
    """Everything there is. `client` is lent to one world at a time."""

    def __init__(self, client: Client, folder: Path, *, outlives_answers: bool) -> None:
        self.client = client
        self.passed_ms = 0
        self.cloud = Cloud(folder, lambda: START_MS + self.passed_ms, outlives_answers=outlives_answers)
        self.ledger = Ledger()
        self.devices: dict[str, Device] = {}
        self.keepsakes: list[Device] = []
        self.shared_names: set[str | None] = set()
        """Names that a copy of a device has or had, too."""
        """Copies of a device's storage, opened by nobody."""
        self.histories: dict[str, History] = {}
        self.chains: dict[int, Chain] = {}
        self.answers: dict[int, Answer] = {}
        """Answers that are under way to a chain, by the number of its request."""
        self.late: list[Late] = []
        self.backup: tuple[Backup, dict[str, int]] | None = None
        self.discarding: set[str] = set()
        """Devices on which somebody agreed to lose what is not on the server, until they are signed out."""
        self.is_bad = True
        """Whether requests meet other fates than to be answered."""
        self.needless_forks = 0
        self.fates: dict[str, int] = {}
        self.poison_status = 413
        self.has_newer_server = self.has_newer_clients = False
        """Whether the other side says things that this one does not know."""
        self.may_forget_epoch = False
        """Whether a restored backup may go without a new epoch: nothing acknowledged lies beyond anybody's cursor."""
        self.has_forks = False
        """Whether a fork is due to somebody: storage was copied, or a backup restored."""
        self.names = itertools.count()
        client.order("reset")
        self.users = {name: self.cloud.sign_up(name) for name in PEOPLE}
        self.names_by_id = {user: name for name, user in self.users.items()}

    # Devices

    def add_device(self) -> Device:
        device = Device(f"d{next(self.names)}")
        self.devices[device.name] = device
        self.order("device", device=device.name, seed=len(self.names_by_id) * 1000 + int(device.name[1:]))
        self.open_tab(device)
        return device

    def open_tab(self, device: Device) -> int:
        number = max(device.tabs, default=-1) + 1
        device.tabs.append(number)
        self.order("open", device=device.name, tab=number)
        self.look(device)
        return number

    def copy_device(self, device: Device, *, is_opened: bool) -> Device:
        """Clone a device with all that is stored on it; the copy bears the same session."""
        self.has_forks = True
        twin = Device(f"d{next(self.names)}", dict(device.cookies), own_replicas=set(device.own_replicas))
        twin.behind = dict(device.behind)
        self.shared_names |= {device.meta("replica", database).get("id") for database in device.stored}
        self.order("clone", device=device.name, to=twin.name, seed=int(twin.name[1:]) + 5000)
        if is_opened:
            self.devices[twin.name] = twin
            self.open_tab(twin)
        else:
            twin.stored = device.stored
            self.keepsakes.append(twin)
        return twin

    def throw_away(self, device: Device) -> None:
        """A device is lost: what only it had is lost with it, and nobody is to blame."""
        self.order("throwAway", device=device.name)
        del self.devices[device.name]
        self.chains = {number: chain for number, chain in self.chains.items() if chain.device != device.name}
        self.forget_what_is_nowhere()

    def forget_what_is_nowhere(self) -> None:
        """Excuse values that were lost by hand: with a device, or with what a backup lacks."""
        while lost := [
            (place, value) for place, value in self.ledger.standing() if not self.is_somewhere(place, value)
        ]:
            for place, value in lost:
                if self.may_come_back(place, value):
                    self.ledger.asleep.add((place, value))
                else:
                    self.ledger.forget(place, value)
        for sha256 in [sha256 for sha256 in self.ledger.photos if not self.has_photo(sha256)]:
            del self.ledger.photos[sha256]

    def may_come_back(self, place: tuple[str, str], value: str) -> bool:
        """Say whether a copy that nobody uses holds the value, or a request or an answer that is under way."""
        travelling = [answer.body for answer in self.answers.values()]
        travelling += [plain(base64.b64decode(late.request["body"])) for late in self.late]
        return any(holds(copy, place, value) for copy in self.keepsakes) or any(
            value.encode() in body for body in travelling
        )

    def is_somewhere(self, place: tuple[str, str], value: str) -> bool:
        """Say whether a device or the log holds the value."""
        record, name = place
        return any(holds(device, place, value) for device in self.devices.values()) or any(
            value in values_of(history.now[record].f.get(name))
            for history in self.histories.values()
            if record in history.now
        )

    def has_photo(self, sha256: str) -> bool:
        """Say whether a device or the server holds the photo's bytes."""
        return any(sha256 in path.name for path in self.cloud.folder.rglob("*")) or any(
            blob["sha256"] == sha256
            for device in self.devices.values()
            for database in device.stored.values()
            for blob in database.get("blobs", [])
        )

    def look(self, *devices: Device) -> None:
        """Read again what devices have stored."""
        for device in devices:
            was_in, before = device.user is not None, device.database
            device.stored = self.client.dump(device.name)
            # Whoever signs out after a restore and before the next sync takes along what the backup lacks.
            if was_in and device.user is None and (before in device.behind or device.name in self.discarding):
                self.discarding.discard(device.name)
                self.forget_what_is_nowhere()
            for database in device.stored:
                if replica := device.meta("replica", database):
                    device.own_replicas.add(replica["id"])

    # Orders, and what they leave standing

    def order(self, op: str, **details: Any) -> list[Chain]:
        """Give an order to the client; return the chains that ended."""
        standing = self.client.order(op, **details)
        self.chains = {chain.id: chain for chain in standing if chain.state != "done"}
        done = [chain for chain in standing if chain.state == "done"]
        # Whoever signs out takes something along, and may be back before the step is over.
        self.look(*(self.devices[chain.device] for chain in done if chain.what == "signOut"))
        return done

    def go(self, chain: Chain, **onward: Any) -> list[Chain]:
        """Let a chain that waits go on."""
        return self.order("go", chain=chain.id, onward=onward)

    def requesting(self, device: Device | None = None) -> list[Chain]:
        """Return the chains that wait for an answer and may hear it."""
        return [
            chain
            for chain in self.chains.values()
            if chain.state == "request"
            and (device is None or chain.device == device.name)
            and chain.tab not in self.devices[chain.device].frozen
        ]

    # The network

    def serve(self, request: dict[str, Any], cookies: dict[str, str]) -> Answer:
        """Take a request to the server, and see what it did to the log."""
        body = base64.b64decode(request["body"])
        if POISON.encode() in plain(body) and request["url"] == "/api/sync":
            error = {"error": {"code": "odd", "message": "", "fields": {}}}
            return Answer(self.poison_status, {}, json.dumps(error).encode())
        if self.has_newer_clients and request["url"] == "/api/sync" and body[:1] == b"{":
            body = json.dumps({**json.loads(body), "later": [1]}).encode()
        answer = self.cloud.answer({**request, "body": body}, cookies)
        self.read_log()
        if self.has_newer_server and answer.status == HTTP_OK and request["url"] == "/api/sync":
            told = json.loads(answer.body)
            answer.body = json.dumps({**told, "weather": {"in": ["Oslo"]}}).encode()
        return answer

    def deliver(self, chain: Chain) -> list[Chain]:
        """Answer a chain's request, or hand it the answer that was under way."""
        answer = self.answers.pop(chain.place["number"], None)
        if answer is None:
            answer = self.serve(chain.place, self.devices[chain.device].cookies)
        if answer.status == 0:
            return self.go(chain, error="the connection broke")
        if chain.place["url"] == "/api/sync" and answer.status == HTTP_OK and not self.has_forks:
            self.needless_forks += json.loads(answer.body)["fork"]
        body = base64.b64encode(answer.body).decode()
        return self.go(chain, status=answer.status, headers=kept(answer.headers), body=body)

    def read_log(self) -> None:
        """Follow the log of every space as far as it has come."""
        for user in self.users.values():
            history = self.histories.setdefault(user, History())
            while item := self.cloud.dynamo.items.get((f"S#{user}", f"L#{len(history.entries) + 1:016d}")):
                entry = Entry.of(item)
                for record in entry.purge:
                    if record in history.now:
                        self.ledger.purge(record, dict(history.now[record].f))
                history.add(entry)

    def pass_time(self, ms: int) -> list[Chain]:
        self.passed_ms += ms
        return self.order("pass", ms=ms)


def unknown_twins(world: World) -> set[tuple[str, str]]:
    """Return the databases and names that copies of one device share, which the server has not met on one of them.

    With a backup restored between the two, it could not tell them apart: a known limit of docs/sync.md.
    """
    fences: dict[tuple[str, str], list[str | None]] = {}
    for device in (*world.devices.values(), *world.keepsakes):
        for database in device.stored:
            if database != "lanyard" and (replica := device.meta("replica", database)):
                fence = device.meta("sync", database).get("fence")
                fences.setdefault((database, replica["id"]), []).append(fence)
    return {name for name, known in fences.items() if len(known) > 1 and None in known}


def holds(device: Device, place: tuple[str, str], value: str) -> bool:
    """Say whether a device has stored a value."""
    record, name = place
    return any(
        value in values_of(row["registers"].get(name))
        for database in device.stored
        if database != "lanyard"
        for row in [device.rows(database).get(record)]
        if row
    )


def values_of(register: Mapping[str, Any] | None) -> set[str]:
    """Return the texts among a register's siblings."""
    return {sibling["v"] for sibling in register["s"] if isinstance(sibling["v"], str)} if register else set()


def plain(body: bytes) -> bytes:
    """Return what a body says, unpacked where it is gzip."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def kept(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers that a page may read."""
    return {name: value for name, value in headers.items() if name in {"content-type", "retry-after"}}
