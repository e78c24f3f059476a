"""The headers of every answer, pages and API alike: what a browser may do with it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

HSTS_SECONDS = 365 * 24 * 60 * 60


def content_security_policy(photos_origin: str) -> str:
    """Return the policy; `photos_origin` is where signed photo URLs point, "" where that is the app's own origin."""
    photos = f" {photos_origin}" if photos_origin else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "worker-src 'self'",
            f"connect-src 'self'{photos}",
            f"img-src 'self' blob: data:{photos}",
            "style-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lanyard",
            f"media-src 'self' blob:{photos}",
        )
    )


def security_headers(public_origin: str, photos_origin: str) -> dict[str, str]:
    """Return the headers for an app at `public_origin`; workers need the same policy as the page that starts them."""
    headers = {
        "Content-Security-Policy": content_security_policy(photos_origin),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
    }
    if public_origin.startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"
    return headers


def api_headers(public_origin: str, photos_origin: str) -> Callable[[Response], Response]:
    """Return what puts the headers on each answer of the API; none of them may be kept by any cache."""
    headers = security_headers(public_origin, photos_origin) | {"Cache-Control": "no-store"}

    def add(response: Response) -> Response:
        response.headers.update(headers)
        return response

    return add
