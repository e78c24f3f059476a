"""What a deploy complains of when it looks at what it has deployed."""

from __future__ import annotations

import json

import pytest

from tools.deploy.smoke import NOBODY, Answer, complaints, fetch

SITE, API = "https://site", "https://api"
CSP = {"content-type": "text/html", "content-security-policy": "default-src 'none'"}
GOOD = {
    f"{SITE}/people/42": Answer(200, CSP, b"<html>"),
    f"{SITE}/assets/missing.js": Answer(404, {}, b""),
    f"{SITE}/api/health": Answer(200, {}, b'{"ok": true}'),
    f"{SITE}/api/zzz": Answer(404, {}, json.dumps({"error": {"code": "not_found"}}).encode()),
    f"{API}/api/health": Answer(403, {}, b"{}"),
}
BAD = [
    (f"{SITE}/people/42", Answer(403, CSP, b""), "does not answer with the app"),
    (f"{SITE}/people/42", Answer(200, {"content-type": "text/html"}, b""), "no content security policy"),
    (f"{SITE}/assets/missing.js", Answer(200, CSP, b"<html>"), "a missing file"),
    (f"{SITE}/api/health", Answer(502, {}, b"{}"), "does not answer through the site"),
    (f"{SITE}/api/zzz", Answer(404, {}, b"<html>"), "shape of errors"),
    (f"{SITE}/api/zzz", Answer(200, CSP, b"<html>"), "shape of errors"),
    (f"{API}/api/health", Answer(200, {}, b'{"ok": true}'), "goes round"),
]


def test_a_good_stage_is_none_to_complain_of() -> None:
    assert list(complaints(GOOD.__getitem__, SITE, API)) == []


@pytest.mark.sockets
def test_nobody_there_is_no_crash() -> None:
    nothing = fetch("http://127.0.0.1:9/")
    assert nothing.status == NOBODY
    assert len(list(complaints(lambda _: nothing, SITE, API))) == 6


@pytest.mark.parametrize(("url", "answer", "complaint"), BAD)
def test_each_fault_is_named(url: str, answer: Answer, complaint: str) -> None:
    [told] = complaints({**GOOD, url: answer}.__getitem__, SITE, API)
    assert complaint in told
