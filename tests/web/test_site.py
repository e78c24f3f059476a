"""The built frontend, served as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from backend.web.headers import security_headers
from backend.web.site import Site, with_site
from tests.web.world import ORIGIN, World


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A build, beside a file that is nobody's business."""
    root = tmp_path / "web"
    (root / "assets").mkdir(parents=True)
    for name, text in {
        "index.html": "<!doctype html>shell",
        "sw.js": "worker",
        "manifest.webmanifest": "{}",
        "assets/app-1a2b.js": "app()",
        "assets/app-1a2b.js.br": "app in brotli",
        "assets/app-1a2b.js.gz": "app in gzip",
        "assets/read-9f.wasm": "wasm",
        "assets/read-9f.wasm.gz": "wasm in gzip",
    }.items():
        (root / name).write_text(text)
    (tmp_path / "secret").write_text("secret")
    return root


@pytest.fixture
def site(root: Path) -> Client:
    return Client(Site(root, security_headers(ORIGIN, "")))


def get(site: Client, path: str, **headers: str) -> TestResponse:
    return site.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("path", ["/", "/people", "/people/42/edit", "/capture/review/01-ab", "/api-like"])
def test_a_path_of_the_app_gets_the_shell(site: Client, path: str) -> None:
    answer = get(site, path)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.text == "<!doctype html>shell"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/missing.js", "/assets/missing", "/assets/old-1a.js", "/favicon.ico", "/.env", "/a/b.c"]
)
def test_a_file_that_is_not_there_is_not_found(site: Client, path: str) -> None:
    assert get(site, path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/..%2fsecret",
        "/assets/../../secret",
        "/%2e%2e/secret",
        "//etc/passwd",
        "/assets/..%5c..%5csecret",
        "/%00",
    ],
)
def test_no_path_leads_outside(site: Client, path: str) -> None:
    answer = get(site, path)
    assert "secret" not in answer.text
    assert answer.status_code == 404 or answer.text == "<!doctype html>shell"


def test_hashed_files_are_kept_for_ever_and_the_service_worker_never(site: Client) -> None:
    assert get(site, "/assets/app-1a2b.js").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get(site, "/sw.js").headers["Cache-Control"] == "no-cache"
    assert get(site, "/index.html").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "encoding", "text"),
    [
        ("gzip, deflate, br", "br", "app in brotli"),
        ("gzip", "gzip", "app in gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "app in gzip"),
        ("identity", None, "app()"),
        ("", None, "app()"),
        ("br;q=0, gzip;q=0", None, "app()"),
        ("*", "br", "app in brotli"),
        ("nonsense;;q=x", None, "app()"),
    ],
)
def test_the_smallest_form_that_the_browser_takes(site: Client, accepted: str, encoding: str | None, text: str) -> None:
    answer = get(site, "/assets/app-1a2b.js", Accept_Encoding=accepted)
    assert (answer.headers.get("Content-Encoding"), answer.text) == (encoding, text)
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_compressed_forms_are_not_files_of_their_own(site: Client) -> None:
    assert get(site, "/assets/app-1a2b.js.br").status_code == 404


def test_media_types_that_browsers_insist_on(site: Client) -> None:
    assert get(site, "/assets/read-9f.wasm").content_type == "application/wasm"
    assert get(site, "/manifest.webmanifest").content_type == "application/manifest+json"
    assert get(site, "/sw.js").content_type == "text/javascript; charset=utf-8"


def test_what_has_not_changed_is_not_sent_again(site: Client) -> None:
    tag = get(site, "/sw.js").headers["ETag"]
    answer = get(site, "/sw.js", If_None_Match=tag)
    assert (answer.status_code, answer.data) == (304, b"")
    compressed = get(site, "/assets/app-1a2b.js", Accept_Encoding="br").headers["ETag"]
    assert compressed != get(site, "/assets/app-1a2b.js").headers["ETag"]


@pytest.mark.parametrize("path", ["/", "/people/1", "/sw.js", "/assets/app-1a2b.js", "/missing.js"])
def test_pages_and_workers_carry_the_same_policy_as_the_api(site: Client, world: World, path: str) -> None:
    expected = world.visitor().get("/api/health").headers
    headers = get(site, path).headers
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
        assert headers[name] == expected[name]


def test_files_are_only_read(site: Client) -> None:
    assert site.head("/sw.js").status_code == 200
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = site.open("/sw.js", method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_the_api_never_answers_with_the_shell(root: Path, world: World) -> None:
    client = Client(with_site(world.app, Site(root, {})))
    for path in ("/api", "/api/", "/api/zzz", "/api/people/1"):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (404, "application/json")
    assert client.get("/people").text == "<!doctype html>shell"
    assert client.get("/api/health").json == {"ok": True}


def test_a_file_that_a_later_build_has_removed_is_missing(site: Client, root: Path) -> None:
    (root / "assets" / "app-1a2b.js").unlink()
    answer = get(site, "/assets/app-1a2b.js")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
