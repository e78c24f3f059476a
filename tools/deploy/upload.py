"""Puts the site into its bucket: new files first, then what leads to them; old ones stay for pages still open.

What is there, and since when a file is no longer part of the site, is written down beside the stack's own artefacts.
A deploy that dies halfway has lost nothing: the next one uploads what is missing.
"""

from __future__ import annotations

import datetime as dt
import json
import pathlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tools.package.site import Object

KEPT_DAYS = 30
LEDGER = "lanyard/site.json"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """How many files were uploaded, and how many old ones went."""

    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class Buckets:
    """Where the site goes, and where the ledger is kept."""

    s3: Any
    site: str
    ledger: str


def upload(buckets: Buckets, web: pathlib.Path, plan: Iterable[Object], today: dt.date) -> Uploaded:
    """Bring the bucket to `plan`; forget what has not been part of the site for KEPT_DAYS."""
    known = _read(buckets)
    objects = list(plan)
    new = [found for found in objects if known.get(found.key, {}).get("sha256") != found.sha256]
    for found in new:
        body = (web / found.path).read_bytes()
        buckets.s3.put_object(Bucket=buckets.site, Key=found.key, Body=body, **found.headers)
    ledger = {found.key: {"sha256": found.sha256} for found in objects}
    since = {key: told.get("gone") or today.isoformat() for key, told in known.items() if key not in ledger}
    oldest = (today - dt.timedelta(days=KEPT_DAYS)).isoformat()
    gone = [key for key, day in since.items() if day < oldest]
    for key in gone:
        buckets.s3.delete_object(Bucket=buckets.site, Key=key)
    ledger |= {key: {**known[key], "gone": day} for key, day in since.items() if key not in gone}
    buckets.s3.put_object(Bucket=buckets.ledger, Key=LEDGER, Body=json.dumps(ledger).encode())
    return Uploaded(len(new), len(gone))


def _read(buckets: Buckets) -> dict[str, dict[str, str]]:
    try:
        text = buckets.s3.get_object(Bucket=buckets.ledger, Key=LEDGER)["Body"].read()
    except buckets.s3.exceptions.NoSuchKey:
        return {}
    found: dict[str, dict[str, str]] = json.loads(text)
    return found
