"""One start of a window, as a process of its own: the bare one, or ours with its queue painted.

It says `painted`, then the processor's seconds until then, the memory in MB, and, of our window,
the seconds from then until a key is answered on the screen: a window that is painted and then
stands still has started for the stopwatch alone.
"""

import os
import sys
from time import perf_counter, process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from firstline.app.house import House

_NEXT = 1  # Qt.HighEventPriority: before all that already waits
# ruff: noqa: PLC0415 - neither window must pay for what the other, or the figures, import


def bare() -> None:
    """Show an empty main window and say so once it is painted."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    window.repaint()
    _tell_painted()


def ours(place: str) -> int:
    """Start the program as a person does, with an eye on its list."""
    os.environ.update(FIRSTLINE_PROFILE=place, LC_MESSAGES="zh_CN")
    from firstline.app import main, window

    make = window.make_application

    def make_watched() -> "QApplication":
        made = make()
        from firstline.app.house import House

        start = House.start

        def start_watched(self: House) -> None:
            self.shell.resize(1366, 768)
            _watch(self)
            start(self)

        House.start = start_watched  # type: ignore[method-assign]
        return made

    window.make_application = make_watched
    return main.main([])


def _tell_painted() -> None:
    """Say it at once; then, outside what is measured, what it took."""
    print("painted", flush=True)
    spent = process_time()
    from figures import resident_mb

    print(spent, resident_mb(), flush=True)


def _watch(house: "House") -> None:
    """Say when the list was painted with rows in it, and how long it is deaf from then on."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt

    table, told = house.shell.page.list, QEvent.Type.User

    class Eye(QObject):
        """Sees the list being painted; hears of it once all of the window is."""

        began = spent = 0.0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
            answered = self.began and table.currentIndex().row() == 1
            if event.type() == QEvent.Type.Paint and (answered or not self.began):
                QCoreApplication.postEvent(self, QEvent(told), _NEXT)
            return False

        def customEvent(self, _event: QEvent) -> None:  # noqa: N802
            if self.began:
                print(perf_counter() - self.began, process_time() - self.spent, flush=True)
                table.viewport().removeEventFilter(self)
                house.shell.close()
            elif house.shell.page.model.rowCount():
                _tell_painted()
                self.began, self.spent = perf_counter(), process_time()
                _press_down()

    def _press_down() -> None:
        from PySide6.QtGui import QKeyEvent

        press, key, none = QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier
        QCoreApplication.postEvent(table, QKeyEvent(press, key, none))

    eye = Eye(house)
    table.viewport().installEventFilter(eye)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        sys.exit(ours(sys.argv[2]))
