"""What a photo's bytes say of themselves, read from its structure; no pixel is decoded here.

It promises: one JPEG, PNG or WebP from first byte to last, its size known, without EXIF or the like, which could
tell where a photo was taken. It does not promise that a decoder will like the pixels.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MOST_PIXELS = 25_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_METADATA = {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_JPEG_METADATA = {*range(0xE0, 0xF0), 0xFE} - {0xE0, 0xE2, 0xEE}
"""Application segments and comments, but for those that say how to draw: JFIF, colour profile, colour transform."""
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WEBP_METADATA = {b"EXIF", b"XMP "}
_VP8_START, _VP8L_START = b"\x9d\x01\x2a", 0x2F


class PictureError(Exception):
    """The bytes are no picture that may be kept; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's media type and its size in pixels."""

    media_type: str
    width: int
    height: int


def read_picture(data: bytes) -> Picture:
    """Return what `data` is.

    Raises: PictureError with `not_a_picture`, `metadata`, `trailing` (bytes after its end) or `too_many_pixels`.
    """
    try:
        media_type, size = _reader_of(data)
        width, height = size(data)
    except (IndexError, struct.error):
        raise PictureError("not_a_picture") from None
    if width < 1 or height < 1:
        raise PictureError("not_a_picture")
    if width * height > MOST_PIXELS:
        raise PictureError("too_many_pixels")
    return Picture(media_type, width, height)


def _reader_of(data: bytes) -> tuple[str, Callable[[bytes], tuple[int, int]]]:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", _jpeg
    if data.startswith(_PNG):
        return "image/png", _png
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp", _webp
    raise PictureError("not_a_picture")


def _jpeg(data: bytes) -> tuple[int, int]:
    """Walk the marker segments: the size stands in the frame header, which comes before the first scan."""
    size = None
    at = 2
    while True:
        marker, at = _next_marker(data, at)
        if marker == _EOI:
            break
        if marker in _STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        if marker in _JPEG_METADATA:
            raise PictureError("metadata")
        if marker in _FRAMES and size is None:
            height, width = struct.unpack_from(">HH", data, at + 3)
            size = width, height
        at += length
        if marker == _SOS:
            at = _end_of_scan(data, at)
    if at != len(data):
        raise PictureError("trailing")
    if size is None:
        raise PictureError("not_a_picture")
    return size


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    if data[at] != 0xFF:  # noqa: PLR2004 - how every marker starts
        raise PictureError("not_a_picture")
    while data[at] == 0xFF:  # noqa: PLR2004 - may be repeated as filling
        at += 1
    if data[at] in {0x00, _SOI}:
        raise PictureError("not_a_picture")
    return data[at], at + 1


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the next marker stands: in a scan, FF is followed by 00 or by a restart marker."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise PictureError("not_a_picture")
        if data[at + 1] != 0 and data[at + 1] not in _STANDALONE:
            return at
        at += 2


def _png(data: bytes) -> tuple[int, int]:
    size = None
    last = b""
    for name, at, length in _png_chunks(data):
        if last == b"IEND":
            raise PictureError("trailing")
        if name in _PNG_METADATA:
            raise PictureError("metadata")
        if not last and name == b"IHDR" and length == 13:  # noqa: PLR2004 - its only length
            size = struct.unpack_from(">II", data, at)
        last = name
    if size is None or last != b"IEND":
        raise PictureError("not_a_picture")
    return size[0], size[1]


def _webp(data: bytes) -> tuple[int, int]:
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 != len(data):
        raise PictureError("trailing" if length + 8 < len(data) else "not_a_picture")
    sizes = []
    for name, at, _ in _riff_chunks(data):
        if name in _WEBP_METADATA:
            raise PictureError("metadata")
        if name in _WEBP_SIZES:
            sizes.append(_WEBP_SIZES[name](data, at))
    if not sizes:
        raise PictureError("not_a_picture")
    return max(sizes, key=lambda size: size[0] * size[1])


def _vp8(data: bytes, at: int) -> tuple[int, int]:
    if data[at + 3 : at + 6] != _VP8_START:
        raise PictureError("not_a_picture")
    width, height = struct.unpack_from("<HH", data, at + 6)
    return width & 0x3FFF, height & 0x3FFF


def _vp8l(data: bytes, at: int) -> tuple[int, int]:
    if data[at] != _VP8L_START:
        raise PictureError("not_a_picture")
    (bits,) = struct.unpack_from("<I", data, at + 1)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _vp8x(data: bytes, at: int) -> tuple[int, int]:
    width, height = data[at + 4 : at + 7], data[at + 7 : at + 10]
    return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1


_WEBP_SIZES = {b"VP8 ": _vp8, b"VP8L": _vp8l, b"VP8X": _vp8x}


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, place and length of each chunk: length first, and a check sum after the content."""
    at = len(_PNG)
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        yield name, at + 8, length
        at += 8 + length + 4
    _expect_end(data, at)


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, place and length of each chunk: name first, and content padded to an even length."""
    at = len(b"RIFF____WEBP")
    while at < len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        yield name, at + 8, length
        at += 8 + length + length % 2
    _expect_end(data, at)


def _expect_end(data: bytes, at: int) -> None:
    if at != len(data):
        raise PictureError("not_a_picture")
