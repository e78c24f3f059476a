"""The headers of every answer, letter by letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.world import World, a_world

SAME = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "img-src 'self' blob: data:; style-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lanyard; "
    "media-src 'self' blob:"
)
BUCKET = "https://photos.example"
ELSEWHERE = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "connect-src 'self' https://photos.example; img-src 'self' blob: data: https://photos.example; style-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lanyard; media-src 'self' blob: https://photos.example"
)
ANSWERS = ["/api/health", "/api/session", "/api/zzz", "/api/photos/blob/x.y"]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_says_what_a_browser_may_do_with_it(world: World, path: str) -> None:
    headers = world.visitor().get(path).headers
    assert headers["Content-Security-Policy"] == SAME
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers
    assert "Server" not in headers


def test_https_is_kept_to_for_a_year_where_it_is_spoken(tmp_path: Path) -> None:
    with a_world(tmp_path, "https://lanyard.example") as world:
        headers = world.visitor().get("/api/health").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_policy_lets_photos_come_from_their_bucket_and_from_nowhere_else(tmp_path: Path) -> None:
    with a_world(tmp_path, "https://lanyard.example", BUCKET) as world:
        assert world.visitor().get("/api/health").headers["Content-Security-Policy"] == ELSEWHERE


def test_a_long_answer_is_compressed_for_whoever_takes_it(world: World) -> None:
    world.app.add_url_rule("/api/long", view_func=lambda: {"text": "otter " * 1000})
    ana = world.person("Ana")
    plain, packed = ana.get("/api/long"), ana.send("GET", "/api/long", headers={"Accept-Encoding": "gzip"})
    refused = ana.send("GET", "/api/long", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert len(packed.data) < len(plain.data) / 10


def test_a_short_answer_is_not_worth_compressing(world: World) -> None:
    answer = world.visitor().send("GET", "/api/health", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
