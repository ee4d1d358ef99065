"""The training page opens: from a copy, without one, again; and what is drawn and read for it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from training_ground import COURSES, TODAY, Held, edits, lines, openers, training_page

from firstline.domain.edits.entity import opening
from firstline.domain.errors import Refused
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.sources import all_reminders
from firstline.domain.training.action_list import to_do
from firstline.domain.training.reminders import training_due
from firstline.domain.training.training_acts import Passed, record
from firstline.store.shown.masks import ERASURE
from firstline.store.training import copy as training_copy
from firstline.store.training import shelf as training_shelf
from firstline.viewmodel.alarm.reminders import KEEP_S, ReminderModel
from firstline.viewmodel.training import papers, reading
from firstline.viewmodel.training.doors import TrainingDoors
from firstline.viewmodel.training.fields import Act
from firstline.viewmodel.training.matrix import GAPS_ROLE, UNREAD, MatrixModel
from firstline.widgets import theme
from firstline.widgets.plain_table import PlainTable
from firstline.widgets.training.page import ACTIONS, MATRIX, TrainingPage
from window_makers import NOW, Window, at_once


@pytest.fixture
def window(window: Window) -> Window:
    window.store.perform(*edits(window), now=NOW)
    return window


@pytest.fixture
def page(window: Window) -> Iterator[TrainingPage]:
    yield from training_page(window)


def test_a_leaf_that_nobody_sees_is_filled_once_somebody_does(
    page: TrainingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled: list[str] = []
    whole = PlainTable.show_rows

    def count(table: PlainTable, heads: Sequence[str], rows: Sequence[Any]) -> None:
        filled.append(table.accessibleName())
        whole(table, heads, rows)

    page.show_leaf(MATRIX)
    monkeypatch.setattr(PlainTable, "show_rows", count)
    page.model.choose(team="财务部")
    page.model.choose(team="仓储部", words="周")
    assert filled == []
    page.show_leaf(ACTIONS)
    assert filled == ["行动清单"]
    assert ["周海波" in one for one in lines(page.todo.table)] == [True]
    assert page.todo.filters.combos["team"].currentData() == "仓储部"


def test_a_cell_is_drawn_as_it_stands_and_only_where_the_glass_is_dirty(
    page: TrainingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_leaf(MATRIX)
    view, matrix = page.matrix.view, page.matrix.matrix
    who = next(one for one in page.model.people if one.name == "陈霞")
    held, blank = matrix.place(who.id, "FIN-101"), matrix.place(who.id, "WHS-101")
    shot = view.viewport().grab().toImage()
    shades = [shot.pixelColor(view.visualRect(one).topLeft() + QPoint(2, 2)).name()
              for one in (held, blank)]  # fmt: skip
    assert shades[1] == theme.token("surface2").name()
    assert shades[0] not in (shades[1], theme.token("surface").name())  # tinted: a must
    looked: list[int] = []
    whole = MatrixModel.cells

    def count(matrix: MatrixModel, row: int) -> Any:
        looked.append(row)
        return whole(matrix, row)

    view.viewport().repaint()
    monkeypatch.setattr(MatrixModel, "cells", count)
    view.viewport().repaint(view.visualRect(held))
    assert looked == [held.row()]


@pytest.fixture
def held(window: Window) -> Held:
    return Held(window)


@pytest.fixture
def other(window: Window, held: Held) -> Iterator[Callable[[], TrainingPage]]:
    """Give what opens the page once more, with its work held back."""
    made: list[TrainingPage] = []

    def another() -> TrainingPage:
        page = TrainingPage(window.desktop, held.later, TrainingDoors(lambda: COURSES))
        made.append(page)
        page.resize(1216, 720)
        page.show()
        return page

    yield another
    for one in made:
        one.hide()
        one.deleteLater()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MANY", 1)


def glyph(page: TrainingPage, name: str, code: str) -> str:
    who = next(one for one in page.model.people if one.name == name)
    return str(page.matrix.matrix.place(who.id, code).data())


@pytest.mark.usefixtures("large")
def test_a_large_book_opens_from_its_copy_and_is_acted_on_at_once(
    page: TrainingPage, held: Held, other: Callable[[], TrainingPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page.model.refresh()
    monkeypatch.setattr(training_shelf, "read_whole", lambda *_: pytest.fail("all was read"))
    shown = other()
    shown.show_leaf(MATRIX)
    assert not shown.model.is_glimpse
    assert glyph(shown, "周海波", "WHS-101") == "!"
    assert shown.model.weights.gaps == page.model.weights.gaps
    shown.model.choose(state="overdue")
    assert [one.name for one in shown.model.people] == ["周海波"]
    held.do(1)
    who = shown.model.people[0]
    shown.matrix.open(who.id, "WHS-101")
    shown.matrix.pane.act(Act.RECORD)
    shown.matrix.pane.form.record()
    shown.model.choose(state="")
    assert glyph(shown, "周海波", "WHS-101") == "●"
    held.do()
    assert {key: set(told) for key, told in shown.model.weights.states.items()} == {
        key: set(told) for key, told in page.model.weights.states.items()
    }
    assert shown.model.weights.actions == page.model.weights.actions
    assert not shown.model.weights.partial


@pytest.mark.usefixtures("large")
def test_an_old_copy_is_shown_at_once_and_not_acted_on(
    page: TrainingPage, window: Window, held: Held, other: Callable[[], TrainingPage]
) -> None:
    page.model.refresh()
    who = next(one for one in page.model.people if one.name == "周海波")
    on = TODAY - timedelta(days=1)
    passed = Passed(who.label, COURSES["WHS-101"], on, number=who.number)
    page.hide()
    window.store.perform(record(passed, window.desktop.stamp(), TODAY), now=NOW)
    shown = other()
    assert [one[:10] for one in lines(shown.todo.table)] == ["2026-02-04"]
    assert "正在核对" in shown.todo.count.text()
    shown.show_leaf(MATRIX)
    assert glyph(shown, "周海波", "WHS-101") == "!"
    assert "正在核对" in shown.matrix.count.text()
    shown.matrix.open(who.id, "WHS-101")
    assert not any(one.isVisible() for one in shown.matrix.pane.buttons.values())
    with pytest.raises(Refused):
        papers.whole(shown.model)
    held.do()
    assert not shown.model.is_glimpse
    assert glyph(shown, "周海波", "WHS-101") == "●"
    assert shown.matrix.pane.buttons[Act.RECORD].isVisible()


def test_without_a_copy_people_come_first_and_nothing_is_called_missing(
    page: TrainingPage, held: Held, other: Callable[[], TrainingPage]
) -> None:
    shown = other()
    shown.show_leaf(MATRIX)
    held.do(1)
    assert len(shown.model.people) == 4
    assert shown.model.codes == ["WHS-101", "WHS-201", "FIN-101"]
    view, matrix = shown.matrix.view, shown.matrix.matrix
    view.viewport().repaint()
    assert {str(matrix.index(row, column).data()) for row in range(4) for column in range(3)} == {
        UNREAD
    }
    who = next(one for one in shown.model.people if one.name == "周海波")
    said = matrix.place(who.id, "WHS-101").data(Qt.ItemDataRole.AccessibleTextRole)
    assert "正在读取" in said
    assert matrix.headerData(0, Qt.Orientation.Vertical, GAPS_ROLE) is None
    shown.matrix.open(who.id, "WHS-101")
    told = shown.matrix.pane.text.toPlainText()
    assert "正在读取" in told
    assert "没有角色要求" not in told
    shown.matrix.pane.show_cell(who.id, "WHS-201")  # what comes first is not known either
    assert "WHS-101" in shown.matrix.pane.text.toPlainText()
    assert "○" not in shown.matrix.pane.text.toPlainText()
    assert not any(one.isVisible() for one in shown.matrix.pane.buttons.values())
    shown.show_person(who.id)
    told = shown.people.text.toPlainText()
    assert "正在读取" in told
    assert "缺" not in told
    assert "—" not in lines(shown.people.table)[0]
    shown.show_leaf(MATRIX)
    held.do()
    assert not shown.model.is_unread
    assert glyph(shown, "周海波", "WHS-101") == "!"
    assert shown.model.weights == page.model.weights


def test_who_comes_back_to_the_page_reads_only_what_changed(
    page: TrainingPage, window: Window
) -> None:
    before = page.model.read
    page.hide()
    page.show()
    assert page.model.read is before
    page.hide()
    window.store.perform(*list(edits(window))[:1], now=NOW)
    page.show()
    assert page.model.read is not before
    before = page.model.read
    page.hide()
    with window.store.sibling(NOW) as another:
        another.perform(*list(edits(window))[:1], now=NOW)
    page.show()
    assert page.model.read is not before
    before = page.model.read
    page.hide()
    window.clock.move(days=1)
    page.show()
    assert page.model.read is not before
    assert page.model.today == TODAY + timedelta(days=1)


def test_where_names_are_hidden_no_copy_is_kept(
    page: TrainingPage, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MANY", 1)
    page.model.refresh()
    path = window.store.folder / training_copy.FOLDER / training_copy.FILE
    assert path.is_file()
    stamp = window.desktop.stamp()
    window.store.perform(
        opening(
            ERASURE, "e-1", {"names": "周海波", "alias": "甲"}, stamp.id, stamp.at, stamp.actor
        ),
        now=NOW,
    )
    assert window.store.hides_names
    assert reading.opened(window.store, COURSES, TODAY) is None
    assert not path.exists()
    page.model.refresh()
    assert not path.exists()


@pytest.mark.usefixtures("large")
def test_a_page_that_was_made_ready_opens_without_reading_its_copy(
    page: TrainingPage, window: Window, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.model.refresh()
    page.hide()
    ready = TrainingPage(window.desktop, held.later, TrainingDoors(lambda: COURSES))
    ready.make_ready()
    assert ready.model.read is None
    held.do()
    monkeypatch.setattr(training_shelf, "read_copy", lambda *_: pytest.fail("read again"))
    ready.show()
    ready.show_leaf(MATRIX)
    assert not ready.model.is_glimpse
    assert glyph(ready, "周海波", "WHS-101") == "!"
    ready.hide()
    ready.deleteLater()


@pytest.mark.usefixtures("large")
def test_what_was_made_ready_is_not_shown_once_something_was_written(
    page: TrainingPage, window: Window, held: Held
) -> None:
    page.model.refresh()
    page.hide()
    ready = TrainingPage(window.desktop, held.later, TrainingDoors(lambda: COURSES))
    ready.make_ready()
    held.do()
    who = next(one for one in page.model.people if one.name == "周海波")
    passed = Passed(who.label, COURSES["WHS-101"], TODAY, number=who.number)
    window.store.perform(record(passed, window.desktop.stamp(), TODAY), now=NOW)
    ready.show()
    ready.show_leaf(MATRIX)
    assert ready.model.is_glimpse
    held.do()
    assert glyph(ready, "周海波", "WHS-101") == "●"
    ready.hide()
    ready.deleteLater()


@pytest.mark.usefixtures("large")
def test_the_window_makes_the_page_ready_and_stays_where_it_is(
    qtbot: QtBot, tmp_path: Path
) -> None:
    made = Window(tmp_path, training=lambda: TrainingDoors(lambda: COURSES))
    made.store.perform(*edits(made), now=NOW)
    reading.weigh(*reading.look(made.store, COURSES, TODAY, made.desktop.zone)[:1], made.store,
                  training_shelf.read_whole(made.store, COURSES, TODAY))  # fmt: skip
    assert training_shelf.has_copy(made.store)
    shown = made.shell.pages.currentWidget()
    made.shell.sections.make_training_ready()

    def ready() -> bool:
        page = made.shell.pages._made.get("training")
        return isinstance(page, TrainingPage) and page.model._ready is not None

    qtbot.waitUntil(ready, timeout=60_000)
    assert made.shell.pages.currentWidget() is shown
    made.shell.show()
    made.shell.aids.run("matrix")
    page = made.shell.pages.currentWidget()
    assert isinstance(page, TrainingPage)
    assert len(page.model.people) == 4
    made.close()


@pytest.mark.usefixtures("large")
def test_reminders_of_training_leave_a_copy_and_say_what_the_records_say(window: Window) -> None:
    model = ReminderModel(
        window.desktop, at_once(window.store), (), window.shell, courses=lambda: COURSES
    )  # it ends with the window
    window.store.perform(*openers(window), now=NOW)
    model.begin()
    given = Given(window.store.records, NOW, window.desktop.zone, courses=lambda: COURSES)
    told = sorted((one.series, one.mark) for one in all_reminders(given, (training_due,)))
    assert ("training:::2026-11-30", "0") in told  # a stranger's certificate, which opens steps
    for _ in range(2):  # from the records, then from the copy
        kept = reading.opened(window.store, COURSES, TODAY)
        assert kept is not None
        assert kept.exact
        assert kept.counted
        found = model._kept[training_due]
        assert sorted((one.series, one.mark) for one in found) == told
        model._stale.add(training_due)
        model.begin()
    window.store.perform(*list(edits(window))[:1], now=NOW)
    model._stale.add(training_due)
    model.begin()  # not kept again with each act
    again = reading.opened(window.store, COURSES, TODAY)
    assert again is not None
    assert not again.exact
    window.clock.move(seconds=KEEP_S)
    model._stale.add(training_due)
    model.begin()
    again = reading.opened(window.store, COURSES, TODAY)
    assert again is not None
    assert again.exact


def test_of_many_actions_the_most_urgent_are_held_and_all_are_counted(
    page: TrainingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = page.model.read
    assert read is not None
    window = timedelta(days=400)
    monkeypatch.setattr(reading, "WINDOW", window)
    every = to_do((read.book.row(one, TODAY) for one in read.book.people), TODAY, window)
    assert len(every) == 4
    monkeypatch.setattr(reading, "MOST", 1)
    found = reading.weigh(read, page.model.desktop.store, None)
    assert [one.due for one in found.actions] == [min(one.due for one in every)]
    assert found.total == len(every)
