"""The demo company's registers of health and risk, the same edits every time."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from itertools import count
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.health import (
    audit_log,
    burn_down,
    checks,
    compat,
    cost_rate,
    environment,
    finding,
    installed,
    measurement,
    outage,
    quality_run,
    risk,
    risk_starters,
    scope,
    upgrade_path,
)
from firstline.domain.health import sheet as sheets
from firstline.domain.health.check_items import parse_items
from firstline.domain.health.columns import Sheet
from firstline.domain.health.risk_starters import parse_starters
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language, Text
from firstline.intake.demo.row import said

PACK = "demo_health"
STARTERS = "health/risk_starters"
ITEMS = "checklists/audit_health"
PACKS = (PACK, STARTERS, ITEMS)
SHEETS: Mapping[str, Sheet] = {
    one.kind: one
    for one in (risk.SHEET, scope.SHEET, environment.SHEET, quality_run.SHEET, outage.SHEET,
                finding.SHEET, installed.SHEET, cost_rate.SHEET, audit_log.SHEET)
}  # fmt: skip
SAMPLE = Text("演示样例,非厂商资料", "Invented for the demo, not from a vendor")
SAMPLES = 40
OF_NO_PROJECT = ("outage", "system", "cost_rate", "audit_log")
Row = Mapping[str, Any]


def health(
    texts: Mapping[str, str], now: datetime, user: str, language: Language
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that lay the pack's registers as of `now`; `texts` are packs by name."""
    return tuple(_Laid(texts, now, user, language).edits())


class _Laid:
    """Lays the records one after another, each with a stamp of its own."""

    def __init__(
        self, texts: Mapping[str, str], now: datetime, user: str, language: Language
    ) -> None:
        self._raw = tomllib.loads(texts[PACK])
        self._texts = texts
        self._now, self._user = now, user
        self._tongue = "zh" if language == "zh_CN" else "en"
        self._numbers = count()
        self._project = str(self._said(self._raw["project"]))

    def edits(self) -> Iterator[Edit]:
        """Yield every edit."""
        yield from self._starters()
        for row in self._raw["record"]:
            edit = self._record(row)
            yield edit
            if row["kind"] == "system":
                yield from self._upgraded(edit)
        yield from self._compat()
        yield from self._paths()
        yield from self._measured()
        yield from self._case()
        yield from self._looks()

    def _stamp(self, age: float = 0) -> Stamp:
        number = next(self._numbers)
        at = self._now - timedelta(days=age)
        return Stamp(derived_id("demo", "health", str(number)), at, self._user)

    def _said(self, value: Any) -> Value:
        return said(value, self._now, self._tongue)

    def _values(self, row: Row, *left_out: str) -> dict[str, Value]:
        gone = ("kind", "age", *left_out)
        return {name: self._said(value) for name, value in row.items() if name not in gone}

    def _zone(self) -> tzinfo:
        return self._now.tzinfo or UTC

    def _record(self, row: Row) -> Edit:
        values, stamp = self._values(row), self._stamp(row.get("age", 2))
        if row["kind"] not in OF_NO_PROJECT:
            values.setdefault("project", self._project)
        if row["kind"] == "finding":
            return finding.new_finding(values, stamp, self._zone())
        return sheets.new_record(SHEETS[row["kind"]], values, stamp, self._zone())

    def _upgraded(self, made: Edit) -> Iterator[Edit]:
        held = rebase_entity(None, [made])
        for row in self._raw["upgraded"]:
            if held is not None and self._said(row["name"]) == held.fields["name"]:
                stamp = self._stamp(row["age"])
                values = self._values(row, "name")
                edit = sheets.change(installed.SHEET, held, values, stamp, self._zone())
                if edit is not None:
                    yield edit

    def _starters(self) -> Iterator[Edit]:
        told = {one["code"]: one for one in self._raw["starter"]}
        starters = parse_starters(self._texts[STARTERS], STARTERS)
        ages = (self._stamp(told.get(one.code, {}).get("age", 15)) for one in starters)
        laid = risk_starters.take_in(starters, (), self._project, ages)
        for one, edit in zip(starters, laid, strict=True):
            yield edit
            row = told.get(one.code, {})
            held = rebase_entity(None, [edit])
            if "review" in row and held is not None:
                seen: dict[str, Value] = {"probability": row["probability"]}
                stamp = self._stamp(row["review"])
                yield risk.review(held, str(self._said(row["note"])), seen, stamp, self._zone())

    def _compat(self) -> Iterator[Edit]:
        source = SAMPLE.zh if self._tongue == "zh" else SAMPLE.en
        for row in self._raw["compat"]:
            for part, version, verdict in row["cells"]:
                values: dict[str, Value] = {
                    "product": row["product"], "part": part, "version": version,
                    "verdict": verdict, "project": self._project,
                    "source": source if verdict in ("ok", "not") else None,
                }  # fmt: skip
                yield sheets.new_record(compat.SHEET, values, self._stamp(6), self._zone())

    def _paths(self) -> Iterator[Edit]:
        source = SAMPLE.zh if self._tongue == "zh" else SAMPLE.en
        for row in self._raw["edge"]:
            values = {**self._values(row), "source": source}
            yield sheets.new_record(upgrade_path.SHEET, values, self._stamp(8), self._zone())
        for row in self._raw["goal"]:
            values = {**self._values(row), "project": self._project}
            yield sheets.new_record(upgrade_path.GOAL, values, self._stamp(8), self._zone())

    def _measured(self) -> Iterator[Edit]:
        for row in self._raw["measured"]:
            slow = Decimal(row["slowest"])
            samples = [int(slow * (60 + (n * 17) % 41) / 100) for n in range(SAMPLES)]
            values = {
                **self._values(row, "slowest"), "window": "09:00-10:00", "environment": "U8",
                "samples": ",".join(map(str, samples)), "project": self._project,
            }  # fmt: skip
            yield sheets.new_record(measurement.SHEET, values, self._stamp(4), self._zone())

    def _case(self) -> Iterator[Edit]:
        for row in self._raw["case"]:
            first, *rest = row["counts"]
            values = {name: str(value) for name, value in self._values(row, "counts").items()}
            values["project"] = self._project
            stamp = self._stamp(first["age"])
            edit = burn_down.freeze(
                values, first[self._tongue], first["messages"], stamp, self._zone()
            )
            yield edit
            held = rebase_entity(None, [edit])
            for one in rest:
                if held is not None:
                    later = self._stamp(one["age"])
                    yield burn_down.add_count(
                        held, one[self._tongue], one["messages"], later, later.at
                    )

    def _looks(self) -> Iterator[Edit]:
        items = {one.id: one for one in parse_items(self._texts[ITEMS], ITEMS)}
        for row in self._raw["looks"]:
            system = str(self._said(row["system"]))
            for seen in row["seen"]:
                item, held = items[seen["item"]], None
                evidence = item.evidence.zh if self._tongue == "zh" else item.evidence.en
                ages = [(seen["age"], seen["verdict"])]
                if "before" in seen:
                    ages.insert(0, (seen["age"] + 365, seen["before"]))
                for age, verdict in ages:
                    stamp = self._stamp(age)
                    look = checks.Look(stamp.at, self._user, verdict, evidence=evidence)
                    edit = checks.look(held, system, item, look, stamp)
                    held = rebase_entity(held, [edit])
                    yield edit
