"""One web push out of an unpacked zip, by a Python that finds nothing else: `one_push.py FOLDER SUBSCRIPTION`.

It prints as JSON what the push service would get, the key that the browser was told, and what was loaded to seal it.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import Any, cast

MESSAGE = b"Send the slides"
SECRET = b"a secret of the tests"
NOW_MS = 1_790_000_000_000
EXAMPLE = json.dumps(
    {
        "endpoint": "https://fcm.googleapis.com/fcm/send/x",
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }
)
"""A subscription with the keys of RFC 8291's example."""


def main(folder: str, subscription: str) -> None:
    """Start as the reminders' function does, then seal, sign and hand over."""
    sys.path[:0] = [folder]
    from backend.lambda_entry import remind as entry  # noqa: F401 - what the function starts with
    from backend.outside.fetch import Answer, Fetch
    from backend.outside.webpush import Subscription, WebPush

    taken: list[dict[str, Any]] = []

    class Service:
        def send(self, *_: object, headers: dict[str, str], body: bytes, **__: object) -> Answer:
            taken.append({"headers": headers, "body": base64.b64encode(body).decode()})
            return Answer(201, {}, b"")

    push = WebPush(
        secret=lambda: SECRET,
        contact="https://lanyard.example",
        fetch=cast("Fetch", Service()),
        now_ms=lambda: NOW_MS,
        new_bytes=os.urandom,
    )
    push.send(Subscription(**json.loads(subscription)), MESSAGE, topic="due", seconds=60)
    [told] = taken
    loaded = [name for name in sys.modules if name.partition(".")[0] == "Crypto"]
    print(json.dumps({**told, "key": push.public_key(), "loaded": loaded}))  # noqa: T201 - whoever started it reads this
    sys.stdout.flush()
    os._exit(0)  # Lambda freezes a process and never takes it apart


if __name__ == "__main__":
    main(*sys.argv[1:])
