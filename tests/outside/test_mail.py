"""Letters: what a folder holds, what SES is given, and what cannot become a header or another address."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from backend.outside.failures import AwayError, RefusedError
from backend.outside.mail import FolderMail, Letter, NoMail, SesMail, as_bytes, connect_ses

LETTER = Letter(
    "due-1", "ana@example.org", "3 follow-ups", "Gr\u00fc\u00dfe \u2014 Zo\u00eb\n", "https://x.example/account"
)
REGION = "eu-central-1"


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=SMTP)


def test_a_letter_says_who_writes_and_how_to_end_it() -> None:
    letter = read(as_bytes(LETTER, "reminders@x.example"))
    assert letter["From"] == "Lanyard <reminders@x.example>"
    assert letter["To"] == "ana@example.org"
    assert letter["Subject"] == "3 follow-ups"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == "<https://x.example/account>"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_words_never_become_a_header(break_: str) -> None:
    told = Letter(
        "n", "ana@example.org", f"Hi{break_}Bcc: eve@example.org", f".{break_}Bcc: eve@example.org", "https://x"
    )
    letter = read(as_bytes(told, "a@b.example"))
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hi Bcc: eve@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org, eve@example.org",
        "a,b@c.example",
        "<a@b.example>",
        "a@b\r\nBcc: c@d",
        "zo\u00eb@b.example",
        "@",
        "a@",
        "",
    ],
)
def test_an_address_that_is_none_or_several_gets_no_letter(address: str) -> None:
    with pytest.raises(RefusedError):
        as_bytes(Letter("n", address, "Hi", "Hi", "https://x"), "a@b.example")


def test_a_domain_in_other_letters_is_spelt_as_mail_servers_do() -> None:
    letter = read(as_bytes(Letter("n", "ana@b\u00fccher.example", "Hi", "Hi", "https://x"), "a@b.example"))
    assert letter["To"] == "ana@xn--bcher-kva.example"


def test_a_folder_holds_whole_letters_and_one_of_each_name(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "mail")
    mail.send(LETTER)
    mail.send(LETTER)
    [path] = (tmp_path / "mail").iterdir()
    assert path.name == "due-1.eml"
    assert read(path.read_bytes())["To"] == "ana@example.org"


def test_a_folder_that_cannot_be_written_may_be_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(AwayError):
        FolderMail(tmp_path / "mail").send(LETTER)


def test_without_mail_no_letter_is_taken() -> None:
    with pytest.raises(RefusedError):
        NoMail().send(LETTER)


@pytest.fixture
def ses() -> Iterator[Any]:
    with mock_aws():
        client = connect_ses(region=REGION, access_key="test", secret_key="test")
        client.create_email_identity(EmailIdentity="x.example")
        yield client


def test_ses_is_asked_at_the_first_letter_and_given_the_whole_of_it(ses: Any) -> None:
    made: list[Any] = []
    given: list[dict[str, Any]] = []
    ses.meta.events.register("provide-client-params.sesv2.SendEmail", lambda params, **_: given.append(params))

    def connect() -> Any:
        made.append(ses)
        return ses

    mail = SesMail(connect, "reminders@x.example")
    assert made == []
    mail.send(LETTER)
    mail.send(LETTER)
    assert len(made) == 1
    assert given[0]["Destination"] == {"ToAddresses": ["ana@example.org"]}
    assert read(given[0]["Content"]["Raw"]["Data"])["Subject"] == "3 follow-ups"
    assert boto3.client("ses", region_name=REGION).get_send_quota()["SentLast24Hours"] > 0


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("TooManyRequestsException", 429, AwayError),
        ("SendingPausedException", 400, AwayError),
        ("InternalFailure", 500, AwayError),
        ("MessageRejected", 400, RefusedError),
        ("MailFromDomainNotVerifiedException", 400, RefusedError),
    ],
)
def test_what_ses_answers_means(code: str, status: int, error: type[Exception]) -> None:
    class Client:
        def send_email(self, **_: Any) -> None:
            answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
            raise ClientError(answer, "SendEmail")

    with pytest.raises(error):
        SesMail(Client, "a@b.example").send(LETTER)


def test_ses_that_is_away_may_be_there_later() -> None:
    class Client:
        def send_email(self, **_: Any) -> None:
            raise EndpointConnectionError(endpoint_url="https://ses")

    with pytest.raises(AwayError):
        SesMail(Client, "a@b.example").send(LETTER)
