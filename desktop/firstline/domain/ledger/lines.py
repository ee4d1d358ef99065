"""What each entry of a ledger counts for, by rules that no order of arrival can change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from firstline.domain.ledger.book import Entry, What
from firstline.domain.words import Text


class Mark(StrEnum):
    """What a person must look at in an entry or a ledger."""

    OVER_USED = "over_used"
    DISPUTED = "disputed"
    TOLD_TWICE = "told_twice"
    CORRECTED = "corrected"
    CORRECTED_TWICE = "corrected_twice"
    OTHER_UNIT = "other_unit"
    NAMES_NOTHING = "names_nothing"
    USED_AND_RELEASED = "used_and_released"
    HALF = "half"


MARKS: Mapping[Mark, Text] = {
    Mark.OVER_USED: Text("超用", "over-used"),
    Mark.DISPUTED: Text("有争议", "disputed"),
    Mark.TOLD_TWICE: Text("同一件事登记了几次,只算一次", "told more than once, counted once"),
    Mark.CORRECTED: Text("已更正", "corrected"),
    Mark.CORRECTED_TWICE: Text("两处更正不同,以较晚的为准", "corrected twice, the later counts"),
    Mark.OTHER_UNIT: Text("单位不同,没有计入", "in another unit, not counted"),
    Mark.NAMES_NOTHING: Text("所指的一笔不在这里", "what it names is not here"),
    Mark.USED_AND_RELEASED: Text(
        "消耗和释放都有登记,先按消耗算", "both used and released: it counts as used"
    ),
    Mark.HALF: Text("只到了一半:所属的那一步还没有到", "half of an act: the rest is not here"),
}
PLACE = "booking:"
"""Marks that begin so are places in courses: each is reserved, and used or released, by itself."""
SUMMED = (What.GRANT, What.RESERVE, What.CONSUME, What.RELEASE, What.EXPIRE)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry and what it counts for, in steps, after corrections; 0 where it counts nothing."""

    entry: Entry
    counts: int
    marks: tuple[Mark, ...] = ()


def told(entries: Sequence[Entry]) -> list[Line]:
    """Return each entry with what it says after corrections, in the order that it is given in."""
    by_id = {one.id: one for one in entries}
    fixes: dict[str, list[Entry]] = {}
    disputed: dict[str, bool] = {}
    chosen: dict[str, str] = {}
    for one in entries:  # in the order (instant, id)
        root = root_of(one, by_id)
        if one.what in SUMMED:
            chosen[key_of(one)] = one.id  # of those written twice the later counts
        elif root is not None and one.what is What.DISPUTE:
            disputed[key_of(root)] = not one.closes
        elif root is not None and one.steps is not None:
            fixes.setdefault(key_of(root), []).append(one)
    lines = []
    for one in entries:
        if one.what in SUMMED:
            key = key_of(one)
            line = _booked(one, fixes.get(key, ()), counted=chosen[key] == one.id)
            more = (Mark.DISPUTED,) if disputed.get(key) else ()
            lines.append(replace(line, marks=line.marks + more))
        else:
            lines.append(Line(one, 0, _remarks(one, by_id)))
    return lines


def key_of(one: Entry) -> str:
    """Return what entries share that tell the same booking, written on several desks."""
    return f"{one.what}:{one.once}" if one.once else one.id


def root_of(one: Entry, by_id: Mapping[str, Entry]) -> Entry | None:
    """Return the booking that a correction or dispute is about, through others of its like."""
    seen: set[str] = set()
    at: Entry | None = by_id.get(one.names)
    while at is not None and at.what not in SUMMED and at.id not in seen:
        seen.add(at.id)
        at = by_id.get(at.names)
    return at if at is not None and at.what in SUMMED else None


def _remarks(one: Entry, by_id: Mapping[str, Entry]) -> tuple[Mark, ...]:
    if one.names:
        return () if root_of(one, by_id) else (Mark.NAMES_NOTHING,)
    stands = one.what is What.DISPUTE and not one.closes
    return (Mark.DISPUTED,) if stands else ()


def _booked(one: Entry, fixes: Sequence[Entry], *, counted: bool) -> Line:
    counts, marks = one.steps or 0, []
    if fixes:
        followed = {fix.names for fix in fixes}  # one that corrects another counts, by any clock
        last = [fix for fix in fixes if fix.id not in followed] or fixes
        counts = last[-1].steps or 0
        marks.append(Mark.CORRECTED)
        if len({fix.steps for fix in last}) > 1:
            marks.append(Mark.CORRECTED_TWICE)
    elif one.steps is None:
        marks.append(Mark.OTHER_UNIT)
    if not counted:
        counts = 0
        marks.append(Mark.TOLD_TWICE)
    return Line(one, counts, tuple(marks))


def settled(lines: Sequence[Line]) -> list[Line]:
    """Return the lines as they count: what was reserved for one place is used or released once.

    Where one desk says that it was used and another that it was released, it counts as used; both
    lines stay and say so, until a person corrects one of them.
    """
    told_of = {
        (one.entry.once, one.entry.what): one.counts for one in lines
        if is_place(one) and one.counts
    }  # fmt: skip
    found = []
    for one in lines:
        once = one.entry.once
        reserved = told_of.get((once, What.RESERVE), 0)
        used, back = (told_of.get((once, what), 0) for what in (What.CONSUME, What.RELEASE))
        left = max(0, reserved - used)
        ends = one.counts and one.entry.what in (What.CONSUME, What.RELEASE)
        if not (is_place(one) and ends and reserved and used and back > left):
            found.append(one)
            continue
        counts = left if one.entry.what is What.RELEASE else one.counts
        found.append(replace(one, counts=counts, marks=(*one.marks, Mark.USED_AND_RELEASED)))
    return found


def is_place(one: Line) -> bool:
    """Whether the line is about a place in a course."""
    return one.entry.once.startswith(PLACE)


def reserved_still(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """Return the reservations that stand, each with what of it is neither used nor released.

    A place is paid off by what was used or released for it; everything else in the order of its
    entries, the earliest first. Their sum is what is still reserved.
    """
    ended: dict[str, int] = {}
    for one in lines:
        if one.entry.what in (What.CONSUME, What.RELEASE):
            mark = one.entry.once if is_place(one) else ""
            ended[mark] = ended.get(mark, 0) + one.counts
    found = []
    for one in lines:
        if one.entry.what is What.RESERVE and one.counts:
            mark = one.entry.once if is_place(one) else ""
            paid = min(one.counts, ended.get(mark, 0))
            ended[mark] = ended.get(mark, 0) - paid
            if one.counts > paid:
                found.append((one, one.counts - paid))
    return found


def last_told(entries: Sequence[Entry], what: What, once: str) -> tuple[Entry, int] | None:
    """Return what to correct of an entry under a mark, the last word on it, and what it says now.

    None where nothing of the kind was booked under that mark.
    """
    by_id = {one.id: one for one in entries}
    booked = [one for one in told(entries) if one.entry.what is what and one.entry.once == once]
    if not booked:
        return None
    fixes = [
        one for one in entries
        if one.what is What.CORRECT and one.steps is not None
        and (root := root_of(one, by_id)) is not None
        and (root.what, root.once) == (what, once)
    ]  # fmt: skip
    followed = {one.names for one in fixes}
    last = [one for one in fixes if one.id not in followed] or fixes
    chosen = next((one for one in reversed(booked) if one.counts), booked[-1])
    return (last[-1] if last else chosen.entry), chosen.counts
