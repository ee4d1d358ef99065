"""Problem records: the cause behind tickets that come back; the third in 30 days proposes one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, opening
from firstline.domain.errors import BadInput
from firstline.domain.knowledge.similar import PROBLEM_COUNT, PROBLEM_LIKENESS, PROBLEM_WITHIN
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

KIND = "problem"
LINK, UNLINK = "linked", "unlinked"
MOST_CHARACTERS = 4_000


class Stage(StrEnum):
    """How far a problem is understood (ITIL)."""

    OPEN = "open"
    KNOWN = "known"
    SOLVED = "solved"


STAGES: Mapping[Stage, Text] = {
    Stage.OPEN: Text("查因中", "Looking for the cause"),
    Stage.KNOWN: Text("原因已知", "Cause known"),
    Stage.SOLVED: Text("已根除", "Removed"),
}
_STAGES: tuple[str, ...] = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One problem record as it stands; `tickets` are the ids of those that it stands behind."""

    id: str
    title: str
    product: str = ""
    module: str = ""
    stage: Stage = Stage.OPEN
    cause: str = ""
    workaround: str = ""
    reason: str = ""
    tickets: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """What people call it by; it follows from the id, so that it is the same offline."""
        return f"PB-{self.id.replace('-', '')[-6:].upper()}"


def recurrence_from(entity: Entity) -> Recurrence:
    """Return the problem that a record holds."""

    def text(name: str) -> str:
        value = entity.fields.get(name)
        return value if isinstance(value, str) else ""

    stage = text("stage")
    return Recurrence(
        entity.id, text("title"), text("product"), text("module"),
        Stage(stage) if stage in _STAGES else Stage.OPEN, text("cause"), text("workaround"),
        text("reason"), _tickets(entity.events),
    )  # fmt: skip


def _tickets(events: Sequence[Event]) -> tuple[str, ...]:
    held: dict[str, None] = {}
    for event in events:
        what, ticket = event.data.get("what"), event.data.get("ticket", "")
        if event.kind is EventKind.ENTRY and ticket:
            if what == LINK:
                held[ticket] = None
            elif what == UNLINK:
                held.pop(ticket, None)
    return tuple(held)


def open_problem(
    stamp: Stamp, problem_id: str, title: str, tickets: Iterable[str], *, product: str = "",
    module: str = "", reason: str = "",
) -> Edit:  # fmt: skip
    """Return the edit that makes a problem record with its tickets. Raises BadInput."""
    plain = title.strip()
    if not plain:
        raise BadInput(Text("问题记录要有标题。", "A problem record needs a title."))
    values: dict[str, Value] = {
        "title": plain[:400], "product": product, "module": module, "stage": str(Stage.OPEN),
        "reason": reason,
    }  # fmt: skip
    given = {name: value for name, value in values.items() if value}
    edit = opening(KIND, problem_id, given, stamp.id, stamp.at, stamp.actor)
    return replace(edit, events=_links(stamp, LINK, dict.fromkeys(tickets)))


def link(problem: Recurrence, tickets: Iterable[str], stamp: Stamp) -> Edit:
    """Return the edit that adds tickets; entries append, so that those of two desks add up."""
    fresh = [one for one in dict.fromkeys(tickets) if one not in problem.tickets]
    events = _links(stamp, LINK, fresh)
    return Edit(stamp.id, problem.id, "link", stamp.at, stamp.actor, KIND, events=events)


def unlink(problem: Recurrence, ticket: str, stamp: Stamp) -> Edit:
    """Return the edit that says a ticket has another cause."""
    events = _links(stamp, UNLINK, [ticket])
    return Edit(stamp.id, problem.id, "unlink", stamp.at, stamp.actor, KIND, events=events)


def change(problem: Recurrence, values: Mapping[str, str], stamp: Stamp) -> Edit | None:
    """Return the edit that sets stage, cause, workaround or title; None where nothing differs.

    Raises BadInput for a stage that there is not, and for a known cause that nobody wrote down.
    """
    after = {name: value.strip()[:MOST_CHARACTERS] for name, value in values.items()}
    stage = after.get("stage", str(problem.stage))
    if stage not in _STAGES:
        raise BadInput(Text(f"没有“{stage[:40]}”这个阶段。", f"There is no stage {stage[:40]!r}."))
    if stage != Stage.OPEN and not after.get("cause", problem.cause):
        raise BadInput(
            Text("先写原因,再改为原因已知或已根除。", "Write the cause before it is called known."),
            next_step=Text("请填写原因。", "Fill in the cause."),
        )
    changes = tuple(
        Change(name, value or None, held or None)
        for name, value in after.items()
        if (held := str(getattr(problem, name))) != value
    )
    if not changes:
        return None
    return Edit(stamp.id, problem.id, "set", stamp.at, stamp.actor, KIND, changes)


def _links(stamp: Stamp, what: str, tickets: Iterable[str]) -> tuple[Event, ...]:
    return tuple(
        Event(f"{stamp.id}.{n}", EventKind.ENTRY, stamp.at, actor=stamp.actor,
              data={"what": what, "ticket": one})
        for n, one in enumerate(tickets)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a ticket: a new record, to join one, or nothing but where it is.

    `many` counts the alike of thirty days, itself included.
    """

    many: int
    tickets: tuple[str, ...]
    problem: Recurrence | None = None
    member: bool = False


def propose(
    ticket: str, kin: Sequence[str], problems: Collection[Recurrence]
) -> Proposal | None:  # fmt: skip
    """Return what to propose for a ticket whose alike of thirty days are `kin` (S88).

    Three alike propose a record; where one holds some of them already, it is proposed to join.
    """
    mine = next((one for one in problems if ticket in one.tickets), None)
    every = (ticket, *(one for one in kin if one != ticket))
    if mine is not None:
        return Proposal(len(every), every, mine, member=True)
    if len(every) < PROBLEM_COUNT:
        return None
    theirs = next(
        (one for one in problems
         if one.stage is not Stage.SOLVED and not set(one.tickets).isdisjoint(kin)), None,
    )  # fmt: skip
    return Proposal(len(every), every, theirs)


def why(many: int) -> Text:
    """Return the reason for a proposal, with its threshold."""
    days, share = PROBLEM_WITHIN.days, round(100 * PROBLEM_LIKENESS)
    return Text(
        f"{days} 天内第 {many} 个类似问题:同产品,标题相似 {share}% 以上或同一错误码。",
        f"Number {many} of its like in {days} days: same product, and titles at least "
        f"{share}% alike or the same error code.",
    )
