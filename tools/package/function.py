"""The zip that every function runs: our code, its dependencies for Lambda's processor, and what was compiled of both.

The same sources make the same bytes: names in order, one date, no owner. The compiled files are of the kind that never
asks for the time of its source; ordinary ones would all be out of date under the one date, and each cold start would
compile everything again.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

from tools.package.runtime import VERSION
from tools.package.trim import trim

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build/package"
LOCKS = {"lanyard": ROOT / "backend/lambda.lock", "lanyard-push": ROOT / "backend/push.lock"}
"""The zips: what nearly every function runs, and what those of reminders run, which seal web pushes."""
WHEELS = {"arm64": "aarch64", "x86_64": "x86_64"}
PLATFORMS = ("manylinux2014", "manylinux_2_17", "manylinux_2_28")
ELSEWHERE = {
    "backend/backup.py",
    "backend/handlers/photo_folder.py",
    "backend/lan",
    "backend/local.py",
    "backend/move.py",
}
"""What only one machine needs."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
TASK = "/var/task"
"""Where Lambda unpacks it; tracebacks say so."""


def build(name: str, arch: str, python: str | None, version: tuple[int, int] = VERSION) -> pathlib.Path:
    """Write a zip for `arch` and return its path; `python` compiles it, None leaves that to each cold start."""
    wheels = _wheels(name, arch, version)
    stage = OUT / f"stage-{name}-{arch}"
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(wheels, stage, ignore=shutil.ignore_patterns("__pycache__", ".stamp"))
    trim(stage)
    shutil.copytree(ROOT / "backend", stage / "backend", ignore=_elsewhere)
    if python:
        _compile(stage, python)
    path = OUT / f"{name}-{arch}.zip"
    _zip(stage, path)
    shutil.rmtree(stage)
    return path


def _wheels(name: str, arch: str, version: tuple[int, int]) -> pathlib.Path:
    """Unpack the locked dependencies as they are for `arch`, each checked against its hash; kept for the next time."""
    folder, lock = OUT / "wheels-{}-{}-{}.{}".format(name, arch, *version), LOCKS[name]
    stamp, state = folder / ".stamp", hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    platforms = [option for name in PLATFORMS for option in ("--platform", f"{name}_{WHEELS[arch]}")]
    wanted = ["--implementation", "cp", "--python-version", "{}.{}".format(*version), "--only-binary=:all:"]
    quiet = ["-q", "--disable-pip-version-check", "--no-compile", "--no-deps", "--require-hashes"]
    command = ["-m", "pip", "install", *quiet, *platforms, *wanted, "--target", str(folder), "-r", str(lock)]
    subprocess.run([sys.executable, *command], check=True)
    stamp.write_text(state)
    return folder


def _elsewhere(folder: str, names: list[str]) -> set[str]:
    place = pathlib.Path(folder).relative_to(ROOT)
    return {name for name in names if f"{place}/{name}" in ELSEWHERE or name == "__pycache__" or name.endswith(".lock")}


def _compile(stage: pathlib.Path, python: str) -> None:
    """Compile everything in order, with a fixed hash seed: the bytes depend on it. Sources stay of our own code alone.

    Python loads a compiled file without its source from the source's own place only.
    """
    ours = stage / "backend"
    _run_compiler(python, stage, ours)
    _run_compiler(python, stage, "-b", "-x", f"^{re.escape(str(ours))}/", stage)
    for source in [path for path in stage.rglob("*.py") if not path.is_relative_to(ours)]:
        source.unlink()


def _run_compiler(python: str, stage: pathlib.Path, *what: object) -> None:
    options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(stage), "-p", TASK]
    subprocess.run(
        [python, "-m", "compileall", *options, *map(str, what)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdout=subprocess.DEVNULL,
    )


def _zip(stage: pathlib.Path, path: pathlib.Path) -> None:
    draft = path.with_suffix(".part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(found for found in stage.rglob("*") if found.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(stage).as_posix(), LONG_AGO)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o100644 << 16, 3
            archive.writestr(entry, file.read_bytes())
    draft.replace(path)
