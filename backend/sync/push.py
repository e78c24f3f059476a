"""A push: replayed, validated, fenced, and committed as one entry of the log.

What must hold together: the fence moves before the append and stores where the append begins, so a request that is sent
again, or twice at once, walks the same slots and meets its own entry. Whatever refuses a request as a whole is decided
before the fence moves. A crash between the two leaves a moved fence and no entry: sent again, the request commits then.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

from backend.domain.errors import TooLargeError
from backend.domain.record import Record
from backend.storage.port import Table
from backend.sync import view
from backend.sync.admission import Pusher, admit, read_changes
from backend.sync.envelope import Envelope
from backend.sync.fence import Fence, may_pass, move_fence, next_fence, note_number
from backend.sync.head import Head, read_head
from backend.sync.log import DamagedError, Entry, append, content_text, find_own, outcome_text, read_entry
from backend.sync.pull import ANSWER_BYTES

MAX_ENTRY_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Pushed:
    """How the push fared: the fence to come with next, a result for each change, its entry. A fork has none of them."""

    fence: str | None
    results: list[dict[str, Any]] = field(default_factory=list)
    fork: bool = False
    entry: Entry | None = None


FORK = Pushed(fence=None, fork=True)


def compare(envelope: Envelope, known: Fence | None, epoch: str) -> Pushed:
    """Answer a request without changes: nothing is written."""
    return Pushed(envelope.fence) if may_pass(known, epoch, envelope.fence, envelope.ctr) else FORK


@dataclass(frozen=True, slots=True)
class Pushing:
    """A push of `user` to `space`, at `now_ms`. `head` has nothing pending behind it."""

    table: Table
    space: str
    user: str
    now_ms: int
    head: Head
    envelope: Envelope

    def push(self, known: Fence | None) -> Pushed:
        """Commit the request's changes, unless they are in the log already or the client has to fork.

        Raises: TooLargeError, with nothing written.
        """
        envelope = self.envelope
        if known and known.req == envelope.req:
            return self._replay(known)
        if not may_pass(known, self.head.epoch, envelope.fence, envelope.ctr):
            return FORK
        entry = self._entry()
        moved = Fence(
            next_fence(known),
            envelope.req,
            begin=self.head.applied + 1,
            ctr=envelope.ctr,
            t=self.now_ms,
            epoch=self.head.epoch,
        )
        standing = move_fence(self.table, self.space, envelope.replica, known, moved)
        return self._commit(standing, entry) if standing.req == envelope.req else FORK

    def _replay(self, known: Fence) -> Pushed:
        """Answer from the entry, never validating again; if there is none, the first attempt died: commit now."""
        envelope = self.envelope
        if known.number is None:
            own = find_own(self.table, self.space, known.begin, envelope.replica, envelope.req)
        else:
            own = read_entry(self.table, self.space, known.number)
        try:
            if own and own.is_request(envelope.replica, envelope.req):
                return Pushed(known.fence, own.results(), entry=own)
            # The slots to walk must still be there: not compacted away, nor lost when a backup was restored.
            if known.number is None and self.head.floor <= known.begin <= self.head.applied + 1:
                return self._if_above_floor(self._commit(known, self._entry()))
        except (DamagedError, TooLargeError):
            return FORK
        return FORK

    def _if_above_floor(self, pushed: Pushed) -> Pushed:
        """Return a push that was left undone for long only if it stands where the log is still read."""
        floor = read_head(self.table, self.space).floor
        return pushed if pushed.entry and pushed.entry.number >= floor else FORK

    def _commit(self, fence: Fence, entry: Entry) -> Pushed:
        committed = append(self.table, self.space, fence.begin, entry)
        if fence.number is None:
            note_number(self.table, self.space, entry.replica, fence, committed.number)
        return Pushed(fence.fence, committed.results(), entry=committed)

    def _entry(self) -> Entry:
        """Judge each change and return the entry to commit, its number still open. Raises: TooLargeError."""
        envelope = self.envelope
        changes = read_changes(envelope.changes)
        ids = {change.id for change in changes if isinstance(change, Record)}
        stored = view.load(self.table, self.space, ids)
        admitted = admit(changes, stored, Pusher(envelope.replica, envelope.ctr))
        text = content_text(admitted.changes)
        content = zlib.compress(text)
        outcome = zlib.compress(outcome_text(len(changes), admitted.verdicts))
        if len(text) > ANSWER_BYTES or len(content) + len(outcome) > MAX_ENTRY_BYTES:
            raise TooLargeError("the changes are too many for one request")
        return Entry(0, self.user, envelope.replica, envelope.req, self.now_ms, content, outcome)
