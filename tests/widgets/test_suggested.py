"""The suggestion beside the assignee: shown, explained, taken by one key, undone, and by itself."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.domain.edits.edits import open_ticket
from firstline.domain.ids import new_id
from firstline.domain.routing.roster import change
from firstline.viewmodel.detail.suggested import AutoAssign, Suggested
from firstline.widgets.detail.suggest import AssigneeHint
from window_makers import NOW, Window

ROSTER = (
    {"name": "王芳", "skills": "U8/库存:3", "hours": "24x7"},
    {"name": "周海波", "skills": "U8:3", "hours": "24x7"},
    {"name": "孙静", "hours": "24x7", "owner_of": "*"},
)


def staff(window: Window) -> None:
    edits = [change(None, one, window.desktop.stamp()) for one in ROSTER]
    window.store.perform(*(one for one in edits if one is not None), now=NOW)


def record(window: Window, **fields: str) -> str:
    stamp = window.desktop.stamp()
    key = new_id(NOW)
    values = {"title": "库存账停", "product": "U8", "module": "库存", **fields}
    assert window.desktop.perform(open_ticket(stamp, key, values))
    return key


def test_it_is_shown_explained_and_taken(window: Window) -> None:
    staff(window)
    key = record(window)
    hint = AssigneeHint(window.desktop)
    taken: list[str] = []
    hint.accepted.connect(taken.append)
    hint.show_ticket(window.store.ticket(key))
    assert not hint.isHidden()
    assert hint.words.accessibleName() or hint.words.text()
    assert "王芳" in hint.take.accessibleName()
    hint.why.click()
    assert "周海波:只有产品技能" in hint.reasons.text()
    hint.take.click()
    assert taken == ["王芳"]


def test_nothing_is_said_without_a_roster_or_once_it_is_done(window: Window) -> None:
    key = record(window, assignee="王芳")
    hint = AssigneeHint(window.desktop)
    hint.show_ticket(window.store.ticket(key))
    assert hint.isHidden()
    staff(window)
    hint.show_ticket(window.store.ticket(key))
    assert hint.isHidden()


def test_one_key_takes_it_and_undo_takes_it_back(qtbot: QtBot, window: Window) -> None:
    staff(window)
    key = record(window)
    window.shell.show()
    window.shell.activateWindow()
    qtbot.waitUntil(lambda: window.shell.page.list.go_to(key))
    window.shell.page.list.setFocus()
    qtbot.waitUntil(window.shell.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or window.shell, Qt.Key.Key_W)
    assert window.store.ticket(key).assignee == "王芳"
    window.shell.aids.run("undo")
    assert window.store.ticket(key).assignee == ""


def test_several_share_the_load(window: Window) -> None:
    staff(window)
    more = change(None, {"name": "李明", "skills": "U8/库存:3", "hours": "24x7"},
                  window.desktop.stamp())  # fmt: skip
    assert more is not None
    window.store.perform(more, now=NOW)
    keys = [record(window) for _ in range(4)]
    assert Suggested(window.desktop).assign(*keys)
    names = sorted(window.store.ticket(one).assignee for one in keys)
    assert names == ["李明", "李明", "王芳", "王芳"]


def test_where_there_is_no_roster_that_is_told(window: Window) -> None:
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    assert not Suggested(window.desktop).assign(record(window))
    assert len(told) == 1


def test_new_tickets_of_nobody_are_assigned_where_the_setting_says_so(window: Window) -> None:
    staff(window)
    parent = QObject()
    auto = AutoAssign(window.desktop, Suggested(window.desktop, parent), parent)
    assert window.store.ticket(record(window)).assignee == ""
    window.desktop.prefer(window.settings.values.having(auto_assign=True))
    assert window.store.ticket(record(window)).assignee == "王芳"
    assert window.store.ticket(record(window, assignee="赵主任")).assignee == "赵主任"
    assert window.store.ticket(record(window, product="", module="")).assignee == "孙静"
    del auto
