"""Acts become edits, and edits become what is shown, in one transaction."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import is_

from firstline.domain.digests import digest as sha256_of
from firstline.domain.edits.codec_text import edit_to_text, events_to_text, ticket_to_text
from firstline.domain.edits.edits import Edit
from firstline.domain.edits.rebase import rebase, resolved_by
from firstline.domain.errors import Refused
from firstline.domain.instants import epoch, iso
from firstline.domain.ticket.ticket import Event, EventKind, Ticket
from firstline.domain.values import dataclass, replace
from firstline.domain.words import Text
from firstline.store.acts.numbers import local_number
from firstline.store.exchange.pour import pour
from firstline.store.shown import overlay
from firstline.store.shown.masks import ERASURE, mask_of, show_anew
from firstline.store.shown.shown import SYNC_ORDER, Desk, Written, list_of, load, put, written
from firstline.store.watch import Changed

UNDO_TIME = timedelta(seconds=10)  # an edit waits so long before it may be sent (house.md)
NO_CHAIN = b""
_COLUMNS = (
    "id", "kind", "entity", "act", "made_at", "state", "not_before", "sha256", "chain", "doc",
)  # fmt: skip
_LARGE = 200  # edits in one page


@dataclass(slots=True)
class _Touched:
    """A ticket while edits are laid over it; `key` is its row, None for one not yet written."""

    key: int | None
    ticket: Ticket | None
    sync: str


@dataclass(slots=True)
class _New:
    """An edit on its way into the file; `not_before` is epoch seconds."""

    edit: Edit
    doc: str
    events: str  # of `doc`, the list of its events
    sha256: bytes
    not_before: int
    state: str = "waiting"


class Stage:
    """Edits and the tickets they touch, computed and not yet written.

    One act stages and writes at once; an import stages a page of acts and writes it in one go,
    which is twice as fast.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._edits: dict[str, _New] = {}
        self._touched: dict[str, _Touched] = {}
        self._numbers: dict[str, set[str]] = {}

    def lay(self, edits: Sequence[Edit], now: datetime) -> Changed:
        """Lay `edits` over their tickets; an edit whose id is known already does nothing.

        Nothing is staged unless all of them can be. Raises Refused for an edit of a ticket that
        is not there and for a known id with another content.
        """
        fresh = self._unknown(edits, epoch(now + UNDO_TIME))
        mask = mask_of(self._desk.raw)
        touched = self._take({one.edit.entity for one in fresh})
        for one in fresh:
            if one.edit.kind == "ticket":
                one.state = self._lay_one(mask.edit(one.edit) if mask else one.edit, touched)
        self._edits.update((one.edit.id, one) for one in fresh)
        self._touched.update(touched)
        for ticket_id, shown in touched.items():
            if shown.ticket:
                self._numbers.setdefault(shown.ticket.number.casefold(), set()).add(ticket_id)
        kinds = frozenset(one.edit.kind for one in fresh)
        return Changed(frozenset(touched), kinds, everything=ERASURE in kinds)

    def write(self) -> None:
        """Write everything that is staged, and stage nothing any more."""
        raw = self._desk.raw
        if self._edits:
            _write_edits(raw, self._edits.values())
            shown = self._touched.values()
            anew = self._written_anew()
            rows = [
                (anew.get(one.ticket.id) or written(one.ticket, self._desk), one.sync, one.key)
                for one in shown
                if one.ticket
            ]
            put(self._desk, rows)
            edits = [one.edit for one in self._edits.values() if one.edit.kind == "ticket"]
            resolved = [one.entity for one in edits if resolved_by(one.events)]
            if resolved:  # what was held here waits again
                overlay.show(self._desk, resolved)
            if any(one.edit.kind == ERASURE for one in self._edits.values()):
                show_anew(self._desk)
        self.clear()

    def _written_anew(self) -> dict[str, Written]:
        """Return the new tickets of one edit, whose log is that of the edit, as it is written.

        In a large page the clocks of closed ones are put off, as those of a first pull are.
        """
        ready, large = {}, len(self._edits) > _LARGE
        for one in self._edits.values():
            shown = self._touched.get(one.edit.entity)
            ticket = shown.ticket if shown and shown.key is None else None
            if ticket and _same(ticket.events, one.edit.events):
                doc = ticket_to_text(ticket, one.events)
                ready[ticket.id] = written(ticket, self._desk, doc, put_off=large)
        return ready

    def clear(self) -> None:
        """Forget everything that is staged."""
        self._edits, self._touched, self._numbers = {}, {}, {}

    def holding(self, column: str, key: str, written: dict[str, str]) -> list[Ticket]:
        """Return the staged tickets whose `column` (id or number) is `key`.

        `written` holds, by id, what the file has under that key; old copies are dropped from it.
        """
        for ticket_id in written.keys() & self._touched.keys():
            del written[ticket_id]
        plain = key.casefold()
        ids = (key,) if column == "id" else self._numbers.get(plain, ())
        held = [one.ticket for one in map(self._touched.get, ids) if one and one.ticket]
        return [one for one in held if column == "id" or one.number.casefold() == plain]

    def _unknown(self, edits: Sequence[Edit], not_before: int) -> list[_New]:
        listed, ids = list_of(one.id for one in edits)
        sql = f"SELECT id, sha256 FROM edit WHERE id IN {listed}"
        known: dict[str, bytes] = dict(self._desk.raw.execute(sql, ids))
        fresh = []
        for edit in edits:
            events = events_to_text(edit.events)
            doc = edit_to_text(edit, events)
            digest = sha256_of(doc.encode())
            staged = self._edits.get(edit.id)
            before = staged.sha256 if staged else known.get(edit.id)
            if before is None:
                fresh.append(_New(edit, doc, events, digest, not_before))
                known[edit.id] = digest
            elif before != digest:
                raise _another_content(edit.id)
        return fresh

    def _take(self, ticket_ids: set[str]) -> dict[str, _Touched]:
        """Return copies of what is staged of these tickets, and what is shown of the others."""
        staged = {one: replace(self._touched[one]) for one in ticket_ids & self._touched.keys()}
        held = load(self._desk.raw, ticket_ids - staged.keys())
        return staged | {
            one: _Touched(shown.key, shown.ticket, shown.sync) for one, shown in held.items()
        }

    def _lay_one(self, edit: Edit, touched: dict[str, _Touched]) -> str:
        """Lay one edit over its ticket and return the state it is stored with."""
        one = touched.get(edit.entity) or _Touched(None, None, "synced")
        number = "" if one.ticket else self._number_for(edit, touched)
        shown = rebase(one.ticket, (edit,), number)
        if shown is None:
            raise no_ticket(edit.entity)
        moved = any(conflict.edit == edit.id for conflict in shown.conflicts)
        state = "held" if moved else "waiting"
        one.ticket = shown
        if state != one.sync:
            one.sync = max(one.sync, state, key=SYNC_ORDER.index)
        touched[edit.entity] = one
        return state

    def _number_for(self, edit: Edit, touched: dict[str, _Touched]) -> str:
        """Return the number of the ticket that `edit` opens: its own, or the next L-number."""
        for change in edit.changes:
            if change.field == "number" and change.to:
                return str(change.to)

        def is_taken(number: str) -> bool:
            beside = (one.ticket.number for one in touched.values() if one.ticket)
            return number in self._numbers or number in map(str.casefold, beside)

        return local_number(self._desk.raw, edit.entity, is_taken)


