"""How the vendor kept its promises in a period: shares that each name their tickets (S68)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from firstline.domain.instants import from_epoch
from firstline.domain.review.judged import Judged, as_vendor, judged
from firstline.domain.review.period import Stretch
from firstline.domain.sla.timer import Metric, State
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.domain.ticket.ticket import Ticket

_DAY_S = 86_400
AGES: tuple[tuple[int | None, Text], ...] = (
    (1, Text("不到 1 天", "under 1 day")),
    (3, Text("1–3 天", "1–3 days")),
    (7, Text("3–7 天", "3–7 days")),
    (30, Text("7–30 天", "7–30 days")),
    (None, Text("超过 30 天", "over 30 days")),
)
"""The classes of ageing: below how many days, and how each is called."""


@dataclass(frozen=True, slots=True)
class Share:
    """Clocks by verdict; the unproven are counted neither way (sla.md R18)."""

    met: tuple[Judged, ...] = ()
    breached: tuple[Judged, ...] = ()
    unproven: tuple[Judged, ...] = ()

    @property
    def judged(self) -> int:
        """The denominator."""
        return len(self.met) + len(self.breached)

    @property
    def percent(self) -> str:
        """The share to one place, halves up, "" without a judged clock; see `percent_of`."""
        return percent_of(len(self.met), self.judged)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: response, resolution net of agreed pauses, and the same without them."""

    key: str
    response: Share
    net: Share
    gross: Share


@dataclass(frozen=True, slots=True)
class Quality:
    """The vendor's leg in a period; `theirs` are the lines by the vendor's own priorities.

    `opened` are the resolution clocks that were open at its end, or are now.
    """

    period: Stretch
    as_of: int
    by_priority: tuple[Line, ...]
    by_month: tuple[Line, ...]
    by_product: tuple[Line, ...]
    theirs: tuple[Line, ...]
    disputed: tuple[Judged, ...]
    unproven: tuple[Judged, ...]
    legs: int
    opened: tuple[Judged, ...]
    rows: tuple[Judged, ...]

    @property
    def verified(self) -> bool:
        """Whether every clock was judged by a contract, not by a sample."""
        return all(one.verified for one in self.rows)

    @property
    def unproven_share(self) -> str:
        """The legs without proof among all that were judged or could not be, in per cent."""
        return percent_of(len(self.unproven), self.legs)

    def ages(self) -> list[tuple[Text, tuple[Judged, ...]]]:
        """Return the open legs by how long the vendor has had them."""
        found: dict[Text, list[Judged]] = {name: [] for _, name in AGES}
        for one in self.opened:
            days = (self.as_of - one.started) / _DAY_S
            name = next(name for most, name in AGES if most is None or days < most)
            found[name].append(one)
        return [(name, tuple(several)) for name, several in found.items()]


def quality_of(
    tickets: Iterable["Ticket"], desk: "Desk", period: Stretch, now: int, zone: tzinfo
) -> Quality:
    """Return how the vendor's leg stood in the period, by our priorities and by the vendor's.

    A clock counts in the period in which its verdict fell. What happened after the period is not
    known to it (requirements S68); `now` and the period are in epoch seconds.
    """
    as_of = min(now, period.until)
    ours: list[Judged] = []
    theirs: list[Judged] = []
    for ticket in tickets:
        found = judged(ticket, desk, as_of)
        ours += found
        own = as_vendor(ticket) if found else ticket
        theirs += found if own is ticket else judged(own, desk, as_of)
    return quality_from(ours, theirs, period, as_of, zone)


