"""The quarterly review: facts, both legs, cost, risks and what to decide, from one snapshot (S69).

Its headings are those of templates.md M.7; a number that nobody recorded is said to be missing.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from firstline.domain.edits.codec import canonical
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read
from firstline.domain.review.period import Stretch, stretch_of
from firstline.domain.review.quality import Line, Quality, lines, quality_from
from firstline.domain.review.quality_words import HEADS, cells, notes
from firstline.domain.review.quarter import Quarter, quarter_from, quarter_json
from firstline.domain.sla.calendar import Calendar
from firstline.domain.ticket.first_line import rate, short
from firstline.domain.ticket.triage import TYPE_NAMES
from firstline.domain.ticket.words import CHANNEL_NAMES
from firstline.domain.training.covered import Cover, cover_json
from firstline.domain.words import Language, Text
from firstline.report.frozen.quarter_money import costs, outlook, quotas
from firstline.report.frozen.quarter_registers import (
    actions_of,
    causes,
    changes,
    checked,
    hours_frozen,
    learned,
    outages,
    risks_of,
    standstills,
)
from firstline.report.frozen.quarter_training import TRAINING, coverage
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Made, Table, Words, fact_table

QUARTER = "quarter"
KINDS = (
    "outage", "cost_rate", "problem", "ledger", "paid_request", "remote_session",
    "service_request", "check",
    "finding", "share", "risk", "policy_watch", "lifecycle", "action", "contract", "package",
    "supplement", "saving",
)  # fmt: skip
_TITLE = Text("季度复盘", "Quarterly review")
_SIGN = (
    Text("决议:____________________________________________",
         "Resolved: ____________________________________________"),
    Text("IT 负责人 __________  业务负责人 __________  厂商 __________  日期 __________",
         "IT lead __________  Business owner __________  Vendor __________  Date __________"),
)  # fmt: skip
_PLAIN: Mapping[str, Text] = {}
_WIDE = (10, 15, 17, 17, 24, 17)


def quarter_shot(
    read: Read, facts: Quarter, name: str, now: datetime, zone: str, language: Language,
    *, calendars: Mapping[str, Calendar], trained: Cover | None = None,
) -> Shot:  # fmt: skip
    """Return the snapshot: the records of every part, and what the tickets say of the quarter.

    The agreed hours of the systems stand in it as open stretches, since packs change, and so does
    the coverage of training as it was `trained` when the quarter ended.
    """
    records: dict[str, Sequence[Entity]] = {kind: read(kind) for kind in KINDS}
    period = stretch_of(name, ZoneInfo(zone))
    hours = hours_frozen(records["outage"], read("system"), calendars, period)
    texts = {"tickets": canonical(quarter_json(facts)), "hours": canonical(hours)}
    if trained is not None:
        texts[TRAINING] = canonical(cover_json(trained))
    return Shot(QUARTER, records, now, zone, options={"quarter": name}, texts=texts,
                language=language)  # fmt: skip


def quarter_report(shot: Shot) -> Made:
    """Return the review. Raises KeyError, ValueError and TypeError for a snapshot that is none."""
    words, name = shot.words, shot.options["quarter"]
    period = stretch_of(name, words.zone)
    facts = quarter_from(json.loads(shot.texts["tickets"]))
    quality = quality_from(facts.ours, facts.theirs, period, facts.as_of, words.zone)
    held: Mapping[str, Sequence[Entity]] = shot.records
    tables = [
        _counts(facts, period, words), _vendor(quality), *_disputed(quality),
        _inner(facts, period), outages(shot, period, words),
        standstills(held, period, shot.now, words),
        causes(held, facts, words), quotas(held, period, words), costs(held, period, words),
        checked(held, period, words), *coverage(shot, words),
        learned(held, period, words),
        risks_of(held, period, shot.now, words), changes(held, period, words),
        actions_of(held, period, words), outlook(held, quality, period, words),
    ]  # fmt: skip
    return Made(QUARTER, shot.text(), _TITLE, name, tables, _SIGN, shot.now, shot.language,
                {"quarter": name}, formats=(".html", ".docx"))  # fmt: skip


def _counts(facts: Quarter, period: Stretch, words: Words) -> Table:
    def told(name: str, words_of: Mapping[str, Text] = _PLAIN) -> str:
        return " · ".join(
            f"{words.say(words_of[key]) if key in words_of else key} {many}"
            for key, many in facts.counts(name)
        ) or "—"  # fmt: skip

    days = period.days
    rows = [
        [words.say(Text("期间", "Period")), f"{days.first} – {days.last}"],
        [words.say(Text("新工单", "New tickets")), str(len(facts.made))],
        [words.say(Text("按级别", "By priority")), told("priority")],
        [
            words.say(Text("按类型", "By type")),
            told("type", {str(key): name for key, name in TYPE_NAMES.items()}),
        ],
        [words.say(Text("按渠道", "By channel")), told("channel", CHANNEL_NAMES)],
        [words.say(Text("按产品", "By product")), told("product")],
        [words.say(Text("按站点", "By site")), told("site")],
    ]
    return fact_table(Text("1 事实", "1 Facts"), rows)


def _vendor(quality: Quality) -> Table:
    rows = [cells(one) for one in quality.by_priority]
    said = notes(quality)
    note = Text(" ".join(one.zh for one in said), " ".join(one.en for one in said))
    return Table(Text("2 厂商段达成率", "2 The vendor's promises"), _heads(), rows, note)


def _disputed(quality: Quality) -> list[Table]:
    if not quality.disputed:
        return []
    name = Text("2 按厂商认定的级别", "2 By the vendor's own priority")
    return [Table(name, _heads(), [cells(one) for one in quality.theirs])]


def _inner(facts: Quarter, period: Stretch) -> Table:
    found: Sequence[Line] = lines(facts.inner, lambda one: one.ours)
    first = short(rate(facts.closed, period.days))
    note = Text(f"首线解决率(没有交给厂商 ÷ 关闭):{first.zh}",
                f"First-line solution rate (not handed over ÷ closed): {first.en}")  # fmt: skip
    rows = [cells(one) for one in found]
    return Table(Text("3 内部段与首线解决率", "3 Our own promises"), _heads(), rows, note)


def _heads() -> list[tuple[Text, int]]:
    return list(zip((Text("级别", "Priority"), *HEADS[1:]), _WIDE, strict=True))
