"""The demo company's interfaces and their data, the same edits every time."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from itertools import count
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Read, Sheet
from firstline.domain.ids import derived_id
from firstline.domain.interfaces import (
    contract,
    extract_copy,
    mapping,
    migration_score,
    network,
    slow_sql,
)
from firstline.domain.interfaces.network_profile import parse_profiles
from firstline.domain.interfaces.score_rule import parse_rule
from firstline.domain.interfaces.statement import Statement, mark_of
from firstline.domain.privacy import processing, request
from firstline.domain.routing.shifts import USUAL
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language, Text
from firstline.intake.demo.row import said

PACK = "demo_links"
PROFILES = "health/network_profiles"
RULE = "health/migration_score"
PACKS = (PACK, PROFILES, RULE)
SHEETS: Mapping[str, Sheet] = {
    one.kind: one
    for one in (contract.SHEET, mapping.SHEET, extract_copy.SHEET, processing.SHEET, request.SHEET)
}
KINDS = (*SHEETS, slow_sql.SHEET.kind, network.SHEET.kind)
Row = Mapping[str, Any]


def links(
    texts: Mapping[str, str], now: datetime, user: str, language: Language
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that lay the pack's registers as of `now`; `texts` are packs by name."""
    return tuple(_Laid(texts, now, user, language).edits())


def score(texts: Mapping[str, str], read: Read, stamp: Stamp, language: Language) -> Edit:
    """Return the edit that records the risk of the demo's migration, from what `read` returns."""
    told = tomllib.loads(texts[PACK])["project"]
    project = str(told["zh" if language == "zh_CN" else "en"])
    found = migration_score.assess(read, project, stamp.at, parse_rule(texts[RULE], RULE))
    values = migration_score.values_of(found, project, stamp.at.date().isoformat())
    return sheets.new_record(migration_score.SHEET, values, stamp, stamp.at.tzinfo or UTC)


class _Laid:
    """Lays the records one after another, each with a stamp of its own."""

    def __init__(
        self, texts: Mapping[str, str], now: datetime, user: str, language: Language
    ) -> None:
        self._raw = tomllib.loads(texts[PACK])
        self._profiles = parse_profiles(texts[PROFILES], PROFILES)
        self._now, self._user = now, user
        self._tongue = "zh" if language == "zh_CN" else "en"
        self._numbers = count()
        self._zone: tzinfo = now.tzinfo or UTC

    def edits(self) -> Iterator[Edit]:
        """Yield every edit."""
        for row in self._raw["record"]:
            yield from self._record(row)
        for row in self._raw["reading"]:
            yield self._made(slow_sql.SHEET, self._reading(row), 4)
        for row in self._raw["network"]:
            yield self._made(network.SHEET, self._network(row), 1)

    def _stamp(self, age: float) -> Stamp:
        number = next(self._numbers)
        at = self._now - timedelta(days=age)
        return Stamp(derived_id("demo", "links", str(number)), at, self._user)

    def _said(self, value: Any) -> Value:
        return said(value, self._now, self._tongue)

    def _values(self, row: Row, *left_out: str) -> dict[str, Value]:
        gone = ("kind", "age", *left_out)
        return {name: self._said(value) for name, value in row.items() if name not in gone}

    def _in_project(self, values: dict[str, Value]) -> dict[str, Value]:
        values.setdefault("project", self._said(self._raw["project"]))
        return values

    def _made(self, sheet: Sheet, values: Mapping[str, Value], age: float) -> Edit:
        return sheets.new_record(sheet, values, self._stamp(age), self._zone)

    def _record(self, row: Row) -> Iterator[Edit]:
        sheet, values = SHEETS[row["kind"]], self._values(row, "probes")
        if sheet is not request.SHEET and sheet is not processing.SHEET:
            values = self._in_project(values)
        edit = self._made(sheet, values, row["age"])
        yield edit
        held = rebase_entity(None, [edit])
        for one in row.get("probes", ()):
            if held is not None:
                found = contract.Probe(one["result"], Text(one["zh"], one["en"]))
                yield contract.probe_edit(held, found, self._stamp(one["age"]))

    def _reading(self, row: Row) -> dict[str, Value]:
        found = [
            Statement(mark_of(one["sql"]), one["sql"], one["calls"],
                      Decimal(one["mean"] * one["calls"]), Decimal(one["p95"]))
            for one in row["statements"]
        ]  # fmt: skip
        given = self._in_project(self._values(row, "statements"))
        file = f"query_stats_{row['phase']}.csv"
        kept = slow_sql.values_of(found, "sqlserver", (file, mark_of(file) * 4))
        return {**given, **kept, "window": "09:00-11:00", "environment": "U8"}

    def _network(self, row: Row) -> dict[str, Value]:
        start = (self._now - timedelta(days=2)).replace(hour=6, minute=0, second=0, microsecond=0)
        samples = []
        for minute in range(24 * 60):
            slow = row["night"] if minute >= 16 * 60 else 0
            took = Decimal(row["latency"] + minute * 17 % 23 + slow)
            loss = Decimal(2 if minute % 53 == 0 else 0)
            at = start + timedelta(minutes=minute)
            samples.append(network.Sample(at, took, loss, Decimal(46 + minute * 7 % 31)))
        given = self._in_project(self._values(row, "latency", "night"))
        limits = self._profiles[row["profile"]].values
        file = (f"{row['profile']}.csv", mark_of(str(row["latency"])) * 4)
        return {**given, **limits, **network.values_of(samples, USUAL, self._zone, file)}
