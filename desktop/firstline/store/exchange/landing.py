"""Copies on their way into the store: what each makes of the record that we know."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from firstline.domain.edits.codec import canonical, ticket_from_json
from firstline.domain.edits.entity import Entity, entity_from_json
from firstline.domain.edits.exchange import Copy, CopyState, Document
from firstline.domain.edits.fold import fold
from firstline.domain.instants import FIRST_YEAR, LAST_YEAR
from firstline.domain.ticket.ticket import Ticket
from firstline.store.exchange import copies
from firstline.store.exchange.copies import Base, bases_of
from firstline.store.exchange.position import Place
from firstline.store.shown.ticket_text import plain_ticket

Record = tuple[str, str]  # kind and id
FAULTS = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A copy that cannot be applied, and why; it is kept until a later version can."""

    kind: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A copy read and checked before the file is locked: its id and text, or its fault.

    `made` is its value as long as somebody is about to need it.
    """

    id: str = ""
    doc: str = ""
    fault: str = ""
    made: Ticket | Entity | None = None


def prepare(copy: Copy) -> Prepared | None:
    """Read a copy that needs nothing we know; None for one that does, or has no document."""
    if copy.state is not CopyState.PUT or copy.carried is not None or copy.doc is None:
        return None
    try:
        made, doc = _read(copy.kind, copy.id, copy.doc)
    except FAULTS as error:
        return Prepared(fault=_fault(error))
    return Prepared(copy.id, doc, made=made)


def _fault(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:400]


@dataclass(slots=True)
class Landing:
    """A page of copies over what is known: nothing is written yet.

    `bases` are all records that the page speaks of, as they will be; `changed` are those to be
    written and shown anew, `seen` those that came as they are, `gone` those that go.
    """

    portal: str
    place: Place
    mark: int  # what the copies are marked with
    bases: dict[Record, Base] = field(default_factory=dict)
    changed: dict[Record, None] = field(default_factory=dict)
    seen: dict[Record, None] = field(default_factory=dict)
    gone: dict[Record, str] = field(default_factory=dict)  # with the state: gone or hidden
    doubles: list[Record] = field(default_factory=list)
    bad: dict[Record, tuple[Copy, str]] = field(default_factory=dict)

    def fetch(self, raw: sqlite3.Connection, records: Iterable[Record]) -> None:
        """Load what is known of these records, as far as it is not here."""
        kinds: dict[str, list[str]] = {}
        for kind, one in records:
            if (kind, one) not in self.bases:
                kinds.setdefault(kind, []).append(one)
        for kind, ids in kinds.items():
            for base in bases_of(raw, kind, ids).values():
                self.bases[kind, base.id] = base

    def take(
        self, raw: sqlite3.Connection, page: Sequence[Copy], foreign_to: frozenset[str],
        ours: frozenset[str] = frozenset(), ready: Sequence[Prepared | None] = (),
    ) -> None:  # fmt: skip
        """Lay the copies of a page over what is known, in their order.

        Records of the portals `foreign_to` are left alone. `ours` are records that the portal has
        just been told of: one that it gave another id before is the same. `ready` are the copies
        as `prepare` read them, by their place.
        """
        named = self._named(raw, page, ours)
        self.fetch(raw, [(one.kind, named.get(n, one.id)) for n, one in enumerate(page)])
        for n, copy in enumerate(page):
            record = copy.kind, named.get(n, copy.id)
            held = self.bases.get(record)
            if held and held.portal in foreign_to and held.state == "put":
                continue
            if held and self._is_old(held, copy):
                self.seen[record] = None
                continue
            self._take_one(record, copy, held, ready[n] if ready else prepare(copy))

    def write(self, raw: sqlite3.Connection) -> None:
        """Write the copies that changed, and mark those that were seen."""
        copies.write(raw, [self.bases[one] for one in self.changed if one in self.bases])
        marked = [one for one in self.seen if one not in self.changed and one in self.bases]
        copies.mark(raw, [self.bases[one] for one in marked])
        raw.executemany("DELETE FROM base WHERE kind=? AND id=?", self.doubles)

    def put(self, base: Base) -> None:
        """Let `base` be what is known of its record."""
        self.bases[base.kind, base.id] = base
        self.changed[base.kind, base.id] = None

    def _is_old(self, held: Base, copy: Copy) -> bool:
        """Whether we have a newer copy already; a new first pull is believed in any case.

        Told by the record's own count: places are counted in each plant apart.
        """
        here = held.portal == self.portal and self.place.is_here(held.pulled)
        return here and 0 < copy.rev < held.rev

    def _take_one(
        self, record: Record, copy: Copy, held: Base | None, ready: Prepared | None
    ) -> None:
        self.bad.pop(record, None)
        if copy.state is not CopyState.PUT:
            self.bases[record] = self._told(copy, held or Base(*record))
            self.gone[record] = str(copy.state)
            self.changed[record] = None
            return
        ready = ready or _folded(held or Base(*record), copy)
        if ready.fault or ready.id != record[1]:
            self.bad[record] = copy, ready.fault or "another id"
            if held:
                self.bases[record] = replace(held, pulled=self._mark(held))
                self.seen[record] = None
            return
        fresh = self._told(copy, held or Base(*record), ready)
        self.bases[record] = fresh
        self.gone.pop(record, None)
        kept = (held.doc, held.state, held.portal, held.rev) if held else ()
        same = kept == (fresh.doc, "put", self.portal, fresh.rev)
        (self.seen if same and record not in self.changed else self.changed)[record] = None

    def _told(self, copy: Copy, held: Base, ready: Prepared | None = None) -> Base:
        """Return what is known of a record with what a copy tells of it, `ready` its document."""
        doc, state, made = (
            (ready.doc, "put", ready.made) if ready else (held.doc, held.state, held.made)
        )
        return Base(
            held.kind, held.id, self.portal, doc, state, copy.remote or held.remote,
            copy.version or held.version, copy.rev, copy.seq, self._mark(held), held.key, made,
        )  # fmt: skip

    def _mark(self, held: Base | None) -> int:
        return max(self.mark, held.pulled) if held else self.mark

    def _named(
        self, raw: sqlite3.Connection, page: Sequence[Copy], ours: frozenset[str]
    ) -> Mapping[int, str]:
        """Return, by place in the page, our id of records that the portal names otherwise."""
        kinds: dict[str, set[str]] = {}
        for copy in page:
            if copy.remote:
                kinds.setdefault(copy.kind, set()).add(copy.remote)
        if not kinds:
            return {}
        known = {
            kind: copies.known_as(raw, self.portal, kind, remotes)
            for kind, remotes in kinds.items()
        }
        named: dict[int, str] = {}
        for n, copy in enumerate(page):
            old = known.get(copy.kind, {}).get(copy.remote, copy.id) if copy.remote else copy.id
            if old != copy.id and copy.id in ours:
                self.doubles.append((copy.kind, old))
            elif old != copy.id:
                named[n] = old
        return named


def _folded(plain: Base, copy: Copy) -> Prepared:
    """Read a copy that is laid over what we know, since its portal carries only a part."""
    try:
        if copy.doc is None or copy.carried is None:
            raise ValueError("no document")
        known = plain.json() if plain.doc else None
        doc = fold(known, {**copy.doc, "id": plain.id}, copy.carried, copy.same)
        made, text = _read(plain.kind, plain.id, doc)
        return Prepared(plain.id, text, made=made)
    except FAULTS as error:
        return Prepared(fault=_fault(error))


def _read(kind: str, one: str, doc: Mapping[str, Any]) -> tuple[Ticket | Entity, str]:
    """Return a document as a value and as a text: its own or a canonical one. Raises FAULTS."""
    if kind == "ticket" and isinstance(doc, Document):
        plain = plain_ticket(doc.text)
        if plain is not None and plain.id == one:
            return dated(plain), doc.text
    if doc["id"] != one:
        raise ValueError("another id")
    is_ticket = kind == "ticket"
    made: Ticket | Entity = checked(ticket_from_json(doc)) if is_ticket else entity_from_json(doc)
    text = canonical({**doc})
    text.encode()
    return made, text


def checked(ticket: Ticket) -> Ticket:
    """Return the ticket. Raises one of FAULTS for values that a row, a clock or search cannot hold.

    Joining is the quickest way to find what is no text.
    """
    texts = [
        ticket.title, ticket.body, ticket.site, ticket.product, ticket.module, ticket.channel,
        ticket.requester, ticket.assignee, ticket.case_no, ticket.number, *ticket.tags,
        *ticket.modifiers,
    ]  # fmt: skip
    for event in ticket.events:
        texts += (event.id, event.actor, event.text, event.reason, event.proof)
        if event.data:
            texts += event.data.keys()
            texts += event.data.values()
    for file in ticket.attachments:
        texts += (file.sha256, file.name, file.media, str(file.size + 0))
    for conflict in ticket.conflicts:
        texts += (conflict.edit, conflict.field, conflict.mine, conflict.theirs)
    "".join(texts)
    return dated(ticket)


def dated(ticket: Ticket) -> Ticket:
    """Return the ticket. Raises ValueError for an instant that no clock can count."""
    instants = [ticket.created_at, ticket.updated_at, *[one.at for one in ticket.events]]
    instants += [one.received_at for one in ticket.events if one.received_at is not None]
    for instant in instants:
        if instant.tzinfo is None or not FIRST_YEAR <= instant.year <= LAST_YEAR:
            raise ValueError("an instant without an offset, or out of all calendars")
    return ticket


def keep(
    raw: sqlite3.Connection, portal: str, record: Record, bad: tuple[Copy, str],
    program: str, at: int,
) -> None:  # fmt: skip
    """Put a copy that cannot be applied into quarantine."""
    copy, reason = bad
    value = {
        "kind": copy.kind, "id": copy.id, "state": str(copy.state), "rev": copy.rev,
        "seq": copy.seq, "doc": _plain_doc(copy.doc), "carried": copy.carried,
        "remote": copy.remote, "version": copy.version,
        "same": {name: list(few) for name, few in copy.same.items()},
    }  # fmt: skip
    raw.execute(
        "INSERT INTO quarantine(portal, kind, id, copy, reason, program, at)"
        " VALUES(?,?,?,?,?,?,?) ON CONFLICT(portal, kind, id) DO UPDATE SET copy=excluded.copy,"
        " reason=excluded.reason, program=excluded.program, at=excluded.at",
        (portal, *record, json.dumps(value), _printable(reason), program, at),
    )


def _plain_doc(doc: Mapping[str, Any] | None) -> object:
    """Return a document as it can be kept: a text that is no JSON object stays a text."""
    try:
        return None if doc is None else {**doc}
    except (ValueError, TypeError, RecursionError):
        return doc.text if isinstance(doc, Document) else None


def set_aside(raw: sqlite3.Connection, portal: str, program: str) -> list[Copy]:
    """Return the copies in quarantine that this version of the program has not tried."""
    sql = "SELECT copy FROM quarantine WHERE portal=? AND program<>? ORDER BY at, id"
    found = []
    for (text,) in raw.execute(sql, (portal, program)):
        value = json.loads(text)
        same = {name: tuple(few) for name, few in value.pop("same", {}).items()}
        carried = value.pop("carried")
        state = CopyState(value.pop("state"))
        found.append(
            Copy(
                **value, state=state, carried=None if carried is None else tuple(carried), same=same
            )
        )
    return found


def quarantined(raw: sqlite3.Connection, portal: str | None) -> list[Quarantined]:
    """Return what is in quarantine, of one portal or of all."""
    sql = "SELECT kind, id, reason FROM quarantine WHERE portal=coalesce(?, portal) ORDER BY at, id"
    return [Quarantined(*row) for row in raw.execute(sql, (portal,))]


def _printable(text: str) -> str:
    return text.encode(errors="replace").decode()
