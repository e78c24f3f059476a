"""What devices do in a world: they sync, stop in the middle, are killed, frozen, copied, and get their clocks wrong."""

from __future__ import annotations

from tests.simulator.client import Chain
from tests.simulator.draw import Draw, device_of, tab_of
from tests.simulator.network import drive, settle_chain
from tests.simulator.world import Device, World, holds

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
PAUSES = (1_000, 3_000, 12_000, 31_000, 70_000, 11 * MINUTE, 6 * 60 * MINUTE, DAY)
CLOCKS = (0, -3653 * DAY, 3653 * DAY, -1000, 5 * MINUTE)
MOST_TABS, MOST_DEVICES = 3, 6
"""More behave like these."""


def sync(world: World, draw: Draw) -> list[Device]:
    """Run a sync, on whatever network there is."""
    device = device_of(world, draw.a)
    flags = {"isFlush": draw.c % 7 == 0, "isUrgent": draw.c % 3 == 0}
    world.order("run", device=device.name, tab=tab_of(world, device, draw.b), fine=False, **flags)
    drive(world, draw, device)
    return [device]


def sync_in_steps(world: World, draw: Draw) -> list[Device]:
    """Run a sync that stops before each use of the database; then it is killed, meets a fault, waits, or goes on."""
    device = device_of(world, draw.a)
    tab = tab_of(world, device, draw.b)
    world.order("run", device=device.name, tab=tab, fine=True, isFlush=False, isUrgent=True)
    return advance(world, draw)


def advance(world: World, draw: Draw) -> list[Device]:
    """Let a run that stopped before its database go on for some stops, and perhaps meet its end."""
    stopped = [chain for chain in world.chains.values() if chain.state == "database"]
    if not stopped:
        return []
    chain = stopped[draw.b % len(stopped)]
    device = world.devices[chain.device]
    if go_some_way(world, device, chain, draw.c % 24):
        meet_end(world, draw, device, chain)
    return [device]


def go_some_way(world: World, device: Device, chain: Chain, stops: int) -> bool:
    """Let a chain go on for so many stops, without trouble; say whether it is still there to meet some."""
    for _ in range(stops):
        now = settle_chain(world, chain)
        if now is None or now.tab in device.frozen or now.state not in {"database", "request"}:
            return False
        if now.state == "database":
            world.go(now)
        else:
            world.deliver(now)
    return True


def meet_end(world: World, draw: Draw, device: Device, chain: Chain) -> None:
    """Kill the chain's tab where it stands, take its room or its connection, let it run, or leave it there."""
    now = settle_chain(world, chain)
    end = draw.one(("kill", "kill", "no room", "no connection", "run", "stay"))
    if end == "kill" and chain.tab in device.tabs:
        kill_tab(world, device, chain.tab)
    elif now and now.state == "database":
        if end == "no room":
            world.go(now, error="QuotaExceededError", coarse=True)
        elif end == "no connection":
            world.order("loseConnections", device=device.name, count=1 + draw.more(2))
            world.go(now, coarse=True)
        elif end == "run":
            world.go(now, coarse=True)


def kill_tab(world: World, device: Device, tab: int) -> None:
    """End a tab without warning; a request that is on its way may arrive all the same."""
    world.order("kill", device=device.name, tab=tab)
    device.tabs.remove(tab)
    device.frozen.discard(tab)
    device.forms = {}


def kill(world: World, draw: Draw) -> list[Device]:
    """Kill a tab."""
    device = device_of(world, draw.a)
    if device.tabs:
        kill_tab(world, device, device.tabs[draw.b % len(device.tabs)])
    return [device]


def open_tab(world: World, draw: Draw) -> list[Device]:
    """Open one more tab."""
    device = device_of(world, draw.a)
    if len(device.tabs) < MOST_TABS:
        world.open_tab(device)
    return [device]


def freeze(world: World, draw: Draw) -> list[Device]:
    """Freeze a tab, with the lock in its hand if it has it; or let a frozen one thaw."""
    device = device_of(world, draw.a)
    if device.frozen and draw.b % 2:
        tab = min(device.frozen)
        world.order("thaw", device=device.name, tab=tab)
        device.frozen.discard(tab)
    elif device.tabs:
        tab = device.tabs[draw.b % len(device.tabs)]
        world.order("freeze", device=device.name, tab=tab)
        device.frozen.add(tab)
    return [device]


def set_clock(world: World, draw: Draw) -> list[Device]:
    """Put a device's clock wrong, or right."""
    device = device_of(world, draw.a)
    world.order("clock", device=device.name, ms=CLOCKS[draw.b % len(CLOCKS)])
    return []


def clone(world: World, draw: Draw) -> list[Device]:
    """Copy a device's storage to another device that goes on with it, or keep the copy as a backup."""
    if len(world.devices) + len(world.keepsakes) < MOST_DEVICES:
        world.copy_device(device_of(world, draw.a), is_opened=draw.b % 2 == 0)
    return list(world.devices.values())


def restore_device(world: World, draw: Draw) -> list[Device]:
    """A device gets its storage back as it was some time ago: what it wrote since and did not sync is gone."""
    if world.keepsakes:
        kept = world.keepsakes.pop(draw.a % len(world.keepsakes))
        world.devices[kept.name] = kept
        world.ledger.asleep -= {asleep for asleep in world.ledger.asleep if holds(kept, *asleep)}
        world.open_tab(kept)
        others = [device for device in world.devices.values() if device is not kept]
        if len(others) > 1:
            world.throw_away(others[draw.b % len(others)])
    return list(world.devices.values())


def pass_time(world: World, draw: Draw) -> list[Device]:
    """Let time pass: timers fire, requests are given up, retries begin."""
    world.pass_time(PAUSES[draw.a % len(PAUSES)])
    return list(world.devices.values())
