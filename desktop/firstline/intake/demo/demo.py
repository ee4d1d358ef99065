"""The demo company 澄川机电 (fictional) as edits: the same instant always gives the same desk."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from firstline.domain.edits import edits
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.edits.rebase import rebase
from firstline.domain.ids import derived_id
from firstline.domain.sla.modifiers import Matrix
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import (
    Event,
    EventKind,
    Leg,
    Priority,
    Status,
    Ticket,
    TicketType,
)
from firstline.domain.ticket.triage import assess
from firstline.domain.words import Language
from firstline.intake.demo import dated as demo_dated
from firstline.intake.demo import living as demo_living
from firstline.intake.demo.packs import PACKS, Company, Table
from firstline.intake.demo.values import (
    SEED,
    Demo,
    Script,
    Step,
    attachment,
    picture,
    span,
    step_id,
    ticket_id,
)

__all__ = ["PACKS", "demo_company", "told"]
_K = EventKind
TOLD = "import"  # history that an import tells: at a portal everybody keeps their own name


def demo_company(
    texts: Mapping[str, str], matrix: Matrix, now: datetime, language: Language = "zh_CN"
) -> Demo:
    """Return the demo company as of `now`.

    `texts` are the packs named in PACKS; titles and words are in `language`. Raises KeyError for
    a pack that is missing or incomplete, BadInput for a priority that the matrix does not give.
    """
    company = Company(texts, language)
    now = now.astimezone(company.zone).replace(microsecond=0)
    contents = {one["name"]: _content(one) for one in company.files}
    files = {name: attachment(name, content) for name, content in contents.items()}
    scripts = [_dated(company, matrix, one) for one in company.dated]
    for one in company.living:
        scripts.append(  # noqa: PERF401 - a comprehension would not fit
            _living(company, matrix, one, demo_living.steps_of(company, one, files, now), now)
        )
    made = [edit for script in scripts for edit in _edits(script)]
    made.sort(key=lambda edit: (edit.made_at, edit.id))
    return Demo(
        company.user,
        company.user_site,
        tuple(made),
        {ticket_id(one["id"]): text for one, text in _drafts(company)},
        frozenset(ticket_id(one["id"]) for one, step in _asides(company) if step["do"] == "unread"),
        tuple(contents.items()),
    )


def told(made: Iterable[Edit], user: str) -> Iterator[Edit]:
    """Yield `made` so that a portal keeps whose acts they were, although `user` brings them.

    A portal names its account in every act, history apart: so what others did to a record follows
    its opening as history.
    """
    for edit in made:
        if edit.actor == user or edit.kind == "ticket" or edit.act == "delete":
            yield edit
        elif edit.act != "open":
            yield replace(edit, act=TOLD)
        else:
            yield replace(edit, events=())
            if edit.events:
                later = edit.made_at + timedelta(milliseconds=1)
                known = derived_id(SEED, "told", edit.id)
                yield replace(edit, id=known, act=TOLD, made_at=later, changes=(), add_tags=())


def _content(file: Table) -> bytes:
    if "picture" in file:
        return picture(*file["picture"])
    return ("\n".join(file["lines"]) + "\n").encode()


def _asides(company: Company) -> Iterator[tuple[Table, Table]]:
    for one in company.living:
        for step in one.get("step", ()):
            if step["do"] in demo_living.ASIDE:
                yield one, step


def _drafts(company: Company) -> Iterator[tuple[Table, str]]:
    for one, step in _asides(company):
        if step["do"] == "draft":
            yield one, company.said(step)


def _fields(company: Company, matrix: Matrix, ticket: Table) -> tuple[dict[str, Value], str]:
    """Return what dated and living tickets have in common, and the grounds of the priority."""
    modifiers = (ticket["modifier"],) if "modifier" in ticket else ()
    kind = TicketType(ticket["type"])
    found = assess(
        matrix, impact=ticket["impact"], urgency=ticket["urgency"], type=kind, modifiers=modifiers
    )
    bodies = [company.said(ticket, "body")]
    if company.language == "en" and "body_en" not in ticket:
        bodies.insert(0, ticket["title_zh"])
    fields: dict[str, Value] = {
        "number": ticket["id"], "title": company.said(ticket, "title"),
        "body": "\n".join(bodies), "type": kind, "priority": found.priority,
        "impact": ticket["impact"], "urgency": ticket["urgency"], "modifiers": modifiers,
        "site": ticket["site"], "product": ticket["product"], "module": ticket["module"],
        "channel": ticket["channel"],
    }  # fmt: skip
    return fields, "\n".join(step.in_(company.language) for step in found.steps)


def _dated(company: Company, matrix: Matrix, ticket: Table) -> Script:
    fields, why = _fields(company, matrix, ticket)
    number = int(ticket["id"][1:])
    fields["priority"] = Priority(ticket["priority"])
    fields["requester"] = company.requester(ticket["site"], number)
    fields["assignee"] = company.superuser(ticket["site"])
    fields["tags"] = (ticket["kb"],) if "kb" in ticket else ()
    steps = demo_dated.steps_of(company, ticket)
    return Script(ticket["id"], company.instant(ticket["created"]), fields, steps, why)


def _living(
    company: Company, matrix: Matrix, ticket: Table, steps: tuple[Step, ...], now: datetime
) -> Script:
    fields, why = _fields(company, matrix, ticket)
    fields["requester"] = company.requester(ticket["site"], ticket["requester"])
    fields["assignee"] = company.person(ticket["assignee"]) if ticket["assignee"] else ""
    fields["tags"] = tuple(ticket.get("tags", ()))
    return Script(ticket["id"], now - span(ticket["ago"]), fields, steps, why)


def _edits(script: Script) -> Iterator[Edit]:
    actor = str(script.fields["assignee"] or script.fields["requester"])
    stamp = Stamp(step_id(script.reported_at, script.number, 0), script.reported_at, actor)
    first = edits.open_ticket(stamp, script.id, script.fields, explanation=script.explanation)
    ticket = rebase(None, (first,))
    yield replace(first, act=TOLD)
    index = 0
    for step in script.steps:
        if ticket is None:  # an open edit always shows a ticket
            return
        for make in _acts(ticket, step):
            index += 1
            at = step.at + timedelta(milliseconds=index)
            edit = make(ticket, Stamp(step_id(at, script.number, index), step.at, step.actor))
            ticket = rebase(ticket, (edit,)) or ticket
            yield replace(edit, made_at=at, act=TOLD)


_Make = Callable[[Ticket, Stamp], Edit]
_MOVES = {
    "start": Status.IN_PROGRESS,
    "wait_requester": Status.WAITING_REQUESTER,
    "vendor_waits": Status.WAITING_CUSTOMER_INFO,
    "vendor_goes_on": Status.WITH_VENDOR,
    "resolve": Status.RESOLVED,
    "reopen": Status.IN_PROGRESS,
    "close": Status.CLOSED,
    "duplicate": Status.DUPLICATE,
}
_LOGGED = {
    "vendor_reply": (_K.RESPONDED, Leg.VENDOR),
    "acknowledge": (_K.ACKNOWLEDGED, Leg.VENDOR),
    "message": (_K.MESSAGE, None),
}


def _acts(ticket: Ticket, step: Step) -> Iterator[_Make]:
    """Yield the acts of one step; whoever answers a new ticket has begun to work on it."""
    if step.do in ("reply", "note"):
        if step.do == "reply" and ticket.status is Status.NEW:
            to = Status.TRIAGED if ticket.priority is Priority.P4 else Status.IN_PROGRESS
            yield lambda one, stamp: edits.move(one, to, stamp)
        yield lambda one, stamp: edits.reply(one, step.text, stamp, internal=step.do == "note")
    elif step.do in _MOVES:
        yield lambda one, stamp: edits.move(
            one, _MOVES[step.do], stamp, text=step.text, of=step.other
        )
    elif step.do in _LOGGED:
        yield lambda one, stamp: edits.log(one, _event(step), stamp)
    elif step.do == "handoff":
        yield lambda one, stamp: edits.hand_off(
            one, stamp, received_at=step.received_at, case_no=step.case_no, proof=step.proof
        )
    elif step.do == "vendor_priority" and step.priority:
        yield lambda one, stamp: edits.set_priority(
            one, step.priority or one.priority, stamp, leg=Leg.VENDOR, reason=step.text
        )
    elif step.do == "attach" and step.file:
        yield lambda one, stamp: edits.attach(one.id, (step.file,) if step.file else (), stamp)
    else:
        raise KeyError(step.do)


def _event(step: Step) -> Event:
    kind, leg = _LOGGED[step.do]
    return Event("", kind, step.at, step.received_at, step.actor, leg, step.text, proof=step.proof)
