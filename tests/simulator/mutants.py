"""Takes one rule of docs/sync.md away at a time, and sees to it that the simulator notices: `make mutants`.

Each mutant is a change to the text of a copy of the product; where the text is not found any more, that is a failure as
well. A mutant is killed by the first world that breaks an invariant, within the worlds that `make test` plays.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.simulator.client import ROOT, build

BUDGET = 2000
"""As many worlds as `make test` plays."""
CHUNK = 100
JOBS = 2


@dataclass(frozen=True, slots=True)
class Edit:
    """Text of a file, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule taken away."""

    rule: str
    edits: tuple[Edit, ...]


MUTANTS = (
    Mutant(
        "contiguity: a reader stops at the first gap",
        (
            Edit(
                "backend/sync/log.py",
                "            if entry.number != number:\n                return\n            yield entry",
                "            number = entry.number\n            yield entry",
            ),
        ),
    ),
    Mutant(
        "fence: only the client that received the last answer may push",
        (
            Edit(
                "backend/sync/fence.py",
                "    return (known.epoch, known.fence) == (epoch, fence) and ctr >= known.ctr",
                "    return True",
            ),
        ),
    ),
    Mutant(
        "replay: a request sent again is answered from its entry",
        (Edit("backend/sync/push.py", "if known and known.req == envelope.req:", "if known and not known.req:"),),
    ),
    Mutant(
        "stored verdicts: the entry remembers what was refused",
        (
            Edit(
                "backend/sync/log.py",
                'verdicts = {verdict["i"]: verdict for verdict in held["verdicts"]}',
                "verdicts: dict[int, dict[str, Any]] = {}",
            ),
        ),
    ),
    Mutant(
        "base context: a new name is written over what was seen before, not over what is seen now",
        (
            Edit(
                "frontend/src/store/rows.ts",
                "  return Object.fromEntries(entries.filter(([, n]) => n !== undefined));",
                "  return entries.length < 0 ? {} : context;",
            ),
        ),
    ),
    Mutant(
        "applied first: a snapshot ends where it began, and the log follows",
        (
            Edit(
                "backend/sync/pull.py",
                "        return self._follow(entries, gathered, Cursor(place.epoch, place.n, place.tag))",
                "        *_, last = [place, *entries]\n"
                "        n = last.number if isinstance(last, Entry) else last.n\n"
                "        return gathered.up_to(Cursor(place.epoch, n, last.tag), more=False)",
            ),
        ),
    ),
    Mutant(
        "cursor tag: an entry is known again by its request",
        (
            Edit("backend/sync/pull.py", "last_merged is None or last_merged.tag != cursor.tag", "last_merged is None"),
            Edit("backend/sync/pull.py", " and cursor.tag == self.head.tag", ""),
        ),
    ),
    Mutant(
        "epoch: a cursor and a fence of another line of history are known for what they are",
        (
            Edit("backend/sync/pull.py", "if cursor.epoch != self.head.epoch:", "if cursor.epoch is None:"),
            Edit("backend/sync/fence.py", "(known.epoch, known.fence) == (epoch, fence)", "known.fence == fence"),
        ),
    ),
    Mutant(
        "dirty is cleared only if nothing was written since",
        (
            Edit(
                "frontend/src/store/rows.ts",
                "return sameDot(sent, mark.dot) ? [] : [[field,",
                "return sent.length > 0 ? [] : [[field,",
            ),
        ),
    ),
    Mutant(
        "purge tombstone: what comes late skips what was purged",
        (
            Edit(
                "backend/sync/project.py",
                "seen = old.number if old and old.epoch == self.epoch else 0",
                "seen = old.number if old and old.epoch == self.epoch and old.text is not None else 0",
            ),
        ),
    ),
    Mutant(
        "inflight.req: an answer counts only while its request is under way",
        (
            Edit(
                "frontend/src/sync/settle.ts",
                "if (out.req) return inflight?.req === out.req ? state : null;",
                "if (out.req) return inflight?.req === '' ? null : state;",
            ),
        ),
    ),
    Mutant(
        "one last transaction: cursor, fence, marks and the request under way change together",
        (
            Edit(
                "frontend/src/sync/settle.ts",
                "export function settle(db: Database, out: Outgoing, answer: Answer, result: Settlement)"
                ": Promise<Settled | null> {\n",
                "export async function settle(db: Database, out: Outgoing, answer: Answer, result: Settlement)"
                ": Promise<Settled | null> {\n"
                "  await db.write([...OWN, 'held'], async (transaction) => {\n"
                "    if (!(await stillOurs(transaction, out))) return;\n"
                "    await transaction.objectStore('inflight').delete('push');\n"
                "  });\n"
                "  out = { ...out, req: null };\n",
            ),
        ),
    ),
    Mutant(
        "keep both: a value that nobody has overwritten stays",
        (
            Edit(
                "backend/domain/register.py",
                "    ordered = sorted(siblings, key=_key)\n",
                '    ordered = sorted(siblings, key=lambda each: (each["at"], *_key(each)))[-1:]\n',
            ),
            Edit(
                "frontend/src/domain/register.ts",
                "const s = siblings.length > 1 ? [...siblings].sort((a, b) => compareDots(a.d, b.d)) : siblings;",
                "const s = [...siblings].sort((a, b) => a.at - b.at || compareDots(a.d, b.d)).slice(-1);",
            ),
        ),
    ),
    Mutant(
        "quarantine keeps the marks of what was refused before",
        (Edit("frontend/src/sync/settle.ts", "dirty: { ...dirty, ...refused }", "dirty: refused"),),
    ),
    Mutant(
        "what was captured before an account gets new dots",
        (Edit("frontend/src/sync/adoption.ts", "    await rename(source, random);\n", ""),),
    ),
    Mutant(
        "an answer holds no purge of what it changes",
        (
            Edit(
                "backend/sync/pull.py",
                "if content.purge and (self.snapshot or any(map(self._tells_of, content.purge))):",
                "if content.purge is None:",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a mutant fared: the seed that killed it and the invariant it broke, or None where it lives."""

    mutant: Mutant
    seed: int | None = None
    invariant: str = ""
    worlds: int = 0


