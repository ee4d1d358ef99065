"""The triage sheet's form: what was answered, what follows from it, and the edits it makes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import open_ticket, set_field, set_priority
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput
from firstline.domain.sla.modifiers import Matrix
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Priority, Ticket, TicketType
from firstline.domain.ticket.triage import Answers, Assessment, from_answers
from firstline.domain.words import Language, Text
from firstline.viewmodel import phrases

PLAIN = ("title", "body", "site", "product", "module", "requester", "assignee", "channel")


@dataclass(frozen=True, slots=True)
class TriageForm:
    """Everything the sheet holds, as typed; None is a question not answered yet."""

    title: str = ""
    body: str = ""
    reach: int | None = None
    workaround: int | None = None
    deadline: int | None = None
    worsening: int | None = None
    security: int | None = None
    type: str = TicketType.INCIDENT.value
    site: str = ""
    product: str = ""
    module: str = ""
    requester: str = ""
    assignee: str = ""
    channel: str = "hotline"
    reported: str = ""
    override: str = ""
    reason: str = ""

    @property
    def answered(self) -> int:
        """How many of the five questions are answered."""
        given = (self.reach, self.workaround, self.deadline, self.worsening, self.security)
        return sum(one is not None for one in given)

    @property
    def is_blank(self) -> bool:
        """Whether nothing worth keeping was typed."""
        return not (self.title.strip() or self.body.strip() or self.answered)

    def to_draft(self) -> str:
        """Return the form as the text that is stored while it is typed."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_draft(text: str) -> TriageForm:
    """Return the form that `to_draft` wrote; a foreign or damaged text gives an empty one."""
    try:
        raw = json.loads(text or "{}")
    except ValueError:
        return TriageForm()
    if not isinstance(raw, dict):
        return TriageForm()
    known = {one.name for one in fields(TriageForm)}
    return TriageForm(**{name: value for name, value in raw.items() if name in known})


def from_ticket(ticket: Ticket) -> TriageForm:
    """Return the form of a ticket that is to be triaged again, with its judged levels."""
    plain = {name: getattr(ticket, name) for name in PLAIN}
    return TriageForm(
        **plain, reach=ticket.impact, workaround=ticket.urgency, type=str(ticket.type)
    )


def assessment(form: TriageForm, matrix: Matrix, modifiers: Sequence[str]) -> Assessment:
    """Return what the answers give; a question not answered counts as the mildest answer.

    With no answer at all the priority is the provisional P3 of every untriaged ticket.
    """
    answers = Answers(
        form.reach or 3,
        form.workaround or 3,
        deadline=bool(form.deadline),
        worsening=bool(form.worsening),
        security=bool(form.security),
    )
    found = from_answers(matrix, answers, type=TicketType(form.type), modifiers=modifiers)
    if form.answered:
        return found
    untold = Text("五问未答:暂定 P3", "No question answered yet: P3 for now")
    return replace(found, priority=Priority.P3, steps=(untold,))


def chosen(form: TriageForm, found: Assessment) -> Priority:
    """Return the priority that will be stored: the override, else the computed one."""
    return Priority(form.override) if form.override else found.priority


def explanation(form: TriageForm, found: Assessment, language: Language) -> str:
    """Return why the priority is what it is, one step a line, with the override's reason."""
    lines = [step.in_(language) for step in (*found.steps, *found.hints)]
    if form.override and form.override != found.priority:
        said = Text("人工改定 {p}:{r}", "Set by hand to {p}: {r}")
        lines.append(said.fill(p=form.override, r=form.reason).in_(language))
    return "\n".join(lines)


def check(form: TriageForm, found: Assessment) -> None:
    """Raise BadInput when the form cannot be saved: no title, or an override without a reason."""
    if not form.title.strip():
        raise BadInput(Text("先写标题。", "Write a title first."))
    if form.override and form.override != found.priority and not form.reason.strip():
        raise BadInput(
            Text("人工改定优先级要写原因。", "A priority set by hand needs a reason."),
        )


def opening(
    form: TriageForm,
    found: Assessment,
    stamps: Sequence[Stamp],
    ticket_id: str,
    reported_at: datetime,
    language: Language,
) -> tuple[Edit, ...]:
    """Return the edits that record a new ticket: the report and, once answered, its triage.

    Takes two stamps. Raises BadInput when the form is not complete.
    """
    check(form, found)
    to = chosen(form, found)
    values: dict[str, Value] = {name: getattr(form, name) for name in PLAIN if getattr(form, name)}
    values |= {"type": form.type, "priority": to}
    told = form.answered > 0
    if told:
        values |= {"impact": found.impact, "urgency": found.urgency}
        values |= {"modifiers": found.modifiers}
    first = open_ticket(
        stamps[0], ticket_id, values, reported_at=reported_at,
        explanation=explanation(form, found, language) if told or form.override else "",
    )  # fmt: skip
    ticket = rebase(None, [first])
    if ticket is None or form.answered < 5:
        return (first,)
    return (first, _triage(form, found, ticket, stamps[1]))


def again(
    form: TriageForm, found: Assessment, ticket: Ticket, stamps: Sequence[Stamp]
) -> tuple[Edit, ...]:
    """Return the edits that triage an existing ticket again: changed fields, then the priority.

    Takes one stamp for each field and one more. Raises BadInput when the form is not complete.
    """
    check(form, found)
    left = iter(stamps)
    made = [
        set_field(ticket, name, getattr(form, name), next(left))
        for name in (*PLAIN, "type")
        if getattr(form, name) != str(getattr(ticket, name))
    ]
    return (*made, _triage(form, found, ticket, next(left)))


def _triage(form: TriageForm, found: Assessment, ticket: Ticket, stamp: Stamp) -> Edit:
    return set_priority(
        ticket,
        chosen(form, found),
        stamp,
        reason=form.reason.strip() if form.override else "by_matrix",
        impact=found.impact,
        urgency=found.urgency,
        modifiers=found.modifiers,
    )


def with_answer(form: TriageForm, question: str, value: int | None) -> TriageForm:
    """Return the form with one question answered."""
    return replace(form, **{question: value})  # type: ignore[arg-type] # the questions' own names


def mildest(form: TriageForm) -> Text:
    """Return the remark that belongs to a preview with open questions, or an empty text."""
    left = 5 - form.answered
    if not left:
        return Text("", "")
    return Text("还有 {n} 问未答,按最轻计", "{n} unanswered, taken as mildest").fill(n=left)


def type_names() -> list[tuple[str, Text]]:
    """Return the types a ticket can have, in the order they are offered."""
    return [(str(kind), phrases.TYPES[kind]) for kind in TicketType]
