"""The fake camera's film: a file of one JPEG frame that Chromium shows again and again.

Chromium maps the file into its memory, so writing another frame of the same size over it changes what the camera sees
while it runs. The frames get that size by comments inside the JPEG, which decoders pass over.
"""

from __future__ import annotations

import io
import pathlib

from PIL import Image, ImageOps

PICTURE = (1280, 960)
FRAME_BYTES = 600_000
LONGEST_COMMENT = 65_537
MARKER_BYTES = 4


class Film:
    """What lies before the camera."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self._picture = Image.new("RGB", PICTURE, "white")
        path.write_bytes(frame(self._picture))

    def show(self, card: pathlib.Path) -> None:
        """Lay a card before the camera."""
        with Image.open(card) as photo:
            self._picture = ImageOps.pad(photo, PICTURE, color="black")
        with self.path.open("r+b") as film:
            film.write(frame(self._picture))

    def thumbnail(self) -> list[int]:
        """Return the reds, greens and blues of the picture shrunk to 8 by 6 pixels."""
        return list(self._picture.resize((8, 6), Image.Resampling.BOX).tobytes())


def frame(picture: Image.Image) -> bytes:
    """Return the picture as a JPEG of exactly `FRAME_BYTES`."""
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=88)
    start, rest = jpeg.getvalue()[:2], jpeg.getvalue()[2:]
    comments = b""
    while (missing := FRAME_BYTES - len(start) - len(comments) - len(rest)) > 0:
        size = min(missing, LONGEST_COMMENT)
        if 0 < missing - size < MARKER_BYTES:
            size -= MARKER_BYTES
        comments += b"\xff\xfe" + (size - 2).to_bytes(2, "big") + bytes(size - MARKER_BYTES)
    return start + comments + rest
