"""One start of a window, as a process of its own: the bare one, or ours with its queue painted."""

import sys
from pathlib import Path

from figures import resident_mb

# ruff: noqa: PLC0415 - the bare window must not pay for what ours imports
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
    print("painted", resident_mb(), flush=True)


def ours(folder: Path) -> None:
    """Open the profile as the program does and say so once its first rows are painted."""
    from datetime import UTC, datetime

    import firstline.app.main  # noqa: F401 - what a real start imports
    from firstline.app import garbage

    garbage.put_off()  # as AppRoof does
    from firstline.app.profile import open_profile
    from firstline.app.window import make_application

    with open_profile(folder, "zh_CN", datetime.now(UTC), strict=False) as profile:
        app = make_application()
        from PySide6.QtCore import QDeadlineTimer, QEvent, QObject

        from firstline.app.house import House

        class Eye(QObject):
            """Sees whether the list was painted while it held rows."""

            seen = False

            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
                if event.type() == QEvent.Type.Paint and house.shell.page.model.rowCount():
                    self.seen = True
                return False

        house = House(app, profile, lambda: datetime.now(UTC), keep_state=False)
        eye = Eye()
        house.shell.page.list.viewport().installEventFilter(eye)
        house.shell.resize(1366, 768)
        house.start()
        patience = QDeadlineTimer(WAIT_MS)
        while not eye.seen and not patience.hasExpired():
            app.processEvents()  # the whole window is painted in one go
        print("painted" if eye.seen else "blank", resident_mb(), flush=True)
        for _ in range(20):
            app.processEvents()
        house.shell.close()
        house.stop()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        ours(Path(sys.argv[2]))
