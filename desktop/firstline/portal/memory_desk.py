"""What a portal in memory remembers: records, answers given, places of devices, files."""

import base64
import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from firstline.domain.edits.arbiter import Outcome, Verdict, judge
from firstline.domain.edits.codec import Json, canonical
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Answer
from firstline.domain.ticket.ticket import CLOSED_STATUSES
from firstline.domain.words import Text
from firstline.portal.base import Lost
from firstline.portal.memory_edits import told_of_deletion

Key = tuple[str, str]  # kind and id
UNKNOWN = "unknown-record"
_REUSED = Text("同一编号已用于另一项更改。", "This id was used for another edit.")
_UNSEEN = Verdict(
    Outcome.REJECTED, None, UNKNOWN, Text("门户上没有这条记录。", "The portal has no such record.")
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record as JSON text, kept of a deleted one too; `order` is its place in a first pull."""

    doc: str
    rev: int
    seq: int
    order: tuple[Any, ...] = ()
    gone: bool = False


class MemoryDesk:
    """All that a server keeps. `backup` (or deepcopy) is a dump; `restored` is the server after it.

    A place in the sequence is told apart from the same place before a restore by the *run* that
    gave it. A cursor of a run that this desk has never known, or beyond where that run ended,
    proves that the desk went back in time (sync.md 2.6), and it takes a new epoch by itself.
    """

    def __init__(self, server_id: str = "memory", scope: str = "all") -> None:
        self.server_id = server_id
        self.scope = scope
        self.epoch = f"{server_id}/1"
        self.seq = 0
        self.horizon = 0  # tombstones below it are forgotten, and cursors with them
        self.runs: dict[str, int] = {"1": 0}  # each run of this server, and where it began
        self.records: dict[Key, Row] = {}
        self.log: list[tuple[int, Key, str | None]] = []  # a place, whose, for whom (None: all)
        self.views: dict[tuple[str, Key], tuple[int, bool]] = {}  # since when, and whether hidden
        self.answers: dict[str, tuple[str, Answer]] = {}
        self.heads: dict[str, int] = {}
        self.files: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.owners: dict[str, str] = {}  # whose each device is
        self.expects = False  # it was restored: records that it does not know may still come back
        self.signed_out: set[str] = set()
        self.shut_out: set[str] = set()
        self.numbers = 0
        self.most_ops = 200
        self.most_bytes = 1024 * 1024
        self._listeners: list[Callable[[], None]] = []

    # --- a person at the server ---

    def backup(self) -> Self:
        """Return the desk as it is now, apart from this one; values in it are never changed."""
        twin = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | list | set):
                setattr(twin, name, value.copy())
        twin._listeners = []  # noqa: SLF001 - our own twin
        return twin

    def __deepcopy__(self, memo: object) -> Self:
        return self.backup()

    def restored(self, run: str) -> Self:
        """Return the server that was started on this backup; `run` is a name never used before."""
        twin = self.backup()
        twin.runs[run] = twin.seq
        return twin

    def delete(self, kind: str, record_id: str) -> None:
        """Delete a record: a tombstone stays."""
        row = self.records[kind, record_id]
        self._put((kind, record_id), row.doc, row.rev + 1, gone=True)

    def hide(self, user: str, kind: str, record_id: str, *, hidden: bool = True) -> None:
        """Take a record out of a user's sight, or bring it back."""
        self._tell((kind, record_id), user)
        self.views[user, (kind, record_id)] = (self.seq, hidden)

    def forget(self) -> None:
        """Forget tombstones and all cursors before now."""
        self.horizon = self.seq
        self.records = {key: row for key, row in self.records.items() if not row.gone}

    def change_epoch(self) -> None:
        """Say that the desk went back in time, as an administrator may."""
        self.expects = True
        self.epoch = f"{self.server_id}/{len(self.runs)}.{self.seq}/{list(self.runs)[-1]}"

    # --- cursors ---

    def cursor(self, seq: int, after: tuple[Any, ...] | None = None) -> str:
        """Return the opaque, sealed cursor of a place; `after` is one inside a first pull."""
        place = {"epoch": self.epoch, "scope": self.scope, "run": list(self.runs)[-1],
                 "seq": seq, "after": after}  # fmt: skip
        text = canonical(place)
        return base64.urlsafe_b64encode(f"{self._seal(text)}{text}".encode()).decode()

    def read_cursor(self, cursor: str) -> dict[str, Any] | None:
        """Return what a cursor holds, or None for one that this server did not make."""
        try:
            text = base64.urlsafe_b64decode(cursor).decode()
        except ValueError:
            return None
        seal, text = text[:16], text[16:]
        return json.loads(text) if seal == self._seal(text) else None

    def why_lost(self, place: dict[str, Any]) -> Lost | None:
        """Return why a cursor cannot be honoured, None for one that can."""
        if place["epoch"] != self.epoch:
            return Lost.EPOCH
        if place["run"] not in self.runs or place["seq"] > self._end_of(place["run"]):
            self.change_epoch()
            return Lost.EPOCH
        if place["scope"] != self.scope:
            return Lost.SCOPE
        return Lost.EXPIRED if place["seq"] < self.horizon else None

    def _end_of(self, run: str) -> int:
        names = list(self.runs)
        later = names[names.index(run) + 1 :]
        return self.runs[later[0]] if later else self.seq

    def _seal(self, text: str) -> str:
        return hashlib.sha256(f"{self.server_id}{text}".encode()).hexdigest()[:16]

    # --- records ---

    def judge(self, edit: Edit, digest: str, *, seen: bool) -> Answer:
        """Apply one edit and keep the answer with it for ever; `seen` is whether its maker may.

        An id that was rejected may be tried with another content. While records are expected back
        an edit of an unknown one is not decided. An edit of a deleted record brings it back.
        """
        known = self.answers.get(edit.id)
        if known is not None and known[0] == digest:
            return known[1]
        if known is not None and known[1].outcome is not Outcome.REJECTED:
            return Answer(edit.id, Outcome.REJECTED, "op-id-reused", _REUSED)
        key = (edit.kind, edit.entity)
        row = self.records.get(key)
        doc: Json | None = json.loads(row.doc) if row else None
        number = f"M-{self.numbers + 1}" if doc is None and edit.kind == "ticket" else ""
        verdict = judge(doc, edit, number) if seen else _UNSEEN
        if verdict.code == UNKNOWN and self.expects:
            return Answer(edit.id, Outcome.IN_PROGRESS, UNKNOWN, verdict.reason)
        if verdict.outcome is Outcome.REJECTED:
            answer = Answer(edit.id, verdict.outcome, verdict.code, verdict.reason)
        else:
            answer = Answer(edit.id, self._write(key, row, verdict, edit), seq=self.seq)
            self.numbers += bool(number)
        self.answers[edit.id] = (digest, answer)
        return answer

    def _write(self, key: Key, row: Row | None, verdict: Verdict, edit: Edit) -> Outcome:
        after, outcome = canonical(verdict.doc), verdict.outcome
        if row is not None and after == row.doc:
            return outcome  # it was there already
        if row is not None and row.gone:
            after, outcome = canonical(told_of_deletion(verdict.doc or {}, edit)), Outcome.MERGED
        self._put(key, after, row.rev + 1 if row else 1)
        return outcome

    def docs(self) -> dict[Key, Json]:
        """Return every record that stands."""
        return {key: json.loads(row.doc) for key, row in self.records.items() if not row.gone}

    def view(self, user: str, key: Key) -> tuple[int, bool]:
        """Return since when a record is hidden from a user, or seen again, and which."""
        return self.views.get((user, key), (0, False))

    def log_after(self, seq: int) -> list[tuple[int, Key, str | None]]:
        """Return what was logged after a place, superseded lines included."""
        return self.log[bisect_right(self.log, seq, key=lambda one: one[0]) :]

    def tells(self, user: str, place: int, key: Key, whom: str | None) -> bool:
        """Whether a line of the log still says something to `user`: the newest of its record."""
        since, hidden = self.view(user, key)
        if whom is not None:
            return whom == user and since == place and key in self.records
        row = self.records.get(key)
        return row is not None and row.seq == place and not hidden and since < place

    @contextmanager
    def on_change(self, listener: Callable[[], None]) -> Iterator[None]:
        """Call `listener` after every change while the block runs."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def _put(self, key: Key, doc: str, rev: int, *, gone: bool = False) -> None:
        self._tell(key, None)
        self.records[key] = Row(doc, rev, self.seq, _order(key, doc), gone)

    def _tell(self, key: Key, user: str | None) -> None:
        self.seq += 1
        self.log.append((self.seq, key, user))
        for listener in tuple(self._listeners):
            listener()


def _order(key: Key, doc: str) -> tuple[Any, ...]:
    """Return what sorts a first pull: open tickets first, the newest first."""
    if key[0] != "ticket":
        return (2, 0.0)
    raw = json.loads(doc)
    closed = raw["status"] in CLOSED_STATUSES
    return (int(closed), -datetime.fromisoformat(raw["created_at"]).timestamp())
