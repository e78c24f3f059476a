"""Runs: a seed becomes a script, a script becomes a world, and in the end there must be peace."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.sync import pull
from backend.sync.pull import ANSWER_BYTES
from tests.simulator import devices, meetings, network, operations, people
from tests.simulator.checks import ViolatedError, check, check_rest, expect, row_is_waiting
from tests.simulator.client import Client
from tests.simulator.draw import Doing, Draw, owner_of, tab_of
from tests.simulator.history import History
from tests.simulator.network import MOST_EXCHANGES
from tests.simulator.people import start_sign_in
from tests.simulator.world import Device, World

Step = tuple[str, int, int, int]
LENGTHS = (10, 15, 20, 30)
MOST_ROUNDS = 40

ALWAYS: dict[str, tuple[Doing, float]] = {
    "edit": (people.edit, 8),
    "sync": (devices.sync, 9),
    "delete": (people.delete, 1.5),
}
SOMETIMES: dict[str, tuple[Doing, float]] = {
    "open form": (people.open_form, 3),
    "save form": (people.save_form, 3),
    "bring back": (people.bring_back, 1),
    "read": (lambda world, draw: people.edit(world, draw, by_person=False), 2),
    "poison": (people.edit_poison, 1),
    "heavy": (lambda world, draw: people.edit(world, draw, heavy=True), 1),
    "photo": (people.take_photo, 1),
    "many": (people.make_many, 2),
    "allow removal": (people.allow_removal, 1),
    "carry outbox": (people.carry_outbox, 2),
    "sign in": (people.sign_in, 2),
    "sign out": (people.sign_out, 1),
    "sync in steps": (devices.sync_in_steps, 5),
    "advance": (devices.advance, 5),
    "kill": (devices.kill, 2),
    "open tab": (devices.open_tab, 2),
    "freeze": (meetings.freeze, 2),
    "clock": (devices.set_clock, 2),
    "clone": (devices.clone, 1.5),
    "restore device": (devices.restore_device, 1),
    "pass time": (devices.pass_time, 3),
    "answer": (network.answer_one, 6),
    "late copy": (network.deliver_late, 2),
    "fold": (meetings.fold, 2),
    "entries": (operations.show_entries, 3),
    "sweep": (operations.sweep, 3),
    "backup": (operations.back_up, 1),
    "restore": (operations.restore, 1),
    "expire": (operations.expire_sessions, 0.5),
}
STEPS = ALWAYS | SOMETIMES
PAIRS = (("open form", "save form"), ("backup", "restore"), ("clone", "restore device"), ("sync in steps", "advance"))
"""Steps of which one makes little sense without the other."""


@dataclass(frozen=True, slots=True)
class Script:
    """What happens in a run: the world's nature, and its steps in order."""

    seed: int
    devices: int
    page_items: int
    answer_bytes: int
    outlives_answers: bool
    is_slow: bool
    poison_status: int
    has_newer_server: bool
    has_newer_clients: bool
    is_signed_in: bool
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Outcome:
    """How a run went: `failure` is None where every invariant held. `log` tells the steps."""

    script: Script
    failure: str | None = None
    at: int | None = None
    log: list[str] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)


def script_of(seed: int, length: int = 0) -> Script:
    """Return the script of a seed, of `length` steps where that is given.

    Each world has some kinds of trouble and not others, so that each is met alone too.
    """
    chance = random.Random(seed)  # noqa: S311 - a seed to run it again
    share = chance.choice((0.15, 0.3, 0.5, 0.9))
    chosen = {name for name in SOMETIMES if chance.random() < share}
    for one, other in PAIRS:
        if {one, other} & chosen:
            chosen |= {one, other}
    weights = {name: weight for name, (_, weight) in STEPS.items() if name in ALWAYS or name in chosen}
    names = chance.choices(list(weights), weights=list(weights.values()), k=length or chance.choice(LENGTHS))
    return Script(
        seed=seed,
        devices=chance.choice((2, 2, 2, 3, 3, 4, 5)),
        page_items=chance.choice((1, 2, 1000)),
        answer_bytes=chance.choice((300, 1_000, ANSWER_BYTES, ANSWER_BYTES)),
        outlives_answers=chance.random() < 0.5,
        is_slow=chance.random() < 0.3,
        poison_status=chance.choice((413, 400)),
        has_newer_server=chance.random() < 0.2,
        has_newer_clients=chance.random() < 0.2,
        is_signed_in=chance.random() < 0.8,
        steps=tuple((name, *(chance.randrange(2**16) for _ in "abc")) for name in names),  # type: ignore[misc]
    )


def run(client: Client, script: Script) -> Outcome:
    """Play a script and check everything after each step, and once more when all has come to rest."""
    folder = Path(tempfile.mkdtemp(prefix="lanyard-sim-"))
    outcome = Outcome(script)
    try:
        world = World(client, folder, outlives_answers=script.outlives_answers)
        play(world, script, outcome)
    finally:
        shutil.rmtree(folder)
    return outcome


