"""Security audit and yearly health check: items by schedule, verdicts with evidence, a trend."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.check_items import FREQUENCIES, WEIGHTS, Item, months_after, next_due
from firstline.domain.health.sheet import Flag, entry, text_of
from firstline.domain.ids import derived_id
from firstline.domain.words import Text

KIND = "check"
LOOKED = "looked"
VERDICTS: Mapping[str, Text] = {
    "pass": Text("合格", "pass"),
    "risk": Text("有隐患", "at risk"),
    "fail": Text("不合格", "fail"),
    "untested": Text("未测", "not tested"),
}
MARKS: Mapping[str, str] = {"pass": "✓", "risk": "!", "fail": "✗", "untested": "·"}
HALVES: Mapping[str, int] = {"pass": 2, "risk": 1, "fail": 0, "untested": 0}
"""What a verdict is worth, in halves: not tested is never counted as a pass (templates G)."""
LOGS_ON = "A05"
"""The item that says whether a system's audit log is on; without it there is a coverage hole."""
NO_TREND = Text("无趋势", "no trend")


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an item."""

    at: datetime
    by: str
    verdict: str
    value: str = ""
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An item of one system as it stands: the last look, when the next is due, and a year ago."""

    item: Item
    entity: Entity | None
    last: Look | None
    due: date | None
    before: Look | None
    flags: tuple[Flag, ...] = ()

    @property
    def verdict(self) -> str:
        """The verdict that counts: untested where nobody looked in this year's round."""
        return self.last.verdict if self.last else "untested"

    @property
    def trend(self) -> Text:
        """Against last year; without a look last year there is no trend (S79)."""
        if self.before is None or self.last is None or self.before.verdict == "untested":
            return NO_TREND
        if self.verdict == "untested":
            return NO_TREND
        a, b = HALVES[self.before.verdict], HALVES[self.verdict]
        was, year = VERDICTS[self.before.verdict], self.before.at.year
        if a == b:
            return Text(f"与 {year} 年相同", f"as in {year}")
        better = Text("好转", "better") if b > a else Text("变差", "worse")
        return Text(f"{better.zh}({year} 年{was.zh})", f"{better.en} ({was.en} in {year})")


def record_id(system: str, item: str) -> str:
    """Return the id of the record of one item of one system, the same on every desk."""
    return derived_id(KIND, " ".join(system.casefold().split()), item)


def look(entity: Entity | None, system: str, item: Item, seen: Look, stamp: Stamp) -> Edit:
    """Return the edit that records a look; looks only append. Raises BadInput.

    A verdict other than untested needs evidence or a note.
    """
    named = " ".join(system.split())[:80]
    if not named:
        raise BadInput(Text("要写明哪个系统。", "Name the system."))
    if seen.verdict not in VERDICTS:
        raise BadInput(Text("没有这样的结论。", "There is no such verdict."))
    if seen.verdict != "untested" and not seen.evidence and not seen.note:
        asked = item.evidence
        raise BadInput(
            Text("结论要有证据。", "A verdict needs evidence."),
            next_step=Text(f"请写证据,例如:{asked.zh}。", f"Give it, for instance: {asked.en}."),
        )
    told = {"what": LOOKED, "verdict": seen.verdict, "value": seen.value[:200],
            "evidence": seen.evidence[:400]}  # fmt: skip
    data = {name: value for name, value in told.items() if value}
    event = entry(stamp, 0, data, seen.note[:2_000], seen.at)
    new = (Change("system", named), Change("item", item.id)) if entity is None else ()
    act = "open" if entity is None else LOOKED
    return Edit(
        stamp.id, record_id(named, item.id), act, stamp.at, stamp.actor, KIND, new, (event,)
    )


def looks(entity: Entity | None) -> list[Look]:
    """Return the looks in a record, oldest first; a verdict that is not known is untested."""
    if entity is None:
        return []
    found = []
    for one in entity.events:
        if one.data.get("what") == LOOKED:
            said = one.data.get("verdict", "")
            found.append(Look(
                one.at, one.actor, said if said in VERDICTS else "untested",
                one.data.get("value", ""), one.data.get("evidence", ""), one.text,
            ))  # fmt: skip
    return sorted(found, key=lambda one: one.at)


