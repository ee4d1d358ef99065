"""Files on the page of health and risk: an extract looked at, a scanner's report taken in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Edit
from firstline.domain.health import finding, installed, quality_run
from firstline.domain.health import sheet as sheets
from firstline.domain.health.data_quality import RULES, Report
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.apart import apart
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

Row = tuple[int, Mapping[str, Value], Text | None]
"""A row of a scanner's report: its number, and the values or why it makes no sense."""


@dataclass(frozen=True, slots=True)
class HealthFiles:
    """What the roof hands in; each may take long and raise Problem.

    `examine` takes the columns by the names of the command's options, and the file of parents where
    orphans are looked for; it returns what was found with the file's SHA-256. `write` writes a
    report of defects; `scan` returns a scanner's rows with the SHA-256 of their
    file; `build` returns version and patch of an installation.
    """

    headings: Callable[[Path], Sequence[str]]
    examine: Callable[[Path, Mapping[str, str], Path | None], tuple[Report, str]]
    write: Callable[[Path, Report], None]
    scan: Callable[[Path], tuple[Sequence[Row], str]]
    build: Callable[[Path], tuple[str, str]]


class FileActs(QObject):
    """Reads files apart from the window and performs what follows from them."""

    headed = Signal(object)  # the headings of the extract that was chosen
    paired = Signal(object)  # the headings of the second file
    examined = Signal()

    def __init__(
        self, desktop: Desktop, later: Later, doors: HealthFiles, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._doors = doors
        self.path: Path | None = None
        self.against: Path | None = None
        self.found: Report | None = None

    def choose(self, path: Path) -> None:
        """Read the headings of an extract."""
        self.path, self.found, self.against = path, None, None
        self._apart(lambda: self._doors.headings(path), self.headed.emit)

    def pair(self, path: Path) -> None:
        """Read the headings of the second file, in which orphans lack their parents."""
        self.against = path
        self._apart(lambda: self._doors.headings(path), self.paired.emit)

    def examine(self, columns: Mapping[str, str], name: str, project: str) -> None:
        """Look at the extract, and record the run under `name`."""
        path, against = self.path, self.against if columns.get("orphans") else None
        if path is None:
            return

        def done(made: tuple[Report, str]) -> None:
            self.found = made[0]
            self._record(path, made, name.strip() or path.stem, project.strip())
            self.examined.emit()

        self._apart(lambda: self._doors.examine(path, columns, against), done)

    def _record(self, path: Path, made: tuple[Report, str], name: str, project: str) -> None:
        desktop = self._desktop
        stamp, zone = desktop.stamp(), desktop.zone
        found, sha256 = made
        file = (path.name, sha256)
        values = quality_run.run_values(name, project, file, found, stamp.at.date())
        held = desktop.store.record(quality_run.SHEET.kind, quality_run.key_of(name, project))
        edit = quality_run.record(held, values, stamp, zone)
        if edit is not None:
            many = len(found.defects)
            text = Text(f"已登记检查:{many} 处缺陷", f"Run recorded: {many} defects")
            desktop.perform(edit, text=text)

    @property
    def verdict(self) -> Text:
        """What the last look found, rule by rule."""
        found = self.found
        if found is None:
            return Text("", "")
        parts = [(RULES[rule], n) for rule, n in found.counts.items()]
        zh = "  ".join(f"{'✗' if n else '✓'} {name.zh} {n}" for name, n in parts)
        en = "  ".join(f"{'✗' if n else '✓'} {name.en} {n}" for name, n in parts)
        return Text(f"{found.rows} 行:{zh}", f"{found.rows} rows: {en}")

    def write(self, path: Path) -> None:
        """Write the report of the last look."""
        found = self.found
        if found is None:
            return
        said = Text(f"已写出 {path.name}", f"{path.name} is written")
        self._apart(lambda: self._doors.write(path, found), lambda _done: self._tell(said))

    def scan(self, path: Path) -> None:
        """Take a scanner's report in: what is known already is not doubled."""
        self._apart(lambda: self._doors.scan(path), self._taken)

    def version(self, path: Path, key: str) -> None:
        """Take version and patch of a system from its version file."""
        self._apart(lambda: self._doors.build(path), lambda found: self._keep_build(key, *found))

    def _keep_build(self, key: str, version: str, patch: str) -> None:
        desktop = self._desktop
        held = desktop.store.record(installed.SHEET.kind, key)
        told: dict[str, Value] = {"version": version, "patch": patch}
        values = {name: value for name, value in told.items() if value}
        if held is None:
            return
        edit = sheets.change(installed.SHEET, held, values, desktop.stamp(), desktop.zone)
        said = f"{version} {patch}".strip()
        if edit is None:
            self._tell(Text(f"版本没有变:{said}", f"Still the same version: {said}"))
        else:
            desktop.perform(edit, text=Text(f"已读到版本 {said}", f"Version read: {said}"))

    def _taken(self, read: tuple[Sequence[Row], str]) -> None:
        rows, scan = read
        desktop = self._desktop
        held = {one.id: one for one in desktop.store.records(finding.SHEET.kind)}
        edits: dict[str, Edit] = {}
        bad = 0
        for _number, values, reason in rows:
            if reason is not None:
                bad += 1
                continue
            key = finding.fingerprint(values)
            stamp = desktop.stamp()
            if key not in edits:
                edit = finding.take_in(held.get(key), values, scan, stamp.at, stamp, desktop.zone)
                if edit is not None:
                    edits[key] = edit
        new = sum(one not in held for one in edits)
        words = Text(
            f"扫描结果:新增 {new},又看到 {len(edits) - new},看不懂 {bad} 行",
            f"Scan: {new} new, {len(edits) - new} seen again, {bad} rows make no sense",
        )
        if edits:
            desktop.perform(*edits.values(), text=words)
        else:
            self._tell(words)

    def _tell(self, words: Text) -> None:
        from firstline.viewmodel.acts import Acted  # noqa: PLC0415 - after an act alone

        self._desktop.acted.emit(Acted(words, (), ()))

    def _apart(self, work: Callable[[], object], then: Callable[[Any], None]) -> None:
        apart(self._desktop, self._later, work, then)
