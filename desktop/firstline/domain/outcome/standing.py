"""How a service action stands to what it was to bring: open, unproven, proven or missed (S3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstline.domain.edits.entity import Entity
from firstline.domain.words import Text


class Proof(StrEnum):
    """Whether an action has brought what it was to bring; closed alone is *unproven*."""

    OPEN = "open"
    UNPROVEN = "unproven"
    MISSED = "missed"
    PROVEN = "proven"
    DROPPED = "dropped"


PROOFS: Mapping[Proof, Text] = {
    Proof.OPEN: Text("进行中", "open"),
    Proof.UNPROVEN: Text("未证实", "unproven"),
    Proof.MISSED: Text("未达目标", "missed"),
    Proof.PROVEN: Text("已证实", "proven"),
    Proof.DROPPED: Text("不再做", "dropped"),
}
GLYPHS: Mapping[Proof, str] = {
    Proof.OPEN: "○", Proof.UNPROVEN: "?", Proof.MISSED: "▼", Proof.PROVEN: "✓",
    Proof.DROPPED: "–",
}  # fmt: skip
"""A glyph beside the words: colour alone tells nothing."""
CLOSED = frozenset({Proof.UNPROVEN, Proof.MISSED, Proof.PROVEN})
NOT_STATED = Text("没有写明预期成果,结束了也不等于有成效",
                  "no intended outcome was stated; to be closed is no success")  # fmt: skip
STILL = Text("还没有结束", "it has not ended")
GIVEN_UP = Text("不再做,不算成效", "dropped: it counts as nothing")


class Stage(StrEnum):
    """Whether an action is still to be done, was done, or was given up."""

    OPEN = "open"
    CLOSED = "closed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ServiceAction:
    """Something done for the business: who calls it what, and when it was closed.

    `closed_at` is None while it is open, and where nobody recorded when it ended.
    """

    kind: str
    id: str
    number: str
    title: str
    owner: str
    stage: Stage
    closed_at: datetime | None = None
    project: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One stated outcome of an action: how it stands, why, and how much was reached in per cent."""

    entity: Entity
    proof: Proof
    why: Text
    reached: str = ""


@dataclass(frozen=True, slots=True)
class Proved:
    """How an action stands to all that it was to bring."""

    proof: Proof
    why: Text
    outcomes: tuple[Judged, ...] = ()


UNSTATED = Proved(Proof.UNPROVEN, NOT_STATED)
"""What a closed action is of which nothing is known: never a success."""


def together(stage: Stage, several: Iterable[Judged]) -> Proved:
    """Return how an action stands: missed if one outcome is, proven only if all of them are."""
    held = tuple(several)
    if stage is Stage.DROPPED:
        return Proved(Proof.DROPPED, GIVEN_UP, held)
    if stage is Stage.OPEN:
        said = [STILL, *(one.why for one in held)]
        open_ = Text(";".join(one.zh for one in said), "; ".join(one.en for one in said))
        return Proved(Proof.OPEN, open_, held)
    if not held:
        return UNSTATED
    order = (Proof.MISSED, Proof.UNPROVEN, Proof.PROVEN)
    worst = min((one.proof for one in held), key=order.index)
    mine = [one.why for one in held if one.proof is worst]
    why = Text(";".join(one.zh for one in mine), "; ".join(one.en for one in mine))
    return Proved(worst, why, held)
