"""The network between devices and server, and what befalls each request on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.sync.sweep import ENTRY_MS, TRASH_MS
from tests.simulator.client import Chain
from tests.simulator.dynamo import ONLY, Fault
from tests.simulator.world import Device, Late, World

if TYPE_CHECKING:
    from tests.simulator.draw import Draw

FATES = (
    "fine",
    "fine",
    "fine",
    "fine",
    "request lost",
    "answer lost",
    "twice",
    "copy",
    "server",
    "meanwhile",
    "slow",
    "late",
)
SERVER_FAULTS: tuple[Fault, ...] = ("throttled", "lost", "repeated", "partial", "empty", "empty", "dies", "dies")
MOST_CALLS = 12
MOST_EXCHANGES = 12


def drive(world: World, draw: Draw, device: Device | None = None) -> None:
    """Let requests meet their fates until none is left to be answered now."""
    waiting: set[int] = set()
    for _ in range(MOST_EXCHANGES):
        chains = [chain for chain in world.requesting(device) if chain.place["number"] not in waiting]
        if not chains:
            return
        meet_fate(world, draw, chains[0], waiting)


def meet_fate(world: World, draw: Draw, chain: Chain, waiting: set[int]) -> None:
    """Do with a request what the draw says; those that go on waiting are put into `waiting`."""
    fate = draw.one(FATES) if world.is_bad else "fine"
    world.fates[fate] = world.fates.get(fate, 0) + 1
    request, cookies = chain.place, world.devices[chain.device].cookies
    if request["number"] in world.answers:
        world.deliver(chain)
    elif fate == "request lost":
        world.go(chain, error="no network")
    elif fate == "answer lost":
        world.serve(request, cookies)
        world.go(chain, error="the connection was lost")
    elif fate == "slow":
        waiting.add(request["number"])
    elif fate == "late":
        world.answers[request["number"]] = world.serve(request, cookies)
        waiting.add(request["number"])
    else:
        if fate == "twice":
            world.answers[request["number"]] = world.serve(request, cookies)
            world.serve(request, cookies)
        elif fate == "copy":
            world.late.append(Late(request, dict(cookies)))
        elif fate == "server":
            plan_faults(world, draw)
        elif fate == "meanwhile":
            plan_meeting(world, draw, chain)
        world.deliver(chain)
        world.cloud.dynamo.calm()


def plan_faults(world: World, draw: Draw) -> None:
    """Plan up to three faults of storage, with calls between them that go well."""
    dynamo = world.cloud.dynamo
    for _ in range(1 + draw.more(3)):
        fault = draw.one(SERVER_FAULTS)
        if fault in ONLY:
            dynamo.waiting[ONLY[fault]] = fault
        else:
            dynamo.plan.extend([""] * draw.more(MOST_CALLS))
            dynamo.plan.append(fault)


def plan_meeting(world: World, draw: Draw, chain: Chain | None) -> None:
    """Two at once: in the middle of a request, or of a sweep, the server answers another, the very same, or folds."""
    others = [
        each
        for each in world.requesting()
        if (chain is None or each.id != chain.id) and each.place["number"] not in world.answers
    ]
    other = draw.one([chain, *others, *others])
    ahead_ms = draw.one((0, TRASH_MS, TRASH_MS, ENTRY_MS))
    if other is None or (chain and draw.more(4) == 0):
        plan_sweep(world, ahead_ms, draw.more(MOST_CALLS))
        return

    def meet() -> None:
        answer = world.serve(other.place, world.devices[other.device].cookies)
        if chain is None or other.id != chain.id:
            world.answers[other.place["number"]] = answer

    plan_meanwhile(world, draw.more(MOST_CALLS), meet)


def plan_sweep(world: World, ahead_ms: int, calls: int) -> None:
    """After so many calls another process sweeps everything, by a clock that is ahead."""

    def meet() -> None:
        world.has_forks = True
        for space in world.users.values():
            world.cloud.sweep(space, ahead_ms)
        world.read_log()

    plan_meanwhile(world, calls, meet)


def plan_meanwhile(world: World, calls: int, meet: Callable[[], None]) -> None:
    calm: list[Fault] = [""] * calls
    world.cloud.dynamo.meanwhile = meet
    world.cloud.dynamo.plan = deque([*calm, "meanwhile"])


def settle_chain(world: World, chain: Chain | None) -> Chain | None:
    """Return the chain as it stands now; None where it has ended."""
    return world.chains.get(chain.id) if chain else None


def answer_one(world: World, draw: Draw) -> list[Device]:
    """Let one request that waits meet its fate."""
    chains = world.requesting()
    if not chains:
        return []
    chain = chains[draw.a % len(chains)]
    meet_fate(world, draw, chain, set())
    return [world.devices[chain.device]]


def deliver_late(world: World, draw: Draw) -> list[Device]:
    """A copy of a request arrives long after; nobody waits for its answer."""
    if world.late:
        late = world.late.pop(draw.a % len(world.late))
        world.serve(late.request, late.cookies)
    return []
