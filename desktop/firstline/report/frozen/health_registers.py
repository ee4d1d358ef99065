"""What a health report tells of other registers: findings, risks, outages, before and after."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from firstline.domain.edits.entity import Entity
from firstline.domain.health import measurement, outage, risk
from firstline.domain.health.check_items import months_after
from firstline.domain.health.finding import SEVERITIES
from firstline.domain.health.measurement import Comparison, Measured, one_place
from firstline.domain.health.outage import minutes, percent
from firstline.domain.health.risk import LEVELS, Risk
from firstline.domain.health.service_hours import thawed
from firstline.domain.health.sheet import Flag, number_of, text_of
from firstline.domain.words import Text
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import NOT_MEASURED, Table, Words

Pairs = Sequence[tuple[Entity, tuple[Flag, ...]]]
_NOBODY = Text("没有负责人", "nobody")
_COUNTS = (
    (Text("合计", "In all"), 14), (Text("未处理", "Open"), 14), (Text("超期", "Overdue"), 14),
    (Text("例外", "Excepted"), 14), (Text("已修复", "Fixed"), 14),
)  # fmt: skip


def severity_table(pairs: Pairs, words: Words) -> Table:
    """Return how many findings of each severity there are, open, overdue, excepted and fixed."""
    rows = [
        [words.say(name), *_counts([one for one in pairs if text_of(one[0], "severity") == key])]
        for key, name in SEVERITIES.items()
    ]
    heads = ((Text("严重程度", "Severity"), 30), *_COUNTS)
    name = Text("发现项:按严重程度", "Findings by severity")
    return Table(name, heads, rows if pairs else [])


def owner_table(pairs: Pairs, words: Words) -> Table:
    """Return how many findings each owner has; those of nobody come last."""
    owners = sorted({text_of(one, "owner") for one, _ in pairs}, key=lambda name: (not name, name))
    rows = [
        [name or words.say(_NOBODY),
         *_counts([one for one in pairs if text_of(one[0], "owner") == name])]
        for name in owners
    ]  # fmt: skip
    heads = ((Text("负责人", "Owner"), 30), *_COUNTS)
    return Table(Text("发现项:按负责人", "Findings by owner"), heads, rows)


def _counts(pairs: Pairs) -> list[str]:
    states = [text_of(one, "state") or "open" for one, _ in pairs]
    late = sum(any(flag.code in ("overdue", "lapsed") for flag in flags) for _, flags in pairs)
    counts = (len(pairs), states.count("open"), late, states.count("excepted"),
              states.count("fixed"))  # fmt: skip
    return [str(one) for one in counts]


def matrix_table(risks: Sequence[Risk], words: Words) -> Table:
    """Return the open risks by probability and impact, each by its number."""
    cells = risk.matrix(risks)
    heads = ((Text("可能性 \\ 影响", "Probability \\ impact"), 20),
             *((Text(str(n), str(n)), 16) for n in range(1, 6)))  # fmt: skip
    rows = [
        [str(p), *(_cell(cells.get((p, i), ()), p * i, words) for i in range(1, 6))]
        for p in range(5, 0, -1)
    ]
    note = Text(
        f"可能性 × 影响:≥ {risk.HIGH} 高,≥ {risk.MEDIUM} 中。",
        f"Probability × impact: high from {risk.HIGH}, medium from {risk.MEDIUM}.",
    )
    return Table(Text("风险矩阵", "Risk matrix"), heads, rows if cells else [], note)


def _cell(held: Sequence[Risk], score: int, words: Words) -> str:
    level = (risk.Level.HIGH if score >= risk.HIGH else
             risk.Level.MEDIUM if score >= risk.MEDIUM else risk.Level.LOW)  # fmt: skip
    names = ", ".join(number_of(risk.SHEET, one.entity) for one in held)
    return f"{score} {words.say(LEVELS[level])}\n{names}".strip()


def risk_table(risks: Sequence[Risk], words: Words) -> Table:
    """Return the open risks, the highest score first."""
    heads = ((Text("编号", "Id"), 11), (Text("风险", "Risk"), 29), (Text("得分", "Score"), 12),
             (Text("负责人", "Owner"), 12), (Text("措施", "Mitigation"), 22),
             (Text("要注意", "Flags"), 14))  # fmt: skip
    rows = [
        [number_of(risk.SHEET, one.entity), risk.title_of(one.entity, words.language),
         f"{one.probability} × {one.impact} = {one.score} {words.say(LEVELS[one.level])}",
         words.say(risk.owner_of(one.entity)), text_of(one.entity, "mitigation"),
         "; ".join(words.say(flag.why) for flag in one.flags)]
        for one in risks if one.is_open
    ]  # fmt: skip
    return Table(Text("未关闭的风险", "Open risks"), heads, rows)


def availability_table(shot: Shot, words: Words) -> Table:
    """Return availability and error budget of the period that was asked for, and of a year."""
    heads = ((Text("时段", "Period"), 22), (Text("可用率", "Availability"), 14),
             (Text("目标", "Target"), 10), (Text("停机(分)", "Down, min"), 11),
             (Text("预算(分)", "Budget, min"), 11), (Text("剩余(分)", "Left, min"), 11),
             (Text("怎么算的", "How it follows"), 21))  # fmt: skip
    target = outage.parse_target(shot.options.get("target") or outage.TARGET)
    last = datetime.fromisoformat(shot.options["to"])
    first = datetime.fromisoformat(shot.options["from"])
    ago = months_after(last.astimezone(words.zone).date(), -12)
    year = last.astimezone(words.zone).replace(year=ago.year, month=ago.month, day=ago.day)
    hours = thawed(json.loads(shot.texts.get("hours", "null")))
    rows = []
    for start in (first, year):
        found = outage.availability(
            shot.records[outage.SHEET.kind], start, last, shot.now, target,
            system=shot.options["system"], counted=hours.counted,
        )  # fmt: skip
        share = found.share
        if not shot.records[outage.SHEET.kind] or share is None:
            none = Text("这个系统没有一条停机记录", "no outage of this system was ever recorded")
            rows.append(
                [
                    f"{words.at(start)} – {words.at(last)}",
                    words.say(NOT_MEASURED),
                    f"{percent(target)} %",
                    "—",
                    minutes(found.budget),
                    "—",
                    words.say(none),
                ]
            )
            continue
        said = f"{percent(share)} %"
        ok = {True: Text("达到", "met"), False: Text("未达到", "NOT MET"), None: NOT_MEASURED}
        rows.append([
            f"{words.at(start)} – {words.at(last)}", f"{said}, {words.say(ok[found.met])}",
            f"{percent(target)} %", minutes(found.down), minutes(found.budget),
            minutes(found.left), words.say(found.why),
        ])  # fmt: skip
    note = Text(
        f"按停机记录,服务时间:{hours.said.zh};只算非计划停机,没有登记的停机不在其中。",
        f"By the outage log; service hours: {hours.said.en}. Unplanned outages only; one that "
        "nobody recorded is not in it.",
    )
    return Table(Text("可用率与错误预算", "Availability, error budget"), heads, rows, note)


def measure_table(records: Iterable[Entity], words: Words) -> Table:
    """Return the last measurement before and after of each transaction, and what may be said."""
    heads = (
        (Text("事务", "Transaction"), 18),
        (Text("之前 n / p50 / p95 毫秒", "Before n / p50 / p95 ms"), 20),
        (Text("之后 n / p50 / p95 毫秒", "After n / p50 / p95 ms"), 20),
        (Text("缩短与吞吐", "Cut, throughput"), 22),
        (Text("结论", "Verdict"), 20),
    )
    sides: dict[str, dict[str, Measured]] = {}
    for one in sorted(records, key=lambda held: (text_of(held, "measured_on"), held.id)):
        held = sides.setdefault(text_of(one, "transaction").casefold(), {})
        held[text_of(one, "phase")] = measurement.measurement_from(one)
    rows = []
    for _, both in sorted(sides.items()):
        before, after = both.get("before"), both.get("after")
        some = before or after
        if some is None:
            continue
        name = text_of(some.entity, "transaction")
        found = measurement.compare(before, after) if before and after else None
        rows.append([name, _figures(before, words), _figures(after, words),
                     _changes(found, words), _said(found, words)])  # fmt: skip
    return Table(Text("前后对比", "Before and after"), heads, rows)


def _figures(one: Measured | None, words: Words) -> str:
    if one is None:
        return words.say(NOT_MEASURED)
    return f"{one.n} / {one.at(50) or '-'} / {one.at(95) or '-'}"


def _changes(found: Comparison | None, words: Words) -> str:
    if found is None or not found.comparable:
        return "—"
    told = [f"p{key} {_signed(-cut)} %" for key, cut in found.cuts.items()]
    if found.gain is not None:
        name = words.say(Text("吞吐", "throughput"))
        told.append(f"{name} {_signed(found.gain)} %")
    return ", ".join(told)


def _signed(value: Fraction) -> str:
    return f"{'−' if value < 0 else '+'}{one_place(abs(value))}"


def _said(found: Comparison | None, words: Words) -> str:
    if found is None:
        return words.say(Text("只测了一边", "one side alone"))
    if not found.comparable:
        why = "; ".join(words.say(one) for one in found.reasons)
        return words.say(Text(f"不可比:{why}", f"not comparable: {why}"))
    better = {True: Text("变快", "faster"), False: Text("变慢", "slower"),
              None: Text("看不出差别", "no clear difference")}  # fmt: skip
    return ", ".join(f"p{key} {words.say(better[one])}" for key, one in found.better.items())
