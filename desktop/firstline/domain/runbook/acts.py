"""What people do with a runbook: each act is one edit that only adds to its log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from firstline.domain.digests import digest
from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.runbook.book import ITEM, REGISTER, STEP, Book, person
from firstline.domain.runbook.item import (
    CHECK,
    NOT_APPLICABLE,
    REOPEN,
    START,
    WAIVE,
    reopenings,
    standing,
)
from firstline.domain.runbook.pack import frozen
from firstline.domain.runbook.plan import plan_of
from firstline.domain.runbook.runbook import KIND, ROLES, Item, ItemState, Mode, Template, Vote
from firstline.domain.runbook.runs import FINISH, open_run
from firstline.domain.runbook.settings import ROLE
from firstline.domain.runbook.votes import changes_of
from firstline.domain.runbook.votes import register as vote_register
from firstline.domain.runbook.wave import refuse_closed
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.ticket import Attachment, Event, EventKind
from firstline.domain.words import Text

LONGEST = 4_000  # characters of a text of evidence or of a reason


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry on its way into the log; `by` is whose word it is where somebody else types."""

    what: str
    data: Mapping[str, str]
    text: str = ""
    by: str = ""
    at: datetime | None = None


def begin(
    template: Template, variant: str, name: str, runbook_id: str, stamp: Stamp,
    settings: Mapping[str, str] | None = None,
) -> Edit:  # fmt: skip
    """Return the edit that makes a runbook from a template, which it keeps as it is now.

    `settings` are registers and their values. Raises BadInput for no name or another variant.
    """
    said = words(name, 200)
    if not said:
        raise BadInput(Text("要给操作手册起个名字。", "Name the runbook."))
    fields = {
        "name": said, "variant": variant, "template": frozen(template, variant),
        "template_id": template.id, "template_version": template.version,
    }  # fmt: skip
    changes = tuple(Change(key, value) for key, value in fields.items())
    entries = [
        Entry(REGISTER, {"register": key, "value": value})
        for key, value in (settings or {}).items() if value
    ]  # fmt: skip
    events = tuple(_event(one, stamp, index) for index, one in enumerate(entries))
    return Edit(stamp.id, runbook_id, "open", stamp.at, stamp.actor, KIND, changes, events)


def adding(book: Book, entries: Sequence[Entry], stamp: Stamp, file: Attachment | None = None
           ) -> Edit:  # fmt: skip
    """Return the edit that adds these entries, and the file that they speak of."""
    events = [_event(one, stamp, index) for index, one in enumerate(entries)]
    if file is not None:
        data = {"sha256": file.sha256, "name": file.name, "size": str(file.size),
                "media": file.media}  # fmt: skip
        kind = EventKind.ATTACHED
        events.append(
            Event(f"{stamp.id}.{len(events)}", kind, stamp.at, None, stamp.actor, data=data)
        )
    return Edit(stamp.id, book.id, entries[0].what, stamp.at, stamp.actor, KIND, (), tuple(events))


def setting(book: Book, register: str, value: str, by: str = "") -> Entry:
    """Return the entry that gives a register a value, in the place of what it holds now."""
    seen = " ".join(one.id for one in book.heads.get(register, ()))
    said = words(value, LONGEST)
    return Entry(REGISTER, {"register": register, "value": said, "seen": seen}, by=by)


# --- items ---


def start(book: Book, item: Item) -> Entry:
    """Return the entry that says that somebody works on the item.

    Raises Refused for an item of a wave that was not let go (S54).
    """
    refuse_closed(book, item)
    return _on(book, item, START)


def check(
    book: Book, item: Item, *, text: str = "", file: Attachment | None = None, by: str = "",
    at: datetime | None = None,
) -> list[Entry]:  # fmt: skip
    """Return the entries that tick an item: with a file or a text it is done, else only claimed.

    A step that goes on in a run is finished by it. The evidence of a step belongs to the run: that
    of a rehearsal, and of a cutover that was rolled back or broken off, proves nothing later.
    Raises Refused for an item of a wave that was never let go.
    """
    said = words(text, LONGEST)
    data: dict[str, str] = {}
    if file is not None:
        data = {"sha256": file.sha256, "name": file.name or file.sha256[:12]}
    elif said:
        data = {"sha256": digest(said.encode()).hex()}
    run, entries = open_run(book), []
    timed = item.id in {one.id for one in book.template.timed}
    step = run.steps.get(item.id) if run and timed else None
    if not (timed and run and run.mode is Mode.REHEARSAL):
        refuse_closed(book, item, begins=False)
    if run and timed:
        data["run"] = run.id
    if run and step and step.began and step.finished is None:
        entries.append(Entry(STEP, {"run": run.id, "item": item.id, "act": FINISH}, by=by, at=at))
    return [_on(book, item, CHECK, data, said, by, at=at), *entries]


def reopen(book: Book, item: Item, reason: str, by: str = "") -> Entry:
    """Return the entry that opens an item again: all that was said of it before counts no more."""
    return _on(book, item, REOPEN, {}, _reason(reason), by)


