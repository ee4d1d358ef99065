"""The words FIELD=VALUE of `ticket set`, turned into edits."""

from collections.abc import Iterable, Mapping

from firstline.cli.acts import Draft
from firstline.cli.session import Session
from firstline.cli.ticket.triage_words import assess_at
from firstline.domain.edits import edits
from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import ALL_FIELDS, PLAIN_FIELDS, check, unknown_field
from firstline.domain.ticket.ticket import Leg, Priority, Status, Ticket
from firstline.domain.words import Text

_BESIDE = ("of", "reason")  # they belong to status and priority
_JUDGED = ("impact", "urgency", "modifiers", "priority")


def apply_assignments(session: Session, draft: Draft, words: Iterable[str]) -> None:
    """Make the edits that `words` (each FIELD=VALUE) ask for, on `draft`.

    Raises BadInput for a word that is none, an unknown field or value, Refused for an illegal
    move. Plain fields first, then the judgement, then the status: so a triage sees the new type.
    """
    values = _split(words)
    for name in PLAIN_FIELDS:
        if name in values and name not in (*_JUDGED, "vendor_priority"):
            _set_plain(draft, name, values[name])
    if "tags" in values:
        _set_tags(draft, values["tags"])
    if "vendor_priority" in values:
        to = Priority(str(check("vendor_priority", values["vendor_priority"])))
        draft.do(lambda ticket, stamp: edits.set_priority(ticket, to, stamp, leg=Leg.VENDOR))
    if any(name in values for name in _JUDGED):
        _judge(session, draft, values)
    if "status" in values:
        _move(session, draft, values)


def _split(words: Iterable[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for word in words:
        name, mark, value = word.partition("=")
        name = name.strip().casefold().replace("-", "_")
        if not mark:
            raise BadInput(
                Text(f"“{word[:40]}”不是 字段=值。", f"“{word[:40]}” is not FIELD=VALUE."),
                Text("什么都没有改。", "Nothing was changed."),
            )
        if name == "number" or name not in (*ALL_FIELDS, *_BESIDE):
            unknown_field(name)
        if name in values:
            raise BadInput(Text(f"{name} 写了两次。", f"{name} is given twice."))
        values[name] = value
    _check_beside(values)
    return values


def _check_beside(values: Mapping[str, str]) -> None:
    if "of" in values and values.get("status", "").casefold() != Status.DUPLICATE:
        raise BadInput(
            Text("of= 只与 status=duplicate 同用。", "of= goes with status=duplicate only.")
        )
    if "reason" in values and not any(name in values for name in ("status", *_JUDGED)):
        raise BadInput(
            Text("reason= 要与 status= 或 priority= 同用。",
                 "reason= goes with status= or priority=.")
        )  # fmt: skip


def _set_plain(draft: Draft, name: str, value: str) -> None:
    if name == "title" and not value.strip():
        raise BadInput(Text("标题不能为空。", "The title must not be empty."))
    draft.do(lambda ticket, stamp: edits.set_field(ticket, name, value, stamp))


def _set_tags(draft: Draft, value: str) -> None:
    """`+a,-b` adds and removes; plain `a,b` makes exactly these the tags."""
    words = [one.strip() for one in value.replace("，", ",").split(",") if one.strip()]
    signed = [one for one in words if one[0] in "+-"]
    plain = [one for one in words if one[0] not in "+-"]
    if signed and plain:
        raise BadInput(
            Text("标签要么都带 + 或 -,要么都不带。",
                 "Either every tag bears + or -, or none does.")
        )  # fmt: skip
    add = plain or [one[1:] for one in signed if one[0] == "+"]
    gone = [one[1:] for one in signed if one[0] == "-"]
    if not signed:
        gone = [one for one in draft.ticket.tags if one not in plain]
    draft.do(lambda ticket, stamp: edits.tag(ticket, stamp, add=add, remove=gone))


def _judge(session: Session, draft: Draft, values: Mapping[str, str]) -> None:
    """Triage when impact, urgency or modifiers are given; a priority given as well prevails."""
    ticket, reason = draft.ticket, values.get("reason", "")
    given = check("priority", values["priority"]) if "priority" in values else None
    if not any(name in values for name in ("impact", "urgency", "modifiers")):
        to = Priority(str(given))
        if to is not ticket.priority or reason:
            said = reason or "set_directly"
            draft.do(lambda one, stamp: edits.set_priority(one, to, stamp, reason=said))
        return
    impact, urgency = (
        int(str(check(name, values.get(name, getattr(ticket, name)))))
        for name in ("impact", "urgency")
    )
    found = assess_at(session, impact, urgency, ticket.type, ticket.module, session.now(),
                      _modifiers(ticket, values))  # fmt: skip
    why = reason or "\n".join(step.in_(session.language) for step in found.steps)
    to = Priority(str(given)) if given else found.priority
    draft.do(
        lambda one, stamp: edits.set_priority(
            one, to, stamp, reason=why, impact=impact, urgency=urgency, modifiers=found.modifiers
        )
    )


def _modifiers(ticket: Ticket, values: Mapping[str, str]) -> tuple[str, ...]:
    if "modifiers" not in values:
        return ticket.modifiers
    return tuple(one.strip() for one in values["modifiers"].split(",") if one.strip())


def _move(session: Session, draft: Draft, values: Mapping[str, str]) -> None:
    to = Status(str(check("status", values["status"])))
    of = session.ticket(values["of"]).id if values.get("of") else ""
    if of == draft.ticket.id:
        raise BadInput(Text("工单不能与自己重复。", "A ticket cannot repeat itself."))
    if to is draft.ticket.status is Status.TRIAGED:
        return  # impact or urgency in the same call has done it
    reason = values.get("reason", "")
    draft.do(lambda ticket, stamp: edits.move(ticket, to, stamp, reason=reason, of=of))