def _same(log: Sequence[Event], other: Sequence[Event]) -> bool:
    """Whether these are the very same events, not only equal ones, written in another zone."""
    return len(log) == len(other) and all(map(is_, log, other))


def _write_edits(raw: sqlite3.Connection, rows: Iterable[_New]) -> None:
    last = raw.execute("SELECT chain FROM edit ORDER BY n DESC LIMIT 1").fetchone()
    chain: bytes = last[0] if last else NO_CHAIN
    values = []
    for one in rows:
        edit, chain = one.edit, link(chain, one.sha256)
        values.append(
            (edit.id, edit.kind, edit.entity, edit.act, iso(edit.made_at), one.state,
             one.not_before, one.sha256, chain, one.doc)
        )  # fmt: skip
    pour(raw, "edit", _COLUMNS, values)
    note_files(raw, [one.edit for one in rows])


def note_files(raw: sqlite3.Connection, edits: Iterable[Edit]) -> None:
    """Note which files the edits bring, so that their bytes can follow them to a portal."""
    found = [
        (event.data["sha256"], event.data.get("name", ""), event.data.get("size", ""),
         event.data.get("media", ""), one.id)
        for one in edits
        for event in one.events
        if event.kind is EventKind.ATTACHED and "sha256" in event.data
    ]  # fmt: skip
    raw.executemany(
        "INSERT OR IGNORE INTO edit_file(sha256, name, size, media, edit)"
        " VALUES(?,?,CAST(? AS INTEGER),?,(SELECT n FROM edit WHERE id=?))",
        found,
    )


def _another_content(edit_id: str) -> Refused:
    return Refused(
        Text(
            f"编辑 {edit_id} 已存在且内容不同。",
            f"Edit {edit_id} exists already with another content.",
        ),
        Text("原来的内容没有改。", "The first one stands."),
    )


def link(chain: bytes, digest: bytes) -> bytes:
    """Return the next link: it holds every edit before it, so that a changed one is found (N3)."""
    return sha256_of(chain + digest)


def no_ticket(key: str) -> Refused:
    """Return the refusal for a ticket that is not in the store."""
    return Refused(
        Text(f"没有“{key[:60]}”这张工单。", f"There is no ticket “{key[:60]}”."),
        next_step=Text("请核对编号。", "Check the number."),
    )
