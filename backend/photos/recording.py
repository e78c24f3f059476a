"""What a voice note's bytes say of themselves, read from its structure; no sound is decoded here.

It promises: one WebM, MP4 or Ogg file from first byte to last, with one track, of sound (Opus, in MP4 AAC too), and
without tags, which could tell where it was recorded. These are what browsers record, in pieces of unknown length.
It does not promise that a decoder will like the sound.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

WEBM, MP4, OGG = "audio/webm", "audio/mp4", "audio/ogg"

_EBML, _SEGMENT, _CLUSTER, _TRACKS, _INFO = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1654AE6B, 0x1549A966
_VOID, _DOC_TYPE, _TRACK, _TRACK_TYPE, _CODEC = 0xEC, 0x4282, 0xAE, 0x83, 0x86
_PLAIN = {0x114D9B74, 0x1C53BB6B, 0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0xBF}
"""Seek head, cues, and what a cluster holds: time code, blocks, position, previous size, check sum."""
_TAGGED = {0x1254C367, 0x1941A469, 0x1043A770}
"""Tags, attachments, chapters."""
_TITLES = {0x7BA9, 0x4461}
"""Of the info: title, and the date with it."""
_SOUND = 2

_BOXES = {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra", b"free", b"skip", b"wide"}
_FOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex", b"edts"}
_TAG_BOXES = {b"udta", b"meta", b"uuid"}
_EMPTY_BOXES = {b"free", b"skip", b"wide"}
_SOUND_ENTRIES = {b"mp4a", b"Opus"}
_DEEPEST = 8

_PAGE = b"OggS"
_ENCODER = b"ENCODER="


class RecordingError(Exception):
    """The bytes are no recording that may be kept; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_recording(data: bytes) -> bool:
    """Say whether `data` starts as one of the forms does."""
    return data.startswith((_EBML.to_bytes(4, "big"), _PAGE)) or data[4:8] == b"ftyp"


def read_recording(data: bytes) -> str:
    """Return the media type of `data`.

    Raises: RecordingError with `not_a_recording`, `metadata` (it bears tags) or `trailing` (bytes after its end).
    """
    try:
        media_type, check = _reader_of(data)
        check(data)
    except (IndexError, struct.error):
        raise RecordingError("not_a_recording") from None
    return media_type


def _reader_of(data: bytes) -> tuple[str, Callable[[bytes], None]]:
    if data.startswith(_EBML.to_bytes(4, "big")):
        return WEBM, _webm
    if data.startswith(_PAGE):
        return OGG, _ogg
    if data[4:8] == b"ftyp":
        return MP4, _mp4
    raise RecordingError("not_a_recording")


def _webm(data: bytes) -> None:
    """Walk the elements; segment and clusters are entered, because a recorder does not know their length yet."""
    name, at, end = _element(data, 0, len(data))
    if dict(_elements(data, at, end)).get(_DOC_TYPE) != b"webm":
        raise RecordingError("not_a_recording")
    name, at, _ = _element(data, end, len(data))
    if name != _SEGMENT:
        raise RecordingError("not_a_recording")
    tracks = 0
    while at < len(data):
        name, content, end = _element(data, at, len(data))
        if name == _CLUSTER:
            at = content
            continue
        if name == _TRACKS:
            _check_tracks(data, content, end)
            tracks += 1
        elif name == _INFO:
            _refuse(any(inner in _TITLES for inner, _ in _elements(data, content, end)), "metadata")
        elif name == _VOID:
            _refuse(bool(data[content:end].strip(b"\0")), "metadata")
        else:
            _refuse(name in _TAGGED, "metadata")
            _refuse(name not in _PLAIN, "trailing" if tracks else "not_a_recording")
        at = end
    _refuse(tracks != 1, "not_a_recording")


def _check_tracks(data: bytes, at: int, end: int) -> None:
    tracks = [value for name, value in _elements(data, at, end) if name == _TRACK]
    _refuse(len(tracks) != 1, "not_a_recording")
    facts = dict(_elements(tracks[0], 0, len(tracks[0])))
    is_sound = int.from_bytes(facts.get(_TRACK_TYPE, b""), "big") == _SOUND
    _refuse(not is_sound or facts.get(_CODEC) != b"A_OPUS", "not_a_recording")


