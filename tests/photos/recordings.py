"""Small voice notes for tests, as browsers write them: WebM by Chrome, fragmented MP4 by Safari, Ogg by Firefox."""

from __future__ import annotations

import struct
from collections.abc import Callable

TYPES = ("audio/webm", "audio/mp4", "audio/ogg")
UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def recording(media_type: str = "audio/webm") -> bytes:
    """A voice note with something in it."""
    makers: dict[str, Callable[[], bytes]] = {"audio/webm": webm, "audio/mp4": mp4, "audio/ogg": ogg}
    return makers[media_type]()


def element(name: int, content: bytes) -> bytes:
    """An EBML element, its length in eight bytes."""
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + (len(content) | 1 << 56).to_bytes(8, "big") + content


def webm(
    *, doc_type: bytes = b"webm", codec: bytes = b"A_OPUS", kind: int = 2, more: bytes = b"", title: bytes = b""
) -> bytes:
    """Two clusters of unknown length in a segment of unknown length; `more` stands between track and clusters."""
    head = element(0x1A45DFA3, element(0x4286, b"\1") + element(0x4282, doc_type))
    info = element(0x1549A966, element(0x4D80, b"Chrome") + (element(0x7BA9, title) if title else b""))
    track = element(0xAE, element(0xD7, b"\1") + element(0x83, bytes([kind])) + element(0x86, codec))
    cluster = b"\x1f\x43\xb6\x75" + UNKNOWN + element(0xE7, b"\0") + element(0xA3, b"\x81\0\0\x80sound") * 3
    return head + b"\x18\x53\x80\x67" + UNKNOWN + info + element(0x1654AE6B, track) + more + cluster * 2


def box(name: bytes, *content: bytes) -> bytes:
    """An MP4 box."""
    whole = b"".join(content)
    return struct.pack(">I4s", len(whole) + 8, name) + whole


def mp4(*, handler: bytes = b"soun", entry: bytes = b"mp4a", inside: bytes = b"", tracks: int = 1) -> bytes:
    """A head and two fragments; `inside` stands in the movie box."""
    described = box(b"stsd", struct.pack(">II", 0, 1), box(entry, bytes(28)))
    media = box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13)), box(b"minf", box(b"stbl", described)))
    movie = box(b"moov", box(b"mvhd", bytes(100)), box(b"trak", box(b"tkhd", bytes(84)), media) * tracks, inside)
    fragment = box(b"moof", box(b"mfhd", bytes(8)), box(b"traf", box(b"tfhd", bytes(8)))) + box(b"mdat", b"sound")
    return box(b"ftyp", b"iso5", bytes(4), b"iso5") + movie + fragment * 2


def page(*packets: bytes, serial: int = 7, kind: int = 0) -> bytes:
    """An Ogg page on which every packet ends."""
    sizes = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, kind, 0, serial, 0, 0, len(sizes))
    return head + sizes + b"".join(packets)


def ogg(*comments: bytes, head: bytes = b"OpusHead", serials: tuple[int, int] = (7, 7)) -> bytes:
    """Head, comments and a page of sound."""
    said = comments or (b"ENCODER=Mozilla",)
    lines = b"".join(struct.pack("<I", len(comment)) + comment for comment in said)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"Lavf" + struct.pack("<I", len(said)) + lines
    first, second = serials
    return (
        page(head + bytes(11), serial=first, kind=2) + page(tags, serial=first) + page(b"s" * 600, b"t", serial=second)
    )
