"""Small steps: what will soon be needed is made bit by bit, and keys are answered in between."""

from collections.abc import Callable, Iterable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer


class Steps(QObject):
    """Runs one call at each turn of the event loop, until none is left."""

    def __init__(self, calls: Iterable[Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._calls = iter(calls)
        self._timer = QTimer(self)
        self._timer.setInterval(0)  # it fires when nothing that a person did is waiting
        self._timer.timeout.connect(self._on_turn)
        self._timer.start()

    def _on_turn(self) -> None:
        call = next(self._calls, None)
        if call is None:
            self._timer.stop()
            self.deleteLater()
        else:
            call()


def loading(*names: str) -> Iterable[Callable[[], object]]:
    """Return calls that load these modules, one each."""
    return (lambda name=name: import_module(name) for name in names)  # type: ignore[misc]
