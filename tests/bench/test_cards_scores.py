"""The scorer on readings made up here: a figure is worth what its scorer is."""

from tests.bench.cards_scores import Tally, characters, is_eastern, prediction_of, similarity, split_of, tables

CARD = {
    "id": "made-up",
    "category": "flat",
    "lines": ["Ada Example", "Analyst", "Tel 202 555 0143"],
    "name": ["Ada Example"],
    "title": ["Analyst"],
    "org": [],
    "emails": ["Ada@sample.example"],
    "phones": ["+12025550143"],
    "faxes": [],
    "urls": ["http://www.sample.example/"],
}


def reading(*fields: dict[str, str]) -> dict[str, object]:
    return {"fields": list(fields), "lines": [{"text": text} for text in CARD["lines"]], "ms": 5}


def figures(*fields: dict[str, str]) -> list[str]:
    text = tables([CARD], {"made-up": prediction_of(reading(*fields))})
    return text.splitlines()[-1].split()[1:]


def test_a_card_read_right_scores_one_in_every_column_that_it_asks_for() -> None:
    read = figures(
        {"field": "name", "value": "ADA  EXAMPLE"},
        {"field": "title", "value": "analyst"},
        {"field": "email", "value": "ada@sample.example"},
        {"field": "phone", "value": "(202) 555-0143"},
        {"field": "url", "value": "sample.example"},
    )
    assert read == ["1", "1.000", "1.000", "1.000", "1.000", "1.000", "1.000", "-", "-"]


def test_an_address_too_many_costs_and_a_second_guess_of_a_name_does_not() -> None:
    read = figures(
        {"field": "name", "value": "Ada Example"},
        {"field": "name", "value": "Another One"},
        {"field": "email", "value": "ada@sample.example"},
        {"field": "email", "value": "x@sample.example"},
    )
    assert read[2] == "0.667"
    assert read[5] == "1.000"


def test_a_fax_counts_among_the_numbers_whatever_it_was_taken_for() -> None:
    fax = {"field": "phone", "value": "2025550143", "e164": "+12025550143", "label": "fax"}
    assert prediction_of(reading(fax))["faxes"] == ["+12025550143"]
    assert figures(fax)[3] == "1.000"


def test_characters_are_found_wherever_their_line_was_read() -> None:
    assert characters(["Ada", "Analyst"], ["Analyst of things", "Adq"]) == (10, 9)
    assert characters(["Ada"], []) == (3, 0)


def test_likeness_forgives_case_and_spaces_only() -> None:
    assert similarity("Ada  Example", "ada example") == 1
    assert similarity("Ada", "Bob") == 0


def test_about_a_third_of_the_cards_is_only_scored() -> None:
    splits = [split_of(f"card-{number}") for number in range(300)]
    assert 80 < splits.count("scored") < 120


def test_a_tally_of_nothing_has_no_figure() -> None:
    assert Tally().value() == "-"


def test_a_card_with_han_or_kana_asks_for_their_download() -> None:
    asks = [is_eastern({"lines": [line]}) for line in ("José Müller", "研究員", "リーダー", "Tel: 123")]

    assert asks == [False, True, True, False]
