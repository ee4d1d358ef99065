"""Watch rules and alerts on screen, and how long first human replies took; and the acts on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edits import open_ticket
from firstline.domain.errors import Problem, Refused
from firstline.domain.ids import new_id
from firstline.domain.query.query import parse_query
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.first_replies import Waits, first_replies, together
from firstline.domain.ticket.ticket import TicketType
from firstline.domain.ticket.triage import assess
from firstline.domain.watch import alert as alerts
from firstline.domain.watch.acts import keep, remove, values_of
from firstline.domain.watch.alert import KIND as ALERTS
from firstline.domain.watch.alert import Alert, Standing
from firstline.domain.watch.round import MEMORY, Looked
from firstline.domain.watch.rule import KIND, Rule, own_rule, record_id
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.register_doors import RegisterDoors, Rules
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.store.watch import Changed

PAGE = 500
ACKNOWLEDGED = Text("已确认告警", "Alert acknowledged")
MADE = Text("已由告警新建工单", "Ticket made of the alert")
KEPT = Text("已启用规则", "Rule is on")
REMOVED = Text("已移除规则", "Rule taken off")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule with whether this machine follows it, and what its last look saw."""

    rule: Rule
    here: bool
    verdict: str
    seen: Text


class WatchModel(QObject):
    """Reads while its page is on screen; looks are taken apart from the window."""

    loaded = Signal()
    looked = Signal(object)  # how many looks were taken, and how many found something wrong

    def __init__(
        self, desktop: Desktop, doors: RegisterDoors, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop, self._doors = desktop, doors
        self.host = ""
        self.rules: tuple[RuleRow, ...] = ()
        self.alerts: tuple[Alert, ...] = ()
        self.awake = self.looking = False
        desktop.changed.connect(self._on_changed)

    @property
    def standing(self) -> int:
        """How many alerts stand."""
        return sum(one.standing is not Standing.CLEARED for one in self.alerts)

    def refresh(self) -> None:
        """Read alerts and rules again."""
        self.alerts = tuple(alerts.alerts(self._desktop.store.records(ALERTS)))
        self._doors.rules(self._on_rules)
        self.loaded.emit()

    def _on_rules(self, found: Rules) -> None:
        self.host = found.host
        memory: Mapping[str, Any] = self._desktop.store.get(MEMORY, {})
        self.rules = tuple(_row(one, memory.get(one.id, {}), found.host) for one in found.rules)
        self.loaded.emit()

    def alert(self, key: str) -> Alert | None:
        """Return the alert with this id."""
        return next((one for one in self.alerts if one.id == key), None)

    def rule(self, key: str) -> RuleRow | None:
        """Return the rule with this id."""
        return next((one for one in self.rules if one.rule.id == key), None)

    def ticket_number(self, one: Alert) -> str:
        """Return the number of the ticket that was made of an alert, "" for none that is here."""
        row = self._desktop.store.row(one.ticket) if one.ticket else None
        return row.number if row else ""

    def acknowledge(self, one: Alert, note: str) -> bool:
        """Say that somebody has seen it."""
        desktop = self._desktop
        try:
            edit = alerts.acknowledge(one, desktop.stamp(), note)
        except Problem as problem:
            desktop.problem.emit(problem)
            return False
        return desktop.perform(edit, text=ACKNOWLEDGED)

    def to_ticket(self, one: Alert) -> None:
        """Show the open ticket of an alert, or make one with the evidence filled in."""
        desktop = self._desktop
        held = desktop.store.find(one.ticket) if one.ticket else None
        if held is not None and held.is_open:
            desktop.wanted.emit("ticket", held.id)
            return
        stamp, fields = desktop.stamp(), alerts.ticket_fields(one)
        found = assess(
            desktop.desk.matrix, impact=int(fields["impact"]), urgency=int(fields["urgency"]),
            type=TicketType.INCIDENT, modifiers=(),
        )  # fmt: skip
        values: dict[str, Value] = {
            **fields, "priority": found.priority, "site": fields["site"] or desktop.settings.site,
            "assignee": desktop.me,
        }  # fmt: skip
        why = "\n".join(desktop.speech(step) for step in found.steps)
        ticket_id = new_id(stamp.at)
        opened = open_ticket(stamp, ticket_id, values, explanation=why)
        if desktop.perform(opened, alerts.made_ticket(one, ticket_id, desktop.stamp()), text=MADE):
            desktop.wanted.emit("ticket", ticket_id)

    def look(self, rules: Sequence[Rule]) -> None:
        """Look at these rules now."""
        if not self.looking:
            self.looking = True
            self.loaded.emit()
            self._doors.look(rules, self._on_looked)

    def look_here(self) -> None:
        """Look at all rules that this machine follows."""
        here = [one.rule for one in self.rules if one.here]
        if here:
            self.look(here)
        else:
            none = Text("本机没有启用的规则。", "No rule is on for this machine.")
            then = Text("在“规则”里选一条启用。", "Choose one under “Rules” and switch it on.")
            self._desktop.problem.emit(Refused(none, next_step=then))

    def _on_looked(self, seen: Sequence[Looked]) -> None:
        self.looking = False
        self.looked.emit(tuple(seen))
        self.refresh()

    def keep(self, rule: Rule, changes: Mapping[str, str]) -> bool:
        """Keep `rule` with these changes as one of this machine; what is wrong is a banner."""
        desktop = self._desktop
        try:
            made = own_rule({**values_of(rule), "host": self.host, "active": "yes", **changes})
        except Problem as problem:
            desktop.problem.emit(problem)
            return False
        held = desktop.store.record(KIND, record_id(made.id))
        return desktop.perform(keep(made, held, desktop.stamp()), text=KEPT)

    def remove(self, rule: Rule) -> bool:
        """Take an own rule off."""
        return self._desktop.perform(remove(rule, self._desktop.stamp()), text=REMOVED)

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (changed.everything or {KIND, ALERTS} & set(changed.kinds)):
            self.refresh()


def _row(rule: Rule, held: Mapping[str, Any], host: str) -> RuleRow:
    value = held.get("value") or ["", ""]
    return RuleRow(rule, rule.on(host), str(held.get("verdict", "")), Text(value[0], value[1]))


class RepliesModel(QObject):
    """Reckons how long first human replies took, page by page apart from the window."""

    loaded = Signal()

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop, self._later = desktop, later
        self._run = 0
        self.waits: Waits | None = None

    def refresh(self) -> None:
        """Reckon anew; what was reckoned before stays in sight meanwhile."""
        self._run += 1
        run, now, pages = self._run, self._desktop.ticking.now(), list[Waits]()

        def keys(store: "Store") -> list[int]:
            return list(store.queue(parse_query(""), sort="newest", now=now))

        def on_keys(found: list[int]) -> None:
            step(found)

        def step(left: list[int]) -> None:
            if run != self._run:
                return
            if not left:
                self.waits = together(pages)
                self.loaded.emit()
                return
            taken, rest = left[:PAGE], left[PAGE:]

            def on_page(page: Waits) -> None:
                pages.append(page)
                step(rest)

            self._later(lambda store: _page(store, taken), on_page)

        self._later(keys, on_keys)


def _page(store: "Store", keys: Sequence[int]) -> Waits:
    found = (store.find(row.id) for row in store.rows(list(keys)))
    return first_replies(one for one in found if one is not None)
