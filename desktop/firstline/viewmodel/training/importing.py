"""A list of people or of what they passed, taken in: mapped, tried, written, taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Problem, Refused
from firstline.domain.training import taking_back, xapi
from firstline.domain.training.person import WITHDRAWN
from firstline.domain.training.settling import settling, taken_back
from firstline.domain.training.taking_in import (
    Intake,
    Taken,
    drop,
    resolve,
    take_rows,
    unknowns,
)
from firstline.domain.training.training import KIND
from firstline.domain.words import Text
from firstline.viewmodel.later import Later
from firstline.viewmodel.training import vouchers
from firstline.viewmodel.training.doors import Listed, TrainingFiles
from firstline.viewmodel.training.model import TrainingModel

if TYPE_CHECKING:
    from firstline.store.store import Store

PAGE = 200  # edits in one commit
STATEMENTS = ".json"
"""How a file of xAPI statements ends; every other one is a table."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a file would do: how it was read, and what came of its rows."""

    path: Path
    listed: Listed
    taken: Taken


@dataclass(slots=True)
class _Done:
    words: Text
    problem: Problem | None = None
    tried: Tried | None = None
    left: int = field(default=0)


class Importing(QObject):
    """Works apart from the window; one file at a time is looked at before it is written."""

    changed = Signal()

    def __init__(self, model: TrainingModel, later: Later) -> None:
        super().__init__(model)
        self._model = model
        self._later = later
        self.tried: Tried | None = None
        self.busy = False

    @property
    def files(self) -> TrainingFiles:
        """The door to files. Raises Refused where there is none."""
        found = self._model.doors.files
        if found is None:
            raise Refused(Text("这里不能读写文件。", "Files can be neither read nor written here."))
        return found

    def look(self, path: Path, columns: dict[str, str] | None = None) -> None:
        """Read a file and try it; nothing is written."""
        files = self.files

        def work(store: "Store") -> _Done:
            listed = (
                files.statements(path, _known(store)) if path.suffix.lower() == STATEMENTS
                else files.read(path, columns or {})
            )  # fmt: skip
            taken = self._intake(store, listed).taken
            return _Done(Text("", ""), tried=Tried(path, listed, taken))

        self._run(work)

    def map(self, name: str, heading: str) -> None:
        """Read a field from another column, "" from none, and try the file again."""
        if self.tried is None:
            return
        columns = {key: one for key, one in self.tried.listed.columns.items() if key != name}
        if heading:
            columns = {key: one for key, one in columns.items() if one != heading}
            columns[name] = heading
        self.look(self.tried.path, columns)

    def drop(self) -> None:
        """Look at the file no longer."""
        self.tried = None
        self.changed.emit()

    def take(self) -> None:
        """Write what was tried, as it stands on record by now."""
        tried = self.tried
        if tried is None:
            return

        def work(store: "Store") -> _Done:
            taken = self._intake(store, tried.listed).taken
            if taken.edits:
                held = store.record(KIND, taken.batch)
                named = taking_back.named_first(held, tried.path.name, taken, self._stamp())
                self._perform(store, named)
            new, moved = taken.created, taken.updated
            return _Done(Text(f"已导入:新增 {new},更新 {moved}。",
                              f"Imported: {new} created, {moved} updated."))  # fmt: skip

        self.tried = None
        self._run(work)

    def undo(self, key: str) -> None:
        """Take an import back."""

        def work(store: "Store") -> _Done:
            records = store.records(KIND)
            batch = next((one for one in records if one.id == key), None)
            if batch is None:
                raise Refused(Text("这次导入不在了。", "This import is gone."))
            edits, kept = taking_back.undo(batch, records, self._stamp)
            paid, stays = taken_back(vouchers.tools(self._model, store), edits, self._stamp)
            self._perform(store, [*edits, *paid])
            many, kept = len(edits) - 1, kept + stays
            return _Done(
                Text(f"已撤回 {many} 条;{kept} 处之后有人改过,保留。",
                     f"{many} taken back; {kept} were changed since and stay.")
            )  # fmt: skip

        self._run(work)

    def resolve(self, key: str, number: str) -> bool:
        """Say whose a row is; "" and "" looks at all rows anew. Raises a Problem for one row."""
        store, records = self._model.desktop.store, self._model.desktop.store.records(KIND)
        rows = [one for one in unknowns(records) if not key or one.id == key]
        intake = Intake(self._model.courses, records, self._stamp, with_people=False, batch="",
                        settle=settling(vouchers.tools(self._model)))  # fmt: skip
        left = 0
        for one in rows:
            tags = (tag.partition(":")[2] for tag in one.tags if tag.startswith("batch:"))
            intake.taken.batch = next(tags, "")
            try:
                resolve(intake, one, number, self._stamp())
            except Refused:
                if key:
                    raise
                left += 1
        if intake.taken.edits:
            self._perform(store, intake.taken.edits)
        done = len(rows) - left
        self._model.say(
            Text(f"已处理 {done} 行,还有 {left} 行。", f"{done} resolved, {left} left.")
        )
        return True

    def let_go(self, key: str, reason: str) -> bool:
        """Let a row of an unknown person go. Raises a Problem without a reason."""
        held = self._model.desktop.store.record(KIND, key)
        edit = drop(held, self._stamp(), reason) if held else None
        return edit is None or self._model.desktop.perform(
            edit, text=Text("已放弃一行", "A row was let go")
        )

    def _stamp(self) -> Stamp:
        return self._model.desktop.stamp()

    def _intake(self, store: "Store", listed: Listed) -> Intake:
        batch = taking_back.batch_id(listed.digest)
        made = Intake(self._model.courses, store.records(KIND), self._model.desktop.stamp,
                      with_people=listed.with_people, batch=batch,
                      settle=settling(vouchers.tools(self._model, store)))  # fmt: skip
        take_rows(
            made, listed.rows, with_people=listed.with_people, with_courses=listed.with_courses
        )
        return made

    def _perform(self, store: "Store", edits: Sequence[Edit]) -> None:
        now = self._model.desktop.ticking.now()
        with store.bulk():
            for start in range(0, len(edits), PAGE):
                store.perform(*edits[start : start + PAGE], now=now)

    def _run(self, work: "Callable[[Store], _Done]") -> None:
        self.busy = True
        self.changed.emit()

        def safely(store: "Store") -> _Done:
            try:
                return work(store)
            except Problem as problem:
                return _Done(Text("", ""), problem)

        self._later(safely, self._arrived)

    def _arrived(self, done: _Done) -> None:
        self.busy = False
        if done.tried is not None:
            self.tried = done.tried
        if done.problem is not None:
            self._model.desktop.problem.emit(done.problem)
        elif done.tried is None:
            self._model.say(done.words)
            self._model.desktop.look_around()
            self._model.refresh()
        self.changed.emit()


def _known(store: "Store") -> frozenset[str]:
    """Return the ids of the statements that were taken in before and stand."""
    return xapi.known_ids(
        str(one.fields.get("proof") or "")
        for one in store.records(KIND) if not one.fields.get(WITHDRAWN)
    )  # fmt: skip


def describe(one: Entity) -> tuple[str, str, str, dict[str, int], bool]:
    """Return an import's file, its day, who did it, its counts, and whether it was taken back."""
    last = one.events[-1]
    imported = next((each for each in reversed(one.events) if "created" in each.data), last)
    counts = {
        name: int(imported.data.get(name, "0")) for name in ("created", "updated", "quarantined")
    }
    file = str(imported.data.get("file") or one.fields.get("file") or "")
    return (
        file,
        f"{imported.at:%Y-%m-%d %H:%M}",
        imported.actor,
        counts,
        bool(one.fields.get("undone")),
    )
