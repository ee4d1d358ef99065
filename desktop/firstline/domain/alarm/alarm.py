"""Alarms: when a promise passes a mark of its time, and who is told of it how (sla.md R15).

An alarm belongs to a crossing of time, never to an arrival. What a device has scheduled rings when
its instant comes. A clock that is already past a mark when it arrives here, by a pull, a bulk edit
or an act of one's own, does not ring for that mark: the queue's colours show it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from firstline.domain.alarm.mark import FULL, Crossing, Mark
from firstline.domain.instants import epoch
from firstline.domain.sla.live import Calendars, thresholds
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.ticket import Leg, Priority, Ticket

if TYPE_CHECKING:
    from firstline.domain.desk import Desk

ESCALATE = 0.8  # of a vendor's promise for a P2 without any reply: ask to escalate (S13)
LATE_S = 120  # told so long after its instant, an alarm was missed: the machine slept
GROUP_FROM = 4  # ux.md: grouped after three
SNOOZE_S = 15 * 60
BACK_S = 60  # a clock set back by more is believed; less is a correction
Shares = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A mark that was passed, with what a notification says of its ticket."""

    ticket: str
    number: str
    title: str
    priority: Priority
    assignee: str
    at: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Told:
    """An alarm as it is listed: `told` is when it rang, None where it has not; `seen` by a person.

    `again` is when it rings once more, or None.
    """

    alarm: Alarm
    told: int | None = None
    again: int | None = None
    seen: bool = False


def crossings(
    timers: Sequence[Timer], calendars: Calendars, warn_at: Shares, priority: str = ""
) -> list[Crossing]:
    """Return what the running clocks will pass, and have passed since their last event, in order.

    `warn_at` holds the fractions of each agreement; the whole target always rings, and 80 % of a
    vendor's promise for a P2 as long as the vendor has not replied (requirements S13). A clock
    that is paused, achieved or without a target passes nothing.
    """
    found: list[Crossing] = []
    silent = priority == Priority.P2 and any(
        one.leg is Leg.VENDOR and one.metric is Metric.FIRST_RESPONSE and one.is_open
        for one in timers
    )
    for timer in timers:
        if not timer.is_open or timer.due is None or timer.state is not State.RUNNING:
            continue
        parts = sorted({one for one in warn_at.get(timer.agreement, ()) if 0 < one < 1}
                       | ({ESCALATE} if silent and timer.leg is Leg.VENDOR else set()))  # fmt: skip
        instants = thresholds(timer, calendars, parts)
        for at, share in zip((*instants, timer.due), (*parts, 1.0), strict=True):
            percent = round(share * FULL)
            mark = Mark(timer.agreement, timer.leg, str(timer.metric), timer.cycle, percent)
            found.append(Crossing(at, mark))
    return sorted(found, key=lambda one: (one.at, one.mark.percent))


class Find(Protocol):
    """Reckons the crossings of a ticket's clocks; a ticket is handed in where it may be major."""

    def __call__(
        self, timers: Sequence[Timer], ticket: Ticket | None, priority: str = ""
    ) -> Sequence[Crossing]:
        """Return what the clocks will pass, in order."""


def finder(desk: "Desk") -> Find:
    """Return what reckons the crossings of a ticket with the packs of `desk`.

    A ticket that is handed in may be a major incident, whose duties ring, too.
    """
    warn_at = {one.id: one.warn_at for one in desk.agreements}

    def find(timers: Sequence[Timer], ticket: Ticket | None, priority: str = "") -> list[Crossing]:
        found = crossings(timers, desk.calendars, warn_at, priority)
        if ticket is None:
            return found
        from firstline.domain.major.major import duties  # noqa: PLC0415 - for such a ticket alone

        own = duties(ticket, desk.working_calendar(ticket))
        return sorted((*found, *own), key=lambda one: (one.at, one.mark.percent))

    return find


@dataclass(frozen=True, slots=True)
class Watched:
    """How far one ticket's crossings were taken in (`since`), and the next one ahead (`at`)."""

    since: int
    at: int | None


def watched(found: Iterable[Crossing], since: int) -> Watched:
    """Return the ticket as it is watched after everything up to `since` was taken in."""
    return Watched(since, min((one.at for one in found if one.at > since), default=None))


