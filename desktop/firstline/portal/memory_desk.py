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

from firstline.domain.arbiter import Outcome, judge
from firstline.domain.codec import Json, canonical, edit_to_json
from firstline.domain.edit import Edit
from firstline.domain.exchange import Answer, Op
from firstline.domain.ticket import CLOSED_STATUSES
from firstline.domain.words import Text
from firstline.portal.base import Lost

Key = tuple[str, str]  # kind and id
UNKNOWN = "unknown-record"  # the one refusal that is not kept: the record may still come


@dataclass(frozen=True, slots=True)
class Row:
    """One record as JSON text, None for a tombstone; `order` is its place in a first pull."""

    doc: str | None
    rev: int
    seq: int
    order: tuple[Any, ...] = ()


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
        self._put((kind, record_id), None, row.rev + 1)

    def hide(self, user: str, kind: str, record_id: str, *, hidden: bool = True) -> None:
        """Take a record out of a user's sight, or bring it back."""
        self._tell((kind, record_id), user)
        self.views[user, (kind, record_id)] = (self.seq, hidden)

    def forget(self) -> None:
        """Forget tombstones and all cursors before now."""
        self.horizon = self.seq
        self.records = {key: row for key, row in self.records.items() if row.doc is not None}

    def change_epoch(self) -> None:
        """Say that the desk went back in time, as an administrator may."""
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

    def judge(self, edit: Edit, digest: str) -> Answer:
        """Apply one edit and keep the answer with it for ever; a failure that may pass is not kept.

        An edit of a record that is not there may come before it, after a restore or by a stick.
        """
        key = (edit.kind, edit.entity)
        row = self.records.get(key)
        if row and row.doc is None:
            return self._keep(edit.id, digest, _gone(edit))
        doc: Json | None = json.loads(row.doc) if row and row.doc else None
        number = f"M-{self.numbers + 1}" if doc is None and edit.kind == "ticket" else ""
        verdict = judge(doc, edit, number)
        if verdict.outcome is Outcome.REJECTED:
            answer = Answer(edit.id, verdict.outcome, verdict.code, verdict.reason)
            if verdict.code == UNKNOWN:
                return answer
        else:
            after = canonical(verdict.doc)
            self.numbers += bool(number)
            if row is None or after != row.doc:
                self._put(key, after, row.rev + 1 if row else 1)
            answer = Answer(edit.id, verdict.outcome, seq=self.seq)
        return self._keep(edit.id, digest, answer)

    def _keep(self, edit_id: str, digest: str, answer: Answer) -> Answer:
        self.answers[edit_id] = (digest, answer)
        return answer

    def docs(self) -> dict[Key, Json]:
        """Return every record that stands."""
        return {key: json.loads(row.doc) for key, row in self.records.items() if row.doc}

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

    def _put(self, key: Key, doc: str | None, rev: int) -> None:
        self._tell(key, None)
        self.records[key] = Row(doc, rev, self.seq, _order(key, doc))

    def _tell(self, key: Key, user: str | None) -> None:
        self.seq += 1
        self.log.append((self.seq, key, user))
        for listener in tuple(self._listeners):
            listener()


def _order(key: Key, doc: str | None) -> tuple[Any, ...]:
    """Return what sorts a first pull: open tickets first, the newest first."""
    if doc is None or key[0] != "ticket":
        return (2, 0.0)
    raw = json.loads(doc)
    closed = raw["status"] in CLOSED_STATUSES
    return (int(closed), -datetime.fromisoformat(raw["created_at"]).timestamp())


def _gone(edit: Edit) -> Answer:
    text = Text("这条记录已被删除。", "This record was deleted.")
    return Answer(edit.id, Outcome.REJECTED, "gone", text)


def digest_of(value: Edit | bytes) -> str:
    """Return the SHA-256 of an edit's canonical text, or of bytes, in hexadecimal."""
    data = value if isinstance(value, bytes) else canonical(edit_to_json(value)).encode()
    return hashlib.sha256(data).hexdigest()


def size_of(op: Op) -> int:
    """Return how many bytes an edit takes on the wire."""
    return len(canonical(edit_to_json(op.edit)).encode())
