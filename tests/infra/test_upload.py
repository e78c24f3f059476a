"""The site's upload, on moto: in order, only what is new, old files for 30 days."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tools.deploy.upload import KEPT_DAYS, Buckets, Uploaded, upload
from tools.package.site import plan

DAY = dt.date(2030, 1, 1)


@pytest.fixture
def buckets() -> Iterator[Buckets]:
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        for name in ("site", "ledger"):
            s3.create_bucket(Bucket=name)
        yield Buckets(s3, "site", "ledger")


def build(folder: pathlib.Path, **assets: str) -> pathlib.Path:
    """Write a build whose shell names its assets."""
    for old in folder.glob("assets/*"):
        old.unlink()
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    for name, text in assets.items():
        (folder / f"assets/{name}.js").write_text(text)
    (folder / "index.html").write_text(" ".join(assets))
    (folder / "sw.js").write_text(f"worker of {sorted(assets)}")
    return folder


def keys(buckets: Buckets) -> set[str]:
    return {found["Key"] for found in buckets.s3.list_objects_v2(Bucket="site").get("Contents", [])}


def bring(buckets: Buckets, web: pathlib.Path, day: dt.date) -> Uploaded:
    return upload(buckets, web, plan(web), day)


def test_what_leads_to_the_rest_goes_last(buckets: Buckets, tmp_path: pathlib.Path) -> None:
    order: list[str] = []
    events: Any = buckets.s3.meta.events
    events.register("provide-client-params.s3.PutObject", lambda params, **_: order.append(params["Key"]))
    bring(buckets, build(tmp_path, a="1", z="2"), DAY)
    assert order[-5:] == ["sw.js", "sw.js.br", "index.html", "index.html.br", "lanyard/site.json"]


def test_headers_are_those_of_the_plan(buckets: Buckets, tmp_path: pathlib.Path) -> None:
    bring(buckets, build(tmp_path, a="1"), DAY)
    asset = buckets.s3.head_object(Bucket="site", Key="assets/a.js")
    assert asset["CacheControl"] == "public, max-age=31536000, immutable"
    assert asset["ContentType"] == "text/javascript; charset=utf-8"
    assert buckets.s3.head_object(Bucket="site", Key="index.html")["CacheControl"] == "no-cache"


def test_only_what_has_changed_is_uploaded(buckets: Buckets, tmp_path: pathlib.Path) -> None:
    web = build(tmp_path, a="1", b="1")
    assert bring(buckets, web, DAY).new == 8
    assert bring(buckets, web, DAY) == Uploaded(0, 0)
    (web / "assets/b.js").write_text("2")
    assert bring(buckets, web, DAY) == Uploaded(2, 0)
    assert buckets.s3.get_object(Bucket="site", Key="assets/b.js")["Body"].read() == b"2"


def test_old_files_stay_for_pages_that_are_open_and_then_go(buckets: Buckets, tmp_path: pathlib.Path) -> None:
    bring(buckets, build(tmp_path, old="1"), DAY)
    new = build(tmp_path, new="1")
    bring(buckets, new, DAY + dt.timedelta(days=100))
    last = DAY + dt.timedelta(days=100 + KEPT_DAYS)
    assert bring(buckets, new, last).gone == 0
    assert "assets/old.js" in keys(buckets)
    assert bring(buckets, new, last + dt.timedelta(days=1)).gone == 2
    assert keys(buckets) == {f"{name}{end}" for name in ("index.html", "sw.js", "assets/new.js") for end in ("", ".br")}


def test_a_file_that_comes_back_is_no_longer_old(buckets: Buckets, tmp_path: pathlib.Path) -> None:
    bring(buckets, build(tmp_path, a="1"), DAY)
    bring(buckets, build(tmp_path, b="1"), DAY)
    bring(buckets, build(tmp_path, a="1"), DAY + dt.timedelta(days=20))
    bring(buckets, build(tmp_path, a="1"), DAY + dt.timedelta(days=51))
    assert "assets/a.js" in keys(buckets)
    assert "assets/b.js" not in keys(buckets)


def test_a_deploy_that_died_is_mended_by_the_next(buckets: Buckets, tmp_path: pathlib.Path) -> None:
    class Killed(Exception):  # noqa: N818 - what happens to it
        pass

    def die(params: dict[str, Any], **_: Any) -> None:
        if params["Key"] == "sw.js":
            raise Killed

    web = build(tmp_path, a="1")
    events: Any = buckets.s3.meta.events
    events.register("provide-client-params.s3.PutObject", die)
    with pytest.raises(Killed):
        bring(buckets, web, DAY)
    assert "index.html" not in keys(buckets)
    events.unregister("provide-client-params.s3.PutObject", die)
    bring(buckets, web, DAY)
    assert len(keys(buckets)) == 6
