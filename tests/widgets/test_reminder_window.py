"""Reminders in the window: told at a start as one, in the morning, and a way to their place."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from firstline.app.doors.group_paper import press
from firstline.domain.edits.edit import Stamp
from firstline.domain.group.action_acts import assign
from firstline.domain.ids import new_id
from firstline.widgets.alarm.reminder_card import ReminderCard
from firstline.widgets.group.page import GroupPage
from window_makers import ME, Window

KEY = Qt.Key


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path, group=press)
    made.shell.resize(1180, 680)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.store.tell_reminders((), made.clock())  # this device was at work before
    yield made
    made.close()


def promise(window: Window, title: str, days: int) -> None:
    """Record an action that is due in so many days."""
    now = window.clock()
    values = {"title": title, "owner": ME, "due": str((now + timedelta(days=days)).date())}
    window.store.perform(assign(Stamp(new_id(now), now, ME), new_id(now), values), now=now)
    window.desktop.look_around()


def cards(window: Window) -> list[ReminderCard]:
    return window.shell.sections.alarms.stack.due


def goes(window: Window, **span: float) -> None:
    """Let time pass and the one timer tick."""
    window.clock.move(**span)
    window.ticking.ticked.emit()


def reread(window: Window) -> None:
    window.shell.sections.alarms.reminders._soon.timeout.emit()  # what the timer would do


def test_what_is_late_is_told_at_a_start_and_not_again(window: Window) -> None:
    promise(window, "换扫码枪电池", -3)
    window.shell.sections.alarms.begin()
    assert [one.words for one in cards(window)] == [cards(window)[0]._title.text()]
    assert "换扫码枪电池" in cards(window)[0].words
    window.shell.sections.alarms.stack.drop(cards(window)[0])
    window.shell.sections.alarms.reminders.begin()
    assert cards(window) == []


def test_a_device_that_begins_tells_nothing_and_lists_it(qtbot: QtBot, tmp_path: Path) -> None:
    made = Window(tmp_path, group=press)
    promise(made, "换扫码枪电池", -3)
    made.shell.sections.alarms.begin()
    assert cards(made) == []
    assert len(made.shell.sections.alarms.reminders.current()) == 1
    goes(made, days=2)
    assert cards(made) == []
    made.close()


def test_an_act_of_ones_own_tells_nothing_until_its_mark_comes(window: Window) -> None:
    window.shell.sections.alarms.begin()
    promise(window, "清点备件", 10)
    reread(window)
    assert cards(window) == []
    goes(window, days=6)
    assert cards(window) == []
    goes(window, days=3)
    assert "清点备件" in cards(window)[0].words
    goes(window, days=1)
    assert len(cards(window)) == 1
    goes(window, days=4)
    assert [("逾期" in one.words) for one in cards(window)] == [True]


def test_several_missed_are_one_card_and_each_opens_its_place(qtbot: QtBot, window: Window) -> None:
    for name in ("甲", "乙", "丙", "丁", "戊"):
        promise(window, name, -2)
    window.shell.sections.alarms.begin()
    (card,) = cards(window)
    assert len(card.told.reminders) == 5
    qtbot.mouseClick(card.open, Qt.MouseButton.LeftButton)
    assert window.shell.pages.section == "alarms"
    due = window.shell.sections.alarms.page.due
    assert due.list.count() == 5
    assert cards(window) == []
    due.list.setFocus()
    qtbot.keyClick(due.list, KEY.Key_Return)
    assert window.shell.pages.section == "group"
    assert isinstance(window.shell.pages.currentWidget(), GroupPage)


def test_quiet_hours_hold_it_until_they_are_over(window: Window) -> None:
    window.settings.change("quiet_from", "09:00")
    window.settings.change("quiet_to", "23:00")
    promise(window, "夜里不响", -2)
    window.shell.sections.alarms.begin()
    assert cards(window) == []
    goes(window, hours=14)
    assert len(cards(window)) == 1
