"""Sizes and units as DynamoDB reckons them, and items that keep their types on the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.storage import limits
from backend.storage.attributes import plain, typed
from backend.storage.port import Value

VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**38) + 1, 10**38 - 1) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("", 0),
        ("é\U0001f600", 6),
        (b"abc", 3),
        (True, 1),
        (None, 1),
        (0, 1),
        (7, 2),
        (12, 2),
        (123, 3),
        (-123, 4),
        (1_790_000_000_000, 3),  # zeros at the end cost nothing
        (10**37, 2),
        ([], 3),
        (["a", [1]], 3 + 1 + 1 + 1 + 3 + 1 + 2),
        ({"ab": "c"}, 3 + 1 + 2 + 1),
    ],
)
def test_an_attribute_weighs_what_dynamodb_says(value: Value, size: int) -> None:
    assert limits.item_size({"name": value}) == len("name") + size


@pytest.mark.parametrize(
    ("size", "writes", "reads"), [(0, 1, 1), (1024, 1, 1), (1025, 2, 1), (4096, 4, 1), (4097, 5, 2)]
)
def test_units_are_whole_and_at_least_one(size: int, writes: int, reads: int) -> None:
    assert (limits.write_units(size), limits.read_units(size)) == (writes, reads)


@pytest.mark.parametrize("value", [1.5, {1, 2}, (1,), object()])
def test_what_is_no_value_of_the_port_is_a_fault_of_ours(value: Value) -> None:
    with pytest.raises(TypeError):
        limits.item_size({"x": value})


def test_keys_and_expiry_have_their_types() -> None:
    with pytest.raises(TypeError):
        limits.check_item({"pk": "P", "sk": 1})
    with pytest.raises(TypeError):
        limits.check_item({"pk": "P", "sk": "a", "expires": "1800000000"})


@given(VALUES)
def test_a_typed_value_comes_back_as_it_was(value: Value) -> None:
    assert typed(plain(typed(value))) == typed(value)
    assert plain(typed(value)) == value
