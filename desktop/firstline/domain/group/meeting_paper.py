"""What the pages of a meeting say: agenda, who was there, what was decided, who does what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.group.action import Action
from firstline.domain.group.agenda import Item, OpenData, agenda, item_from
from firstline.domain.group.decision import Decision
from firstline.domain.group.meeting import Meeting, thawed
from firstline.domain.group.working_group import Charter
from firstline.domain.sla.calendar import Calendar
from firstline.domain.words import Text

_PLAIN = Text("会议", "Meeting")


@dataclass(frozen=True, slots=True)
class MeetingPaper:
    """One meeting with all that belongs to it; `now` bears the zone in which times are told."""

    charter: Charter
    meeting: Meeting
    items: tuple[Item, ...]
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]
    now: datetime

    @property
    def name(self) -> Text:
        """What the meeting is called."""
        return name_of(self.meeting, self.charter)

    @property
    def begins(self) -> datetime:
        """When it begins, in the zone in which times are told."""
        return self.meeting.at.astimezone(self.now.tzinfo)


def name_of(meeting: Meeting, charter: Charter) -> Text:
    """Return what a meeting is called: by its own title, else by its series."""
    if meeting.title:
        return Text(meeting.title, meeting.title)
    series = charter.series_of(meeting.series)
    return series.called if series else _PLAIN


def meeting_paper(
    charter: Charter, meeting: Meeting, data: OpenData, now: datetime,
    calendars: Mapping[str, Calendar],
) -> MeetingPaper:  # fmt: skip
    """Return the paper of `meeting`: the agenda that was frozen, else the one of the open data."""
    kept = tuple(item_from(one) for one in thawed(meeting.agenda))
    made = kept if meeting.agenda else agenda(meeting, data, now, calendars)
    decided = sorted(
        (one for one in data.decisions if one.meeting == meeting.id), key=lambda one: one.id
    )
    given = sorted(
        (one for one in data.actions if one.meeting == meeting.id), key=lambda one: one.id
    )
    return MeetingPaper(charter, meeting, made, tuple(decided), tuple(given), now)
