"""The window driven as a person would: keys, mouse, input method, language, sizes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from firstline.domain.ticket.ticket import Priority, Status
from firstline.viewmodel.queue import views
from firstline.viewmodel.shell.commands import COMMANDS, keys_of
from firstline.widgets import theme
from firstline.widgets.settings.view import SettingsView
from firstline.widgets.shell.picker import Picker
from window_makers import ME, Window, resolved

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    made.shell.resize(1180, 680)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    made.shell.page.list.setFocus()
    yield made
    made.close()


def press(qtbot: QtBot, window: Window, key: Qt.Key, with_: object = None) -> None:
    where = QApplication.focusWidget() or window.shell
    if with_ is None:
        qtbot.keyClick(where, key)
    else:
        qtbot.keyClick(where, key, with_)


def type_in(field: QLineEdit, text: str) -> None:
    """Type `text` as an input method commits it."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def picker(window: Window) -> Picker:
    return window.shell.aids.deeds.picker


def choose(qtbot: QtBot, window: Window, typed: str) -> None:
    box = picker(window)
    qtbot.waitUntil(box.field.hasFocus)
    type_in(box.field, typed)
    qtbot.keyClick(box.field, KEY.Key_Return)
    assert not box.isVisible()
    qtbot.waitUntil(window.shell.isActiveWindow)


def test_letters_move_and_act(qtbot: QtBot, window: Window) -> None:
    first = window.number()
    press(qtbot, window, KEY.Key_J)
    second = window.number()
    assert second != first
    press(qtbot, window, KEY.Key_K)
    assert window.number() == first
    press(qtbot, window, KEY.Key_3)
    assert window.store.ticket(first).priority is Priority.P3
    press(qtbot, window, KEY.Key_M)
    assert window.store.ticket(first).assignee == ME
    press(qtbot, window, KEY.Key_E)
    assert window.store.ticket(first).status is Status.RESOLVED
    qtbot.waitUntil(lambda: first not in window.listed())


def test_undo_and_redo_by_key_and_toast(qtbot: QtBot, window: Window) -> None:
    number = window.number()
    before = window.store.ticket(number).priority
    press(qtbot, window, KEY.Key_4)
    toast = window.shell.toast
    assert toast.isVisible()
    assert "P4" in toast.words
    press(qtbot, window, KEY.Key_Z, CTRL)
    assert window.store.ticket(number).priority is before
    press(qtbot, window, KEY.Key_Z, CTRL | SHIFT)
    assert window.store.ticket(number).priority is Priority.P4
    qtbot.mouseClick(toast._back, Qt.MouseButton.LeftButton)
    assert window.store.ticket(number).priority is before


def test_status_assign_and_tag_by_chooser(qtbot: QtBot, window: Window) -> None:
    number = window.number()
    press(qtbot, window, KEY.Key_S)
    choose(qtbot, window, "处理")
    assert window.store.ticket(number).status is Status.IN_PROGRESS
    press(qtbot, window, KEY.Key_A)
    choose(qtbot, window, "赵工")
    assert window.store.ticket(number).assignee == "赵工"
    press(qtbot, window, KEY.Key_T)
    choose(qtbot, window, "月结")
    assert window.store.ticket(number).tags == ("月结",)
    press(qtbot, window, KEY.Key_T)
    choose(qtbot, window, "二厂")
    assert window.store.ticket(number).site == "二厂"


def test_marks_and_the_bar_for_many(qtbot: QtBot, window: Window) -> None:
    page = window.shell.page
    press(qtbot, window, KEY.Key_X)
    press(qtbot, window, KEY.Key_J)
    press(qtbot, window, KEY.Key_J)
    press(qtbot, window, KEY.Key_X)
    assert page.bulk.isVisible()
    chosen = page.list.chosen_ids()
    assert len(chosen) == 2
    press(qtbot, window, KEY.Key_2)
    assert {window.store.ticket(one).priority for one in chosen} == {Priority.P2}
    press(qtbot, window, KEY.Key_Z, CTRL)
    assert {window.store.ticket(one).priority for one in chosen} != {Priority.P2}
    press(qtbot, window, KEY.Key_Escape)
    assert not page.bulk.isVisible()


