"""The fields of a hand-off to the vendor: which there are, which must be there, what is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from firstline.domain.desk import Desk
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.moves import hand_off
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import NOTHING, BadInput, Problem
from firstline.domain.instants import from_epoch
from firstline.domain.plain import plain_text
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ball import received
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.statuses import was_handed_off
from firstline.domain.ticket.ticket import EventKind, Leg, Ticket
from firstline.domain.ticket.triage import NAMES as PRIORITIES
from firstline.domain.words import Language, Text

TITLE_CHARACTERS = 20  # what the vendor's portal takes (requirements S17)
FIELD_CHARACTERS = 4000
_ERROR_LINES = 5
_SAID = 40  # the last so many replies and messages
_ERROR = re.compile(
    r"(?i)错误|报错|失败|异常|不成功|error|exception|fail|ORA-\d|\b[45]\d\d\b|置疑|suspect"
)


class Need(StrEnum):
    """How much the vendor needs a field."""

    MUST = "must"
    WANTED = "wanted"


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `lines` says that it may hold several."""

    id: str
    name: Text
    need: Need = Need.WANTED
    lines: bool = False
    hint: Text = NOTHING


FIELDS: tuple[Field, ...] = (
    Field("product", Text("产品", "Product"), Need.MUST),
    Field("version", Text("版本", "Version"), Need.MUST, hint=Text("如 V16.1", "such as V16.1")),
    Field("patch", Text("补丁", "Patch level"), hint=Text("补丁号或日期", "number or date")),
    Field("account_set", Text("账套", "Account set"), hint=Text("只写编号", "its number alone")),
    Field("period", Text("会计期间", "Period"), hint=Text("如 2026-10", "such as 2026-10")),
    Field("module", Text("模块", "Module"), Need.MUST),
    Field("symptom", Text("现象", "Symptom"), Need.MUST, lines=True),
    Field("message", Text("错误原文", "Exact message"), Need.MUST, lines=True),
    Field("first_seen", Text("首次时间", "First seen"), Need.MUST),
    Field("frequency", Text("频率", "Frequency"),
          hint=Text("每次、偶尔、只一次", "always, sometimes, once")),
    Field("impact", Text("影响范围", "Impact"), Need.MUST),
    Field("loss", Text("损失估计", "Loss estimate")),
    Field("priority", Text("我方优先级与理由", "Our priority and reason"), Need.MUST),
    Field("steps", Text("复现步骤", "Steps to reproduce"), lines=True),
    Field("actions", Text("已做操作", "Actions taken"), Need.MUST, lines=True),
    Field("changes", Text("近期变更", "Recent changes"), lines=True),
    Field("backup", Text("备份证明", "Backup proof"),
          hint=Text("哪天、多大、在哪", "day, size, place")),
    Field("contract", Text("服务合同", "Service contract"),
          hint=Text("识别码不写,电话里报", "no code: it is told on the phone")),
    Field("contact", Text("联系人与值守时间", "Contact and hours"), Need.MUST),
)  # fmt: skip
"""The fields of templates.md M.1 and of the pre-flight, in the order in which they are read."""
BY_ID: Mapping[str, Field] = {one.id: one for one in FIELDS}


@dataclass(frozen=True, slots=True)
class Expected:
    """When an answer is due by the agreement; `at` None where there is no target."""

    metric: Metric
    at: datetime | None


def prefill(
    ticket: Ticket, desk: Desk, zone: tzinfo, language: Language, me: str
) -> dict[str, str]:
    """Return what is known of each field; what nobody recorded is absent."""
    reported = next((one.at for one in ticket.events if one.kind is EventKind.REPORTED), None)
    found = {
        "product": ticket.product,
        "module": ticket.module,
        "symptom": plain_text(ticket.body) or ticket.title,
        "message": _errors(ticket),
        "first_seen": f"{(reported or ticket.created_at).astimezone(zone):%Y-%m-%d %H:%M}",
        "impact": desk.matrix.impact[ticket.impact - 1].in_(language),
        "priority": _priority(ticket).in_(language),
        "actions": _actions(ticket, zone),
        "contract": _contract(ticket, desk).in_(language),
        "contact": ticket.assignee or me,
    }
    return {name: value for name, value in found.items() if value}


