"""The only place where keys are made.

A space's name never comes from a body, a path or a cursor: only from the session.
"""

from __future__ import annotations

import hashlib
import zlib

from backend.storage.port import Key

SHARDS = 8
DUE_SHARDS = 8


def head(space: str) -> Key:
    """Where a space's epoch, `applied` and `floor` are kept."""
    return Key(f"S#{space}", "H")


def entry(space: str, number: int) -> Key:
    """Log entry `number` (from 1), padded so that sort order is number order."""
    return Key(f"S#{space}", f"L#{number:016d}")


def space_of(pk: str) -> str:
    """Return the space whose log lies in partition `pk`."""
    return pk.removeprefix("S#")


def log_range(space: str, first: int) -> tuple[Key, Key]:
    """The first and the last key that an entry from number `first` on may have."""
    return entry(space, first), entry(space, 10**16 - 1)


def parked(space: str, number: int) -> Key:
    """The note that entry `number`, or some changes of it, could not be folded into the records."""
    return Key(f"S#{space}", f"K#{number:016d}")


def parked_range(space: str) -> tuple[Key, Key]:
    """The first and the last key that a note on an entry may have."""
    return parked(space, 0), parked(space, 10**16 - 1)


def replica(space: str, name: str) -> Key:
    """What the server remembers of one replica of a space."""
    return Key(f"S#{space}", f"P#{name}")


def replica_range(space: str) -> tuple[Key, Key]:
    """The first and the last key that a replica may have (names are printable ASCII)."""
    return replica(space, ""), replica(space, "\x7f")


def shard(space: str, number: int) -> str:
    """Partition `number` (0 to SHARDS - 1) of a space's materialised records."""
    return f"S#{space}#{number}"


def record(space: str, record_id: str) -> Key:
    """A materialised record; its shard follows from the id."""
    return Key(shard(space, zlib.crc32(record_id.encode()) % SHARDS), f"R#{record_id}")


def record_range(space: str, number: int) -> tuple[Key, Key]:
    """The first and the last key that a record of shard `number` may have (ids are printable ASCII)."""
    return Key(shard(space, number), "R#"), Key(shard(space, number), "R#\x7f")


def record_part(space: str, record_id: str, version: str, number: int) -> Key:
    """Part `number` of one version of a record that is too large for one item; outside the range of records."""
    return Key(record(space, record_id).pk, f"V#{record_id}#{version}#{number}")


def due(day: str, number: int) -> str:
    """The mark, in shard `number` (0 to DUE_SHARDS - 1), of what is due on a day."""
    return f"D#{day}#{number}"


def due_of(space: str, day: str) -> str:
    """The mark of what is due on a day in one space: all of a space lies in one shard."""
    return due(day, zlib.crc32(space.encode()) % DUE_SHARDS)


def record_at(key: Key) -> tuple[str, str]:
    """The space and the id of the record that lies at `key`."""
    return key.pk.removeprefix("S#").rpartition("#")[0], key.sk.removeprefix("R#")


def blob(space: str, sha256: str) -> Key:
    """The row of one photo of a space: its type, length and whether its bytes have arrived."""
    return Key(f"S#{space}", f"B#{sha256}")


def blob_range(space: str) -> tuple[Key, Key]:
    """The first and the last key that a photo's row may have."""
    return blob(space, ""), blob(space, "g")


def space_of_head(key: Key) -> str | None:
    """The space whose head lies at `key`, or None where something else does."""
    return key.pk.removeprefix("S#") if key.sk == "H" and key.pk.startswith("S#") else None


def user(user_id: str) -> Key:
    """A person's account."""
    return Key(f"U#{user_id}", "U")


def login_name(folded_email: str) -> Key:
    """The row that makes an e-mail address belong to one account; only a hash of the address is in the key."""
    return Key(f"E#{hashlib.sha256(folded_email.encode()).hexdigest()}", "E")


def session(token_hash: str) -> Key:
    """A login session, by the hash of its random id."""
    return Key(f"T#{token_hash}", "T")


def session_of(user_id: str, token_hash: str) -> Key:
    """The entry that lets a person list and revoke sessions."""
    return Key(f"U#{user_id}", f"T#{token_hash}")


def told(user_id: str, day: str) -> Key:
    """What a person is reminded of on a day of their own zone, and how far that is."""
    return Key(f"U#{user_id}", f"M#{day}")


def reminders(user_id: str) -> Key:
    """When and how a person wants to be reminded."""
    return Key(f"U#{user_id}", "N")


def device(user_id: str, name: str) -> Key:
    """A browser of a person that takes web pushes, by the hash of its endpoint."""
    return Key(f"U#{user_id}", f"N#{name}")


def device_range(user_id: str) -> tuple[Key, Key]:
    """The first and the last key that a device may have."""
    return device(user_id, ""), device(user_id, "g")


def reminders_range(user_id: str, first_day: str) -> tuple[Key, Key]:
    """The keys between which lies what was told from a day on, then the settings, then the devices."""
    return told(user_id, first_day), device(user_id, "g")


def endpoint(name: str) -> Key:
    """Whose device an endpoint is, by its hash: one at a time."""
    return Key(f"W#{name}", "W")


def limit(name: str, window: int) -> Key:
    """A rate limit's count in one fixed window."""
    return Key(f"X#{name}", f"W#{window}")
