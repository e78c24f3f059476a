"""Web push: a short message to a browser through its maker's service, which cannot read it (RFC 8030, 8291, 8292).

The server proves who it is with a key pair made of its kept secret; browsers are bound to it when they subscribe, so
another secret makes every subscription worthless. What seals and signs is loaded at first use: of the packaged
functions, only those of reminders have it, and of its modules, only those that are named in tools/package/trim.py.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.outside.failures import AwayError, RefusedError
from backend.outside.fetch import Fetch, place_in

if TYPE_CHECKING:
    from Crypto.PublicKey.ECC import EccKey

HOSTS = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com")
DOMAINS = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
"""Whose push services a browser may name; Chromium's, Firefox's, Safari's and Edge's."""
LONGEST = 3_000
"""Bytes of a message: every service takes 4 KB of what it becomes."""
AUTH_BYTES, SALT_BYTES, SECRET_BYTES, KEY_BYTES, NONCE_BYTES = 16, 16, 32, 16, 12
RECORD_BYTES = 4096
PROOF_SECONDS = 12 * 60 * 60
CURVE = "P-256"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve."""
GONE = {404, 410}
BUSY = {408, 425, 429}
SERVER_FAULT = 500
OK = range(200, 300)


class GoneError(Exception):
    """The browser takes no pushes any more: it was uninstalled, or its owner has changed their mind."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where and for whom: `p256dh` and `auth` are the browser's keys, in base64url without padding."""

    endpoint: str
    p256dh: str
    auth: str


def allows(host: str) -> bool:
    """Say whether a host is one of a browser maker's push services."""
    return host in HOSTS or host.endswith(DOMAINS)


def check_subscription(subscription: Subscription) -> str | None:
    """Return which member of a subscription is none that a browser of today makes, or None where all are fine."""
    try:
        place_in(subscription.endpoint, allows)
    except RefusedError:
        return "endpoint"
    try:
        _key_at(unpadded(subscription.p256dh))
    except ValueError:
        return "p256dh"
    try:
        return None if len(unpadded(subscription.auth)) == AUTH_BYTES else "auth"
    except ValueError:
        return "auth"


class WebPush:
    """Sends messages. `secret` is read at first use, `contact` is whom a push service may complain to (a URL)."""

    def __init__(
        self,
        *,
        secret: Callable[[], bytes],
        contact: str,
        fetch: Fetch,
        now_ms: Callable[[], int],
        new_bytes: Callable[[int], bytes],
    ) -> None:
        self._secret, self._contact = secret, contact
        self._fetch, self._now_ms, self._new_bytes = fetch, now_ms, new_bytes
        self._kept: EccKey | None = None

    def public_key(self) -> str:
        """Return what a browser is told when it subscribes."""
        return padless(_point(self._key()))

    def send(self, subscription: Subscription, message: bytes, *, topic: str, seconds: int) -> None:
        """Hand a message to the push service, which keeps it for `seconds`; a later one of the same topic replaces it.

        Raises: GoneError; AwayError, and then it may have been handed over; RefusedError.
        """
        if len(message) > LONGEST:
            raise RefusedError("a message that is too long")
        host = place_in(subscription.endpoint, allows).host
        headers = {
            "Authorization": self._proof(f"https://{host}"),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(seconds),
            "Topic": topic,
            "Urgency": "normal",
        }
        sealed = seal(message, subscription, salt=self._new_bytes(SALT_BYTES), key=_new_key())
        status = self._fetch.send("POST", subscription.endpoint, allows=allows, headers=headers, body=sealed).status
        if status in GONE:
            raise GoneError
        if status in BUSY or status >= SERVER_FAULT:
            raise AwayError(f"a push service answered {status}")
        if status not in OK:
            raise RefusedError(f"a push service answered {status}")

    def _proof(self, audience: str) -> str:
        """Return who we are, signed for one push service and for some hours."""
        from Crypto.Hash import SHA256  # noqa: PLC0415 - see above
        from Crypto.Signature import DSS  # noqa: PLC0415 - see above

        claims = {"aud": audience, "exp": self._now_ms() // 1000 + PROOF_SECONDS, "sub": self._contact}
        told = ".".join(padless(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        signature = padless(DSS.new(self._key(), "deterministic-rfc6979").sign(SHA256.new(told.encode())))
        return f"vapid t={told}.{signature}, k={self.public_key()}"

    def _key(self) -> EccKey:
        if self._kept is None:
            self._kept = key_of(self._secret())
        return self._kept


def key_of(secret: bytes) -> EccKey:
    """Return the key pair that follows from a secret: 512 bits of it, so that no key is likelier than another."""
    from Crypto.PublicKey import ECC  # noqa: PLC0415 - see above

    number = int.from_bytes(hashlib.sha512(b"lanyard web push\n" + secret).digest(), "big")
    return ECC.construct(curve=CURVE, d=number % (ORDER - 1) + 1)


def seal(message: bytes, subscription: Subscription, *, salt: bytes, key: EccKey) -> bytes:
    """Return the message for this browser's eyes only; `key` is used for this one message (RFC 8291, section 3)."""
    from Crypto.Cipher import AES  # noqa: PLC0415 - see above
    from Crypto.Protocol.DH import key_agreement  # noqa: PLC0415 - see above

    theirs, ours = unpadded(subscription.p256dh), _point(key)
    shared = key_agreement(eph_priv=key, static_pub=_key_at(theirs), kdf=bytes)
    secret = _derived(unpadded(subscription.auth), shared, b"WebPush: info\0" + theirs + ours, SECRET_BYTES)
    content_key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", KEY_BYTES)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", NONCE_BYTES)
    header = salt + struct.pack(">IB", RECORD_BYTES, len(ours)) + ours
    return header + b"".join(AES.new(content_key, AES.MODE_GCM, nonce=nonce).encrypt_and_digest(message + b"\x02"))


def _derived(salt: bytes, secret: bytes, purpose: bytes, length: int) -> bytes:
    from Crypto.Hash import SHA256  # noqa: PLC0415 - see above
    from Crypto.Protocol.KDF import HKDF  # noqa: PLC0415 - see above

    return HKDF(secret, length, salt, SHA256, context=purpose)


def _new_key() -> EccKey:
    from Crypto.PublicKey import ECC  # noqa: PLC0415 - see above

    return ECC.generate(curve=CURVE)


def _key_at(point: bytes) -> EccKey:
    """Return the public key at a point of the curve. Raises: ValueError, where it is none, or not written in full."""
    from Crypto.PublicKey import ECC  # noqa: PLC0415 - see above

    x, y = (int.from_bytes(half, "big") for half in (point[1:33], point[33:]))
    key = ECC.construct(curve=CURVE, point_x=x, point_y=y)
    if key.pointQ.is_point_at_infinity() or _point(key) != point:
        raise ValueError("no point of the curve")
    return key


def _point(key: EccKey) -> bytes:
    return key.public_key().export_key(format="raw")


def padless(raw: bytes) -> str:
    """Return base64url as web push writes it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpadded(text: str) -> bytes:
    """Return what `padless` was given. Raises: ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
