"""DynamoDB as the adapter meets it on a bad day: one table in memory behind boto3's own calls.

What no emulator does happens here, because the world plans it: a write that has happened and whose answer is lost, the
SDK repeating it by itself and meeting its own item, throttling, keys left unread, pages that are empty and go on, the
death of the whole server between two calls, and entries of the log that become visible to queries one by one, in any
order, while conditional writes see them at once.
"""

from __future__ import annotations

import copy
import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Literal

from botocore.exceptions import ClientError, ReadTimeoutError

Place = tuple[str, str]
Fault = Literal["", "throttled", "lost", "repeated", "partial", "empty", "dies", "meanwhile"]
"""What befalls one call: `lost` and `dies` strike once it has happened, the others before."""

ONLY: dict[Fault, str] = {"partial": "batch_get", "empty": "open query", "repeated": "write"}
"""Faults that wait for one kind of call."""

TOKEN = re.compile(r"\(|\)|,|>=|<=|=|>|<|[#:]?\w+")
PAGE_BYTES = 1024 * 1024


class ServerDiedError(BaseException):
    """The process is gone: nothing of it may catch this."""


class ConditionalCheckFailedException(ClientError):  # noqa: N818 - boto3's name
    """A conditional write found otherwise."""


class _Exceptions:
    ConditionalCheckFailedException = ConditionalCheckFailedException


