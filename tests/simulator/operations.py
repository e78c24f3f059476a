"""What happens on the server's side without anybody asking: projection, sweeping, backups, sessions that run out."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from backend.sync.sweep import ENTRY_MS, TRASH_MS
from tests.simulator.network import plan_faults, plan_meeting
from tests.simulator.world import Device, World, unknown_twins

if TYPE_CHECKING:
    from tests.simulator.draw import Draw


MARGINS_MS = (-1, 0, 20_000, 10 * 60_000, 7 * 60 * 60_000)
"""How much too young for the sweep what was written last is; what lies longer back than that is old enough."""


def fold(world: World, draw: Draw) -> list[Device]:
    """The records follow the log, late as ever."""
    world.cloud.fold(list(world.users.values())[draw.a % 2])
    return []


def show_entries(world: World, draw: Draw) -> list[Device]:
    """New entries of the log stay hidden from queries from now on, or one of them is seen, or all are."""
    dynamo = world.cloud.dynamo
    if draw.a % 4 == 0:
        dynamo.is_slow = not dynamo.is_slow
    dynamo.show(draw.b)
    if draw.a % 4 == 1:
        dynamo.hidden.clear()
    return []


def sweep(world: World, draw: Draw) -> list[Device]:
    """The daily sweep, months later: the trash is emptied, the log loses its oldest entries; it may die over that."""
    if draw.c % 3 == 0:
        plan_faults(world, draw)
    elif draw.c % 3 == 1:
        plan_meeting(world, draw, None)
    world.has_forks = True  # whoever waits for an answer may find its entry gone
    world.cloud.dynamo.hidden.clear()
    age = TRASH_MS if draw.a % 2 else ENTRY_MS
    world.cloud.sweep(list(world.users.values())[draw.a % 8 == 0], age - draw.one(MARGINS_MS))
    world.cloud.dynamo.calm()
    world.read_log()
    return []


def back_up(world: World, _draw: Draw) -> list[Device]:
    """Keep a copy of the server's data."""
    lengths = {user: len(history.entries) for user, history in world.histories.items()}
    world.backup = (world.cloud.back_up(), lengths)
    return []


def restore(world: World, draw: Draw) -> list[Device]:
    """The server goes back to its backup: what came after is up to the devices."""
    if world.backup and not unknown_twins(world):
        kept, lengths = world.backup
        world.has_forks = True
        world.cloud.restore(copy.deepcopy(kept), is_new_epoch=not (may_forget_epoch(world) and draw.a % 2))
        for user, history in world.histories.items():
            history.cut(lengths.get(user, 0))
        for device in (*world.devices.values(), *world.keepsakes):
            databases = [database for database in device.stored if database != "lanyard"]
            device.behind = {database: device.meta("sync", database).get("cursor") for database in databases}
        world.forget_what_is_nowhere()
    return []


def may_forget_epoch(world: World) -> bool:
    """Say whether whoever restores may forget the new epoch: nothing acknowledged lies beyond anybody's cursor."""
    return world.may_forget_epoch and all(
        (state := device.meta("sync", f"lanyard~{user}")).get("fence") is None
        or (state["cursor"] or {}).get("n") == len(history.entries)
        for device in (*world.devices.values(), *world.keepsakes)
        for user, history in world.histories.items()
    )


def expire_sessions(world: World, _draw: Draw) -> list[Device]:
    """Every login runs out."""
    world.cloud.expire_sessions()
    return []
