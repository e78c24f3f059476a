from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.world import World, a_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server on loopback http."""
    with a_world(tmp_path) as world:
        yield world