def test_the_search_line(qtbot: QtBot, window: Window) -> None:
    press(qtbot, window, KEY.Key_F, CTRL)
    page = window.shell.page
    assert page.search.hasFocus()
    type_in(page.search, "优先级:P2 打印")
    assert page.search.isClearButtonEnabled()
    qtbot.keyClick(page.search, KEY.Key_Return)
    assert window.listed() == ["T2"]
    assert page.list.hasFocus()
    page.ask("没有这样的工单")
    assert page.empty.isVisible()
    assert not page.list.isVisible()
    page.empty._act.click()
    assert len(window.listed()) == 5


def test_a_wrong_word_is_warned_of_and_nothing_breaks(qtbot: QtBot, window: Window) -> None:
    for text in ("状态:胡说", "sla:", "-", '"', "p:", "created:>", "颜色:红", "(" * 50):
        window.shell.page.ask(text)
    window.shell.page.ask("状态:胡说")
    assert window.shell.page.chips._warning.isVisible()
    assert window.shell.page.search.isClearButtonEnabled()  # also where nobody typed


def test_headings_sort(qtbot: QtBot, window: Window) -> None:
    head = window.shell.page.list.horizontalHeader()
    middle = QPoint(head.sectionViewportPosition(1) + 20, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert window.listed() == ["T1", "T2", "T3", "T4", "T5"]
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert window.listed() == ["T5", "T4", "T3", "T2", "T1"]


def test_the_palette_finds_commands_tickets_and_people(qtbot: QtBot, window: Window) -> None:
    press(qtbot, window, KEY.Key_K, CTRL)
    choose(qtbot, window, "kczd")  # 库存账对 by its initials
    assert window.number() == "T1"
    press(qtbot, window, KEY.Key_K, CTRL)
    choose(qtbot, window, "设置")
    assert window.shell.pages.section == "settings"
    press(qtbot, window, KEY.Key_Escape)
    assert window.shell.pages.section == "queue"


def test_quick_capture_and_the_sheet(qtbot: QtBot, window: Window) -> None:
    press(qtbot, window, KEY.Key_N, CTRL | SHIFT)
    box = window.shell.aids.deeds.capture
    qtbot.waitUntil(box.field.hasFocus)
    type_in(box.field, "叉车钥匙丢了")
    qtbot.keyClick(box.field, KEY.Key_Return)
    made = [one for one in window.store.search("叉车") if one.kind == "ticket"]
    assert len(made) == 1
    assert window.store.ticket(made[0].id).site == "总部"
    qtbot.waitUntil(window.shell.isActiveWindow)
    press(qtbot, window, KEY.Key_N, CTRL)
    assert window.shell.pages.section == "sheet"
    press(qtbot, window, KEY.Key_Escape)
    assert window.shell.pages.section == "queue"


def test_another_programs_change_keeps_the_place(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path, count=300)
    window.shell.show()
    page = window.shell.page
    page.model.show(page.model.query, "number")
    page.list.go(150)
    number, top = window.number(), page.list.rowViewportPosition(150)
    resolved(window.store, "T3")
    window.desktop.look_around()
    qtbot.waitUntil(lambda: page.list.currentIndex().row() == 149)
    assert window.number() == number
    assert page.list.rowViewportPosition(149) == top
    window.close()


def test_every_listed_key_does_something(qtbot: QtBot, window: Window) -> None:
    deeds = window.shell.aids.deeds
    assert all(deeds.knows(one.id) for one in COMMANDS)
    listed = window.shell.page.list.actions()
    bound = {
        key.toString()
        for action in (*listed, *window.shell.actions())
        for key in action.shortcuts()
    }
    own = {"Esc", "Ctrl+A"}  # the window and the list answer these themselves
    for command in COMMANDS:
        for key in keys_of(command):
            assert key in bound | own, key
    twins = [one for one in COMMANDS if one.list_keys and not one.keys and not one.on_tickets]
    assert {one.id for one in twins} == {"next", "previous", "select_all"}  # arrows, Ctrl+A


def test_letters_do_not_fire_while_typing(qtbot: QtBot, window: Window) -> None:
    number = window.number()
    before = window.store.ticket(number)
    press(qtbot, window, KEY.Key_F, CTRL)
    type_in(window.shell.page.search, "1em")
    assert window.store.ticket(number).priority is before.priority
    assert window.store.ticket(number).status is before.status


def test_the_palette_opens_from_any_field(qtbot: QtBot, window: Window) -> None:
    press(qtbot, window, KEY.Key_F, CTRL)
    press(qtbot, window, KEY.Key_K, CTRL)
    assert picker(window).isVisible()
    picker(window).hide()


def test_the_list_takes_no_input_method(qtbot: QtBot, window: Window) -> None:
    attribute = Qt.WidgetAttribute.WA_InputMethodEnabled
    for _ in range(3):
        press(qtbot, window, KEY.Key_J)
        assert not window.shell.page.list.testAttribute(attribute)


def test_views_and_figures_filter(qtbot: QtBot, window: Window) -> None:
    mine = window.shell.rail._views[0][1]
    qtbot.mouseClick(mine, Qt.MouseButton.LeftButton)
    assert set(window.listed()) == {"T1", "T4"}
    qtbot.mouseClick(window.shell.strip._over, Qt.MouseButton.LeftButton)
    assert window.shell.page.view == views.OVERDUE
    qtbot.mouseClick(window.shell.strip._open, Qt.MouseButton.LeftButton)
    assert len(window.listed()) == 5


def test_a_filter_is_kept_under_a_name(qtbot: QtBot, window: Window) -> None:
    window.shell.page.ask("站点:二厂")
    window.shell.page.chips._keep.click()
    choose(qtbot, window, "二厂的")
    assert [one.query for one in views.saved(window.store)] == ["站点:二厂"]
    assert window.shell.rail._views[-1][0].own
    assert window.shell.page.view is not None


def test_a_filter_is_shared_with_the_team(qtbot: QtBot, window: Window) -> None:
    made = views.keep(window.store, "二厂的", "站点:二厂", "sla", descending=False)
    window.shell.aids.forget_view(made)
    choose(qtbot, window, "共享")
    (shared,) = views.saved(window.store)
    assert (shared.name.zh, shared.query, shared.shared) == ("二厂的", "站点:二厂", True)
    assert window.shell.rail._views[-1][0] == shared
    window.shell.aids.forget_view(shared)
    choose(qtbot, window, "不再")
    assert [one.id for one in views.saved(window.store)] == [made.id]  # one's own again
    assert window.desktop.undo()
    assert views.saved(window.store) == [shared]
    assert window.desktop.undo()  # of the sharing: nothing that was named is lost
    assert [one.id for one in views.saved(window.store)] == [made.id]


def test_it_folds(qtbot: QtBot, window: Window) -> None:
    shell = window.shell
    shell.resize(1366, 768)
    assert shell.rail.width() == 150
    assert shell.detail.isVisible()
    shell.resize(1050, 680)
    assert shell.rail.width() == 48
    assert shell.page.chooser.isVisible()
    shell.resize(960, 600)
    assert not shell.detail.isVisible()
    shell.page.list.setFocus()
    press(qtbot, window, KEY.Key_Return)
    assert shell.detail.isVisible()
    assert not shell.page.isVisible()
    press(qtbot, window, KEY.Key_Escape)
    assert shell.page.isVisible()
    assert shell.page.list.hasFocus()


def test_timers_stop_when_hidden(qtbot: QtBot, window: Window) -> None:
    steps = [window.ticking.step]
    window.shell.hide()
    steps.append(window.ticking.step)
    window.shell.show()
    steps.append(window.ticking.step)
    assert (bool(steps[0]), steps[1], bool(steps[2])) == (True, 0, True)
    window.shell.hide()
    assert not window.ticking.running


def texts(root: QWidget) -> list[str]:
    """Return every text that `root` and what is in it shows or names, tickets' own words apart."""
    found: list[str] = []
    for one in [root, *root.findChildren(QWidget)]:
        if isinstance(one, QPlainTextEdit | QTextEdit):
            found.append(one.accessibleName())
            continue
        for name in ("text", "placeholderText", "toolTip", "accessibleName", "title"):
            get = getattr(one, name, None)
            if callable(get) and not (name == "text" and isinstance(one, QLineEdit)):
                found.append(str(get()))
        if isinstance(one, QComboBox) and not one.isEditable():
            found += [one.itemText(at) for at in range(one.count())]
    return [text for text in found if text.strip()]


def test_switching_leaves_no_text_of_the_other_language(qtbot: QtBot, window: Window) -> None:
    shell = window.shell
    shell.page.show_view(views.BUILT_IN[1])
    shell.page.list.go_to(window.store.ticket("T4").id)  # an English title
    shell.detail.show_ticket(window.store.ticket("T4").id)
    shell.go("settings")
    shell.go("queue")
    press(qtbot, window, KEY.Key_4)
    window.speech.switch("en")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.wait(50)  # what is painted anew says its tooltip anew
    known = (ME, "王磊", "二厂", "总部", "一厂", "简体中文", "切换到中文")
    parts = (shell.rail, shell.strip, shell.page, shell.toast, shell.banner, shell.pages)
    for part in parts:
        for text in texts(part):
            plain = text
            for word in known:
                plain = plain.replace(word, "")
            assert not re.search(r"[\u4e00-\u9fff]", plain), (type(part).__name__, text)
    window.speech.switch("zh_CN")
    assert shell.page.new.text() == "新建工单"


def test_everything_that_takes_focus_has_a_name(qtbot: QtBot, window: Window) -> None:
    window.shell.go("settings")
    nameless = []
    for one in window.shell.findChildren(QWidget):
        if not one.focusPolicy() & Qt.FocusPolicy.TabFocus or one.window() is not window.shell:
            continue
        face = QAccessible.queryAccessibleInterface(one)
        if face is not None and not face.text(QAccessible.Text.Name):
            inner = isinstance(one.parentWidget(), QComboBox)  # the field of an editable chooser
            nameless.append(f"{one.parentWidget()} {one} {one.toolTip()}") if not inner else None
    assert not nameless


def test_settings_take_effect_at_once(qtbot: QtBot, window: Window) -> None:
    window.shell.go("settings")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, SettingsView)
    page.user.setText("周海波")
    page.user.editingFinished.emit()
    assert window.saved[-1].user == "周海波"
    assert window.desktop.me == "周海波"


def test_a_problem_is_a_banner_and_no_dialog(qtbot: QtBot, window: Window) -> None:
    press(qtbot, window, KEY.Key_Z, CTRL)
    assert window.shell.banner.isVisible()
    assert QApplication.activeModalWidget() is None
    press(qtbot, window, KEY.Key_Escape)
    assert not window.shell.banner.isVisible()


def test_copying_a_ticket(qtbot: QtBot, window: Window) -> None:
    press(qtbot, window, KEY.Key_C, CTRL)
    number = window.number()
    title = window.store.ticket(number).title
    assert QGuiApplication.clipboard().text() == f"{number} {title}"


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_no_column_is_cut(qtbot: QtBot, window: Window, percent: int) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.use(app, "light", percent)
    window.shell.restyle()
    window.shell.resize(1366, 768)
    listed = window.shell.page.list
    shown = [at for at in range(7) if not listed.isColumnHidden(at)]
    assert sum(listed.columnWidth(at) for at in shown) <= listed.viewport().width()
    assert {0, 2, 6} <= set(shown)
    theme.use(app, "light", 100)
