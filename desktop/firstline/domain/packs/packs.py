"""Packs: TOML texts become agreements, calendars and the priority matrix, strictly checked."""

from collections.abc import Mapping
from typing import Any

from firstline.domain.packs.calendar_packs import parse_calendar as parse_calendar  # noqa: PLC0414
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import Source, read_toml
from firstline.domain.sla.agreement import (
    BEFORE_LIVE,
    RUN,
    Agreement,
    Goal,
    Goals,
    Modifier,
    PriorityChange,
    PriorityMatrix,
    Scope,
    Unit,
    WorkdayRule,
)
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ticket import Priority, TicketType
from firstline.domain.words import Text

SLA_SCHEMA, CALENDAR_SCHEMA = "firstline.sla/1", "firstline.calendar/1"
MATRIX_SCHEMA = "firstline.priority/1"
MOST_MINUTES, MOST_WORKDAYS = 5_256_000, 3_660  # ten years
KINDS = {
    SLA_SCHEMA: "agreement", CALENDAR_SCHEMA: "calendar", MATRIX_SCHEMA: "matrix",
}  # fmt: skip
_PREFIXES = {
    Metric.FIRST_RESPONSE: "respond",
    Metric.RESOLUTION: "resolve",
    Metric.NEXT_REPLY: "next_reply",
}


def kind_of(text: str, file: str) -> str:
    """Return what a pack holds: `agreement`, `calendar`, `matrix`, or "" for another schema."""
    schema = read_toml(text, file).data.get("schema")
    return KINDS.get(schema, "") if isinstance(schema, str) else ""


def parse_agreement(text: str, file: str) -> Agreement:
    """Return the agreement in a TOML text. Raises BadInput naming file, line, place and fault."""
    return agreement_from(read_toml(text, file))


def agreement_from(source: Source) -> Agreement:
    """Return the agreement that a document holds, whatever it was written in (R19)."""
    top = Fields(source, (), source.data)
    top.schema(SLA_SCHEMA)
    counterparty = top.choice("counterparty", ("internal", "vendor", "partner"))
    rule = WorkdayRule(
        top.choice("workday_rule", tuple(WorkdayRule), WorkdayRule.END_OF_NEXT_WORKDAY)
    )
    minutes = top.whole("workday_minutes", 480, 1, 1440)
    package = top.text("package_in_use", "")
    goals = _goals(top, rule, minutes, package)
    change = PriorityChange.CARRY if counterparty == "internal" else PriorityChange.FAIR
    top.choice("threshold_op", ("le",), "le")  # R9: inclusive, always
    top.choice("first_response_means", ("human_substantive_reply",), "human_substantive_reply")
    means = "restored_or_accepted_workaround"
    top.choice("resolution_means", (means,), means)
    _check_offers(top)
    said = _source(top)
    agreement = Agreement(
        id=top.name("id"),
        title=top.title(),
        counterparty=counterparty,
        zone=top.zone("timezone", "Asia/Shanghai"),
        calendar=top.text("calendar", ""),
        goals=goals,
        pause_reasons=frozenset(top.texts("pause_reasons")),
        priority_change=PriorityChange(
            top.choice("priority_change", tuple(PriorityChange), change)
        ),
        reopen_window_days=top.whole("reopen_window_days", 7, 0, 3660),
        warn_at=top.fractions("warn_at", (0.5, 0.75, 0.9, 1.0)),
        workday_rule=rule,
        workday_minutes=minutes,
        version=top.text("version", ""),
        valid_from=top.day("valid_from"),
        valid_to=top.day("valid_to"),
        verified=top.flag("verified", default=False) and bool(said.zh),  # S4: never without one
        as_of=top.text("as_of", ""),
        source=said,
        scope=_scope(top),
        zone_given="timezone" in top.data,
        remedy_days=_remedy(top),
    )
    top.text("license", "")
    top.done()
    if not agreement.calendar and agreement.needs_calendar:
        raise source.fault(
            ("calendar",), "工作时间的目标需要日历。", "business targets need a calendar."
        )
    if agreement.valid_from and agreement.valid_to and agreement.valid_to < agreement.valid_from:
        raise source.fault(("valid_to",), "早于 valid_from。", "is before valid_from.")
    return agreement


def _source(top: Fields) -> Text:
    """Return where the targets come from: `source_zh` and `source_en`, or one `source` for both."""
    both = top.text("source", "")
    zh, en = top.text("source_zh", both), top.text("source_en", both)
    return Text(zh or en, en or zh)


def _goals(top: Fields, rule: WorkdayRule, minutes: int, package: str) -> Goals:
    """Return the targets; those of the chosen package stand before those of none."""
    rows: dict[tuple[str, Priority], dict[Metric, Goal]] = {}
    for row in top.tables("target"):
        priority = Priority(row.choice("priority", tuple(Priority)))
        business = row.choice("clock", ("24x7", "business"), "24x7") == "business"
        for name in ("name_zh", "name_en", "example_zh", "example_en"):
            row.text(name, "")
        key = (row.text("package", ""), priority)
        if key in rows:
            raise row.fault("priority", f"{priority} 写了两次。", f"{priority} stands twice.")
        rows[key] = {
            metric: _goal(row, prefix, rule, minutes, business=business)
            for metric, prefix in _PREFIXES.items()
        }
        row.done()
    if not rows:
        raise top.fault("target", "没有任何目标。", "there is no target.")
    goals: dict[tuple[Priority, Metric], Goal] = {}
    for chosen in ("", package):
        for (of, priority), metrics in rows.items():
            if of == chosen:
                goals.update({(priority, metric): goal for metric, goal in metrics.items()})
    next_reply = any(g.amount for (_, m), g in goals.items() if m is Metric.NEXT_REPLY)
    return {
        key: goal for key, goal in goals.items() if next_reply or key[1] is not Metric.NEXT_REPLY
    }


