"""Alarms in the window: a card in its time, what to do, later, the bell's page, the settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from firstline.domain.alarm.alarm import Notice, Way, clock_of
from firstline.domain.ticket.ticket import Status
from firstline.viewmodel.alarm.alarm import AlarmModel
from firstline.viewmodel.queue import selection
from firstline.widgets import theme
from firstline.widgets.alarm.card import AlarmCard
from firstline.widgets.alarm.parts import AlarmParts
from firstline.widgets.settings.view import SettingsView
from firstline.widgets.triage.sheet import TriageSheet
from window_makers import Window

KEY = Qt.Key


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    made.shell.resize(1180, 680)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    made.shell.sections.alarms.begin()
    yield made
    made.close()


def goes(window: Window, **span: float) -> None:
    """Let time pass and the one timer tick."""
    window.clock.move(**span)
    window.ticking.ticked.emit()


def next_card(window: Window) -> AlarmCard:
    """Let time pass until the next mark, and return the card that came with it last."""
    ahead = window.shell.sections.alarms.model.next_at
    assert ahead is not None
    goes(window, seconds=ahead - window.clock().timestamp())
    return window.shell.sections.alarms.stack.cards[-1]


def words(window: Window) -> list[str]:
    return [one.words for one in window.shell.sections.alarms.stack.cards]


def labels(card: AlarmCard) -> str:
    return "\n".join(one.text() for one in card.advice.findChildren(QLabel))


def test_nothing_rings_at_the_start(window: Window) -> None:
    assert words(window) == []
    assert window.shell.sections.alarms.bell.text() == ""


def test_a_mark_rings_as_a_card_that_opens_its_ticket(qtbot: QtBot, window: Window) -> None:
    card = next_card(window)
    number = card.notice.alarms[0].number
    assert number in card.words
    assert int(window.shell.sections.alarms.bell.text()) >= 1
    stack = window.shell.sections.alarms.stack
    qtbot.waitUntil(lambda: card.geometry().bottom() <= stack.height())
    assert window.shell.rect().contains(stack.geometry())
    qtbot.mouseClick(card.open, Qt.MouseButton.LeftButton)
    assert window.shell.detail.ticket_id == card.notice.alarms[0].ticket
    assert card not in window.shell.sections.alarms.stack.cards


def test_later_rings_again_in_a_quarter_of_an_hour(qtbot: QtBot, window: Window) -> None:
    card = next_card(window)
    first = card.notice.alarms[0]
    qtbot.mouseClick(card.later, Qt.MouseButton.LeftButton)
    assert card not in window.shell.sections.alarms.stack.cards
    window.shell.sections.alarms.model.look()
    goes(window, minutes=15)
    rung = {
        one.number
        for card in window.shell.sections.alarms.stack.cards
        for one in card.notice.alarms
    }
    assert first.number in rung


def test_what_to_do_shows_act_ball_and_the_hotline_card(qtbot: QtBot, window: Window) -> None:
    card = next_card(window)
    qtbot.mouseClick(card.what, Qt.MouseButton.LeftButton)
    told = labels(card)
    for part in ("球在", "门户还没有这张工单", "照着念", "请回电"):
        assert part in told
    window.speech.switch("en")
    assert "Read out" in labels(card)


def test_in_a_low_window_the_page_tells_what_to_do(qtbot: QtBot, window: Window) -> None:
    window.shell.resize(960, 600)
    theme.use(QApplication.instance(), "light", 200)  # type: ignore[arg-type] # there is one
    card = next_card(window)
    window.shell.restyle()
    qtbot.mouseClick(card.what, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.shell.pages.section == "alarms")
    told = window.shell.sections.alarms.page.current()
    assert told is not None
    assert told.alarm == card.notice.alarms[0]
    assert card.advice.isHidden()


def test_a_kept_promise_takes_its_card_away(window: Window) -> None:
    card = next_card(window)
    window.desktop.act(selection.move(Status.CANCELLED), card.notice.alarms[0].ticket)
    assert card not in window.shell.sections.alarms.stack.cards


def test_a_later_mark_takes_the_place_of_the_card_before(window: Window) -> None:
    for _ in range(12):
        next_card(window)
        shown = [clock_of(one) for card in window.shell.sections.alarms.stack.cards
                 for one in card.notice.alarms]  # fmt: skip
        assert len(shown) == len(set(shown))


def test_after_sleep_there_is_one_card(window: Window) -> None:
    goes(window, days=3)
    (card,) = window.shell.sections.alarms.stack.cards
    assert card.notice.way is Way.DIGEST
    assert len(card.notice.alarms) > 3
    assert card.what.isHidden()


def test_the_bell_lists_what_rang_and_enter_opens_it(qtbot: QtBot, window: Window) -> None:
    goes(window, days=3)
    qtbot.keyClick(window.shell, KEY.Key_B, Qt.KeyboardModifier.ControlModifier)
    page = window.shell.sections.alarms.page
    assert page.isVisible()
    assert page.list.count() > 3
    assert window.shell.sections.alarms.bell.text() == ""
    told = page.current()
    assert told is not None
    qtbot.keyClick(page.list, KEY.Key_Return)
    assert window.shell.detail.ticket_id == told.alarm.ticket
    window.shell.aids.run("alarms")
    qtbot.keyClick(page.list, KEY.Key_Escape)
    assert window.shell.pages.section == "queue"


def test_switched_off_nothing_is_shown_and_the_bell_still_knows(window: Window) -> None:
    window.settings.change("alarms", value=False)
    goes(window, days=3)
    assert words(window) == []
    assert window.shell.sections.alarms.bell.text() != ""


def test_quiet_hours_let_a_p1_through_alone(window: Window) -> None:
    window.settings.change("quiet_from", "09:00")
    window.settings.change("quiet_to", "23:00")
    goes(window, hours=8)
    rung = [one for card in window.shell.sections.alarms.stack.cards for one in card.notice.alarms]
    assert {one.priority for one in rung} == {"P1"}
    goes(window, hours=5)
    later = [one for card in window.shell.sections.alarms.stack.cards for one in card.notice.alarms]
    assert {one.priority for one in later} > {"P1"}


def test_a_look_that_failed_is_told_and_made_again(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    window = Window(tmp_path)
    told: list[object] = []
    rung: list[Notice] = []
    window.desktop.problem.connect(told.append)
    with window.store.sibling(window.clock()) as reader:
        stores = [reader]
        model = AlarmModel(window.desktop, lambda work, then: then(work(stores[-1])))
        model.rang.connect(rung.append)
        model.look()
        reader.look_only()  # as a disk that is full
        goes(window, days=3)
        assert (len(told), rung) == (1, [])
        stores.append(window.store)  # the disk has room again
        goes(window, minutes=1)
    assert [one.way for one in rung] == [Way.DIGEST]
    model.deleteLater()
    window.close()


def test_the_settings_write_what_was_chosen(qtbot: QtBot, window: Window) -> None:
    window.shell.aids.run("settings")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, SettingsView)
    card = page.alarms
    card.quiet.setFocus()
    card.quiet.setText("22：00 - 7:00")
    qtbot.keyClick(card.quiet, KEY.Key_Return)
    assert (window.saved[-1].quiet_from, window.saved[-1].quiet_to) == ("22:00", "7:00")
    card.quiet.setText("late")
    qtbot.keyClick(card.quiet, KEY.Key_Return)
    assert card.quiet.text() == "22:00-7:00"
    card.sound.setChecked(False)
    assert window.saved[-1].alarm_sound is False


def test_without_a_tray_the_window_does_without(window: Window) -> None:
    assert isinstance(window.shell.sections.alarms, AlarmParts)
    assert window.shell.sections.alarms.tray is None


@pytest.mark.parametrize("size", [(1366, 768), (1180, 680), (960, 680)])
def test_a_card_leaves_the_reply_free(qtbot: QtBot, window: Window, size: tuple[int, int]) -> None:
    shell, stack = window.shell, window.shell.sections.alarms.stack
    shell.resize(*size)
    shell.page.list.setFocus()
    qtbot.waitUntil(lambda: bool(shell.page.list.current_id()))
    shell.aids.run("reply")
    composer = shell.detail.composer
    qtbot.waitUntil(composer.isVisible)
    next_card(window)
    composer.text.setPlainText("line\nline\nline\nline\nline")

    def apart() -> bool:
        here, there = (QRect(one.mapToGlobal(QPoint()), one.size()) for one in (composer, stack))
        return not here.intersects(there)

    qtbot.waitUntil(apart)
    assert stack.isVisible()
    shell.go("settings")
    right = shell.width() - theme.px(14)
    qtbot.waitUntil(lambda: stack.geometry().right() + 1 == right)  # nobody writes there


def test_a_card_steps_aside_for_the_field_that_is_typed_into(qtbot: QtBot, window: Window) -> None:
    shell, stack = window.shell, window.shell.sections.alarms.stack
    shell.resize(960, 600)
    next_card(window)
    shell.aids.run("new")
    sheet = shell.pages.currentWidget()
    assert isinstance(sheet, TriageSheet)
    field = sheet.fields.names["site"]

    def apart() -> bool:
        here, there = (QRect(one.mapToGlobal(QPoint()), one.size()) for one in (field, stack))
        return not here.intersects(there)

    qtbot.waitUntil(lambda: not apart())
    field.setFocus()
    qtbot.waitUntil(apart)
    assert stack.isVisible()
