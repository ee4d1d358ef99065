"""The shift sheet as a page shows it: since when, read apart from the window, written on demand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.errors import BadInput
from firstline.domain.routing.shift_sheet import Sheet, shift_sheet
from firstline.domain.routing.shifts import USUAL, Shift, last_turn, parse_shifts, turn_before
from firstline.domain.words import Language, Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.store.watch import Changed

SETTLE_MS = 400  # several commits in a row are read once
NOTHING = Text("", "")


class Paper(NamedTuple):
    """What a page is made of, for whoever the roof lets write it."""

    sheet: Sheet
    site: str
    shift: Text
    language: Language
    size: str  # a4 or a6
    style: bool  # with rules of its own, as on paper


Press = Callable[[Paper], str]


class Span(NamedTuple):
    """One choice of since when: its id, its words, and the name of the shift if it is one."""

    id: str
    words: Text
    since: datetime
    shift: Text


class ShiftModel(QObject):
    """Holds the sheet of the chosen span; `press` makes a page of it."""

    changed = Signal()

    def __init__(
        self, desktop: Desktop, later: Later, press: Press, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._press = press
        self.awake = False  # on screen
        self.chosen = "this"
        self.sheet: Sheet | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self.refresh)
        desktop.changed.connect(self._on_changed)
        desktop.preferred.connect(self._soon.start)

    def spans(self) -> tuple[Span, ...]:
        """Return what can be chosen: this shift, the one before, a day."""
        now = self._now()
        shifts = self._shifts()
        this = last_turn(shifts, now)
        before = turn_before(shifts, this)
        return (
            Span("this", _named("本班", "This shift", this.shift, this.begin), this.begin,
                 this.shift.name),
            Span("before", _named("上一班起", "Since the last", before.shift, before.begin),
                 before.begin, before.shift.name),
            Span("day", Text("最近 24 小时", "The last 24 hours"), now - timedelta(days=1),
                 NOTHING),
        )  # fmt: skip

    def choose(self, span_id: str) -> None:
        """Read the sheet of another span."""
        if span_id != self.chosen:
            self.chosen = span_id
            self.refresh()

    def refresh(self) -> None:
        """Read the sheet again."""
        if not self.awake:
            return
        now, span = self._now(), self._span()
        calendars = self._desktop.desk.calendars

        def look(store: "Store") -> object:
            return shift_sheet(store.touched(span.since), span.since, now, calendars)

        self._later(look, self._arrived)

    def page(self, size: str = "a4", *, style: bool = True) -> str:
        """Return the sheet as a page, "" while it is being read."""
        if self.sheet is None:
            return ""
        site, language = self._desktop.settings.site, self._desktop.speech.language
        return self._press(Paper(self.sheet, site, self._span().shift, language, size, style))

    def file_name(self) -> str:
        """Return the name that is offered for a file, without its ending."""
        return f"shift-{self._now():%Y%m%d-%H%M}"

    def _arrived(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.changed.emit()

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (changed.tickets or changed.everything) and not self._soon.isActive():
            self._soon.start()

    def _span(self) -> Span:
        return next(one for one in self.spans() if one.id == self.chosen)

    def _shifts(self) -> tuple[Shift, ...]:
        try:
            return parse_shifts(getattr(self._desktop.settings, "shifts", ()))
        except BadInput as problem:
            self._desktop.problem.emit(problem)
            return USUAL

    def _now(self) -> datetime:
        return self._desktop.ticking.now().astimezone(self._desktop.zone)


def _named(zh: str, en: str, shift: Shift, begin: datetime) -> Text:
    at = f"{begin:%H:%M}"
    return Text(f"{zh}({shift.name.zh} {at})", f"{en} ({shift.name.en} {at})")
