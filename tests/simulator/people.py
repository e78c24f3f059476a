"""What people do in a world: they write, delete, sign in and out, and take photos."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from dataclasses import dataclass

from backend.sync.admission import MAX_FIELD_BYTES
from tests.simulator.checks import expect
from tests.simulator.devices import kill_tab
from tests.simulator.draw import GROUPS, KINDS, Draw, device_of, owner_of, record_of, tab_of
from tests.simulator.ledger import Values
from tests.simulator.network import drive
from tests.simulator.world import POISON, Device, World, values_of

FIELDS = ("name", "title", "place", "x_later")
"""The last is one that no schema knows yet."""
READ = "x_read"
"""What a reader writes and no person: such a write revives nothing."""
MANY = 14
"""As many deletions are held back until a person agrees."""
EXPECTED = {None, "AskFirst", "QuotaExceededError", "DatabaseGone", "OtherPerson", "InvalidStateError"}
"""How a save may end: it is written, or its form keeps what was typed."""


def edit(
    world: World, draw: Draw, *, poison: bool = False, heavy: bool = False, by_person: bool = True
) -> list[Device]:
    """Save one to three fields of a record, over what is shown. The server refuses a heavy value, and no other."""
    device = device_of(world, draw.a)
    record, kind = record_of(device, draw.b)
    names = [READ] if not by_person else sorted({draw.one(FIELDS) for _ in range(1 + draw.c % 3)})
    values = {name: world.ledger.new_value(owner_of(device)) for name in names}
    if poison:
        values = {name: f"{POISON} {value}" for name, value in values.items()}
    if heavy:
        values = {
            name: f"{'x' * MAX_FIELD_BYTES} {value}" if name == names[0] else value for name, value in values.items()
        }
    if not by_person:
        values = {name: f"read {value}" for name, value in values.items()}
    shown = seen_in(world, device, record)
    save(world, device, draw, Saving(record, kind, values, shown, by_person=by_person))
    return [device]


def edit_poison(world: World, draw: Draw) -> list[Device]:
    """Save what the server's front refuses; or twice, the second time while the first is under way."""
    [device] = edit(world, draw, poison=True)
    if draw.c % 2:
        world.order("run", device=device.name, tab=tab_of(world, device), fine=False, isFlush=False, isUrgent=True)
        world.look(device)
        edit(world, Draw(draw.a, draw.b, draw.c + 2), poison=True)
    return [device]


def seen_in(world: World, device: Device, record: str) -> dict[str, Values]:
    """Return what each field of a record stands for on a device."""
    row = device.rows().get(record)
    registers = row["registers"] if row else {}
    return {name: world.ledger.seen_with((record, name), values_of(register)) for name, register in registers.items()}


@dataclass(frozen=True, slots=True)
class Saving:
    """What is saved: values by field, over what each field had shown."""

    record: str
    kind: str
    values: dict[str, str]
    shown: dict[str, Values]
    form: str | None = None
    by_person: bool = True

    @property
    def order(self) -> dict[str, object]:
        """What the client is told."""
        form = {"form": self.form} if self.form else {}
        return {"kind": self.kind, "id": self.record, "fields": self.values, "byPerson": self.by_person, **form}


def save(world: World, device: Device, draw: Draw, saving: Saving) -> None:
    """Save values, sometimes killed in the middle or without room, and note what was written."""
    tab = tab_of(world, device, draw.c)
    owner = owner_of(device)
    accident = draw.more(40)
    done = world.order("save", device=device.name, tab=tab, fine=accident < len("abc"), **saving.order)
    for chain in [chain for chain in world.chains.values() if chain.what == "save" and chain.state == "database"]:
        if accident == 0:
            kill_tab(world, device, tab)
        else:
            done += world.go(chain, **({"error": "QuotaExceededError"} if accident == 1 else {"coarse": True}))
    for chain in done:
        expect(chain.what != "save" or chain.error in EXPECTED, "saving", error=chain.error)
    is_saved = any(chain.what == "save" and chain.error is None for chain in done)
    world.look(device)
    for name, value in saving.values.items():
        row = device.rows().get(saving.record)
        is_there = row is not None and value in values_of(row["registers"].get(name))
        expect(is_there or not is_saved, "saved is stored", device=device.name, record=saving.record, value=value)
        if is_there:
            world.ledger.write((saving.record, name), value, saving.shown.get(name, frozenset()), owner)


def open_form(world: World, draw: Draw) -> list[Device]:
    """Open a form, to be saved by a later step."""
    device = device_of(world, draw.a)
    record, _ = record_of(device, draw.b)
    name = f"{device.name} {record} {draw.c % 2}"
    world.order("form", device=device.name, tab=tab_of(world, device, draw.c), id=record, form=name)
    device.forms[name] = (record, seen_in(world, device, record))
    return []


def save_form(world: World, draw: Draw) -> list[Device]:
    """Save a form that was opened before: it stands over what it had shown, and nothing else."""
    device = device_of(world, draw.a)
    if not device.forms:
        return []
    name = sorted(device.forms)[draw.b % len(device.forms)]
    record, shown = device.forms.pop(name)
    kind = KINDS[int(record[-1])]
    values = {draw.one(FIELDS): world.ledger.new_value(owner_of(device))}
    save(world, device, draw, Saving(record, kind, values, shown, form=name))
    return [device]