def main() -> int:
    """Try all mutants, or those whose rule begins with a word; print the table, return 1 where one lives."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator.mutants", description=__doc__)
    parser.add_argument("--only", default="", help="the beginning of a rule")
    parser.add_argument("--budget", type=int, default=BUDGET)
    given = parser.parse_args()
    chosen = [each for each in MUTANTS if each.rule.startswith(given.only)]
    as_built = build()
    verdicts = []
    with ThreadPoolExecutor(JOBS) as pool:
        for verdict in pool.map(lambda mutant: tried(mutant, given.budget, as_built), chosen):
            verdicts.append(verdict)
            print(line(verdict), flush=True)
    living = [verdict for verdict in verdicts if verdict.seed is None]
    print(f"{len(verdicts) - len(living)} of {len(verdicts)} mutants killed")
    return 1 if living else 0


def line(verdict: Verdict) -> str:
    """Return a row of the table in docs/sync.md."""
    seed = "lives" if verdict.seed is None else str(verdict.seed)
    return f"| {verdict.mutant.rule} | {seed} | {verdict.invariant} |"


def tried(mutant: Mutant, budget: int, as_built: Path) -> Verdict:
    """Play worlds on a copy of the product with the rule taken away, until one fails."""
    with tempfile.TemporaryDirectory(prefix="lanyard-mutant-") as name:
        copy = Path(name)
        mutate(mutant, copy)
        is_ours = any(edit.file.startswith("frontend") for edit in mutant.edits)
        client = build(copy / "frontend/src", copy / "built") if is_ours else as_built
        for first in range(0, budget, CHUNK):
            found = played(copy, client, first, min(first + CHUNK, budget) - 1)
            if found:
                return Verdict(mutant, *found)
    return Verdict(mutant)


def mutate(mutant: Mutant, copy: Path) -> None:
    """Copy the product, and change the copy.

    Raises: SystemExit where a text to change is not there once.
    """
    shutil.copytree(ROOT / "backend", copy / "backend", ignore=shutil.ignore_patterns("__pycache__"))
    frontend = copy / "frontend"
    shutil.copytree(ROOT / "frontend/src", frontend / "src")
    for kept in ("node_modules", "package.json", "tsconfig.json", "simulator.config.ts"):
        (frontend / kept).symlink_to(ROOT / "frontend" / kept)
    for edit in mutant.edits:
        file = copy / edit.file
        text = file.read_text("utf-8")
        if text.count(edit.old) != 1:
            raise SystemExit(
                f"the rule “{mutant.rule}” is no longer found in {edit.file}: mend tests/simulator/mutants.py"
            )
        file.write_text(text.replace(edit.old, edit.new), "utf-8")


def played(copy: Path, client: Path, first: int, last: int) -> tuple[int, str] | None:
    """Play some seeds on the copy; return the first that fails and what it broke."""
    command = [sys.executable, "-m", "tests.simulator", "run", "--seeds", f"{first}-{last}", "--client", str(client)]
    environment = {**os.environ, "PYTHONPATH": f"{copy}{os.pathsep}{ROOT}"}
    done = subprocess.run(  # noqa: S603 - ourselves
        [*command, "--until-failure", "--as-it-is"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    *_, told = done.stdout.splitlines() or [""]
    if not told.startswith("{"):
        return first, "crash: " + (done.stderr.strip().splitlines() or ["?"])[-1]
    [(seed, failure), *_] = json.loads(told)["failures"].items()
    return int(seed), failure.partition(":")[0]


if __name__ == "__main__":
    raise SystemExit(main())
