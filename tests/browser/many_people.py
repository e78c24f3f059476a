"""An account with very many people, made by pushing them as another device would."""

from __future__ import annotations

import http.client
import json
import uuid
from collections.abc import Iterator
from typing import Any

from backend.wiring import new_id, now_ms
from tests.browser.steps import Login

AT_ONCE = 2_000
MOST_JSON = 3_500_000
"""Bytes of one push, with room to the server's limit."""
REPLICA = "manypeople1"
WORDS = ["queues", "lambdas", "rowing", "judo", "ferries", "typefaces", "orchards", "glaciers", "radios", "maps"]


def name_of(number: int) -> str:
    """Return the name of one of them; it holds a word that nobody else's does."""
    return f"Person Number{number:05}"


def push_people(port: int, login: Login, count: int, *, story_words: int = 12) -> None:
    """Sign up and push `count` people, each with so many words of common ground.

    Raises:
        RuntimeError: The server did not take all of them.
    """
    connection = http.client.HTTPConnection("localhost", port, timeout=120)
    cookie = ""
    fence, cursor = None, None

    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        nonlocal cookie
        headers = {"Content-Type": "application/json", "Origin": f"http://localhost:{port}", "Cookie": cookie}
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{path} answered {answer.status}: {said}")
        cookie = (answer.getheader("Set-Cookie") or cookie).partition(";")[0]
        return said

    post("/api/account", vars(login))
    at_once = min(AT_ONCE, MOST_JSON // (350 + 10 * story_words))
    for first in range(0, count, at_once):
        changes = list(people(first, min(at_once, count - first), story_words))
        body = {"proto": 1, "schema": 1, "req": str(uuid.UUID(new_id())), "space": None, "replica": REPLICA}
        answer = post(
            "/api/sync", {**body, "fence": fence, "ctr": first + at_once, "cursor": cursor, "changes": changes}
        )
        if any(result["s"] != "ok" for result in answer["results"]) or len(answer["results"]) != len(changes):
            raise RuntimeError(f"not all were taken: {answer['results'][:3]}")
        fence, cursor = answer["fence"], answer["cursor"]
    connection.close()


def people(first: int, count: int, story_words: int) -> Iterator[dict[str, Any]]:
    """Yield people as they travel."""
    at = now_ms()
    for number in range(first, first + count):
        company = f"company{number % 700}"
        story = " ".join(WORDS[(number * 7 + word * word) % len(WORDS)] for word in range(story_words))
        yield {
            "id": new_id(),
            "kind": "contact",
            "full": True,
            "d": [REPLICA, number + 1],
            "at": at,
            "f": {
                "name": name_of(number),
                "title": "Head of Examples",
                "organization": f"Company {number % 700}",
                "emails": [{"value": f"person{number}@{company}.example.com", "label": ""}],
                "common_ground": f"{number} {story}",
            },
        }
