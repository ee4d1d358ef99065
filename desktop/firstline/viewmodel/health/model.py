"""Health and risk on screen: all boards read apart from the window, and every act on a record."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.edit import Edit
from firstline.domain.entity import Entity
from firstline.domain.errors import Problem
from firstline.domain.fields import Value
from firstline.domain.health import (
    burn_down,
    checks,
    finding,
    outage,
    risk,
    risk_starters,
    upgrade_path,
)
from firstline.domain.health import sheet as sheets
from firstline.domain.health.check_items import Item
from firstline.domain.health.checks import Look
from firstline.domain.health.columns import Sheet
from firstline.domain.health.risk_starters import Starter
from firstline.domain.health.upgrade_path import Plan
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health import after, before
from firstline.viewmodel.health.board import Board
from firstline.viewmodel.queue import Later

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.store.watch import Changed

KINDS = ("risk", "scope", "compat", "environment", "upgrade_edge", "upgrade_goal", "quality",
         "measurement", "error_baseline", "field_mapping", "outage", "check",
         "finding")  # fmt: skip
ORDER = ("risk", "scope", "compat", "environment", "upgrade_edge", "quality", "measurement",
         "error_baseline", "outage", "check", "finding")  # fmt: skip


class HealthModel(QObject):
    """Reads the registers when somebody looks, and performs what is done to their records."""

    loaded = Signal()

    def __init__(
        self, desktop: Desktop, later: Later, packs: tuple[tuple[Starter, ...], tuple[Item, ...]],
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._starters, self._items = packs
        self.boards: dict[str, Board] = {}
        self.systems: list[str] = []
        self.system = ""
        self.awake = False
        desktop.changed.connect(self._on_changed)

    # --- reading ---

    def refresh(self) -> None:
        """Read all registers again."""
        self._later(_read, self._show)

    def choose_system(self, system: str) -> None:
        """Look at the checks of another system."""
        named = " ".join(system.split())[:80]
        if named and named != self.system:
            self.system = named
            self.refresh()

    def _show(self, held: Mapping[str, Sequence[Entity]]) -> None:
        now = self._desktop.ticking.now().astimezone(self._desktop.zone)
        known = checks.systems(held["check"])
        self.systems = list(dict.fromkeys((*known, *(() if not self.system else (self.system,)))))
        if not self.system and self.systems:
            self.system = self.systems[0]
        made = (
            before.risks(held["risk"], now), before.scopes(held["scope"]),
            before.compats(held["compat"]), before.environments(held["environment"], now),
            before.paths(held["upgrade_edge"], held["upgrade_goal"]),
            before.qualities(held["quality"]), after.measures(held["measurement"]),
            after.cases(held["error_baseline"], held["field_mapping"], now.date()),
            after.outages(held["outage"], now, self._desktop.zone),
            after.check(self._items if self.system else (), self.system, held["check"], now),
            after.findings(held["finding"], now),
        )  # fmt: skip
        self.boards = {one.frame.id: one for one in made}
        self.loaded.emit()

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (changed.everything or not changed.kinds.isdisjoint(KINDS)):
            self.refresh()

    # --- acts ---

    def _do(self, make: Callable[[], Edit | None], text: Text) -> str:
        """Perform what `make` makes; return the record's id, "" where it was refused."""
        try:
            edit = make()
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return ""
        if edit is None:
            return "same"
        return edit.entity if self._desktop.perform(edit, text=text) else ""

    def _held(self, sheet: Sheet, key: str) -> Entity | None:
        return self._desktop.store.record(sheet.kind, key)

    def add(self, sheet: Sheet, values: Mapping[str, Value]) -> str:
        """Make a record, or put one that was taken off on the list again; return its id."""
        stamp, zone = self._desktop.stamp(), self._desktop.zone

        def made() -> Edit | None:
            if sheet is finding.SHEET:
                return finding.new_finding(values, stamp, zone)
            edit = sheets.new_record(sheet, values, stamp, zone)
            held = self._held(sheet, edit.entity)
            if held is None:
                return edit
            if held.fields.get("withdrawn"):
                return sheets.put_back(held, stamp)
            return sheets.change(sheet, held, values, stamp, zone)

        name = sheet.name
        return self._do(made, Text(f"已登记{name.zh}", f"{name.en} recorded"))

    def change(self, sheet: Sheet, key: str, values: Mapping[str, Value]) -> bool:
        """Change columns; what makes no sense is told and leaves the record as it is."""
        held = self._held(sheet, key)
        if held is None:
            return False
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        name = sheet.name
        done = self._do(lambda: sheets.change(sheet, held, values, stamp, zone),
                        Text(f"已修改{name.zh}", f"{name.en} changed"))  # fmt: skip
        return bool(done)

    def remove(self, sheet: Sheet, key: str) -> None:
        """Take a record off its list."""
        held = self._held(sheet, key)
        if held is not None:
            stamp = self._desktop.stamp()
            name = sheet.name
            self._do(lambda: sheets.withdraw(held, stamp),
                     Text(f"已移除{name.zh}", f"{name.en} taken off"))  # fmt: skip

    def resolve(self, sheet: Sheet, key: str, field: str, take: str) -> None:
        """End the clash of one column."""
        held = self._held(sheet, key)
        if held is not None:
            stamp, zone = self._desktop.stamp(), self._desktop.zone
            self._do(lambda: sheets.resolve(sheet, held, field, take, stamp, zone),
                     Text("冲突已解决", "Conflict resolved"))  # fmt: skip

    def review(self, key: str, note: str) -> bool:
        """Record a review of a risk; the day that was set for it is done with."""
        held = self._held(risk.SHEET, key)
        if held is None:
            return False
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        values: dict[str, Value] = {"review_on": ""} if held.fields.get("review_on") else {}
        return bool(self._do(lambda: risk.review(held, note, values, stamp, zone),
                             Text("已登记评审", "Review recorded")))  # fmt: skip

    def end_outage(self, key: str) -> None:
        """Record that a running outage ended now."""
        self.change(outage.SHEET, key, {"to": self._desktop.stamp().at.isoformat()})

    def plan(self, start: str, target: str) -> Plan:
        """Return the known way between two versions."""
        edges = self._desktop.store.records(upgrade_path.SHEET.kind)
        return upgrade_path.plan(edges, start, target)

    def set_goal(self, start: str, target: str, project: str) -> bool:
        """Record where an upgrade is to lead."""
        values: dict[str, Value] = {"from": start, "to": target, "project": project}
        return bool(self.add(upgrade_path.GOAL, values))

    def count_errors(self, name: str, counts: str, messages: str) -> bool:
        """Freeze the baseline of a new case, or add a count to the one of this name."""
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        many = int(messages) if messages.strip().isascii() and messages.strip().isdigit() else 0

        def made() -> Edit:
            errors = burn_down.parse_counts(burn_down.count_words(counts))
            held = self._case(name)
            if held is not None:
                return burn_down.add_count(held, errors, many, stamp, stamp.at)
            return burn_down.freeze({"name": name}, errors, many, stamp, zone)

        return bool(self._do(made, Text("已登记统计", "Count recorded")))

    def _case(self, name: str) -> Entity | None:
        wanted = " ".join(name.casefold().split())
        records = sheets.standing(self._desktop.store.records(burn_down.SHEET.kind))
        found = (one for one in records if sheets.text_of(one, "name").casefold() == wanted)
        return next(found, None)

    def take_starters(self) -> int:
        """Take in the starters that are not there yet; return how many."""
        stamps = (self._desktop.stamp() for _ in self._starters)
        edits = risk_starters.take_in(
            self._starters, self._desktop.store.records(risk.SHEET.kind), "", stamps
        )
        if edits:
            many = len(edits)
            text = Text(f"已收入 {many} 条起始风险", f"{many} starting risks taken in")
            self._desktop.perform(*edits, text=text)
        return len(edits)

    def look(self, item: str, verdict: str, evidence: str, value: str) -> bool:
        """Record a look at an item of the system on screen."""
        chosen = next((one for one in self._items if one.id == item), None)
        if chosen is None:
            return False
        stamp = self._desktop.stamp()
        seen = Look(stamp.at, stamp.actor, verdict, value.strip(), evidence.strip())
        held = self._desktop.store.record(checks.KIND, checks.record_id(self.system, item))
        return bool(self._do(lambda: checks.look(held, self.system, chosen, seen, stamp),
                             Text("已登记检查", "Look recorded")))  # fmt: skip


def _read(store: "Store") -> dict[str, list[Entity]]:
    return {kind: store.records(kind) for kind in KINDS}
