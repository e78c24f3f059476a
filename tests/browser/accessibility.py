"""What axe says of a page, and whether it fits a narrow screen; the browser context must let axe past the policy."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.app_server import ROOT
from tests.browser.devices import LAPTOP, PHONE

AXE = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text("utf-8")
RUN_AXE = "async () => (await axe.run()).violations.map((v) => [v.id, ...v.nodes.map((node) => node.html)])"


def axe_faults(page: Page) -> dict[str, Any]:
    """Return what axe finds on the page as it stands, on phone and laptop, in light and dark."""
    page.evaluate(AXE)
    faults = {}
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if found := page.evaluate(RUN_AXE):
                faults[f"{size['width']} {scheme}"] = found
    return faults


def sideways(page: Page, *, width: int) -> int:
    """Return by how many pixels the page must be scrolled sideways at a width: at 200 % zoom a phone is so narrow."""
    page.set_viewport_size({"width": width, "height": 640})
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
