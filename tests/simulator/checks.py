"""The invariants of docs/sync.md, looked at after every step. Each failure names its invariant.

I1 (the merge laws) has tests of its own; here every fold is made twice, by the server and by the client, and compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from backend.domain.canonical import canonical
from backend.domain.record import Record, expanded, is_visible, shortened
from backend.domain.register import Register, context_of, covers, merge
from backend.storage import keys
from backend.sync.view import read_items
from tests.simulator.history import Entry, History
from tests.simulator.world import Device, World, values_of


class ViolatedError(AssertionError):
    """An invariant does not hold; the text begins with its name."""


def check(world: World, touched: list[Device]) -> None:
    """Look at the server and at the devices that something happened to. Raises: ViolatedError."""
    check_log(world)
    check_view(world)
    check_dots(world, touched)
    expect(world.needless_forks == 0, "fork without a reason", forks=world.needless_forks)
    check_nothing_is_lost(world)
    check_spaces(world)
    for device in touched:
        check_cursor(world, device)
        check_clean_is_durable(world, device)
        check_rows(device)


def expect(holds: object, invariant: str, **found: Any) -> None:
    """Raise ViolatedError, with what was found, unless it holds."""
    if not holds:
        told = json.dumps(found, default=str, ensure_ascii=False)
        raise ViolatedError(f"{invariant}: {re.sub('x{50,}', 'xxx…', told)}")


def check_log(world: World) -> None:
    """I4: above the floor there is no gap; and an entry is never another than it was."""
    for user, history in world.histories.items():
        head = world.cloud.dynamo.items.get((f"S#{user}", "H"))
        floor = int(head["floor"]["N"]) if head else 1
        stored = {
            Entry.of(item).number: item
            for (pk, sk), item in world.cloud.dynamo.items.items()
            if pk == f"S#{user}" and sk.startswith("L#")
        }
        expect(
            set(range(floor, len(history.entries) + 1)) <= stored.keys(),
            "I4 no gap",
            floor=floor,
            length=len(history.entries),
            stored=sorted(stored),
        )
        for number, item in stored.items():
            expect(number <= len(history.entries), "I4 no gap", number=number, length=len(history.entries))
            mine, other = history.entries[number - 1], Entry.of(item)
            expect((mine.req, mine.content) == (other.req, other.content), "I4 immutable", number=number)


def check_view(world: World) -> None:
    """I13: each record is the fold of the log up to the entry that its item names, and none is behind `applied`."""
    dynamo, table = world.cloud.dynamo, world.cloud.table
    plan, dynamo.plan = dynamo.plan, type(dynamo.plan)()
    page_items, dynamo.page_items = dynamo.page_items, 1000
    try:
        for user, history in world.histories.items():
            head = dynamo.items.get((f"S#{user}", "H"))
            if not head:
                continue
            applied, epoch = int(head["applied"]["N"]), head["epoch"]["S"]
            expect(applied <= len(history.entries), "I13 applied", applied=applied, length=len(history.entries))
            seen = set()
            for shard in range(keys.SHARDS):
                first, last = keys.record_range(user, shard)
                items = table.query(first.pk, first=first.sk, last=last.sk).items
                for stored in read_items(table, user, items):
                    if stored.epoch != epoch:
                        continue  # of a line that was given up: it is folded anew
                    seen.add(stored.id)
                    check_stored(history, stored.id, stored.number, stored.record, applied)
            expected = {record for record in history.folds[applied] if last_of(history, record, applied)}
            if epoch.startswith("r"):
                continue
            expect(expected <= seen, "I13 missing", missing=sorted(expected - seen), applied=applied)
    finally:
        dynamo.plan, dynamo.page_items = plan, page_items


def check_stored(history: History, record: str, number: int, stored: Record | None, applied: int) -> None:
    expect(number <= len(history.entries), "I13 number", record=record, number=number)
    due = last_of(history, record, applied)
    expect(due is None or number >= due, "I13 behind", record=record, number=number, due=due, applied=applied)
    folded = history.folds[number].get(record)
    expect(text_of(stored) == text_of(folded), "I13 fold", record=record, number=number, stored=stored, folded=folded)


def last_of(history: History, record: str, applied: int) -> int | None:
    """Return the last entry up to `applied` that made the record other than it was."""
    numbers = [number for number in history.last_change.get(record, []) if number <= applied]
    changing = [
        number
        for number in numbers
        if text_of(history.folds[number].get(record)) != text_of(history.folds[number - 1].get(record))
    ]
    return max(changing, default=None)


def text_of(record: Record | None) -> str:
    return canonical(shortened(Record(record.id, record.kind, record.f))) if record else ""


def check_dots(world: World, touched: list[Device]) -> None:
    """I6: a dot has one value per record and field, in the log and in everything that a device has from it."""
    for user, history in world.histories.items():
        known: dict[tuple[str, str, str, int], str] = {}
        for entry in history.entries:
            for change in entry.changes:
                for name, register in change.f.items():
                    note_dots(known, change.id, name, register)
        for device in touched:
            for record, row in device.rows(f"lanyard~{user}").items():
                for name, register in row["registers"].items():
                    if name not in row.get("dirty", {}) and not row.get("refused"):
                        note_dots(known, record, name, register)


def note_dots(known: dict[tuple[str, str, str, int], str], record: str, name: str, register: Any) -> None:
    for sibling in register["s"]:
        replica, n = sibling["d"]
        text = canonical([sibling["v"], sibling["at"]])
        first = known.setdefault((record, name, replica, n), text)
        expect(first == text, "I6 one value a dot", record=record, field=name, dot=sibling["d"], a=first, b=text)


def check_nothing_is_lost(world: World) -> None:
    """I2: what was written is somewhere, unless somebody who saw it wrote over it; and so is each photo."""
    for place, value in world.ledger.standing():
        expect(world.is_somewhere(place, value), "I2 nothing is lost", place=place, value=value)
    for sha256 in world.ledger.photos:
        expect(world.has_photo(sha256), "I2 no photo is lost", photo=sha256)


def check_spaces(world: World) -> None:
    """I10: nobody's words are in another's space."""
    for user, history in world.histories.items():
        others = [f" of {name}" for name in world.users if world.users[name] != user]
        for record in history.now.values():
            for name, register in record.f.items():
                for value in values_of(dict(register)):
                    expect(not value.endswith(tuple(others)), "I10 own space", space=user, field=name, value=value)


def check_cursor(world: World, device: Device) -> None:
    """I3: a cursor of n means that all entries up to n are merged."""
    for user, history in world.histories.items():
        database = f"lanyard~{user}"
        cursor = device.meta("sync", database).get("cursor")
        if not cursor or cursor.get("snap") or not history.knows(cursor):
            continue
        rows = device.rows(database)
        for record, folded in history.folds[cursor["n"]].items():
            row = rows.get(record)
            if any(record in entry.purge for entry in history.entries[cursor["n"] :]):
                continue  # the device is further than it has noted, or read a snapshot while the record was purged
            if record in history.purges_given_up and database in device.behind:
                continue  # the same, and then the server forgot that purge: the device will be told of all anew
            expect(row, "I3 merged", device=device.name, n=cursor["n"], missing=record)
            for name, register in folded.f.items():
                mine = row["registers"].get(name) if row else None
                expect(
                    mine and has_seen(mine, register),
                    "I3 merged",
                    device=device.name,
                    n=cursor["n"],
                    record=record,
                    field=name,
                    mine=mine,
                    log=register,
                )


def has_seen(mine: Register, other: Register) -> bool:
    """Say whether merging `other` would bring nothing new."""
    return canonical(merge(mine, other)) == canonical(mine)


def check_clean_is_durable(world: World, device: Device) -> None:
    """I5 and I7: what a device wrote and no longer holds for unsent is in the log."""
    for user, history in world.histories.items():
        database = f"lanyard~{user}"
        cursor = device.meta("sync", database).get("cursor")
        if database in device.behind or not cursor or not history.knows(cursor):
            continue
        if cursor.get("snap") and cursor["epoch"].startswith("r"):
            continue  # what a restored server lacks is known, and sent again, once all that it has was seen
        refused = device.stored[database]["quarantine"]
        whole = {each["id"] for each in refused if each.get("whole")}
        aside = {(each["id"], name) for each in refused for name in each["dirty"]}
        for record, row in device.rows(database).items():
            if row.get("whole") or record in whole:
                continue
            for name, register in row["registers"].items():
                if name in row.get("dirty", {}) or (record, name) in aside:
                    continue
                for sibling in own_siblings(device, register):
                    expect(
                        is_durable(history, record, name, sibling),
                        "I7 clean is durable",
                        device=device.name,
                        record=record,
                        field=name,
                        sibling=sibling,
                    )


def own_siblings(device: Device, register: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for sibling in register["s"]:
        if sibling["d"][0].partition("~")[0] in device.own_replicas:
            yield sibling


def is_durable(history: History, record: str, name: str, sibling: dict[str, Any]) -> bool:
    if any(record in entry.purge for entry in history.entries):
        return True
    logged = history.now.get(record)
    register = logged.f.get(name) if logged else None
    return register is not None and covers(context_of(register), sibling["d"])


def check_rows(device: Device) -> None:
    """The two languages show the same: what the client computed for its screens is what the server would."""
    for database in device.stored:
        if database == "lanyard":
            continue
        for refused in device.stored[database]["quarantine"]:
            expect(refused["code"] != "dot", "I6 one value a dot", device=device.name, refused=refused)
        for record, row in device.rows(database).items():
            whole = Record(record, row["kind"], row["registers"])
            expect(is_visible(whole) != row.get("hidden", False), "I12 visible", record=record, row=row)
            if "change" in row:
                check_outgoing(row)


def check_outgoing(row: dict[str, Any]) -> None:
    """I7: the change that waits to be sent holds what the record does."""
    wanted = {
        name: register
        for name, register in row["registers"].items()
        if row.get("whole") or name in row.get("dirty", {})
    }
    change = expanded(json.loads(row["change"]))
    expect(text_of(change) == text_of(Record(row["id"], row["kind"], wanted)), "I7 what is sent", row=row)


def check_rest(world: World) -> None:
    """I9, I12, I15: at rest all replicas are equal to the log, and shown alike."""
    for device in world.devices.values():
        user = device.user
        expect(user, "I9 signed in", device=device.name)
        history = world.histories[user["id"]] if user else History()
        rows = device.rows()
        aside = {each["id"] for each in device.stored[device.database]["quarantine"]}
        for record in {*rows, *history.now} - aside:
            mine = Record(record, rows[record]["kind"], rows[record]["registers"]) if record in rows else None
            expect(
                text_of(mine) == text_of(history.now.get(record)),
                "I9 equal at rest",
                device=device.name,
                record=record,
                mine=mine,
                log=history.now.get(record),
            )
            expect(not row_is_waiting(rows[record]), "I14 progress", device=device.name, row=rows[record])
    check_photos(world)
    check_visible(world)


def check_photos(world: World) -> None:
    """I9: a photo that a device holds, and is not refused, is on the server."""
    kept = {path.name.partition(".")[0] for path in world.cloud.folder.rglob("*") if path.is_file()}
    for device in world.devices.values():
        held = {blob["sha256"] for blob in device.stored[device.database]["blobs"]}
        expect(held <= kept, "I9 photos are on the server", device=device.name, missing=sorted(held - kept))


def row_is_waiting(row: dict[str, Any]) -> bool:
    return bool(row.get("dirty") or row.get("whole"))


def check_visible(world: World) -> None:
    """I12: a record that holds a value which no deletion saw is shown, whole."""
    for history in world.histories.values():
        for record, kept in history.now.items():
            deletions = world.ledger.deletions.get(record, [])
            unseen = [
                value
                for name, register in kept.f.items()
                for value in values_of(dict(register))
                if not value.startswith("read ") and not any((name, value) in seen for seen in deletions)
            ]
            if unseen and record not in world.ledger.brought_back:
                expect(is_visible(kept), "I12 edit against delete", record=record, unseen=unseen)
