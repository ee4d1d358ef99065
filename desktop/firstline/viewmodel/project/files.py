"""Files and probes on the page of projects: tables taken in, readings, samples, connections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.health.sheet import text_of
from firstline.domain.interfaces import contract, migration_score, network, slow_sql
from firstline.domain.interfaces.contract import RESULTS, Probe
from firstline.domain.interfaces.network import Sample
from firstline.domain.interfaces.network_profile import Profile
from firstline.domain.interfaces.score_rule import Rule
from firstline.domain.interfaces.statement import Statement
from firstline.domain.routing.shifts import USUAL, parse_shifts
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.apart import apart
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.project.people import PersonActs, Write

Row = tuple[int, Mapping[str, Value], Text | None]
"""A row of a table: its number, and the values or why it makes no sense."""


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """What the roof hands in; each may take long and raise Problem.

    `records` reads a table of a sheet's records; `slow` returns the format of a file of slow
    statements, the statements and its SHA-256; `samples` a network's samples and their SHA-256;
    `probe` asks whether an interface answers; `person` writes what names a person.
    """

    records: Callable[[Path, Sheet], Sequence[Row]]
    slow: Callable[[Path], tuple[str, Sequence[Statement], str]]
    samples: Callable[[Path, tzinfo], tuple[Sequence[Sample], str]]
    probe: Callable[[str], Probe]
    person: Write


class ProjectActs(QObject):
    """Reads files and probes apart from the window, and performs what follows from them."""

    def __init__(
        self, desktop: Desktop, later: Later, doors: ProjectFiles, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._doors = doors
        self.people = PersonActs(desktop, doors.person, self)

    def take_table(self, sheet: Sheet, path: Path) -> None:
        """Take a table of records in: new ones are made, those that are known get its values."""
        self._apart(lambda: self._doors.records(path, sheet), lambda rows: self._taken(sheet, rows))

    def _taken(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        edits: dict[str, Edit] = {}
        new, bad = 0, []
        for number, values, reason in rows:
            edit, fresh = None, False
            try:
                if reason is None:
                    edit, fresh = self._edit(sheet, values)
            except BadInput as problem:
                reason = problem.sentence  # noqa: PLW2901 - why this row is refused
            if reason is not None:
                bad.append((number, reason))
            if edit is not None and edit.entity not in edits:
                edits[edit.entity] = edit
                new += fresh
        zh = "".join(f";第 {n} 行:{why.zh}" for n, why in bad[:2])
        en = "".join(f"; row {n}: {why.en}" for n, why in bad[:2])
        self._perform(tuple(edits.values()), Text(
            f"新增 {new},更新 {len(edits) - new},拒绝 {len(bad)}{zh}",
            f"{new} new, {len(edits) - new} updated, {len(bad)} refused{en}",
        ))  # fmt: skip

    def _edit(self, sheet: Sheet, values: Mapping[str, Value]) -> tuple[Edit | None, bool]:
        desktop = self._desktop
        stamp, zone, read = desktop.stamp(), desktop.zone, desktop.store.records
        made = sheets.new_record(sheet, values, stamp, zone, read)
        held = desktop.store.record(sheet.kind, made.entity)
        if held is None:
            return made, True
        return sheets.change(sheet, held, values, stamp, zone, read), False

    def take_slow(self, path: Path, values: Mapping[str, Value]) -> None:
        """Take slow statements in as a reading of these values."""

        def done(found: tuple[str, Sequence[Statement], str]) -> None:
            name, statements, sha256 = found
            kept = slow_sql.values_of(statements, name, (path.name, sha256))
            words = slow_sql.FORMATS[name]
            self._keep(slow_sql.SHEET, {**values, **kept}, Text(
                f"已收入 {len(statements)} 种语句({words.zh}),字面值已去掉",
                f"{len(statements)} statements taken in ({words.en}), without their values",
            ))  # fmt: skip

        self._apart(lambda: self._doors.slow(path), done)

    def take_samples(
        self, path: Path, values: Mapping[str, Value], profiles: Mapping[str, Profile]
    ) -> None:
        """Take a day's samples in; the profile that `values` names sets the limits."""
        profile = profiles.get(str(values.get("profile") or ""))
        limits = profile.values if profile else {}
        zone = self._desktop.zone

        def done(found: tuple[Sequence[Sample], str]) -> None:
            samples, sha256 = found
            try:
                shifts = parse_shifts(getattr(self._desktop.settings, "shifts", ()))
            except BadInput:
                shifts = USUAL
            try:
                kept = network.values_of(samples, shifts, zone, (path.name, sha256))
            except BadInput as problem:
                self._desktop.problem.emit(problem)
                return
            words = Text(f"已收入 {len(samples)} 个样本", f"{len(samples)} samples taken in")
            self._keep(network.SHEET, {**values, **limits, **kept}, words)

        self._apart(lambda: self._doors.samples(path, zone), done)

    def score(self, project: str, rule: Rule) -> None:
        """Record today's score of a project's migration."""
        desktop = self._desktop
        now = desktop.stamp().at.astimezone(desktop.zone)
        try:
            found = migration_score.assess(desktop.store.records, project, now, rule)
        except BadInput as problem:
            desktop.problem.emit(problem)
            return
        values = migration_score.values_of(found, project, now.date().isoformat())
        level = migration_score.LEVELS[found.level]
        self._keep(migration_score.SHEET, values, Text(
            f"迁移风险 {found.total}/100({level.zh})",
            f"Migration risk {found.total}/100 ({level.en})",
        ))  # fmt: skip

    def _keep(self, sheet: Sheet, values: Mapping[str, Value], words: Text) -> None:
        try:
            edit, _ = self._edit(sheet, values)
        except BadInput as problem:
            self._desktop.problem.emit(problem)
            return
        self._perform((edit,) if edit else (), words)

    def probe(self, keys: Sequence[str]) -> None:
        """Probe these interfaces and keep what was found; nobody's data are sent."""
        kind = contract.SHEET.kind
        held = [one for key in keys if (one := self._desktop.store.record(kind, key))]
        asked = [(one, text_of(one, "endpoint")) for one in held]

        def done(found: Sequence[Probe]) -> None:
            edits = tuple(
                contract.probe_edit(one, probe, self._desktop.stamp())
                for (one, _), probe in zip(asked, found, strict=True)
            )
            count = {name: sum(one.result == name for one in found) for name in RESULTS}
            zh = ",".join(f"{RESULTS[name].zh} {n}" for name, n in count.items() if n)
            en = ", ".join(f"{n} {RESULTS[name].en}" for name, n in count.items() if n)
            self._perform(edits, Text(f"探测:{zh}", f"Probe: {en}"))

        if asked:
            self._apart(lambda: [self._doors.probe(place) for _, place in asked], done)

    def _perform(self, edits: Sequence[Edit], words: Text) -> None:
        if edits:
            self._desktop.perform(*edits, text=words)
            return
        from firstline.viewmodel.acts import Acted  # noqa: PLC0415 - after an act alone

        self._desktop.acted.emit(Acted(words, (), ()))

    def _apart(self, work: Callable[[], object], then: Callable[[Any], None]) -> None:
        apart(self._desktop, self._later, work, then)
