"""Web push: the example of RFC 8291 to the byte, what a browser reads, and what becomes of a push service's answers."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from Crypto.PublicKey import ECC
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.outside.failures import AwayError, RefusedError
from backend.outside.fetch import Fetch
from backend.outside.webpush import (
    LONGEST,
    GoneError,
    Subscription,
    WebPush,
    allows,
    check_subscription,
    key_of,
    padless,
    seal,
    unpadded,
)
from tests.outside.postbox import SECRET, Browser, PushService, sender

NOW_MS = 1_790_000_000_000
FIELD = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
"""Of the curve: coordinates are smaller."""
X, Y = 5, 0x459243B9AA581806FE913BCE99817ADE11CA503C64D9A3C533415C083248FBCC
"""A point with a small x."""
UNCOMPRESSED = PublicFormat.UncompressedPoint


def judged(key: ECC.EccKey) -> ec.EllipticCurvePrivateKey:
    """The same key in the library that these tests judge by."""
    return ec.derive_private_key(key.d, ec.SECP256R1())


def point(x: int, y: int, first: int = 4) -> str:
    return padless(bytes([first]) + x.to_bytes(32, "big") + y.to_bytes(32, "big"))


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
        key=ECC.construct(curve="P-256", d=private),
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
    told = service.taken[0][1]["Authorization"]
    key, said = sender(told)
    assert key == web_push.public_key()
    assert said["aud"] == "https://fcm.googleapis.com"
    assert 0 < said["exp"] - NOW_MS // 1000 <= 24 * 60 * 60
    assert said["sub"] == "https://lanyard.example"
    signed, signature = told.removeprefix("vapid t=").partition(",")[0].rsplit(".", 1)
    with pytest.raises(InvalidSignature):
        sender(told.replace(signed, signed + "x"))
    as_rfc_6979_says = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = utils.decode_dss_signature(judged(key_of(SECRET)).sign(signed.encode(), as_rfc_6979_says))
    assert unpadded(signature) == r.to_bytes(32, "big") + s.to_bytes(32, "big")


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


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        (b"a" * 32, "BN6QqXx2f1_tyELd0KYcgZamVhW1OAizmZHOb_9BsAWwB25hqnbGF8fXI_kGC2rRZKel7SpvGojb0CyzH5BBpq8"),
        (b"b" * 32, "BOmg7k9lMkBCmFkCDyYlDUztTZR0rbC9T50EQQhPALDFUQwGQ_Pglv28Nc_p31QYeK0TsuZBs6G1g66ftga0I5U"),
        (b"", "BBgI5r8rZ3HXleysj14_TVydJ-aUlbrnjAdzVTRoSMpI0ET4KYOLOkln8KqwLwlpKzQWr3Q1Y0DF3xvWQEv_pII"),
    ],
)
def test_a_secret_makes_the_key_that_browsers_have_subscribed_with(
    service: PushService, secret: bytes, told: str
) -> None:
    """As the first release told them; with another key, they would take no push any more."""
    push = WebPush(secret=lambda: secret, contact="", fetch=cast("Fetch", service), now_ms=lambda: 0, new_bytes=bytes)
    assert push.public_key() == told
    assert told == padless(judged(key_of(secret)).public_key().public_bytes(Encoding.X962, UNCOMPRESSED))


def test_each_message_has_a_key_of_its_own(web_push: WebPush, browser: Browser, service: PushService) -> None:
    for _ in range(2):
        web_push.send(browser.subscription, b"x", topic="t", seconds=60)
    senders = [sealed[21:86] for _, _, sealed in service.taken]
    assert len({*senders, unpadded(web_push.public_key())}) == 3


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
        ("p256dh", point(0, 0)),
        ("p256dh", point(X, Y + 1)),
        ("p256dh", point(X + FIELD, Y)),
        ("p256dh", point(X, Y, first=5)),
        ("p256dh", point(X, Y, first=6 + Y % 2)),
        ("p256dh", point(X, Y) + "AAAA"),
        ("p256dh", padless(bytes([2 + Y % 2]) + X.to_bytes(32, "big"))),
        ("p256dh", "\u00fc" * 87),
        ("auth", ""),
        ("auth", "AAAA"),
        ("auth", "no base 64"),
    ],
)
def test_a_subscription_at_fault_is_named(browser: Browser, member: str, value: str) -> None:
    assert check_subscription(browser.subscription) is None
    assert check_subscription(replace(browser.subscription, p256dh=point(X, Y))) is None
    broken = replace(browser.subscription, **{member: value})
    assert check_subscription(broken) == member
