"""The first ticket of an empty desk, recorded by keys: the letters of the list work at once."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from firstline.widgets.triage.sheet import TriageSheet
from window_makers import Window

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_first_ticket_takes_letters(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path, count=0)
    shell = window.shell
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    qtbot.keyClick(shell, Qt.Key.Key_N, CTRL)
    sheet = shell.pages.currentWidget()
    assert isinstance(sheet, TriageSheet)
    qtbot.waitUntil(sheet.fields.title.hasFocus)
    qtbot.keyClicks(sheet.fields.title, "Scanner cannot connect")
    qtbot.keyClick(sheet.fields.title, Qt.Key.Key_Return, CTRL)
    assert shell.pages.section == "queue"
    assert shell.page.list.hasFocus()
    window.close()
