"""An action: what somebody will do until a day, where it came from, and what became of it (S88)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.called import one_called
from firstline.domain.outcome.standing import UNSTATED, Proof, Proved
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "action"
_ONE, _MANY = Text("个行动项", "action"), Text("个行动项", "actions")
SOON_DAYS = 7


class State(StrEnum):
    """Whether an action is still to be done."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Standing(StrEnum):
    """How an action stands on a day."""

    OVERDUE = "overdue"
    SOON = "soon"
    OPEN = "open"
    UNMEASURED = "unmeasured"  # closed, unproven, and its effect is due to be measured
    UNPROVEN = "unproven"  # closed, which alone is no success (S3)
    MISSED = "missed"  # closed, and short of its target
    PROVEN = "proven"  # closed, and its target is reached
    DROPPED = "dropped"


STANDINGS: Mapping[Standing, Text] = {
    Standing.OVERDUE: Text("已逾期", "Overdue"),
    Standing.SOON: Text("快到期", "Due soon"),
    Standing.OPEN: Text("进行中", "Open"),
    Standing.UNMEASURED: Text("未证实,该看效果了", "Unproven, due"),
    Standing.UNPROVEN: Text("已结束,未证实", "Closed, unproven"),
    Standing.MISSED: Text("已结束,未达目标", "Closed, missed"),
    Standing.PROVEN: Text("已结束,已证实", "Closed, proven"),
    Standing.DROPPED: Text("不再做", "Dropped"),
}
ENDED = frozenset({Standing.UNPROVEN, Standing.MISSED, Standing.PROVEN, Standing.DROPPED})
"""Nobody has to do anything about these any more."""
UNPROVEN = frozenset({Standing.UNMEASURED, Standing.UNPROVEN, Standing.MISSED})
"""Closed without a proven outcome."""
ORIGINS: Mapping[str, Text] = {
    "meeting": Text("例会", "Meeting"),
    "pir": Text("事后评审(PIR)", "Post-incident review"),
    "review": Text("季度复盘", "Quarterly review"),
    "health": Text("健康检查", "Health check"),
    "problem": Text("根因问题", "Problem record"),
    "other": Text("其他", "Other"),
}
IMPROVEMENTS = frozenset({"pir", "review", "health", "problem"})
"""Actions that came from there are the improvement register of S88."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action; `ref` is what it came from: the id of a ticket, a problem or a decision.

    `measure` says how its effect is to be seen, on `measure_on`, and `effect` what was seen, in
    words. `proved` is how it stands to what it was to bring, which only figures can prove.
    """

    id: str
    title: str
    owner: str
    due: date | None
    group: str = ""
    meeting: str = ""
    origin: str = "other"
    ref: str = ""
    state: State = State.OPEN
    result: str = ""
    evidence: str = ""
    measure: str = ""
    measure_on: date | None = None
    effect: str = ""
    history: tuple[Event, ...] = ()
    proved: Proved = UNSTATED

    @property
    def number(self) -> str:
        """What people call it by; it follows from the id."""
        return f"A-{self.id.replace('-', '')[-6:].upper()}"

    @property
    def postponed(self) -> tuple[Event, ...]:
        """Return each time it was postponed, the oldest first."""
        return tuple(one for one in self.history if one.data.get("what") == "postponed")

    def standing(self, today: date) -> Standing:
        """Return how it stands on `today`; it is overdue from the day after it was due."""
        if self.state is State.DROPPED:
            return Standing.DROPPED
        if self.state is State.DONE:
            if self.proved.proof is Proof.PROVEN:
                return Standing.PROVEN
            if self.proved.proof is Proof.MISSED:
                return Standing.MISSED
            waits = self.measure_on is not None and not self.effect and self.measure_on <= today
            return Standing.UNMEASURED if waits else Standing.UNPROVEN
        if self.due is None:
            return Standing.OPEN
        left = (self.due - today).days
        return Standing.OVERDUE if left < 0 else Standing.SOON if left <= SOON_DAYS else (
            Standing.OPEN
        )  # fmt: skip


def action_from(entity: "Entity") -> Action:
    """Return the action that a record holds."""
    held = {name: str(value or "") for name, value in entity.fields.items()}
    states, state = tuple(str(one) for one in State), held.get("state", "")
    return Action(
        entity.id, held.get("title", ""), held.get("owner", ""), day_from(held.get("due", "")),
        held.get("group", ""), held.get("meeting", ""), held.get("origin", "") or "other",
        held.get("ref", ""), State(state) if state in states else State.OPEN,
        held.get("result", ""), held.get("evidence", ""), held.get("measure", ""),
        day_from(held.get("measure_on", "")), held.get("effect", ""),
        tuple(one for one in entity.events if one.kind is EventKind.ENTRY),
    )  # fmt: skip


def actions(
    records: Iterable["Entity"], today: date, proofs: Mapping[str, Proved] | None = None
) -> list[Action]:
    """Return the actions: open ones by their due day, then what waits for its effect, then ended.

    Those that ended come newest first. `proofs` say by id how each stands to what it was to bring;
    one that they do not name is unproven once it is closed.
    """
    known = proofs or {}
    held = [replace(one, proved=known.get(one.id, UNSTATED)) for one in map(action_from, records)]
    found = sorted(held, key=lambda one: one.id, reverse=True)
    order = {Standing.UNMEASURED: 1, **dict.fromkeys(ENDED, 2)}

    def key(one: Action) -> tuple[int, date]:
        rank = order.get(one.standing(today), 0)
        return rank, (one.due or date.max) if rank == 0 else date.min

    return sorted(found, key=key)


def find(found: Iterable[Action], key: str) -> Action:
    """Return the action with this number or id. Raises Refused where none or several bear it."""
    return one_called(found, key, _ONE, _MANY, "firstline action list")


def day_from(value: str) -> date | None:
    """Return the ISO date in `value`, None for none and for what is no date."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
