"""The zip: the same bytes each time, the same files for both processors, nothing of this machine."""

from __future__ import annotations

import hashlib
import pathlib
import re
import sys
import zipfile

import pytest

from tests.infra.distribution import ViewerFunction
from tests.infra.template import of_type
from tools.package import function
from tools.package.function import LOCKS, OUT, WHEELS, build
from tools.package.runtime import VERSION, find_runtime
from tools.package.site import COMPRESSIBLE, plan
from tools.package.trim import OPERATIONS

LARGEST = 6_000_000
ZIPS = [(name, arch) for name in LOCKS for arch in WHEELS]
WEB = function.ROOT / "build/web"


def names(name: str, arch: str) -> list[str]:
    with zipfile.ZipFile(OUT / f"{name}-{arch}.zip") as package:
        return package.namelist()


@pytest.mark.parametrize("name", LOCKS)
def test_two_runs_make_the_same_bytes(name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = OUT / f"{name}-x86_64.zip"
    python = find_runtime()
    version = VERSION if python else sys.version_info[:2]
    wheels = OUT / "wheels-{}-x86_64-{}.{}".format(name, *version)
    monkeypatch.setattr(function, "OUT", tmp_path)
    monkeypatch.setattr(function, "_wheels", lambda *_: wheels)
    again = build(name, "x86_64", python or sys.executable, version)
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(shipped.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", LOCKS)
def test_both_processors_get_the_same_files(name: str) -> None:
    of_one = r"\.(x86_64|aarch64)-linux-gnu\.so$|-(x86_64|aarch64)(?=-linux)|(aesni|aes_armv8)(?=\.abi3\.so$)"
    plain = [{re.sub(of_one, "", held) for held in names(name, arch)} for arch in WHEELS]
    assert plain[0] == plain[1]


@pytest.mark.parametrize(("name", "arch"), ZIPS)
def test_a_zip_is_small_and_holds_what_it_should(name: str, arch: str) -> None:
    path = OUT / f"{name}-{arch}.zip"
    assert path.stat().st_size <= LARGEST
    held = names(name, arch)
    pushing = ("Crypto/PublicKey/ECC.pyc", "tzdata/zones")
    assert [part for part in pushing if part in held] == (list(pushing) if name == "lanyard-push" else [])
    assert [name for name in held if name.startswith("cryptography/")] == []
    assert held == sorted(held)
    assert "backend/lambda_entry.py" in held
    assert [name for name in held if name.startswith(("backend/lan/", "backend/local", "tests/"))] == []
    sources = {name for name in held if name.endswith(".py")}
    cached = [name for name in held if "__pycache__/" in name]
    assert {re.sub(r"__pycache__/(.*)\.cpython-\d+\.pyc$", r"\1.py", name) for name in cached} == sources
    assert [name for name in sources if not name.startswith("backend/")] == [], "of dependencies, what is compiled"
    with zipfile.ZipFile(path) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_compiled_files_never_ask_for_the_time_of_their_source() -> None:
    with zipfile.ZipFile(OUT / "lanyard-arm64.zip") as package:
        flags = {package.read(name)[4:8] for name in package.namelist() if name.endswith(".pyc")}
    assert flags == {b"\x01\x00\x00\x00"}, "1 is: by hash, and unchecked"


def test_the_calls_that_are_left_are_those_that_are_made() -> None:
    folders = [function.ROOT / "backend/storage", function.ROOT / "backend/outside"]
    source = "".join(path.read_text() for folder in folders for path in folder.glob("*.py"))
    called = set(re.findall(r"_?client\.([a-z_]+)\(", source)) | set(
        re.findall(r'generate_presigned_url\(\s*"(\w+)"', source)
    )
    called |= set(re.findall(r'get_paginator\("(\w+)"', source))
    elsewhere = {
        "close",
        "generate_presigned_url",
        "get_paginator",
        "get_waiter",
        "create_table",
        "update_time_to_live",
    }
    camel = {"".join(part.title() for part in name.split("_")) for name in called - elsewhere}
    assert camel == {name for operations in OPERATIONS.values() for name in operations}


def test_a_stand_in_is_no_python(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "python3.13"
    fake.write_text("#!/bin/sh\nexit 127\n")
    fake.chmod(0o700)
    monkeypatch.setenv("PYTHON_LAMBDA", str(fake))
    find_runtime.cache_clear()
    try:
        assert find_runtime() is None
    finally:
        find_runtime.cache_clear()


def test_the_site_is_uploaded_so_that_what_leads_to_the_rest_comes_last() -> None:
    keys = [found.key for found in plan(WEB)]
    assert keys[-4:] == ["sw.js", "sw.js.br", "index.html", "index.html.br"]
    assert not [key for key in keys if key.endswith(".gz")]


def test_every_file_says_what_it_is_and_how_long_it_is_good() -> None:
    for found in plan(WEB):
        plain = found.key.removesuffix(".br")
        assert (found.headers["CacheControl"] == "no-cache") != plain.startswith("assets/"), found.key
        assert found.headers["ContentType"] != "application/octet-stream" or plain.endswith(".onnx"), found.key
        is_packed = found.path.endswith(".br")
        assert found.headers.get("ContentEncoding") == ("br" if is_packed else None), found.key


def test_cloudfront_finds_every_file_packed_or_plain_and_the_shell_for_every_place() -> None:
    [told] = of_type("CloudFront::Function").values()
    paths = ViewerFunction(told["FunctionCode"])
    keys = {f"/{found.key}" for found in plan(WEB)}
    try:
        for key in sorted(key for key in keys if not key.endswith(".br")):
            assert paths.uri("GET", key, {}) == key
            assert paths.uri("GET", key, {"accept-encoding": "gzip, deflate"}) == key
            packed = paths.uri("GET", key, {"accept-encoding": "gzip, deflate, br, zstd"})
            assert packed in keys
            assert packed == (f"{key}.br" if key.endswith(COMPRESSIBLE) else key)
        for place in ("/", "/people", "/people/01a2-b3", "/account/sign-in"):
            assert paths.uri("GET", place, {}) == "/index.html"
            assert paths.uri("GET", place, {"accept-encoding": "br"}) == "/index.html.br"
        for missing in ("/assets/gone", "/assets/gone.js", "/favicon.ico"):
            assert paths.uri("GET", missing, {}) == missing
    finally:
        paths.close()