class FakeDynamo:
    """The calls of boto3's DynamoDB client that the adapter makes."""

    exceptions = _Exceptions

    def __init__(self) -> None:
        self.items: dict[Place, dict[str, Any]] = {}
        self.hidden: set[Place] = set()
        self.is_slow = False
        """Whether new entries of the log stay hidden from queries until `show` is called."""
        self.page_items = 1000
        self.plan: deque[Fault] = deque()
        """What befalls the next calls, one after the other; then nothing."""
        self.waiting: dict[str, Fault] = {}
        """What befalls the next call of a kind."""
        self.meanwhile: Callable[[], None] | None = None
        """What another process does just before a call with the fault `meanwhile`."""
        self.writes = 0
        self.faults: dict[str, int] = {}
        """How often each fault struck."""

    def calm(self) -> None:
        """Let nothing happen any more."""
        self.plan.clear()
        self.waiting.clear()

    def show(self, pick: int) -> None:
        """Let one of the hidden entries become visible."""
        if self.hidden:
            self.hidden.discard(sorted(self.hidden)[pick % len(self.hidden)])

    def get_item(self, *, Key: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803 - boto3's names
        with _Call(self, "get"):
            item = self.items.get(_place(Key))
            return {"Item": copy.deepcopy(item)} if item else {}

    def put_item(self, *, Item: dict[str, Any], **options: Any) -> dict[str, Any]:  # noqa: N803
        place = _place(Item)

        def put() -> None:
            self._check(place, options)
            self.writes += 1
            if self.is_slow and place not in self.items and place[1].startswith("L#"):
                self.hidden.add(place)
            self.items[place] = copy.deepcopy(Item)

        return self._write(put)

    def delete_item(self, *, Key: dict[str, Any], **options: Any) -> dict[str, Any]:  # noqa: N803
        place = _place(Key)

        def delete() -> None:
            self._check(place, options)
            self.writes += 1
            self.items.pop(place, None)
            self.hidden.discard(place)

        return self._write(delete)

    def batch_get_item(self, *, RequestItems: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803
        [(table, wanted)] = RequestItems.items()
        with _Call(self, "batch_get") as fault:
            keys = wanted["Keys"]
            reached = keys[: len(keys) // 2] if fault == "partial" else keys
            found = [self.items[place] for place in map(_place, reached) if place in self.items]
            left = {table: {"Keys": keys[len(reached) :]}} if len(reached) < len(keys) else {}
            return {"Responses": {table: copy.deepcopy(found)}, "UnprocessedKeys": left, "ConsumedCapacity": []}

    def query(
        self,
        *,
        ExpressionAttributeValues: dict[str, Any],  # noqa: N803
        ScanIndexForward: bool,  # noqa: N803
        ExclusiveStartKey: dict[str, Any] | None = None,  # noqa: N803
        Limit: int | None = None,  # noqa: N803
        **_: Any,
    ) -> dict[str, Any]:
        pk = ExpressionAttributeValues[":pk"]["S"]
        first, last = (ExpressionAttributeValues.get(name, {}).get("S") for name in (":first", ":last"))
        start = _place(ExclusiveStartKey)[1] if ExclusiveStartKey else None
        reached = start or ("" if (pk, first) in self.items else first)
        with _Call(self, "open query" if reached else "query") as fault:
            if fault == "empty":
                return {"Items": [], "LastEvaluatedKey": {"pk": {"S": pk}, "sk": {"S": reached}}}
            places = sorted(
                (place for place in self.items if place[0] == pk and place not in self.hidden),
                reverse=not ScanIndexForward,
            )
            inside = [
                place
                for place in places
                if (first is None or place[1] >= first)
                and (last is None or place[1] <= last)
                and (start is None or (place[1] > start if ScanIndexForward else place[1] < start))
            ]
            page = inside[: min(Limit or self.page_items, self.page_items)]
            answer: dict[str, Any] = {"Items": [copy.deepcopy(self.items[place]) for place in page]}
            if len(page) < len(inside):
                answer["LastEvaluatedKey"] = {"pk": {"S": pk}, "sk": {"S": page[-1][1]}}
            return answer

    def scan(self, *, ExpressionAttributeValues: dict[str, Any] | None = None, **_: Any) -> dict[str, Any]:  # noqa: N803
        prefix = (ExpressionAttributeValues or {}).get(":prefix", {}).get("S", "")
        with _Call(self, "scan"):
            found = [item for place, item in sorted(self.items.items()) if place[0].startswith(prefix)]
            return {"Items": copy.deepcopy(found)}

    def _write(self, do: Callable[[], None]) -> dict[str, Any]:
        with _Call(self, "write") as fault:
            do()
            if fault == "repeated":
                do()  # the answer got lost, and the SDK asks again: the condition meets our own item
            return {}

    def _check(self, place: Place, options: dict[str, Any]) -> None:
        sentence = options.get("ConditionExpression")
        item = self.items.get(place)
        if sentence is None or _holds(sentence, item, options):
            return
        occupant = {"Item": copy.deepcopy(item)} if item else {}
        raise ConditionalCheckFailedException(refusal("ConditionalCheckFailedException") | occupant, "PutItem")


class _Call:
    """One call: what the plan has for it strikes before it or after it."""

    def __init__(self, dynamo: FakeDynamo, call: str) -> None:
        self.dynamo = dynamo
        self.call = call
        self.fault: Fault = ""

    def __enter__(self) -> Fault:
        dynamo = self.dynamo
        if self.call in dynamo.waiting:
            self.fault = dynamo.waiting.pop(self.call)
        elif dynamo.plan:
            self.fault = dynamo.plan.popleft()
        if self.fault:
            dynamo.faults[self.fault] = dynamo.faults.get(self.fault, 0) + 1
        if self.fault == "throttled":
            raise ClientError(refusal("ThrottlingException"), "any")
        if self.fault == "meanwhile" and dynamo.meanwhile:
            other, dynamo.meanwhile = dynamo.meanwhile, None
            rest, dynamo.plan = dynamo.plan, deque()
            try:
                other()
            finally:
                dynamo.plan = rest
        return self.fault

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.fault == "dies":
            raise ServerDiedError
        if self.fault == "lost" and kind is None:
            raise ReadTimeoutError(endpoint_url="memory")


def refusal(code: str) -> Any:
    """Return an error answer as botocore reads it."""
    return {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}


def _place(key: dict[str, Any]) -> Place:
    return key["pk"]["S"], key["sk"]["S"]


@lru_cache
def _tokens(sentence: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(sentence))


def _holds(sentence: str, item: dict[str, Any] | None, options: dict[str, Any]) -> bool:
    """Evaluate a condition: comparisons and functions of attributes, joined by AND, OR and brackets."""
    tokens = iter((*_tokens(sentence), "end"))
    reader = _Reader(tokens, item or {}, options)
    return reader.any_of()


class _Reader:
    def __init__(self, tokens: Iterator[str], item: dict[str, Any], options: dict[str, Any]) -> None:
        self.tokens = tokens
        self.item = item
        self.names = options.get("ExpressionAttributeNames", {})
        self.values = options.get("ExpressionAttributeValues", {})
        self.next = next(tokens)

    def take(self) -> str:
        token = self.next
        self.next = next(self.tokens, "end")
        return token

    def any_of(self) -> bool:
        held = self.all_of()
        while self.next == "OR":
            self.take()
            held = self.all_of() or held
        return held

    def all_of(self) -> bool:
        held = self.one()
        while self.next == "AND":
            self.take()
            held = self.one() and held
        return held

    def one(self) -> bool:
        token = self.take()
        if token == "(":
            held = self.any_of()
            self.take()
            return held
        if token in {"attribute_exists", "attribute_not_exists"}:
            self.take()
            name = self.take()
            self.take()
            return (self.names.get(name, name) in self.item) == (token == "attribute_exists")
        mine, sign, value = self.item.get(self.names.get(token, token)), self.take(), self.values[self.take()]
        if mine is None:
            return False
        if sign == "=":
            return bool(mine == value)
        ours, theirs = int(mine["N"]), int(value["N"])
        return ours <= theirs if sign == "<=" else ours > theirs
