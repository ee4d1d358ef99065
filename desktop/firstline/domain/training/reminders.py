"""What training has due, told 90, 30 and 7 days before and on its day: by team and week, offline.

A team has many courses that end in one week; one reminder names how many, the action list who.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.reminding.reminder import Reminder, day_marks, morning_of
from firstline.domain.training.action_list import to_do
from firstline.domain.training.book import Row, book_of, everybody
from firstline.domain.training.standing import REMINDERS
from firstline.domain.training.training import KIND
from firstline.domain.uncollected import uncollected
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.reminding.given import Given

SECTION = "training"
AHEAD = timedelta(days=max(REMINDERS) + 31)
_STEP = Text("打开培训的行动清单:预订、登记或免修。",
             "Open Training: book it, record it, or waive it.")  # fmt: skip


def training_due(given: "Given") -> Iterable[Reminder]:
    """Remind of what a team has due in a week (issue: 90, 30 and 7 days, and the day itself)."""
    if given.trained is not None:
        return list(as_reminders(given.trained(given.today), given.today, given.zone))
    records = given.records(KIND)
    if not records:
        return ()
    with uncollected():
        book = book_of(given.courses(), records, given.today)
        return list(as_reminders(everybody(book, given.today), given.today, given.zone))


def as_reminders(several: Iterable[Row], today: date, zone: tzinfo) -> Iterator[Reminder]:
    """Yield the marks of each week of each team; what is late already the action list shows."""
    weeks: dict[tuple[str, str, date], list[date]] = {}
    for one in (each for row in several for each in to_do((row,), today, AHEAD)):
        if one.due >= today:
            monday = one.due - timedelta(days=one.due.weekday())
            weeks.setdefault((one.person.site, one.person.team, monday), []).append(one.due)
    for (site, team, monday), days in weeks.items():
        first, many = min(days), len(days)
        who = " · ".join(part for part in (site, team) if part)
        named = Text(who or "未分班组", who or "No team")
        what = "courses or certificates" if many > 1 else "course or certificate"
        for mark, at in day_marks(first, (*REMINDERS, 0), zone):
            yield Reminder(
                f"training:{site}:{team}:{monday}", mark, at, morning_of(first, zone),
                Text(f"{named.zh}:{many} 项培训或证书 {first:%m-%d} 起到期",
                     f"{named.en}: {many} {what} due from {first:%m-%d}"),
                _STEP, SECTION,
            )  # fmt: skip
