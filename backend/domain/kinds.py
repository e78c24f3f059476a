"""The kinds of records and their fields: the one source from which the API schema and the client's types are made.

No field is required and no rule spans two fields, because changes carry any subset of a record's fields and merge field
by field. Kinds and fields that this version does not know are kept: they are held only to the rules of any stored JSON.
Fields may be added and limits may grow; a field never changes its type.
"""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import INCLUDE, Schema, ValidationError, validates_schema

from backend.domain.fields import (
    E164,
    FIRST_YEAR,
    LAST_YEAR,
    MAX_INTEGER,
    BirthdayPart,
    Currency,
    Day,
    Elements,
    Flag,
    Id,
    Instant,
    Line,
    ListOf,
    Name,
    OffsetMin,
    Part,
    Sha256,
    Text,
    Whole,
    Word,
    check_key,
    check_value,
    checks_of,
)

DELETED = "_deleted"
"""The field of every kind that says which state of each field a deletion has seen; false keeps a record alive."""

SHORT, LONG, BODY = 200, 4_000, 16_000
"""Code points of a line, of a text, and of the longest text: 16,000 of them always fit the 64 KB of a field."""


class Labelled(Schema):
    """An e-mail address or a link, with what it is for."""

    value = Line(2_048)
    label = Line(64)


class Phone(Schema):
    """A telephone number as printed, and as it can be dialled from anywhere."""

    value = Line(100)
    e164 = E164()
    label = Line(64)


class Handle(Schema):
    """A name on a service such as linkedin or github."""

    service = Line(64)
    value = Line(SHORT)


class Address(Schema):
    """A postal address: as it is written, and in parts."""

    label = Line(64)
    formatted = Text(1_000)
    street = Text(SHORT)
    city = Line(SHORT)
    region = Line(SHORT)
    postal = Line(32)
    country = Line(SHORT)


class Birthday(Schema):
    """A birthday in parts."""

    y = Whole(FIRST_YEAR, LAST_YEAR)
    m = Whole(1, 12)
    d = Whole(1, 31)


class Money(Schema):
    """An amount in the currency's smallest unit."""

    minor = Whole()
    currency = Currency()


class Deadline(Schema):
    """Something of an event that is due on a day."""

    what = Line(SHORT)
    on = Day()


BOX = ListOf(Whole(-100_000, 100_000), most=8)
"""Four corners x, y in ten-thousandths of the photo's width and height; what is cut off lies beyond the edges."""


class StoredLine(Schema):
    """A line that the reader saw on a card."""

    text = Text(1_000)
    box = BOX
    confidence = Whole(0, 100)


class StoredField(Schema):
    """What the reader takes some of the lines to be."""

    field = Word()
    value = Text(2_048)
    box = BOX
    confidence = Whole(0, 100)
    source = Word("code", "read")
    label = Line(64)
    e164 = E164()


class StoredReading(Schema):
    """What a reader made of a card's photo."""

    engine = Line(64)
    lines = ListOf(Part(StoredLine), most=500)
    found = ListOf(Part(StoredField), most=200, data_key="fields")
    code = Text(8_000)
    ms = Whole(0, MAX_INTEGER)


class Kind(Schema):
    """Base of the kinds. Loading one checks every field, the unknown ones too, and keeps them all."""

    class Meta:
        """What the schema does not name is kept."""

        unknown = INCLUDE

    kind: ClassVar[str]

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_undeclared(self, _loaded: Any, original: dict[str, Any], **_: Any) -> None:
        """Hold sets, `_deleted` and unknown fields to their rules too."""
        codes = {
            field: [code]
            for field, value in original.items()
            if field not in _FIELD_CHECKS[self.kind] and (code := check_field(self.kind, field, value))
        }
        if codes:
            raise ValidationError(codes)


