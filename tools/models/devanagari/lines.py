"""Pictures of lines as the reader cuts them off a photo: 48 pixels high, drawn in many typefaces, then spoilt by lot.

Typefaces come from the machine (Debian: fonts-deva, fonts-noto-core, fonts-ipafont-gothic, fonts-wqy-zenhei and any for
Latin) and from package.json; shaping from Raqm in Pillow, without which the signs would stand in the wrong order: that
is refused.
"""

import random
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, features

from tools.models.devanagari.texts import is_devanagari

HEIGHT = 48
WIDEST = 1600
STRETCHED = 1.5
LEAST = 4
FIRST_EASTERN = "\u2e80"
SIZES = (28, 40, 56)
HEIGHTS_BEFORE = (14, 18, 22, 28, 36, 48, 64, 64)

PACKAGES = Path(__file__).parent / "node_modules" / "@fontsource"

Colour = tuple[int, int, int]


class Studio:
    """Draws texts; the same seed and the same typefaces give the same pictures."""

    def __init__(self, seed: int) -> None:
        if not features.check("raqm"):
            raise RuntimeError("Pillow has no Raqm here: Devanagari would be drawn in the wrong order")
        self._lot = random.Random(seed)  # noqa: S311 - drawing lots
        self._noise = np.random.default_rng(seed)
        self._devanagari, self._latin = _typefaces("hi"), _typefaces("en")
        self._pure = sorted(map(str, PACKAGES.glob("*/files/*-devanagari-[47]00-normal.woff2")))
        self._eastern = sorted({*_typefaces("ja"), *_typefaces("zh-cn")})

    def draw(self, text: str) -> Image.Image | None:
        """Draw one line; None for a text that leaves no trace in the typeface."""
        lot = self._lot
        font = ImageFont.truetype(self._typeface_for(text), lot.choice(SIZES), layout_engine=ImageFont.Layout.RAQM)
        language = "hi" if any(map(is_devanagari, text)) else None
        left, top, right, bottom = map(round, font.getbbox(text, language=language))
        width, height = right - left, bottom - top
        if min(width, height) < LEAST:
            return None
        ink, paper = self._colours()
        above, below = (round(height * lot.uniform(0.03, 0.30)) for _ in range(2))
        before, after = (round(height * lot.uniform(0, 0.5)) for _ in range(2))
        line = Image.new("RGB", (width + before + after, height + above + below), paper)
        ImageDraw.Draw(line).text((before - left, above - top), text, font=font, fill=ink, language=language)
        return self._spoilt(line, paper)

    def _typeface_for(self, text: str) -> str:
        if any(map(is_devanagari, text)):
            # The packages' files hold no other script.
            is_pure = all(sign == " " or is_devanagari(sign) for sign in text)
            return self._lot.choice(self._pure if is_pure and self._chance(0.65) else self._devanagari)
        return self._lot.choice(self._eastern if any(sign >= FIRST_EASTERN for sign in text) else self._latin)

    def _colours(self) -> tuple[Colour, Colour]:
        dark, light = (self._colour(0, 90), self._colour(165, 255))
        return (light, dark) if self._chance(0.25) else (dark, light)

    def _colour(self, least: int, most: int) -> Colour:
        return self._lot.randint(least, most), self._lot.randint(least, most), self._lot.randint(least, most)

    def _chance(self, share: float) -> bool:
        return self._lot.random() < share

    def _spoilt(self, line: Image.Image, paper: Colour) -> Image.Image:
        """Lean, small, blurred, unevenly lit, noisy: each on a share of the lines."""
        lot = self._lot
        if self._chance(0.4):
            lean = lot.uniform(-0.025, 0.025)
            matrix = (1, lot.uniform(-0.12, 0.12), 0, lean, 1, -lean * line.width / 2)
            line = line.transform(line.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=paper)
        height = lot.choice(HEIGHTS_BEFORE)
        line = line.resize((max(4, round(line.width * height / line.height)), height), Image.Resampling.LANCZOS)
        if self._chance(0.4):
            line = line.filter(ImageFilter.GaussianBlur(lot.uniform(0, 1.3) * height / HEIGHT))
        pixels = np.asarray(line).astype(np.float32)
        if self._chance(0.4):
            light = np.linspace(lot.uniform(-40, 40), lot.uniform(-40, 40), pixels.shape[1])
            pixels += light[None, :, None].astype(np.float32)
        if self._chance(0.5):
            pixels += self._noise.normal(size=pixels.shape).astype(np.float32) * lot.uniform(0, 14)
        spoilt = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        # As wide as it is, or wider, for so the reader looks at Devanagari (engine.ts).
        stretch = lot.uniform(1, STRETCHED)
        width = min(WIDEST, max(16, round(stretch * HEIGHT * spoilt.width / spoilt.height)))
        way = Image.Resampling.BILINEAR if spoilt.height < HEIGHT else Image.Resampling.BOX
        return spoilt.resize((width, HEIGHT), way)


def _typefaces(language: str) -> list[str]:
    """List the files of the typefaces that know a language, so that a seed picks the same ones again."""
    command = ["fc-list", f":lang={language}", "file"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    files = sorted(line.rstrip(": ") for line in listed.splitlines())
    usable = [file for file in files if Path(file).suffix in (".ttf", ".otf", ".ttc")]
    if not usable:
        raise RuntimeError(f"no typeface for {language} is installed")
    return usable
