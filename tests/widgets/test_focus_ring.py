"""Where the keyboard goes when a form is put away, and that Enter presses a button."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from firstline.domain.words import Language, Text
from firstline.viewmodel.speech import Speech
from firstline.widgets.entry import enter_at
from firstline.widgets.focus_ring import FocusRing
from firstline.widgets.shell.rail import RailItem
from firstline.widgets.shell.shortcuts import ShortcutSheet
from window_makers import Window


class Room(QWidget):
    """A window with a rail, and a panel that holds a list and a form."""

    def __init__(self) -> None:
        super().__init__()
        self.rail = RailItem(Text("工单队列", "Queue"), "inbox", Speech("zh_CN"))
        self.panel, self.form = QWidget(), QWidget()
        self.list, self.line, self.save = QListWidget(), QLineEdit(), QPushButton("记录")
        inner = QVBoxLayout(self.form)
        inner.addWidget(self.line)
        inner.addWidget(self.save)
        column = QVBoxLayout(self.panel)
        column.addWidget(self.list)
        column.addWidget(self.form)
        row = QHBoxLayout(self)
        row.addWidget(self.rail)
        row.addWidget(self.panel)
        self.ring = FocusRing(self)


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    made = Room()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.hide()


def test_the_keyboard_stays_in_the_panel_whose_form_was_put_away(room: Room) -> None:
    room.line.setFocus()
    room.form.hide()
    assert QApplication.focusWidget() is room.list


def test_who_goes_to_the_rail_gets_there(room: Room) -> None:
    room.line.setFocus()
    room.rail.setFocus()
    assert QApplication.focusWidget() is room.rail


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_a_button_once_as_space_does(room: Room, key: Qt.Key) -> None:
    pressed: list[bool] = []
    room.save.clicked.connect(lambda: pressed.append(True))
    room.save.setFocus()
    QTest.keyClick(room.save, key)
    assert len(pressed) == 1
    QTest.keyClick(room.save, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 1  # that is left to the form's own keys


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_sheet_of_keys_fits_a_small_screen_without_scrolling(
    qtbot: QtBot, tmp_path: Path, language: Language
) -> None:
    made = Window(tmp_path)
    try:
        made.shell.resize(1366, 768)
        made.shell.show()
        qtbot.waitExposed(made.shell)
        sheet = ShortcutSheet(Speech(language), made.shell)
        sheet.open_over()
        place = sheet.findChild(QScrollArea)
        assert isinstance(place, QScrollArea)
        QApplication.processEvents()
        assert place.horizontalScrollBar().maximum() == 0
        assert place.verticalScrollBar().maximum() == 0
        sheet.close()
    finally:
        made.close()


def test_the_keyboard_stays_where_what_had_it_was_deleted(qtbot: QtBot, room: Room) -> None:
    room.line.setFocus()
    room.form.deleteLater()  # as a form that is made anew
    qtbot.waitUntil(room.list.hasFocus)


def test_tab_meets_what_stands_before_the_place_where_a_page_begins(
    qtbot: QtBot, room: Room
) -> None:
    enter_at(room.panel, room.save)
    room.panel.setFocus()
    assert room.save.hasFocus()
    room.rail.setFocus()
    QTest.keyClick(room.rail, Qt.Key.Key_Tab)
    assert room.list.hasFocus()
    room.save.hide()
    room.panel.setFocus()
    assert room.list.hasFocus()
    room.list.hide()
    room.line.hide()
    room.panel.setFocus()  # where nothing takes the keyboard, it goes to what stands around
    assert room.rail.hasFocus()


def test_a_button_whose_work_runs_hands_the_keyboard_to_the_list_and_not_to_the_next_button(
    room: Room,
) -> None:
    other = QPushButton("移除", room.form)
    other.show()
    room.form.layout().addWidget(other)  # type: ignore[union-attr]
    room.save.setFocus()
    room.save.setEnabled(False)
    assert not other.hasFocus()
    assert room.panel.isAncestorOf(QApplication.focusWidget())  # type: ignore[arg-type]
