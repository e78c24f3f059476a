"""The table in DynamoDB: production, and whatever speaks its API.

botocore repeats a call whose answer was lost, so a conditional write may fail against the caller's own item: the
occupant in ConditionFailed tells. The failure worth knowing: `Unavailable` after a write says nothing about whether it
happened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3

from backend.storage import limits
from backend.storage.attributes import plain_item, typed_item
from backend.storage.aws import WITHIN_SECONDS, translated
from backend.storage.port import (
    Condition,
    ConditionFailed,
    Item,
    Key,
    Page,
    Unavailable,
)
from backend.storage.ranges import Range
from backend.storage.sentences import marked, on_condition, with_prefix, within

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEYS_A_CALL = 100
FRUITLESS_TRIES = 6
WRITERS = 8
"""Writes of one `put_each` under way at once: no call of DynamoDB's own takes many, each with a condition."""
FIRST_PAUSE_S = 0.05
DUE = "due"
"""The one index, sparse: of the items that bear a mark."""


def connect(
    *,
    region: str | None = None,
    endpoint: str | None = None,
    access_key: str | None = None,
    secret_key: str | None = None,
) -> DynamoDBClient:
    """Return a client whose calls end within seconds; what is not given comes from AWS's usual places."""
    return boto3.client(
        "dynamodb",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=WITHIN_SECONDS,
    )


def create_table_if_absent(client: DynamoDBClient, name: str) -> None:
    """Make the table on an endpoint that no infrastructure template has prepared, and wait until it is there."""
    with translated():
        try:
            client.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
                AttributeDefinitions=[
                    {"AttributeName": "pk", "AttributeType": "S"},
                    {"AttributeName": "sk", "AttributeType": "S"},
                    {"AttributeName": "due", "AttributeType": "S"},
                ],
                GlobalSecondaryIndexes=[
                    {
                        "IndexName": DUE,
                        "KeySchema": [
                            {"AttributeName": "due", "KeyType": "HASH"},
                            {"AttributeName": "pk", "KeyType": "RANGE"},
                        ],
                        "Projection": {"ProjectionType": "KEYS_ONLY"},
                    }
                ],
            )
        except client.exceptions.ResourceInUseException:
            made = False  # long ago, or by another process a moment ago
        else:
            made = True
        client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
        if made:
            client.update_time_to_live(
                TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
            )


