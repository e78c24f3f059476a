"""Small pictures for tests, and damage done to them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def picture(media_type: str = "image/jpeg", size: tuple[int, int] = (64, 40), **options: Any) -> bytes:
    """A picture with something on it."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = io.BytesIO()
    image.save(out, FORMATS[media_type], **options)
    return out.getvalue()


def exif() -> Image.Exif:
    """The metadata of a camera that knows where it was."""
    found = Image.Exif()
    found[0x0112] = 1
    found.get_ifd(0x8825)[1] = "N"
    return found
