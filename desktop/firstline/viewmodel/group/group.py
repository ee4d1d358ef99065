"""The working group on screen: read apart from the window, its papers made on demand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.contact.contact import working_days
from firstline.domain.group import meeting as meetings
from firstline.domain.group import working_group as groups
from firstline.domain.group.action import KIND as ACTION
from firstline.domain.group.action import Action
from firstline.domain.group.decision import KIND as DECISION
from firstline.domain.group.decision import Decision
from firstline.domain.group.meeting import Meeting
from firstline.domain.group.meeting_paper import MeetingPaper, meeting_paper
from firstline.domain.group.working_group import Charter
from firstline.domain.outcome.proof import READS as PROOF_READS
from firstline.domain.words import Language
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.domain.group.agenda import OpenData
    from firstline.store.store import Store
    from firstline.store.watch import Changed

AHEAD = timedelta(days=60)
SETTLE_MS = 300  # several commits in a row are read once
KINDS = frozenset({groups.KIND, meetings.KIND, DECISION, ACTION, "ticket", "problem",
                   "authorisation", *PROOF_READS})  # fmt: skip


class GroupPaper(NamedTuple):
    """What a page or a calendar is made of, for whoever the roof lets write it.

    `kind` is agenda, minutes, charter, ics (one meeting) or calendar (all of the group).
    """

    kind: str
    charter: Charter
    paper: MeetingPaper | None
    meetings: Sequence[Meeting]
    actions: Sequence[Action]
    now: datetime
    language: Language
    style: bool = True


GroupPress = Callable[[GroupPaper], str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read in one go: every group, each with its meetings, and what is open."""

    charters: tuple[Charter, ...]
    meetings: dict[str, list[Meeting]]
    data: "OpenData"


class GroupModel(QObject):
    """Holds what was read; one group and one meeting are chosen."""

    changed = Signal()

    def __init__(
        self, desktop: Desktop, later: Later, press: GroupPress, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desktop = desktop
        self._later = later
        self._press = press
        self.awake = False  # on screen
        self.seen: Seen | None = None
        self.group = ""
        self.meeting = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self.refresh)
        desktop.changed.connect(self._on_changed)

    @property
    def now(self) -> datetime:
        """The present instant in the zone in which times are shown."""
        return self.desktop.ticking.now().astimezone(self.desktop.zone)

    @property
    def charter(self) -> Charter | None:
        """The chosen group, else the first that works."""
        known = self.seen.charters if self.seen else ()
        return next((one for one in known if one.id == self.group), next(iter(known), None))

    @property
    def meetings(self) -> list[Meeting]:
        """The meetings of the chosen group: those to come, then those past, the newest first."""
        charter = self.charter
        if charter is None or self.seen is None:
            return []
        found, now = self.seen.meetings.get(charter.id, []), self.now
        ahead = [one for one in found if one.ends > now and one.state is not meetings.State.HELD]
        return ahead + [one for one in reversed(found) if one not in ahead]

    @property
    def actions(self) -> list[Action]:
        """The actions of the chosen group and those of none."""
        charter = self.charter
        found = self.seen.data.actions if self.seen else ()
        return [one for one in found if charter is None or one.group in ("", charter.id)]

    @property
    def decisions(self) -> list[Decision]:
        """The decisions of the chosen group."""
        charter = self.charter
        found = self.seen.data.decisions if self.seen else ()
        return [one for one in found if charter is not None and one.group in ("", charter.id)]

    def one_meeting(self, key: str) -> Meeting | None:
        """Return the meeting with this id."""
        return next((one for one in self.meetings if one.id == key), None)

    def choose(self, group: str) -> None:
        """Show another group."""
        self.group, self.meeting = group, ""
        self.changed.emit()

    def paper(self, key: str) -> MeetingPaper | None:
        """Return all that belongs to a meeting."""
        charter, meeting = self.charter, self.one_meeting(key)
        if charter is None or meeting is None or self.seen is None:
            return None
        calendars = self.desktop.desk.calendars
        return meeting_paper(charter, meeting, self.seen.data, self.now, calendars)

    def page(self, kind: str, *, style: bool = True) -> str:
        """Return a page or a calendar of the chosen group and meeting, "" where there is none."""
        charter, paper = self.charter, self.paper(self.meeting)
        if charter is None or (paper is None and kind in ("agenda", "minutes", "ics")):
            return ""
        return self._press(
            GroupPaper(kind, charter, paper, tuple(self.meetings), tuple(self.actions), self.now,
                       self.desktop.speech.language, style)
        )  # fmt: skip

    def refresh(self) -> None:
        """Read everything again."""
        if not self.awake:
            return
        now = self.now
        is_workday = working_days(self.desktop.desk.calendar)

        def look(store: "Store") -> object:
            charters = groups.charters(store.records(groups.KIND))
            records = store.records(meetings.KIND)
            found = {
                one.id: meetings.meetings(one, records, now, is_workday, AHEAD) for one in charters
            }
            return Seen(tuple(charters), found, store.open_data(now))

        self._later(look, self._arrived)

    def _arrived(self, seen: Seen) -> None:
        self.seen = seen
        if self.one_meeting(self.meeting) is None:
            self.meeting = next((one.id for one in self.meetings), "")
        self.changed.emit()

    def _on_changed(self, changed: "Changed") -> None:
        ours = changed.everything or bool(changed.kinds & KINDS)
        if self.awake and ours and not self._soon.isActive():
            self._soon.start()
