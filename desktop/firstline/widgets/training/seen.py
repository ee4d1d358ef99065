"""Fills a part of the page when there is something new, and only while somebody sees it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, SignalInstance
from PySide6.QtWidgets import QWidget

from firstline.domain.overrides import override


class Seen(QObject):
    """Calls `fill` when one of `signals` tells something new; of a hidden widget once it shows."""

    def __init__(
        self, widget: QWidget, fill: Callable[[], None], *signals: SignalInstance
    ) -> None:  # fmt: skip
        super().__init__(widget)
        self._widget = widget
        self._fill = fill
        self._late = False
        widget.installEventFilter(self)
        for signal in signals:
            signal.connect(self.renew)

    def renew(self) -> None:
        """Fill the widget now, or as soon as it is shown."""
        self._late = not self._widget.isVisible()
        if not self._late:
            self._fill()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._late and event.type() == QEvent.Type.Show:
            self._late = False
            self._fill()
        return super().eventFilter(watched, event)
