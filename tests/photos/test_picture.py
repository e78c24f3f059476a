"""What a photo's bytes say of themselves."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.photos.picture import Picture, PictureError, read_picture
from tests.photos.pictures import FORMATS, exif, picture


def code_of(data: bytes) -> str:
    with pytest.raises(PictureError) as refused:
        read_picture(data)
    return refused.value.code


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("size", [(1, 1), (64, 40), (333, 517), (2560, 1600)])
def test_type_and_size_are_read_from_the_header(media_type: str, size: tuple[int, int]) -> None:
    assert read_picture(picture(media_type, size)) == Picture(media_type, *size)


def test_progressive_jpegs_lossless_and_transparent_webps_are_pictures_too() -> None:
    assert read_picture(picture(progressive=True)).width == 64
    assert read_picture(picture(restart_marker_blocks=1)).width == 64
    assert read_picture(picture(icc_profile=b"x" * 101)).width == 64
    assert read_picture(picture("image/webp", lossless=True)) == Picture("image/webp", 64, 40)
    assert read_picture(picture("image/webp", icc_profile=b"x" * 101)) == Picture("image/webp", 64, 40)


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_photo_that_says_where_it_was_taken_is_refused(media_type: str) -> None:
    assert code_of(picture(media_type, exif=exif())) == "metadata"


def test_other_places_for_metadata_are_refused_as_well() -> None:
    assert code_of(picture(xmp=b"<x:xmpmeta/>")) == "metadata"
    assert code_of(picture("image/webp", xmp=b"<x:xmpmeta/>")) == "metadata"
    assert code_of(picture(comment=b"taken at home")) == "metadata"
    jpeg = picture()
    iptc = b"\xff\xed\x00\x10Photoshop 3.0\0"
    assert code_of(jpeg[:2] + iptc + jpeg[2:]) == "metadata"
    plain = picture("image/png")
    text = png_chunk(b"tEXt", b"Location\0here")
    assert code_of(plain[:33] + text + plain[33:]) == "metadata"


@pytest.mark.parametrize("media_type", FORMATS)
def test_nothing_may_follow_the_picture(media_type: str) -> None:
    assert code_of(picture(media_type) + b"<script>alert(1)</script>") in {"trailing", "not_a_picture"}


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_picture_cut_short_is_none(media_type: str) -> None:
    whole = picture(media_type)
    assert {code_of(whole[:length]) for length in range(0, len(whole), 7)} == {"not_a_picture"}


def test_a_header_that_claims_twenty_thousand_pixels_a_side_is_refused_undecoded() -> None:
    png = picture("image/png")
    header = struct.pack(">II", 20_000, 20_000) + png[24:29]
    assert code_of(png[:8] + png_chunk(b"IHDR", header) + png[33:]) == "too_many_pixels"
    jpeg = picture()
    at = jpeg.index(b"\xff\xc0") + 5
    assert code_of(jpeg[:at] + struct.pack(">HH", 20_000, 20_000) + jpeg[at + 4 :]) == "too_many_pixels"
    webp = picture("image/webp")
    at = webp.index(b"\x9d\x01\x2a") + 3
    assert code_of(webp[:at] + struct.pack("<HH", 16_000, 16_000) + webp[at + 4 :]) == "too_many_pixels"


def test_twenty_five_megapixels_are_the_most() -> None:
    png = picture("image/png")
    for height, is_fine in ((5_000, True), (5_001, False)):
        data = png[:8] + png_chunk(b"IHDR", struct.pack(">II", 5_000, height) + png[24:29]) + png[33:]
        if is_fine:
            assert read_picture(data).height == height
        else:
            assert code_of(data) == "too_many_pixels"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<!doctype html><script>",
        b"%PDF-1.7",
        b"RIFF\x04\0\0\0WEBP",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"\xff\xe0\0\x02" * 10,
        b"\xff\xd8\xff\xe0\0\0" + bytes(50),
    ],
)
def test_what_is_no_picture_of_the_three_kinds_is_refused(data: bytes) -> None:
    assert code_of(data) == "not_a_picture"


@settings(deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.data())
def test_damage_is_refused_or_read_but_never_an_error_of_ours(media_type: str, data: st.DataObject) -> None:
    whole = bytearray(picture(media_type, (16, 16)))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_picture(bytes(whole))
    except PictureError:
        return
    assert found.width * found.height <= 25_000_000