def waive(book: Book, item: Item, by: str, reason: str, until: date, now: datetime) -> Entry:
    """Return the entry by which `by` lets the item pass open until the end of a day.

    Raises BadInput without a person or a reason, or for a day that is over; Refused for an item
    that is done, for whoever owns it (nobody approves what they owe), and for a second waiver of
    the same person that would end no later.
    """
    if not person(by):
        raise BadInput(Text("要写明由谁豁免。", "Name who waives it."))
    if until < now.date():
        raise BadInput(Text(f"{until} 已经过去。", f"{until} is over."))
    held = standing(book, item, now)
    _open(held.state, item)
    if person(by) == person(plan_of(book)[item.id].owner):
        raise Refused(
            Text(
                f"{item.id} 由 {by} 负责,不能自己豁免。",
                f"{by} owns {item.id} and cannot waive it.",
            ),
            next_step=Text("请由另一人豁免。", "Let another person waive it."),
        )
    if any(person(one.by) == person(by) and one.until >= until for one in held.waivers):
        raise Refused(
            Text(f"{by} 已经豁免过 {item.id};阻断项要由另一人再豁免一次。",
                 f"{by} waived {item.id} already; for a blocker another person must, too.")
        )  # fmt: skip
    return _on(book, item, WAIVE, {"until": until.isoformat()}, _reason(reason), by)


def not_applicable(book: Book, item: Item, by: str, reason: str, now: datetime) -> Entry:
    """Return the entry by which `by` says that the item does not apply; a blocker needs two.

    Raises BadInput without a person or a reason, Refused for a person who said so already.
    """
    if not person(by):
        raise BadInput(Text("要写明谁认为不适用。", "Name who says that it does not apply."))
    held = standing(book, item, now)
    _open(held.state, item)
    if person(by) in {person(one) for one in held.na}:
        raise Refused(
            Text(f"{by} 已经说过 {item.id} 不适用;阻断项要由另一人确认。",
                 f"{by} said so of {item.id} already; a blocker needs another person.")
        )  # fmt: skip
    return _on(book, item, NOT_APPLICABLE, {}, _reason(reason), by)


def vote(book: Book, gate_id: str, role: str, by: str, said: Vote, reason: str = "") -> Entry:
    """Return the entry by which `by` votes for a role at a gate.

    Raises Refused for a gate that does not ask the role, and for somebody who has not that role.
    """
    gate = book.template.gate(gate_id)
    if gate is None or role not in gate.votes:
        asked = ", ".join(gate.votes) if gate else "-"
        raise Refused(
            Text(f"关口 {gate_id[:20]} 不由“{role[:40]}”表决。",
                 f"The gate {gate_id[:20]} does not ask {role[:40]!r}."),
            next_step=Text(f"表决角色:{asked}。", f"Roles that vote: {asked}."),
        )  # fmt: skip
    named = book.value(ROLE + role)
    if not named or person(named) != person(by):
        title = ROLES[role]
        raise Refused(
            Text(f"{title.zh}是 {named or '(未指定)'},不是 {by or '(未写)'}。",
                 f"The {title.en} is {named or 'not named'}, not {by or 'nobody'}."),
            next_step=Text(f"用 runbook set ID role.{role}=姓名 指定。",
                           f"Name one with: runbook set ID role.{role}=NAME."),
        )  # fmt: skip
    entry = setting(book, vote_register(gate.id, role), str(said), by)
    seen = " ".join(sorted(changes_of(book, gate.id)))
    return Entry(REGISTER, {**entry.data, "reopened": seen}, words(reason, LONGEST), by)


def words(text: str, limit: int) -> str:
    """Return a person's words without what cannot be seen. Raises BadInput when they are long."""
    return clean(text, limit, "text", lines=True)


def _reason(text: str) -> str:
    said = words(text, LONGEST)
    if not said:
        raise BadInput(Text("要写明理由。", "Give the reason."))
    return said


def _open(state: ItemState, item: Item) -> None:
    if state in (ItemState.DONE, ItemState.NA):
        raise Refused(
            Text(f"{item.id} 已经完成或不适用。", f"{item.id} is done or does not apply already."),
            next_step=Text("如果不对,先重新打开它。", "If that is wrong, reopen it first."),
        )


def _on(
    book: Book, item: Item, act: str, data: Mapping[str, str] | None = None, text: str = "",
    by: str = "", *, at: datetime | None = None,
) -> Entry:  # fmt: skip
    seen = " ".join(sorted(reopenings(book, (item.id,))))
    told = {"item": item.id, "act": act, "seen": seen, **(data or {})}
    return Entry(ITEM, told, text, by, at)


def _event(one: Entry, stamp: Stamp, index: int) -> Event:
    told = {"what": one.what, **one.data, "by": words(one.by, 200) or stamp.actor}
    data = {name: value for name, value in told.items() if value}
    return Event(
        f"{stamp.id}.{index}", EventKind.ENTRY, one.at or stamp.at, None, stamp.actor,
        text=one.text, data=data,
    )  # fmt: skip
