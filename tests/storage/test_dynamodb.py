"""The DynamoDB adapter on moto: the contract, and the faults that no emulator makes, by botocore's event hooks."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from backend.storage import dynamodb
from backend.storage.dynamodb import DynamoTable
from backend.storage.port import Absent, ConditionFailed, Key, StorageError, Table, Unavailable, Unchanged
from tests.storage.contract import HERE, TableContract, item_at


class TestContract(TableContract):
    """DynamoDB keeps the contract."""

    largest_item = 404_000  # moto refuses from 405,000 bytes on, DynamoDB above 409,600

    @pytest.fixture
    def table(self, dynamo: DynamoTable) -> DynamoTable:
        return dynamo

    @pytest.mark.xfail(strict=True, reason="moto compares with Python's ==; DynamoDB, like the adapter, goes by type")
    def test_true_is_not_one(self, table: Table) -> None:
        super().test_true_is_not_one(table)


def answer_instead(table: DynamoTable, operation: str, answer: dict[str, Any], status: int) -> None:
    """Make an operation answer so, without reaching DynamoDB."""
    http = AWSResponse("https://dynamodb", status, HTTPHeaders(), None)
    parsed = answer | {"ResponseMetadata": {"HTTPStatusCode": status}}
    events: Any = table._client.meta.events
    events.register(f"before-call.dynamodb.{operation}", lambda **_: (http, parsed))


class LostAnswers:
    """Loses the first `left` answers of an operation `about` something after it took effect, as a broken line would."""

    def __init__(self, table: DynamoTable, operation: str, left: int, *, about: bytes = b"") -> None:
        self.left = left
        self._about = about
        self._event = f"before-send.dynamodb.{operation}"
        table._client.meta.events.register_last("before-send", self)  # after moto, which answers on this event

    def __call__(self, event_name: str, request: Any, **_: Any) -> None:
        if event_name == self._event and self.left and self._about in request.body:
            self.left -= 1
            raise ReadTimeoutError(endpoint_url=request.url)


@pytest.fixture
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ProvisionedThroughputExceededException", 400),
        ("ThrottlingException", 400),
        ("RequestLimitExceeded", 400),
        ("InternalServerError", 500),
        ("ServiceUnavailable", 503),
    ],
)
def test_throttling_and_faults_of_the_server_are_unavailable(dynamo: DynamoTable, code: str, status: int) -> None:
    for operation in ("GetItem", "PutItem", "DeleteItem", "BatchGetItem", "Query", "Scan"):
        answer_instead(dynamo, operation, {"Error": {"Code": code}}, status)
    for attempt in (
        lambda: dynamo.get(HERE),
        lambda: dynamo.put_if(item_at(HERE), Absent()),
        lambda: dynamo.delete_if(HERE, None),
        lambda: dynamo.batch_get([HERE]),
        lambda: dynamo.query("P"),
        lambda: list(dynamo.scan()),
    ):
        with pytest.raises(Unavailable) as refusal:
            attempt()
        assert refusal.value.retry_after == 1


def test_a_fault_of_ours_is_no_reason_to_try_again(dynamo: DynamoTable) -> None:
    answer_instead(dynamo, "GetItem", {"Error": {"Code": "ResourceNotFoundException"}}, 400)
    with pytest.raises(StorageError, match="ResourceNotFound") as refusal:
        dynamo.get(HERE)
    assert not isinstance(refusal.value, Unavailable)


@pytest.mark.usefixtures("_no_waiting")
def test_a_put_whose_answer_was_lost_is_repeated_by_botocore_and_meets_itself(dynamo: DynamoTable) -> None:
    lost = LostAnswers(dynamo, "PutItem", 1)
    with pytest.raises(ConditionFailed) as refusal:
        dynamo.put_if(item_at(HERE, req="ours"), Absent())
    assert lost.left == 0
    assert refusal.value.occupant == item_at(HERE, req="ours")


@pytest.mark.usefixtures("_no_waiting")
def test_a_change_whose_answer_was_lost_is_not_applied_twice(dynamo: DynamoTable) -> None:
    dynamo.put_if(item_at(HERE, rev=1), None)
    LostAnswers(dynamo, "PutItem", 1)
    with pytest.raises(ConditionFailed) as refusal:
        dynamo.put_if(item_at(HERE, rev=2, req="ours"), Unchanged({"rev": 1}))
    assert refusal.value.occupant == item_at(HERE, rev=2, req="ours")


@pytest.mark.usefixtures("_no_waiting")
def test_a_put_whose_answers_are_all_lost_is_unavailable_although_it_happened(dynamo: DynamoTable) -> None:
    lost = LostAnswers(dynamo, "PutItem", 100)
    with pytest.raises(Unavailable):
        dynamo.put_if(item_at(HERE), Absent())
    assert 100 - lost.left == 3
    assert dynamo.get(HERE) == item_at(HERE)


@pytest.mark.usefixtures("_no_waiting")
def test_when_one_of_many_writes_is_never_answered_the_call_ends_early_and_none_goes_on_behind_it(
    dynamo: DynamoTable,
) -> None:
    LostAnswers(dynamo, "PutItem", 100, about=b"w005")
    with pytest.raises(Unavailable):
        dynamo.put_each([(item_at(Key("P", f"w{n:03d}")), None) for n in range(300)])
    written = dynamo.query("P").items
    assert item_at(Key("P", "w005")) in written
    assert len(written) < 300
    assert dynamo.query("P").items == written


def test_an_endpoint_that_is_away_is_unavailable() -> None:
    client = dynamodb.connect(region="local", endpoint="http://127.0.0.1:9", access_key="x", secret_key="x")
    client.meta.events.register("before-send", _refuse_connection)
    table = DynamoTable(client, "lanyard", now_ms=lambda: 0)
    with pytest.raises(Unavailable, match="EndpointConnectionError"):
        table.get(HERE)
    table.close()


def _refuse_connection(request: Any, **_: Any) -> None:
    raise EndpointConnectionError(endpoint_url=request.url)


def test_keys_left_unprocessed_are_asked_for_again(dynamo: DynamoTable) -> None:
    keys = [Key("P", f"{n:03d}") for n in range(150)]
    for key in keys:
        dynamo.put_if(item_at(key), None)
    asked: list[int] = []

    def process_at_most_40(params: dict[str, Any], **_: Any) -> None:
        wanted = params["RequestItems"]["lanyard"]["Keys"]
        asked.append(len(wanted))
        left[:] = wanted[40:]
        params["RequestItems"] = {"lanyard": {"Keys": wanted[:40], "ConsistentRead": True}}

    def tell_what_is_left(parsed: dict[str, Any], **_: Any) -> None:
        parsed["UnprocessedKeys"] = {"lanyard": {"Keys": list(left)}} if left else {}

    left: list[Any] = []
    events = dynamo._client.meta.events
    events.register("provide-client-params.dynamodb.BatchGetItem", process_at_most_40)
    events.register("after-call.dynamodb.BatchGetItem", tell_what_is_left)
    assert set(dynamo.batch_get(keys)) == set(keys)
    assert asked == [100, 60, 20, 50, 10]


def test_keys_that_are_never_processed_use_up_a_budget(dynamo: DynamoTable) -> None:
    pauses: list[float] = []
    dynamo._pause = pauses.append
    key = {"pk": {"S": "P"}, "sk": {"S": "a"}}
    answer = {"Responses": {}, "UnprocessedKeys": {"lanyard": {"Keys": [key]}}, "ConsumedCapacity": []}
    answer_instead(dynamo, "BatchGetItem", answer, 200)
    with pytest.raises(Unavailable):
        dynamo.batch_get([HERE])
    assert pauses == [0.05, 0.1, 0.2, 0.4, 0.8]


def test_calls_end_within_seconds(dynamo: DynamoTable) -> None:
    config: Any = dynamo._client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, 2)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}


def test_the_table_is_made_once_and_drops_what_has_expired(dynamo: DynamoTable) -> None:
    dynamo.put_if(item_at(HERE), None)
    dynamodb.create_table_if_absent(dynamo._client, "lanyard")
    assert dynamo.get(HERE) == item_at(HERE)
    ttl = dynamo._client.describe_time_to_live(TableName="lanyard")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}


def test_every_read_is_consistent(dynamo: DynamoTable) -> None:
    asked: dict[str, bool] = {}

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        tables = params.get("RequestItems", {"": params})
        asked[model.name] = all(table["ConsistentRead"] for table in tables.values())

    dynamo._client.meta.events.register("provide-client-params.dynamodb", note)
    dynamo.get(HERE)
    dynamo.batch_get([HERE])
    dynamo.query("P")
    list(dynamo.scan())
    assert asked == {"GetItem": True, "BatchGetItem": True, "Query": True, "Scan": True}
