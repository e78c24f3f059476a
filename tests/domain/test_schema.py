"""The generated files say what the sources say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from backend.domain.kinds import KINDS
from tools import schema

DOCUMENT = json.loads(schema.outputs()[schema.OPENAPI])


@pytest.mark.parametrize("path", schema.outputs(), ids=lambda path: path.name)
def test_what_is_committed_is_what_the_sources_make(path: Any) -> None:
    assert path.read_text(encoding="utf-8") == schema.outputs()[path], "run `make schema` and commit what it writes"


def test_every_kind_and_field_is_described() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for kind in KINDS.values():
        described = schemas[f"{kind.__name__}Fields"]
        fields = {*described["properties"], *(key.removeprefix("^") for key in described.get("patternProperties", {}))}
        assert fields == {field.data_key or name for name, field in kind().fields.items()}


def test_no_field_of_a_record_is_required_and_each_may_be_null() -> None:
    for kind in KINDS.values():
        described = DOCUMENT["components"]["schemas"][f"{kind.__name__}Fields"]
        assert "required" not in described
        for field, inner in described["properties"].items():
            types = inner["type"] if "type" in inner else [one.get("type") for one in inner["anyOf"]]
            assert "null" in types, field


def test_every_reference_leads_somewhere() -> None:
    references = set(_references(DOCUMENT))
    assert references
    for reference in references:
        place = reference.removeprefix("/components/").split("/")
        assert place[0] == "schemas"
        assert place[1] in DOCUMENT["components"]["schemas"], reference


def test_every_operation_has_a_name_of_its_own_and_says_whether_it_needs_a_login() -> None:
    operations = [operation for methods in DOCUMENT["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations) > 0
    assert all(operation["security"] in ([], [{"session": []}]) for operation in operations)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].removeprefix("#")
        for inner in node.values():
            yield from _references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _references(inner)