def delete(world: World, draw: Draw) -> list[Device]:
    """Delete a record that is shown."""
    device = device_of(world, draw.a)
    shown = [row for row in device.rows().values() if not row.get("hidden")]
    if shown:
        row = sorted(shown, key=lambda row: row["id"])[draw.b % len(shown)]
        done = world.order("remove", device=device.name, tab=tab_of(world, device, draw.c), id=row["id"])
        if all(chain.error is None for chain in done):
            pairs = [(name, value) for name, register in row["registers"].items() for value in values_of(register)]
            world.ledger.delete(row["id"], pairs)
    return [device]


def bring_back(world: World, draw: Draw) -> list[Device]:
    """Take a record out of the trash."""
    device = device_of(world, draw.a)
    hidden = sorted(row["id"] for row in device.rows().values() if row.get("hidden"))
    if hidden:
        record = hidden[draw.b % len(hidden)]
        world.order("bringBack", device=device.name, tab=tab_of(world, device, draw.c), id=record)
        world.ledger.brought_back.add(record)
    return [device]


def take_photo(world: World, draw: Draw) -> list[Device]:
    """Take a photo."""
    device = device_of(world, draw.a)
    world.ledger.count += 1
    data = png(world.ledger.count)
    done = world.order("photo", device=device.name, tab=tab_of(world, device), text=base64.b64encode(data).decode())
    if any(chain.what == "photo" and chain.error is None for chain in done):
        world.ledger.photos[hashlib.sha256(data).hexdigest()] = owner_of(device)
    return [device]


def png(number: int) -> bytes:
    """Return a picture of one pixel, another one for each number."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixel = b"\0" + struct.pack(">I", number)[1:]
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixel)) + chunk(b"IEND", b"")


def make_many(world: World, draw: Draw) -> list[Device]:
    """Save many records at once, or delete as many: what the guard against mass changes is for."""
    device = device_of(world, draw.a)
    tab = tab_of(world, device)
    group = GROUPS[owner_of(device)]
    ids = [f"10000000-0000-7000-8000-{group:04d}{index:08d}" for index in range(MANY)]
    rows = device.rows()
    shown = [record for record in ids if record in rows and not rows[record].get("hidden")]
    if len(shown) == MANY:
        for record in shown:
            world.order("remove", device=device.name, tab=tab, id=record)
            values = values_of(rows[record]["registers"].get("name"))
            world.ledger.delete(record, [("name", value) for value in values])
    elif not any(record in rows for record in ids):
        value = world.ledger.new_value(owner_of(device))
        details = {"kind": "contact", "ids": ids, "fields": {"name": value}}
        world.order("saveMany", device=device.name, tab=tab, **details)
        for record in ids:
            world.ledger.write((record, "name"), value, frozenset(), owner_of(device))
    return [device]


def allow_removal(world: World, draw: Draw) -> list[Device]:
    """Agree to what the guard holds back."""
    device = device_of(world, draw.a)
    if device.user and device.stored[device.database]["held"]:
        world.order("allowRemoval", device=device.name, tab=tab_of(world, device))
    return [device]


def carry_outbox(world: World, draw: Draw) -> list[Device]:
    """Save what is not on the server to a file, and read it on another device of the same person."""
    device = device_of(world, draw.a)
    others = [each for each in world.devices.values() if owner_of(each) == owner_of(device)]
    other = others[draw.b % len(others)]
    name = device.meta("replica").get("id")
    if name in world.shared_names and other.meta("replica").get("id") != name:
        return []  # a third device cannot tell a device's writes from its copy's: a known limit of docs/sync.md
    # One may be the other: read on the device that it came from, it changes nothing.
    details = {"to": other.name, "toTab": tab_of(world, other)}
    done = world.order("carry", device=device.name, tab=tab_of(world, device), **details)
    for chain in done:
        expect(chain.what != "carry" or chain.error is None, "reading an outbox", error=chain.error)
    return [device, other]


def sign_in(world: World, draw: Draw, name: str | None = None) -> list[Device]:
    """Sign in: mostly as Ana, who owns all the devices; sometimes Ben borrows one."""
    device = device_of(world, draw.a)
    wanted = name or ("ben" if draw.b % 6 == 0 else "ana")
    start_sign_in(world, device, wanted)
    drive(world, draw, device)
    return [device]


def start_sign_in(world: World, device: Device, name: str) -> None:
    """Begin to sign in, up to the request."""
    credentials = {"email": f"{name}@example.org", "password": "seven otters juggle"}
    world.order("signIn", device=device.name, tab=tab_of(world, device), path="/api/session", credentials=credentials)


def sign_out(world: World, draw: Draw) -> list[Device]:
    """Sign out; now and then agreeing to lose what is not on the server, or leaving it here for the next time."""
    device = device_of(world, draw.a)
    if device.user:
        discard, keep = draw.b % 8 == 0, draw.b % 8 == 1
        if discard:
            world.discarding.add(device.name)
        world.order("signOut", device=device.name, tab=tab_of(world, device), discard=discard, keep=keep)
        drive(world, draw, device)
    return [device]
