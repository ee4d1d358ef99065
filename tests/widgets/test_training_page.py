"""Training in the window: what is to be done first, the matrix by keyboard, acts in place."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from training_ground import TODAY, edits, fill, lines, openers, state, training_page

from firstline.domain.edits.edits import open_ticket
from firstline.domain.ids import new_id
from firstline.domain.ledger.acts import Booking, describe
from firstline.domain.ledger.acts import book as book_entry
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import What, ledger_id
from firstline.domain.training import person
from firstline.domain.training.standing import State
from firstline.domain.training.training import KIND
from firstline.viewmodel.training.fields import Act
from firstline.viewmodel.training.matrix import MatrixModel
from firstline.widgets.training.page import MATRIX, TrainingPage
from window_makers import ME, NOW, Window


@pytest.fixture
def window(window: Window) -> Window:
    window.store.perform(*edits(window), now=NOW)
    return window


@pytest.fixture
def page(window: Window) -> Iterator[TrainingPage]:
    yield from training_page(window)


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


def test_the_end_of_a_certificate_that_no_role_asks_for_is_on_the_list(
    page: TrainingPage, window: Window
) -> None:
    window.store.perform(*openers(window), now=NOW)
    page.model.refresh()
    told = [one for one in lines(page.todo.table) if "SUP-102" in one]
    assert ["陈霞" in told[0], "外协 Wu" in told[1]] == [True, True]
    assert all("◐ 快到期" in one for one in told)
    page.todo.table.setCurrentCell(lines(page.todo.table).index(told[1]), 0)
    pane = page.todo.pane
    said = pane.text.toPlainText()
    assert "不在人员名单上" in said
    assert "没有角色要求这门课程,但它开放 L1 步骤" in said
    shown = {act for act, one in pane.buttons.items() if one.isVisible()}
    assert shown == {Act.RECORD, Act.REVOKE}  # no number: no place, no waiver
    assert not pane.person.isVisible()
    page.show_leaf(MATRIX)
    assert page.model.codes == ["WHS-101", "WHS-201", "FIN-101"]  # asked of nobody: no column


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
