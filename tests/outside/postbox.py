"""Services outside, played: a postbox, and a push service with the browsers behind it."""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.outside.fetch import Answer, Fetch, place_in
from backend.outside.mail import Letter
from backend.outside.webpush import Subscription, WebPush, padless, unpadded

Fault = Exception | None
SECRET = b"a secret of the tests"
"""What the server's key pair is made of."""


class Postbox:
    """Keeps letters; with a `fault`, refuses them so."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.fault: Fault = None

    def send(self, letter: Letter) -> None:
        if self.fault:
            raise self.fault
        self.letters.append(letter)


class Browser:
    """A browser that has subscribed: it can read what was sent to it, as RFC 8291 says."""

    def __init__(self, service: PushService, number: int) -> None:
        self._service = service
        self._key = ec.derive_private_key(number + 1, ec.SECP256R1())
        self._auth = bytes([number % 256]) * 16
        self.endpoint = f"https://fcm.googleapis.com/fcm/send/browser-{number}"
        self.status = 201
        self.fault: Fault = None

    @property
    def subscription(self) -> Subscription:
        return Subscription(self.endpoint, padless(self._point()), padless(self._auth))

    @property
    def body(self) -> dict[str, str]:
        told = self.subscription
        return {"endpoint": told.endpoint, "p256dh": told.p256dh, "auth": told.auth}

    def received(self) -> list[bytes]:
        """Everything that the service took for this browser."""
        return [self._opened(sealed) for url, _, sealed in self._service.taken if url == self.endpoint]

    def _point(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def _opened(self, sealed: bytes) -> bytes:
        salt, (_, length) = sealed[:16], struct.unpack(">IB", sealed[16:21])
        theirs = sealed[21 : 21 + length]
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))

        def derived(salt: bytes, secret: bytes, purpose: bytes, length: int) -> bytes:
            return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=purpose).derive(secret)

        secret = derived(self._auth, shared, b"WebPush: info\0" + self._point() + theirs, 32)
        key = derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(salt, secret, b"Content-Encoding: nonce\0", 12)
        text = AESGCM(key).decrypt(nonce, sealed[21 + length :], None)
        assert text.endswith(b"\x02")
        return text[:-1]


def sender(authorization: str) -> tuple[str, dict[str, Any]]:
    """Check who sends, as a push service does (RFC 8292); return their key, and what they claim.

    Raises: InvalidSignature.
    """
    scheme, _, told = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in told.split(","))
    header, claims, signature = parts["t"].split(".")
    assert json.loads(unpadded(header)) == {"typ": "JWT", "alg": "ES256"}
    raw = unpadded(signature)
    assert len(raw) == 64
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(parts["k"]))
    key.verify(der, f"{header}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return parts["k"], json.loads(unpadded(claims))


class PushService:
    """All push services in one. It stands where the guarded client does, and leaves no guard out but the network."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Mapping[str, str], bytes]] = []
        self._browsers: dict[str, Browser] = {}
        self._numbers = itertools.count(1)

    def browser(self) -> Browser:
        made = Browser(self, next(self._numbers))
        self._browsers[made.endpoint] = made
        return made

    def web_push(self, now_ms: Callable[[], int]) -> WebPush:
        salts = itertools.count(1)
        return WebPush(
            secret=lambda: SECRET,
            contact="https://lanyard.example",
            fetch=cast("Fetch", self),
            now_ms=now_ms,
            new_bytes=lambda length: next(salts).to_bytes(length, "big"),
        )

    def send(self, method: str, url: str, *, allows: Callable[[str], bool], headers: Any, body: bytes) -> Answer:
        place_in(url, allows)
        assert method == "POST"
        browser = self._browsers[url]
        if browser.fault:
            raise browser.fault
        if browser.status == 201:
            self.taken.append((url, headers, body))
        return Answer(browser.status, {}, b"")
