"""Training in the window: what is to be done first, the matrix by keyboard, acts in place."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from training_ground import COURSES, TODAY, edits, fill, lines, state

from firstline.domain.edits import open_ticket
from firstline.domain.entity import opening
from firstline.domain.errors import Refused
from firstline.domain.ids import new_id
from firstline.domain.learning import person
from firstline.domain.learning.standing import State
from firstline.domain.ledger.acts import Booking, describe
from firstline.domain.ledger.acts import book as book_entry
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import What, ledger_id
from firstline.domain.training import KIND
from firstline.domain.training_acts import Passed, record
from firstline.store import training_copy, training_shelf
from firstline.store.masks import ERASURE
from firstline.viewmodel.training import papers, reading
from firstline.viewmodel.training.doors import TrainingDoors
from firstline.viewmodel.training.fields import Act
from firstline.viewmodel.training.matrix import GAPS_ROLE, UNREAD, MatrixModel
from firstline.widgets import theme
from firstline.widgets.plain_table import PlainTable
from firstline.widgets.training.page import ACTIONS, MATRIX, TrainingPage
from window_makers import ME, NOW, Window, at_once


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    del qtbot
    made = Window(tmp_path)
    made.store.perform(*edits(made), now=NOW)
    yield made
    made.close()


@pytest.fixture
def page(window: Window) -> Iterator[TrainingPage]:
    made = TrainingPage(window.desktop, at_once(window.store), TrainingDoors(lambda: COURSES))
    made.resize(1216, 720)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def test_the_page_opens_on_what_is_late_with_its_next_step(page: TrainingPage) -> None:
    (late,) = lines(page.todo.table)
    assert "周海波" in late
    assert "▲ 过" in late
    assert "! 逾期" in late
    assert "马上安排" in late
    assert "1 项逾期或过期" in page.late.text()
    page.todo.within.setCurrentIndex(page.todo.within.findData("30"))
    page.todo.within.activated.emit(1)
    assert ["陈霞" in one for one in lines(page.todo.table)] == [False, True, False, False]


def test_a_place_is_booked_from_the_list_and_taken_back(page: TrainingPage, window: Window) -> None:
    page.todo.table.setFocus()
    QTest.keyClick(page.todo.table, Qt.Key.Key_Return)
    assert page.todo.pane.buttons[Act.BOOK].hasFocus()
    QTest.keyClick(page.todo.pane.buttons[Act.BOOK], Qt.Key.Key_Space)
    form = page.todo.pane.form
    fill(form, on="+3", place="培训室")
    QTest.keyClick(form.fields["place"], Qt.Key.Key_Return)
    assert not form.isVisible()
    assert state(page, "周海波", "WHS-101") is State.BOOKED
    assert "2026-11-27" in lines(page.todo.table)[0]
    window.shell.aids.run("undo")
    assert state(page, "周海波", "WHS-101") is State.OVERDUE


def test_what_is_wrong_is_said_and_what_was_typed_stays(page: TrainingPage) -> None:
    page.show_leaf(MATRIX)
    who = next(one for one in page.model.people if one.name == "周海波")
    page.matrix.open(who.id, "WHS-201")
    page.matrix.pane.act(Act.BOOK)
    fill(page.matrix.pane.form, on="+3")
    page.matrix.pane.form.record()
    said = page.matrix.pane.form.problem
    assert said.isVisible()
    assert "先修课程 WHS-101" in said.text()
    QTest.keyClick(page.matrix.pane.form.fields["on"], Qt.Key.Key_Escape)
    page.matrix.pane.act(Act.BOOK)
    assert page.matrix.pane.form.values()["on"] == "+3"


def test_nobody_waives_his_own_course(page: TrainingPage) -> None:
    page.show_leaf(MATRIX)
    me = next(one for one in page.model.people if one.name == ME)
    page.matrix.open(me.id, "FIN-101")
    page.matrix.pane.act(Act.WAIVE)
    fill(page.matrix.pane.form, reason="会的")
    page.matrix.pane.form.record()
    assert "不能给自己免修" in page.matrix.pane.form.problem.text()
    assert state(page, ME, "FIN-101") is State.MISSING


def test_the_matrix_by_keyboard_from_the_cell_to_the_record(page: TrainingPage) -> None:
    page.show_leaf(MATRIX)
    view = page.matrix.view
    assert page.model.codes == ["WHS-101", "WHS-201", "FIN-101"]
    who = next(one for one in page.model.people if one.name == "周海波")
    view.go_to(who.id, "WHS-201")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.key() == (who.id, "WHS-101")
    QTest.keyClick(view, Qt.Key.Key_Return)
    pane = page.matrix.pane
    assert pane.isVisible()
    assert "逾期" in pane.text.toPlainText()
    pane.buttons[Act.RECORD].click()
    fill(pane.form, on="2026-11-23", score="92", proof="签到表 7")
    pane.form.record()
    assert state(page, "周海波", "WHS-101") is State.DONE
    assert "签到表 7" in pane.text.toPlainText()
    assert view.key() == (who.id, "WHS-101")
    QTest.keyClick(pane.close_button, Qt.Key.Key_Escape)
    assert not pane.isVisible()
    assert view.hasFocus()


def test_a_cell_tells_a_reader_who_what_how_and_why(page: TrainingPage) -> None:
    page.show_leaf(MATRIX)
    matrix: MatrixModel = page.matrix.matrix
    who = next(one for one in page.model.people if one.name == "陈霞")
    said = matrix.place(who.id, "FIN-101").data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "陈霞 · FIN-101 凭证: 快到期 (必修). "
        "2026-08-16 通过,有效到 2026-12-14,还有 20 天,可以复训。"
    )
    glyph = matrix.place(who.id, "FIN-101").data()
    other = next(one for one in page.model.people if one.name == "周海波")
    assert glyph != matrix.place(other.id, "WHS-101").data()
    head = matrix.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert head == "WHS-101 出入库 · 基础 · 现场 · 2 小时"


def test_filters_narrow_people_and_columns(page: TrainingPage, window: Window) -> None:
    page.show_leaf(MATRIX)
    model = page.model
    held = window.store.record(KIND, person.record_id("F01"))
    both = person.change(held, {"number": "F01"}, ("warehouse",), window.desktop.stamp())
    assert both is not None
    window.store.perform(both, now=NOW)
    model.refresh()
    model.choose(role="finance")
    assert ([one.name for one in model.people], model.codes) == ([ME, "陈霞"], ["FIN-101"])
    model.choose(role="", state="overdue")
    assert [one.name for one in model.people] == ["周海波"]
    model.choose(state="", words="w02")
    assert [one.name for one in model.people] == ["孙静"]
    model.choose(words="", site="一厂", team="仓储部")
    assert [one.name for one in model.people] == ["周海波"]
    model.choose(words="没有这个人")
    assert page.matrix.empty.isVisible()


def test_only_what_is_seen_is_judged(page: TrainingPage, window: Window) -> None:
    many = []
    for at in range(300):
        values = {"number": f"M{at:03}", "name": f"员工{at:03}", "site": "三厂", "team": "装配"}
        made = person.change(None, values, ("warehouse",), window.desktop.stamp())
        assert made is not None
        many.append(made)
    window.store.perform(*many, now=NOW)
    page.show_leaf(MATRIX)
    page.model.refresh()
    page.matrix.view.viewport().repaint()
    assert len(page.model.people) == 304
    assert 0 < len(page.model._rows) < 60


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


def test_an_act_is_seen_at_once_and_nothing_is_read_anew(
    page: TrainingPage, window: Window
) -> None:
    page.show_leaf(MATRIX)
    before = page.model.read
    assert before is not None
    who = next(one for one in page.model.people if one.name == "周海波")
    page.matrix.open(who.id, "WHS-101")
    page.matrix.pane.act(Act.RECORD)
    page.matrix.pane.form.record()
    place = page.matrix.matrix.place(who.id, "WHS-101")
    assert place.data() == "●"
    assert not page.model._soon.isActive()
    assert not [one for one in page.model.weights.actions if one.person.id == who.id]
    window.shell.aids.run("undo")
    assert page.matrix.matrix.place(who.id, "WHS-101").data() == "!"
    assert not page.model._soon.isActive()
    shown = page.model.read
    page.model.refresh()
    assert page.model.read is not shown
    assert page.model.row(who) == before.book.row(who, TODAY)


def test_vouchers_that_end_stand_in_the_list(page: TrainingPage, window: Window) -> None:
    until = TODAY + timedelta(days=40)
    grant = Booking(What.GRANT, "4", expires=until)
    window.store.perform(book_entry(None, "培训券", "day", grant, window.desktop.stamp()), now=NOW)
    held = window.store.record(LEDGER, ledger_id("培训券"))
    assert held is not None
    sort = describe(held, "培训券", {"sort": "voucher"}, window.desktop.stamp())
    window.store.perform(sort, now=NOW)
    page.model.refresh()
    said = next(one for one in lines(page.todo.table) if "培训券" in one)
    assert "还有 4 天 没有用" in said
    assert str(until) in said


def test_five_questions_alike_propose_a_course_with_the_questions(
    page: TrainingPage, window: Window
) -> None:
    asker = page.model.read.book.people[0].name if page.model.read else ""
    for number in range(5):
        values = {"title": f"盘点单怎么调整 {number}", "type": "question", "module": "库存",
                  "requester": asker, "priority": "P4"}  # fmt: skip
        made = open_ticket(window.desktop.stamp(), new_id(NOW), values)
        window.store.perform(made, now=NOW)
    page.model.refresh()
    first = lines(page.todo.table)[0]
    assert "“库存”三十天问了 5 次" in first
    page.todo.table.go_to("course:0")
    assert "盘点单怎么调整 4" in page.todo.pane.text.toPlainText()


def test_the_other_language_is_spoken_at_once(page: TrainingPage, window: Window) -> None:
    window.speech.switch("en")
    assert page.leaves.tabText(MATRIX) == "Matrix"
    (late,) = lines(page.todo.table)
    assert "arrange it now" in late
    page.show_leaf(MATRIX)
    assert "booked" in page.matrix.legend.text()


def test_it_is_read_again_for_training_and_for_nothing_else(
    page: TrainingPage, window: Window
) -> None:
    window.shell.aids.run("priority.P1")
    assert not page.model._soon.isActive()
    window.store.perform(*list(edits(window))[:1], now=NOW)
    assert page.model._soon.isActive()


class Held:
    """Work apart from the window that is done when the test says so."""

    def __init__(self, window: Window) -> None:
        self._store = window.store
        self.waiting: list[tuple[Any, Any]] = []

    def later(self, work: Any, then: Any) -> None:
        self.waiting.append((work, then))

    def do(self, times: int = 99) -> None:
        while self.waiting and times:
            times -= 1
            work, then = self.waiting.pop(0)
            then(work(self._store))


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
    assert shown.model.weights.states == page.model.weights.states
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
