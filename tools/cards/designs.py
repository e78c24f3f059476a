"""The designs: each turns a person into the HTML of one card. What stands in one `.line` is one line of the label."""

from __future__ import annotations

import html
import io
import pathlib
from collections.abc import Callable

import segno

from tools.cards.people import Person

WIDE = (640, 400)
TALL = (400, 640)
STYLE = pathlib.Path(__file__).with_name("designs.css").read_text(encoding="utf-8")


def page_of(person: Person, design: str) -> str:
    """Return the whole page that shows the card."""
    make, _ = DESIGNS[design]
    return f'<meta charset="utf-8"><style>{STYLE}</style><body class="{design}">{make(person)}</body>'


def lines(*texts: str, css: str = "") -> str:
    """Return one element per text."""
    return "".join(f'<p class="line {css}">{html.escape(text)}</p>' for text in texts)


def reach(person: Person, form: str = "{label} {value}") -> str:
    """Return the lines that tell how to reach somebody, each with its label in the given form."""
    rows = [(phone.label, phone.shown) for phone in person.phones]
    rows += [(person.labels["email"], person.email), (person.labels["url"], person.url)]
    return lines(*(form.format(label=label, value=value) for label, value in rows))


def centred(p: Person) -> str:
    """All in the middle, as a stationer sets it."""
    who = lines(p.org, css="org") + lines(p.name, css="name") + lines(p.title)
    return f'{who}<div class="gap"></div>{reach(p, "{value}")}'


def columns(p: Person) -> str:
    """Who on the left, how to reach them on the right."""
    who = lines(p.org, css="org") + lines(p.name, css="name") + lines(p.title)
    return f"<main>{who}</main><aside>{lines(*p.address)}{reach(p, '{label}: {value}')}</aside>"


def dark(p: Person) -> str:
    """Light letters on ink, the name in capitals."""
    who = lines(p.name, css="name") + lines(p.title) + lines(p.org, css="org")
    return f'{who}<div class="gap"></div>{reach(p, "{value}")}'


def logo_left(p: Person) -> str:
    """A mark, the organisation beside it, everything else below."""
    header = f'<header><div class="mark"></div>{lines(p.org, css="org")}</header>'
    return f'{header}{lines(p.name, css="name")}{lines(p.title)}<div class="gap"></div>{reach(p)}'


def banner(p: Person) -> str:
    """A coloured band with the organisation, in white, across the top."""
    who = lines(p.name, css="name") + lines(p.title)
    how = reach(p, "{value}") + lines(", ".join(p.address))
    return f'<header>{lines(p.org, css="org")}</header><main>{who}<div class="gap"></div>{how}</main>'


def right(p: Person) -> str:
    """Set against the right edge, a hairline between."""
    who = lines(p.name, css="name") + lines(p.title) + lines(p.org, css="org")
    how = reach(p, "{value}") + lines(", ".join(p.address))
    return f"<section>{who}</section><hr><section>{how}</section>"


def vertical(p: Person) -> str:
    """An upright card, the name on two lines."""
    who = lines(*p.name.split(" ", 1), css="name") + lines(p.title) + lines(p.org, css="org")
    return f'<div class="mark"></div>{who}{reach(p, "{value}")}{lines(*p.address)}'


def code(p: Person) -> str:
    """A QR code with the whole vCard, and little text beside it."""
    picture = io.BytesIO()
    segno.make(vcard(p), error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, omitsize=True)
    who = lines(*p.name.split(" ", 1), css="name") + lines(p.title, p.org)
    return f"{picture.getvalue().decode()}<main>{who}</main>"


def vcard(p: Person) -> str:
    """Return the person as a vCard 3.0."""
    given, family = p.name.split(" ", 1)
    rows = ["BEGIN:VCARD", "VERSION:3.0", f"N:{family};{given};;;", f"FN:{p.name}", f"ORG:{p.org}", f"TITLE:{p.title}"]
    rows += [f"TEL:{phone.e164}" for phone in p.phones]
    return "\r\n".join([*rows, f"EMAIL:{p.email}", f"URL:{p.url}", "END:VCARD", ""])


DESIGNS: dict[str, tuple[Callable[[Person], str], tuple[int, int]]] = {
    "centred": (centred, WIDE),
    "columns": (columns, (740, 460)),
    "dark": (dark, WIDE),
    "logo_left": (logo_left, WIDE),
    "banner": (banner, WIDE),
    "right": (right, WIDE),
    "vertical": (vertical, TALL),
    "code": (code, WIDE),
}
"""Design by name, with the card's size in CSS pixels."""
