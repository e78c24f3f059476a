"""Photographs a drawn card by arithmetic: it lies warped on a table, in some light, seen by a cheap lens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Pixels = NDArray[np.float32]
Corners = list[tuple[float, float]]

LONG_SIDE = 1600


@dataclass(frozen=True)
class Scene:
    """How the photo is taken. Lengths in pixels of the photo, angles in degrees, the rest as shares of one."""

    fill: float
    turn: float = 0
    tilt: float = 0
    shadow: float = 0
    blur: float = 0
    noise: float = 0
    light: float = 1
    falloff: float = 0


SCENES = {
    "flat": Scene(fill=0.96, noise=0.01),
    "desk": Scene(fill=0.8, turn=3, tilt=0.03, shadow=0.35, noise=0.015, falloff=0.2),
    "tilted": Scene(fill=0.78, turn=9, tilt=0.09, shadow=0.4, noise=0.015, falloff=0.25),
    "shadow": Scene(fill=0.8, turn=4, tilt=0.04, shadow=0.5, blur=0.6, noise=0.02, falloff=0.55),
    "dim": Scene(fill=0.8, turn=4, tilt=0.04, shadow=0.3, blur=0.5, noise=0.045, light=0.42, falloff=0.3),
    "soft": Scene(fill=0.74, turn=5, tilt=0.05, shadow=0.3, blur=1.7, noise=0.02, falloff=0.2),
}


def photograph(card: Image.Image, scene: Scene, rng: np.random.Generator) -> Image.Image:
    """Return the photo of the card, its long side `LONG_SIDE` pixels, in the card's own orientation."""
    size = (LONG_SIDE, LONG_SIDE * 3 // 4)
    if card.height > card.width:
        size = (size[1], size[0])
    corners = place(card, size, scene, rng)
    photo = table(size, rng)
    photo = cast_shadow(photo, corners, scene.shadow)
    warped, mask = warp(card, corners, size)
    photo.paste(warped, mask=mask)
    if scene.blur:
        photo = photo.filter(ImageFilter.GaussianBlur(scene.blur))
    return expose(photo, scene, rng)


def place(card: Image.Image, size: tuple[int, int], scene: Scene, rng: np.random.Generator) -> Corners:
    """Return where the four corners come to lie: top left, top right, bottom right, bottom left."""
    scale = scene.fill * min(size[0] / card.width, size[1] / card.height)
    half = np.array([card.width, card.height]) * scale / 2
    angle = np.radians(rng.uniform(-scene.turn, scene.turn))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    lean = rng.uniform(-scene.tilt, scene.tilt, square.shape) * half
    moved = (square + lean) @ turn.T + np.array(size) / 2
    return [(float(x), float(y)) for x, y in moved]


def table(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Return a surface without letters: a colour with a slow pattern, like wood or cloth."""
    colour = rng.uniform(40, 200, 3) * rng.uniform(0.7, 1.1)
    grain = (int(rng.integers(3, 40)), int(rng.integers(3, 40)))
    coarse = Image.fromarray(rng.uniform(0, 255, grain).astype(np.uint8))
    pattern = np.asarray(coarse.resize(size, Image.Resampling.BICUBIC), dtype=np.float32) / 255 - 0.5
    return to_image(colour[None, None, :] + pattern[..., None] * rng.uniform(10, 45))


def cast_shadow(photo: Image.Image, corners: Corners, strength: float) -> Image.Image:
    """Darken the table under and beside the card."""
    shade = Image.new("L", photo.size, 0)
    ImageDraw.Draw(shade).polygon([(x + 14, y + 18) for x, y in corners], fill=round(255 * strength))
    return Image.composite(Image.new("RGB", photo.size), photo, shade.filter(ImageFilter.GaussianBlur(16)))


def warp(card: Image.Image, corners: Corners, size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    """Return the card drawn into its corners, and the mask of where it is."""
    w, h = card.size
    matrix, target = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (w, 0), (w, h), (0, h)], strict=True):
        matrix += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        target += [u, v]
    way = tuple(float(c) for c in np.linalg.solve(np.array(matrix), np.array(target)))
    kind, smooth = Image.Transform.PERSPECTIVE, Image.Resampling.BICUBIC
    warped = card.convert("RGB").transform(size, kind, way, smooth)
    return warped, Image.new("L", card.size, 255).transform(size, kind, way, smooth)


def expose(photo: Image.Image, scene: Scene, rng: np.random.Generator) -> Image.Image:
    """Light the scene unevenly, and add the noise of the sensor."""
    pixels = np.asarray(photo, dtype=np.float32)
    height, width = pixels.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    across = np.linspace(-0.5, 0.5, width)[None, :] * np.cos(angle) + np.linspace(-0.5, 0.5, height)[:, None] * np.sin(
        angle
    )
    light = scene.light * (1 + scene.falloff * across)
    noise = rng.normal(0, 255 * scene.noise, pixels.shape)
    return to_image(pixels * light[..., None] + noise)


def to_image(pixels: NDArray[np.floating]) -> Image.Image:
    """Return the picture of an array of heights by widths by three, cut to what a byte holds."""
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def glare(photo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Let a lamp shine on the card: a soft bright spot that washes out what lies under it, not wholly."""
    width, height = photo.size
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    middle = rng.uniform(0.25, 0.75, 2)
    reach = rng.uniform(0.12, 0.22)
    spot = np.exp(-((x - middle[0]) ** 2 + (y - middle[1]) ** 2) / (2 * reach**2)) * rng.uniform(0.35, 0.6)
    pixels = np.asarray(photo, dtype=np.float32)
    return to_image(pixels + (255 - pixels) * spot[..., None].astype(np.float32))