def _elements(data: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield name and content of each EBML element."""
    while at < end:
        name, content, at = _element(data, at, end)
        yield name, data[content:at]


def _element(data: bytes, at: int, limit: int) -> tuple[int, int, int]:
    """Return name, start and end of the content; one of unknown length ends where what holds it ends."""
    width = _width(data[at], longest=4)
    name = int.from_bytes(data[at : at + width], "big")
    at += width
    width = _width(data[at], longest=8)
    size = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    at += width
    is_unknown = size == (1 << 7 * width) - 1
    if is_unknown and name not in {_SEGMENT, _CLUSTER}:
        raise RecordingError("not_a_recording")
    end = limit if is_unknown else at + size
    if end > limit:
        raise RecordingError("not_a_recording")
    return name, at, end


def _width(first: int, longest: int) -> int:
    """The bytes of a number, told by the zeros that its first byte starts with."""
    width = 9 - first.bit_length()
    if width > longest:
        raise RecordingError("not_a_recording")
    return width


def _mp4(data: bytes) -> None:
    """Walk the boxes: one track, of sound, and nothing that could describe it."""
    sounds = 0
    for name, at, end in _boxes(data, 0, len(data)):
        _refuse(name not in _BOXES, "metadata" if name in _TAG_BOXES else "trailing")
        if name in _EMPTY_BOXES:
            _refuse(bool(data[at:end].strip(b"\0")), "metadata")
        elif name in _FOLDERS:
            sounds += _count_sounds(data, at, end, _DEEPEST)
    _refuse(sounds != 1, "not_a_recording")


def _count_sounds(data: bytes, at: int, end: int, depth: int) -> int:
    """Count the tracks, all of which must be of sound."""
    _refuse(not depth, "not_a_recording")
    sounds = 0
    for name, content, stop in _boxes(data, at, end):
        _refuse(name in _TAG_BOXES, "metadata")
        if name in _EMPTY_BOXES:
            _refuse(bool(data[content:stop].strip(b"\0")), "metadata")
        elif name in _FOLDERS:
            sounds += _count_sounds(data, content, stop, depth - 1)
        elif name == b"hdlr":
            _refuse(data[content + 8 : content + 12] != b"soun", "not_a_recording")
        elif name == b"stsd":
            entries = [entry for entry, _, _ in _boxes(data, content + 8, stop)]
            _refuse(len(entries) != 1 or entries[0] not in _SOUND_ENTRIES, "not_a_recording")
            sounds += 1
    return sounds


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and end of each box's content; a size of 1 says that the true one follows the name."""
    while at < end:
        size, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        if size < head or at + size > end:
            raise RecordingError("not_a_recording")
        yield name, at + head, at + size
        at += size


def _ogg(data: bytes) -> None:
    """Walk the pages of the one stream; its second packet holds comments."""
    serials = set()
    packets: list[bytes] = [b""]
    for serial, segments in _pages(data):
        serials.add(serial)
        for segment, is_last in segments:
            if len(packets) <= 2:  # noqa: PLR2004 - the two heads of Opus
                packets[-1] += segment
                if is_last:
                    packets.append(b"")
    head, comments = packets[0], packets[1] if len(packets) > 1 else b""
    _refuse(len(serials) != 1 or not head.startswith(b"OpusHead"), "not_a_recording")
    _refuse(not comments.startswith(b"OpusTags"), "not_a_recording")
    _refuse(any(not comment.upper().startswith(_ENCODER) for comment in _comments(comments)), "metadata")


def _pages(data: bytes) -> Iterator[tuple[int, list[tuple[bytes, bool]]]]:
    """Yield of each page the number of its stream and its segments, each with whether a packet ends there."""
    at = 0
    while at < len(data):
        if data[at : at + 4] != _PAGE:
            raise RecordingError("trailing" if at else "not_a_recording")
        (serial,) = struct.unpack_from("<I", data, at + 14)
        count = data[at + 26]
        sizes = data[at + 27 : at + 27 + count]
        at += 27 + count
        if len(sizes) < count or at + sum(sizes) > len(data):
            raise RecordingError("not_a_recording")
        segments = []
        for size in sizes:
            segments.append((data[at : at + size], size < 255))  # noqa: PLR2004 - a full one goes on
            at += size
        yield serial, segments


def _comments(packet: bytes) -> Iterator[bytes]:
    """Yield the comments, each "NAME=value", after the maker's own name."""
    at = len(b"OpusTags")
    (length,) = struct.unpack_from("<I", packet, at)
    at += 4 + length
    (count,) = struct.unpack_from("<I", packet, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<I", packet, at)
        yield packet[at + 4 : at + 4 + length]
        at += 4 + length


def _refuse(is_wrong: bool, code: str) -> None:  # noqa: FBT001 - reads as a sentence
    if is_wrong:
        raise RecordingError(code)
