"""The outage log and what follows: availability, error budget and loss, in whole seconds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, YES_NO, Column, Shape, Sheet
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.instants import UTC, epoch, parse_instant
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

TARGET = "99.9"
Stretch = tuple[int, int]  # epoch seconds, half-open
Counted = Callable[[int, int], int]
"""Gives the agreed service seconds within two instants."""


def instant_of(value: object) -> datetime | None:
    """Return a stored instant, None for none or what is none."""
    try:
        return parse_instant(str(value), UTC) if value else None
    except BadInput:
        return None


def _rule(values: Mapping[str, Value]) -> None:
    start, end = instant_of(values.get("from")), instant_of(values.get("to"))
    if start and end and end < start:
        raise BadInput(Text("恢复早于中断。", "It ended before it began."))
    if values.get("agreed") == "yes" and values.get("planned") != "yes":
        raise BadInput(
            Text("只有计划停机才能事先约定。", "Only a planned window can have been agreed."),
        )


SHEET = Sheet(
    "outage", "outages", "OT", Text("停机记录", "Outage"),
    (
        Column("system", Text("系统", "System"), must=True),
        Column("from", Text("中断", "From"), Shape.INSTANT, must=True),
        Column("to", Text("恢复", "To"), Shape.INSTANT),
        Column("scope", Text("范围", "Scope")),
        Column("planned", Text("计划停机", "Planned"), Shape.CHOICE, YES_NO, first="no"),
        Column("agreed", Text("事先约定不计", "Agreed beforehand"), Shape.CHOICE, YES_NO,
               first="no"),
        Column("cause", Text("原因", "Cause")),
        Column("processes", Text("停下的业务流程", "Processes that stood still")),
        Column("ticket", Text("工单", "Ticket")),
        Column("source", Text("来源", "Source")),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule,
)  # fmt: skip


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches in order, those that touch or overlap as one; empty ones are none."""
    found: list[Stretch] = []
    for start, end in sorted(one for one in stretches if one[1] > one[0]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(stretches: Sequence[Stretch], taken: Sequence[Stretch]) -> list[Stretch]:
    """Return what of merged `stretches` no stretch of merged `taken` covers."""
    found: list[Stretch] = []
    for start, end in stretches:
        at = start
        for low, high in taken:
            if high <= at or low >= end:
                continue
            if low > at:
                found.append((at, low))
            at = max(at, high)
        if at < end:
            found.append((at, end))
    return found


@dataclass(frozen=True, slots=True)
class Availability:
    """How long a system was there in a period; all in whole seconds.

    `service` is the agreed service time so far, without `excluded`, the windows agreed beforehand;
    `down` is what of it was lost unplanned, overlapping outages once; `apart` what was lost by
    plan without an agreement, which is told and not counted; `whole` is that of the whole period.
    """

    start: datetime
    end: datetime
    service: int
    whole: int
    down: int
    excluded: int
    outages: int
    target: Fraction  # as a share, 0.999
    apart: int = 0

    @property
    def share(self) -> Fraction | None:
        """The share of the service time in which it was there; None where none was agreed."""
        return None if self.service <= 0 else 1 - Fraction(self.down, self.service)

    @property
    def budget(self) -> Fraction:
        """Seconds that may be lost: 30 days at 99.9 % are 2,592, which is 43.2 minutes."""
        return self.whole * (1 - self.target)

    @property
    def left(self) -> Fraction:
        """Seconds of the budget that are left; below zero when it is overspent."""
        return self.budget - self.down

    @property
    def met(self) -> bool | None:
        """Whether the target was kept, the very figure included; None where nothing was agreed."""
        return None if self.share is None else self.share >= self.target

    @property
    def why(self) -> Text:
        """How the figure follows (N10)."""
        down, service, out = minutes(self.down), minutes(self.service), minutes(self.excluded)
        apart = minutes(self.apart)
        zh = f"计划但没有约定的 {apart} 分也不算停机。" if self.apart else ""
        en = f" {apart} min planned but not agreed: no downtime either." if self.apart else ""
        return Text(
            f"1 − 停机 {down} 分 ÷ 约定服务 {service} 分;{self.outages} 次停机,重叠只算一次,"
            f"事先约定的 {out} 分不计。{zh}",
            f"1 − {down} min down ÷ {service} min agreed service; {self.outages} outage"
            f"{'s' * (self.outages != 1)}, overlaps once, {out} min agreed beforehand left out."
            f"{en}",
        )


def minutes(seconds: Fraction | int) -> str:
    """Return seconds as minutes with at most one place, cut off towards zero: 43.2, 240."""
    tenths = int(abs(Fraction(seconds)) / 6)
    whole, part = divmod(tenths, 10)
    sign = "-" if seconds < 0 and tenths else ""
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def percent(share: Fraction) -> str:
    """Return a share as percent with three places, cut off so that nothing is overstated."""
    thousandths = int(share * 100_000)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def parse_target(text: str) -> Fraction:
    """Return a target such as 99.9 as a share. Raises BadInput outside 0 to 100, both left out."""
    try:
        value = Fraction(text.strip().removesuffix("%")) / 100
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if not 0 < value < 1:
        raise BadInput(Text(f"“{text[:20]}”不是百分比目标。", f"{text[:20]!r} is no target in %."))
    return value


def availability(
    records: Iterable[Entity], start: datetime, end: datetime, now: datetime, target: Fraction,
    *, counted: Counted = lambda a, b: max(0, b - a), system: str = "",
) -> Availability:  # fmt: skip
    """Return the availability of a system (or of all) from `start` to `end`, as far as it is past.

    Only unplanned outages count (A11); one without an end goes on until `now`. What is planned and
    was agreed beforehand is left out of the service time, too.
    """
    low, last = epoch(start), epoch(end)
    high = max(low, min(last, epoch(now)))
    down: list[Stretch] = []
    planned: list[Stretch] = []
    alone: list[Stretch] = []
    for one in standing(records):
        if system and text_of(one, "system").casefold() != system.casefold():
            continue
        stretch = _stretch(one, now, low, high)
        if stretch:
            agreed = text_of(one, "agreed") == "yes"
            kind = down if text_of(one, "planned") != "yes" else planned if agreed else alone
            kind.append(stretch)
    excluded = merged(planned)
    lost = without(merged(down), excluded)
    out = sum(counted(a, b) for a, b in excluded)
    apart = without(without(merged(alone), excluded), lost)
    return Availability(
        start, end, counted(low, high) - out, counted(low, last) - out,
        sum(counted(a, b) for a, b in lost), out, len(down), target,
        sum(counted(a, b) for a, b in apart),
    )  # fmt: skip


def _stretch(entity: Entity, now: datetime, low: int, high: int) -> Stretch | None:
    start = instant_of(entity.fields.get("from"))
    if start is None:
        return None
    end = instant_of(entity.fields.get("to")) or now
    a, b = max(low, epoch(start)), min(high, epoch(end))
    return (a, b) if b > a else None


def loss(seconds: int, cny_per_hour: Decimal) -> Decimal:
    """Return the loss in CNY with two places: minutes ÷ 60 × the site's own rate (S26).

    95 minutes at 30,000 CNY an hour are 47,500.00.
    """
    exact = Decimal(seconds) * cny_per_hour / Decimal(3600)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
