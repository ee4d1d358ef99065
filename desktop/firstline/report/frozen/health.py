"""The report of an audit or a health check: the score and its rule, each item, the findings."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from firstline.domain.edits.codec import canonical
from firstline.domain.edits.entity import Entity
from firstline.domain.health import checks, finding, measurement, outage, risk
from firstline.domain.health.check_items import FREQUENCIES, PARTS, WEIGHTS, Item
from firstline.domain.health.checks import MARKS, VERDICTS, Line, Result
from firstline.domain.health.finding import SEVERITIES, STATES
from firstline.domain.health.service_hours import frozen, hours_of
from firstline.domain.health.sheet import number_of, of_project, standing, text_of
from firstline.domain.sla.calendar import Calendar
from firstline.domain.words import Language, Text
from firstline.report.frozen import health_registers as registers
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Made, Table, Words, fact_table

HEALTH = "health"
_YEAR = timedelta(days=366)
Read = Callable[[str], Sequence[Entity]]
_TITLE = Text("健康检查与安全审计报告", "Health check and security audit")
_SIGN = Text(
    "检查人 ____________  业务负责人 ____________  日期 ____________",
    "Checked by ____________  Business owner ____________  Date ____________",
)
_ITEMS = (
    (Text("项", "Item"), 5), (Text("检查什么", "What is looked at"), 22),
    (Text("权重", "Weight"), 8), (Text("结论", "Verdict"), 9), (Text("测得", "Measured"), 10),
    (Text("证据", "Evidence"), 13), (Text("检查日期", "Looked on"), 11),
    (Text("下次", "Due"), 11), (Text("与去年比", "Trend"), 11),
)  # fmt: skip
_FINDINGS = (
    (Text("编号", "Id"), 11), (Text("严重程度", "Severity"), 10), (Text("发现", "Finding"), 30),
    (Text("系统", "System"), 14), (Text("负责人", "Owner"), 12), (Text("期限", "Due"), 11),
    (Text("状态", "State"), 12),
)  # fmt: skip
WEIGHT_NAMES: Mapping[str, Text] = {
    "high": Text("高", "high"), "medium": Text("中", "medium"), "low": Text("低", "low"),
}  # fmt: skip
_REGISTERS = (finding.SHEET.kind, risk.SHEET.kind, measurement.SHEET.kind)


def health_shot(
    items: Sequence[Item], read: Read, options: Mapping[str, str], now: datetime, zone: str,
    language: Language, *, calendars: Mapping[str, Calendar],
) -> Shot:  # fmt: skip
    """Return the snapshot of a system as it stands; the items stand in it, since packs change.

    `options` are the `system`, `target` (percent), `from` and `to` of the availability, and the
    `project` of findings, risks and measurements, "" for all. `read` returns the records of a kind.
    """
    named, project = " ".join(options["system"].split()), options.get("project", "")
    mine = {checks.record_id(named, one.id) for one in items}
    records: dict[str, Sequence[Entity]] = {
        checks.KIND: [one for one in read(checks.KIND) if one.id in mine],
        outage.SHEET.kind: [
            one for one in standing(read(outage.SHEET.kind))
            if text_of(one, "system").casefold() == named.casefold()
        ],
        **{kind: of_project(read(kind), project) for kind in _REGISTERS},
    }  # fmt: skip
    last = datetime.fromisoformat(options["to"])
    hours = hours_of(named, read("system"), calendars)
    texts = {"items": canonical([asdict(one) for one in items]),
             "hours": canonical(frozen(hours, last - _YEAR, last))}  # fmt: skip
    return Shot(HEALTH, records, now, zone, options={**options, "system": named}, texts=texts,
                language=language)  # fmt: skip


def health_report(shot: Shot) -> Made:
    """Return the report. Raises KeyError, ValueError and TypeError for a snapshot that is none."""
    words, system = shot.words, shot.options["system"]
    items = _items(shot.texts["items"])
    looked = shot.records[checks.KIND]
    found = checks.result(items, system, looked, shot.now)
    risks = risk.risks(shot.records[risk.SHEET.kind], shot.now)
    pairs = finding.findings(shot.records[finding.SHEET.kind], shot.now.date())
    tables = [
        _result(found, shot, items, words),
        *(_part(found, part, words) for part in PARTS),
        registers.severity_table(pairs, words), registers.owner_table(pairs, words),
        Table(Text("发现项", "Findings"), _FINDINGS, list(_findings(pairs, words))),
        registers.matrix_table(risks, words), registers.risk_table(risks, words),
        registers.availability_table(shot, words),
        registers.measure_table(shot.records[measurement.SHEET.kind], words),
    ]  # fmt: skip
    return Made(
        HEALTH, shot.text(), _TITLE, system, [one for one in tables if one.rows], (_SIGN,),
        shot.now, shot.language, {"system": system},
    )  # fmt: skip


def _items(text: str) -> tuple[Item, ...]:
    return tuple(
        Item(**{**one, "title": Text(*one["title"]), "evidence": Text(*one["evidence"])})
        for one in json.loads(text)
    )


def _result(found: Result, shot: Shot, items: Sequence[Item], words: Words) -> Table:
    score = "—" if found.score is None else f"{int(found.score)} / 100"
    holes = checks.uncovered(items, shot.records[checks.KIND], (found.system,), shot.now)
    logs = Text("有缺口:审计日志没有证明", "HOLE: nobody proved that the audit log is on")
    late = [one.item.id for one in found.lines if any(f.code == "overdue" for f in one.flags)]
    never = [one.item.id for one in found.lines if any(f.code == "never" for f in one.flags)]
    facts = [
        (Text("系统", "System"), found.system), (Text("得分", "Score"), score),
        (Text("怎么算的", "How it follows"), words.say(found.why)),
        (Text("与去年比", "Against last year"), words.say(found.trend)),
        (Text("审计日志", "Audit log"),
         words.say(logs if holes else Text("在用,有证据", "on, with evidence"))),
        (Text("过期未查的项", "Items overdue"), f"{len(late)} {', '.join(late)}".strip()),
        (Text("从未检查的项", "Items never looked at"), f"{len(never)} {', '.join(never)}".strip()),
    ]  # fmt: skip
    return fact_table(Text("结论", "Result"), [[words.say(name), said] for name, said in facts])


def _part(found: Result, part: str, words: Words) -> Table:
    rows = [_item(one, words) for one in found.lines if one.item.part == part]
    return Table(PARTS[part], _ITEMS, rows)


def _item(one: Line, words: Words) -> list[str]:
    last, often = one.last, FREQUENCIES[one.item.frequency][2].in_(words.language)
    late = any(flag.code == "overdue" for flag in one.flags)
    due = one.due.isoformat() if one.due else "—"
    return [
        one.item.id, f"{words.say(one.item.title)} ({often})",
        f"{words.say(WEIGHT_NAMES[one.item.weight])} {WEIGHTS[one.item.weight]}",
        f"{MARKS[one.verdict]} {words.say(VERDICTS[one.verdict])}", last.value if last else "",
        " ".join(filter(None, (last.evidence, last.note))) if last else "",
        f"{last.at.astimezone(words.zone):%Y-%m-%d}\n{last.by}".strip() if last else "—",
        f"{due}\n{words.say(Text('已过期', 'OVERDUE'))}" if late else due, words.say(one.trend),
    ]  # fmt: skip


def _findings(pairs: registers.Pairs, words: Words) -> Iterable[list[str]]:
    for one, flags in pairs:
        severity, state = text_of(one, "severity"), text_of(one, "state")
        told = words.say(STATES.get(state, STATES["open"]))
        late = any(flag.code in ("overdue", "lapsed") for flag in flags)
        yield [
            number_of(finding.SHEET, one),
            words.say(SEVERITIES.get(severity, SEVERITIES["medium"])), text_of(one, "title"),
            text_of(one, "system"), text_of(one, "owner"), text_of(one, "due"),
            f"⚠ {told}" if late else told,
        ]  # fmt: skip
