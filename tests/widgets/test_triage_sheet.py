"""The triage sheet by the keyboard alone: at most twelve inputs, and no word is lost."""

from detail_ground import START, Ground
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from firstline.domain.health.sheet import new_record
from firstline.domain.project import phase
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.viewmodel.triage.triage import from_draft
from firstline.widgets.triage.sheet import TriageSheet

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


class Person:
    """Types where the cursor is and counts: a text typed in one go or a key is one input."""

    def __init__(self) -> None:
        self.inputs = 0

    def types(self, text: str) -> None:
        self.inputs += 1
        QTest.keyClicks(_focus(), text)

    def presses(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        self.inputs += 1
        QTest.keyClick(_focus(), key, modifier or Qt.KeyboardModifier.NoModifier)


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def opened(ground: Ground, qtbot: QtBot, ticket: Ticket | None = None) -> TriageSheet:
    sheet = TriageSheet(ground.desktop)
    qtbot.addWidget(sheet)
    sheet.resize(1216, 690)
    sheet.show()
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    sheet.start(ticket=ticket)
    return sheet


def test_a_ticket_takes_at_most_twelve_inputs(ground: Ground, qtbot: QtBot) -> None:
    sheet, person = opened(ground, qtbot), Person()
    saved: list[str] = []
    sheet.saved.connect(saved.append)
    person.types("U8 login refused")
    person.presses(Key.Key_Return)
    for key in (Key.Key_1, Key.Key_1, Key.Key_N, Key.Key_Y, Key.Key_N):
        person.presses(key)
    person.types("Zhang Wei")
    person.presses(Key.Key_Return, Control)
    assert person.inputs <= 12
    (ticket_id,) = saved
    ticket = ground.store.ticket(ticket_id)
    assert ticket.title == "U8 login refused"
    assert (ticket.priority, ticket.impact, ticket.urgency) == (Priority.P1, 1, 1)
    assert ticket.status is Status.TRIAGED
    assert (ticket.requester, ticket.site) == ("Zhang Wei", "一厂")
    assert ground.store.draft("new") == ""


def test_the_preview_lives_and_explains(ground: Ground, qtbot: QtBot) -> None:
    sheet, person = opened(ground, qtbot), Person()
    person.types("x")
    person.presses(Key.Key_Return)
    person.presses(Key.Key_2)
    person.presses(Key.Key_1)
    assert "P2" in sheet.preview.name.text()
    assert "还有 3 问未答" in sheet.preview.remark.text()
    person.presses(Key.Key_N)
    person.presses(Key.Key_Y)
    assert "先停写" in sheet.preview.hints.text()
    due = [one.text() for one in sheet.preview._due_labels]
    assert due[:2] == ["内部段 · 首次响应", "11:30"]  # P2: 30 minutes from 11:00
    assert "厂商段 · 首次响应" in due


def test_an_unknown_key_does_nothing_and_backspace_takes_an_answer_back(
    ground: Ground, qtbot: QtBot
) -> None:
    sheet, person = opened(ground, qtbot), Person()
    person.presses(Key.Key_Return)
    first = sheet.fields.questions[0]
    assert first.hasFocus()
    person.presses(Key.Key_7)
    assert first.hasFocus()
    person.presses(Key.Key_1)
    person.presses(Key.Key_Up)
    person.presses(Key.Key_Backspace)
    assert not any(button.isChecked() for button in first.buttons)


def test_esc_keeps_the_draft_and_a_kill_does_too(ground: Ground, qtbot: QtBot) -> None:
    sheet, person = opened(ground, qtbot), Person()
    left: list[bool] = []
    sheet.cancelled.connect(lambda: left.append(True))
    person.types("half")
    person.presses(Key.Key_Return)
    person.presses(Key.Key_3)
    person.presses(Key.Key_Escape)
    assert left == [True]
    ground.reopen()
    again = opened(ground, qtbot)
    assert again.fields.title.text() == "half"
    assert again.fields.questions[0].buttons[2].isChecked()
    QTest.keyClicks(again.fields.title, " more")
    qtbot.waitUntil(
        lambda: from_draft(ground.store.draft("new")).title == "half more", timeout=3000
    )


def test_nothing_is_saved_without_a_title_or_a_reason(ground: Ground, qtbot: QtBot) -> None:
    sheet, person = opened(ground, qtbot), Person()
    person.presses(Key.Key_Return, Control)
    assert "先写标题" in sheet.problem.text()
    assert sheet.fields.title.hasFocus()
    person.types("x")
    assert not sheet.problem.isVisible()
    sheet.preview.override.setCurrentIndex(sheet.preview.override.findData("P1"))
    sheet.preview.override.activated.emit(1)
    person.presses(Key.Key_Return, Control)
    assert "原因" in sheet.problem.text()
    assert sheet.preview.reason.hasFocus()
    saved: list[str] = []
    sheet.saved.connect(saved.append)
    person.types("customer is here")
    person.presses(Key.Key_Return, Control)
    ticket = ground.store.ticket(saved[0])
    assert ticket.priority is Priority.P1
    assert "customer is here" in ticket.events[0].text


def test_reported_earlier_starts_the_clock_earlier(ground: Ground, qtbot: QtBot) -> None:
    sheet = opened(ground, qtbot)
    saved: list[str] = []
    sheet.saved.connect(saved.append)
    QTest.keyClicks(sheet.fields.title, "x")
    QTest.keyClicks(sheet.fields.reported, "99:00")
    sheet.save_form()
    assert saved == []
    assert sheet.fields.reported.hasFocus()
    sheet.fields.reported.clear()
    QTest.keyClicks(sheet.fields.reported, "10:15")
    sheet.save_form()
    started = {one.started for one in ground.store.timers(saved[0]) if one.started}
    assert started == {int(START.timestamp()) - 45 * 60}


def test_triage_again_uses_the_same_sheet(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket(module="ST")
    sheet, person = opened(ground, qtbot, ticket), Person()
    assert ticket.number in sheet.heading.text()
    person.presses(Key.Key_Return)
    for key in (Key.Key_1, Key.Key_1, Key.Key_N, Key.Key_N, Key.Key_N):
        person.presses(key)
    person.presses(Key.Key_Return, Control)
    after = ground.store.ticket(ticket.id)
    assert (after.priority, after.status) == (Priority.P1, Status.TRIAGED)
    assert ground.store.draft("new") == ""


def test_names_complete_by_pinyin_initials(ground: Ground, qtbot: QtBot) -> None:
    from firstline.system.pinyin import initials

    ground.ticket(requester="张伟")
    sheet = TriageSheet(ground.desktop, initials=initials)
    qtbot.addWidget(sheet)
    field = sheet.fields.names["requester"]
    field.setText("zw")
    assert field.best() == "张伟"


def test_the_sheet_speaks_both_languages_and_every_field_has_a_name(
    ground: Ground, qtbot: QtBot
) -> None:
    sheet = opened(ground, qtbot)
    ground.desktop.speech.switch("en")
    assert sheet.save.text() == "Save ticket"
    assert sheet.fields.questions[0].label.text() == "How many cannot work?"
    unnamed: list[QObject] = []
    for widget in sheet.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisible():
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None and not face.text(QAccessible.Text.Name).strip():
            unnamed.append(widget)
    assert unnamed == []


def test_a_ticket_of_a_system_in_its_tests_is_a_defect_without_targets(
    ground: Ground, qtbot: QtBot
) -> None:
    desktop = ground.desktop
    values = {"subject": "YonSuite", "phase": "uat"}
    made = new_record(phase.SHEET, values, desktop.stamp(), desktop.zone)
    ground.store.perform(made, now=desktop.ticking.now())
    sheet = opened(ground, qtbot)
    sheet.start({"title": "按钮无反应", "product": "YonSuite"})
    assert "还没有上线" in sheet.preview.remark.text()
    saved: list[str] = []
    sheet.saved.connect(saved.append)
    sheet.save_form()
    assert ground.store.ticket(saved[0]).tags == ("phase:uat",)
    assert ground.store.timers(saved[0]) == ()
    sheet.start({"title": "按钮无反应", "product": "U8+"})
    assert "还没有上线" not in sheet.preview.remark.text()