def checked(values: Mapping[str, str]) -> dict[str, str]:
    """Return typed values cleaned. Raises BadInput for an unknown field or one too long."""
    unknown = [one for one in values if one not in BY_ID]
    if unknown:
        names = ", ".join(BY_ID)
        raise BadInput(
            Text(f"交接包没有“{unknown[0][:40]}”这个字段。",
                 f"The package has no field “{unknown[0][:40]}”."),
            next_step=Text(f"可用:{names}。", f"Fields: {names}."),
        )  # fmt: skip
    return {
        name: clean(value, FIELD_CHARACTERS, name, lines=BY_ID[name].lines)
        for name, value in values.items()
    }


def suggest_title(ticket: Ticket) -> str:
    """Return product, module and symptom as one line, not yet cut: redaction comes first."""
    names = [one for one in (ticket.product, ticket.module) if one]
    fresh = [one for one in names if one.casefold() not in ticket.title.casefold()]
    return " ".join((*fresh, ticket.title))


def cut(title: str) -> str:
    """Return a redacted title within TITLE_CHARACTERS; a placeholder is never cut in two."""
    if len(title) <= TITLE_CHARACTERS:
        return title
    short = title[: TITLE_CHARACTERS - 1]
    if short.rfind("<") > short.rfind(">"):
        short = short[: short.rfind("<")]
    return short.rstrip() + "…"


def expected(ticket: Ticket, desk: Desk, now: datetime, zone: tzinfo) -> tuple[Expected, ...]:
    """Return when the vendor's answers are due: by its running clocks, or as if received now."""
    counted = ticket
    if not (was_handed_off(ticket) and received(ticket)):
        try:
            edit = hand_off(ticket, Stamp("expected", now), at=now, received_at=now)
        except Problem:  # the ticket has ended: nothing is due
            return ()
        counted = rebase(ticket, (edit,)) or ticket
    return tuple(
        Expected(one.metric, None if one.due is None else from_epoch(one.due, zone))
        for one in desk.clocks(counted, now, trace=False)
        if one.leg is Leg.VENDOR and one.metric is not Metric.NEXT_REPLY
    )


def _errors(ticket: Ticket) -> str:
    lines = (one.strip() for one in plain_text(ticket.body).splitlines())
    return "\n".join([one for one in lines if _ERROR.search(one)][:_ERROR_LINES])


def _priority(ticket: Ticket) -> Text:
    """Return the priority with the ground it was last given."""
    given = [one for one in ticket.events if one.kind is EventKind.PRIORITY and one.leg is None]
    why = given[-1].text or given[-1].reason if given else ""
    name = PRIORITIES[ticket.priority]
    grounds = Text(f"影响度 {ticket.impact}、紧急度 {ticket.urgency}",
                   f"impact {ticket.impact}, urgency {ticket.urgency}")  # fmt: skip
    said = f" · {why}" if why and why not in ("triaged", "by_matrix", "set_directly") else ""
    return Text(f"{ticket.priority} {name.zh}({grounds.zh}){said}",
                f"{ticket.priority} {name.en} ({grounds.en}){said}")  # fmt: skip


def _actions(ticket: Ticket, zone: tzinfo) -> str:
    """Return what was said and done, oldest first; internal notes are ours alone and stay.

    Nothing is cut inside a line: half of a secret is found by no rule.
    """
    said = [
        f"{event.at.astimezone(zone):%m-%d %H:%M} {plain_text(event.text)}"
        for event in ticket.events
        if event.text and event.kind in (EventKind.RESPONDED, EventKind.MESSAGE)
    ]
    return "\n".join(said[-_SAID:])


def _contract(ticket: Ticket, desk: Desk) -> Text:
    for one, _ in desk.agreements_for(ticket):
        if one.leg is Leg.VENDOR:
            return one.title
    return Text("", "")
