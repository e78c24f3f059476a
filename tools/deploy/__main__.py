"""What `make deploy` and `make destroy` do: `python -m tools.deploy STAGE [--arch ARCH | --destroy]`.

With AWS's usual credentials. Deploying packages, updates the stack, uploads the site and asks it whether all is well.
Each step may be repeated: a deploy that failed is mended by another. Destroying leaves the data: table, photos and
signing secret.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.deploy.smoke import complaints, fetch
from tools.deploy.stack import DeployError, Stage, osls, outputs
from tools.deploy.upload import Buckets, upload
from tools.package.__main__ import WEB
from tools.package.__main__ import main as package
from tools.package.function import WHEELS
from tools.package.site import plan

REGION = os.environ.get("AWS_REGION", "eu-central-1")
EVERYTHING = "/*"
LOOKS, LOOK_AGAIN_SECONDS = 6, 20


def main(arguments: list[str]) -> int:
    """Deploy or destroy a stage; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description="Deploy a stage to AWS.")
    parser.add_argument("stage")
    parser.add_argument("--arch", choices=sorted(WHEELS), default="arm64")
    parser.add_argument("--destroy", action="store_true")
    options = parser.parse_args(arguments)
    try:
        return destroy(options.stage) if options.destroy else deploy(options.stage, options.arch)
    except (DeployError, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return 1


def deploy(stage: str, arch: str) -> int:
    """Package, deploy, upload, invalidate, and see whether it answers; returns the exit code."""
    if package(["--stage", stage, "--arch", arch]):
        return 1
    Stage(stage, arch).deploy()
    told = outputs(client("cloudformation"), stage)
    buckets = Buckets(client("s3"), told["WebBucket"], told["ServerlessDeploymentBucketName"])
    today = dt.datetime.now(dt.UTC)  # noqa: TID251 - a tool has no wiring
    done = upload(buckets, WEB, plan(WEB), today.date())
    print(f"site: {done.new} files uploaded, {done.gone} old ones deleted")
    invalidate(client("cloudfront"), told["DistributionId"], today.isoformat())
    wrong = look(told["Site"], told["HttpApiUrl"])
    for complaint in wrong:
        print(complaint, file=sys.stderr)
    if not wrong:
        print(f"Lanyard is at {told['Site']}")
    return 1 if wrong else 0


def look(site: str, api: str) -> list[str]:
    """Return what is wrong with a stage; the name of a new one takes a moment to be known everywhere."""
    for _ in range(LOOKS):
        wrong = list(complaints(fetch, site, api))
        if not wrong:
            break
        time.sleep(LOOK_AGAIN_SECONDS)
    return wrong


def destroy(stage: str) -> int:
    """Delete the stack, after asking; returns the exit code."""
    print(f"This deletes the stack lanyard-{stage}: functions, API and site. Table, photos and signing secret stay.")
    if input(f"Type the stage's name to go on ({stage}): ").strip() != stage:
        print("Nothing was deleted.")
        return 1
    told = outputs(client("cloudformation"), stage)
    empty(client("s3"), told["WebBucket"])
    osls("remove", "--stage", stage)
    print(f"Left: the table {told['TableName']}, the bucket {told['PhotoBucket']}, the secret {told['SigningSecret']}.")
    return 0


def invalidate(cloudfront: Any, distribution: str, reference: str) -> None:
    """Make CloudFront ask for everything anew; what it may keep for ever it fetches once more."""
    paths = {"Quantity": 1, "Items": [EVERYTHING]}
    batch = {"Paths": paths, "CallerReference": reference}
    cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)


def empty(s3: Any, bucket: str) -> None:
    """Delete every object of a bucket without versions."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        objects = [{"Key": found["Key"]} for found in page.get("Contents", [])]
        if objects:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})


def client(service: str) -> Any:
    """Return a client of one service."""
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
