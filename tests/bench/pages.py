"""`make bench-pages`: what the first page weighs, what Lighthouse says on a phone, and how soon the app answers.

Bytes are those of the scripts and style sheets that the page asks for until it shows its heading, each as its brotli
file. Lighthouse plays a mid-range phone on a slow network. A warm start is the installed app's: service worker in
place, `CONTACTS` people on the device. The exit code is 1 where a figure misses its gate.
"""

from __future__ import annotations

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from tests.browser.app_server import ROOT, app_server
from tests.browser.steps import SYNC_MS, Login, sign_in, sign_up, wait_until_installed, wait_until_synced
from tools.browser import find_chromium, flags

CONTACTS = 5_000
PUSHED_AT_ONCE = 1_000
LIGHTHOUSE_RUNS = 3
WARM_STARTS = 5
CATEGORIES = ("performance", "accessibility", "best-practices")


@dataclass(frozen=True)
class Figure:
    """One row of the table; `at_most` and `at_least` are its gate."""

    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps its gate."""
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)

    def row(self) -> str:
        """Return the table's row."""
        gate = f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}"
        return f"{self.name:<44}{self.value:>9.1f} {self.unit:<4}{gate:>9}  {'ok' if self.is_met else 'MISSED'}"


def main() -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, app_server(pathlib.Path(folder) / "data") as port:
        url = f"http://localhost:{port}"
        figures = [*browser_figures(url), *lighthouse_figures(url, pathlib.Path(folder))]
    print(f"{'figure':<44}{'value':>9}     {'gate':>9}")
    for figure in figures:
        print(figure.row())
    return 0 if all(figure.is_met for figure in figures) else 1


def browser_figures(url: str) -> Iterator[Figure]:
    """Measure in our own browser, at this machine's speed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        yield Figure("first page, JS + CSS, brotli", first_page_bytes(browser, url) / 1024, "KB", at_most=40)
        warm = warm_start_ms(browser, url)
        yield Figure(f"warm start with {CONTACTS:,} contacts, list shown", warm, "ms", at_most=300)
        browser.close()


def first_page_bytes(browser: Browser, url: str) -> int:
    """Return the brotli bytes of the scripts and style sheets that are asked for until the heading shows."""
    context = browser.new_context(base_url=url, service_workers="block")
    page = context.new_page()
    asked: list[str] = []

    def note(answer: Response) -> None:
        if answer.request.resource_type in {"script", "stylesheet"}:
            asked.append(answer.url.removeprefix(f"{url}/"))

    page.on("response", note)
    page.goto("/", wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()
    return sum(brotli_bytes(ROOT / "build/web" / path) for path in asked)


def brotli_bytes(file: pathlib.Path) -> int:
    """Return the file's size as sent; the build leaves the smallest ones unpacked."""
    packed = file.with_name(f"{file.name}.br")
    return (packed if packed.exists() else file).stat().st_size


def warm_start_ms(browser: Browser, url: str) -> float:
    """Return the median time from asking for People to its list being shown, the contacts on the device."""
    login = Login()
    context = browser.new_context(base_url=url)
    push_contacts(context, login)
    context.close()
    context = browser.new_context(base_url=url)
    page = context.new_page()
    wait_until_installed(page)
    sign_in(page, login)
    page.goto("/people")
    page.get_by_role("searchbox").fill(f"Number{CONTACTS - 1}")
    expect(page.get_by_role("link", name=f"Number{CONTACTS - 1}")).to_be_visible(timeout=SYNC_MS)
    context.add_init_script(MARK_LIST)
    times = [list_shown_ms(page) for _ in range(WARM_STARTS)]
    context.close()
    return statistics.median(times)


MARK_LIST = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('main a[href^="/people/"]:not([href="/people/new"])')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => performance.mark('list shown')));
}).observe(document, { childList: true, subtree: true });
"""
"""Marks the moment after the frame that painted the first person of the list, when the page takes input again."""


LIST_SHOWN = """
async () => {
  const marks = () => performance.getEntriesByName('list shown');
  for (let waited = 0; marks().length === 0 && waited < 1000; waited++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return marks()[0].startTime;
}
"""


def list_shown_ms(page: Page) -> float:
    """Open People anew and return when its list was shown, counted from the request for the page."""
    page.goto("/people")
    return float(page.evaluate(LIST_SHOWN))


PUSH = """
async ([from, count]) => {
  const stamp = Date.now();
  const changes = Array.from({ length: count }, (_, at) => from + at).map((number) => ({
    id: crypto.randomUUID(), kind: 'contact', full: true, d: ['bench0000001', number + 1], at: stamp,
    f: { name: `Person Number${number}`, organization: `Company ${number % 700}`, title: 'Head of Examples',
      emails: [{ value: `person${number}@company${number % 700}.example.com`, label: '' }] } }));
  const body = { proto: 1, schema: 1, req: crypto.randomUUID(), space: null, replica: 'bench0000001',
    ...(window.lastAnswer ?? { fence: null, cursor: null }), ctr: from + count, changes };
  const answer = await fetch('/api/sync', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const said = await answer.json();
  if (said.results?.filter(({ s }) => s === 'ok').length !== count) throw new Error(JSON.stringify(said).slice(0, 500));
  window.lastAnswer = { fence: said.fence, cursor: said.cursor };
}
"""


def push_contacts(context: BrowserContext, login: Login) -> None:
    """Make an account that has `CONTACTS` people, as if another device had sent them."""
    page = context.new_page()
    sign_up(page, login)
    wait_until_synced(page)
    for first in range(0, CONTACTS, PUSHED_AT_ONCE):
        page.evaluate(PUSH, [first, PUSHED_AT_ONCE])


def lighthouse_figures(url: str, folder: pathlib.Path) -> Iterator[Figure]:
    """Run Lighthouse a few times as on a phone; yields the medians."""
    reports = [lighthouse(url, folder / f"report{run}.json") for run in range(LIGHTHOUSE_RUNS)]
    for category, at_least in zip(CATEGORIES, (98, 100, 100), strict=True):
        score = statistics.median(report["categories"][category]["score"] * 100 for report in reports)
        yield Figure(f"Lighthouse mobile, {category}", score, at_least=at_least)
    cold = statistics.median(report["audits"]["interactive"]["numericValue"] for report in reports)
    yield Figure("cold interactive (Lighthouse's phone)", cold, "ms", at_most=1500)
    for audit in sorted({name for report in reports for name in failed_audits(report)}):
        print(f"Lighthouse objects: {audit}", file=sys.stderr)


def lighthouse(url: str, report: pathlib.Path) -> dict[str, Any]:
    """Run Lighthouse once and return its report."""
    chrome_flags = " ".join(["--headless=new", *flags()])
    command = ["node", "node_modules/lighthouse/cli/index.js", url, "--quiet", f"--output-path={report}"]
    options = ["--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={chrome_flags}"]
    subprocess.run(  # noqa: S603 - a command of this file
        [*command, *options],
        cwd=ROOT / "frontend",
        env={**os.environ, "CHROME_PATH": str(find_chromium())},
        check=True,
    )
    result: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return result


def failed_audits(report: dict[str, Any]) -> Iterator[str]:
    """Yield the audits that took points off."""
    for category in CATEGORIES:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{audit['id']} {audit.get('displayValue', '')}".strip()


if __name__ == "__main__":
    raise SystemExit(main())
