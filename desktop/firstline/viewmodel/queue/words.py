"""What the cells of the queue say: shown, spoken to a screen reader, and in the tooltip."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from firstline.domain.instants import from_epoch
from firstline.domain.sla.countdown import Countdown
from firstline.domain.ticket.statuses import CHART
from firstline.domain.words import Text
from firstline.viewmodel import phrases, plain, times

if TYPE_CHECKING:
    from firstline.domain.sla.timer import Timer
    from firstline.store.queue.rows import Row
    from firstline.viewmodel.desk import Desktop


class Heading(NamedTuple):
    """A column's heading as shown and as spoken."""

    shown: Text
    spoken: Text


def _same(zh: str, en: str) -> Heading:
    return Heading(Text(zh, en), Text(zh, en))


HEADINGS = (
    Heading(Text("级别", "Prio"), Text("优先级", "Priority")),
    Heading(Text("编号", "No."), Text("编号", "Number")),
    _same("标题", "Title"),
    _same("站点", "Site"),
    _same("受理人", "Assignee"),
    _same("状态", "Status"),
    Heading(
        Text("SLA 剩余", "SLA left"), Text("最近期限的剩余时间", "Time to the nearest deadline")
    ),
)
SHORT_STATUS = {
    "waiting_requester": Text("待报告人", "At requester"),
    "with_vendor": Text("厂商处理", "At vendor"),
    "waiting_customer_info": Text("厂商待料", "Info wanted"),
    "in_progress": Text("处理中", "In progress"),
}
DASH = Text("—", "—")


def _plain(value: str) -> Text:
    return Text(value, value) if value else DASH


def status(row: "Row") -> Text:
    """Return the status in the few characters that its column holds."""
    return SHORT_STATUS.get(row.status, CHART[row.status].name)


def cell(row: "Row", column: int, countdown: "Callable[[Row], Countdown]") -> Text:
    """Return the text of one cell."""
    match column:
        case 0:
            return _plain(row.priority)
        case 1:
            return _plain(row.number)
        case 2:
            return _plain(row.title)
        case 3:
            return _plain(row.site)
        case 4:
            return _plain(row.assignee)
        case 5:
            return status(row)
        case _:
            return countdown(row).text


def asleep_words(wakes: int, desktop: "Desktop") -> Text:
    """Return the words of a ticket that sleeps until the epoch second `wakes`."""
    at = times.brief(from_epoch(wakes), desktop.ticking.now(), desktop.zone)
    return Text(f"已暂缓到 {at.zh}", f"snoozed until {at.en}")


def spoken(
    row: "Row", column: int, countdown: "Callable[[Row], Countdown]", asleep: Text | None = None
) -> Text:
    """Return what a screen reader says of one cell, with its heading."""
    if column == 0:
        name = phrases.PRIORITIES[row.priority]
        return Text(f"优先级 {name.zh}", f"Priority {name.en}")
    if column == 2:
        marks = [*marks_of(row), *([asleep] if asleep else [])]
        zh = "、".join(one.zh for one in marks)
        en = ", ".join(one.en for one in marks)
        return Text(f"{row.title}({zh})", f"{row.title} ({en})") if marks else _plain(row.title)
    if column == 5:
        name = CHART[row.status].name
        return Text(f"状态 {name.zh}", f"Status {name.en}")
    if column == 6:
        said = countdown(row).text
        leg = phrases.LEGS[row.timer.leg] if row.timer else Text("", "")
        return Text(f"{leg.zh} {said.zh}".strip(), f"{leg.en} {said.en}".strip())
    said, head = cell(row, column, countdown), HEADINGS[column].spoken
    return Text(f"{head.zh} {said.zh}", f"{head.en} {said.en}")


def marks_of(row: "Row") -> list[Text]:
    """Return the states that the row's marks stand for."""
    found = (
        (row.unread, Text("未读", "unread")),
        (row.draft, Text("有草稿", "has a draft")),
        (row.waiting, Text("待同步", "waiting to be sent")),
        (row.conflict, Text("有冲突", "in conflict")),
    )
    return [text for is_set, text in found if is_set]


def tip(row: "Row", column: int, desktop: "Desktop", asleep: Text | None = None) -> str | None:
    """Return the tooltip of a cell, None where the cell says all."""
    if column == 6 and row.timer is not None:
        return desktop.speech(due_tip(row.timer, desktop))
    if column == 5:
        return desktop.speech(CHART[row.status].name)
    if column == 0:
        return desktop.speech(phrases.PRIORITIES[row.priority])
    if column == 2:
        marks = [*marks_of(row), *([asleep] if asleep else [])]
        said = row.title
        if marks:
            said += "\n" + " · ".join(desktop.speech(one) for one in marks)
        return plain.tip(said)
    return None


def due_tip(timer: "Timer", desktop: "Desktop") -> Text:
    """Return deadline, target and calendar of a clock: absolute and in full (ux.md)."""
    leg, metric = phrases.LEGS[timer.leg], phrases.METRICS[timer.metric]
    zh, en = [f"{leg.zh} · {metric.zh}"], [f"{leg.en} · {metric.en}"]
    if timer.due is not None:
        due = times.stamp(from_epoch(timer.due), desktop.zone)
        zh.append(f"期限 {due}")
        en.append(f"Due {due}")
    calendar = desktop.desk.calendars.get(timer.work) if timer.work else None
    if calendar is None:
        zh.append("7×24 计时")
        en.append("Counts round the clock")
    else:
        zh.append(calendar.title.zh)
        en.append(calendar.title.en)
    if timer.provisional:
        zh.append("暂定:该年度节假日安排尚未公布")
        en.append("Provisional: that year's holidays are not published yet")
    return Text("\n".join(zh), "\n".join(en))
