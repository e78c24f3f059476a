"""From lists of job titles to the words that carry them."""

from tools.words.letters import folded
from tools.words.occupations import carriers, heads_of


def test_a_title_is_carried_by_the_last_word_in_english_and_by_the_first_in_french() -> None:
    assert heads_of("en_US", ["Academic librarian", "Accountant, chartered"]) == {"librarian": 1, "accountant": 1}
    assert heads_of("fr_FR", ["Ingénieur d'affaires", "Chargée de clientèle"]) == {"ingenieur": 1, "chargee": 1}


def test_a_slavic_adjective_goes_before_what_carries_the_title() -> None:
    assert heads_of("cs_CZ", ["Klinický psycholog"]) == {"psycholog": 1}


def test_both_forms_of_a_german_title_stay_without_the_star() -> None:
    assert heads_of("de_AT", ["Bibliothekar*in", "Koch/Köchin"]) == {"bibliothekar": 1, "koch": 1, "kochin": 1}


def test_an_end_that_many_compounds_share_stands_for_them() -> None:
    titles = {"de_AT": ["Techniker", "Bautechniker", "Tontechniker", "Agrartechniker", "Glaser", "Glaser"]}

    assert carriers(titles, exclude=()) == (["glaser", "techniker"], ["techniker"])


def test_given_names_and_matters_are_no_titles() -> None:
    titles = {"en_US": ["Town planner", "City planner", "Pastor", "Head of sales", "Field sales"]}

    assert carriers(titles, exclude={"pastor"}) == (["planner"], [])


def test_letters_are_compared_without_accents() -> None:
    assert folded("Øverste Kőnig Straße") == "overste konig strasse"


def test_a_womans_title_is_left_out_where_the_mans_is_there() -> None:
    titles = {"de_DE": ["Dekan", "Restaurator", "Restauratorin", "Hebamme"], "es_ES": ["Pescador", "Pescadora"]}
    words, _ = carriers(titles, exclude=())
    assert words == ["pescador", "restaurator"]
