"""Findings of audits and scanners: severity, owner, due day, evidence; the same one only once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from firstline.domain.edits.edit import Change, Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.data_quality import bare
from firstline.domain.health.sheet import Flag, day_of, text_of
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

SEEN = "seen"
DUE_DAYS: Mapping[str, int] = {"critical": 7, "high": 30, "medium": 90, "low": 180}
"""Days until a finding is due unless somebody sets a day; none for what only informs."""
SEVERITIES: Mapping[str, Text] = {
    "critical": Text("严重", "critical"),
    "high": Text("高", "high"),
    "medium": Text("中", "medium"),
    "low": Text("低", "low"),
    "none": Text("提示", "for information"),
}
STATES: Mapping[str, Text] = {
    "open": Text("未处理", "open"),
    "fixed": Text("已修复", "fixed"),
    "excepted": Text("例外", "excepted"),
}
SOURCES: Mapping[str, Text] = {
    "audit": Text("安全审计", "audit"),
    "health": Text("健康检查", "health check"),
    "scanner": Text("扫描器", "scanner"),
    "diagnosis": Text("流程诊断", "process diagnosis"),
    "other": Text("其他", "other"),
}


def _rule(values: Mapping[str, Value]) -> None:
    state = values.get("state")
    if state == "fixed" and not values.get("evidence"):
        raise BadInput(
            Text("改为已修复要有复测证据。", "Fixed needs the evidence of a retest."),
            next_step=Text("请写明复测记录。", "Name the record of the retest."),
        )
    if state == "excepted" and not (values.get("reason") and values.get("until")):
        raise BadInput(
            Text("例外要有理由和截止日期。", "An exception needs a reason and a last day."),
        )


SHEET = Sheet(
    "finding", "findings", "FD", Text("发现项", "Finding"),
    (
        Column("title", Text("发现", "Finding"), must=True),
        Column("severity", Text("严重程度", "Severity"), Shape.CHOICE, SEVERITIES, must=True,
               first="medium"),
        Column("system", Text("系统或主机", "System or host")),
        Column("place", Text("位置(端口)", "Place (port)")),
        Column("mark", Text("漏洞编号", "Identifier")),
        Column("source", Text("来源", "Source"), Shape.CHOICE, SOURCES, first="audit"),
        Column("owner", Text("负责人", "Owner")),
        Column("due", Text("期限", "Due"), Shape.DAY),
        Column("state", Text("状态", "State"), Shape.CHOICE, STATES, first="open"),
        Column("evidence", Text("复测证据", "Evidence of the retest")),
        Column("reason", Text("例外理由", "Reason of the exception")),
        Column("until", Text("例外截止", "Exception ends"), Shape.DAY),
        Column("first_seen", Text("首次发现", "First seen"), Shape.DAY),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule,
)  # fmt: skip


def due_day(severity: str, since: date) -> str:
    """Return the day by which a finding is due by its severity, "" for none."""
    days = DUE_DAYS.get(severity)
    return "" if days is None else (since + timedelta(days=days)).isoformat()


def new_finding(values: Mapping[str, Value], stamp: Stamp, zone: tzinfo) -> Edit:
    """Return the edit that records a finding; the due day follows from its severity if not set."""
    today = stamp.at.date()
    filled = dict(values)
    filled["first_seen"] = values.get("first_seen") or today.isoformat()
    severity = words_of(values.get("severity")) or "medium"
    filled["due"] = values.get("due") or due_day(severity, today)
    return sheets.new_record(SHEET, filled, stamp, zone)


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at; a critical or high one that is open stops gates."""
    severity, state = text_of(entity, "severity"), text_of(entity, "state")
    until, due = day_of(entity, "until"), day_of(entity, "due")
    if state == "fixed" or (state == "excepted" and until and until >= today):
        return ()
    found: list[Flag] = []
    if severity in ("critical", "high"):
        name = SEVERITIES[severity]
        found.append(Flag("blocker", Text(f"“{name.zh}”级,还没有修复", f"{name.en}, not fixed"),
                          stops=True))  # fmt: skip
    if state == "excepted":
        found.append(
            Flag("lapsed", Text(f"例外已于 {until} 到期", f"the exception ended on {until}"))
        )
    if due and due < today:
        found.append(Flag("overdue", Text(f"期限 {due} 已过", f"was due on {due}")))
    if not entity.fields.get("owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it")))
    return tuple(found)


def findings(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the findings with their flags: not fixed before fixed, the gravest first."""
    order = list(SEVERITIES)
    found = [(one, flags(one, today)) for one in sheets.of_project(records, project)]

    def rank(pair: tuple[Entity, tuple[Flag, ...]]) -> tuple[bool, int, str, str]:
        severity, one = text_of(pair[0], "severity"), pair[0]
        at = order.index(severity) if severity in order else len(order)
        return text_of(one, "state") != "open", at, text_of(one, "due"), one.id

    return sorted(found, key=rank)


# --- what a scanner reports ---


def fingerprint(values: Mapping[str, Value]) -> str:
    """Return the id of what a scanner found: host, port, and its identifier or else its title."""
    host, place = words_of(values.get("system")), words_of(values.get("place"))
    what = words_of(values.get("mark")) or words_of(values.get("title"))
    return derived_id(SHEET.kind, "scanner", host.casefold().strip(), place.strip(), bare(what))


def take_in(
    held: Entity | None, values: Mapping[str, Value], scan: str, at: datetime, stamp: Stamp,
    zone: tzinfo,
) -> Edit | None:  # fmt: skip
    """Return the edit for one line of a scanner's report; None where this scan told of it already.

    `scan` names the file by its content and `at` is when it was made. What had been fixed before
    that and is there again is opened anew, with what was said about the fix in its history.
    """
    if held is None:
        day = at.date().isoformat()
        edit = new_finding({**values, "source": "scanner", "first_seen": day}, stamp, zone)
        told = sheets.entry(stamp, 1, {"what": SEEN, "scan": scan}, when=at)
        return replace(edit, entity=fingerprint(values), events=(*edit.events, told))
    if any(one.data.get("scan") == scan for one in held.events):
        return None
    changes: tuple[Change, ...] = ()
    if text_of(held, "state") == "fixed" and _fixed_at(held) < at:
        changes = setting(held, {"state": "open", "evidence": None}, stamp).changes
    told = sheets.entry(stamp, 0, {"what": SEEN, "scan": scan}, when=at)
    events = (told, *sheets.told_changes(changes, stamp, 1))
    return Edit(stamp.id, held.id, SEEN, stamp.at, stamp.actor, SHEET.kind, changes, events)


def _fixed_at(entity: Entity) -> datetime:
    fixes = [one.at for one in entity.events
             if one.data.get("field") == "state" and one.data.get("new") == "fixed"]  # fmt: skip
    return max(fixes, default=entity.events[0].at)


def seen_at(entity: Entity) -> datetime | None:
    """Return when a scanner saw it last, None where none did."""
    return max((one.at for one in entity.events if one.data.get("what") == SEEN), default=None)
