"""How long the app itself keeps a person waiting while a great many records arrive: its longest main-thread task."""

from __future__ import annotations

import tempfile

from playwright.sync_api import Playwright, expect

from tests.bench.sync.contenders import PASSWORD, PATIENCE_MS, Server
from tests.browser.steps import Login, pill, sign_in, visit
from tools.browser import find_chromium, flags

WATCH_TASKS = """
globalThis.longestTask = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) globalThis.longestTask = Math.max(globalThis.longestTask, duration);
}).observe({ type: 'longtask' });
globalThis.arrived = new Promise((resolve) => {
  new BroadcastChannel('lanyard').onmessage = ({ data }) => data.report?.phase === 'idle' && resolve();
});
"""
"""Notes the longest task, and when sync says that it is done: looking for that on the page would take time itself."""


def longest_task_ms(playwright: Playwright, server: Server, space: str) -> float:
    """Sign in on a new device, look at People while all of a space arrives, and return the longest task meanwhile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_chromium(),
            args=flags(),
            base_url=f"http://localhost:{server.network.port}",
            service_workers="block",
        )
        page = context.pages[0]
        page.goto("/")
        sign_in(page, Login(email=f"{space}@example.com", password=PASSWORD))
        page.evaluate(WATCH_TASKS)
        visit(page, "People")
        page.evaluate("arrived")
        expect(pill(page, "^Synced$")).to_be_visible(timeout=PATIENCE_MS)
        longest = float(page.evaluate("globalThis.longestTask"))
        context.close()
    return longest
