"""Watch rules, looks and alerts as JSON and as tables."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from firstline.cli.table import screen_width, table
from firstline.domain.edits.codec import Json
from firstline.domain.watch.alert import STANDINGS, Alert
from firstline.domain.watch.look import VERDICTS, Verdict
from firstline.domain.watch.round import Looked
from firstline.domain.watch.rule import ANYWHERE, OWN_KEYS, SEVERITIES, WATCHED, Rule
from firstline.domain.words import Language, Text

_MARKS = {Verdict.GOOD: "✓", Verdict.NEAR: "◷", Verdict.BAD: "▲", Verdict.UNREAD: "?"}
_NO_RULE = Text("本机没有启用的规则。用 firstline watch add 新增。",
                "No rule is on for this machine. Add one with firstline watch add.")  # fmt: skip
_NO_ALERT = Text("没有告警。", "There are no alerts.")


def rule_json(rule: Rule, held: Mapping[str, Any], host: str) -> Json:
    """Return a rule as JSON, with whether this machine follows it and what it saw last."""
    own = {name: _plain(getattr(rule, name)) for name in OWN_KEYS[rule.watch]}
    value = held.get("value") or ["", ""]
    return {
        "id": rule.id, "watch": str(rule.watch), "title_zh": rule.title.zh,
        "title_en": rule.title.en, "place": rule.place, "severity": str(rule.severity),
        "every_min": rule.every_min, "raise_after": rule.raise_after,
        "clear_after": rule.clear_after, **own, "advice_zh": rule.advice.zh,
        "advice_en": rule.advice.en, "host": rule.host or ANYWHERE, "product": rule.product,
        "site": rule.site, "active": rule.active, "own": rule.own, "here": rule.on(host),
        "last_at": held.get("at"), "last_verdict": held.get("verdict"),
        "last_zh": value[0], "last_en": value[1],
    }  # fmt: skip


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def looked_json(one: Looked) -> Json:
    """Return a look as JSON: what was seen, and what could not be read."""
    return {
        "rule": one.rule.id, "watch": str(one.rule.watch), "verdict": str(one.look.verdict),
        "value_zh": one.look.value.zh, "value_en": one.look.value.en,
        "evidence": list(one.look.evidence), "unread": list(one.look.unread),
        "alert": one.standing, "raised": one.raised, "cleared": one.cleared,
    }  # fmt: skip


def alert_json(one: Alert, ticket: str) -> Json:
    """Return an alert as JSON."""
    return {
        "id": one.id, "number": one.number, "rule": one.rule, "host": one.host,
        "title_zh": one.title.zh, "title_en": one.title.en, "severity": str(one.severity),
        "state": str(one.standing), "since": one.since.isoformat(), "times": one.times,
        "seen_zh": one.seen.zh, "seen_en": one.seen.en,
        "evidence": one.evidence.splitlines(), "advice_zh": one.advice.zh,
        "advice_en": one.advice.en, "by": one.by, "note": one.note, "ticket": ticket or one.ticket,
        "cleared_at": one.cleared_at.isoformat() if one.cleared_at else None,
    }  # fmt: skip


def told_looked(found: Sequence[Looked], language: Language) -> str:
    """Return a round as a table, with what was not read beneath."""
    if not found:
        return _NO_RULE.in_(language)
    heads = (Text("规则", "Rule"), Text("结果", "Found"), Text("看到", "Seen"),
             Text("告警", "Alert"))  # fmt: skip
    cells = [
        [one.rule.id, f"{_MARKS[one.look.verdict]} {VERDICTS[one.look.verdict].in_(language)}",
         one.look.value.in_(language), _became(one).in_(language)]
        for one in found
    ]  # fmt: skip
    names = [head.in_(language) for head in heads]
    said = Text("读不到", "not read").in_(language)
    left = [f"? {said}: {place}" for one in found for place in one.look.unread]
    return "\n".join([table(names, cells, stretch=2, columns=screen_width()), *left])


def _became(one: Looked) -> Text:
    if one.raised:
        return Text("新告警", "raised")
    if one.cleared:
        return Text("已恢复", "cleared")
    return Text("仍在", "stands") if one.standing else Text("—", "—")


def told_rules(rules: Sequence[Rule], rows: Sequence[Json], language: Language) -> str:
    """Return the rules as a table."""
    if not rules:
        return _NO_RULE.in_(language)
    heads = (Text("规则", "Rule"), Text("状态", "State"), Text("看什么", "Watches"),
             Text("严重", "Severity"), Text("间隔", "Every"), Text("位置", "Place"),
             Text("上次", "Last"))  # fmt: skip
    cells = [
        [one.id, _state(one, row).in_(language), WATCHED[one.watch].in_(language),
         SEVERITIES[one.severity].in_(language), f"{one.every_min} min", one.place,
         str(row["last_zh" if language == "zh_CN" else "last_en"])]
        for one, row in zip(rules, rows, strict=True)
    ]  # fmt: skip
    names = [head.in_(language) for head in heads]
    return table(names, cells, stretch=6, columns=screen_width())


def _state(rule: Rule, row: Json) -> Text:
    if row["here"]:
        return Text("启用", "on")
    return Text("停用", "off") if not rule.active else Text(rule.host, rule.host)


def told_alerts(
    found: Sequence[Alert], rows: Sequence[Json], language: Language, zone: tzinfo
) -> str:
    """Return the alerts as a table."""
    if not found:
        return _NO_ALERT.in_(language)
    heads = (Text("告警", "Alert"), Text("严重", "Severity"), Text("状态", "State"),
             Text("从", "Since"), Text("机器", "Machine"), Text("工单", "Ticket"),
             Text("看到", "Seen"))  # fmt: skip
    cells = [
        [one.number, one.grave.in_(language), STANDINGS[one.standing].in_(language),
         f"{one.since.astimezone(zone):%m-%d %H:%M}", one.host, str(row["ticket"]),
         f"{one.title.in_(language)}: {one.seen.in_(language)}"]
        for one, row in zip(found, rows, strict=True)
    ]  # fmt: skip
    names = [head.in_(language) for head in heads]
    return table(names, cells, stretch=6, columns=screen_width())
