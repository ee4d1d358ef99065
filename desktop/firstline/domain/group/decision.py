"""A decision of a working group: what was decided, why, by whom, and when to look at it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.called import one_called
from firstline.domain.edits.entity import opening, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit, Stamp
    from firstline.domain.edits.entity import Entity

KIND = "decision"
_ONE, _MANY = Text("条决定", "decision"), Text("条决定", "decisions")


class State(StrEnum):
    """Whether a decision still holds."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


STATES: Mapping[State, Text] = {
    State.VALID: Text("有效", "Valid"),
    State.REPLACED: Text("已被取代", "Replaced"),
    State.WITHDRAWN: Text("已撤回", "Withdrawn"),
}
FIELDS: Mapping[str, Text] = {
    "title": Text("决定", "What"),
    "why": Text("理由", "Why"),
    "by": Text("由谁决定", "By whom"),
    "on": Text("日期", "Date"),
    "review_on": Text("复查日期", "Review on"),
}
_LIMITS = {"title": 400, "why": 4_000, "by": 200}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `review_on` None means that it need not be looked at again."""

    id: str
    group: str
    meeting: str
    title: str
    why: str
    by: str
    on: date | None
    review_on: date | None = None
    state: State = State.VALID
    replaced_by: str = ""
    history: tuple[Event, ...] = ()

    @property
    def number(self) -> str:
        """What people call it by; it follows from the id, so that two desks never clash."""
        return f"D-{self.id.replace('-', '')[-6:].upper()}"

    def review_due(self, day: date) -> bool:
        """Whether it is to be looked at on `day`."""
        return self.state is State.VALID and self.review_on is not None and self.review_on <= day


def decision_from(entity: "Entity") -> Decision:
    """Return the decision that a record holds."""
    held = {name: str(value or "") for name, value in entity.fields.items()}
    states, state = tuple(str(one) for one in State), held.get("state", "")
    return Decision(
        entity.id, held.get("group", ""), held.get("meeting", ""), held.get("title", ""),
        held.get("why", ""), held.get("by", ""), _day(held.get("on", "")),
        _day(held.get("review_on", "")), State(state) if state in states else State.VALID,
        held.get("replaced_by", ""),
        tuple(one for one in entity.events if one.kind is EventKind.ENTRY),
    )  # fmt: skip


def decisions(records: Iterable["Entity"]) -> list[Decision]:
    """Return the decisions, the newest first."""
    found = [decision_from(one) for one in records]
    return sorted(found, key=lambda one: (one.on or date.min, one.id), reverse=True)


def find(found: Iterable[Decision], key: str) -> Decision:
    """Return the decision with this number or id. Raises Refused where none or several bear it."""
    return one_called(found, key, _ONE, _MANY, "firstline decision list")


def decide(
    stamp: "Stamp", decision_id: str, group: str, values: Mapping[str, str], meeting: str = ""
) -> "Edit":  # fmt: skip
    """Return the edit that records a decision: what, why and by whom are needed. BadInput."""
    kept = {name: _checked(name, values.get(name, "")) for name in FIELDS}
    kept["on"] = kept["on"] or stamp.at.date().isoformat()
    missing = [FIELDS[name] for name in ("title", "why", "by") if not kept[name]]
    if missing:
        zh, en = "、".join(one.zh for one in missing), ", ".join(one.en for one in missing)
        raise BadInput(Text(f"决定还缺:{zh}。", f"The decision still lacks: {en}."))
    fields: dict[str, Value] = {"group": group, "meeting": meeting, **kept}
    given = {name: value for name, value in fields.items() if value}
    return opening(KIND, decision_id, given, stamp.id, stamp.at, stamp.actor)


def review(entity: "Entity", words: str, again: str, stamp: "Stamp") -> "Edit":
    """Return the edit that says it was looked at and stands, until the day `again`, "" for ever.

    Raises BadInput for no words, Refused for one that holds no more.
    """
    _check_valid(entity)
    day = _checked("review_on", again)
    return _told(setting(entity, {"review_on": day}, stamp), stamp, "reviewed", words, day)


def withdraw(entity: "Entity", why: str, stamp: "Stamp") -> "Edit":
    """Return the edit that takes a decision back; it stays on record. Raises as `review`."""
    _check_valid(entity)
    edit = setting(entity, {"state": State.WITHDRAWN.value}, stamp)
    return _told(edit, stamp, "withdrawn", why)


def replace_by(entity: "Entity", other: str, why: str, stamp: "Stamp") -> "Edit":
    """Return the edit that lets the decision with the id `other` take its place."""
    _check_valid(entity)
    if other == entity.id:
        raise BadInput(Text("决定不能取代自己。", "A decision cannot replace itself."))
    edit = setting(entity, {"state": State.REPLACED.value, "replaced_by": other}, stamp)
    return _told(edit, stamp, "replaced", why, other)


def _told(edit: "Edit", stamp: "Stamp", what: str, words: str, to: str = "") -> "Edit":
    plain = clean(words, 2_000, "reason", lines=True)
    if not plain:
        raise BadInput(Text("请写明理由。", "Say why."))
    data = {"what": what, "to": to} if to else {"what": what}
    event = Event(
        f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, text=plain, data=data
    )
    return replace(edit, events=(event,))


def _check_valid(entity: "Entity") -> None:
    one = decision_from(entity)
    if one.state is not State.VALID:
        said = STATES[one.state]
        raise Refused(Text(f"{one.number} {said.zh}。", f"{one.number} is {said.en.lower()}."))


def _checked(name: str, value: str) -> str:
    if name in ("on", "review_on"):
        if value and _day(value) is None:
            raise BadInput(
                Text(f"“{value[:20]}”不是日期。", f"{value[:20]!r} is no date."),
                next_step=Text("请写成 2026-12-10。", "Write it as 2026-12-10."),
            )
        return value
    return clean(value, _LIMITS[name], name, lines=name == "why")


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
