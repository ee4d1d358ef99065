"""One ticket's edits on their way to Request Tracker, and the copy that tells what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from firstline.domain.edits.codec import ticket_from_json, ticket_to_json
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Answer, Copy, CopyState, Op
from firstline.domain.edits.rebase import rebase
from firstline.domain.ticket.ticket import Event, EventKind, Ticket
from firstline.portal.rt.acts import FIELDS
from firstline.portal.rt.copies import carried, copy_of, files_in, is_merged
from firstline.portal.rt.log import History, events_of
from firstline.portal.rt.marks import Link, link_of
from firstline.portal.rt.wire import Part, Row, RtTicket
from firstline.portal.rt.words import same_title, word_of


@dataclass(slots=True)
class Lane:
    """The edits of one ticket in their order, and what is known of it at RT meanwhile.

    `number` is RT's id, 0 while RT has not got the ticket. `raw` is RT's ticket as of `version`,
    its newest transaction then; `fresh` says that nothing of ours was written since. `rows` are
    its transactions after the version that our copy has (`known_to`). `was` are RT's words for
    statuses that our own messages moved on.
    """

    entity: str
    ops: list[Op]
    number: int = 0
    known_to: int = 0
    version: int = 0
    raw: RtTicket | None = None
    fresh: bool = True
    state: CopyState = CopyState.PUT
    rows: dict[int, Row] = field(default_factory=dict)
    parts: dict[int, list[Part]] = field(default_factory=dict)
    was: set[str] = field(default_factory=set)
    spoke: int = 0  # the transaction of our first reply
    stuck: bool = False
    answers: list[Answer] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)  # done in full
    own: dict[str, Event] = field(default_factory=dict)
    taken: dict[int, Event] = field(default_factory=dict)
    dropped: list[Event] = field(default_factory=list)

    @property
    def opening(self) -> Op | None:
        """The edit that records the ticket, where it is among these."""
        return next((one for one in self.ops if opens(one.edit)), None)

    @property
    def link(self) -> Link | None:
        """Our mark on the ticket, where these edits record it."""
        return link_of(self.opening.edit) if self.opening else None

    @property
    def into(self) -> int:
        """The ticket that this one was merged into, 0 for none."""
        return self.raw.effective if self.raw and is_merged(self.raw) else 0

    def take_opening(self, row: Row | None, event: Event) -> None:
        """Note that the transaction that created the ticket is `event`, should its mark be lost."""
        if row is not None:
            self.taken[row.id] = event

    def take(self, row: Row | None, event: Event | None) -> None:
        """Note that `event` is what the transaction tells."""
        known = {one.id for one in (*self.taken.values(), *self.own.values())}
        if row is not None and event is not None and event.id not in known:
            self.taken[row.id] = event


def opens(edit: Edit) -> bool:
    """Whether the edit records a new ticket."""
    return any(one.kind is EventKind.REPORTED for one in edit.events)


def lanes_of(ops: Iterable[Op]) -> list[Lane]:
    """Return the edits by ticket, each ticket's in order, the one that opens it first."""
    found: dict[str, Lane] = {}
    for op in sorted(ops, key=lambda one: (not opens(one.edit), one.n)):
        lane = found.setdefault(op.edit.entity, Lane(op.edit.entity, []))
        lane.ops.append(op)
        if op.remote.isdecimal():
            lane.number = int(op.remote)
        if op.version.isdecimal():
            lane.known_to = lane.version = max(lane.version, int(op.version))
    return list(found.values())


def copy_after(lane: Lane, history: History) -> Copy:
    """Return the copy that holds all that was done, under the id that the ticket has here.

    What RT does not carry and an edit changed is in it too: the edit is done, and its copy is
    where it stays (house law 3).
    """
    ours = rebase(_known(lane), lane.edits)
    plain = copy_of(history)
    if ours is None:
        return replace(plain, id=lane.entity)
    raw = history.ticket
    fields = {*carried(raw), *_changed(lane)}
    if same_title(ours.title, raw.subject):
        fields.add("title")
    theirs = ticket_from_json(plain.doc or {})
    events = _log(lane, history)
    values = {one: getattr(theirs, one) for one in carried(raw) if not _says(one, ours, raw)}
    ticket = replace(
        ours, **values, events=events, attachments=files_in(events), conflicts=(),
        updated_at=max(theirs.updated_at, ours.updated_at),
    )  # fmt: skip
    newest = max((*(one.id for one in history.rows), lane.version), default=0)
    return Copy(
        "ticket", lane.entity, doc=ticket_to_json(ticket), carried=tuple(sorted(fields)),
        remote=str(raw.id), version=str(newest or ""),
    )  # fmt: skip


def _changed(lane: Lane) -> frozenset[str]:
    """Return the fields that RT does not carry and that these edits changed."""
    theirs = {*FIELDS, "number"}
    if lane.raw is not None and not lane.raw.requesters:
        theirs.remove("requester")  # a name that RT does not know stays with us
    names = {one.field for edit in lane.edits for one in edit.changes} - theirs
    tagged = any(edit.add_tags or edit.remove_tags for edit in lane.edits)
    return frozenset(names | ({"tags"} if tagged else set()))


def _log(lane: Lane, history: History) -> tuple[Event, ...]:
    """Return what RT tells, and what our edits tell beside it."""
    told = (*events_of(history), *lane.dropped)
    ids = {one.id for one in told}
    kept = (one for edit in lane.edits for one in edit.events if one.id not in ids)
    return tuple(sorted((*told, *kept), key=lambda one: one.at))


def _says(name: str, ours: Ticket, raw: RtTicket) -> bool:
    """Whether RT's value is only a coarser or shorter way to say ours."""
    if name == "status":
        return not is_merged(raw) and word_of(ours.status) == raw.status
    return name == "title" and same_title(ours.title, raw.subject)


def _known(lane: Lane) -> Ticket | None:
    known = next((one.known for one in lane.ops if one.known is not None), None)
    return ticket_from_json(known) if known is not None else None


def since(lane: Lane, rows: Sequence[Row], after: int) -> bool:
    """Whether `rows` reach back to the ticket's transaction `after`, or to its beginning."""
    return any(
        one.ticket == lane.number and (one.id <= after or one.type == "Create") for one in rows
    )
