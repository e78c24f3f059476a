"""`python -m tools.package [--stage NAME] [--arch ARCH] [--here]`: zips, site plan and template in build/package.

`--here` packages for the tests of this machine: both processors, and whatever Python is at hand.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys
from dataclasses import asdict

from tools.deploy.stack import DeployError, Stage
from tools.package.function import LOCKS, OUT, ROOT, WHEELS, build
from tools.package.runtime import NAME, VERSION, find_runtime
from tools.package.site import plan

WEB = ROOT / "build/web"
STAMP = OUT / ".stamp"
"""Of set-up, for which what lies here is no longer what tests need."""
OF_OSLS = "W3005"
"""osls names dependencies that follow from references anyway."""


def main(arguments: list[str]) -> int:
    """Package a stage; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.package", description="Package a stage.")
    parser.add_argument("--stage", default="dev")
    parser.add_argument("--arch", choices=sorted(WHEELS), default="arm64")
    parser.add_argument("--here", action="store_true")
    options = parser.parse_args(arguments)
    OUT.mkdir(parents=True, exist_ok=True)
    if not options.here:
        STAMP.unlink(missing_ok=True)
    python, version = find_runtime(), VERSION
    if options.here and not python:
        python, version = sys.executable, sys.version_info[:2]
    if not python:
        print(f"No {NAME} here (set PYTHON_LAMBDA=…): packaged without compiled files, so cold starts take longer.")
    for arch in sorted(WHEELS) if options.here else [options.arch]:
        for name in LOCKS:
            say(build(name, arch, python, version))
    site = OUT / "site.json"
    site.write_text(json.dumps([asdict(found) for found in plan(WEB)], indent=1))
    say(site)
    try:
        template = Stage(options.stage, None if options.here else options.arch).package()
    except DeployError as error:
        print(error, file=sys.stderr)
        return 1
    say(template)
    lint = [str(pathlib.Path(sys.executable).with_name("cfn-lint")), "--non-zero-exit-code", "error", "-i", OF_OSLS]
    return subprocess.run([*lint, "--", str(template)], check=False).returncode


def say(path: pathlib.Path) -> None:
    """Name what was written, and how large it is."""
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