def play(world: World, script: Script, outcome: Outcome) -> None:
    world.cloud.dynamo.page_items = script.page_items
    vars(pull)["ANSWER_BYTES"] = script.answer_bytes
    world.poison_status, world.cloud.dynamo.is_slow = script.poison_status, script.is_slow
    world.has_newer_server, world.has_newer_clients = script.has_newer_server, script.has_newer_clients
    world.may_forget_epoch = not script.is_slow and not {"entries", "many"} & {name for name, *_ in script.steps}
    for _ in range(script.devices):
        world.add_device()
    if script.is_signed_in:
        bring_all_in(world)
    try:
        for number, (name, *numbers) in enumerate(script.steps):
            outcome.at = number
            outcome.log.append(f"{number} {name} {numbers}")
            touched = STEPS[name][0](world, Draw(*numbers))
            here = [device for device in touched if device.name in world.devices]
            world.look(*here)
            follow(world)
            check(world, here)
        outcome.at = len(script.steps)
        come_to_rest(world)
        outcome.at = None
    except ViolatedError as violated:
        outcome.failure = str(violated)
    outcome.faults = world.cloud.dynamo.faults | world.fates


def follow(world: World) -> None:
    """A database whose cursor has moved into the line of history that the server is in is no longer behind it."""
    for device in world.devices.values():
        for user, history in world.histories.items():
            database = f"lanyard~{user}"
            cursor = device.meta("sync", database).get("cursor")
            if not cursor or cursor == device.behind.get(database, cursor):
                continue
            if history.knows(cursor) and cursor["epoch"] == world.cloud.epoch_of(user):
                del device.behind[database]


def bring_all_in(world: World) -> None:
    """Sign Ana in wherever nobody is, and whoever was there wherever the login ran out."""
    for device in world.devices.values():
        start_sign_in(world, device, owner_of(device) or "ana")
        answer_all(world)
        world.look(device)


def answer_all(world: World) -> None:
    """Answer whatever waits, without any trouble."""
    for _ in range(MOST_EXCHANGES * 10):
        waiting = list(world.chains.values())
        requests = [chain for chain in waiting if chain.state == "request"]
        stopped = [chain for chain in waiting if chain.state == "database"]
        if stopped:
            world.go(stopped[0], coarse=True)
        elif requests:
            world.deliver(requests[0])
        else:
            return
    expect(holds=False, invariant="I14 progress", waiting=[chain.what for chain in world.chains.values()])


def come_to_rest(world: World) -> None:
    """All trouble ends: everything must reach everybody, and then nothing moves any more."""
    world.is_bad = False
    dynamo = world.cloud.dynamo
    dynamo.calm()
    dynamo.hidden.clear()
    dynamo.is_slow = False
    for late in world.late:
        world.serve(late.request, late.cookies)
    world.late = []
    for device in world.devices.values():
        for tab in sorted(device.frozen):
            world.order("thaw", device=device.name, tab=tab)
        device.frozen = set()
        world.order("loseConnections", device=device.name, count=0)
        tab_of(world, device)
    answer_all(world)
    world.pass_time(5 * devices.MINUTE)
    answer_all(world)
    world.look(*world.devices.values())
    bring_all_in(world)
    for _ in range(MOST_ROUNDS):
        if is_at_rest(world):
            break
        sync_all(world)
    check(world, list(world.devices.values()))
    check_rest(world)
    check_silence(world)


def sync_all(world: World) -> None:
    for device in world.devices.values():
        if device.stored[device.database]["held"]:
            world.order("allowRemoval", device=device.name, tab=tab_of(world, device))
        world.order("run", device=device.name, tab=tab_of(world, device), fine=False, isFlush=False, isUrgent=True)
        answer_all(world)
    world.pass_time(devices.MINUTE)
    answer_all(world)
    world.look(*world.devices.values())


def is_at_rest(world: World) -> bool:
    """Say whether every device stands at the end of the log with nothing to send."""
    return all(
        device.user is not None
        and not any(map(row_is_waiting, device.rows().values()))
        and not device.stored[device.database]["inflight"]
        and not device.stored[device.database]["held"]
        and not has_photos_to_send(device)
        and is_at_the_end(world.histories[device.user["id"]], device.meta("sync").get("cursor"))
        for device in world.devices.values()
    )


def has_photos_to_send(device: Device) -> bool:
    """Say whether a photo waits that the server has not refused."""
    kept = device.stored[device.database]
    refused = {each["id"] for each in kept["quarantine"]}
    return any("waiting" in blob and blob["sha256"] not in refused for blob in kept["blobs"])


def is_at_the_end(history: History, cursor: dict[str, Any] | None) -> bool:
    """Say whether a cursor stands on the last entry of this line of history."""
    if cursor is None or cursor.get("snap"):
        return False
    return cursor["n"] == len(history.entries) and history.knows(cursor)


def check_silence(world: World) -> None:
    """I9: at rest nobody has anything to say, and a poll writes nothing."""
    before = {user: len(history.entries) for user, history in world.histories.items()}
    sync_all(world)
    after = {user: len(history.entries) for user, history in world.histories.items()}
    expect(before == after, "I9 silent at rest", before=before, after=after)


def shrunk(script: Script, fails: Callable[[Script], bool]) -> Script:
    """Take out steps, in ever smaller pieces, as long as it still fails (Zeller's ddmin)."""
    kept: Sequence[Step] = script.steps
    size = max(1, len(kept) // 2)
    while size:
        at = 0
        while at < len(kept):
            fewer = (*kept[:at], *kept[at + size :])
            if fails(with_steps(script, fewer)):
                kept = fewer
            else:
                at += size
        size //= 2
    return with_steps(script, tuple(kept))


def with_steps(script: Script, kept: Sequence[Step]) -> Script:
    """Return the script with other steps."""
    given = {name: getattr(script, name) for name in script.__slots__}
    return Script(**{**given, "steps": tuple(kept)})
