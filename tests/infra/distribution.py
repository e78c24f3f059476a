"""What the stack says of its CloudFront distribution: behaviours, origins, headers either way, the viewer's function.

Read through CloudFront's own API from what was deployed, so nothing of it is written down a second time.
"""

from __future__ import annotations

import fnmatch
import json
import subprocess
import threading
from dataclasses import dataclass
from typing import Any, cast

AS_IT_IS = {"accept-encoding", "content-type", "content-encoding", "if-none-match", "if-modified-since", "range"}
"""What reaches an S3 origin without any policy."""

RUN_FUNCTION = """
const handler = new Function(process.argv[1] + '; return handler;')();
require('readline').createInterface({ input: process.stdin }).on('line', (line) =>
  console.log(JSON.stringify(handler(JSON.parse(line)))));
"""


@dataclass(frozen=True)
class Origin:
    """Where a behaviour leads, and the headers that are added on the way there."""

    host: str
    headers: dict[str, str]

    @property
    def bucket(self) -> str | None:
        """The bucket's name, where it is one."""
        name, found, _ = self.host.partition(".s3.")
        return name if found else None


class ViewerFunction:
    """A CloudFront function, run by Node."""

    def __init__(self, code: str) -> None:
        self._turn = threading.Lock()
        self._node = subprocess.Popen(  # noqa: S603 - code of our own template
            ["node", "-e", RUN_FUNCTION, code],  # noqa: S607 - the Node that built the site
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def uri(self, method: str, uri: str, headers: dict[str, str]) -> str:
        """Return the path that the function makes of a request's."""
        named = {name: {"value": value} for name, value in headers.items()}
        event = {"request": {"method": method, "uri": uri, "headers": named}}
        with self._turn:
            assert self._node.stdin
            assert self._node.stdout
            self._node.stdin.write(json.dumps(event) + "\n")
            self._node.stdin.flush()
            return str(json.loads(self._node.stdout.readline())["uri"])

    def close(self) -> None:
        """End Node."""
        self._node.communicate()


class Distribution:
    """What the stack says of its distribution."""

    def __init__(self, cloudfront: Any, distribution_id: str) -> None:
        found = cloudfront.get_distribution(Id=distribution_id)["Distribution"]
        config = found["DistributionConfig"]
        self.name: str = found["DomainName"]
        self.origins = {told["Id"]: _origin(told) for told in config["Origins"]["Items"]}
        self._default = config["DefaultCacheBehavior"]
        self._others = config["CacheBehaviors"]["Items"]
        behaviours = [self._default, *self._others]
        self._response_headers = {
            policy: _response_headers(cloudfront, policy)
            for policy in {told["ResponseHeadersPolicyId"] for told in behaviours if "ResponseHeadersPolicyId" in told}
        }
        self._asked_headers = {
            policy: _asked_headers(cloudfront, policy)
            for policy in {told["OriginRequestPolicyId"] for told in behaviours if "OriginRequestPolicyId" in told}
        }
        self.functions = {
            told["FunctionARN"]: ViewerFunction(_code(cloudfront, told["FunctionARN"]))
            for behaviour in behaviours
            for told in behaviour.get("FunctionAssociations", {}).get("Items", [])
        }

    def behaviour(self, path: str) -> dict[str, Any]:
        """Return the behaviour that answers a path."""
        found = (told for told in self._others if fnmatch.fnmatchcase(path, told["PathPattern"]))
        return cast("dict[str, Any]", next(found, self._default))

    def uri(self, behaviour: dict[str, Any], method: str, path: str, headers: dict[str, str]) -> str:
        """Return the path that the origin is asked for."""
        for told in behaviour.get("FunctionAssociations", {}).get("Items", []):
            path = self.functions[told["FunctionARN"]].uri(method, path, headers)
        return path

    def to_origin(self, behaviour: dict[str, Any], headers: dict[str, str]) -> dict[str, str]:
        """Return those of a viewer's headers that reach the origin, and what is added."""
        policy = behaviour.get("OriginRequestPolicyId")
        wanted = self._asked_headers[policy] if policy else AS_IT_IS
        kept = {name: value for name, value in headers.items() if name in wanted or (policy and name == "cookie")}
        return kept | self.origins[behaviour["TargetOriginId"]].headers

    def close(self) -> None:
        """End what runs the functions."""
        for function in self.functions.values():
            function.close()

    def to_viewer(self, behaviour: dict[str, Any]) -> dict[str, str]:
        """Return the headers that are put on an answer, whatever the origin said."""
        return self._response_headers.get(behaviour.get("ResponseHeadersPolicyId", ""), {})


def _origin(told: dict[str, Any]) -> Origin:
    added = told.get("CustomHeaders", {}).get("Items", [])
    return Origin(told["DomainName"], {header["HeaderName"].lower(): header["HeaderValue"] for header in added})


def _code(cloudfront: Any, arn: str) -> str:
    found = cloudfront.get_function(Name=arn.rpartition("/")[2], Stage="LIVE")
    return str(found["FunctionCode"].read().decode())


def _asked_headers(cloudfront: Any, policy: str) -> set[str]:
    config = cloudfront.get_origin_request_policy(Id=policy)["OriginRequestPolicy"]["OriginRequestPolicyConfig"]
    assert config["CookiesConfig"]["CookieBehavior"] == "all"
    return {name.lower() for name in config["HeadersConfig"]["Headers"]["Items"]}


def _response_headers(cloudfront: Any, policy: str) -> dict[str, str]:
    config = cloudfront.get_response_headers_policy(Id=policy)["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
    return response_headers(config)


def response_headers(config: dict[str, Any]) -> dict[str, str]:
    """Return the headers that a response headers policy sets."""
    security = config["SecurityHeadersConfig"]
    custom = config["CustomHeadersConfig"]["Items"]
    hsts = security["StrictTransportSecurity"]["AccessControlMaxAgeSec"]
    return {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff" if security["ContentTypeOptions"] else "",
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={hsts}",
    } | {header["Header"]: header["Value"] for header in custom}
