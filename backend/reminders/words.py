"""What a person reads in letters and notifications. English, like the page's own words (frontend/src/words/en/)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from backend.accounts.users import User
from backend.outside.mail import Letter

MOST_LINES = 50
MOST_NAMES = 3
LONGEST_TITLE, LONGEST_BODY = 120, 240
"""Code points; a notification shows about so much, and the whole stays far below what a push service takes."""
SETTINGS = "/account/notifications"


@dataclass(frozen=True, slots=True)
class Due:
    """A follow-up that is due: what, on which day, and the names of the people it is about."""

    id: str
    what: str
    day: dt.date
    names: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where the app shows it."""
        return f"/followups/{self.id}"


def digest(user: User, dues: Sequence[Due], today: dt.date, origin: str) -> Letter:
    """Return the letter of a day."""
    lines = [f"{today:%A}, {today.day} {today:%B}", ""]
    for due in dues[:MOST_LINES]:
        late = _late(due, today)
        told = ", ".join(filter(None, [_with(due.names), late]))
        lines += [f"- {_what(due)}" + (f" ({told})" if told else ""), f"  {origin}{due.path}", ""]
    if len(dues) > MOST_LINES:
        lines += [f"And {len(dues) - MOST_LINES} more.", ""]
    lines += [f"All of them: {origin}/today", ""]
    lines += ["You get this letter once a day, and only when something is due.", f"To end it: {origin}{SETTINGS}", ""]
    subject = f"Due: {_cut(_what(dues[0]), LONGEST_TITLE)}" if len(dues) == 1 else _count(dues, today)
    return Letter(f"due-{today.isoformat()}-{user.id}", user.email, subject, "\n".join(lines), origin + SETTINGS)


def notification(dues: Sequence[Due], today: dt.date) -> bytes:
    """Return the web push of a day: one that leads to the follow-up, or one for all that leads to Today."""
    if len(dues) == 1:
        [due] = dues
        told = [_with(due.names), _late(due, today) or "due today"]
        title, body, path = _what(due), _sentence(", ".join(filter(None, told))), due.path
    else:
        title, body, path = _count(dues, today), " · ".join(_what(due) for due in dues[:5]), "/today"
    shown = {"title": _cut(title, LONGEST_TITLE), "body": _cut(body, LONGEST_BODY), "path": path}
    return json.dumps({**shown, "tag": f"due-{today.isoformat()}"}, ensure_ascii=False).encode()


def asking(user: User, link: str, origin: str) -> Letter:
    """Return the letter that asks the owner of an address whether to write to it."""
    text = (
        "Somebody, hopefully you, has asked Lanyard to write to this address when follow-ups are due.\n\n"
        f"If that is what you want, open this link while you are signed in:\n{link}\n\n"
        "If not, do nothing: no more letters will come.\n"
    )
    return Letter(f"agree-{user.id}", user.email, "May Lanyard write to you?", text, origin + SETTINGS)


def _what(due: Due) -> str:
    return due.what or "Follow up"


def _with(names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = list(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        return f"with {', '.join(shown)} and {len(names) - MOST_NAMES} more"
    return "with " + (f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0])


def _late(due: Due, today: dt.date) -> str:
    days = (today - due.day).days
    return "" if days < 1 else "1 day late" if days == 1 else f"{days} days late"


def _count(dues: Sequence[Due], today: dt.date) -> str:
    late = sum(due.day < today for due in dues)
    if late == 0:
        return f"{len(dues)} follow-ups for today"
    return f"{len(dues)} follow-ups, {'all' if late == len(dues) else late} of them late"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
