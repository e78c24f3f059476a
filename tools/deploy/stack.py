"""The stack of a stage: packaged and deployed by osls, asked about through CloudFormation."""

from __future__ import annotations

import os
import pathlib
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
OSLS = ROOT / "tools/osls/node_modules/osls/bin/serverless.js"
STACK = ROOT / "build/package/stack"
TEMPLATE = STACK / "cloudformation-template-update-stack.json"
OFFLINE = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
"""Packaging asks AWS nothing, but osls wants to know that it could."""


class DeployError(Exception):
    """Why a stage cannot be deployed, in a line."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, the processor that its functions run on where that is not the stage's own choice, and its package."""

    name: str
    arch: str | None = None
    folder: pathlib.Path = STACK

    def package(self, environ: Mapping[str, str] = os.environ) -> pathlib.Path:
        """Write the template and return its path; the functions' zip must be there. Raises: DeployError."""
        osls("package", *self._options(), env={**environ, **OFFLINE})
        return self.folder / TEMPLATE.name

    def deploy(self, environ: Mapping[str, str] = os.environ) -> None:
        """Bring the stack, as `package` left it, to AWS. Raises: DeployError."""
        osls("deploy", *self._options(), env=environ)

    def _options(self) -> list[str]:
        arch = [f"--param=arch={self.arch}"] if self.arch else []
        return ["--stage", self.name, "--package", str(self.folder), *arch]


def osls(*arguments: str, env: Mapping[str, str] | None = None) -> None:
    """Run osls, its output shown. Raises: DeployError."""
    quiet = {**(env or os.environ), "NODE_NO_WARNINGS": "1"}  # that a library will want another Node one day
    done = subprocess.run(["node", str(OSLS), *arguments], cwd=ROOT, env=quiet, check=False)
    if done.returncode:
        raise DeployError(f"osls {arguments[0]} failed (its output is above)")


def deploy_packaged(stage: str, folder: pathlib.Path = STACK, environ: Mapping[str, str] = os.environ) -> None:
    """Bring the stack of `stage`, as `package` left it, to AWS. Raises: DeployError."""
    osls("deploy", "--stage", stage, "--package", str(folder), env=environ)


def outputs(cloudformation: Any, stage: str) -> dict[str, str]:
    """Return what the deployed stack says of itself."""
    [found] = cloudformation.describe_stacks(StackName=f"lanyard-{stage}")["Stacks"]
    return {told["OutputKey"]: told["OutputValue"] for told in found["Outputs"]}
