"""What a voice note's bytes say of themselves."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.photos.recording import RecordingError, is_recording, read_recording
from tests.photos.pictures import FORMATS, picture
from tests.photos.recordings import TYPES, box, element, mp4, ogg, recording, webm

TAGS, ATTACHMENTS, VOID = 0x1254C367, 0x1941A469, 0xEC

METADATA = {
    "WebM tags": webm(more=element(TAGS, b"where")),
    "WebM attachment": webm(more=element(ATTACHMENTS, b"<html>")),
    "WebM title": webm(title=b"At home"),
    "WebM filling that is not empty": webm(more=element(VOID, b"where")),
    "MP4 user data": mp4(inside=box(b"udta", b"where")),
    "MP4 metadata": mp4(inside=box(b"meta", b"where")),
    "MP4 metadata at its end": mp4() + box(b"meta", b"where"),
    "MP4 filling that is not empty": mp4(inside=box(b"free", b"where")),
    "Ogg place": ogg(b"ENCODER=Mozilla", b"LOCATION=at home"),
}
FOREIGN = {
    "Matroska": webm(doc_type=b"matroska"),
    "a film in WebM": webm(kind=1, codec=b"V_VP9"),
    "another codec in WebM": webm(codec=b"A_VORBIS"),
    "no track in WebM": webm()[:40],
    "a film in MP4": mp4(handler=b"vide", entry=b"avc1"),
    "another codec in MP4": mp4(entry=b"ac-3"),
    "two tracks in MP4": mp4(tracks=2),
    "no track in MP4": mp4(tracks=0),
    "another codec in Ogg": ogg(head=b"\x01vorbis"),
    "two streams in Ogg": ogg(serials=(7, 8)),
    "nothing": b"",
    "text": b"<html>",
}


def code_of(data: bytes) -> str:
    with pytest.raises(RecordingError) as refused:
        read_recording(data)
    return refused.value.code


@pytest.mark.parametrize("media_type", TYPES)
def test_what_browsers_record_is_known_by_its_bytes(media_type: str) -> None:
    assert is_recording(recording(media_type))
    assert read_recording(recording(media_type)) == media_type


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_picture_is_no_recording(media_type: str) -> None:
    assert not is_recording(picture(media_type))


def test_filling_that_is_empty_and_codecs_of_both_kinds_are_taken() -> None:
    assert read_recording(webm(more=element(VOID, bytes(40)))) == "audio/webm"
    assert read_recording(mp4(inside=box(b"free", bytes(40)))) == "audio/mp4"
    assert read_recording(mp4(entry=b"Opus")) == "audio/mp4"


@pytest.mark.parametrize("data", METADATA.values(), ids=METADATA)
def test_a_recording_that_says_more_than_sound_is_refused(data: bytes) -> None:
    assert code_of(data) == "metadata"


@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN)
def test_films_and_other_codecs_are_refused(data: bytes) -> None:
    assert code_of(data) == "not_a_recording"


@pytest.mark.parametrize("media_type", TYPES)
def test_nothing_may_follow_the_recording(media_type: str) -> None:
    assert code_of(recording(media_type) + b"<script>alert(1)</script>") in {"trailing", "not_a_recording"}
    assert code_of(recording(media_type) + picture()) in {"trailing", "not_a_recording"}


@pytest.mark.parametrize("media_type", TYPES)
def test_cut_short_within_a_piece_it_is_refused(media_type: str) -> None:
    assert code_of(recording(media_type)[:-2]) == "not_a_recording"


@settings(max_examples=300)
@given(st.sampled_from(TYPES), st.data())
def test_damage_makes_no_other_error(media_type: str, data: st.DataObject) -> None:
    whole = bytearray(recording(media_type))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RecordingError):
        assert read_recording(bytes(whole)) in TYPES


def test_boxes_inside_each_other_do_not_exhaust_it() -> None:
    nest = b""
    for _ in range(2_000):
        nest = box(b"trak", nest)
    assert code_of(mp4(inside=nest)) == "not_a_recording"
