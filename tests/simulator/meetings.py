"""What chance alone would seldom bring about: two that meet at the very moment when a rule is all that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.sync.sweep import TRASH_MS
from tests.simulator import devices, operations, people
from tests.simulator.draw import owner_of, tab_of
from tests.simulator.network import MOST_EXCHANGES, plan_sweep
from tests.simulator.world import Device, World

if TYPE_CHECKING:
    from tests.simulator.draw import Draw

IN_A_PUSH = 8
"""Calls of a push before its records are written, about."""


def fold(world: World, draw: Draw) -> list[Device]:
    """The records follow the log; or a sweep goes the whole way while they do."""
    return sweep_in_the_middle(world, draw) if draw.b % 2 else operations.fold(world, draw)


def sweep_in_the_middle(world: World, draw: Draw) -> list[Device]:
    """Somebody deletes, and the projector of that takes a breath between the log and the records.

    Meanwhile a sweep goes the whole way: what was deleted is purged before the deletion is written.
    """
    touched = people.delete(world, draw)
    for device in touched:
        world.order("run", device=device.name, tab=tab_of(world, device), fine=False, isFlush=False, isUrgent=True)
        if world.cloud.deps.outlives_answers:
            plan_sweep(world, TRASH_MS, IN_A_PUSH + draw.more(4))
        answer(world, device)
        if not world.cloud.deps.outlives_answers:
            plan_sweep(world, TRASH_MS, 1 + draw.more(3))
            world.cloud.fold(world.users[owner_of(device) or "ana"])
        world.cloud.dynamo.calm()
    return touched


def freeze(world: World, draw: Draw) -> list[Device]:
    """A tab freezes or thaws; or its answer comes while it is frozen, and it hears it long after."""
    return hear_late(world, draw) if draw.c % 3 == 0 else devices.freeze(world, draw)


def hear_late(world: World, draw: Draw) -> list[Device]:
    """A tab freezes in the middle of a push, and its answer comes; another takes the lock from it, and goes on.

    Then the first thaws: it hears its answer before it hears that the lock is gone.
    """
    [device] = people.edit(world, draw)
    frozen = tab_of(world, device, draw.b)
    world.order("run", device=device.name, tab=frozen, fine=False, isFlush=False, isUrgent=True)
    asking = [chain for chain in world.requesting(device) if chain.tab == frozen]
    if not asking:
        return [device]
    world.order("freeze", device=device.name, tab=frozen)
    world.deliver(asking[0])
    device.frozen.add(frozen)
    for _ in range(2):
        world.order("run", device=device.name, tab=tab_of(world, device), fine=False, isFlush=False, isUrgent=True)
        world.pass_time(2 * devices.MINUTE)
        answer(world, device)
        world.look(*world.devices.values())  # time has passed on all of them
        people.edit(world, draw)
    world.order("run", device=device.name, tab=tab_of(world, device), fine=False, isFlush=False, isUrgent=True)
    world.order("thaw", device=device.name, tab=frozen)
    device.frozen.discard(frozen)
    return list(world.devices.values())


def answer(world: World, device: Device) -> None:
    """Answer what a device asks, without any trouble."""
    for _ in range(MOST_EXCHANGES):
        for chain in world.requesting(device)[:1]:
            world.deliver(chain)
