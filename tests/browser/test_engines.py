"""A card read in WebKit and in Firefox: chosen in Capture, read by the real reader, shown in the review form."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator

import pytest

from tests.browser import webdriver
from tests.browser.steps import CARDS, LABELS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not os.environ.get("LANYARD_ENGINES"), reason="make engines tells it"),
]

CARD = "01-centred-flat"


@pytest.fixture(params=["Firefox", "WebKit"])
def visitor(request: pytest.FixtureRequest, url: str, tmp_path: pathlib.Path) -> Iterator[webdriver.Visitor]:
    """Somebody who has the app open in a browser of the system, where there is one."""
    if request.param == "Firefox":
        if not webdriver.find_firefox():
            pytest.skip("there is no Firefox here (Debian: firefox-esr)")
        with webdriver.firefox(tmp_path) as remote:
            yield webdriver.Visitor(remote, url)
    else:
        if not webdriver.find_webkit():
            pytest.skip("there is no WebKitGTK with its driver, or no screen for it (Debian: webkit2gtk-driver, xvfb)")
        with webdriver.webkit(tmp_path) as remote:
            yield webdriver.Visitor(remote, url)


def test_a_card_is_read(visitor: webdriver.Visitor) -> None:
    visitor.open("/capture")
    visitor.give_file("Choose a photo", CARDS / f"{CARD}.jpg")
    visitor.see_text("1 shot")
    visitor.follow("Review 1 card")
    visitor.follow("Read, ready to check")

    label = LABELS[CARD]
    assert visitor.value_of("Name") == label["name"][0]
    assert visitor.value_of("E-mail") == label["emails"][0]
