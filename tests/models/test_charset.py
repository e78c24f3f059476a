"""Which characters the Latin head keeps."""
# ruff: noqa: RUF001 - signs that look alike are what this is about

import pytest

from tools.models.charset import rows_of, written, written_in_the_east


@pytest.mark.parametrize("character", "aZ09@&§€ßøłžñÅőșəƠ–’•☎📠")
def test_what_stands_on_cards_in_latin_script_stays(character: str) -> None:
    assert written(character) == character


@pytest.mark.parametrize("character", ["一", "あ", "α", "ʃ", "ǃ", "✝", "⑤", "😀", "", "ab"])
def test_other_scripts_phonetic_signs_and_ornaments_go(character: str) -> None:
    assert written(character) is None


@pytest.mark.parametrize("character", "一龍あアー々〒「。aß:")
def test_the_eastern_head_reads_chinese_and_japanese_and_latin_besides(character: str) -> None:
    assert written_in_the_east(character) == character


@pytest.mark.parametrize("character", ["α", "✝", "😀", "한", ""])
def test_the_eastern_head_drops_other_scripts(character: str) -> None:
    assert written_in_the_east(character) is None


@pytest.mark.parametrize(("wide", "plain"), [("\uff21", "A"), ("\uff1a", ":"), ("\uff20", "@"), ("\uff15", "5")])
def test_fullwidth_forms_are_written_plainly(wide: str, plain: str) -> None:
    assert written(wide) == plain


def test_rows_count_from_the_blank_and_end_with_the_space() -> None:
    assert rows_of(["x", "一", "y"]) == [(0, ""), (1, "x"), (3, "y"), (4, " ")]
