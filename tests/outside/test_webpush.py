"""Web push: the example of RFC 8291 to the byte, what a browser reads, and what becomes of a push service's answers."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from backend.outside.failures import AwayError, RefusedError
from backend.outside.webpush import (
    LONGEST,
    GoneError,
    Subscription,
    WebPush,
    allows,
    check_subscription,
    key_of,
    seal,
    unpadded,
)
from tests.outside.postbox import Browser, PushService

NOW_MS = 1_790_000_000_000


@pytest.fixture
def service() -> PushService:
    return PushService()


@pytest.fixture
def web_push(service: PushService) -> WebPush:
    return service.web_push(lambda: NOW_MS)


@pytest.fixture
def browser(service: PushService) -> Browser:
    return service.browser()


def test_the_example_of_the_rfc() -> None:
    subscription = Subscription(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    private = int.from_bytes(unpadded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    sealed = seal(
        b"When I grow up, I want to be a watermelon",
        subscription,
        salt=unpadded("DGv6ra1nlYgDCS1FRnbzlw"),
        key=ec.derive_private_key(private, ec.SECP256R1()),
    )
    assert sealed == unpadded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_browser_reads_what_was_sent(web_push: WebPush, browser: Browser, service: PushService) -> None:
    for message in (b"", "Gr\u00fc\u00dfe".encode(), b"x" * LONGEST):
        web_push.send(browser.subscription, message, topic="due-2026-11-26", seconds=60)
        assert browser.received()[-1] == message
    _, headers, sealed = service.taken[-1]
    assert len(sealed) <= 4096
    assert (headers["TTL"], headers["Topic"], headers["Content-Encoding"]) == ("60", "due-2026-11-26", "aes128gcm")
    with pytest.raises(RefusedError):
        web_push.send(browser.subscription, b"x" * (LONGEST + 1), topic="t", seconds=60)


def test_the_service_can_tell_who_sends(web_push: WebPush, browser: Browser, service: PushService) -> None:
    web_push.send(browser.subscription, b"x", topic="t", seconds=60)
    scheme, _, told = service.taken[0][1]["Authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in told.split(","))
    header, claims, signature = parts["t"].split(".")
    assert scheme == "vapid"
    assert parts["k"] == web_push.public_key()
    assert json.loads(unpadded(header)) == {"typ": "JWT", "alg": "ES256"}
    said = json.loads(unpadded(claims))
    assert said["aud"] == "https://fcm.googleapis.com"
    assert 0 < said["exp"] - NOW_MS // 1000 <= 24 * 60 * 60
    assert said["sub"] == "https://lanyard.example"
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(parts["k"]))
    raw = unpadded(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(der, f"{header}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(der, f"{header}.{claims}x".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, GoneError),
        (410, GoneError),
        (429, AwayError),
        (500, AwayError),
        (503, AwayError),
        (400, RefusedError),
        (403, RefusedError),
        (302, RefusedError),
    ],
)
def test_what_an_answer_means(web_push: WebPush, browser: Browser, status: int, error: type[Exception]) -> None:
    browser.status = status
    with pytest.raises(error):
        web_push.send(browser.subscription, b"x", topic="t", seconds=60)


def test_a_secret_always_makes_the_same_key_and_another_secret_another() -> None:
    numbers = [key_of(secret).private_numbers().private_value for secret in (b"a" * 32, b"a" * 32, b"b" * 32)]
    assert numbers[0] == numbers[1] != numbers[2]


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("fcm.googleapis.com", True),
        ("updates.push.services.mozilla.com", True),
        ("wns2-am3p.notify.windows.com", True),
        ("web.push.apple.com", True),
        ("api.push.apple.com", True),
        ("googleapis.com", False),
        ("fcm.googleapis.com.evil.example", False),
        ("evilnotify.windows.com", False),
        ("notify.windows.com", False),
    ],
)
def test_only_browser_makers_are_asked(host: str, is_allowed: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    assert allows(host) is is_allowed


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("endpoint", "https://evil.example/x"),
        ("endpoint", "http://fcm.googleapis.com/x"),
        ("p256dh", ""),
        ("p256dh", "AAAA"),
        ("p256dh", base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode().rstrip("=")),
        ("p256dh", "\u00fc" * 87),
        ("auth", ""),
        ("auth", "AAAA"),
        ("auth", "no base 64"),
    ],
)
def test_a_subscription_at_fault_is_named(browser: Browser, member: str, value: str) -> None:
    assert check_subscription(browser.subscription) is None
    broken = replace(browser.subscription, **{member: value})
    assert check_subscription(broken) == member
