"""An answer in numbers, for the logs: how much went either way, and what went other than a person would wish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any


def tally(answer: Mapping[str, Any]) -> dict[str, int]:
    """Return what an answer to a sync holds; empty for one that says nothing is new."""
    verdicts = Counter(result["s"] for result in answer["results"])
    counts = {
        "pushed": len(answer["results"]),
        "rejected": verdicts["rejected"],
        "need_full": verdicts["need_full"],
        "pulled": len(answer["changes"]),
        "purged": len(answer["purge"]),
        "conflicts": sum(_conflicts(change) for change in answer["changes"]),
        "forks": int(answer["fork"]),
        "resets": int(answer["reset"]),
    }
    return counts if any(counts.values()) else {}


def _conflicts(change: Mapping[str, Any]) -> int:
    """Count the fields that hold more than one version; a change in the short form holds one of each."""
    return 0 if "d" in change else sum(len(register["s"]) > 1 for register in change["f"].values())
