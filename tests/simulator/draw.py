"""The numbers of a step made into choices among what is there: a script stays one when steps are taken out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.simulator.world import Device, World

T = TypeVar("T")
KINDS = ("contact", "contact", "note", "gadget")
"""Of records, by the end of their id; the last is one that no schema knows yet."""


GROUPS = {"ana": 0, "ben": 1, None: 2}
"""Each person has records of their own."""


class Draw:
    """The numbers of one step, as choices."""

    def __init__(self, a: int, b: int, c: int) -> None:
        self.a, self.b, self.c = a, b, c
        self._state = a * 7 + b * 31 + c * 101 + 1

    def more(self, below: int) -> int:
        """Return another number, which follows from those given."""
        self._state = (self._state * 1_103_515_245 + 12_345) % 2**31
        return (self._state >> 8) % below

    def one(self, choices: Sequence[T]) -> T:
        """Choose by such a number."""
        return choices[self.more(len(choices))]


Doing = Callable[[World, Draw], Sequence[Device]]
"""Does something, and returns the devices to look at afterwards."""


def device_of(world: World, number: int) -> Device:
    """Return one of the devices."""
    return list(world.devices.values())[number % len(world.devices)]


def tab_of(world: World, device: Device, number: int = 0) -> int:
    """Return an open tab that is not frozen, opening one where there is none."""
    awake = [tab for tab in device.tabs if tab not in device.frozen]
    return awake[number % len(awake)] if awake else world.open_tab(device)


def record_of(device: Device, number: int) -> tuple[str, str]:
    """Return a record's id and kind: few, so that devices meet; another person has others."""
    group = GROUPS[owner_of(device)]
    index = number % len(KINDS)
    return f"00000000-0000-7000-8000-{group:04d}{index:08d}", KINDS[index]


def owner_of(device: Device) -> str | None:
    """Return the name of whoever is signed in."""
    return device.user["name"] if device.user else None
