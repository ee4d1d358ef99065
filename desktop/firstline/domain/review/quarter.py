"""What a quarter's review is made of beside records: its tickets, the clocks, what was closed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any

from firstline.domain.review.judged import Judged, as_vendor, judged, judged_from, judged_json
from firstline.domain.review.period import Stretch
from firstline.domain.ticket.first_line import Closed, closed_one
from firstline.domain.ticket.ticket import Leg

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.domain.ticket.ticket import Ticket

_TOLD = ("number", "priority", "type", "channel", "product", "site")


@dataclass(frozen=True, slots=True)
class Quarter:
    """The tickets of a period: `made` as words by name, the clocks of both legs, those closed.

    `theirs` are the vendor's clocks by the vendor's own priorities. `as_of` is its end, or now.
    """

    as_of: int
    made: tuple[Mapping[str, str], ...]
    ours: tuple[Judged, ...]
    theirs: tuple[Judged, ...]
    inner: tuple[Judged, ...]
    closed: tuple[Closed, ...]

    def counts(self, name: str) -> list[tuple[str, int]]:
        """Return how many tickets there were by one of their words, the most first."""
        found = Counter(one[name] or "—" for one in self.made)
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def quarter_facts(
    tickets: Iterable["Ticket"], desk: "Desk", period: Stretch, now: int, zone: tzinfo
) -> Quarter:
    """Return what the tickets say of the period; later events are not known to it."""
    as_of = min(now, period.until)
    made, ours, theirs, inner, closed = [], list[Judged](), list[Judged](), list[Judged](), []
    for one in tickets:
        if period.days.has(one.created_at.astimezone(zone).date()):
            made.append({name: str(getattr(one, name)) for name in _TOLD})
        found = judged(one, desk, as_of)
        ours += found
        own = as_vendor(one) if found else one
        theirs += found if own is one else judged(own, desk, as_of)
        inner += [each for each in judged(one, desk, as_of, Leg.INTERNAL) if period.has(each.at)]
        ended = closed_one(one, zone)
        if ended is not None and period.days.has(ended.on):
            closed.append(ended)
    made.sort(key=lambda one: one["number"])
    return Quarter(as_of, tuple(made), tuple(ours), tuple(theirs), tuple(inner), tuple(closed))


def quarter_json(one: Quarter) -> dict[str, Any]:
    """Return it as JSON; people are left out, a review is about the work (S84)."""
    return {
        "as_of": one.as_of, "made": [dict(each) for each in one.made],
        "ours": [judged_json(each) for each in one.ours],
        "theirs": [judged_json(each) for each in one.theirs],
        "inner": [judged_json(each) for each in one.inner],
        "closed": [[each.ticket, each.number, each.site, each.on.isoformat(), each.here]
                   for each in one.closed],
    }  # fmt: skip


def quarter_from(raw: Mapping[str, Any]) -> Quarter:
    """Return what `quarter_json` wrote. Raises what a wrong shape raises."""

    def clocks(name: str) -> tuple[Judged, ...]:
        return tuple(judged_from(each) for each in raw[name])

    closed: Sequence[Closed] = [
        Closed(ticket, number, "", site, date.fromisoformat(on), bool(here))
        for ticket, number, site, on, here in raw["closed"]
    ]
    return Quarter(int(raw["as_of"]), tuple(raw["made"]), clocks("ours"), clocks("theirs"),
                   clocks("inner"), tuple(closed))  # fmt: skip
