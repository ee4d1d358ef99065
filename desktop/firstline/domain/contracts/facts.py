"""What the registers say of a site for an application: systems, tickets, risks, root causes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.contact.duty import KIND as DUTY
from firstline.domain.contact.duty import systems
from firstline.domain.contracts.application import Facts
from firstline.domain.contracts.lifecycle import KIND as LIFECYCLE
from firstline.domain.health import risk
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.knowledge.recurrence import KIND as PROBLEM
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KINDS = (LIFECYCLE, DUTY, PROBLEM, risk.SHEET.kind)
MOST = 5
ENDED = frozenset({"closed", "resolved"})


def facts_of(
    read: "Callable[[str], Sequence[Entity]]", tickets: Mapping[str, int], now: datetime
) -> Facts:
    """Return the facts; `tickets` are those of twelve months by priority."""
    versions = [
        " ".join(text_of(one, name) for name in ("product", "version", "system")).strip()
        for one in standing(read(LIFECYCLE))
    ]  # fmt: skip
    named = {one.casefold() for one in versions}
    others = [one for one in systems(read(DUTY))
              if not any(one.casefold() in each for each in named)]  # fmt: skip
    risks = [one for one in risk.risks(read(risk.SHEET.kind), now) if one.is_open][:MOST]
    problems = [text_of(one, "title") for one in read(PROBLEM)
                if text_of(one, "stage") not in ENDED and text_of(one, "title")]  # fmt: skip
    return Facts(
        tuple(sorted((*versions, *others))),
        dict(tickets) if any(tickets.values()) else None,
        tuple(Text(*(f"{risk.title_of(one.entity, say)}({one.score})" for say in ("zh_CN", "en")))
              for one in risks),
        tuple(problems[:MOST]),
    )  # fmt: skip
