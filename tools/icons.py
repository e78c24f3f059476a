"""Draw the PNG icons of the app from its one SVG, with Chromium.

Run it after changing frontend/public/icons/lanyard.svg, and commit what it writes: `python tools/icons.py`.
Needs Playwright (tests/requirements.lock) and a Chromium; CHROMIUM names one that is not Playwright's own.
"""

import os
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ICONS = Path(__file__).parent.parent / "frontend" / "public" / "icons"
BRAND = "#0f766e"
PLAIN = ((192, "icon-192.png"), (512, "icon-512.png"))
# Launchers cut these to their own shape: the badge must stay within the middle four fifths, the strap runs to the edge.
CUT = ((512, "maskable-512.png", 0.8), (180, "apple-touch-icon.png", 0.9))


def draw(page: Page, size: int, name: str, *, share: float, background: str) -> None:
    """Write one icon of `size` pixels, the drawing taking `share` of its width."""
    svg = (ICONS / "lanyard.svg").read_text(encoding="utf-8")
    drawn = round(size * share)
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(
        f"<style>body{{margin:0;height:100vh;display:grid;place-items:center;background:{background}}}"
        f"svg{{width:{drawn}px;height:{drawn}px;overflow:{'hidden' if share == 1 else 'visible'}}}</style>{svg}",
    )
    page.screenshot(path=ICONS / name, omit_background=True)
    print(f"{name}: {(ICONS / name).stat().st_size} bytes")


def main() -> None:
    """Draw every size."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        page = browser.new_page()
        for size, name in PLAIN:
            draw(page, size, name, share=1, background="transparent")
        for size, name, share in CUT:
            draw(page, size, name, share=share, background=BRAND)
        browser.close()


if __name__ == "__main__":
    main()