def _goal(row: Fields, prefix: str, rule: WorkdayRule, minutes: int, *, business: bool) -> Goal:
    in_minutes = row.optional_whole(f"{prefix}_minutes", 1, MOST_MINUTES)
    in_days = row.optional_whole(f"{prefix}_workdays", 1, MOST_WORKDAYS)
    if in_minutes is not None and in_days is not None:
        raise row.fault(
            f"{prefix}_workdays", "分钟和工作日只能写一个。", "give minutes or workdays, not both."
        )
    if in_days is not None:
        if rule is WorkdayRule.ELAPSED:
            return Goal(in_days, Unit.WORKDAYS, in_days * minutes * 60, 0, business=True)
        return Goal(in_days, Unit.WORKDAYS, None, in_days, business=True)
    if in_minutes is None:
        return Goal(business=business)
    unit = Unit.BUSINESS_MINUTES if business else Unit.MINUTES
    return Goal(in_minutes, unit, in_minutes * 60, 0, business=business)


def _scope(top: Fields) -> Scope:
    table = top.table("applies")
    if table is None:
        return Scope()
    types = []
    for one in table.texts("types"):
        if one not in tuple(TicketType):
            raise table.fault("types", f"没有“{one}”这种类型。", f"there is no type {one!r}.")
        types.append(TicketType(one))
    phases = table.texts("phases")
    for one in phases:
        if one not in (*BEFORE_LIVE, RUN):
            raise table.fault("phases", f"没有“{one}”这个阶段。", f"there is no phase {one!r}.")
    scope = Scope(
        table.texts("products"), table.texts("modules"), table.texts("sites"), tuple(types), phases
    )
    table.done()
    return scope


_OFFERS: Mapping[str, tuple[str, ...]] = {
    "package": ("id", "name_zh", "name_en", "price_cny_year", "priority_effect"),
    "quota": ("id", "name_zh", "name_en", "unit", "granted"),
}


def _check_offers(top: Fields) -> None:
    """Refuse unknown keys in what a pack says about packages and quotas."""
    for name, keys in _OFFERS.items():
        for row in top.tables(name):
            row.allow(*keys)
            row.done()


def _remedy(top: Fields) -> int | None:
    """Return the days of extension for a proven breach, None where the pack has no rule (A17)."""
    remedy = top.table("remedy")
    if remedy is None:
        return None
    remedy.choice("kind", ("extend_service",), "extend_service")
    days = remedy.optional_whole("days_per_proven_breach", 1, 366)
    remedy.done()
    return days


def parse_matrix(text: str, file: str) -> PriorityMatrix:
    """Return the priority matrix in a TOML text. Raises BadInput naming file, line and fault."""
    return matrix_from(read_toml(text, file))


def matrix_from(source: Source) -> PriorityMatrix:
    """Return the priority matrix that a document holds."""
    top = Fields(source, (), source.data)
    top.schema(MATRIX_SCHEMA)
    for name in ("title_zh", "title_en", "version", "license", "source", "as_of"):
        top.text(name, "")
    matrix = PriorityMatrix(
        top.name("id"),
        _rows(top),
        _scale(top, "impact"),
        _scale(top, "urgency"),
        _modifiers(top),
        _type_rules(top),
    )
    top.done()
    return matrix


def _rows(top: Fields) -> tuple[tuple[Priority, ...], ...]:
    raw: Any = top.take("matrix")
    legal = set(Priority)
    if (
        not isinstance(raw, list)
        or len(raw) != 3
        or any(not isinstance(row, list) or len(row) != 3 for row in raw)
        or any(not isinstance(one, str) or one not in legal for row in raw for one in row)
    ):
        raise top.fault("matrix", "应为 3×3 的 P1…P4。", "must be 3 × 3 of P1…P4.")
    return tuple(tuple(Priority(one) for one in row) for row in raw)


def _scale(top: Fields, name: str) -> tuple[Text, ...]:
    zh, en = top.texts(f"{name}_zh"), top.texts(f"{name}_en")
    if len(zh) != 3 or len(en) not in (0, 3):
        raise top.fault(f"{name}_zh", "应有三级说明。", "must hold three texts.")
    return tuple(Text(one, two) for one, two in zip(zh, en or zh, strict=True))


def _modifiers(top: Fields) -> tuple[Modifier, ...]:
    found: dict[str, Modifier] = {}
    for row in top.tables("modifier"):
        one = Modifier(row.name("id"), row.title(), row.texts("modules"))
        if one.id in found:
            raise row.fault("id", f"“{one.id}”写了两次。", f"{one.id!r} stands twice.")
        row.done()
        found[one.id] = one
    return tuple(found.values())


def _type_rules(top: Fields) -> dict[TicketType, str]:
    table = top.table("type_rule")
    if table is None:
        return {}
    legal = tuple(f"{verb}_{one}" for verb in ("at_least", "always") for one in Priority)
    rules = {one: table.choice(one, legal, "") for one in TicketType if one in table.data}
    table.done()
    return rules
