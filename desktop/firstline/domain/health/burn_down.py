"""Error burn-down: what is left of a baseline that was frozen, by type, with new types beside."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, whole_of
from firstline.domain.words import Text

COUNT = "count"
TIME_BOX_DAYS = 14
"""A diagnosis ends two weeks after its baseline unless another day is given (S35)."""
PEAK_DAYS = 14  # so near to the peak season an open case is told
MOST_TYPES = 90  # a portal takes 100 values in one entry
SHEET = Sheet(
    "error_baseline", "cases", "EB", Text("错误基线", "Error baseline"),
    (
        Column("name", Text("诊断项", "Case"), must=True),
        Column("target_percent", Text("目标降幅 %", "Reduction wanted, %"), Shape.WHOLE, low=1,
               high=100, first=90),
        Column("due", Text("期限", "Time box ends"), Shape.DAY),
        Column("peak_on", Text("旺季开始", "Peak season begins"), Shape.DAY),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """Errors by type among so many messages, counted at an instant."""

    at: datetime
    errors: Mapping[str, int]
    messages: int = 0

    def rate(self, errors: int) -> Fraction | None:
        """Return errors in 1,000 messages, None where the messages were not counted."""
        return Fraction(errors * 1000, self.messages) if self.messages else None


@dataclass(frozen=True, slots=True)
class BurnDown:
    """How far a case has come: the same types as the baseline, and what is new beside them."""

    entity: Entity
    counts: tuple[Count, ...]

    @property
    def baseline(self) -> Count | None:
        """The first count: it is frozen, later ones never change it."""
        return self.counts[0] if self.counts else None

    @property
    def latest(self) -> Count | None:
        """The last count after the baseline."""
        return self.counts[-1] if len(self.counts) > 1 else None

    @property
    def missing(self) -> tuple[str, ...]:
        """Types of the baseline that the last count does not tell of: not counted is not zero."""
        if not self.baseline or not self.latest:
            return ()
        return tuple(one for one in self.baseline.errors if one not in self.latest.errors)

    @property
    def fresh(self) -> dict[str, int]:
        """Types that the baseline did not have, with how many there are now."""
        if not self.baseline or not self.latest:
            return {}
        old = self.baseline.errors
        return {name: n for name, n in self.latest.errors.items() if name not in old and n}

    @property
    def before(self) -> int:
        """Errors in the baseline."""
        return sum(self.baseline.errors.values()) if self.baseline else 0

    @property
    def left(self) -> int:
        """Errors of the baseline's types in the last count."""
        if not self.baseline or not self.latest:
            return self.before
        old = self.baseline.errors
        return sum(n for name, n in self.latest.errors.items() if name in old)

    @property
    def reduction(self) -> Fraction | None:
        """Percent of the baseline that is gone; None where that cannot be said."""
        if not self.latest or not self.before or self.missing:
            return None
        return Fraction((self.before - self.left) * 100, self.before)

    @property
    def met(self) -> bool | None:
        """Whether the target is reached, the very figure included."""
        said = self.reduction
        return None if said is None else said >= (whole_of(self.entity, "target_percent") or 90)

    @property
    def why(self) -> Text:
        """How the figure follows (N10)."""
        if self.reduction is None:
            if self.missing:
                names = ", ".join(self.missing)
                return Text(f"没有结论:最近一次没有统计 {names}。",
                            f"No verdict: the last count does not tell of {names}.")  # fmt: skip
            return Text("没有结论:还没有第二次统计。", "No verdict: there is no second count yet.")
        fresh = sum(self.fresh.values())
        return Text(
            f"({self.before} − {self.left}) ÷ {self.before},同类型比冻结的基线;"
            f"新类型 {fresh} 另计。",
            f"({self.before} − {self.left}) ÷ {self.before}, the same types against the frozen "
            f"baseline; {fresh} of new types beside.",
        )


def count_words(text: str) -> list[str]:
    """Return the `TYPE=N` words of one line, parted by commas of either width."""
    return [one.strip() for one in re.split("[,,、;;]", text) if one.strip()]


