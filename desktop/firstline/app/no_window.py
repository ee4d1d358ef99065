"""Says why no window opens, in one of its own: who starts it by its icon sees no terminal."""

import os
import sys
from pathlib import Path

from firstline.app.ground import find_ground
from firstline.app.window import has_display, make_application
from firstline.domain.errors import Problem
from firstline.domain.words import Language, Text
from firstline.system.resources import resource_path

TITLE = Text("一线 Firstline 打不开", "Firstline cannot open")
CLOSE = Text("关闭", "Close")
_UNSEEN = frozenset({"offscreen", "minimal"})


def is_unheard() -> bool:
    """Whether nobody reads the terminal, and somebody sees the screen."""
    heard = sys.stderr is not None and sys.stderr.isatty()
    return not heard and has_display() and os.environ.get("QT_QPA_PLATFORM", "") not in _UNSEEN


def tell_instead(problem: Problem, folder: Path | None, asked: str | None) -> None:
    """Show what is wrong, what was kept and what to do, until it is closed."""
    tell(problem, find_ground(folder, asked, strict=False).language)


def tell(problem: Problem, language: Language) -> None:
    """Show the problem in `language`, a line for each of its sentences, until it is closed."""
    app = make_application()
    from PySide6.QtCore import Qt  # noqa: PLC0415 - Qt's platform is decided by now
    from PySide6.QtGui import QIcon  # noqa: PLC0415
    from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415

    app.setWindowIcon(QIcon(str(resource_path("icons", "firstline.svg"))))
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(TITLE.in_(language))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(problem.sentence.in_(language))
    more = (problem.kept, problem.next_step)
    box.setInformativeText("\n".join(one.in_(language) for one in more if one.zh))
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    close = box.addButton(CLOSE.in_(language), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(close)
    box.exec()
