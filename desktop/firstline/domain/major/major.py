"""A major incident: who commands, when the next update is due, what was decided, the review (S38).

All of it is entries in the ticket's log, so that it merges, syncs and travels as every event does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.alarm.mark import FULL, Crossing, Mark
from firstline.domain.instants import epoch, from_epoch
from firstline.domain.major.rule import DECLARED, REVIEW, WITHDRAWN, standing
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Status, Ticket
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.sla.calendar import Calendar

EVERY = timedelta(minutes=30)  # S38: updates every 30 minutes, unless another was agreed
REVIEW_DAYS = 5  # working days after the restoration
AGREEMENT = "major"  # of the marks that ring for it
UPDATE_DUE, REVIEW_DUE = "update", "review"


class Entry(StrEnum):
    """What can be written into a major incident; each only adds."""

    DECLARED = DECLARED
    COMMANDER = "commander"
    SCRIBE = "scribe"
    UPDATE = "update"
    HYPOTHESIS = "hypothesis"
    DECISION = "decision"
    STAND_IN = "stand_in"
    REVIEW = REVIEW
    WITHDRAWN = WITHDRAWN


ENTRY_NAMES: Mapping[Entry, Text] = {
    Entry.DECLARED: Text("宣布重大故障", "Major incident declared"),
    Entry.COMMANDER: Text("指挥", "Commander"),
    Entry.SCRIBE: Text("记录员", "Scribe"),
    Entry.UPDATE: Text("通报", "Update"),
    Entry.HYPOTHESIS: Text("假设", "Hypothesis"),
    Entry.DECISION: Text("决定", "Decision"),
    Entry.STAND_IN: Text("手工替代办法", "Stand-in on paper"),
    Entry.REVIEW: Text("复盘", "Post-incident review"),
    Entry.WITHDRAWN: Text("撤销重大故障", "Major incident withdrawn"),
}
# The fields of an update and of a review, in the order of templates M.9.
UPDATE_FIELDS: Mapping[str, Text] = {
    "impact": Text("影响", "Impact"),
    "known": Text("已知", "Known"),
    "unknown": Text("未知", "Unknown"),
    "doing": Text("正在做", "Doing"),
    "next": Text("下次通报", "Next update"),
    "workaround": Text("替代办法", "Workaround"),
}
REVIEW_FIELDS: Mapping[str, Text] = {
    "timeline": Text("时间线", "Timeline"),
    "found": Text("发现方式", "How it was found"),
    "restored": Text("恢复方式", "How it was restored"),
    "whys": Text("五个为什么(一行一个)", "Five whys (one a line)"),
    "good": Text("做得好", "What went well"),
    "improvements": Text("改进(做什么 | 谁 | 日期)", "Improvements (what | who | date)"),
    "article": Text("知识文章", "Knowledge article"),
    "sla": Text("SLA 结论", "SLA conclusion"),
}
FIELDS: Mapping[Entry, tuple[str, ...]] = {
    Entry.DECLARED: ("commander", "scribe", "every"),
    Entry.UPDATE: tuple(UPDATE_FIELDS),
    Entry.REVIEW: tuple(REVIEW_FIELDS),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One entry as it is shown: when, by whom, its words and its fields."""

    entry: Entry
    at: datetime
    by: str
    text: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Major:
    """The major incident that stands on a ticket; `said` holds its entries in order."""

    declared_at: datetime
    by: str
    commander: str
    scribe: str
    every: timedelta
    said: tuple[Said, ...]
    restored_at: datetime | None

    def of(self, entry: Entry) -> tuple[Said, ...]:
        """Return the entries of one kind, the oldest first."""
        return tuple(one for one in self.said if one.entry is entry)

    @property
    def stand_in(self) -> str:
        """What is done on paper meanwhile, as it was said last."""
        found = self.of(Entry.STAND_IN)
        return found[-1].text if found else ""

    @property
    def review(self) -> Said | None:
        """The review, as it was recorded last."""
        found = self.of(Entry.REVIEW)
        return found[-1] if found else None

    @property
    def update_due(self) -> datetime | None:
        """When the next update is due; None once the service is restored."""
        if self.restored_at is not None:
            return None
        updates = sorted(self.of(Entry.UPDATE), key=lambda one: one.at)
        if not updates:
            return self.declared_at + self.every
        last = updates[-1]
        named = instant_of(last.fields.get("next", ""), last.at)
        return named or last.at + self.every

    def missed(self, now: datetime) -> bool:
        """Whether the next update is overdue at `now`."""
        return self.update_due is not None and now > self.update_due

    def review_due(self, calendar: "Calendar | None") -> datetime | None:
        """Return when the review is due: five working days after the restoration; None before.

        Without a calendar a week: five days from Monday to Friday.
        """
        if self.restored_at is None or self.review is not None:
            return None
        if calendar is None:
            return self.restored_at + timedelta(days=7)
        due = calendar.end_of_workday(epoch(self.restored_at), REVIEW_DAYS)
        return from_epoch(due, self.restored_at.tzinfo or calendar.zone)


def major_of(ticket: Ticket) -> Major | None:
    """Return the major incident that stands on `ticket`, or None."""
    entries = standing(ticket.events)
    if not entries:
        return None
    first = entries[0]
    said = tuple(one for event in entries if (one := _said(event)))
    return Major(
        first.at, first.actor, _latest(said, Entry.COMMANDER), _latest(said, Entry.SCRIBE),
        _every(first.data.get("every", "")), said, _restored_at(ticket),
    )  # fmt: skip


def _said(event: Event) -> Said | None:
    try:
        entry = Entry(event.data.get("entry", ""))
    except ValueError:  # a later version's word: kept in the log, not shown here
        return None
    fields = {name: text for name, text in event.data.items() if name not in ("list", "entry")}
    return Said(entry, event.at, event.actor, event.text, fields)


def _latest(said: Sequence[Said], role: Entry) -> str:
    """Return who has a role: as it was said last, in the declaration or by an entry of its own."""
    for one in reversed(said):
        if one.entry is role:
            return one.text
        if one.entry is Entry.DECLARED and one.fields.get(str(role)):
            return one.fields[str(role)]
    return ""


def _restored_at(ticket: Ticket) -> datetime | None:
    if ticket.status not in (Status.RESOLVED, Status.CLOSED):
        return None
    ends = [one.at for one in ticket.events if one.kind is EventKind.RESOLVED]
    return ends[-1] if ends else ticket.updated_at


def _every(text: str) -> timedelta:
    return timedelta(minutes=int(text)) if text.isdecimal() and int(text) else EVERY


def instant_of(text: str, near: datetime) -> datetime | None:
    """Return the ISO instant in `text`, without an offset in that of `near`; None for none."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=near.tzinfo)


# --- what rings ---


def duties(ticket: Ticket, calendar: "Calendar | None") -> list[Crossing]:
    """Return when the next update and the review are due, as crossings that ring."""
    major = major_of(ticket)
    if major is None:
        return []
    found = []
    if major.update_due is not None:
        many = len(major.of(Entry.UPDATE)) + 1
        mark = Mark(AGREEMENT, Leg.INTERNAL, UPDATE_DUE, many, FULL)
        found.append(Crossing(epoch(major.update_due), mark))
    review_due = major.review_due(calendar)
    if review_due is not None:
        mark = Mark(AGREEMENT, Leg.INTERNAL, REVIEW_DUE, 1, FULL)
        found.append(Crossing(epoch(review_due), mark))
    return found
