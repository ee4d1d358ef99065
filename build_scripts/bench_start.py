"""One start of a window, as a process of its own: the bare one, or ours with its queue painted.

It says `painted`, then the processor's seconds until then, the memory in MB, and, of our window,
the seconds from then until a key is answered: a window that is painted and then stands still has
started only for the stopwatch.
"""

import sys

# ruff: noqa: PLC0415 - neither window must pay for what the other, or the figures, import
WAIT_MS = 20_000


def bare() -> None:
    """Show an empty main window and say so once it is painted."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    window.repaint()
    _tell("painted")


def _tell(word: str) -> None:
    """Say the word at once; then, outside what is measured, what it took."""
    print(word, flush=True)
    from time import process_time

    spent = process_time()
    from figures import resident_mb

    print(spent, resident_mb(), flush=True)


def ours(place: str) -> None:
    """Open the profile as the program does and say so once its first rows are painted."""
    from datetime import UTC, datetime
    from pathlib import Path

    import firstline.app.main  # noqa: F401 - what a real start imports
    from firstline.app import garbage

    garbage.put_off()  # as AppRoof does
    from firstline.app.profile import open_profile
    from firstline.app.window import make_application

    with open_profile(Path(place), "zh_CN", datetime.now(UTC), strict=False) as profile:
        app = make_application()
        from PySide6.QtCore import QDeadlineTimer, QEvent, QObject

        from firstline.app.house import House

        class Eye(QObject):
            """Sees whether the list was painted while it held rows."""

            seen = 0

            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
                if event.type() == QEvent.Type.Paint and table.model().rowCount():
                    self.seen += 1
                return False

        house = House(app, profile, lambda: datetime.now(UTC), keep_state=False)
        eye, table = Eye(), house.shell.page.list
        table.viewport().installEventFilter(eye)
        house.shell.resize(1366, 768)
        house.start()
        patience = QDeadlineTimer(WAIT_MS)
        while not eye.seen and not patience.hasExpired():
            app.processEvents()  # the whole window is painted in one go
        _tell("painted" if eye.seen else "blank")

        from time import perf_counter, process_time

        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeyEvent

        began, spent, before = perf_counter(), process_time(), table.currentIndex().row()
        none = Qt.KeyboardModifier.NoModifier
        app.postEvent(table, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, none))
        while table.currentIndex().row() == before and not patience.hasExpired():
            app.processEvents()
        table.viewport().repaint()
        print(perf_counter() - began, process_time() - spent, flush=True)
        house.shell.close()
        house.stop()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        ours(sys.argv[2])
