"""`firstline audit status | look | coverage | scan | finding`: audits and health checks."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.audit_log import log_
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, counted, flags_json, flags_words
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import checks, finding
from firstline.domain.health.check_items import FREQUENCIES, PARTS, Item, parse_items
from firstline.domain.health.checks import KIND, MARKS, VERDICTS, Line, Look, Result
from firstline.domain.health.finding import SEVERITIES, SHEET, STATES
from firstline.domain.health.outage import TARGET, parse_target
from firstline.domain.health.sheet import text_of
from firstline.domain.project import phase
from firstline.domain.words import Text
from firstline.system.resources import resource_path

if TYPE_CHECKING:
    from firstline.report.frozen.shot import Shot

audit_ = Group("audit", words=Text("安全审计与健康检查", "Security audit and health check"))
finding_ = Group("finding", words=Text("发现项", "Findings"))
_PART = click.Choice(tuple(PARTS))


def items() -> tuple[Item, ...]:
    """Return the items that are shipped (templates G)."""
    path = resource_path("packs", "checklists", "audit_health.toml")
    return parse_items(path.read_text("utf-8"), path.name)


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the findings, not fixed before fixed, the gravest first."""
    say, today = session.language, session.now().date()
    found = finding.findings(session.store.records(SHEET.kind), today, project)
    rows = []
    for one, flags in found:
        seen = finding.seen_at(one)
        more = {"last_seen": seen.isoformat() if seen else None}
        rows.append(Row(one, flags, more, (
            SEVERITIES.get(text_of(one, "severity"), SEVERITIES["medium"]).in_(say),
            STATES.get(text_of(one, "state"), STATES["open"]).in_(say), text_of(one, "due"),
            text_of(one, "system"), text_of(one, "owner"), text_of(one, "title"),
        )))  # fmt: skip
    return rows


REGISTER = Register(
    SHEET, rows_of,
    (Text("严重程度", "Severity"), Text("状态", "State"), Text("期限", "Due"),
     Text("系统", "System"), Text("负责人", "Owner"), Text("发现", "Finding")),
    finding.new_finding,
)  # fmt: skip
add_commands(finding_, REGISTER)
audit_.add_command(finding_)
audit_.add_command(log_)


@command("status", Text("一个系统的检查情况和得分", "How a system stands, and its score"),
         parent=audit_)  # fmt: skip
@argument("system", metavar="[SYSTEM]", required=False, default="")
@option("--part", type=_PART, default=None, words=Text("只看安全或健康", "Security or health only"))
def status_(session: Session, *, system: str, part: str | None) -> None:
    """Show each item with its verdict, when it is due, and its trend if any."""
    records = session.store.records(KIND)
    known = [system] if system else checks.systems(records)
    found = [checks.result(items(), one, records, session.now(), part or "") for one in known]
    session.answer(
        {"systems": [_result(session, one) for one in found], "total": len(found)},
        lambda: _told(session, found),
    )


@command("look", Text("登记一次检查", "Record a look at an item"), parent=audit_)
@argument("system", metavar="SYSTEM")
@argument("item", metavar="ITEM")
@argument("verdict", metavar="VERDICT", type=click.Choice(tuple(VERDICTS)))
@option("--evidence", default="", words=Text("证据", "Evidence"))
@option("--value", default="", words=Text("测得的值", "What was measured"))
@option("--note", default="", words=Text("备注", "Note"))
@option("--at", "at_", default=None, words=Text("时间,默认现在", "When; now if left out"))
def look_(
    session: Session, *, system: str, item: str, verdict: str, at_: str | None, **said: str
) -> None:  # fmt: skip
    """Record what was found of an item; looks only append."""
    wanted = {one.id.casefold(): one for one in items()}
    chosen = wanted.get(item.casefold())
    if chosen is None:
        raise Refused(
            Text(f"没有“{item[:20]}”这一项。", f"There is no item {item[:20]!r}."),
            next_step=Text("用 audit status 查看。", "See them with audit status."),
        )
    at = session.instant(at_) or session.now()
    seen = Look(at, session.ground.settings.user, verdict, **said)
    held = session.store.record(KIND, checks.record_id(system, chosen.id))
    edit = checks.look(held, system, chosen, seen, session.stamp())
    session.store.perform(edit, now=session.now())
    after = session.store.record(KIND, edit.entity)
    line = checks.line(chosen, after, session.now())
    session.answer(
        {"system": " ".join(system.split()), **_line(session, line)},
        lambda: _line_words(session, line),
    )


@command("coverage", Text("没有审计日志的系统", "Systems without an audit log"), parent=audit_)
@argument("known", metavar="[SYSTEM…]", nargs=-1)
def coverage_(session: Session, *, known: tuple[str, ...]) -> None:
    """List systems whose audit log nobody proved in its quarter; exit 1 where there are any.

    Without names: every system that was looked at or has a phase and is not retired.
    """
    records = session.store.records(KIND)
    every = (*checks.systems(records), *phase.systems(session.store.records(phase.SHEET.kind)))
    wanted = known or every
    holes = checks.uncovered(items(), records, wanted, session.now())
    none = Text("没有缺口。", "There is no hole.").in_(session.language)
    session.answer({"systems": holes, "total": len(holes)}, lambda: "\n".join(holes) or none)
    if holes:
        click.get_current_context().exit(1)


@command("scan", Text("导入扫描器结果(CSV、XLSX),不重复", "Take a scanner's results in"),
         parent=audit_)  # fmt: skip
@argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--at", "at_", default=None, words=Text("扫描时间,默认现在", "When; now if left out"))
@option("--project", default="", words=Text("项目", "Project"))
def scan_(session: Session, *, file: Path, at_: str | None, project: str) -> None:
    """Take findings in: the same file changes nothing; what was fixed and is back is reopened."""
    from firstline.intake.health.extract import fingerprint  # noqa: PLC0415 - this command alone
    from firstline.intake.health.scanner import read_scan  # noqa: PLC0415

    at, scan = session.instant(at_) or session.now(), fingerprint(file)
    counts = dict.fromkeys(("read", "created", "updated", "unchanged"), 0)
    refused: list[dict[str, Any]] = []
    edits: dict[str, Edit] = {}
    reopened = 0
    for row in read_scan(file):
        counts["read"] += 1
        if row.reason is not None:
            refused.append({"row": row.number, "reason": row.reason.in_(session.language)})
            continue
        try:
            word, edit = _taken(session, {**row.values, "project": project}, scan, at, edits)
        except BadInput as problem:
            said = problem.sentence.in_(session.language)
            refused.append({"row": row.number, "reason": said})
            continue
        counts[word] += 1
        if edit is not None:
            edits[edit.entity] = edit
            reopened += any(one.field == "state" and one.to == "open" and one.seen
                            for one in edit.changes)  # fmt: skip
    if edits:
        session.store.perform(*edits.values(), now=session.now())
    session.answer({**counts, "reopened": reopened, "refused": refused},
                   lambda: counted(counts, refused))  # fmt: skip
    if refused:
        click.get_current_context().exit(1)


@command(
    "report",
    Text("健康检查报告:PDF、HTML、XLSX", "The health report: PDF, HTML, XLSX"),
    parent=audit_,
)
@argument("system", metavar="[SYSTEM]", required=False, default="")
@option("--out", required=True, type=click.Path(path_type=Path),
        words=Text(".pdf、.html 或 .xlsx", ".pdf, .html or .xlsx"))  # fmt: skip
@option("--from", "frozen", default=None, type=click.Path(path_type=Path),
        words=Text("由冻结快照重算", "From a frozen snapshot"))  # fmt: skip
@option("--target", default=TARGET, words=Text("可用率目标 %", "Target of availability, %"))
@option("--month", default="", words=Text("可用率的月份 2026-11", "Its month 2026-11"))
@option("--year", default="", words=Text("年份", "Year"))
@option("--project", default="", words=Text("只看这个项目的登记", "The registers of a project"))
def report_(
    session: Session, *, system: str, out: Path, frozen: Path | None, target: str, month: str,
    year: str, project: str,
) -> None:  # fmt: skip
    """Write the report, the snapshot it was made from, and the manifest of their hashes."""
    from firstline.cli.frozen import write  # noqa: PLC0415 - this command alone
    from firstline.cli.health.outage import period  # noqa: PLC0415
    from firstline.report.frozen.health import HEALTH, health_shot  # noqa: PLC0415

    def shot() -> "Shot":
        parse_target(target)
        start, end = period(session, month, year, None, None)
        options = {
            "system": system,
            "target": target,
            "from": start.isoformat(),
            "to": end.isoformat(),
            "project": project,
        }
        return health_shot(
            items(), session.store.records, options, session.now(),
            session.ground.settings.zone, session.language, calendars=session.desk.calendars,
        )  # fmt: skip

    write(session, system, str(out), str(frozen) if frozen else None, shot, HEALTH)


def _taken(
    session: Session, values: dict[str, Any], scan: str, at: datetime, edits: dict[str, Edit]
) -> tuple[str, Edit | None]:  # fmt: skip
    key = finding.fingerprint(values)
    if key in edits:  # a scanner may tell of one finding in several lines
        return "unchanged", None
    held = session.store.record(SHEET.kind, key)
    edit = finding.take_in(held, values, scan, at, session.stamp(), session.zone)
    return ("created" if held is None else "unchanged" if edit is None else "updated"), edit


def _result(session: Session, one: Result) -> dict[str, Any]:
    say = session.language
    score = one.score
    return {
        "system": one.system, "tested": one.tested, "items": len(one.lines),
        "points": float(one.points), "possible": one.possible,
        "score": None if score is None else int(score), "why": one.why.in_(say),
        "trend": one.trend.in_(say), "lines": [_line(session, line) for line in one.lines],
    }  # fmt: skip


def _line(session: Session, one: Line) -> dict[str, Any]:
    last = one.last
    return {
        "id": one.item.id, "part": one.item.part, "title_zh": one.item.title.zh,
        "title_en": one.item.title.en, "weight": one.item.weight,
        "frequency": one.item.frequency, "verdict": one.verdict,
        "at": last.at.isoformat() if last else None, "by": last.by if last else "",
        "value": last.value if last else "", "evidence": last.evidence if last else "",
        "note": last.note if last else "", "due": one.due.isoformat() if one.due else None,
        "trend": one.trend.in_(session.language), "flags": flags_json(session, one.flags),
    }  # fmt: skip


def _line_words(session: Session, one: Line) -> str:
    say, item = session.language, one.item
    often = FREQUENCIES[item.frequency][2].in_(say)
    return (
        f"{MARKS[one.verdict]} {item.id} {item.title.in_(say)} — "
        f"{VERDICTS[one.verdict].in_(say)}, {often}, {one.trend.in_(say)}  "
        f"{flags_words(session, one.flags)}"
    ).rstrip()


def _told(session: Session, found: list[Result]) -> Text | str:
    if not found:
        return Text("还没有检查过任何系统。用 firstline audit look 开始。",
                    "Nothing was looked at yet. Begin with firstline audit look.")  # fmt: skip
    say, out = session.language, []
    for one in found:
        score = "—" if one.score is None else str(int(one.score))
        out.append(f"{one.system}: {score} / 100  {one.trend.in_(say)}")
        out.append(f"  {one.why.in_(say)}")
        out += [f"  {_line_words(session, line)}" for line in one.lines]
    return "\n".join(out)
