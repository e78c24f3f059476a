"""The packaged template, as osls wrote it for the stage that anybody gets who names none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tools.deploy.stack import TEMPLATE

Resource = dict[str, Any]


@cache
def template() -> Resource:
    """Return the template; `make test` packages it."""
    if not TEMPLATE.exists():
        pytest.fail("there is no packaged template: run `make package` first", pytrace=False)
    found: Resource = json.loads(TEMPLATE.read_text())
    return found


def of_type(kind: str) -> dict[str, Resource]:
    """Return the properties of the resources of one type, by logical id."""
    resources = template()["Resources"].items()
    return {name: told["Properties"] for name, told in resources if told["Type"] == f"AWS::{kind}"}


def functions() -> dict[str, Resource]:
    """Return the functions by the name of their handler."""
    return {told["Handler"].rpartition(".")[2]: told for told in of_type("Lambda::Function").values()}


def statements(name: str) -> Iterator[Resource]:
    """Yield what the role of a function allows."""
    role = of_type("IAM::Role")[functions()[name]["Role"]["Fn::GetAtt"][0]]
    for policy in role["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def listed(value: Any) -> list[Any]:
    """Return a list of what CloudFormation takes with or without brackets."""
    return value if isinstance(value, list) else [value]
