"""The page of watching: a rule is switched on here, looked at, alerts, and becomes a ticket."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from firstline.app.doors.register import RegisterWork
from firstline.domain.contact.acts import NewContact, log_contacts
from firstline.domain.contact.log import Channel, Direction
from firstline.domain.ticket.ticket import Leg
from firstline.domain.watch.alert import KIND as ALERTS
from firstline.domain.watch.alert import Alert, Standing, alerts
from firstline.widgets.watch.page import RULES, WatchPage
from window_makers import NOW, Window, at_once

KEY = Qt.Key
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Desk(Window):
    """The window with the watcher behind it, its looks taken on the spot."""

    work: RegisterWork

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, register=lambda: self.work)
        self.work = RegisterWork(self.desktop, at_once(self.store), folder)

    @property
    def alerts(self) -> list[Alert]:
        return alerts(self.store.records(ALERTS))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    qtbot.waitUntil(made.shell.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, window: Desk) -> WatchPage:
    qtbot.keyClick(window.shell, KEY.Key_B, BOTH)
    made = window.shell.pages.currentWidget()
    assert isinstance(made, WatchPage)
    return made


@pytest.fixture
def log(window: Desk, page: WatchPage, tmp_path: Path) -> Path:
    """Switch the rule of the NC log on, for a log with an error in it."""
    file = tmp_path / "nc-log.log"
    file.write_text("2026-11-24 09:50:00 java.lang.OutOfMemoryError\n", "utf-8")
    page.show_leaf(RULES)
    page.rules.table.go_to("nc-log")
    page.rules.fields["place"].setText(str(file))
    page.rules.keep()
    row = page.model.rule("nc-log")
    assert row is not None
    assert (row.here, row.rule.own, row.rule.place) == (True, True, str(file))
    return file


def test_a_rule_switched_on_is_looked_at_and_its_alert_becomes_a_ticket(
    qtbot: QtBot, window: Desk, page: WatchPage, log: Path
) -> None:
    page.look.click()
    (one,) = window.alerts
    assert (one.standing, one.times) == (Standing.RAISED, 1)
    assert page.leaves.tabText(0) == "告警 1"
    page.leaves.setCurrentIndex(0)
    page.alerts.note.setText("在看")
    page.model.refresh()
    window.speech.switch("en")
    window.speech.switch("zh_CN")
    assert page.alerts.note.text() == "在看"  # whatever arrives while it is written
    page.alerts.acknowledge()
    assert (window.alerts[0].standing, window.alerts[0].note) == (Standing.ACKNOWLEDGED, "在看")
    page.alerts.ticket.click()
    number = page.model.ticket_number(window.alerts[0])
    ticket = window.store.ticket(number)
    assert ticket.title.startswith("NC 中间件内存溢出")
    assert "OutOfMemoryError" in ticket.body
    assert window.shell.pages.section == "queue"
    qtbot.keyClick(window.shell, KEY.Key_B, BOTH)
    assert page.alerts.ticket.text() == "打开工单"
    page.alerts.ticket.click()
    assert page.model.ticket_number(window.alerts[0]) == number


def test_the_watcher_looks_at_its_interval_and_tells_once(
    window: Desk, page: WatchPage, log: Path
) -> None:
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    window.work.begin()
    assert len(told) == 1
    assert "NC 中间件内存溢出" in window.shell.banner.words
    for _ in range(3):
        window.clock.move(minutes=10)
        window.ticking.ticked.emit()
    assert len(told) == 1
    assert len(window.alerts) == 1
    log.write_text("2026-11-24 10:20:00 started\n", "utf-8")
    for _ in range(2):
        window.clock.move(minutes=10)
        window.ticking.ticked.emit()
    assert window.alerts[0].standing is Standing.CLEARED


def test_what_cannot_be_read_is_no_success(window: Desk, page: WatchPage, log: Path) -> None:
    log.unlink()
    page.look.click()
    assert "1 条读不到" in page._said.text()
    assert "读不到" in window.alerts[0].seen.zh


def test_a_wrong_number_is_a_sentence_and_keeps_what_was_typed(
    window: Desk, page: WatchPage, log: Path
) -> None:
    page.rules.fields["within_min"].setText("never")
    page.rules.keep()
    assert "within_min" in window.shell.banner.words
    assert page.rules.fields["within_min"].text() == "never"
    page.rules.remove.click()
    row = page.model.rule("nc-log")
    assert row is None or not row.here


def test_first_replies_by_channel(window: Desk, page: WatchPage) -> None:
    ticket = window.store.ticket("T1")
    at = NOW - timedelta(minutes=5)
    call = NewContact(
        Channel.PHONE, Direction.OUT, Leg.INTERNAL, at, "在处理", "张伟", is_reply=True
    )
    window.desktop.perform(log_contacts(ticket, [call], window.desktop.stamp()))
    window.shell.aids.run("replies")
    table = page.replies.table
    told = [str(table.item(0, column).text()) for column in range(4)]  # type: ignore[union-attr] # filled
    assert told == ["内部段", "电话", "1", "15 分"]


def test_every_part_has_a_name_and_speaks_english(window: Desk, page: WatchPage, log: Path) -> None:
    window.speech.switch("en")
    assert page.leaves.tabText(1) == "Rules"
    lacking = [
        one for one in page.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible()
        and not (one.accessibleName() or getattr(one, "text", lambda: "")())
    ]  # fmt: skip
    assert not lacking
