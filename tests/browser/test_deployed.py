"""The main job on what goes to AWS: the packaged functions and stack in an emulator, CloudFront played in front."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Playwright

from tests.browser.devices import Device, Laptop, Phone
from tests.browser.test_story import tell_the_story
from tests.infra.edge import Edge, edge
from tests.infra.emulator import Deployed, deployed
from tools.browser import find_chromium, flags

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Our stack, deployed."""
    with deployed(tmp_path_factory.mktemp("emulator")) as stack:
        yield stack


@pytest.fixture(scope="module")
def site(stack: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """The site in front of it."""
    with edge(stack.distribution(), stack.emulator.port, tmp_path_factory.mktemp("edge")) as site:
        yield site


@pytest.fixture
def _name_leads_here(site: Edge, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make browsers find the site's name on loopback, and take the certificate that we made for it."""
    here = f"--host-resolver-rules=MAP {site.distribution.name}:443 127.0.0.1:{site.port}"
    browser = tmp_path / "browser"
    browser.write_text(f"""#!/bin/sh\nexec '{find_chromium()}' '{here}' --ignore-certificate-errors "$@"\n""")
    browser.chmod(0o700)
    monkeypatch.setenv("CHROMIUM", str(browser))


@pytest.mark.usefixtures("_name_leads_here")
def test_the_story_is_the_same_in_the_cloud(
    site: Edge, playwright: Playwright, new_phone: Callable[[str], Phone], devices: list[Device]
) -> None:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
    laptop = Laptop(browser, site.url)
    devices.append(laptop)
    tell_the_story(new_phone(site.url), laptop)
    browser.close()
