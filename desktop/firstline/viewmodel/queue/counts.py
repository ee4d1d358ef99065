"""How many tickets each view holds, counted off the window's thread and only when it changed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.query.query import parse_query
from firstline.domain.values import dataclass, field
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.queue import views

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.store.watch import Changed

SETTLE_MS = 60  # several commits in a row are counted once


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one moment; `next_change` is the epoch second at which they next differ."""

    open: int = 0
    overdue: int = 0
    at_risk: int = 0
    by_view: dict[str, int] = field(default_factory=dict)
    next_change: int | None = None


class Counts(QObject):
    """Keeps the figures true: after each commit, and at the second at which time changes them."""

    counted = Signal()
    passed = Signal()  # a deadline or a risk mark went by: what a view lists may differ

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self.figures = Figures()
        self.known = False  # whether they were counted at all
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self.refresh)
        desktop.changed.connect(self._on_changed)
        desktop.ticking.ticked.connect(self._on_tick)

    def refresh(self) -> None:
        """Count again."""
        now = self._desktop.ticking.now()

        def look(store: "Store") -> object:
            totals = store.totals(now)
            shown = (*views.BUILT_IN, *views.beside(store, now))
            by_view = {one.id: store.count(parse_query(one.query), now=now) for one in shown}
            ahead = (store.next_change(now), *store.snoozed(now).values())
            following = min((one for one in ahead if one is not None), default=None)
            return Figures(totals.open, totals.overdue, totals.at_risk, by_view, following)

        self._later(look, self._arrived)

    def _arrived(self, figures: Figures) -> None:
        self.known = True
        if figures != self.figures:
            self.figures = figures
            self.counted.emit()

    def _on_changed(self, changed: "Changed") -> None:
        if changed.tickets or changed.everything or "setting" in changed.kinds:
            self._soon.start()

    def _on_tick(self) -> None:
        at = self.figures.next_change
        if at is not None and self._desktop.ticking.epoch() >= at:
            self.passed.emit()
            self.refresh()
