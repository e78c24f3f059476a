"""Conditions and ranges in DynamoDB's expression language, joined from named sentences. Nobody else writes any."""

from __future__ import annotations

from typing import Any

from backend.storage.attributes import typed
from backend.storage.port import Absent, Condition, Unchanged
from backend.storage.ranges import Range

IS_ABSENT = "attribute_not_exists(pk)"
IS_THERE = "attribute_exists(pk)"
HAS_EXPIRED = "expires <= :now"
HAS_NOT_EXPIRED = "(attribute_not_exists(expires) OR expires > :now)"

Arguments = dict[str, Any]


def on_condition(condition: Condition, now_s: int) -> Arguments:
    """Return the arguments that make a write depend on `condition`, and a failed one answer with the occupant."""
    if condition is None:
        return {}
    said = _absent() if isinstance(condition, Absent) else _unchanged(condition)
    said["ExpressionAttributeValues"][":now"] = {"N": str(now_s)}
    return said | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}


def within(asked: Range) -> Arguments:
    """Return the arguments of a query for one range that is not empty."""
    sentences, values = ["pk = :pk"], {":pk": {"S": asked.pk}}
    if asked.first:
        values[":first"] = {"S": asked.first}
    if asked.last is not None:
        values[":last"] = {"S": asked.last}
    if asked.first and asked.last is not None:  # at most one condition may name the sort key
        sentences.append("sk BETWEEN :first AND :last")
    elif asked.first:
        sentences.append("sk >= :first")
    elif asked.last is not None:
        sentences.append("sk <= :last")
    return {"KeyConditionExpression": " AND ".join(sentences), "ExpressionAttributeValues": values}


def marked(mark: str) -> Arguments:
    """Return the arguments of a query of the index for what bears `mark`."""
    return {"KeyConditionExpression": "due = :due", "ExpressionAttributeValues": {":due": {"S": mark}}}


def with_prefix(pk_prefix: str) -> Arguments:
    """Return the arguments of a scan for partitions that start with `pk_prefix`."""
    if not pk_prefix:
        return {}
    starts_so = "begins_with(pk, :prefix)"
    return {"FilterExpression": starts_so, "ExpressionAttributeValues": {":prefix": {"S": pk_prefix}}}


def _absent() -> Arguments:
    return {"ConditionExpression": f"{IS_ABSENT} OR {HAS_EXPIRED}", "ExpressionAttributeValues": {}}


def _unchanged(condition: Unchanged) -> Arguments:
    sentences = [IS_THERE, HAS_NOT_EXPIRED]
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    for number, (name, expected) in enumerate(condition.attributes.items()):
        names[f"#{number}"], values[f":{number}"] = name, typed(expected)
        is_equal = f"#{number} = :{number}"
        is_not_there = f"attribute_not_exists(#{number})"
        sentences.append(f"({is_not_there} OR {is_equal})" if expected is None else is_equal)
    said: Arguments = {"ConditionExpression": " AND ".join(sentences), "ExpressionAttributeValues": values}
    return said | ({"ExpressionAttributeNames": names} if names else {})
