"""What must hold when the faults have stopped: nothing lost, doubled, overwritten or stuck."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import canonical, ticket_to_json
from firstline.domain.edits.edit import Change, Edit
from firstline.domain.edits.entity import entity_to_json
from firstline.domain.ticket.ticket import EventKind
from simulation.client import Client
from simulation.desk import FarEnd, Json, Key
from simulation.promise import expect


@dataclass(slots=True)
class Evidence:
    """Everything that can tell what became of an edit, gathered once."""

    server: FarEnd
    clients: list[Client]
    docs: Mapping[Key, Json] = field(init=False)
    outcomes: Mapping[str, Outcome] = field(init=False)
    conflicts: set[tuple[str, str]] = field(default_factory=set)  # that stand
    resolved: set[tuple[str, str]] = field(default_factory=set)  # that were
    events: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)  # edit -> the code of the refusal

    def __post_init__(self) -> None:
        self.docs = self.server.docs()
        self.outcomes = self.server.outcomes()
        for doc in self.docs.values():
            self.events.update(one["id"] for one in doc.get("events", ()))
            self.conflicts |= {(one["edit"], one["field"]) for one in doc.get("conflicts", ())}
            for event in doc.get("events", ()):
                data = event.get("data", {})
                if data.get("resolves"):
                    self.resolved.add((data["resolves"], data.get("field", "")))
        for client in self.clients:
            self._hear(client)

    def _hear(self, client: Client) -> None:
        """Take in what a client is told of as refused: what waits behind a refused opening, too."""
        openings: dict[str, str] = {}
        for one in client.store.edits(states=("refused",)):
            if one.reason.zh and one.reason.en:
                self.refused[one.edit.id] = one.code
                if one.edit.act == "open":
                    openings[one.edit.entity] = one.code
        for one in client.store.edits(states=("waiting",)):
            if one.edit.entity in openings:
                self.refused.setdefault(one.edit.id, openings[one.edit.entity])

    def known_conflict(self, edit: Edit, name: str) -> bool:
        """Whether both values of this change stand on the record, or a person has decided."""
        return (edit.id, name) in self.conflicts or (edit.id, name) in self.resolved

    def took_place(self, edit: Edit, name: str) -> bool:
        """Whether this change was ever the value that stood."""
        done = self.outcomes.get(edit.id) in (Outcome.APPLIED, Outcome.MERGED)
        return done or not self.known_conflict(edit, name)


def shown_once(client: Client) -> None:
    """Expect no event to be shown twice while its edit may be at the server already."""
    raw = client.store.connection.raw
    sql = (
        "SELECT DISTINCT entity FROM edit WHERE state IN ('waiting','held') AND tries>0"
        " AND kind='ticket'"
    )
    for (one,) in raw.execute(sql).fetchall():
        shown = client.store.find(one)
        ids = [event.id for event in shown.events] if shown else []
        expect(len(ids) == len(set(ids)), "doubled", f"{client.name} is shown an event twice")


def check(
    server: FarEnd, clients: list[Client], gone: set[str], *, calm: bool = False,
    web: Mapping[str, Edit] = MappingProxyType({}),
) -> Counter[str]:  # fmt: skip
    """Check everything and return the counts.

    `gone` are edits whose every copy went with a disk. `calm` says that nothing was deleted,
    hidden, copied or put back: then no edit is refused for a record, and none that was undone is
    at the server. `web` are the edits that were made at the server itself.
    """
    evidence = Evidence(server, clients)
    edits: dict[str, Edit] = dict(web)
    withdrawn: set[str] = set()
    for client in clients:
        edits |= client.performed
        withdrawn |= client.withdrawn
    doubled = [one for one, n in evidence.events.items() if n > 1]
    expect(not doubled, "doubled", f"events {doubled[:3]}")
    counts: Counter[str] = Counter(acknowledged=len(edits))
    for edit in edits.values():
        decided = evidence.outcomes.get(edit.id, Outcome.REJECTED)
        if calm:
            _is_needed(evidence, edit, undone=edit.id in withdrawn)
        if edit.id in gone or (edit.id in withdrawn and decided is Outcome.REJECTED):
            continue  # its only disk is gone, or a person took it back
        fate = _fate(evidence, edit, edits)
        counts[fate] += 1
        for one in files_of(edit) if fate in ("applied", "merged", "conflict") else ():
            expect(one in gone or server.has_file(one), "lost", f"file of {edit.id}")
    for client in clients:
        _same(evidence, client)
        _empty(client)
    return counts


def _is_needed(evidence: Evidence, edit: Edit, *, undone: bool) -> None:
    """Expect that an edit was refused for what it is alone, and that one undone stayed undone."""
    code = evidence.refused.get(edit.id, "illegal-move")
    expect(code == "illegal-move", "differs", f"{edit.act} {edit.id} was refused: {code}")
    done = evidence.outcomes.get(edit.id, Outcome.REJECTED) is not Outcome.REJECTED
    expect(not (undone and done), "differs", f"{edit.act} {edit.id} was undone, and yet it is done")


def files_of(edit: Edit) -> list[str]:
    """Return the hashes of the files that an edit attaches."""
    return [one.data["sha256"] for one in edit.events if one.kind is EventKind.ATTACHED]


def _fate(evidence: Evidence, edit: Edit, edits: Mapping[str, Edit]) -> str:
    """Return what became of an edit. Raises BrokenPromiseError for one that is nowhere."""
    outcome = evidence.outcomes.get(edit.id)
    if edit.id in evidence.refused:
        expect(
            outcome in (None, Outcome.REJECTED),
            "doubled",
            f"{edit.act} {edit.id} was told as refused, and is {outcome}",
        )
        return "refused"
    expect(outcome is not None, "lost", f"{edit.act} {edit.id} is nowhere")
    expect(outcome is not Outcome.REJECTED, "lost",
           f"{edit.act} {edit.id} was refused and nobody is told")  # fmt: skip
    key = (edit.kind, edit.entity)
    doc = evidence.docs.get(key)
    if doc is None:
        return "deleted with its record"
    held = {one.field for one in edit.changes if evidence.known_conflict(edit, one.field)}
    for event in edit.events:
        told = event.kind in _TEXTS
        expect(
            not told or evidence.events[event.id] == 1,
            "lost",
            f"{event.kind} {event.id} of {edit.act}: {evidence.events[event.id]} times",
        )
    for change in edit.changes:
        if change.field not in held:
            _accounted(evidence, doc, edit, change, edits)
    for one in edit.add_tags:
        taken = any(one in other.remove_tags for other in _applied(evidence, edits, key))
        expect(one in doc["tags"] or taken, "overwritten", f"tag {one} of {edit.id}")
    return "conflict" if held else "merged" if outcome is Outcome.MERGED else "applied"


_TEXTS = frozenset({
    EventKind.RESPONDED, EventKind.NOTE, EventKind.MESSAGE, EventKind.ATTACHED, EventKind.ENTRY,
    EventKind.REPORTED,
})  # fmt: skip


def _applied(evidence: Evidence, edits: Mapping[str, Edit], key: Key) -> Iterator[Edit]:
    for one in edits.values():
        if (one.kind, one.entity) == key and evidence.outcomes.get(one.id) not in (
            None, Outcome.REJECTED,
        ):  # fmt: skip
            yield one


def _accounted(
    evidence: Evidence, doc: Json, edit: Edit, change: Change, edits: Mapping[str, Edit]
) -> None:
    """Expect the value to stand, or to have been replaced by somebody who had seen it."""
    standing = doc["fields"].get(change.field) if edit.kind != "ticket" else doc.get(change.field)
    if _plain(standing) == _plain(change.to):
        return
    others = [
        (other, one)
        for other in _applied(evidence, edits, (edit.kind, edit.entity))
        for one in other.changes
        if other is not edit and one.field == change.field
        and evidence.took_place(other, one.field)
    ]  # fmt: skip
    if change.field == "body":
        mine = set(str(change.to).splitlines()) - set(str(change.seen or "").splitlines())
        left = mine - set(str(standing).splitlines())
        for _, one in others:
            left -= set(str(one.seen).splitlines()) - set(str(one.to).splitlines())
        expect(not left, "overwritten", f"lines {left} of {edit.id}")
        return
    seen = any(_plain(one.seen) == _plain(change.to) for _, one in others)
    expect(seen, "overwritten", f"{change.field} {change.to!r} of {edit.act} {edit.id}"
           f" made way for {standing!r} unseen")  # fmt: skip


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple | list) else str(value or "")


def _same(evidence: Evidence, client: Client) -> None:
    """Expect the client to show what the server holds and this user may see."""
    shown = {("ticket", one.id): ticket_to_json(one) for one in _tickets(client)}
    wanted = {
        key: doc for key, doc in evidence.docs.items()
        if key[0] == "ticket" and evidence.server.sees(client.name, key)
    }  # fmt: skip
    undecided = {one.edit.entity for one in client.store.edits(states=("refused", "held"))}
    for key in shown.keys() - wanted.keys():
        expect(key[1] in undecided, "differs", f"{client.name} still shows {key[1]}")
    for key, doc in wanted.items():
        expect(key in shown, "differs", f"{client.name} lacks {key[1]}")
        expect(_same_doc(shown[key], doc), "differs", f"{client.name} {key[1]}:\n"
               f"{_difference(shown[key], doc)}")  # fmt: skip
    for key, doc in evidence.docs.items():
        if key[0] != "ticket" and evidence.server.sees(client.name, key):
            found = client.store.record(*key)
            told = entity_to_json(found) if found else {}
            expect(_same_doc(told, doc), "differs", f"{client.name} {key}: {told} {doc}")


def _tickets(client: Client) -> Iterator[Any]:
    raw = client.store.connection.raw
    for (one,) in raw.execute("SELECT id FROM ticket").fetchall():
        yield client.store.ticket(one)


def _same_doc(one: Json, other: Json) -> bool:
    return canonical(one) == canonical(other)


def _difference(one: Json, other: Json) -> str:
    names = [name for name in {*one, *other} if one.get(name) != other.get(name)]
    return "\n".join(f"  {name}: {one.get(name)!r} / {other.get(name)!r}" for name in names)


def _empty(client: Client) -> None:
    """Expect nothing to wait, but for what builds on an opening that was refused."""
    refused: Iterable[str] = {
        one.edit.entity for one in client.store.edits(states=("refused",)) if one.edit.act == "open"
    }
    stuck = [
        one for one in client.store.edits(states=("waiting",)) if one.edit.entity not in refused
    ]
    expect(not stuck, "stuck", f"{client.name}: {[one.edit.act for one in stuck]}")
    # that a file has arrived by stick, nobody is told: it goes along until there is a network
    files = not client.far and client.store.files_to_send("desk")
    expect(not files, "stuck", f"{client.name}: a file")
