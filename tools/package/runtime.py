"""The Python that Lambda runs (serverless.yml names it), found on this machine to compile for it and to try it."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
from functools import cache

VERSION = (3, 13)
NAME = "python{}.{}".format(*VERSION)
ASK = "import sys; print(*sys.version_info[:2])"


@cache
def find_runtime() -> str | None:
    """Return the path of a Python of VERSION: $PYTHON_LAMBDA, this one, one on PATH, or one that pyenv or uv keeps."""
    named = os.environ.get("PYTHON_LAMBDA")
    kept = (".pyenv/versions", ".local/share/uv/python")
    places = [path for folder in kept for path in sorted(pathlib.Path.home().glob(f"{folder}/*/bin/{NAME}"))]
    candidates = [named] if named else [sys.executable, shutil.which(NAME), *map(str, places)]
    return next((path for path in candidates if path and _version(path) == VERSION), None)


def _version(python: str) -> tuple[int, ...] | None:
    """Return the version of a Python; None where it is none, such as a stand-in that only says what to install."""
    try:
        said = subprocess.run([python, "-c", ASK], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return tuple(int(part) for part in said.split())
