"""The demo company's tests and go-live: cases, runs, signatures, coverage, runs of the tool."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.ids import id_at
from firstline.domain.project import backup_plan, coverage, rollback_plan, tool_run
from firstline.domain.ticket.fields import Value
from firstline.domain.uat import acts, signoff
from firstline.domain.uat.pack import parse_pack, take_in
from firstline.domain.uat.run import Result, Run, run_from
from firstline.domain.uat.standing import processes, standings
from firstline.domain.words import Language

PACK = "demo_go_live"
CASE_PACK = "u8_cloud"
Row = Mapping[str, Any]
_RESULTS = {"p": Result.PASSED, "f": Result.FAIL, "b": Result.BLOCKED, "s": Result.SKIPPED}


def go_live(
    pack: str, cases: str, now: datetime, user: str, language: Language, find: Callable[[str], str]
) -> tuple[Edit, ...]:
    """Return the edits that lay the pack with its cases; `find` gives a demo ticket's id."""
    return tuple(_Laid(pack, cases, now, user, language, find).edits())


class _Laid:
    """Lays the records one after another, each with a stamp of its own."""

    def __init__(
        self, pack: str, cases: str, now: datetime, user: str, language: Language,
        find: Callable[[str], str],
    ) -> None:  # fmt: skip
        self._raw, self._cases = tomllib.loads(pack), cases
        self._now, self._user, self._find = now, user, find
        self._tongue = "zh" if language == "zh_CN" else "en"
        self._numbers = count(1)
        self._zone: tzinfo = now.tzinfo or UTC
        self._project = self._said(self._raw["project"])

    def edits(self) -> Iterator[Edit]:
        """Yield every edit."""
        yield from self._tests()
        for row in self._raw["coverage"]:
            yield from self._coverage(row)
        for row in self._raw["tool"]:
            yield self._tool(row)
        for row in self._raw["ready"]:
            yield self._ready(row)

    def _stamp(self, age: float) -> Stamp:
        at = self._now - timedelta(days=age)
        return Stamp(id_at(at, next(self._numbers)), at, self._user)

    def _said(self, value: Any) -> str:
        if isinstance(value, dict) and "days" in value:
            return (self._now + timedelta(days=value["days"])).date().isoformat()
        return str(value[self._tongue]) if isinstance(value, dict) else str(value)

    def _values(self, row: Row, sheet: Sheet) -> dict[str, Value]:
        known = {one.id for one in sheet.columns}
        values: dict[str, Value] = {
            name: self._said(value) for name, value in row.items() if name in known
        }
        return {"project": self._project, **values}

    # --- tests ---

    def _tests(self) -> Iterator[Edit]:
        pack = parse_pack(self._cases, CASE_PACK)
        laid = take_in(pack, (), self._project, (self._stamp(20) for _ in pack.cases))
        yield from laid
        cases = [one for edit in laid if (one := rebase_entity(None, [edit]))]
        by_code = {str(one.fields["code"]): one for one in cases}
        runs = []
        for row in self._raw["run"]:
            edits, run = self._run(row, by_code[row["case"]])
            yield from edits
            runs.append(run)
        yield from self._signed(cases, runs)

    def _run(self, row: Row, case: Entity) -> tuple[list[Edit], Run]:
        place, age = self._said(self._raw["environment"]), float(row["age"])
        tester = self._said(row["tester"])
        begun = acts.start(case, (), tester=tester, environment=place, stamp=self._stamp(age))
        edits = [begun]
        entity = rebase_entity(None, edits)
        if entity is None:
            raise LookupError(row["case"])

        def then(edit: Edit) -> None:
            nonlocal entity
            edits.append(edit)
            entity = rebase_entity(entity, [edit])

        for at, mark in enumerate(row["results"], 1):
            if mark in _RESULTS and entity is not None:
                result = _RESULTS[mark]
                said = "" if result is Result.PASSED else self._said(row["actual"])
                then(acts.record(run_from(entity), at, result, self._stamp(age), actual=said))
                if result is Result.FAIL and "defect" in row and entity is not None:
                    ticket = self._find(row["defect"])
                    then(acts.defect(run_from(entity), at, ticket, self._stamp(age)))
        if "." not in row["results"] and entity is not None:
            then(acts.finish(run_from(entity), self._stamp(age)))
        if entity is None:
            raise LookupError(row["case"])
        return edits, run_from(entity)

    def _signed(self, cases: list[Entity], runs: list[Run]) -> Iterator[Edit]:
        for row in self._raw["signer"]:
            name, person = row["process"], self._said(row["person"])
            edit = signoff.name_signer(
                None, self._project, name, row["role"], person, self._stamp(18)
            )
            held = rebase_entity(None, [edit] if edit else [])
            if edit is None or held is None:
                continue
            yield edit
            if "sign" not in row:
                continue
            found = processes(standings(cases, runs, lambda _key: True), [held])
            (one,) = (each for each in found if each.name == name)
            yield signoff.sign(
                held, one.stops, one.fingerprint, one.testers, self._stamp(row["sign"]), by=person,
                note=self._said(row["note"]), known=one.known,
            )  # fmt: skip

    # --- registers ---

    def _coverage(self, row: Row) -> Iterator[Edit]:
        values = self._values(row, coverage.SHEET)
        edit = sheets.new_record(coverage.SHEET, values, self._stamp(row["age"]), self._zone)
        yield edit
        held = rebase_entity(None, [edit])
        for proof in row["proofs"]:
            if held is not None:
                text = self._said(proof["text"])
                yield coverage.prove(held, proof["condition"], self._stamp(proof["age"]), text=text)

    def _ready(self, row: Row) -> Edit:
        sheet = {one.kind: one for one in (backup_plan.SHEET, rollback_plan.SHEET)}[row["kind"]]
        values = self._values(row, sheet)
        if "made" in row:
            made = (self._now + timedelta(hours=row["made"])).replace(minute=0, second=0)
            values["last_at"] = made.replace(microsecond=0).isoformat()
        return sheets.new_record(sheet, values, self._stamp(row["age"]), self._zone)

    def _tool(self, row: Row) -> Edit:
        began = (self._now + timedelta(hours=row["started"])).replace(second=0, microsecond=0)
        ended = began + timedelta(minutes=row["took_min"])
        counts = dict(zip(tool_run.COUNTS, map(str, row["counts"]), strict=True))
        values = {
            **self._values(row, tool_run.SHEET), **counts,
            "started": began.isoformat(), "ended": ended.isoformat(),
            "environment": self._said(self._raw["environment"]),
        }  # fmt: skip
        stamp = self._stamp(row["age"])
        return sheets.new_record(tool_run.SHEET, values, stamp, self._zone)
