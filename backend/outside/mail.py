"""Mail: a letter in plain text, put into a folder on one machine or handed to Amazon SES.

A letter of the same name replaces itself in the folder; SES sends it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Protocol

from backend.outside.failures import AwayError, RefusedError

HERE = "lanyard@localhost"
"""Who writes the letters that go no further than a folder."""
LATER = frozenset({"TooManyRequestsException", "LimitExceededException", "SendingPausedException", "Throttling"})
SERVER_FAULT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """What to send to whom. `name` tells it from every other one; `settings` is where one ends such letters."""

    name: str
    to: str
    subject: str
    text: str
    settings: str


class Mail(Protocol):
    """Sends letters."""

    def send(self, letter: Letter) -> None:
        """Hand a letter on. Raises: AwayError, and then it may have been handed on; RefusedError."""


class FolderMail:
    """Writes each letter into a file of `folder`, whole or not at all, for whatever picks it up there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter) -> None:
        """Write the letter."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{letter.name}.eml"
            draft = path.with_suffix(".part")
            with draft.open("wb") as file:
                file.write(as_bytes(letter, HERE))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            raise AwayError(type(error).__name__) from error


class SesMail:
    """Hands letters to Amazon SES, from an address or domain that is verified there."""

    def __init__(self, connect: Callable[[], Any], sender: str) -> None:
        self._connect, self._sender = connect, sender
        self._client: Any = None

    def send(self, letter: Letter) -> None:
        """Hand the letter over."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - not on one machine

        if self._client is None:
            self._client = self._connect()
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mailable(letter.to)]},
                Content={"Raw": {"Data": as_bytes(letter, self._sender)}},
            )
        except ClientError as error:
            code = error.response["Error"].get("Code", "")
            if code in LATER or error.response["ResponseMetadata"]["HTTPStatusCode"] >= SERVER_FAULT:
                raise AwayError(code) from error
            raise RefusedError(code) from error
        except BotoCoreError as error:
            raise AwayError(type(error).__name__) from error


class NoMail:
    """Stands in where no letters can be sent."""

    def send(self, letter: Letter) -> None:  # noqa: ARG002 - the protocol's
        """Refuse."""
        raise RefusedError("nobody here sends mail")


def connect_ses(*, region: str | None = None, access_key: str | None = None, secret_key: str | None = None) -> Any:
    """Return a client whose calls end within seconds; what is not given comes from AWS's usual places."""
    import boto3  # noqa: PLC0415 - only the one function that sends mail
    from botocore.config import Config  # noqa: PLC0415 - likewise

    within_seconds = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
    return boto3.client(
        "sesv2",
        region_name=region,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=within_seconds,
    )


def as_bytes(letter: Letter, sender: str) -> bytes:
    """Return the letter as it travels. Nothing in it can become a header or another address.

    Raises: RefusedError for an address that no letter can go to.
    """
    message = EmailMessage(policy=SMTP)
    message["To"] = Address(addr_spec=mailable(letter.to))
    message["From"] = Address("Lanyard", addr_spec=mailable(sender))
    message["Subject"] = " ".join(letter.subject.split())
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{letter.settings}>"
    message.set_content(letter.text)
    return message.as_bytes()


def mailable(address: str) -> str:
    """Return an address as mail servers take it. Raises: RefusedError for one that no letter can go to."""
    name, _, domain = address.rpartition("@")
    try:
        found = f"{name}@{domain.encode('idna').decode()}"
        is_plain = Address(addr_spec=found).addr_spec == found
    except (ValueError, MessageError, IndexError):
        is_plain = False
    if not is_plain:
        raise RefusedError("no address for a letter")
    return found
