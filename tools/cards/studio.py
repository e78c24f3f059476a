"""Cards as many studios would set them: a layout, a pair of typefaces, colours and habits of print, drawn by lot.

What a card says and how it looks are drawn apart, and neither knows how the reader reads. What stands in one `.line` is
one line of the label.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.cards import fonts
from tools.cards.people import Person, pick

Palette = tuple[str, str, str]
PALETTES: tuple[Palette, ...] = (
    ("#ffffff", "#1b1b1b", "#0a6c74"),
    ("#faf6ec", "#2a241b", "#8a3b12"),
    ("#f1f4f8", "#1d2736", "#2350a0"),
    ("#fffdf5", "#40352b", "#a8791c"),
    ("#10151c", "#f4f1ea", "#d8b25a"),
    ("#2b1b2f", "#f7eef5", "#f08fb4"),
    ("#0d3b34", "#eef7f2", "#9ed8b8"),
    ("#7b1e2b", "#fff4ee", "#ffd0a8"),
    ("#e9ece6", "#22301f", "#4f7a28"),
    ("#d8dee4", "#20262c", "#b03030"),
)
SLOGANS = (
    "Since 1974", "We build what lasts", "Designed with care", "Trusted worldwide", "Better together",
    "Ihr Partner vor Ort", "L'art du détail", "Calidad que se nota", "Member of the Aurora Group", "Est. 2009",
)  # fmt: skip
# Beside the Latin text of cards from India.
HINDI = (
    "विश्वास का दूसरा नाम", "थोक व खुदरा विक्रेता", "नई दिल्ली - मुंबई - जयपुर", "आपकी सेवा में सदैव तत्पर", "गुणवत्ता हमारी पहचान",
    "सभी तरह के मोबाइल ठीक किए जाते हैं", "शुद्ध शाकाहारी भोजन का प्रबंध", "घर बैठे मुफ़्त परामर्श पाएँ",
)  # fmt: skip
# How often a card says this besides, sets a name in capitals, and writes its address in one line.
EXTRAS = (("slogan", 0.25), ("department", 0.2), ("address", 0.7))
CAPITALS = 0.28
ONE_LINE = 0.5
DEPARTMENTS = ("Research & Development", "International Sales", "Department of Biology", "Team Nord", "Studio")


@dataclass(frozen=True)
class Style:
    """How one card is set."""

    heading: str
    body: str
    palette: Palette
    layout: str
    label_form: str
    name_size: int
    size: int
    capitals: tuple[bool, bool]
    spacing: float
    extras: tuple[str, ...]
    joint: str
    beside: tuple[str, ...] = ()


LABEL_FORMS = ("{label} {value}", "{label}: {value}", "{value}", "{label}  {value}", "{label}. {value}", "{value}")


def style(rng: np.random.Generator, script: str) -> Style:
    """Draw a style; a card in Chinese or Japanese gets their typefaces, one with some Hindi one for that besides."""
    eastern = {"japanese": "Noto Sans JP", "chinese": "Noto Sans SC"}.get(script)
    text = fonts.WITH_VIETNAMESE if script == "vietnamese" else fonts.TEXT
    display = fonts.WITH_VIETNAMESE if script == "vietnamese" else fonts.DISPLAY
    extras = [
        extra for extra, share in (("slogan", 0.25), ("department", 0.2), ("address", 0.7)) if rng.random() < share
    ]
    return Style(
        heading=eastern or pick(rng, display),
        body=eastern or pick(rng, text),
        palette=pick(rng, PALETTES),
        layout=pick(rng, list(LAYOUTS)),
        label_form=pick(rng, LABEL_FORMS),
        name_size=int(rng.integers(24, 37)),
        size=int(rng.integers(14, 19)),
        capitals=(bool(rng.random() < CAPITALS), bool(rng.random() < CAPITALS)),
        spacing=float(pick(rng, (0, 0, 0.02, 0.06))),
        extras=tuple(extras),
        joint=pick(rng, ("", "", " | ", " · ", "   ")),
        beside=(pick(rng, fonts.DEVANAGARI),) if script == "hindi" else (),
    )


@dataclass(frozen=True)
class Shown:
    """The texts of one card as they are printed."""

    name: str
    title: str
    org: str
    contacts: tuple[str, ...]
    address: tuple[str, ...]
    slogan: str
    department: str


def shown(person: Person, chosen: Style, rng: np.random.Generator) -> Shown:
    """Write the person the way the style has it."""
    capital_name, capital_org = chosen.capitals
    rows = [(phone.label, phone.shown) for phone in person.phones]
    rows += [(person.labels["email"], person.email), (person.labels["url"], person.url)]
    contacts = [chosen.label_form.format(label=label.rstrip(".:"), value=value) for label, value in rows]
    if chosen.joint and len(contacts) > 1:
        contacts = [chosen.joint.join(contacts[:2]), *contacts[2:]]
    address = person.address if "address" in chosen.extras else ()
    return Shown(
        name=person.name.upper() if capital_name else person.name,
        title=person.title,
        org=person.org.upper() if capital_org else person.org,
        contacts=tuple(contacts),
        address=(", ".join(address),) if address and rng.random() < ONE_LINE else tuple(address),
        slogan=pick(rng, HINDI) if chosen.beside else pick(rng, SLOGANS) if "slogan" in chosen.extras else "",
        department=pick(rng, DEPARTMENTS) if "department" in chosen.extras else "",
    )


def page_of(card: Shown, chosen: Style) -> str:
    """Return the whole page that shows the card."""
    paper, ink, accent = chosen.palette
    said = "".join((card.name, card.title, card.org, *card.contacts, *card.address, card.slogan, card.department))
    body = LAYOUTS[chosen.layout][0](card)
    faces = ", ".join(f"'{face}'" for face in (chosen.body, *chosen.beside, "Noto Sans JP", "Noto Sans SC"))
    return f"""<meta charset="utf-8"><style>{fonts.sheet((chosen.heading, chosen.body, *chosen.beside), said + " ")}
