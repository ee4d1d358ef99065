"""The demo company's projects: their registers, laid from packs, the same edits every time."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity, setting
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.ids import derived_id
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.book import What, ledger_from
from firstline.domain.project import (
    benefit,
    change_request,
    cycle,
    deliverable,
    diagnosis,
    phase,
    requirement,
    review,
    saving,
    vendor_person,
)
from firstline.domain.ticket.fields import Value
from firstline.domain.training import shares
from firstline.domain.words import Language
from firstline.intake.demo.row import said

PACKS = ("demo_project",)
"""Packs of records; a pack's `[[record]]` names its kind, its age in days, and its columns."""
SHEETS: Mapping[str, Sheet] = {
    one.kind: one
    for one in (
        phase.SHEET, requirement.SHEET, review.SHEET, change_request.SHEET, diagnosis.SHEET,
        diagnosis.POINT, deliverable.SHEET, benefit.SHEET, vendor_person.SHEET,
        vendor_person.HANDOVER, shares.SHEET, saving.SHEET, cycle.SHEET,
    )
}  # fmt: skip
_OWN = frozenset({"kind", "age", "then", "granted", "effort"})


def projects(
    texts: Sequence[str], now: datetime, user: str, language: Language
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that lay the records of these packs as of `now`.

    `age` is days ago, {days = n} a day from today, {zh, en} a text, {ref = kind, at = n} the number
    of the n-th record of a kind; `then` are later changes of a record, each with its own age.
    """
    return tuple(_Laid(now, user, language).edits(texts))


def covers(
    texts: Sequence[str], cases: Iterable[Entity], now: datetime, user: str
) -> tuple[Edit, ...]:
    """Return the edits that say which requirements the cases cover: a pack's `[[cover]]`."""
    held = {str(one.fields.get("code")): one for one in cases}
    rows = [row for text in texts for row in tomllib.loads(text).get("cover", ())]
    return tuple(
        setting(held[row["case"]], {"requirements": row["requirements"]},
                Stamp(derived_id("demo", "cover", row["case"]), now, user))
        for row in rows if row["case"] in held
    )  # fmt: skip


class _Laid:
    """Lays the records one after another, each with a stamp of its own."""

    def __init__(self, now: datetime, user: str, language: Language) -> None:
        self._now, self._user = now, user
        self._tongue = "zh" if language == "zh_CN" else "en"
        self._numbers = count()
        self._zone: tzinfo = now.tzinfo or UTC
        self._laid: dict[str, list[Entity]] = {}

    def edits(self, texts: Sequence[str]) -> Iterator[Edit]:
        """Yield every edit."""
        for text in texts:
            raw = tomllib.loads(text)
            project = self._said(raw["project"])
            for row in raw["record"]:
                yield from self._record(row, project)

    def _record(self, row: Mapping[str, Any], project: Value) -> Iterator[Edit]:
        sheet = SHEETS[row["kind"]]
        values = self._values(row)
        if any(one.id == "project" for one in sheet.columns):
            values.setdefault("project", project)
        edit = sheets.new_record(sheet, values, self._stamp(row.get("age", 2)), self._zone)
        yield edit
        held: Entity | None = rebase_entity(None, [edit])
        for later in row.get("then", ()):
            stamp = self._stamp(later["age"])
            if held is not None:
                made = sheets.change(sheet, held, self._values(later), stamp, self._zone)
                if made is not None:
                    held = rebase_entity(held, [made])
                    yield made
        if held is not None:
            self._laid.setdefault(sheet.kind, []).append(held)
            yield from self._beside(row, held)

    def _beside(self, row: Mapping[str, Any], held: Entity) -> Iterator[Edit]:
        """Yield what goes with a record: lines of effort, and an entitlement that was used."""
        for line in row.get("effort", ()):
            stamp, what = self._stamp(line["age"]), str(self._said(line["what"]))
            yield vendor_person.log_effort(held, line["hours"], what, stamp, self._zone)
        if "granted" in row:
            name = str(held.fields["entitlement"])
            unit = str(self._said(row["granted"]["unit"]))
            grant = Booking(What.GRANT, row["granted"]["amount"])
            given = book(None, name, unit, grant, self._stamp(200))
            yield given
            ledger = rebase_entity(None, [given])
            if ledger is not None:
                used = Booking(What.CONSUME, "1", ref=sheets.number_of(SHEETS["diagnosis"], held))
                yield book(ledger_from(ledger), name, "", used, self._stamp(100))

    def _stamp(self, age: float) -> Stamp:
        number = next(self._numbers)
        at = self._now - timedelta(days=age)
        return Stamp(derived_id("demo", "project", str(number)), at, self._user)

    def _values(self, row: Mapping[str, Any]) -> dict[str, Value]:
        return {name: self._said(value) for name, value in row.items() if name not in _OWN}

    def _said(self, value: Any) -> Value:
        if isinstance(value, dict) and "ref" in value:
            kind = value["ref"]
            return sheets.number_of(SHEETS[kind], self._laid[kind][value["at"]])
        return said(value, self._now, self._tongue)
