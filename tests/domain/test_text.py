"""What text may be stored: refused for what breaks programs and deceives eyes, never for the script it is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.text import check_email, check_line, check_name, check_text, fold_email, has_visible_character

NAMES = [
    "Ana",
    "Zoë Müller-Lüdenscheidt",
    "Ole\u0301",  # NFD stays NFD
    "Nguyễn Thị Minh",
    "李小龍",
    "فاطمة",
    "דָּוִד",
    "शिवाजी",
    "\u0e01\u0e35\u0e49",
    "x\u200dy",
    "\u200fשלמה\u200e",  # marks of direction, unlike overrides, only help
    "\U0001f469\U0001f3fd\u200d\U0001f52c",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\U0001f1e9\U0001f1ea",
    "1\ufe0f\u20e3",
    "\uf8ff",
    "\U0001fae9",  # newer than the Unicode of older Pythons
    "a" + "\u0301" * 8,
    "!",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_pass(name: str) -> None:
    assert check_name(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\u00a0\u3000",
        "\u200b",
        "\u200d\u200c\ufeff",
        "\u2060",
        "\u00ad",
        "\u3164",
        "\u2800",
        "\u0301",
        "\u115f\u1160",
    ],
)
def test_a_name_in_which_nothing_can_be_seen_is_blank(name: str) -> None:
    assert check_name(name) == "blank"
    assert not has_visible_character(name)


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9f"])
def test_controls_are_refused_everywhere(character: str) -> None:
    for check in (check_text, check_line, check_name):
        assert check(f"a{character}b") == "control"


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\u2028", "\u2029"])
def test_a_line_break_or_tab_may_stand_in_a_text_and_not_in_a_line(character: str) -> None:
    assert check_text(f"a{character}b") is None
    assert check_line(f"a{character}b") == "control"


@pytest.mark.parametrize("surrogate", ["\ud800", "a\udfff", "\udc00\ud800b"])
def test_half_a_surrogate_pair_is_refused_everywhere(surrogate: str) -> None:
    assert check_text(surrogate) == "surrogate"
    assert check_line(surrogate) == "surrogate"


@pytest.mark.parametrize("override", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_what_overrides_direction_is_refused_in_a_line(override: str) -> None:
    assert check_line(f"a{override}b") == "bidi"
    assert check_text(f"a{override}b") is None


@pytest.mark.parametrize("joiner", ["", "\u200d", "\u034f"])
def test_a_pile_of_marks_is_refused_however_it_is_held_together(joiner: str) -> None:
    assert check_line("a" + f"\u0301{joiner}" * 9) == "marks"
    assert check_line("\u0301" * 9) == "marks"
    assert check_text("a" + f"\u0301{joiner}" * 9) is None


@given(st.text())
def test_what_passes_as_a_name_passes_as_a_line_and_as_a_text(text: str) -> None:
    if check_name(text) is None:
        assert check_line(text) is None
    if check_line(text) is None:
        assert check_text(text) is None


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1))
def test_letters_digits_and_signs_always_pass_as_text(text: str) -> None:
    assert check_line(text) is None


@pytest.mark.parametrize("address", ["a@b", "ana.b+c@example.org", "用户@例え.jp", "o'hara@example.org"])
def test_addresses_that_may_exist_pass(address: str) -> None:
    assert check_email(address) is None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "format"),
        ("ana", "format"),
        ("@example.org", "format"),
        ("ana@", "format"),
        ("a@b@c", "format"),
        ("a b@example.org", "format"),
        ("a@b\n", "control"),
        ("a\u202e@b", "bidi"),
        ("a\ud800@b", "surrogate"),
        ("a" * 250 + "@b.de", "too_long"),
    ],
)
def test_what_can_be_no_address_is_refused(address: str, code: str) -> None:
    assert check_email(address) == code


def test_an_address_counts_as_the_same_in_any_case_and_composition() -> None:
    assert fold_email(" Ana@Example.ORG ") == "ana@example.org"
    assert fold_email("ZOE\u0308@x") == fold_email("zoë@x")
    assert fold_email("a@x") != fold_email("á@x")


@given(st.text())
def test_folding_an_address_twice_changes_nothing_more(address: str) -> None:
    assert fold_email(fold_email(address)) == fold_email(address)
