"""What the browser tests stand on: the built site, served by the real server, and devices that must not complain."""

from __future__ import annotations

import os
import pathlib
import secrets
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.app_server import app_server, dynamodb_server
from tests.browser.devices import Device, Laptop, Phone
from tools.browser import find_chromium, flags

PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)

LONG = os.environ.get("LANYARD_LONG", "0") not in {"", "0"}
"""Whether the stories that exist in two lengths are told at full length: `LANYARD_LONG=1`."""


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the app on its default store."""
    with app_server(tmp_path_factory.mktemp("server")) as port:
        yield port


@pytest.fixture(scope="session")
def url(port: int) -> str:
    """The address of the app, as its own terminal prints it."""
    return f"http://localhost:{port}"


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """What the chances of a test follow from: told where it fails; LANYARD_SEED sets it, to see the same again."""
    chosen = int(os.environ.get("LANYARD_SEED") or secrets.randbelow(1_000_000))
    request.node.add_report_section("setup", "chances", f"LANYARD_SEED={chosen}")
    return chosen


@pytest.fixture
def dynamodb_url(tmp_path: pathlib.Path) -> Iterator[str]:
    """The address of the app on the DynamoDB adapter."""
    data = tmp_path / "server"
    with dynamodb_server() as endpoint, app_server(data, {"STORE": "dynamodb", "ENDPOINT": endpoint}) as port:
        yield f"http://localhost:{port}"


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser that all laptops are contexts of."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
    yield browser
    browser.close()


@pytest.fixture
def devices() -> Iterator[list[Device]]:
    """The devices of a test; at its end each is switched off, and none may have complained."""
    used: list[Device] = []
    yield used
    for device in used:
        device.context.close()
    assert [complaint for device in used for complaint in device.complaints] == []


@pytest.fixture
def new_phone(playwright: Playwright, tmp_path: pathlib.Path, devices: list[Device]) -> Callable[[str], Phone]:
    """Make a phone for the app at an address."""

    def make(url: str) -> Phone:
        folder = tmp_path / f"phone{len(devices)}"
        folder.mkdir()
        phone = Phone(playwright, folder, url)
        phone.context.set_default_timeout(PATIENCE_MS)
        devices.append(phone)
        return phone

    return make


@pytest.fixture
def new_laptop(chromium: Browser, devices: list[Device]) -> Callable[[str], Laptop]:
    """Make a laptop for the app at an address."""

    def make(url: str) -> Laptop:
        laptop = Laptop(chromium, url)
        laptop.context.set_default_timeout(PATIENCE_MS)
        devices.append(laptop)
        return laptop

    return make
