"""News from others in the window: a card that opens its ticket, grouped, quiet, never one's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from firstline.domain.edits import edits
from firstline.domain.edits.codec import ticket_to_json
from firstline.domain.edits.edits import Edit, Stamp, reply
from firstline.domain.edits.exchange import Copy, CopyState, Hello, Page
from firstline.domain.edits.rebase import rebase
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Ticket
from firstline.widgets.alarm.news_card import NewsCard
from firstline.widgets.alarm.parts import AlarmParts
from window_makers import ME, Window

OTHER = "王磊"


class Abroad:
    """What somebody else does at a portal, brought here page by page."""

    def __init__(self, window: Window) -> None:
        self.window, self.seq = window, 0
        store, now = window.store, window.clock()
        store.put("portals", [{"name": "main", "kind": "native", "url": "http://127.0.0.1:1"}])
        store.greet("main", Hello("server", "1", "all", 0), now)
        store.arrive("main", Page((), "seq 0", more=False, first=True), now)
        store.arrive("main", Page((), "seq 0", more=False), now)
        window.desktop.look_around()

    def stamp(self, actor: str = OTHER) -> Stamp:
        return Stamp(new_id(self.window.clock()), self.window.clock(), actor)

    def brings(self, *tickets: Ticket) -> None:
        copies = []
        for one in tickets:
            self.seq += 1
            doc = ticket_to_json(one)
            copies.append(Copy("ticket", one.id, CopyState.PUT, self.seq, self.seq, doc))
        now = self.window.clock()
        page = Page(tuple(copies), f"seq {self.seq}", more=False)
        other = self.window.store.sibling(now)
        other.arrive("main", page, now)
        other.close()
        self.window.desktop.look_around()
        self.window.shell.sections.alarms.news._soon.timeout.emit()  # what the timer would do

    def opens(self, priority: str = "P1", actor: str = OTHER, **fields: Any) -> Ticket:
        values = {"title": "产线停了", "priority": priority, "number": f"Z{self.seq + 1}", **fields}
        made: Edit = edits.open_ticket(self.stamp(actor), new_id(self.window.clock()), values)
        ticket = rebase(None, (made,))
        assert ticket is not None
        return ticket

    def replied(self, ticket: Ticket, text: str = "已重启") -> Ticket:
        after = rebase(ticket, (reply(ticket, text, self.stamp()),))
        assert after is not None
        return after


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    made.shell.resize(1180, 680)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.sections.alarms.begin()
    yield made
    made.close()


@pytest.fixture
def abroad(window: Window) -> Abroad:
    return Abroad(window)


def cards(window: Window) -> list[NewsCard]:
    return window.shell.sections.alarms.stack.news


def shown(window: Window, card: NewsCard) -> bool:
    """Whether the card has its place."""
    stack, last = window.shell.sections.alarms.stack, card.layout()
    laid = last is not None and card.height() >= last.sizeHint().height()
    return laid and card.lines[0].height() > 0 and card.geometry().bottom() <= stack.height()


def test_a_new_p1_is_told_and_a_click_opens_it(
    qtbot: QtBot, window: Window, abroad: Abroad
) -> None:
    came = abroad.opens(body="三条线都停了", requester="张三")
    abroad.brings(came)
    (card,) = cards(window)
    assert card.words == "新的 P1 工单 Z1. P1 产线停了"
    assert card._said.text() == "三条线都停了"
    abroad.brings(came)  # the same copy again
    assert cards(window) == [card]
    qtbot.waitUntil(lambda: shown(window, card))
    qtbot.mouseClick(card.open, Qt.MouseButton.LeftButton)
    assert window.shell.detail.ticket_id == came.id
    assert cards(window) == []


def test_a_reply_is_told_and_goes_when_the_ticket_is_looked_at(
    window: Window, abroad: Abroad
) -> None:
    came = abroad.opens("P3")
    abroad.brings(came)
    assert cards(window) == []
    abroad.brings(abroad.replied(came))
    assert [one.words for one in cards(window)] == ["Z1 王磊 回复了. P3 产线停了"]
    window.speech.switch("en")
    assert cards(window)[0].words == "Z1: 王磊 replied. P3 产线停了"
    window.store.seen(came.id, window.clock())
    window.desktop.look_around()
    assert cards(window) == []


def test_ones_own_act_is_not_told(window: Window, abroad: Abroad) -> None:
    abroad.brings(abroad.opens(actor=ME))
    assert cards(window) == []


def test_the_ticket_on_screen_needs_no_card(qtbot: QtBot, window: Window, abroad: Abroad) -> None:
    came = abroad.opens("P3")
    abroad.brings(came)
    window.shell.activateWindow()
    qtbot.waitUntil(window.shell.isActiveWindow)
    window.shell.show_ticket(came.id)
    abroad.brings(abroad.replied(came))
    assert cards(window) == []


def test_many_are_one_card_of_lines(qtbot: QtBot, window: Window, abroad: Abroad) -> None:
    several = []
    for at in range(5):
        several.append(abroad.opens("P2", title=f"第 {at} 张"))
        abroad.seq += 1
    abroad.brings(*several)
    (card,) = cards(window)
    assert card._title.text() == "5 张新的紧急工单"
    assert len(card.lines) == 4
    assert card._rest.text() == "还有 1 项"
    qtbot.waitUntil(lambda: shown(window, card))
    qtbot.mouseClick(card.lines[1], Qt.MouseButton.LeftButton)
    assert window.shell.detail.ticket_id == card.bulletin.news[1].ticket
    assert cards(window) == [card]


def test_quiet_hours_let_a_p1_through_and_tell_the_rest_at_their_end(
    window: Window, abroad: Abroad
) -> None:
    assert window.settings.change("quiet_from", "09:00")
    assert window.settings.change("quiet_to", "11:00")
    abroad.brings(abroad.opens("P2", title="可以等"))
    assert cards(window) == []
    abroad.brings(abroad.opens("P1", title="不能等"))
    assert [one.bulletin.news[0].title for one in cards(window)] == ["不能等"]
    window.clock.move(minutes=59)
    window.ticking.ticked.emit()
    assert len(cards(window)) == 1
    window.clock.move(minutes=1)
    window.ticking.ticked.emit()
    assert [one.bulletin.news[0].title for one in cards(window)] == ["不能等", "可以等"]


def test_switched_off_it_is_silent_and_switched_on_it_tells_no_past(
    window: Window, abroad: Abroad
) -> None:
    assert window.settings.change("news", value=False)
    abroad.brings(abroad.opens())
    assert cards(window) == []
    window.clock.move(minutes=5)
    assert window.settings.change("news", value=True)
    abroad.brings()
    assert cards(window) == []
    abroad.brings(abroad.opens(title="新的"))
    assert [one.bulletin.news[0].title for one in cards(window)] == ["新的"]


def test_what_came_while_no_window_was_open_is_told_as_one(
    qtbot: QtBot, window: Window, abroad: Abroad
) -> None:
    parts: AlarmParts = window.shell.sections.alarms
    parts.news._begun = False  # as before the window was at work
    abroad.brings(abroad.opens("P2"), abroad.opens("P2"))
    assert cards(window) == []
    parts.news.begin()
    assert [one._title.text() for one in cards(window)] == ["不在时:2 张新的紧急工单"]


def test_away_from_the_window_the_tray_tells_it(
    window: Window, abroad: Abroad, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []

    class Tray:
        def showMessage(self, head: str, body: str, *_rest: object) -> None:  # noqa: N802 - Qt's
            told.append((head, body))

    parts = window.shell.sections.alarms
    monkeypatch.setattr(parts, "tray", Tray())
    monkeypatch.setattr(
        "firstline.widgets.alarm.parts.QGuiApplication.applicationState",
        lambda: Qt.ApplicationState.ApplicationInactive,
    )
    came = abroad.opens()
    abroad.brings(came)
    assert told == [("新的 P1 工单 Z1", "P1 Z1 新 · 产线停了")]
    parts._open_last()
    assert window.shell.detail.ticket_id == came.id


def test_every_part_of_a_card_has_a_name(window: Window, abroad: Abroad) -> None:
    abroad.brings(abroad.opens())
    for one in cards(window)[0].findChildren(QWidget):
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisible():
            assert one.accessibleName(), one
