#!/usr/bin/env python3
"""Bring a machine with Python, Node and git to the state that a verb of the Makefile needs.

Each step leaves a stamp with a hash of what it was made from, so that the next call skips it. It needs nothing but the
standard library and must parse on any Python 3, to be able to say that the version is too old.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FRONTEND = ROOT / "frontend"
BUILD = ROOT / "build"
LOCKS = {
    "backend/requirements.lock": ["pyproject.toml", "--extra", "local"],
    "backend/lambda.lock": ["pyproject.toml", "--extra", "lambda", "-c", "backend/requirements.lock"],
    "backend/push.lock": ["pyproject.toml", "--extra", "lambda", "--extra", "push", "-c", "backend/requirements.lock"],
    "tests/requirements.lock": ["pyproject.toml", "--extra", "local", "--extra", "lambda", "--extra", "test"],
    "tests/infra/emulator.lock": ["tests/infra/emulator.in"],
    "tests/infra/runtime.lock": ["tests/infra/runtime.in"],
}
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)


def main(steps: list[str]) -> int:
    """Carry out the named steps in order; a failure ends with one line that says what is missing."""
    known = {
        "server": server,
        "tests": tests,
        "npm": npm,
        "models": models,
        "web": web,
        "browser": browser,
        "osls": osls,
        "emulator": emulator,
        "package": package,
        "locks": locks,
    }
    if sys.version_info < OLDEST_PYTHON:
        return fail("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + " (set PYTHON=…)")
    os.chdir(ROOT)
    try:
        for step in steps:
            known[step]()
    except subprocess.CalledProcessError as error:
        return fail("set-up stopped: " + " ".join(map(str, error.cmd)) + " failed (its output is above)")
    except MissingError as error:
        return fail(str(error))
    return 0


class MissingError(Exception):
    """A tool that set-up cannot provide itself."""


def fail(line: str) -> int:
    """Print the one line and return the exit code."""
    print(line, file=sys.stderr)
    return 1


def server() -> None:
    """Make the virtual environment with what the server runs on."""
    install(ROOT / "backend/requirements.lock")


def tests() -> None:
    """Make the virtual environment with what tests, lint and types need as well."""
    install(ROOT / "tests/requirements.lock")


def install(lock: pathlib.Path) -> None:
    """Install a lock file, each package checked against its hash."""
    stamp = VENV / (".stamp-" + lock.parent.name)
    state = digest([lock], sys.version)
    if is_done(stamp, state):
        return
    if not (VENV / "bin/python").exists():
        say("making the virtual environment")
        run(sys.executable, "-m", "venv", VENV)
    say("installing Python packages from " + str(lock.relative_to(ROOT)))
    run(
        VENV / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", lock
    )
    stamp.write_text(state)


def npm() -> None:
    """Install the frontend's packages exactly as locked; their install scripts are not run."""
    stamp = FRONTEND / "node_modules/.stamp"
    state = digest([FRONTEND / "package-lock.json"], node_version())
    if is_done(stamp, state):
        return
    if not shutil.which("npm"):
        raise MissingError("npm is missing: install Node.js 20.19 or newer")
    say("installing frontend packages")
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=FRONTEND)
    stamp.write_text(state)


def node_version() -> str:
    """Return Node's version; raise MissingError where it is absent or too old."""
    if not shutil.which("node"):
        raise MissingError("Node.js is missing: install 20.19 or newer")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(int(part) for part in version.lstrip("v").split(".")[:2]) < OLDEST_NODE:
        raise MissingError("Node.js 20.19 or newer is needed; this is " + version)
    return version


def models() -> None:
    """Build the reading models (cached by hash in build/models)."""
    stamp = BUILD / "models/.stamp"
    state = digest(sorted((ROOT / "tools/models").glob("*.*")))
    if is_done(stamp, state):
        return
    say("building the reading models (once)")
    run(VENV / "bin/python", "-m", "tools.models.build")
    stamp.write_text(state)