class DynamoTable(limits.Metered):
    """`port.Table` on the DynamoDB table `name`. `now_ms` hides what has expired and TTL has not yet removed."""

    def __init__(
        self,
        client: DynamoDBClient,
        name: str,
        *,
        now_ms: Callable[[], int],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__()
        self._client = client
        self._name = name
        self._now_ms = now_ms
        self._pause = pause

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, key: Key) -> Item | None:
        """Return the item at `key`, or None."""
        limits.check_key(key)
        with translated():
            answer = self._client.get_item(
                TableName=self._name, Key=_typed_key(key), ConsistentRead=True, ReturnConsumedCapacity="TOTAL"
            )
        self._count("get", reads=_units(answer))
        return self._if_live(answer.get("Item"))

    def put_if(self, item: Item, condition: Condition) -> None:
        """Write the whole item if `condition` holds; durable on return."""
        self._put(item, condition, limits.check_item(item))

    def put_each(self, writes: Iterable[tuple[Item, Condition]]) -> list[ConditionFailed | None]:
        """Write each whole item whose condition holds, several at once; all are durable on return.

        When one cannot be written, those not begun are given up and those under way are waited for.
        """
        checked = limits.check_each(writes)
        with ThreadPoolExecutor(WRITERS) as pool:
            return list(pool.map(self._outcome, checked))

    def delete_if(self, key: Key, condition: Condition) -> None:
        """Delete the item if `condition` holds."""
        limits.check_key(key)
        with self._conditional("delete_if", 0):
            answer = self._client.delete_item(
                TableName=self._name,
                Key=_typed_key(key),
                ReturnConsumedCapacity="TOTAL",
                **on_condition(condition, self._now_ms() // 1000),
            )
        self._count("delete_if", writes=_units(answer))

    def batch_get(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """Return the items that exist among `keys`."""
        wanted = list(dict.fromkeys(keys))
        for key in wanted:
            limits.check_key(key)
        found: dict[Key, Item] = {}
        for start in range(0, len(wanted), KEYS_A_CALL):
            for item in self._get_all(wanted[start : start + KEYS_A_CALL]):
                found[limits.key_of(item)] = item
        return found

    def query(  # noqa: PLR0913 - the port's
        self,
        pk: str,
        *,
        first: str | None = None,
        last: str | None = None,
        after: str | None = None,
        limit: int | None = None,
        descending: bool = False,
    ) -> Page:
        """Return one page of partition `pk`, in order of sort key."""
        asked = Range(pk, first, last, descending, limit)
        options: dict[str, Any] = {"Limit": limit} if limit is not None else {}
        if after is not None:
            options["ExclusiveStartKey"] = _typed_key(Key(pk, asked.place(after)))
        if asked.empty:
            return Page([], None)
        with translated():
            answer = self._client.query(
                TableName=self._name,
                ConsistentRead=True,
                ScanIndexForward=not descending,
                ReturnConsumedCapacity="TOTAL",
                **within(asked),
                **options,
            )
        self._count("query", reads=_units(answer))
        reached = answer.get("LastEvaluatedKey")
        return Page(self._live(answer["Items"]), asked.token(reached["sk"]["S"]) if reached else None)

    def due(self, mark: str) -> Iterator[Key]:
        """Yield where the items lie that bear `mark`, as the index has it."""
        options: dict[str, Any] = marked(mark)
        while True:
            with translated():
                answer = self._client.query(
                    TableName=self._name, IndexName=DUE, ReturnConsumedCapacity="TOTAL", **options
                )
            self._count("due", reads=_units(answer))
            yield from (Key(found["pk"]["S"], found["sk"]["S"]) for found in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            options["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def scan(self, *, pk_prefix: str = "") -> Iterator[Item]:
        """Yield every item whose pk starts with `pk_prefix`; reads, and pays for, the whole table."""
        options = with_prefix(pk_prefix)
        while True:
            with translated():
                answer = self._client.scan(
                    TableName=self._name, ConsistentRead=True, ReturnConsumedCapacity="TOTAL", **options
                )
            self._count("scan", reads=_units(answer))
            yield from self._live(answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            options["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _outcome(self, write: tuple[Item, Condition, int]) -> ConditionFailed | None:
        try:
            self._put(*write)
        except ConditionFailed as failed:
            return failed
        return None

    def _put(self, item: Item, condition: Condition, size: int) -> None:
        with self._conditional("put_if", size):
            answer = self._client.put_item(
                TableName=self._name,
                Item=typed_item(item),
                ReturnConsumedCapacity="TOTAL",
                **on_condition(condition, self._now_ms() // 1000),
            )
        self._count("put_if", writes=_units(answer))

    def _get_all(self, keys: Sequence[Key]) -> Iterator[Item]:
        """Yield the items at up to KEYS_A_CALL keys, asking again for what DynamoDB left out.

        An answer is cut at 16 MB, which is no failure: only tries that bring nothing use up the budget.
        """
        left: Any = [_typed_key(key) for key in keys]
        fruitless = 0
        while left:
            with translated():
                answer = self._client.batch_get_item(
                    RequestItems={self._name: {"Keys": left, "ConsistentRead": True}}, ReturnConsumedCapacity="TOTAL"
                )
            used: Any = answer.get("ConsumedCapacity", [])
            self._count("batch_get", reads=sum(table.get("CapacityUnits", 0) for table in used))
            yield from self._live(answer["Responses"].get(self._name, []))
            unprocessed = answer["UnprocessedKeys"].get(self._name)
            still_left = unprocessed["Keys"] if unprocessed else []
            fruitless = fruitless + 1 if len(still_left) == len(left) else 0
            if fruitless == FRUITLESS_TRIES:
                raise Unavailable("DynamoDB leaves keys unread")
            if fruitless:
                self._pause(FIRST_PAUSE_S * 2 ** (fruitless - 1))
            left = still_left

    def _live(self, found: Iterable[Any]) -> list[Item]:
        return [item for attributes in found if (item := self._if_live(attributes)) is not None]

    def _if_live(self, attributes: Any) -> Item | None:
        item = plain_item(attributes) if attributes else None
        return None if item is None or limits.is_expired(item, self._now_ms() / 1000) else item

    @contextmanager
    def _conditional(self, call: str, size: int) -> Iterator[None]:
        """Turn a failed condition into ConditionFailed; its error does not say what it cost, so that is reckoned."""
        with translated():
            try:
                yield
            except self._client.exceptions.ConditionalCheckFailedException as error:
                there: Any = error.response.get("Item")
                old_size = limits.item_size(plain_item(there)) if there else 0
                self._count(call, writes=limits.write_units(max(old_size, size)))
                raise ConditionFailed(self._if_live(there)) from error


def _typed_key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _units(answer: Any) -> float:
    return float(answer.get("ConsumedCapacity", {}).get("CapacityUnits", 0))
