"""Sockets: a unit test opens none; a test marked `sockets` or `browser` reaches loopback and nothing else."""

from __future__ import annotations

import pytest

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.option.allow_unix_socket = True  # asyncio wakes itself through one


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("sockets") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
        else:
            item.add_marker(pytest.mark.disable_socket)
    # Playwright keeps an event loop running in this thread to the end: what needs one of its own goes first, in each of
    # the processes that `make test` shares the files out to in this order.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
