"""The plain-http page that hands out the authority's certificate and explains how a phone is told to trust it.

It cannot be https: the phone does not trust us yet. What protects is the fingerprint, shown on the computer's terminal
too, and that the authority can speak for one name only.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CERTIFICATE_PATH = "/lanyard.crt"
CERTIFICATE_TYPE = "application/x-x509-ca-cert"
STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem; }
code { overflow-wrap: anywhere; }
a.button { display: inline-block; padding: .75rem 1.25rem; border-radius: .5rem; background: #1d4f91; color: #fff; }
@media (prefers-color-scheme: dark) { body { background: #14171c; color: #e8eaed; } a { color: #9cc3ff; } }
"""
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Lanyard on your phone</title>
<style>{style}</style>
<h1>Lanyard on your phone</h1>
<p>Your phone lets an app use the camera and work offline only over a connection it trusts. Once, tell it to trust this
computer. The certificate below is good for <code>{host}</code> and for nothing else.</p>
<p><a class="button" href="{path}">1. Get the certificate</a></p>
<p>Before you trust it, compare its SHA-256 fingerprint with the one in the terminal of the computer:<br>
<code>{fingerprint}</code></p>
<h2>iPhone and iPad (in Safari)</h2>
<ol>
<li>Tap the button above and choose <b>Allow</b>.</li>
<li>Open <b>Settings</b>, tap <b>Profile Downloaded</b>, then <b>Install</b>.</li>
<li>In <b>Settings &rsaquo; General &rsaquo; About &rsaquo; Certificate Trust Settings</b>, switch on
<b>Lanyard on {host}</b>.</li>
</ol>
<h2>Android (12 or newer)</h2>
<ol>
<li>Tap the button above; the file is saved to your downloads.</li>
<li>Open <b>Settings</b> and search for <b>CA certificate</b> (under Security, Encryption and credentials).</li>
<li>Choose <b>CA certificate</b>, <b>Install anyway</b>, and the file <b>lanyard.crt</b>.</li>
</ol>
<h2>Another computer</h2>
<p>Import the certificate as an authority, in the settings of the browser or of the system.</p>
<h2>Then</h2>
<p><a class="button" href="{origin}/">2. Open Lanyard</a></p>
<p>To stop trusting it later, remove it: on iPhone in <b>Settings &rsaquo; General &rsaquo; VPN &amp; Device
Management</b>, on Android under <b>User credentials</b>.</p>
</html>
"""


def trust_page(origin: str, host: str, fingerprint: str, certificate: bytes) -> WSGIApplication:
    """Return the page for the app at `origin`; `certificate` is the authority's, in PEM."""
    html = PAGE.format(
        style=STYLE, path=CERTIFICATE_PATH, host=escape(host), origin=escape(origin), fingerprint=escape(fingerprint)
    ).encode()
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    headers = [
        ("Content-Security-Policy", f"default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    ]
    answers = {"/": ("text/html; charset=utf-8", html), CERTIFICATE_PATH: (CERTIFICATE_TYPE, certificate)}

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = answers.get(environ.get("PATH_INFO", ""))
        if found is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            start_response("404 Not Found", [*headers, ("Content-Type", "text/plain")])
            return [b"Not found\n"]
        media_type, content = found
        start_response("200 OK", [*headers, ("Content-Type", media_type)])
        return [content]

    return app
