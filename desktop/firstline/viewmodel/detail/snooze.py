"""Snooze: which instants are offered, what a person may type, and the act that undo takes back."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta

from firstline.domain.errors import Refused
from firstline.domain.instants import epoch, from_epoch
from firstline.domain.ticket.ticket import Priority
from firstline.domain.words import Text
from firstline.store.queue.snoozed import KEY
from firstline.viewmodel import times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.shell.palette import Entry, Sound, rank

MORNING = time(9)
LONGEST = timedelta(days=366)
# i18n: typed, not shown
_LENGTH = re.compile(r"(\d{1,4})\s*(min|分钟|分|h|小时|时|d|天|日|w|周)", re.IGNORECASE)
_UNITS: Mapping[str, timedelta] = {
    # i18n: typed, not shown
    **dict.fromkeys(("min", "分钟", "分"), timedelta(minutes=1)),
    # i18n: typed, not shown
    **dict.fromkeys(("h", "小时", "时"), timedelta(hours=1)),
    # i18n: typed, not shown
    **dict.fromkeys(("d", "天", "日"), timedelta(days=1)),
    # i18n: typed, not shown
    **dict.fromkeys(("w", "周"), timedelta(weeks=1)),
}
_CLOCK = re.compile(r"(?:(?:(\d{4})-)?(\d{1,2})-(\d{1,2}))?\s*(?:(\d{1,2}):(\d{2}))?")
WAKE = "wake"
PROMPT = Text("暂缓到什么时候?", "Snooze until when?")
_ALWAYS_SHOWN = Text(
    "P1、已超时和已结束的工单不能暂缓。", "P1, overdue and closed tickets cannot be snoozed."
)


def offered(
    desktop: Desktop, ticket_ids: Sequence[str], initials: Sound | None
) -> Callable[[str], list[Entry]]:
    """Return a search among the usual instants; a length or an instant may be typed."""
    say, now = desktop.speech, desktop.ticking.now().astimezone(desktop.zone)
    entries = [
        Entry(say(words), say(times.brief(at, now, desktop.zone)), "clock", "value", str(epoch(at)))
        for words, at in _usual(now)
    ]
    held = desktop.store.get(KEY, {})
    if any(held.get(one, 0) > epoch(now) for one in ticket_ids):
        wake = Entry(say(Text("取消暂缓", "Wake now")), "", "alarm-clock", "value", WAKE)
        entries.insert(0, wake)

    def find(typed: str) -> list[Entry]:
        found = rank(entries, typed, initials)
        at = instant(typed, now)
        if at is not None:
            due = times.brief(at, now, desktop.zone)
            words = say(Text(f"暂缓到 {due.zh}", f"Until {due.en}"))
            found.insert(0, Entry(words, "", "clock", "value", str(epoch(at))))
        return found

    return find


def _usual(now: datetime) -> list[tuple[Text, datetime]]:
    days = {1: Text("明天上午", "Tomorrow morning"), 7: Text("一周后", "In a week")}
    days[7 - now.weekday()] = Text("下周一上午", "Monday morning")
    return [
        (Text("1 小时后", "In 1 hour"), now + timedelta(hours=1)),
        (Text("3 小时后", "In 3 hours"), now + timedelta(hours=3)),
        *((words, _morning(now, ahead)) for ahead, words in sorted(days.items())),
    ]


def _morning(now: datetime, ahead: int) -> datetime:
    return datetime.combine(now.date() + timedelta(days=ahead), MORNING, now.tzinfo)


def instant(typed: str, now: datetime) -> datetime | None:
    """Return the instant ahead that was typed: 30min, 2h, 3天, 14:05, 12-01, 12-01 09:00.

    A time that has passed today is tomorrow's, a day that has passed is next year's, a day alone
    begins at nine. None for anything else, and for more than a year ahead.
    """
    plain = " ".join(typed.replace("：", ":").replace("/", "-").split())
    length = _LENGTH.fullmatch(plain)
    if length:
        at: datetime | None = now + int(length[1]) * _UNITS[length[2].casefold()]
    else:
        at = _clock(plain, now)
    return at if at is not None and now < at <= now + LONGEST else None


def _clock(plain: str, now: datetime) -> datetime | None:
    found = _CLOCK.fullmatch(plain)
    if not plain or found is None:
        return None
    year, month, day, hour, minute = (None if one is None else int(one) for one in found.groups())
    at = MORNING if hour is None else None
    try:
        at = at or time(hour or 0, minute or 0)
        if month is None or day is None:
            today = datetime.combine(now.date(), at, now.tzinfo)
            return today if today > now else today + timedelta(days=1)
        made = datetime(year or now.year, month, day, at.hour, at.minute, tzinfo=now.tzinfo)
        return made if year or made > now else made.replace(year=now.year + 1)
    except ValueError:
        return None


def snooze(desktop: Desktop, ticket_ids: Sequence[str], chosen: str) -> None:
    """Let the tickets sleep until the epoch second `chosen`, or WAKE them; undo takes it back.

    P1, overdue and closed tickets are left out; with no other, a Refused is told.
    """
    now = epoch(desktop.ticking.now())
    before: dict[str, int] = desktop.store.get(KEY, {})
    kept = {one: until for one, until in before.items() if until > now}
    if chosen == WAKE:
        after = {one: until for one, until in kept.items() if one not in ticket_ids}
        words = Text("已取消暂缓", "Awake again")
    else:
        sleepy = [one for one in ticket_ids if _may_sleep(desktop, one, now)]
        if not sleepy:
            desktop.problem.emit(Refused(_ALWAYS_SHOWN))
            return
        after = kept | dict.fromkeys(sleepy, int(chosen))
        due = times.brief(from_epoch(int(chosen)), desktop.ticking.now(), desktop.zone)
        words = Text(f"已暂缓到 {due.zh}", f"Snoozed until {due.en}")

    def keep(value: dict[str, int]) -> Callable[[], None]:
        return lambda: desktop.store.put(KEY, value)

    desktop.act_aside(words, ticket_ids, keep(after), keep(before))


def _may_sleep(desktop: Desktop, ticket_id: str, now: int) -> bool:
    row, ticket = desktop.store.row(ticket_id), desktop.store.find(ticket_id)
    if row is None or ticket is None or not ticket.is_open or row.priority is Priority.P1:
        return False
    due = row.timer.until if row.timer else None
    return due is None or due >= now
