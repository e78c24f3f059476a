"""What the server holds of a signed-in person, asked as a device would that has nothing yet: a whole snapshot."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from playwright.sync_api import Page

from backend.domain.record import expanded, is_visible

SNAPSHOT = """
async () => {
  const ask = (body, tries = 5) => fetch('/api/sync', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }).catch((lost) => (tries ? ask(body, tries - 1) : Promise.reject(lost)));
  const records = [];
  let cursor = null;
  for (let more = true; more; ) {
    const body = { proto: 1, schema: 1, req: crypto.randomUUID(), space: null, replica: 'reader00001', fence: null,
      ctr: 0, cursor, changes: [] };
    const answer = await ask(body);
    if (!answer.ok) throw new Error(`sync answered ${answer.status}: ${await answer.text()}`);
    const page = await answer.json();
    records.push(...page.changes);
    ({ cursor, more } = page);
  }
  return records;
}
"""

Versions = dict[str, list[Any]]
"""The values of all siblings of each field."""


def server_records(page: Page) -> dict[str, list[Versions]]:
    """Return, by kind, the records that a person sees, in the order of their ids."""
    records = sorted((expanded(change) for change in page.evaluate(SNAPSHOT)), key=lambda record: record.id)
    by_kind: defaultdict[str, list[Versions]] = defaultdict(list)
    for record in filter(is_visible, records):
        by_kind[record.kind].append(
            {"id": [record.id]}
            | {field: [sibling["v"] for sibling in register["s"]] for field, register in record.f.items()}
        )
    return dict(by_kind)
