"""The tables of a health report: the score and its rule, every item, and the findings."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from firstline.domain.health import checks, finding
from firstline.domain.health.check_items import FREQUENCIES, PARTS
from firstline.domain.health.checks import MARKS, VERDICTS, Line
from firstline.domain.health.finding import SEVERITIES, STATES
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.words import Language, Text
from firstline.report.runbook_tables import Table

if TYPE_CHECKING:
    from firstline.report.health_report import HealthShot

_FACTS = ((Text("项目", "What"), 20), (Text("值", "Value"), 80))
_ITEMS = (
    (Text("项", "Item"), 6), (Text("检查什么", "What is looked at"), 26),
    (Text("结论", "Verdict"), 10), (Text("测得", "Measured"), 10), (Text("证据", "Evidence"), 18),
    (Text("检查日期", "Looked on"), 10), (Text("下次", "Due"), 10), (Text("与去年比", "Trend"), 10),
)  # fmt: skip
_FINDINGS = (
    (Text("编号", "Id"), 10), (Text("严重程度", "Severity"), 10), (Text("发现", "Finding"), 34),
    (Text("系统", "System"), 14), (Text("负责人", "Owner"), 10), (Text("期限", "Due"), 10),
    (Text("状态", "State"), 12),
)  # fmt: skip


def tables(shot: "HealthShot") -> list[Table]:
    """Return the tables of the report."""
    say, zone = shot.language, ZoneInfo(shot.zone)
    found = checks.result(shot.items, shot.system, shot.looked, shot.now)
    score = "—" if found.score is None else f"{int(found.score)} / 100"
    facts = [
        (Text("系统", "System"), shot.system), (Text("得分", "Score"), score),
        (Text("怎么算的", "How it follows"), found.why.in_(say)),
        (Text("与去年比", "Against last year"), found.trend.in_(say)),
    ]  # fmt: skip
    made = [
        Table(Text("结论", "Result"), _FACTS, [[name.in_(say), value] for name, value in facts])
    ]
    for part, name in PARTS.items():
        lines = [one for one in found.lines if one.item.part == part]
        if lines:
            made.append(Table(name, _ITEMS, [_item(one, say, zone) for one in lines]))
    rows = list(_findings(shot, say))
    if rows:
        made.append(Table(Text("发现项", "Findings"), _FINDINGS, rows))
    return made


def _item(one: Line, say: Language, zone: tzinfo) -> list[str]:
    last, often = one.last, FREQUENCIES[one.item.frequency][2].in_(say)
    return [
        one.item.id, f"{one.item.title.in_(say)} ({often})",
        f"{MARKS[one.verdict]} {VERDICTS[one.verdict].in_(say)}", last.value if last else "",
        " ".join(filter(None, (last.evidence, last.note))) if last else "",
        f"{last.at.astimezone(zone):%Y-%m-%d}" if last else "—",
        one.due.isoformat() if one.due else "—", one.trend.in_(say),
    ]  # fmt: skip


def _findings(shot: "HealthShot", say: Language) -> Iterable[list[str]]:
    for one, flags in finding.findings(shot.findings, shot.now.date()):
        severity, state = text_of(one, "severity"), text_of(one, "state")
        told = STATES.get(state, STATES["open"]).in_(say)
        late = any(flag.code in ("overdue", "lapsed") for flag in flags)
        yield [
            number_of(finding.SHEET, one),
            SEVERITIES.get(severity, SEVERITIES["medium"]).in_(say), text_of(one, "title"),
            text_of(one, "system"), text_of(one, "owner"), text_of(one, "due"),
            f"⚠ {told}" if late else told,
        ]  # fmt: skip