* {{ margin: 0; box-sizing: border-box; }}
body {{ width: 100vw; height: 100vh; overflow: hidden; background: {paper}; color: {ink}; }}
body {{ font: {chosen.size}px/1.42 {faces}, sans-serif; }}
.line {{ white-space: pre; width: max-content; }}
.name {{ font-size: {chosen.name_size}px; font-weight: 700; letter-spacing: {chosen.spacing}em; line-height: 1.2; }}
.name, .org {{ font-family: '{chosen.heading}', sans-serif; }}
.org {{ font-size: {round(chosen.name_size * 0.78)}px; color: {accent}; letter-spacing: {chosen.spacing}em; }}
.logo {{ font-size: {round(chosen.name_size * 1.25)}px; font-weight: 700; line-height: 1.15; }}
.quiet {{ opacity: .85; font-size: {round(chosen.size * 0.9)}px; }}
.gap {{ height: 20px; }} .rule {{ height: 2px; width: 90px; background: {accent}; margin: 14px 0; }}
.disc {{ width: 62px; height: 62px; border-radius: 50%; background: {accent}; flex: none; }}
.wash {{ background: linear-gradient(120deg, {paper}, color-mix(in srgb, {accent} 30%, {paper})); }}
.band {{ background: {accent}; color: {paper}; }} .band .org {{ color: {paper}; }}
</style>{body}"""


def _lines(*texts: str, css: str = "") -> str:
    return "".join(f'<p class="line {css}">{html.escape(text)}</p>' for text in texts if text)


def _box(content: str, css: str, classes: str = "") -> str:
    return f'<div class="{classes}" style="{css}">{content}</div>'


_GAP = '<div class="gap"></div>'
_RULE = '<div class="rule"></div>'
_DISC = '<div class="disc"></div>'


def _who(card: Shown) -> str:
    return _lines(card.name, css="name") + _lines(card.title) + _lines(card.department, css="quiet")


def _how(card: Shown) -> str:
    return _lines(*card.contacts) + _lines(*card.address, css="quiet")


def _wordmark(card: Shown) -> str:
    """The organisation as its logo alone, above everything."""
    head = _lines(card.org, css="org logo") + _lines(card.slogan, css="quiet")
    return _box(head + _GAP + _who(card) + _RULE + _how(card), "padding: 34px 38px; height: 100%")


def _footer_band(card: Shown) -> str:
    """Who at the top, the organisation on a band at the foot."""
    top = _box(_who(card) + _GAP + _how(card), "padding: 34px 38px; flex: 1")
    foot = _box(_lines(card.org, css="org") + _lines(card.slogan, css="quiet"), "padding: 14px 38px", "band")
    return _box(top + foot, "display: flex; flex-direction: column; height: 100%")


def _two_columns(card: Shown) -> str:
    """Organisation and address on the left, the person on the right."""
    left = _lines(card.org, css="org") + _lines(card.slogan, css="quiet") + _GAP + _lines(*card.address, css="quiet")
    right = _who(card) + _GAP + _lines(*card.contacts)
    columns = _box(left, "padding-right: 26px; border-right: 1px solid") + _box(right, "padding-left: 26px")
    return _box(columns, "display: flex; align-items: center; justify-content: center; height: 100%")


def _centred_rule(card: Shown) -> str:
    """Everything in the middle, a short rule between."""
    inner = _lines(card.org, css="org") + _lines(card.slogan, css="quiet") + _GAP + _who(card) + _RULE + _how(card)
    return _box(inner, "display: grid; place-content: center; justify-items: center; height: 100%")


def _washed(card: Shown) -> str:
    """On a wash of colour, name at the foot, organisation at the top right."""
    top = _box(_lines(card.org, css="org"), "display: flex; justify-content: flex-end")
    foot = _box(_who(card), "") + _box(_how(card), "")
    rows = top + _box(foot, "display: flex; gap: 40px; align-items: flex-end; justify-content: space-between")
    css = "display: flex; flex-direction: column; justify-content: space-between; padding: 32px; height: 100%"
    return _box(rows, css, "wash")


def _disc(card: Shown) -> str:
    """A disc for a logo, the organisation beside it, contacts at the right."""
    head = _DISC + _box(_lines(card.org, css="org") + _lines(card.slogan, css="quiet"), "")
    row = _box(head, "display: flex; gap: 16px; align-items: center")
    return _box(row + _GAP + _who(card) + _GAP + _how(card), "padding: 34px 38px; height: 100%")


def _upright(card: Shown) -> str:
    """A tall card, all set to the left."""
    inner = _lines(card.org, css="org") + _lines(card.slogan, css="quiet") + _RULE + _who(card) + _GAP + _how(card)
    return _box(inner, "padding: 60px 30px; height: 100%")


def _badge(card: Shown) -> str:
    """A conference's badge: the name large, who sent them, and a web address."""
    inner = _DISC + _GAP + _lines(card.name, css="name") + _lines(card.title) + _lines(card.org, css="org")
    css = "display: grid; justify-items: center; padding: 60px 20px; height: 100%"
    return _box(inner + _GAP + _lines(*card.contacts[-1:]), css)


WIDE, LARGE, TALL = (640, 400), (740, 440), (460, 680)
LAYOUTS: dict[str, tuple[Callable[[Shown], str], tuple[int, int]]] = {
    "wordmark": (_wordmark, WIDE),
    "footer_band": (_footer_band, WIDE),
    "two_columns": (_two_columns, LARGE),
    "centred_rule": (_centred_rule, WIDE),
    "washed": (_washed, LARGE),
    "disc": (_disc, WIDE),
    "upright": (_upright, TALL),
    "badge": (_badge, TALL),
}
"""Layout by name, with the card's size in CSS pixels."""
