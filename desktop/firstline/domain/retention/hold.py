"""Legal hold: who stops every destruction of what, why and since when, until two people lift it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from hashlib import sha256

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.columns import Column, Shape, Sheet
from firstline.domain.health.sheet import entry, new_record, number_of, text_of
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event
from firstline.domain.values import replace
from firstline.domain.words import Text

LIFTED, PLACED = "hold_lifted", "placed_by"
TICKET, SITE, CLAIM, EVERYTHING = "ticket", "site", "claim", "everything"
SCOPES: Mapping[str, Text] = {
    TICKET: Text("工单", "ticket"), SITE: Text("站点", "site"),
    CLAIM: Text("补偿申请", "claim"), EVERYTHING: Text("全部", "everything"),
}  # fmt: skip
_FIXED = ("scope", "what")
_KEPT = Text("保全没有变。", "The hold is as it was.")


def _rule(values: Mapping[str, Value]) -> None:
    if values.get("scope") != EVERYTHING and not values.get("what"):
        raise BadInput(Text("要写明保全什么:工单号、站点或申请。",
                            "Say what is held: a ticket, a site or a claim."))  # fmt: skip


def _follow(kept: dict[str, Value], held: Mapping[str, Value], today: date) -> dict[str, Value]:
    """Return what is kept; a hold's reach is not narrowed: that would lift it with two eyes."""
    if held:
        if any(name in kept and kept[name] != held.get(name) for name in _FIXED):
            raise BadInput(
                Text("保全的范围不能改。", "The reach of a hold does not change."),
                _KEPT, Text("请另设一个,再由第二个人解除这一个。",
                            "Place another, and have a second person lift this one."),
            )  # fmt: skip
        return kept
    return {**kept, "since": kept.get("since") or today.isoformat()}


SHEET = Sheet(
    "legal_hold", "holds", "LH", Text("法律保全", "Legal hold"),
    (
        Column("reason", Text("原因", "Why"), must=True),
        Column("scope", Text("保全什么", "What is held"), Shape.CHOICE, SCOPES, must=True,
               first=TICKET),
        Column("what", Text("工单号、站点或申请", "Ticket, site or claim")),
        Column("since", Text("起始日", "Since"), Shape.DAY),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    rule=_rule, follow=_follow,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold as its record tells it; `lifted` is the entry that lifted it as it now stands."""

    entity: Entity
    number: str
    scope: str
    what: str
    ticket: str
    reason: str
    since: str
    placed_by: str
    lifted: Event | None

    @property
    def holds(self) -> bool:
        """Whether it stops destruction."""
        return self.lifted is None

    @property
    def lifted_by(self) -> str:
        """Who lifted it, "" while it holds."""
        return (self.lifted.data.get("by") or self.lifted.actor) if self.lifted else ""

    @property
    def names(self) -> frozenset[str]:
        """What it names, in lower case: the word that was typed, and the ticket's own id."""
        return frozenset(one.casefold().strip() for one in (self.what, self.ticket) if one)

    @property
    def words(self) -> Text:
        """What it holds, in words."""
        scope = SCOPES.get(self.scope, SCOPES[EVERYTHING])
        tail = f" {self.what}" if self.what else ""
        return Text(f"{scope.zh}{tail}", f"{scope.en}{tail}")


def place(values: Mapping[str, Value], ticket_id: str, stamp: Stamp, zone: tzinfo) -> Edit:
    """Return the edit that places a hold; `ticket_id` is the ticket's own id, "" for another reach.

    A number is this desk's or a portal's, the id is the same everywhere. Raises BadInput.
    """
    edit = new_record(SHEET, values, stamp, zone)
    more = {"ticket": ticket_id, PLACED: stamp.actor}  # no columns: nobody types them
    changes = tuple(Change(name, value) for name, value in more.items() if value)
    return replace(edit, changes=(*edit.changes, *changes))


def hold_of(entity: Entity) -> Hold:
    """Return the hold in a record.

    A lift counts for the hold that it was given for: one whose reason somebody changed meanwhile,
    or about which two desks disagree, holds until it is lifted anew. One that was taken off the
    list holds all the same.
    """
    mark = _mark(entity)
    told = [one for one in entity.events if one.data.get("what") == LIFTED]
    given = next((one for one in reversed(told) if one.data.get("of") == mark), None)
    return Hold(
        entity, number_of(SHEET, entity), text_of(entity, "scope"), text_of(entity, "what"),
        text_of(entity, "ticket"), text_of(entity, "reason"), text_of(entity, "since"),
        text_of(entity, PLACED) or (entity.events[0].actor if entity.events else ""),
        None if entity.conflicts else given,
    )  # fmt: skip


def holds(records: Iterable[Entity]) -> list[Hold]:
    """Return every hold, those that hold first, the newest at the head."""
    found = sorted(map(hold_of, records), key=lambda one: one.entity.id, reverse=True)
    return sorted(found, key=lambda one: not one.holds)


def lift(entity: Entity, stamp: Stamp, reason: str, approver: str = "") -> Edit:
    """Return the edit that lifts a hold: by another than who placed it, or approved by another.

    Raises BadInput without a reason, Refused for one that was lifted, that nobody acts on by name,
    or where the second person is missing (four eyes, N9).
    """
    held, said = hold_of(entity), clean(reason, 400, "reason")
    actor, second = (" ".join(one.split()) for one in (stamp.actor, approver))
    if not held.holds:
        raise Refused(Text(f"{held.number} 已经解除。", f"{held.number} was lifted before."), _KEPT)
    if entity.conflicts:
        raise Refused(Text(f"{held.number} 有冲突还没有解决。",
                           f"{held.number} has a clash that nobody ended."), _KEPT)  # fmt: skip
    if not said:
        raise BadInput(Text("要写明解除的理由。", "Say why it is lifted."), _KEPT)
    if not actor:
        raise Refused(
            Text("这台电脑还没有填使用者的名字。", "This PC does not know who uses it."),
            _KEPT,
            Text("请先填姓名(设置 → 姓名)。", "Write your name first (settings, Name)."),
        )
    if not _are_two(held, actor.casefold(), second.casefold()):
        raise Refused(
            Text("解除保全要另一个人:设置的人不能自己解除。",
                 "A second person lifts a hold: who placed it cannot do so alone."),
            _KEPT, Text("请另一个人解除,或写明谁批准(--approved-by)。",
                        "Let another person lift it, or name who approves (--approved-by)."),
        )  # fmt: skip
    data = {"what": LIFTED, "of": _mark(entity), "by": actor, "zh": "解除", "en": "lifted"}
    if second:
        data["approved_by"] = second
    told = entry(stamp, 0, data, said)
    return Edit(stamp.id, entity.id, "lift", stamp.at, stamp.actor, SHEET.kind, (), (told,))


def _are_two(held: Hold, actor: str, second: str) -> bool:
    """Whether another than who placed it lifts it, or approves of that.

    Who placed it goes by the name on that desk, and by the portal's account once it was there.
    """
    events = held.entity.events
    placed = {held.placed_by.casefold(), events[0].actor.casefold() if events else ""} - {""}
    if second == actor:
        return False
    return bool(placed and actor not in placed) or bool(second and second not in placed)


def _mark(entity: Entity) -> str:
    parts = (text_of(entity, name) for name in ("scope", "what", "reason"))
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
