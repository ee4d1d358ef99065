"""Shifts as data: which one is on at an instant, when it began, when it ends, what came before."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

_LINE = re.compile(r"(\w+)\s+(\S.*?)(?:/(\S.*?))?\s+(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of a day, in wall time; it ends on the next day where `ends` is not later."""

    id: str
    name: Text
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift on one day: aware instants, `begin` included, `end` not."""

    shift: Shift
    begin: datetime
    end: datetime


USUAL = (
    Shift("early", Text("早班", "Early shift"), time(6), time(14)),
    Shift("late", Text("中班", "Late shift"), time(14), time(22)),
    Shift("night", Text("夜班", "Night shift"), time(22), time(6)),
)
"""Three shifts round the clock, where the settings name none."""


def parse_shifts(lines: Iterable[str]) -> tuple[Shift, ...]:
    """Return the shifts written as `early 早班/Early 06:00-14:00`; the usual ones for no line.

    Raises BadInput for a line that cannot be read, and for an id that stands twice.
    """
    found: dict[str, Shift] = {}
    for line in lines:
        read = _LINE.fullmatch(line.strip())
        if read is None or read[1] in found:
            raise _bad_line(line)
        try:
            begins, ends = (time.fromisoformat(one.zfill(5)) for one in (read[4], read[5]))
        except ValueError as error:
            raise _bad_line(line) from error
        found[read[1]] = Shift(read[1], Text(read[2], read[3] or read[2]), begins, ends)
    return tuple(found.values()) or USUAL


def turn_at(shifts: Sequence[Shift], local: datetime) -> Turn | None:
    """Return the turn that is on at `local` (in the plant's zone), None between two shifts.

    Where two overlap it is the one that began last; wall times hold across a change of clocks.
    """
    running = [one for one in _around(shifts, local) if one.begin <= local < one.end]
    return max(running, key=lambda one: (one.begin, one.shift.id), default=None)


def last_turn(shifts: Sequence[Shift], local: datetime) -> Turn:
    """Return the turn that is on at `local`, or else the one that ended last."""
    begun = [one for one in _around(shifts, local) if one.begin <= local]
    return turn_at(shifts, local) or max(begun, key=lambda one: (one.end, one.shift.id))


def turn_before(shifts: Sequence[Shift], turn: Turn) -> Turn:
    """Return the turn that began last before `turn` did."""
    begun = [one for one in _around(shifts, turn.begin) if one.begin < turn.begin]
    return max(begun, key=lambda one: (one.begin, one.shift.id))


def _around(shifts: Sequence[Shift], local: datetime) -> list[Turn]:
    days = [local.date() + n * _DAY for n in (-2, -1, 0)]
    found = []
    for one in shifts:
        for day in days:
            begin = datetime.combine(day, one.begins, local.tzinfo)
            over = one.ends <= one.begins
            end = datetime.combine(day + _DAY if over else day, one.ends, local.tzinfo)
            found.append(Turn(one, begin, end))
    return found


def _bad_line(line: str) -> BadInput:
    return BadInput(
        Text(f"看不懂班次“{line[:60]}”。", f"The shift “{line[:60]}” makes no sense."),
        next_step=Text("请写成:early 早班 06:00-14:00。", "Write it as: early Early 06:00-14:00."),
    )
