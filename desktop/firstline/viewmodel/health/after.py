"""The boards of what is measured: before and after, burn-down, outages, checks and findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import (
    burn_down,
    checks,
    cost_rate,
    finding,
    measurement,
    outage,
    standstill,
)
from firstline.domain.health.burn_down import Count
from firstline.domain.health.check_items import FREQUENCIES, Item
from firstline.domain.health.checks import MARKS, VERDICTS, Result
from firstline.domain.health.finding import SEVERITIES, STATES
from firstline.domain.health.measurement import Comparison, Measured, one_place, signed
from firstline.domain.health.outage import Availability, minutes
from firstline.domain.health.risk import LEVELS, Level
from firstline.domain.health.service_hours import Calendars, Hours, hours_of, this_month
from firstline.domain.health.sheet import number_of, standing, text_of
from firstline.domain.instants import epoch, parse_instant
from firstline.domain.interfaces import mapping
from firstline.domain.words import Text, several
from firstline.viewmodel.health.board import Board, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import CASES, CHECKS, FINDINGS, MEASURES, OUTAGES, RATES


@dataclass(frozen=True, slots=True)
class Month:
    """The availability of each system in this calendar month, and of which hours it is told."""

    systems: tuple[tuple[str, Availability, Hours], ...]


def measures(records: Sequence[Entity]) -> Board:
    """Return the measurements; the extra compares the latest of each phase."""
    held = [measurement.measurement_from(one) for one in standing(records)]
    held.sort(key=lambda one: (text_of(one.entity, "transaction"),
                               text_of(one.entity, "phase") != "before",
                               text_of(one.entity, "measured_on")))  # fmt: skip
    pairs: dict[str, dict[str, Measured]] = {}
    for one in held:
        entity = one.entity
        pairs.setdefault(text_of(entity, "transaction"), {})[text_of(entity, "phase")] = one
    compared = {
        name: measurement.compare(both["before"], both["after"])
        for name, both in pairs.items() if {"before", "after"} <= set(both)
    }  # fmt: skip
    none = sum(not one.comparable for one in compared.values())
    verdict = Text(
        f"{len(compared)} 个事务有前后测量,{none} 个工作量不同,没有结论。",
        f"{several(len(compared), 'transaction')} measured before and after, {none} under "
        f"unlike workloads "
        "and without a verdict.",
    )
    lines = tuple(_measure(one, compared) for one in held)
    return Board(MEASURES, lines, verdict, compared)


def _measure(one: Measured, compared: dict[str, Comparison]) -> Line:
    entity = one.entity
    title = text_of(entity, "transaction")
    phase = named(measurement.PHASES, text_of(entity, "phase"), "before")
    few = one.n < measurement.LEAST_SAMPLES
    cells = (
        plain(title, bold=True), Shown(phase), plain(str(one.n), "P2" if few else "text"),
        plain(_ms(one, 50)), plain(_ms(one, 95)), plain(text_of(entity, "window"), "muted"),
        plain(text_of(entity, "load"), "muted"),
    )  # fmt: skip
    number = number_of(measurement.SHEET, entity)
    why = compared_words(compared[title]) if title in compared else Text(
        "还没有另一个阶段的测量。", "The other phase was not measured yet."
    )  # fmt: skip
    return Line(entity.id, number, Text(title, title), cells, (), why, entity, one)


def _ms(one: Measured, percent_: int) -> str:
    value = one.at(percent_)
    return "—" if value is None else f"{value:,}"


def compared_words(found: Comparison) -> Text:
    """Return what a comparison says, or why it says nothing."""
    if not found.comparable:
        zh = ";".join(one.zh for one in found.reasons)
        en = "; ".join(one.en for one in found.reasons)
        return Text(f"不可比,没有结论:{zh}", f"Not comparable, no verdict: {en}")
    names = {True: Text("变快", "faster"), False: Text("变慢", "slower"),
             None: Text("没有明显差别", "no clear difference")}  # fmt: skip
    parts = [
        (f"p{p} {signed(-cut)}%({names[found.better.get(p)].zh})",
         f"p{p} {signed(-cut)}% ({names[found.better.get(p)].en})")
        for p, cut in found.cuts.items()
    ]  # fmt: skip
    if found.gain is not None:
        gain = signed(found.gain)
        parts.append((f"吞吐量 {gain}%", f"throughput {gain}%"))
    return Text(";".join(zh for zh, _ in parts), "; ".join(en for _, en in parts))


def cases(records: Sequence[Entity], mapped: Sequence[Entity], today: date) -> Board:
    """Return the burn-down of every case, with what its mapping of fields still lacks."""
    lines = []
    for one in standing(records):
        found = burn_down.burn_down(one)
        rows = mapping.of_case(one, mapped)
        flags = (*burn_down.flags(found, today), *mapping.case_flags(rows))
        done, fresh = found.reduction, sum(found.fresh.values())
        said = "—" if done is None else f"{'✓' if found.met else '✗'} {one_place(done)}%"
        shade = "muted" if done is None else "ok" if found.met else "P2"
        title = text_of(one, "name")
        cells = (
            plain(title, bold=True), plain(_counted(found.baseline, found.before)),
            plain(_counted(found.latest, found.left)),
            plain(str(fresh) if fresh else "—", "P2" if fresh else "muted"),
            plain(said, shade, bold=True), plain(text_of(one, "due"), "muted"), marks(flags),
        )  # fmt: skip
        number = number_of(burn_down.SHEET, one)
        line = Line(one.id, number, Text(title, title), cells, flags, found.why, one, found)
        lines.append(line)
    verdict = Text("同类型的错误比冻结的基线;新类型另列。",
                   "The same types against the frozen baseline; new types beside.")  # fmt: skip
    return Board(CASES, tuple(lines), verdict)


def _counted(count: Count | None, errors: int) -> str:
    rate = burn_down.per_thousand(count, errors)
    return f"{errors} ({rate}‰)" if rate else str(errors)


def cost_rates(records: Sequence[Entity], outages: Sequence[Entity], now: datetime) -> Board:
    """Return the rates, and what the outages of the last 30 days cost by them."""
    lines = []
    for one, flags in cost_rate.rates(records, now.date()):
        title = text_of(one, "process")
        cells = (
            plain(title, bold=True), plain(f"{cost_rate.yuan(one):,.2f}"),
            plain(text_of(one, "systems"), "muted"), plain(text_of(one, "sites"), "muted"),
            plain(text_of(one, "source"), "muted"), marks(flags),
        )  # fmt: skip
        lines.append(Line(one.id, number_of(cost_rate.SHEET, one), Text(title, title), cells,
                          flags, Text("", ""), one))  # fmt: skip
    start = now - timedelta(days=30)
    found = standstill.losses(outages, records, start, now, now)
    whole, many = found.whole.cny, len(found.whole.costs)
    verdict = Text(
        f"近 30 天非计划停机损失 {whole:,.2f} 元({cost_rate.OWN.zh}),{many} 个业务流程,"
        f"{found.bare} 处没有费率。",
        f"Unplanned outages of the last 30 days: CNY {whole:,.2f} ({cost_rate.OWN.en}), "
        f"{many} process{'es' * (many != 1)}, {found.bare} without a rate.",
    )
    return Board(RATES, tuple(lines), verdict)


def outages(
    records: Sequence[Entity], systems: Sequence[Entity], calendars: Calendars, now: datetime,
    zone: ZoneInfo,
) -> Board:  # fmt: skip
    """Return the outage log; the extra is the availability of this calendar month (A11)."""
    held = sorted(standing(records), key=lambda one: text_of(one, "from"), reverse=True)
    each, missed, bare = [], 0, 0
    for name in sorted({text_of(one, "system") for one in held}):
        hours = hours_of(name, systems, calendars)
        found = this_month(held, now, zone, name, hours, outage.parse_target(outage.TARGET))
        each.append((name, found, hours))
        missed, bare = missed + (found.met is False), bare + (not hours.agreed)
    month, local = f"{now.astimezone(zone):%Y-%m}", len(each)
    verdict = Text(
        f"{month}:{local} 个系统中 {missed} 个低于 {outage.TARGET}%(约定时间内的非计划停机);"
        f"{bare} 个没有约定。",
        f"{month}: {missed} of {local} systems below {outage.TARGET}% of the agreed service hours, "
        f"unplanned outages only; {bare} without agreed hours (24×7).",
    )
    lines = tuple(_outage(one, now, zone) for one in held)
    return Board(OUTAGES, lines, verdict, Month(tuple(each)))


_AGREED = Text("计划,约定不计", "planned, agreed")


def _outage(one: Entity, now: datetime, zone: ZoneInfo) -> Line:
    start, end = _instant(one, "from", zone), _instant(one, "to", zone)
    took = epoch(end or now) - epoch(start) if start else 0
    planned, agreed = text_of(one, "planned") == "yes", text_of(one, "agreed") == "yes"
    kind = Text("非计划", "unplanned")
    if planned:
        kind = _AGREED if agreed else Text("计划,未约定", "planned, counted")
    shade = "muted" if planned and agreed else "text"
    running = Text(f"▲ {minutes(took)} 进行中", f"▲ {minutes(took)} running")
    said = f"{start.astimezone(zone):%Y-%m-%d %H:%M}" if start else "—"
    system = text_of(one, "system")
    cells = (
        plain(system, bold=True), plain(said),
        Shown(running, "P1", bold=True) if end is None else plain(minutes(took), shade),
        Shown(kind, shade), plain(text_of(one, "cause"), "muted"),
    )  # fmt: skip
    return Line(one.id, number_of(outage.SHEET, one), Text(f"{system} {said}", f"{system} {said}"),
                cells, (), Text("", ""), one)  # fmt: skip


def _instant(one: Entity, name: str, zone: ZoneInfo) -> datetime | None:
    try:
        return parse_instant(text_of(one, name), zone) if one.fields.get(name) else None
    except BadInput:
        return None


def check(
    items: Sequence[Item], system: str, records: Sequence[Entity], now: datetime
) -> Board:  # fmt: skip
    """Return the items of one system; the extra is the result with its score."""
    found = checks.result(items, system, records, now)
    return Board(CHECKS, tuple(_check(one) for one in found.lines), _score(found), found)


def _score(found: Result) -> Text:
    score, trend = found.score, found.trend
    if score is None:
        return Text("还没有检查过,没有得分。", "Nothing was looked at: there is no score.")
    n = int(score)
    return Text(f"{n} 分。与去年比:{trend.zh}。{found.why.zh}",
                f"{several(n, 'point')}. Against last year: {trend.en}. "
                f"{found.why.en}")  # fmt: skip


def _check(one: checks.Line) -> Line:
    item, verdict = one.item, VERDICTS[one.verdict]
    shade = {"pass": "ok", "risk": "P2", "fail": "P1"}.get(one.verdict, "muted")
    mark, often = MARKS[one.verdict], FREQUENCIES[item.frequency][2]
    late = any(flag.code in ("overdue", "never") for flag in one.flags)
    due = one.due.isoformat() if one.due else "—"
    weight = LEVELS[Level(item.weight)]
    cells = (
        plain(item.id, "muted"), Shown(item.title),
        Shown(Text(f"{mark} {verdict.zh}", f"{mark} {verdict.en}"), shade, one.verdict == "fail"),
        plain(f"{'⚠ ' if late else ''}{due}", "P2" if late else "muted"), Shown(one.trend, "muted"),
    )  # fmt: skip
    why = Text(f"{often.zh};权重{weight.zh};证据:{item.evidence.zh}",
               f"{often.en}; weight {weight.en}; evidence: {item.evidence.en}")  # fmt: skip
    return Line(item.id, item.id, item.title, cells, one.flags, why, one.entity, one)


def findings(records: Sequence[Entity], now: datetime) -> Board:
    """Return the findings."""
    found = finding.findings(records, now.date())
    lines = []
    for one, flags in found:
        severity, state = text_of(one, "severity"), text_of(one, "state")
        alive = state == "open"
        grave = severity in ("critical", "high") and alive
        glyph = {"critical": "!!", "high": "▲", "medium": "◆"}.get(severity, "○")
        name = named(SEVERITIES, severity, "medium")
        shade = {"critical": "P1", "high": "P1", "medium": "P2"}.get(severity, "muted")
        title, number = text_of(one, "title"), number_of(finding.SHEET, one)
        told = STATES.get(state, STATES["open"])
        cells = (
            plain(number, "muted"),
            Shown(Text(f"{glyph} {name.zh}", f"{glyph} {name.en}"),
                  shade if alive else "muted", grave),
            plain(title), plain(text_of(one, "system"), "muted"),
            plain(text_of(one, "due") or "—", "muted"),
            marks(flags) if alive or flags else Shown(told, "muted"),
        )  # fmt: skip
        lines.append(Line(one.id, number, Text(title, title), cells, flags, Text("", ""), one))
    many = sum(text_of(one, "state") == "open" for one, _ in found)
    verdict = Text(f"{len(found)} 项,{many} 项未处理;严重和高的没有修复就不能过关。",
                   f"{several(len(found), 'finding')}, {many} open; critical and high ones stop "
                   f"gates until "
                   "they are fixed.")  # fmt: skip
    return Board(FINDINGS, tuple(lines), verdict)
