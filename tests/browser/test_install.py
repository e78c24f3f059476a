"""The app can be installed, and its security policy lets it run and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.devices import Laptop, Phone

pytestmark = pytest.mark.browser

INJECT = """
() => {
  const script = document.createElement('script');
  script.append('window.injected = true');
  document.body.append(script);
}
"""
INJECT_MARKUP = "() => { document.body.innerHTML = '<img src=x onerror=\"window.injected = true\">'; }"


def test_a_phone_finds_nothing_that_keeps_it_from_installing_the_app(
    url: str, new_phone: Callable[[str], Phone]
) -> None:
    phone = new_phone(url)
    page = phone.page
    steps.wait_until_installed(page)

    inspector = phone.context.new_cdp_session(page)

    assert inspector.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert inspector.send("Page.getAppManifest")["errors"] == []


@pytest.mark.parametrize("attack", [INJECT, INJECT_MARKUP], ids=["script", "markup"])
def test_an_injected_script_does_not_run(attack: str, url: str, new_laptop: Callable[[str], Laptop]) -> None:
    laptop = new_laptop(url)
    page = laptop.open()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert laptop.complaints == []

    with contextlib.suppress(PlaywrightError):  # trusted types throw at the assignment
        page.evaluate(attack)
    page.wait_for_timeout(200)

    assert page.evaluate("window.injected") is None
    assert any("policy violated" in complaint for complaint in laptop.complaints)
    laptop.complaints.clear()
