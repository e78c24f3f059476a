"""How often Python looks for garbage in a server: seldom, for a request makes many objects and hardly any cycle.

A push of 1,000 records makes some 100,000 objects that all live until its answer; looking among them every 700, as
Python does by itself, takes a quarter of the time. What the app itself consists of is never looked at again.
"""

from __future__ import annotations

import gc

YOUNG_OBJECTS = 100_000


def look_seldom() -> None:
    """Call it once everything is loaded, in every process that answers requests."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    gc.enable()
