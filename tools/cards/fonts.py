"""Typefaces for the drawn cards: pinned packages of open fonts, put into the page as data, subset by subset.

Only the subsets that the card's letters need are put in; the large East Asian families come in hundreds of them.
"""

import base64
import re
import subprocess
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules" / "@fontsource"

# Name in a style sheet, package, and the weights that it comes in.
FAMILIES = {
    "Inter": "inter",
    "Source Serif 4": "source-serif-4",
    "Playfair Display": "playfair-display",
    "Montserrat": "montserrat",
    "Roboto Condensed": "roboto-condensed",
    "EB Garamond": "eb-garamond",
    "Josefin Sans": "josefin-sans",
    "Dancing Script": "dancing-script",
    "Courier Prime": "courier-prime",
    "Noto Sans JP": "noto-sans-jp",
    "Noto Sans SC": "noto-sans-sc",
    "Hind": "hind",
    "Mukta": "mukta",
}
TEXT = ("Inter", "Source Serif 4", "Montserrat", "Roboto Condensed", "EB Garamond", "Josefin Sans", "Courier Prime")
DISPLAY = (*TEXT, "Playfair Display", "Dancing Script")
# Faces without the letters of Vietnamese are left out there.
WITH_VIETNAMESE = ("Inter", "Source Serif 4", "Montserrat", "Roboto Condensed", "EB Garamond")
DEVANAGARI = ("Hind", "Mukta")
_FACE = re.compile(r"@font-face \{.*?\}", re.DOTALL)
_FILE = re.compile(r"url\(\./files/([\w.\[\]-]+\.woff2)\)")
_RANGE = re.compile(r"U\+([0-9a-fA-F]+)(?:-([0-9a-fA-F]+))?")


def install() -> None:
    """Have the packages here; what is installed already stays."""
    if not MODULES.is_dir():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=HERE, check=True)


def sheet(families: tuple[str, ...], text: str) -> str:
    """Return the style sheet that brings the families' letters for the text, in regular and bold."""
    letters = frozenset(map(ord, text))
    return "\n".join(
        face
        for family in dict.fromkeys(families)
        for weight in (400, 700)
        for face in _faces(FAMILIES[family], weight, letters)
    )


def _faces(package: str, weight: int, letters: frozenset[int]) -> list[str]:
    return [_as_data(package, face) for ranges, face in _subsets(package, weight) if _needs(ranges, letters)]


def _needs(ranges: tuple[tuple[int, int], ...], letters: frozenset[int]) -> bool:
    return any(low <= letter <= high for low, high in ranges for letter in letters)


@cache
def _subsets(package: str, weight: int) -> list[tuple[tuple[tuple[int, int], ...], str]]:
    css = (MODULES / package / f"{weight}.css").read_text(encoding="utf-8")
    found = []
    for face in _FACE.findall(css):
        ranges = tuple((int(low, 16), int(high or low, 16)) for low, high in _RANGE.findall(face))
        found.append((ranges, face))
    return found


def _as_data(package: str, face: str) -> str:
    (name,) = _FILE.findall(face)
    data = base64.b64encode((MODULES / package / "files" / name).read_bytes()).decode()
    return re.sub(r"src: .*?;", f"src: url(data:font/woff2;base64,{data}) format('woff2');", face)