def line(item: Item, entity: Entity | None, now: datetime) -> Line:
    """Return how an item stands at `now`.

    The last look of this year's round counts: one that is older than a year is no longer true.
    """
    given = [one for one in looks(entity) if one.at <= now]
    year_ago = months_after(now.date(), -12)
    this = [one for one in given if one.at.astimezone(now.tzinfo).date() > year_ago]
    older = [one for one in given if one.at.astimezone(now.tzinfo).date() <= year_ago]
    two_ago = months_after(now.date(), -24)
    before = [one for one in older if one.at.astimezone(now.tzinfo).date() > two_ago]
    ever = given[-1] if given else None
    due = None
    if ever is not None:
        due = next_due(item.frequency, ever.at.astimezone(now.tzinfo).date())
    last = this[-1] if this else None
    found = tuple(_flags(item, last, due, now.date()))
    return Line(item, entity, last, due, before[-1] if before else None, found)


def _flags(item: Item, last: Look | None, due: date | None, today: date) -> Iterable[Flag]:
    often = FREQUENCIES[item.frequency][2]
    if due is None:
        yield Flag("never", Text(f"从未检查({often.zh}一次)", f"never looked at ({often.en})"))
    elif due < today:
        yield Flag("overdue", Text(f"应在 {due} 前检查({often.zh})",
                                   f"was due by {due} ({often.en})"))  # fmt: skip
    if last is not None and last.verdict == "fail":
        yield Flag("fail", Text("不合格", "failed"), stops=item.weight == "high")


@dataclass(frozen=True, slots=True)
class Result:
    """The check of one system: its lines, and the score with what it is made of."""

    system: str
    lines: tuple[Line, ...]

    @property
    def possible(self) -> int:
        """The points that a pass of everything would give."""
        return sum(WEIGHTS[one.item.weight] for one in self.lines)

    @property
    def points(self) -> Fraction:
        """Σ weight × verdict: pass 1, at risk 0.5, fail and not tested 0."""
        return Fraction(
            sum(WEIGHTS[one.item.weight] * HALVES[one.verdict] for one in self.lines), 2
        )

    @property
    def score(self) -> Fraction | None:
        """Points of a hundred; None where nothing was ever looked at."""
        return self.points * 100 / self.possible if self.tested else None

    @property
    def tested(self) -> int:
        """How many items somebody looked at in this year's round."""
        return sum(one.verdict != "untested" for one in self.lines)

    @property
    def trend(self) -> Text:
        """The score of the items that were looked at in both years, or that there is no trend."""
        both = [
            one for one in self.lines
            if one.before and one.before.verdict != "untested" and one.verdict != "untested"
        ]  # fmt: skip
        if not both:
            return NO_TREND
        whole = sum(WEIGHTS[one.item.weight] for one in both) * 2
        was = sum(
            WEIGHTS[one.item.weight] * HALVES[one.before.verdict] for one in both if one.before
        )
        now = sum(WEIGHTS[one.item.weight] * HALVES[one.verdict] for one in both)
        a, b, n = was * 100 // whole, now * 100 // whole, len(both)
        return Text(
            f"{a} → {b} 分({n} 项两年都检查过)", f"{a} → {b} points ({n} items in both years)"
        )

    @property
    def why(self) -> Text:
        """How the score follows (N10)."""
        n, all_, got = self.tested, len(self.lines), float(self.points)
        return Text(
            f"Σ 权重 × 结论 = {got:g} / {self.possible}(高 3 中 2 低 1;合格 1,有隐患 0.5,"
            f"不合格和未测 0);已测 {n}/{all_}。",
            f"Σ weight × verdict = {got:g} / {self.possible} (high 3, medium 2, low 1; pass 1, at "
            f"risk 0.5, fail and not tested 0); {n} of {all_} tested.",
        )


def result(
    items: Sequence[Item], system: str, records: Iterable[Entity], now: datetime, part: str = ""
) -> Result:
    """Return how the items of a system stand at `now`, in the order of the pack."""
    held = {one.id: one for one in records}
    return Result(
        system,
        tuple(
            line(one, held.get(record_id(system, one.id)), now)
            for one in items if part in ("", one.part)
        ),
    )  # fmt: skip


def systems(records: Iterable[Entity]) -> list[str]:
    """Return the systems that anything was ever looked at of."""
    return sorted({text_of(one, "system") for one in records} - {""})


def uncovered(
    items: Sequence[Item], records: Sequence[Entity], known: Iterable[str], now: datetime
) -> list[str]:
    """Return the systems whose audit log nobody proved in its quarter: coverage holes (S76)."""
    item = next((one for one in items if one.id == LOGS_ON), None)
    held = {one.id: one for one in records}
    holes = []
    for system in sorted(set(known)):
        if item is None:
            continue
        stood = line(item, held.get(record_id(system, item.id)), now)
        if stood.verdict != "pass" or stood.flags:
            holes.append(system)
    return holes
