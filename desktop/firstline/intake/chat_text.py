"""Reads a chat that somebody pasted: who said what when, and what of the time had to be guessed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

TOGETHER = timedelta(minutes=10)  # words of one person that belong to one contact
_DATE = (
    r"(?:(?:(?P<y>\d{4})[-/.年])?(?P<mo>\d{1,2})(?P<sep>[-/.月])(?P<d>\d{1,2})日?"
    r"|(?P<rel>前天|昨天|今天|yesterday|today))"
)
_TIME = (
    r"(?P<half>凌晨|早上|上午|中午|下午|晚上|[AaPp][Mm])?\s*"
    r"(?P<h>\d{1,2})[::](?P<mi>\d{2})(?:[::](?P<s>\d{2}))?\s*(?P<half2>[AaPp][Mm])?"
)
_WHEN = rf"(?:{_DATE}[ T,,]*)?{_TIME}"
_WHO = r"(?P<who>[^\s::\[\]()()][^::\n]{0,39}?)"
_HEADS = tuple(
    re.compile(one, re.IGNORECASE)
    for one in (
        rf"\[?{_WHEN}\]?\s+{_WHO}\s*[::]\s*(?P<text>.*)",
        rf"\[?{_WHEN}\]?\s+{_WHO}(?P<text>)",
        rf"{_WHO}\s*[((\[]{_WHEN}[))\]]\s*[::]?\s*(?P<text>.*)",
        rf"{_WHO}\s*[::]?\s+{_WHEN}\s*[::]?(?P<text>)",
    )
)
_DAYS_AGO = {"前天": 2, "昨天": 1, "yesterday": 1, "今天": 0, "today": 0}
_LATE = frozenset({"下午", "晚上", "pm"})
_NOON = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said at one time; `guessed` holds keys of GUESSES, with commas."""

    who: str
    at: datetime
    text: str
    guessed: str = ""


@dataclass(frozen=True, slots=True)
class _Head:
    """One line that names a person and a time; `day` None where no date stands in it."""

    who: str
    clock: time
    day: date | None
    guessed: str
    text: str
    loose: bool


def read_chat(text: str, zone: tzinfo, now: datetime) -> tuple[Said, ...]:
    """Return what was said, in the order of the text; what follows at once is one.

    A time without a date is taken to be the last such time before `now`. Raises BadInput where no
    line names a person and a time.
    """
    here = now.astimezone(zone)
    lines = text.replace("\r\n", "\n").split("\n")
    heads: list[_Head] = []
    words: list[list[str]] = []
    for head, line in zip(_heads(lines, here), lines, strict=True):
        if head is not None:
            heads.append(head)
            words.append([head.text] if head.text else [])
        elif words:
            words[-1].append(line.rstrip())
    if not heads:
        raise BadInput(
            Text("没有一行写明谁在何时说的。", "No line says who spoke and when."),
            Text("什么都没有改。", "Nothing was changed."),
            Text("请复制带姓名和时间的聊天记录,例如“王工 2026-11-24 10:05”。",
                 "Copy the chat with names and times, such as “Wang 2026-11-24 10:05”."),
        )  # fmt: skip
    days = _days(heads, here)
    found = [
        Said(head.who, datetime.combine(day, head.clock, zone), "\n".join(lines).strip(), guessed)
        for head, lines, (day, guessed) in zip(heads, words, days, strict=True)
    ]
    return tuple(_together(one for one in found if one.text))


def _heads(lines: Sequence[str], here: datetime) -> list[_Head | None]:
    """Return which lines are heads, None for the others.

    One that might as well be words ("moved to 14:30") is words where other heads bear a date, and
    where nothing is said beneath it.
    """
    found = [_head(line.strip(), here) for line in lines]
    dated = any(one is not None and one.day is not None for one in found)
    for index in range(len(found) - 1, -1, -1):
        one = found[index]
        if one is None or not one.loose:
            continue
        beneath = next((n for n in range(index + 1, len(lines)) if lines[n].strip()), None)
        if dated or beneath is None or found[beneath] is not None:
            found[index] = None
    return found


def _head(line: str, here: datetime) -> _Head | None:
    for n, pattern in enumerate(_HEADS):
        match = pattern.fullmatch(line)
        if match is None:
            continue
        try:
            day, guessed = _day(match, here)
            loose = day is None and n % 2 == 1
            return _Head(
                match["who"].strip(), _clock(match), day, guessed, match["text"].strip(), loose
            )
        except ValueError:  # 25:99 is no time, so the line is no head
            return None
    return None


def _clock(match: re.Match[str]) -> time:
    hour = int(match["h"])
    half = (match["half"] or match["half2"] or "").lower()
    if half in _LATE and hour < _NOON:
        hour += _NOON
    elif half in ("凌晨", "am") and hour == _NOON:
        hour = 0
    return time(hour, int(match["mi"]), int(match["s"] or 0))


def _day(match: re.Match[str], here: datetime) -> tuple[date | None, str]:
    said = (match["rel"] or "").lower()
    if said:
        return here.date() - timedelta(days=_DAYS_AGO[said]), "relative"
    if not match["mo"]:
        return None, "day"
    month, day = int(match["mo"]), int(match["d"])
    if match["y"]:
        return date(int(match["y"]), month, day), ""
    guessed = "year" if match["sep"] == "月" or max(month, day) > _NOON else "year,order"
    found = date(here.year, month, day)
    if found > here.date():
        found = date(here.year - 1, month, day)
    return found, guessed


def _days(heads: Sequence[_Head], here: datetime) -> list[tuple[date, str]]:
    """Return the day of each line: its own, that of the line before, or the last one that fits."""
    found: list[tuple[date, str] | None] = []
    last: tuple[date, time] | None = None
    for head in heads:
        day = head.day
        if day is None and last is not None:  # past midnight where the clock goes back
            day = last[0] + timedelta(days=head.clock < last[1])
        found.append(None if day is None else (day, head.guessed))
        last = None if day is None else (day, head.clock)
    later = (here.date(), here.time())
    for index in range(len(heads) - 1, -1, -1):
        held = found[index]
        clock = heads[index].clock
        day = later[0] - timedelta(days=clock > later[1]) if held is None else held[0]
        found[index] = held or (day, heads[index].guessed)
        later = (day, clock)
    return [one for one in found if one is not None]


def _together(said: Iterable[Said]) -> Iterable[Said]:
    held: Said | None = None
    for one in said:
        if held is None:
            held = one
        elif one.who == held.who and timedelta() <= one.at - held.at <= TOGETHER:
            held = replace(held, text=f"{held.text}\n{one.text}")
        else:
            yield held
            held = one
    if held is not None:
        yield held
