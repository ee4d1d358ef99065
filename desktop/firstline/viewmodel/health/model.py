"""Health and risk on screen: all boards read apart from the window, and every act on a record."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from PySide6.QtCore import QObject

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import (
    audit_log,
    burn_down,
    checks,
    finding,
    installed,
    outage,
    risk,
    risk_starters,
    upgrade_path,
)
from firstline.domain.health import sheet as sheets
from firstline.domain.health.check_items import Item
from firstline.domain.health.checks import Look
from firstline.domain.health.columns import Read, Sheet
from firstline.domain.health.risk_starters import Starter
from firstline.domain.health.sheet import text_of
from firstline.domain.health.upgrade_path import Plan
from firstline.domain.overrides import override
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health import after, before, logs
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.register_model import RegisterModel
from firstline.viewmodel.later import Later

KINDS = ("system", "risk", "scope", "compat", "environment", "upgrade_edge", "upgrade_goal",
         "quality", "measurement", "error_baseline", "field_mapping", "outage", "cost_rate",
         "check", "audit_log", "finding", "uat_run")  # fmt: skip
ORDER = ("system", "risk", "scope", "compat", "environment", "upgrade_edge", "quality",
         "measurement", "error_baseline", "outage", "cost_rate", "check", "audit_log",
         "finding")  # fmt: skip


def _reviewed(entity: Entity, note: str, stamp: Stamp, zone: tzinfo) -> Edit:
    """Return the edit of a review; the day that was set for it is done with."""
    values: dict[str, Value] = {"review_on": ""} if entity.fields.get("review_on") else {}
    return risk.review(entity, note, values, stamp, zone)


def _ended(entity: Entity, _note: str, stamp: Stamp, zone: tzinfo) -> Edit | None:
    return sheets.change(outage.SHEET, entity, {"to": stamp.at.isoformat()}, stamp, zone)


def _no_edit(_entity: Entity, _note: str, _stamp: Stamp, _zone: tzinfo) -> None:
    return None


def _found(entity: Entity, _note: str, stamp: Stamp, zone: tzinfo, read: Read) -> Edit:
    made = audit_log.finding_of(entity, read(finding.SHEET.kind), stamp, zone)
    if made is None:
        raise BadInput(audit_log.NOTHING_NEW)
    return made


ACTS: Mapping[str, tuple[Act, ...]] = {
    "risk": (
        Act(Text("登记评审", "Record a review"), _reviewed,
            Text("已登记评审", "Review recorded"), note=Text("评审意见", "What was found")),
    ),
    "audit_log": (
        Act(Text("记为发现项", "Make it a finding"), _no_edit,
            Text("已记为发现项", "Finding recorded"), beside=_found,
            offered=lambda one: bool(text_of(one, "system"))),
    ),
    "outage": (
        Act(Text("已恢复", "It ended now"), _ended, Text("已修改停机记录", "Outage changed"),
            offered=lambda one: not one.fields.get("to")),
    ),
}  # fmt: skip


class HealthModel(RegisterModel):
    """The registers of health and risk."""

    kinds = KINDS

    def __init__(
        self, desktop: Desktop, later: Later, packs: tuple[tuple[Starter, ...], tuple[Item, ...]],
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(desktop, later, parent)
        self._starters, self._items = packs
        self.systems: list[str] = []
        self.system = ""

    # --- reading ---

    def choose_system(self, system: str) -> None:
        """Look at the checks of another system."""
        named = " ".join(system.split())[:80]
        if named and named != self.system:
            self.system = named
            self.refresh()

    @override
    def _show(self, held: Mapping[str, Sequence[Entity]]) -> None:
        now = self._desktop.ticking.now().astimezone(self._desktop.zone)
        looked, named = checks.systems(held["check"]), installed.names(held["system"])
        if not self.system and looked:  # one that nobody has looked at is not chosen by itself
            self.system = looked[0]
        found = (*looked, *named, *([self.system] if self.system else ()))
        self.systems = list(dict.fromkeys(found))
        made = (
            before.systems(held["system"], now, self._desktop.desk.calendars),
            before.risks(held["risk"], now),
            before.scopes(held["scope"]), before.compats(held["compat"]),
            before.environments(held["environment"], held["uat_run"], now),
            before.paths(held["upgrade_edge"], held["upgrade_goal"]),
            before.qualities(held["quality"]), after.measures(held["measurement"]),
            after.cases(held["error_baseline"], held["field_mapping"], now.date()),
            after.outages(held["outage"], held["system"], self._desktop.desk.calendars, now,
                          self._desktop.zone),
            after.cost_rates(held["cost_rate"], held["outage"], now),
            after.check(self._items if self.system else (), self.system, held["check"], now),
            logs.coverage(held["audit_log"], held["system"], now),
            after.findings(held["finding"], now),
        )  # fmt: skip
        self.boards = {one.frame.id: one for one in made}
        self.loaded.emit()

    @override
    def acts_of(self, sheet: Sheet) -> tuple[Act, ...]:
        return ACTS.get(sheet.kind, ())

    @override
    def _made(self, sheet: Sheet, values: Mapping[str, Value]) -> Edit:
        if sheet is finding.SHEET:
            return finding.new_finding(values, self._desktop.stamp(), self._desktop.zone)
        return super()._made(sheet, values)

    # --- acts ---

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