def quality_from(
    ours: Sequence[Judged], theirs: Sequence[Judged], period: Stretch, as_of: int, zone: tzinfo
) -> Quality:
    """Return the figures of clocks that were reckoned before, such as those of a snapshot."""
    rows = [one for one in ours if period.has(one.at)]
    view = [one for one in theirs if period.has(one.at)]
    legs = {one.ticket: one for one in rows}
    bare = {one.ticket: one for one in rows if one.state == State.UNPROVEN}
    argued = {one.ticket: one for one in rows if one.disputed}
    opened = [one for one in ours if one.metric == Metric.RESOLUTION and one.achieved is None]
    return Quality(
        period, as_of, lines(rows, lambda one: one.ours),
        lines(rows, lambda one: f"{from_epoch(one.at or 0, zone):%Y-%m}"),
        lines(rows, lambda one: one.product or "—"), lines(view, lambda one: one.ours),
        _sorted(argued), _sorted(bare), len(legs),
        tuple(sorted(opened, key=lambda one: (one.started, one.number))), tuple(rows),
    )  # fmt: skip


def lines(rows: Iterable[Judged], key: Callable[[Judged], str]) -> tuple[Line, ...]:
    """Return the rows of a table, by what `key` says of each clock, in its order."""
    found: dict[str, list[Judged]] = {}
    for one in rows:
        found.setdefault(key(one), []).append(one)
    return tuple(_line(name, found[name]) for name in sorted(found))


def percent_of(part: int, whole: int) -> str:
    """Return part ÷ whole as 66.7%, halves up, "" of nothing; 100% and 0% are all and none."""
    if not whole:
        return ""
    tenths = (part * 2000 + whole) // (2 * whole)
    if 0 < part < whole:
        tenths = min(999, max(1, tenths))
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"


def share_json(one: Share) -> dict[str, Any]:
    """Return a share as JSON with the numbers of its tickets."""
    return {
        "met": len(one.met), "breached": len(one.breached), "judged": one.judged,
        "unproven": len(one.unproven), "percent": one.percent,
        "tickets": {
            name: [each.number for each in several]
            for name, several in (("met", one.met), ("breached", one.breached),
                                  ("unproven", one.unproven))
        },
    }  # fmt: skip


def quality_json(one: Quality, language: str) -> Mapping[str, Any]:
    """Return all figures as JSON, each with its tickets."""
    return {
        "period": one.period.name, "first": one.period.days.first.isoformat(),
        "last": one.period.days.last.isoformat(), "verified": one.verified,
        "by_priority": [_line_json(each) for each in one.by_priority],
        "by_month": [_line_json(each) for each in one.by_month],
        "by_product": [_line_json(each) for each in one.by_product],
        "by_vendor_priority": [_line_json(each) for each in one.theirs],
        "disputed": [{"ticket": each.number, "ours": each.ours, "vendor": each.theirs}
                     for each in one.disputed],
        "unproven": {"tickets": [each.number for each in one.unproven],
                     "legs": one.legs, "percent": one.unproven_share},
        "ageing": [{"age": name.zh if language == "zh_CN" else name.en,
                    "tickets": [each.number for each in several]} for name, several in one.ages()],
    }  # fmt: skip


def _line_json(one: Line) -> dict[str, Any]:
    return {
        "key": one.key, "response": share_json(one.response), "resolution": share_json(one.net),
        "resolution_gross": share_json(one.gross),
    }  # fmt: skip


def _line(key: str, rows: Sequence[Judged]) -> Line:
    answers = [one for one in rows if one.metric == Metric.FIRST_RESPONSE]
    ends = [one for one in rows if one.metric == Metric.RESOLUTION]
    return Line(key, _share(answers, "state"), _share(ends, "state"), _share(ends, "gross"))


def _share(rows: Sequence[Judged], by: str) -> Share:
    def of(state: State) -> tuple[Judged, ...]:
        return _sorted({one.ticket: one for one in rows if getattr(one, by) == state})

    return Share(of(State.MET), of(State.BREACHED), of(State.UNPROVEN))


def _sorted(found: Mapping[str, Judged]) -> tuple[Judged, ...]:
    return tuple(sorted(found.values(), key=lambda one: (one.number, one.ticket)))