class Contact(Kind):
    """A person."""

    kind = "contact"

    name = Name(SHORT)
    given = Line(SHORT)
    family = Line(SHORT)
    additional = Line(SHORT)
    prefix = Line(64)
    suffix = Line(64)
    phonetic = Line(SHORT)
    pronouns = Line(64)
    organization = Line(SHORT)
    title = Line(SHORT)
    department = Line(SHORT)
    emails = ListOf(Part(Labelled), most=50)
    urls = ListOf(Part(Labelled), most=50)
    phones = ListOf(Part(Phone), most=50)
    handles = ListOf(Part(Handle), most=50)
    addresses = ListOf(Part(Address), most=20)
    languages = ListOf(Line(35), most=50)
    met_on = Day()
    met_at = Id()
    talk = Id()
    place = Line(SHORT)
    met_how = Word("card", "qr", "introduction", "online", "colleague")
    introduced_by = Id()
    captured_at = Instant()
    offset_min = OffsetMin()
    card = Id()
    relations = Elements("relation", Name(100))
    tags = Elements("tag", Name(100))
    topics = Elements("topic", Name(100))
    cadence_days = Whole(1, 3_660)
    next_touch = Day()
    not_before = Day()
    common_ground = Text(LONG)
    they_need = Text(LONG)
    i_offer = Text(LONG)
    preferred_channel = Word()
    photo = Sha256()
    same_as = Id()
    birthday = BirthdayPart(Birthday)
    vcard_extra = ListOf(Line(LONG), most=200)


class Card(Kind):
    """The photo of a business card and what was read on it."""

    kind = "card"

    photo_front = Sha256()
    photo_back = Sha256()
    captured_at = Instant()
    offset_min = OffsetMin()
    event = Id()
    talk = Id()
    read = Part(StoredReading)
    state = Word("waiting", "read", "failed", "done")
    contact = Id()


class Note(Kind):
    """What was said, with whom; on a talk and with no person, a takeaway."""

    kind = "note"

    body = Text(BODY)
    at = Instant()
    offset_min = OffsetMin()
    event = Id()
    talk = Id()
    place = Line(SHORT)
    channel = Word()
    counts_as_touch = Flag()
    people = Elements("person", Id())
    tags = Elements("tag", Name(100))


class Followup(Kind):
    """Something promised or meant, due on a day."""

    kind = "followup"

    what = Name(500)
    people = Elements("person", Id())
    note = Id()
    event = Id()
    channel = Word()
    draft = Text(BODY)
    due = Day()
    snoozed_until = Day()
    state = Word("open", "sent", "answered", "done", "dropped")
    done_at = Instant()
    outcome = Text(LONG)


class Event(Kind):
    """A conference, a meetup, any occasion on which people are met."""

    kind = "event"

    name = Name(SHORT)
    starts = Day()
    ends = Day()
    zone = Line(64)
    place = Line(SHORT)
    online = Flag()
    url = Line(2_048)
    stage = Word()
    cost = Part(Money)
    topics = Elements("topic", Name(100))
    deadlines = ListOf(Part(Deadline), most=50)


class Recording(Kind):
    """A voice note: what was said, with whom or at which event."""

    kind = "recording"

    audio = Sha256()
    duration_ms = Whole(0, 24 * 60 * 60 * 1_000)
    at = Instant()
    offset_min = OffsetMin()
    people = Elements("person", Id())
    event = Id()
    body = Text(LONG)


class Pair(Kind):
    """Two people of whom somebody said that they are not the same person; its id is made from theirs."""

    kind = "pair"

    one = Id()
    other = Id()
    differ = Flag()


KINDS: dict[str, type[Kind]] = {
    schema.kind: schema for schema in (Contact, Card, Note, Followup, Event, Recording, Pair)
}

_FIELD_CHECKS = {kind: checks_of(schema) for kind, schema in KINDS.items()}
_SETS = {
    kind: {field.prefix: field for field in schema().fields.values() if isinstance(field, Elements)}
    for kind, schema in KINDS.items()
}


def check_field(kind: str, field: str, value: Any) -> str | None:
    """Say what is wrong with the value of one field of a record, as one of `fields.CODES`, or None where it is fine.

    Null is fine for every field but `_deleted`: it clears the field.
    """
    check = _FIELD_CHECKS.get(kind, {}).get(field)
    if check:
        return check(value)
    if field == DELETED:
        return _check_deleted(value)
    prefix, colon, element = field.partition(":")
    elements = _SETS.get(kind, {}).get(prefix)
    if colon and elements:
        return elements.element.check(element) or elements.check(value)
    return check_key(field) or check_value(value)


def _check_deleted(value: Any) -> str | None:
    """A deletion is `{field: context}`: anything else of this field could not be merged."""
    if value is False:
        return None
    if not isinstance(value, dict) or not all(isinstance(context, dict) for context in value.values()):
        return "type"
    return check_value(value)
