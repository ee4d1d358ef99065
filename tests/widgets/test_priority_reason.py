"""A priority set by key is set at once; the reason is asked for beside it, open until given."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from firstline.domain.edits.edits import open_ticket, set_priority
from firstline.domain.ids import new_id
from firstline.domain.ticket.priority_reason import FIELD, owed
from firstline.domain.ticket.ticket import Leg, Priority, Ticket
from firstline.viewmodel.detail import happenings
from firstline.viewmodel.queue import selection
from firstline.widgets.detail.priority_reason import MEMORY, PriorityReason
from window_makers import NOW, Window


def changed(window: Window, to: Priority = Priority.P2) -> Ticket:
    """Record a ticket and set its priority as the keys 1 to 4 do."""
    key = new_id(NOW)
    assert window.desktop.perform(open_ticket(window.desktop.stamp(), key, {"title": "停"}))
    assert window.desktop.act(selection.set_priority(to), key)
    return window.store.ticket(key)


def test_the_key_sets_it_at_once_and_the_gap_stays_open_until_a_reason_is_given(
    window: Window,
) -> None:
    ticket = changed(window)
    assert ticket.priority is Priority.P2
    assert owed(ticket) is not None
    line = PriorityReason(window.desktop)
    line.show_ticket(ticket)
    assert not line.isHidden()
    assert "P2" in line.words.text()
    line.line.setText("产线停了")
    line.line.returnPressed.emit()
    after = window.store.ticket(ticket.id)
    assert owed(after) is None
    assert after.priority is Priority.P2
    assert "产线停了" in happenings.head(after.events[-1]).zh
    line.show_ticket(after)
    assert line.isHidden()
    assert window.desktop.act(selection.set_priority(Priority.P1), ticket.id)
    line.show_ticket(window.store.ticket(ticket.id))
    assert not line.isHidden(), "each change is asked about"
    assert line.offers[0].text() == "1 产线停了", "the last reason comes first"


def test_a_reason_used_before_is_one_key_and_escape_leaves_it_open(
    qtbot: QtBot, window: Window
) -> None:
    window.store.put(MEMORY, ["老板要求", "月结"])
    ticket = changed(window)
    line = PriorityReason(window.desktop)
    qtbot.addWidget(line)
    line.show_ticket(ticket)
    line.show()
    QTest.keyClick(line.line, Qt.Key.Key_Escape)
    assert owed(window.store.ticket(ticket.id)) is not None
    QTest.keyClick(line.line, Qt.Key.Key_2)
    event = window.store.ticket(ticket.id).events[-1]
    assert (event.data["field"], event.data["new"]) == (FIELD, "月结")
    other = changed(window)
    line.show_ticket(other)
    line.line.setText("第")
    QTest.keyClick(line.line, Qt.Key.Key_1)
    assert line.line.text() == "第1", "while words are typed a digit is a digit"


def test_a_triage_the_vendors_view_and_an_ended_ticket_owe_nothing(window: Window) -> None:
    ticket = changed(window)
    stamp = window.desktop.stamp()
    window.desktop.perform(
        set_priority(ticket, Priority.P3, stamp, reason="triaged", impact=2, urgency=2)
    )
    ticket = window.store.ticket(ticket.id)
    assert owed(ticket) is None
    stamp = window.desktop.stamp()
    window.desktop.perform(set_priority(ticket, Priority.P4, stamp, leg=Leg.VENDOR))
    assert owed(window.store.ticket(ticket.id)) is None


def test_zero_brings_the_keyboard_to_the_line_and_back(qtbot: QtBot, window: Window) -> None:
    ticket = changed(window)
    shell = window.shell
    shell.show()
    shell.activateWindow()
    shell.show_ticket(ticket.id)
    qtbot.waitUntil(lambda: shell.page.list.current_id() == ticket.id, timeout=30_000)
    shell.page.list.setFocus()
    qtbot.waitUntil(shell.page.list.hasFocus, timeout=30_000)
    shell.aids.run("priority.why")
    reason = shell.detail.head.reason
    assert not reason.isHidden()
    qtbot.waitUntil(reason.line.hasFocus, timeout=30_000)
    QTest.keyClick(reason.line, Qt.Key.Key_1)
    assert owed(window.store.ticket(ticket.id)) is None
    qtbot.waitUntil(reason.isHidden, timeout=30_000)
    assert shell.page.list.hasFocus()