def parse_counts(words: Iterable[str]) -> dict[str, int]:
    """Return `TYPE=N` words as counts. Raises BadInput for any other word."""
    found: dict[str, int] = {}
    for word in words:
        name, mark, number = word.rpartition("=")
        plain = " ".join(name.split())[:80]
        if not mark or not plain or not (number.isascii() and number.isdigit()):
            raise BadInput(
                Text(f"“{word[:40]}”不是 类型=数量。", f"{word[:40]!r} is not TYPE=NUMBER."),
            )
        if plain in found:
            raise BadInput(Text(f"“{plain}”写了两次。", f"{plain!r} stands twice."))
        found[plain] = int(number)
    if not 0 < len(found) <= MOST_TYPES:
        raise BadInput(
            Text(f"要有 1 到 {MOST_TYPES} 种错误。", f"Give 1 to {MOST_TYPES} types of errors.")
        )
    return found


def _told(errors: Mapping[str, int], messages: int) -> dict[str, str]:
    return {"what": COUNT, "messages": str(messages),
            **{f"n:{name}": str(n) for name, n in errors.items()}}  # fmt: skip


def freeze(
    values: Mapping[str, str], errors: Mapping[str, int], messages: int, stamp: Stamp, zone: tzinfo
) -> Edit:
    """Return the edit that opens a case with its baseline. Raises BadInput.

    Without a day of its own its time box ends after `TIME_BOX_DAYS` days of `zone`.
    """
    ends = (stamp.at.astimezone(zone) + timedelta(days=TIME_BOX_DAYS)).date()
    given = {**values, "due": values.get("due") or ends.isoformat()}
    edit = sheets.new_record(SHEET, given, stamp, zone)
    told = sheets.entry(stamp, 1, _told(errors, messages))
    return replace(edit, events=(*edit.events, told))


def add_count(
    entity: Entity, errors: Mapping[str, int], messages: int, stamp: Stamp, at: datetime
) -> Edit:
    """Return the edit that adds a later count; the baseline stays as it is."""
    told = sheets.entry(stamp, 0, _told(errors, messages), when=at)
    return Edit(stamp.id, entity.id, COUNT, stamp.at, stamp.actor, SHEET.kind, events=(told,))


def burn_down(entity: Entity) -> BurnDown:
    """Return how far a case has come: the baseline first, then the counts by their instants."""
    found = []
    for one in entity.events:
        if one.data.get("what") != COUNT:
            continue
        errors = {
            key[2:]: int(value) for key, value in one.data.items()
            if key.startswith("n:") and value.isdigit()
        }  # fmt: skip
        said = one.data.get("messages", "")
        found.append(Count(one.at, errors, int(said) if said.isdigit() else 0))
    return BurnDown(entity, (*found[:1], *sorted(found[1:], key=lambda one: one.at)))


def flags(found: BurnDown, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at in a case: its time box, the peak season, new types."""
    told: list[Flag] = []
    due, peak = day_of(found.entity, "due"), day_of(found.entity, "peak_on")
    if due and peak and due > peak:
        told.append(Flag("after_peak", Text(f"期限 {due} 晚于旺季 {peak}",
                         f"its time box ends on {due}, after the peak of {peak}")))  # fmt: skip
    if found.met is not True:
        if due and today > due:
            late = (today - due).days
            told.append(Flag("overdue", Text(f"期限 {due} 已过 {late} 天,目标还没有达到",
                             f"{late} days past {due} and the target is not reached")))  # fmt: skip
        if peak and 0 <= (days := (peak - today).days) <= PEAK_DAYS:
            told.append(Flag("peak_near", Text(f"离旺季 {peak} 只有 {days} 天",
                             f"the peak season of {peak} is {days} days away")))  # fmt: skip
    if found.fresh:
        names = ", ".join(f"{name}={n}" for name, n in found.fresh.items())
        told.append(Flag("new_types", Text(f"基线里没有的错误类型:{names}",
                         f"types that the baseline did not have: {names}")))  # fmt: skip
    if found.missing:
        names = ", ".join(found.missing)
        told.append(Flag("missing", Text(f"最近一次没有统计:{names}",
                         f"the last count does not tell of {names}")))  # fmt: skip
    return tuple(told)


def per_thousand(count: Count | None, errors: int) -> str:
    """Return errors in 1,000 messages with two places, cut off; "" where nobody counted them."""
    rate = count.rate(errors) if count else None
    if rate is None:
        return ""
    hundredths = int(rate * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
