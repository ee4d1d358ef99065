"""The one timer of the window: it tells the time and ticks only as often as somebody looks."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal

SECOND = 1
HALF_MINUTE = 30


class Ticking(QObject):
    """Ticks on full seconds at the finest step that anybody on screen wishes, or not at all."""

    ticked = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._wishes: dict[str, int] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def now(self) -> datetime:
        """Return the aware instant by the injected clock."""
        return self._now()

    def epoch(self) -> int:
        """Return the instant as whole seconds since 1970."""
        return int(self._now().timestamp() // 1)

    @property
    def step(self) -> int:
        """The seconds between two ticks; 0 while nobody looks."""
        return min((one for one in self._wishes.values() if one), default=0)

    @property
    def running(self) -> bool:
        """Whether a tick is pending."""
        return self._timer.isActive()

    def wish(self, who: str, seconds: int) -> None:
        """Let `who` be told every `seconds` seconds; 0 when it is hidden and needs nothing."""
        if self._wishes.get(who, 0) == seconds:
            return
        self._wishes[who] = seconds
        self._arm()

    def _tick(self) -> None:
        self.ticked.emit()
        self._arm()

    def _arm(self) -> None:
        step_ms = self.step * 1000
        if not step_ms:
            self._timer.stop()
            return
        past_ms = int(self._now().timestamp() * 1000) % step_ms
        self._timer.start(step_ms - past_ms)
