"""Which characters the Latin head keeps."""
# ruff: noqa: RUF001 - signs that look alike are what this is about

import pytest

from tools.models.charset import latin_rows, written


@pytest.mark.parametrize("character", "aZ09@&§€ßøłžñÅőșəƠ–’•☎📠")
def test_what_stands_on_cards_in_latin_script_stays(character: str) -> None:
    assert written(character) == character


@pytest.mark.parametrize("character", ["一", "あ", "α", "ʃ", "ǃ", "✝", "⑤", "😀", "", "ab"])
def test_other_scripts_phonetic_signs_and_ornaments_go(character: str) -> None:
    assert written(character) is None


@pytest.mark.parametrize(("wide", "plain"), [("\uff21", "A"), ("\uff1a", ":"), ("\uff20", "@"), ("\uff15", "5")])
def test_fullwidth_forms_are_written_plainly(wide: str, plain: str) -> None:
    assert written(wide) == plain


def test_rows_count_from_the_blank_and_end_with_the_space() -> None:
    assert latin_rows(["x", "一", "y"]) == [(0, ""), (1, "x"), (3, "y"), (4, " ")]
