"""The queue as a table: what the window shows, on a terminal."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.cli.table import screen_width, table
from firstline.domain.desk import Desk
from firstline.domain.instants import epoch
from firstline.domain.sla.countdown import countdown
from firstline.domain.sla.live import live_state, remaining
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Leg
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.store.queue.rows import Row

LEG_MARKS = {Leg.INTERNAL: Text("内", "in"), Leg.VENDOR: Text("厂", "ve")}
PRIORITY_MARKS = {"P1": "‼ P1", "P2": "! P2"}
HEADINGS = (
    Text("级别", "Priority"), Text("编号", "ID"), Text("标题", "Title"), Text("站点", "Site"),
    Text("受理人", "Assignee"), Text("状态", "Status"), Text("SLA", "SLA"), Text("", ""),
)  # fmt: skip


def queue_table(
    rows: Sequence["Row"], desk: Desk, now: datetime, language: Language, columns: int | None = None
) -> str:
    """Return the tickets as an aligned table with countdowns as of `now`."""
    lines = [_line(row, desk, epoch(now), language) for row in rows]
    heading = [one.in_(language) for one in HEADINGS]
    return table(heading, lines, stretch=2, columns=columns or screen_width())


def _line(row: "Row", desk: Desk, now: int, language: Language) -> list[str]:
    marks = (("●", row.unread), ("✎", row.draft), ("↑", row.waiting), ("⚠", row.conflict))
    priority = str(row.priority)
    return [
        PRIORITY_MARKS.get(priority, priority),
        row.number,
        row.title,
        row.site,
        row.assignee or "—",
        CHART[row.status].name.in_(language),
        timer_words(row.timer, desk, now).in_(language),
        "".join(mark for mark, on in marks if on),
    ]


def timer_words(timer: Timer | None, desk: Desk, now: int) -> Text:
    """Return the clock as the queue shows it: its leg's mark and what is left at `now`."""
    if timer is None:
        return Text("—", "—")
    state = live_state(timer, now, desk.calendars)
    words = countdown(remaining(timer, now, desk.calendars), state, timer.target_s)
    mark = LEG_MARKS[timer.leg]
    return Text(f"{mark.zh} {words.zh}", f"{mark.en} {words.en}")