def web() -> None:
    """Build the site into build/web."""
    npm()
    models()
    stamp = BUILD / "web.stamp"
    sources = [path for path in FRONTEND.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    state = digest([*sorted(sources), BUILD / "models/.stamp"])
    if is_done(stamp, state) and (BUILD / "web/index.html").exists():
        return
    say("building the site")
    run("node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", cwd=FRONTEND)
    stamp.write_text(state)


def browser() -> None:
    """See to it that a Chromium is there for the browser tests."""
    sys.path.insert(0, str(ROOT))
    from tools.browser import find_chromium  # noqa: PLC0415 - this file must load without the package

    if find_chromium():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("installing Debian's Chromium for the browser tests")
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "chromium", stdout=subprocess.DEVNULL)
    else:
        say("fetching Playwright's Chromium for the browser tests")
        run(VENV / "bin/python", "-m", "playwright", "install", "chromium")
    if not find_chromium():
        raise MissingError("no Chromium was found: install one, or name it in CHROMIUM=…")


def osls() -> None:
    """Install the command that makes and deploys the stack; install scripts are not run."""
    folder = ROOT / "tools/osls"
    stamp = folder / "node_modules/.stamp"
    state = digest([folder / "package-lock.json"], node_version())
    if is_done(stamp, state):
        return
    say("installing osls")
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=folder)
    stamp.write_text(state)


def emulator() -> None:
    """Install an emulator of AWS and the Lambda runtime's client, where they can be had; else some tests skip."""
    folder, runtime = ROOT / ".venv-emulator", BUILD / "runtime"
    lock, beside = ROOT / "tests/infra/emulator.lock", ROOT / "tests/infra/runtime.lock"
    python = lambda_python() or sys.executable
    stamp, state = runtime / ".stamp", digest([lock, beside], python)
    if is_done(stamp, state):
        return
    say("installing an emulator of AWS, and what Lambda puts beside a function")
    try:
        run(python, "-m", "venv", "--clear", folder)
        quiet = ["-q", "--disable-pip-version-check", "--require-hashes"]
        run(folder / "bin/python", "-m", "pip", "install", *quiet, "-r", lock)
        shutil.rmtree(runtime, ignore_errors=True)
        run(folder / "bin/python", "-m", "pip", "install", *quiet, "--target", runtime, "-r", beside)
    except subprocess.CalledProcessError:
        say("it cannot be had (its output is above): the tests that deploy will be skipped; going on")
        return
    stamp.write_text(state)


def package() -> None:
    """Package the functions as tests run them, for the Python at hand."""
    osls()
    stamp = BUILD / "package/.stamp"
    sources = [path for path in (ROOT / "backend").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    sources += [*(ROOT / "tools/package").glob("*.py"), *(ROOT / "infra").glob("*.yml"), ROOT / "serverless.yml"]
    state = digest(sorted(sources), lambda_python() or sys.version)
    if is_done(stamp, state):
        return
    say("packaging the functions")
    run(VENV / "bin/python", "-m", "tools.package", "--here")
    stamp.write_text(state)


def lambda_python() -> str | None:
    """Return a Python of the version that Lambda runs, if one is found."""
    sys.path.insert(0, str(ROOT))
    from tools.package.runtime import find_runtime  # noqa: PLC0415 - this file must load without the package

    return find_runtime()


def locks() -> None:
    """Resolve the Python locks from pyproject.toml; no index address gets into them."""
    run(VENV / "bin/python", "-m", "pip", "install", "-q", "uv")
    options = ["--generate-hashes", "--no-emit-index-url", "--universal", "--python-version", "3.11", "--no-header"]
    for lock, source in LOCKS.items():
        run(VENV / "bin/uv", "pip", "compile", "-q", *source, *options, "-o", lock)


def digest(paths: list[pathlib.Path], *more: str) -> str:
    """Return a hash over the names and bytes of files and some words."""
    total = hashlib.sha256("\n".join(more).encode())
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def is_done(stamp: pathlib.Path, state: str) -> bool:
    """Tell whether the step left this very state behind."""
    return stamp.exists() and stamp.read_text() == state


def say(words: str) -> None:
    """Show progress."""
    print("lanyard: " + words + " …", flush=True)


def run(*command: object, cwd: pathlib.Path = ROOT, stdout: int | None = None) -> None:
    """Run a command, its output shown; raise CalledProcessError when it fails."""
    subprocess.run([str(part) for part in command], cwd=cwd, stdout=stdout, check=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
