"""The detail pane driven as a person would: every change applies at once, with undo."""

import pytest
from detail_ground import Ground
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from firstline.domain.contact.log import contacts_of
from firstline.domain.edits.edits import set_priority
from firstline.domain.edits.moves import hand_off, move
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Leg, Priority, Status
from firstline.viewmodel.acts import Acted
from firstline.viewmodel.detail.timeline_model import TimelineRole
from firstline.viewmodel.handoff.handoff import LaneAct
from firstline.widgets import theme
from firstline.widgets.detail.pane import DetailPane

Key = Qt.Key


def opened(ground: Ground, qtbot: QtBot, ticket_id: str) -> DetailPane:
    pane = DetailPane(ground.desktop)
    qtbot.addWidget(pane)
    pane.resize(480, 700)
    pane.show_ticket(ticket_id)
    pane.show()
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    return pane


def test_f2_edits_the_title_and_undo_brings_it_back(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket("旧标题")
    pane = opened(ground, qtbot, ticket.id)
    acts: list[Acted] = []
    ground.desktop.acted.connect(acts.append)
    pane.edit_title()
    QTest.keyClicks(pane.head.title.editor, "New title")
    QTest.keyClick(pane.head.title.editor, Key.Key_Return)
    assert ground.store.ticket(ticket.id).title == "New title"
    assert pane.head.title.label.text() == "New title"
    assert "New title" in acts[-1].text.zh
    assert ground.desktop.undo()
    assert pane.head.title.label.text() == "旧标题"


def test_esc_leaves_the_title_as_it_was(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket("旧标题")
    pane = opened(ground, qtbot, ticket.id)
    pane.edit_title()
    QTest.keyClicks(pane.head.title.editor, "x")
    QTest.keyClick(pane.head.title.editor, Key.Key_Escape)
    assert ground.store.ticket(ticket.id).title == "旧标题"
    assert not pane.head.title.editing


def test_only_legal_moves_are_offered(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    pane = opened(ground, qtbot, ticket.id)
    combo = pane.head.status
    offered = [combo.itemData(at) for at in range(combo.count())]
    assert offered == [Status.NEW, *CHART[Status.NEW].next]
    assert Status.CLOSED not in offered
    combo.setCurrentIndex(offered.index(Status.IN_PROGRESS))
    combo.activated.emit(combo.currentIndex())
    assert ground.store.ticket(ticket.id).status is Status.IN_PROGRESS
    assert combo.currentData() == Status.IN_PROGRESS
    assert ground.desktop.can_undo
    ground.desktop.undo()
    assert combo.currentData() == Status.NEW


def test_a_duplicate_asks_which_ticket_in_place(ground: Ground, qtbot: QtBot) -> None:
    first, second = ground.ticket("一"), ground.ticket("二")
    pane = opened(ground, qtbot, second.id)
    combo, field = pane.head.status, pane.head.duplicate
    combo.setCurrentIndex(combo.findData(Status.DUPLICATE.value))
    combo.activated.emit(combo.currentIndex())
    assert field.isVisible()
    QTest.keyClicks(field, "nothing")
    QTest.keyClick(field, Key.Key_Return)
    assert ground.store.ticket(second.id).status is Status.NEW
    QTest.keyClicks(field, first.number)
    QTest.keyClick(field, Key.Key_Return)
    after = ground.store.ticket(second.id)
    assert after.status is Status.DUPLICATE
    assert after.events[-1].data["of"] == first.number


def test_priority_and_assignee_apply_at_once(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    pane = opened(ground, qtbot, ticket.id)
    pane.head.priority.setCurrentIndex(0)
    pane.head.priority.activated.emit(0)
    pane.choose_assignee()
    QTest.keyClicks(pane.head.assignee, "Li Na")
    QTest.keyClick(pane.head.assignee, Key.Key_Return)
    after = ground.store.ticket(ticket.id)
    assert (after.priority, after.assignee) == (Priority.P1, "Li Na")


def test_the_hand_off_flow_starts_the_vendor_clock_on_receipt(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    ground.later(minutes=30)
    pane = opened(ground, qtbot, ticket.id)
    acts = pane.legs.vendor.acts
    assert acts is not None
    visible = [act for act, button in acts.buttons.items() if button.isVisible()]
    assert visible == [LaneAct.HAND_OFF]
    QTest.mouseClick(acts.buttons[LaneAct.HAND_OFF], Qt.MouseButton.LeftButton)
    QTest.keyClick(acts.form.when, Key.Key_Return)
    assert ground.store.ticket(ticket.id).status is Status.WITH_VENDOR
    assert "厂商尚未收到,SLA 未开始" in pane.legs.vendor.remark.text()
    assert pane.legs.vendor.remark.isVisible()
    assert not pane.legs.vendor.rows
    assert "厂商尚未收到" in pane.ball.why.text()

    ground.later(minutes=30)
    QTest.mouseClick(acts.buttons[LaneAct.RECEIPT], Qt.MouseButton.LeftButton)
    QTest.keyClicks(acts.form.when, "11:40")
    QTest.keyClicks(acts.form.case_no, "C-77")
    QTest.keyClicks(acts.form.proof, "SR-1")
    QTest.keyClick(acts.form.proof, Key.Key_Return)
    vendor = [one for one in ground.store.timers(ticket.id) if one.leg is Leg.VENDOR]
    assert {one.started for one in vendor} == {int(ground.now.timestamp()) - 20 * 60}
    assert ground.store.ticket(ticket.id).case_no == "C-77"
    assert len(pane.legs.vendor.rows) == 2
    assert pane.ball.name.text() == "厂商"

    assert acts.reply()
    form = acts.form
    QTest.keyClick(form.when, Key.Key_Tab)
    assert form.channel.hasFocus()
    QTest.keyClick(form.channel, Key.Key_Tab)
    assert form.person.hasFocus()
    assert (form.channel.isVisible(), form.channel.currentData()) == (True, "phone")
    assert form.channel.accessibleName() == "渠道"
    form.channel.setCurrentIndex(form.channel.findData("wecom"))
    form.channel.activated.emit(form.channel.currentIndex())
    form.person.insert("陈工")
    assert form.channel.currentData() == "wecom"  # chosen: guessed no more
    form.text.insert("已定位")
    QTest.keyClick(form.text, Key.Key_Return)
    (contact,) = contacts_of(ground.store.ticket(ticket.id))
    assert (contact.channel, contact.person, bool(contact.clock)) == ("wecom", "陈工", True)
    assert acts.reply()
    assert (form.person.text(), form.channel.currentData()) == ("陈工", "wecom")
    QTest.keyClick(form.channel, Key.Key_Escape)
    assert not form.isVisible()


def test_an_impossible_time_is_said_in_place_and_loses_nothing(
    ground: Ground, qtbot: QtBot
) -> None:
    ticket = ground.ticket()
    pane = opened(ground, qtbot, ticket.id)
    acts = pane.legs.vendor.acts
    assert acts is not None
    acts.open(LaneAct.HAND_OFF)
    QTest.keyClicks(acts.form.when, "25:99")
    QTest.keyClicks(acts.form.case_no, "C-1")
    QTest.keyClick(acts.form.case_no, Key.Key_Return)
    assert acts.form.problem.isVisible()
    assert acts.form.case_no.text() == "C-1"
    assert ground.store.ticket(ticket.id).status is Status.NEW


def test_the_why_panel_opens_from_each_clock_and_esc_closes_it(
    ground: Ground, qtbot: QtBot
) -> None:
    ticket = ground.ticket()
    ground.later(hours=2)
    pane = opened(ground, qtbot, ticket.id)
    for row in pane.legs.internal.rows:
        row.setFocus()
        QTest.keyClick(row, Key.Key_Space)
        assert pane.insets.why_inset.isVisible()
        assert pane.insets.why.sheet is not None
        QTest.keyClick(pane.insets.why_inset, Key.Key_Escape)
        assert not pane.insets.why_inset.isVisible()
    pane.acts.buttons["why"].click()
    assert "优先级" in pane.insets.why_inset.title.text()


def test_everything_is_said_in_the_other_language_at_once(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket("x")
    pane = opened(ground, qtbot, ticket.id)
    ground.desktop.speech.switch("en")
    assert "from 张伟" in pane.head.meta.text()
    assert pane.head.status.currentText() == "New"
    assert pane.legs.vendor.name.text() == "Vendor leg"
    assert "First response" in pane.legs.internal.rows[0].accessibleName()
    assert pane.composer.send.text() == "Send"
    assert str(pane.timeline.timeline.index(0, 0).data()).startswith("Today")


def test_another_program_s_change_is_followed(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    pane = opened(ground, qtbot, ticket.id)
    other = ground.store.sibling(ground.now)
    other.perform(
        set_priority(ticket, Priority.P2, ground.desktop.stamp(), reason="x"), now=ground.now
    )
    other.close()
    ground.desktop.look_around()
    assert pane.head.priority.currentData() == "P2"


def test_every_field_has_a_name_and_tab_leaves_the_editor(ground: Ground, qtbot: QtBot) -> None:
    pane = opened(ground, qtbot, ground.ticket().id)
    pane.fold.toggle.click()
    unnamed = []
    for widget in pane.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisible():
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None and not face.text(QAccessible.Text.Name).strip():
            unnamed.append(f"{type(widget).__name__} {widget.objectName()}")
    assert unnamed == []
    pane.reply()
    assert pane.composer.text.hasFocus()
    QTest.keyClick(pane.composer.text, Key.Key_Tab)
    assert not pane.composer.text.hasFocus()


def test_the_timeline_unfolds_and_copies(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket(body="长文 " * 300)
    pane = opened(ground, qtbot, ticket.id)
    view = pane.timeline
    index = view.timeline.index(1, 0)
    before = view.height()
    view.setCurrentIndex(index)
    view.setFocus()
    QTest.keyClick(view, Key.Key_Return)
    assert index.data(TimelineRole.OPEN)
    assert view.height() > before


@pytest.mark.parametrize("width", [330, 480])
def test_no_text_is_wider_than_the_pane(ground: Ground, qtbot: QtBot, width: int) -> None:
    ticket = ground.ticket("很长的标题" * 40, site="一个名字很长的站点" * 5)
    stamp = ground.desktop.stamp()
    ground.desktop.perform(move(ticket, Status.WITH_VENDOR, stamp, proof="x"))
    pane = opened(ground, qtbot, ticket.id)
    pane.resize(width, 700)
    qtbot.wait(10)
    assert pane.width() == width
    body = pane.area.widget()
    assert body is not None
    assert body.width() <= pane.area.viewport().width()
    for widget in (pane.legs, pane.ball, pane.timeline):
        assert widget.mapTo(pane, QPoint(widget.width(), 0)).x() <= width


def test_the_vendor_s_own_view_is_kept_beside_ours(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    pane = opened(ground, qtbot, ticket.id)
    pane.fold.toggle.click()
    combo = pane.fold.theirs
    combo.setCurrentIndex(combo.findData("P1"))
    combo.activated.emit(combo.currentIndex())
    after = ground.store.ticket(ticket.id)
    assert (after.priority, after.vendor_priority) == (Priority.P3, Priority.P1)
    ground.desktop.act(
        lambda one, stamp: move(one, Status.WITH_VENDOR, stamp, proof="p"), ticket.id
    )
    assert "定级争议:厂商 P1" in pane.legs.vendor.beside.text()


def test_the_theme_changes_while_the_pane_is_open(ground: Ground, qtbot: QtBot) -> None:
    pane = opened(ground, qtbot, ground.ticket().id)
    pane.note()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.use(app, "dark", 150)
    row = pane.legs.internal.rows[0]
    qtbot.waitUntil(lambda: row.height() >= theme.px(36))
    base = pane.composer.text.viewport().palette().color(QPalette.ColorRole.Base)
    assert base == theme.token("note")
    pane.grab()


def test_a_ticket_of_another_kind_of_log_shows_nothing_and_closes(
    ground: Ground, qtbot: QtBot
) -> None:
    ticket = ground.ticket()
    pane = opened(ground, qtbot, ticket.id)
    closed: list[bool] = []
    pane.closed.connect(lambda: closed.append(True))
    QTest.keyClick(pane, Key.Key_Escape)
    assert closed == [True]
    pane.show_ticket("no such ticket")
    assert pane.ticket_id == ""
    assert pane.empty.isVisible()
    pane.reply()
    pane.edit_title()
    pane.triage()


def test_the_timeline_is_shown_as_the_requester_may_see_it(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket("甲")
    stamp = ground.desktop.stamp()
    got = hand_off(ticket, stamp, at=stamp.at, received_at=stamp.at)
    ground.store.perform(got, now=ground.now)
    pane = opened(ground, qtbot, ticket.id)
    pane.note()
    QTest.keyClicks(pane.composer.text, "only ours")
    QTest.keyClick(pane.composer.text, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def told() -> list[str]:
        view = pane.timeline.timeline
        held = (view.index(row, 0).data(TimelineRole.ENTRY) for row in range(view.rowCount()))
        return [f"{one.body} {one.head.zh}".strip() for one in held if one is not None]

    assert any("only ours" in one for one in told())
    assert any("无凭证" in one for one in told())
    pane.acts.buttons["audience"].click()
    bar = pane.audience.bar
    assert bar is not None
    assert not bar.isVisible()
    menu = bar.findChildren(QMenu)[0]
    menu.actions()[1].trigger()
    menu.hide()
    assert bar.isVisible()
    assert "报告人" in bar.said.text()
    assert not any("only ours" in one for one in told())
    assert any("交接厂商" in one for one in told())
    assert not any("凭证" in one for one in told())
    other = ground.ticket("乙")
    pane.show_ticket(other.id)
    assert not bar.isVisible()
    pane.show_ticket(ticket.id)
    assert any("only ours" in one for one in told())
    bar.choose("vendor")
    assert not any("only ours" in one for one in told())
    bar.back.click()
    assert any("only ours" in one for one in told())
