"""Reminders on one machine: letters lie in the data folder, the key of web pushes is made when it is first needed."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

from backend.app import create_app
from backend.handlers.remind import remind_all
from backend.sync.exchange import fold_pending
from backend.wiring import Settings, now_ms, opened
from tests.sync.device import Device, person_id, server
from tests.web.world import PASSWORD

ORIGIN = "http://localhost:8000"
OURS = {"Sec-Fetch-Site": "same-origin"}


def letters(folder: Path) -> dict[str, Any]:
    """Every letter in the folder, by its subject."""
    found = [message_from_bytes(path.read_bytes(), policy=SMTP) for path in (folder / "mail").glob("*.eml")]
    return {str(letter["Subject"]): letter for letter in found}


def test_a_letter_lies_in_the_data_folder_once(tmp_path: Path) -> None:
    with opened(Settings(tmp_path, ORIGIN)) as deps:
        client = create_app(deps).test_client()

        def send(method: str, path: str, body: Any) -> Any:
            answer = client.open(path, method=method, json=body, headers=OURS)
            assert answer.status_code < 300, answer.text
            return answer.json

        ana = send("POST", "/api/account", {"email": "ana@example.org", "password": PASSWORD, "name": "Ana"})
        assert not (tmp_path / "push").exists()
        send("PUT", "/api/notifications", {"mail": True, "hour": 0, "zone": "UTC"})
        assert (tmp_path / "push").stat().st_mode & 0o777 == 0o600
        asked = letters(tmp_path)["May Lanyard write to you?"].get_content()
        token = re.search(r"agree=(\S+)", asked)
        assert token
        send("POST", "/api/notifications/agreement", {"token": token[1]})
        today = dt.datetime.fromtimestamp(now_ms() / 1000, dt.UTC).date()
        phone = Device(server(deps.table, ana["space"], now_ms=now_ms), "phone")
        phone.write(person_id(1), {"what": "Call", "due": (today - dt.timedelta(days=1)).isoformat()}, kind="followup")
        phone.sync()
        fold_pending(deps.for_sync, ana["space"])
        assert remind_all(deps).mailed == 1
        assert remind_all(deps).mailed == 0
    letter = letters(tmp_path)["Due: Call"]
    assert letter["To"] == "ana@example.org"
    assert f"{ORIGIN}/followups/{person_id(1)}" in letter.get_content()


def test_the_key_of_web_pushes_outlives_a_restart(tmp_path: Path) -> None:
    keys = []
    for _ in range(2):
        with opened(Settings(tmp_path, ORIGIN)) as deps:
            keys.append(deps.web_push.public_key())
    assert keys[0] == keys[1]
