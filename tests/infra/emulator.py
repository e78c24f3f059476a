"""AWS on this machine: ministack on a free port, and our packaged stack deployed into it by osls.

It has a Python environment of its own, that of Lambda's version where one is found, because functions run in it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import pathlib
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.infra.distribution import Distribution
from tools.deploy.stack import OSLS, Stage, outputs
from tools.deploy.upload import Buckets, upload
from tools.package.function import ROOT
from tools.package.site import plan

MINISTACK = ROOT / ".venv-emulator/bin/ministack"
WEB = ROOT / "build/web"
STAGE = "emulated"
REGION = "eu-central-1"
START_SECONDS = 60
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    port: int

    @property
    def endpoint(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """What makes any AWS client speak with it."""
        return {**KEYS, "AWS_ENDPOINT_URL": self.endpoint, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}

    def client(self, service: str) -> Any:
        """Return a client of one service."""
        return boto3.client(  # type: ignore[call-overload]
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )


@dataclass(frozen=True)
class Deployed:
    """Our stack in an emulator."""

    emulator: Emulator
    outputs: dict[str, str]

    @property
    def api(self) -> str:
        """The host by which the emulator knows the API."""
        return f"{self.outputs['HttpApiId']}.execute-api.localhost"

    def log(self, name: str) -> list[dict[str, Any]]:
        """Return what a function has logged, its own lines only; empty where it never ran."""
        return [json.loads(line) for line in self._lines(name) if line.startswith("{")]

    def has_run(self, name: str) -> bool:
        """Say whether a function was called at all."""
        return any(line.startswith("START") for line in self._lines(name))

    def _lines(self, name: str) -> list[str]:
        group = f"/aws/lambda/lanyard-{STAGE}-{name}"
        events = self.emulator.client("logs").filter_log_events(logGroupName=group)["events"]
        return [event["message"] for event in events]

    def distribution(self) -> Distribution:
        """Return what the stack says of its distribution."""
        return Distribution(self.emulator.client("cloudfront"), self.outputs["DistributionId"])


def require_emulator() -> None:
    """Skip the test where the emulator, or what deploys into it, could not be installed."""
    if sys.platform != "linux":
        pytest.skip("the packaged functions run on Linux only")
    missing = [path for path in (MINISTACK, OSLS) if not path.exists()]
    if missing:
        pytest.skip(f"{missing[0].relative_to(ROOT)} is not there: `python tools/setup.py emulator` says why")


@contextmanager
def emulator(folder: pathlib.Path) -> Iterator[Emulator]:
    """Run ministack until the block ends; its log lies in `folder`."""
    require_emulator()
    running = Emulator(_free_port())
    keys = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
    settings = {"GATEWAY_PORT": str(running.port), "BIND_HOST": "127.0.0.1", "MINISTACK_REGION": REGION}
    settings["TMPDIR"] = str(folder)  # where it unpacks functions
    log = folder / "emulator.log"
    with (
        log.open("wb") as said,
        subprocess.Popen(  # noqa: S603 - of our own environment
            [str(MINISTACK)], cwd=folder, env={**keys, **settings, **KEYS}, stdout=said, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            _wait(running, process, log)
            yield running
        finally:
            process.terminate()
            process.wait()


@contextmanager
def deployed(folder: pathlib.Path) -> Iterator[Deployed]:
    """Deploy the packaged stack and the site into an emulator of its own until the block ends."""
    with emulator(folder) as running:
        arch = "arm64" if platform.machine() == "aarch64" else "x86_64"
        environ = {**os.environ, **running.environ, "PHOTOS_ORIGIN": running.endpoint}
        stage = Stage(STAGE, arch, folder / "stack")
        stage.package(environ)
        stage.deploy(environ)
        told = outputs(running.client("cloudformation"), STAGE)
        buckets = Buckets(running.client("s3"), told["WebBucket"], told["ServerlessDeploymentBucketName"])
        upload(buckets, WEB, plan(WEB), dt.date(2030, 1, 1))
        yield Deployed(running, told)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait(running: Emulator, process: subprocess.Popen[bytes], log: pathlib.Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", running.port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the emulator did not start:\n{log.read_text()[-2000:]}")
