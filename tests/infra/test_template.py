"""The template against the code that it runs: no function, route, key or header is in one of them only."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

import pytest

from backend.app import create_app
from backend.handlers import EVENTS, LOCAL, WEB
from backend.reminders.tell import Told
from backend.storage import dynamodb
from backend.sync.tally import tally
from backend.web.headers import security_headers
from tests.infra.distribution import response_headers
from tests.infra.template import functions, listed, of_type, statements, template
from tests.web.world import World

LONGEST_SECONDS = 900
GATEWAY_SECONDS = 29


def test_every_handler_is_a_function_and_the_reverse() -> None:
    assert set(functions()) == {*WEB, *EVENTS}


@pytest.mark.parametrize("name", [*WEB, *EVENTS])
def test_every_function_has_its_own_role_memory_time_and_log(name: str) -> None:
    told = functions()[name]
    roles = [found["Role"]["Fn::GetAtt"][0] for found in functions().values()]
    assert roles.count(told["Role"]["Fn::GetAtt"][0]) == 1
    assert 128 <= told["MemorySize"] <= 2048
    assert 1 <= told["Timeout"] <= (GATEWAY_SECONDS if name in WEB else LONGEST_SECONDS)
    assert (told["Runtime"], told["Architectures"]) == ("python3.13", ["arm64"])
    logs = [group for group in of_type("Logs::LogGroup").values() if group["LogGroupName"].endswith(f"-{name}")]
    assert [group["RetentionInDays"] for group in logs] == [30]


@pytest.mark.parametrize("name", [*WEB, *EVENTS])
def test_errors_and_throttles_of_every_function_wake_somebody(name: str) -> None:
    logical = next(key for key, told in of_type("Lambda::Function").items() if told is functions()[name])
    alarms = [
        told
        for told in of_type("CloudWatch::Alarm").values()
        if told["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": logical}}]
    ]
    assert {told["MetricName"] for told in alarms} >= {"Errors", "Throttles"}
    assert all(told["AlarmActions"] == [{"Ref": "Alarms"}] for told in alarms)


@pytest.mark.parametrize("name", [*WEB, *EVENTS])
def test_no_role_allows_everything_or_everywhere(name: str) -> None:
    for statement in statements(name):
        assert statement["Effect"] == "Allow"
        for action in listed(statement["Action"]):
            assert "*" not in action
        for resource in listed(statement["Resource"]):
            assert resource != "*"
            if isinstance(resource, dict) and "Fn::Sub" in resource:
                assert resource["Fn::Sub"].count("*") == resource["Fn::Sub"].endswith("/*")
        if statement["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]} and statement["Action"] != "dynamodb:Scan":
            assert "dynamodb:LeadingKeys" in str(statement["Condition"])


def in_braces(rule: str) -> str:
    """Return a rule of Flask's as API Gateway writes it."""
    return re.sub("<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule)


def test_every_route_of_the_app_is_in_the_template_and_the_reverse(world: World) -> None:
    app = create_app(world.deps, WEB)
    ours = {
        f"{method} {in_braces(rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }
    theirs = {told["RouteKey"] for told in of_type("ApiGatewayV2::Route").values()}
    assert theirs == {*ours, "$default"}
    assert LOCAL == ("photo_folder",)


def test_each_route_leads_to_the_function_that_has_it(world: World) -> None:
    integrations = of_type("ApiGatewayV2::Integration")
    for told in of_type("ApiGatewayV2::Route").values():
        target = told["Target"]["Fn::Join"][1][1]["Ref"]
        name = next(found for found in WEB if found.capitalize() in str(integrations[target]["IntegrationUri"]))
        rules = {rule.rule.split("<")[0] for rule in create_app(world.deps, (name,)).url_map.iter_rules()}
        path = told["RouteKey"].partition(" ")[2].split("{")[0]
        assert path in rules or (told["RouteKey"], name) == ("$default", "health")
        assert integrations[target]["PayloadFormatVersion"] == "2.0"


def test_the_table_is_the_one_that_the_code_makes_for_itself() -> None:
    made: dict[str, Any] = {}

    class Client:
        exceptions = type("exceptions", (), {"ResourceInUseException": KeyError})

        def create_table(self, **told: Any) -> None:
            made.update(told)

        def get_waiter(self, _: str) -> Any:
            return type("Waiter", (), {"wait": lambda *_, **__: None})()

        def update_time_to_live(self, **told: Any) -> None:
            made.update(told)

    client: Any = Client()
    dynamodb.create_table_if_absent(client, "lanyard-dev")
    [table] = of_type("DynamoDB::Table").values()
    schema = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
    for name in ("TableName", "BillingMode", *schema, "TimeToLiveSpecification"):
        assert table[name] == made[name], name


def test_data_outlives_mistakes() -> None:
    resources = template()["Resources"]
    for name in ("Table", "PhotoBucket", "SigningSecret"):
        assert resources[name]["DeletionPolicy"] == resources[name]["UpdateReplacePolicy"] == "Retain", name
    table = resources["Table"]["Properties"]
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert resources["PhotoBucket"]["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}


def test_no_bucket_is_public_and_none_of_ours_unencrypted() -> None:
    for name, told in of_type("S3::Bucket").items():
        assert set(told["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert told["BucketEncryption"], name


def test_the_stream_tells_the_projector_of_new_entries_and_of_nothing_else() -> None:
    assert template()["Resources"]["Table"]["Properties"]["StreamSpecification"] == {"StreamViewType": "KEYS_ONLY"}
    [told] = of_type("Lambda::EventSourceMapping").values()
    [pattern] = told["FilterCriteria"]["Filters"]
    wanted = '{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"L#"}]}}}}'
    assert pattern["Pattern"] == wanted
    assert told["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (told["MaximumRetryAttempts"], told["MaximumRecordAgeInSeconds"]) == (5, 3600)
    assert told["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["Failures", "Arn"]}


def test_the_site_sends_the_same_headers_as_the_app() -> None:
    [policy] = of_type("CloudFront::ResponseHeadersPolicy").values()
    config = policy["ResponseHeadersPolicyConfig"]
    csp = config["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    photos = functions()["sync"]["Environment"]["Variables"]["PHOTOS_ORIGIN"]["Fn::Sub"]
    assert photos == "https://lanyard-dev-photos-${AWS::AccountId}.s3.${AWS::Region}.amazonaws.com"
    config["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"] = csp
    assert response_headers(config) == security_headers("https://lanyard.example", photos)


def test_the_dashboard_is_json_and_shows_counts_that_the_code_logs() -> None:
    [told] = of_type("CloudWatch::Dashboard").values()
    body = json.loads(re.sub(r"\$\{[^}]+\}", "x", told["DashboardBody"]["Fn::Sub"]))
    rows = [row for widget in body["widgets"] for row in widget["properties"]["metrics"]]
    shown = {row[1] for row in rows if isinstance(row[0], str) and row[0] in {"lanyard-dev", "."}}
    answer = {"results": [{"s": "ok"}], "changes": [], "purge": [], "fork": False, "reset": False}
    assert shown - {"cold"} <= {*tally(answer), *asdict(Told())}
    assert {told["Environment"]["Variables"]["METRICS"] for told in functions().values()} == {"lanyard-dev"}


def test_no_secret_is_in_the_template() -> None:
    for name, told in functions().items():
        for variable, value in told["Environment"]["Variables"].items():
            if "KEY" in variable or "SECRET" in variable:
                assert isinstance(value, dict), f"{name} {variable}"
                assert set(value) == {"Ref"}, f"{name} {variable}"
    for told in of_type("SecretsManager::Secret").values():
        assert "SecretString" not in told


def test_only_what_starts_often_and_is_waited_for_keeps_snapshots() -> None:
    assert {name for name, told in functions().items() if "SnapStart" in told} == {"sessions", "sync"}
    for version in of_type("Lambda::Version"):
        assert "DeletionPolicy" not in template()["Resources"][version], "old versions would be kept, and cost"
