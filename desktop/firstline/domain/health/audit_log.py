"""Audit logs: which system logs what and for how long; a system without one is a hole (S76)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import finding, installed
from firstline.domain.health.columns import UNSURE, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of, whole_of
from firstline.domain.reminding.reminder import Reminder, day_marks, morning_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.reminding.given import Given

SECTION = "health"
KEPT_MONTHS = 6
"""A log is kept so long at least: six months, as China's Cybersecurity Law asks (article 21)."""
LOOK_DAYS = 90
"""So often somebody looks whether it still writes, unless the record says otherwise."""


def _rule(values: Mapping[str, Value]) -> None:
    if values.get("on") == "yes" and not values.get("records"):
        raise BadInput(
            Text("日志开着,就要写明记录什么。", "A log that is on needs what it records."),
            next_step=Text("例如:登录、权限变更、导出。", "Such as sign-ins, rights, exports."),
        )  # fmt: skip
    if values.get("checked_on") and not values.get("evidence"):
        raise BadInput(
            Text("查看过要有证据。", "A look needs its evidence."),
            next_step=Text("写明查到的最新一条日志,或截图名。",
                           "Name the newest entry that was found, or a picture."),
        )  # fmt: skip


SHEET = Sheet(
    "audit_log", "audit_logs", "AL", Text("审计日志", "Audit log"),
    (
        Column("system", Text("系统", "System"), must=True),
        Column("log", Text("哪个日志", "Which log"), must=True),
        Column("on", Text("已开启", "It is on"), Shape.CHOICE, UNSURE, first="unknown"),
        Column("records", Text("记录什么(每行一项)", "What it records"), Shape.LINES),
        Column("kept_months", Text("保留几个月", "Kept for months"), Shape.WHOLE, high=600),
        Column("place", Text("存放在哪里", "Where it is kept")),
        Column("service", Text("审计服务", "Audit service")),
        Column("service_until", Text("审计服务到期", "Service ends"), Shape.DAY),
        Column("checked_on", Text("最近查看", "Last look"), Shape.DAY),
        Column("every_days", Text("每几天查看", "Look every days"), Shape.WHOLE, low=1, high=365,
               first=LOOK_DAYS),
        Column("evidence", Text("证据", "Evidence")),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("system", "log"), rule=_rule,
)  # fmt: skip
NOTHING_NEW = Text(
    "没有要记的:没有问题,或已有未修复的发现项。",
    "Nothing to record: it is in order, or its finding is open already.",
)
_HOLE = Flag(
    "hole", Text("没有登记审计日志:覆盖缺口", "no audit log is recorded: a hole"), stops=True
)


@dataclass(frozen=True, slots=True)
class Covered:
    """One log of a system, or a system without one: then `entity` is None."""

    system: str
    entity: Entity | None
    flags: tuple[Flag, ...]

    @property
    def is_hole(self) -> bool:
        """Whether nothing of this system is known to be logged."""
        return self.entity is None


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is wrong with a log; off, kept too short or a lapsed service are red."""
    found = [*_red(entity, today)]
    due = due_day(entity)
    if due is None:
        found.append(
            Flag("never", Text("没有人查看过它是否在写", "nobody looked whether it writes"))
        )
    elif due < today:
        found.append(Flag("overdue", Text(f"应在 {due} 前查看", f"a look was due by {due}")))
    if not text_of(entity, "owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it")))
    return tuple(found)


def _red(entity: Entity, today: date) -> Iterable[Flag]:
    on, months = text_of(entity, "on") or "unknown", whole_of(entity, "kept_months")
    until = day_of(entity, "service_until")
    if on == "no":
        yield Flag("off", Text("审计日志没有开启", "the audit log is off"), stops=True)
    elif on != "yes":
        words = Text("是否开启不清楚,按没有开处理", "whether it is on is not known: counts as off")
        yield Flag("unknown", words, stops=True)
    if until and until < today:
        words = Text(f"审计服务已于 {until} 失效", f"the audit service lapsed on {until}")
        yield Flag("lapsed", words, stops=True)
    if on == "no":
        return
    if months is None:
        yield Flag("short", Text("不知道保留多久", "nobody knows how long it is kept"), stops=True)
    elif months < KEPT_MONTHS:
        words = Text(
            f"只保留 {months} 个月,不足 {KEPT_MONTHS} 个月",
            f"kept for {months} months, less than {KEPT_MONTHS}",
        )
        yield Flag("short", words, stops=True)


def due_day(entity: Entity) -> date | None:
    """Return the day by which somebody has to look again, None where nobody ever did."""
    seen = day_of(entity, "checked_on")
    return seen + timedelta(days=whole_of(entity, "every_days") or LOOK_DAYS) if seen else None


def coverage(
    logs: Iterable[Entity], systems: Iterable[Entity], today: date, project: str = ""
) -> list[Covered]:
    """Return every log and every installed system without one: holes and red ones first."""
    held = of_project(logs, project)
    found = [Covered(text_of(one, "system"), one, flags(one, today)) for one in held]
    known = {" ".join(one.system.casefold().split()) for one in found}
    names = installed.names(of_project(systems, project))
    found += [
        Covered(one, None, (_HOLE,)) for one in names
        if " ".join(one.casefold().split()) not in known
    ]  # fmt: skip
    return sorted(found, key=_rank)


def _rank(one: Covered) -> tuple[bool, bool, bool, str]:
    red = any(flag.stops for flag in one.flags)
    return not one.is_hole, not red, not one.flags, one.system.casefold()


def finding_of(
    entity: Entity, findings: Iterable[Entity], stamp: Stamp, zone: tzinfo
) -> Edit | None:  # fmt: skip
    """Return the edit that makes a finding of what is red; None where nothing is, or one is open.

    It is fixed with the evidence of a retest, as every finding is; a fault that is back after that
    is another finding.
    """
    red = [one for one in flags(entity, stamp.at.astimezone(zone).date()) if one.stops]
    mark = f"{SHEET.kind}:{entity.id[:13]}:{red[0].code}" if red else ""
    standing = (one for one in findings if text_of(one, "state") != "fixed")
    if not red or any(text_of(one, "mark") == mark for one in standing):
        return None
    system, log = text_of(entity, "system"), text_of(entity, "log")
    return finding.new_finding({
        "title": f"{system} {log}:{red[0].why.zh}", "severity": "high", "system": system,
        "source": "audit", "mark": mark, "owner": text_of(entity, "owner"),
        "note": "\n".join(f"{one.why.zh} / {one.why.en}" for one in red),
    }, stamp, zone)  # fmt: skip


def log_reminders(given: "Given") -> Iterable[Reminder]:
    """Remind 30 and 7 days before an audit service lapses, the day after, and of each due look."""
    for one in of_project(given.records(SHEET.kind), ""):
        name = f"{text_of(one, 'system')} {text_of(one, 'log')}"
        until, due = day_of(one, "service_until"), due_day(one)
        if until:
            yield from _lapse(given, one, name, until)
        if due:
            for mark, at in day_marks(due, (7, 0), given.zone):
                yield Reminder(
                    f"audit_log:{one.id}:look:{due}", mark, at, morning_of(due, given.zone),
                    Text(f"查看审计日志:{name}({due:%m-%d})",
                         f"Look at the audit log: {name} ({due:%m-%d})"),
                    Text("看最新一条日志,留下证据。", "Find its newest entry; keep evidence."),
                    SECTION, one.id, text_of(one, "owner"),
                )  # fmt: skip


def _lapse(given: "Given", one: Entity, name: str, until: date) -> Iterable[Reminder]:
    for mark, at in day_marks(until, (30, 7, -1), given.zone):
        over = mark == "-1"
        said = Text("审计服务已失效", "Audit service lapsed") if over else Text(
            "审计服务快到期", "Audit service ends soon")  # fmt: skip
        yield Reminder(
            f"audit_log:{one.id}:service:{until}", mark, at, morning_of(until, given.zone),
            Text(f"{said.zh}:{name}({until})", f"{said.en}: {name} ({until})"),
            Text("续上服务,或换一种审计办法,并登记新的到期日。",
                 "Renew it or audit in another way, and record the new last day."),
            SECTION, one.id, text_of(one, "owner"),
        )  # fmt: skip


def red_lines(
    logs: Sequence[Entity], systems: Sequence[Entity], today: date, project: str = ""
) -> list[Covered]:
    """Return what stops a gate: red logs, and holes once a desk keeps this register at all."""
    if not logs:
        return []
    return [one for one in coverage(logs, systems, today, project)
            if any(flag.stops for flag in one.flags)]  # fmt: skip