def since_of(held: Watched | None, now: int) -> int:
    """Return from when on the crossings of a ticket ring whose clocks were just written.

    What was scheduled here and has come meanwhile still rings: the machine slept. Everything
    else that lies behind `now` arrived late and does not.
    """
    if held is not None and held.at is not None and held.since <= now and held.at <= now:
        return held.since
    return now


def passed(found: Iterable[Crossing], since: int, now: int) -> list[Crossing]:
    """Return what was passed after `since` and up to `now`, in order."""
    return [one for one in found if since < one.at <= now]


@dataclass(frozen=True, slots=True)
class Quiet:
    """The quiet hours of one day, as minutes after midnight in `zone`; they may cross midnight."""

    start: int
    end: int
    zone: tzinfo

    def holds(self, now: datetime) -> bool:
        """Whether nothing but a P1 rings at `now`."""
        local = now.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def over_at(self, now: datetime) -> int:
        """Return the epoch second at which the quiet hours that hold at `now` end."""
        local = now.astimezone(self.zone)
        day = local.replace(hour=0, minute=0, second=0, microsecond=0)
        end = day + timedelta(minutes=self.end)
        if end <= local:
            end = (day + timedelta(days=1)).replace(hour=0) + timedelta(minutes=self.end)
        return epoch(end)


def quiet_hours(start: str, end: str, zone: tzinfo) -> Quiet | None:
    """Return the quiet hours written as 22:00 and 07:00; None where there are none."""
    minutes = [_minutes(one) for one in (start, end)]
    if None in minutes or minutes[0] == minutes[1]:
        return None
    return Quiet(minutes[0] or 0, minutes[1] or 0, zone)


def _minutes(text: str) -> int | None:
    hour, mark, minute = text.strip().partition(":")
    if not (mark and hour.isdecimal() and minute.isdecimal()):
        return None
    found = int(hour) * 60 + int(minute)
    return found if int(hour) < 24 and int(minute) < 60 else None


class Way(StrEnum):
    """How alarms are told: each as a card, together as one, or as what was missed."""

    CARD = "card"
    GROUP = "group"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification: of one alarm, of several at once, or of all that was missed."""

    way: Way
    alarms: tuple[Alarm, ...]

    @property
    def is_urgent(self) -> bool:
        """Whether a P1 is among them."""
        return any(one.priority is Priority.P1 for one in self.alarms)


def clock_of(alarm: Alarm) -> tuple[str, str, str, int]:
    """Return what tells the clock of an alarm from every other: of its marks one is told."""
    mark = alarm.mark
    return (alarm.ticket, mark.agreement, mark.metric, mark.cycle)


def notices(alarms: Iterable[Alarm], now: int) -> tuple[Notice, ...]:
    """Return how these alarms are told at `now`: what was missed as one digest, never a burst.

    Of a clock that passed several marks only the highest is told.
    """
    highest: dict[tuple[str, str, str, int], Alarm] = {}
    for one in alarms:
        key = clock_of(one)
        held = highest.get(key)
        if held is None or held.mark.percent < one.mark.percent:
            highest[key] = one
    order = sorted(highest.values(), key=lambda one: (one.priority, -one.mark.percent, one.at))
    missed = tuple(one for one in order if now - one.at > LATE_S)
    fresh = tuple(one for one in order if now - one.at <= LATE_S)
    found = [Notice(Way.DIGEST, missed)] if missed else []
    if len(fresh) >= GROUP_FROM:
        return (*found, Notice(Way.GROUP, fresh))
    return (*found, *(Notice(Way.CARD, (one,)) for one in fresh))


def concerns(alarm: Alarm, me: str, *, mine_only: bool) -> bool:
    """Whether this device's person is told: with `mine_only` theirs, nobody's, and every P1."""
    if not mine_only or not me:
        return True
    return alarm.assignee in ("", me) or alarm.priority is Priority.P1


def sleeps(alarm: Alarm, asleep_until: int) -> bool:
    """Whether a snoozed ticket keeps still: its deadline and a P1 always ring."""
    rings = alarm.mark.percent >= FULL or alarm.priority is Priority.P1
    return alarm.at < asleep_until and not rings
