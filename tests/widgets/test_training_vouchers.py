"""Booking with a voucher in the window: what is left, one act, cancelled, attended, shown."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from training_ground import TODAY, edits, fill, lines, person_of, training_page

from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking
from firstline.domain.ledger.book import KIND, What, ledgers
from firstline.domain.ledger.sums import Standing, standing
from firstline.viewmodel.contracts.ledgers import about
from firstline.viewmodel.training.fields import Act
from firstline.widgets import theme
from firstline.widgets.combo import Combo
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.training.page import SESSIONS, TrainingPage
from window_makers import NOW, Window

UNIT = 1_000_000


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    del qtbot
    made = Window(tmp_path)
    made.store.perform(*edits(made), now=NOW)
    about_it = {"unit": "day", "sort": "voucher", "absence": "forfeited", "conditions": "可改期"}
    made.store.perform(acts.describe(None, "培训券", about_it, made.desktop.stamp()), now=NOW)
    (ledger,) = ledgers(made.store.records(KIND))
    one = Booking(What.GRANT, "2", expires=TODAY + timedelta(days=20))
    made.store.perform(acts.book(ledger, "", "", one, made.desktop.stamp()), now=NOW)
    yield made
    made.close()


@pytest.fixture
def page(window: Window) -> Iterator[TrainingPage]:
    yield from training_page(window)


def stands(window: Window) -> Standing:
    return standing(ledgers(window.store.records(KIND))[0], TODAY, window.desktop.zone)


def sums(window: Window) -> tuple[int, int, int]:
    found = stands(window)
    return found.reserved // UNIT, found.consumed // UNIT, found.balance // UNIT


def book(page: TrainingPage, name: str, days: int) -> str:
    """Book a person with the voucher in the form; return what is wrong, "" where it went well."""
    pane = page.todo.pane
    pane.show_cell(person_of(page, name).id, "WHS-101")
    pane.act(Act.BOOK)
    choice = pane.form.fields["voucher"]
    assert isinstance(choice, Combo)
    fill(pane.form, on=f"+{days}", place="培训室")
    choice.setCurrentIndex(1)
    pane.form.record()
    said = pane.form.problem.text() if pane.form.isVisible() else ""
    pane.form.fold()
    page.model.refresh()
    return said


def people(page: TrainingPage, name: str) -> str:
    return next(one for one in lines(page.sessions.people) if name in one)


def test_the_form_says_what_is_left_and_books_both_in_one_act(
    page: TrainingPage, window: Window
) -> None:
    assert book(page, "周海波", 3) == ""
    assert sums(window) == (1, 0, 1)
    pane = page.todo.pane
    pane.show_cell(person_of(page, "孙静").id, "WHS-101")
    pane.act(Act.BOOK)
    choice = pane.form.fields["voucher"]
    assert isinstance(choice, Combo)
    assert choice.itemText(1) == f"培训券 · 还剩 1 天,{TODAY + timedelta(days=20)} 到期"
    pane.form.fold()
    late = book(page, "孙静", 40)
    assert "过期,早于场次" in late
    assert sums(window) == (1, 0, 1)
    window.shell.aids.run("undo")
    assert sums(window) == (0, 0, 2)
    window.shell.aids.run("redo")
    assert sums(window) == (1, 0, 1)
    half = window.store.edits()[-1]
    assert half.edit.kind == KIND
    assert window.desktop.withdraw(half.edit)  # from the outbox: the place goes with it
    assert sums(window) == (0, 0, 2)
    page.model.refresh()
    assert person_of(page, "周海波").id not in {one.person.id for one in page.model.weights.actions
                                              if one.cell.facts.booking}  # fmt: skip


def test_before_a_cancellation_the_form_says_what_is_lost(
    page: TrainingPage, window: Window
) -> None:
    (ledger,) = window.store.records(KIND)
    late = {"notice": "5", "late": "forfeited"}
    window.store.perform(acts.describe(ledger, "", late, window.desktop.stamp()), now=NOW)
    assert book(page, "周海波", 3) == ""
    pane = page.todo.pane
    pane.show_cell(person_of(page, "周海波").id, "WHS-101")
    assert "提前不足 5 天取消:作废,算已用" in pane.text.toPlainText()
    pane.act(Act.CANCEL)
    choice = pane.form.fields["fate"]
    assert isinstance(choice, Combo)
    assert choice.itemText(0) == "按条件:作废,算已用"
    assert pane.form.head.text().endswith(
        "\n按条件:培训券 1 天作废,算已用(距开课 3 天,须提前 5 天)"
    )
    fill(pane.form, reason="生病")
    pane.form.record()
    assert sums(window) == (0, 1, 1)
    window.shell.aids.run("undo")
    assert sums(window) == (1, 0, 1)
    page.model.refresh()
    page.show_leaf(SESSIONS)
    leaf = page.sessions
    leaf.people.go_to(person_of(page, "周海波").id)
    leaf.cancel.button.click()
    fill(leaf.pane.form, reason="生病", fate="released")  # the vendor let it go
    leaf.pane.form.record()
    assert sums(window) == (0, 0, 2)


def test_marks_in_the_session_keep_the_ledger_in_step(page: TrainingPage, window: Window) -> None:
    for name in ("周海波", "孙静"):
        assert book(page, name, 0) == ""
    page.show_leaf(SESSIONS)
    leaf = page.sessions
    assert "已预留 · 培训券 1 天" in people(page, "周海波")
    whose = about(stands(window), ()).zh
    assert "缺席时作废,算已用 · 可改期" in whose
    assert f"预留给 周海波 · WHS-101 · {TODAY} · 1 天" in whose
    leaf.people.setFocus()
    leaf.people.go_to(person_of(page, "周海波").id)
    QTest.keyClick(leaf.people, Qt.Key.Key_C)
    page.model.refresh()
    assert "已用 · 培训券 1 天" in people(page, "周海波")
    leaf.people.go_to(person_of(page, "孙静").id)
    QTest.keyClick(leaf.people, Qt.Key.Key_X)
    page.model.refresh()
    assert "缺席作废 · 培训券 1 天" in people(page, "孙静")
    assert sums(window) == (0, 2, 0)


def test_a_booking_and_a_whole_session_are_cancelled_in_place(
    page: TrainingPage, window: Window
) -> None:
    for name in ("周海波", "孙静"):
        assert book(page, name, 3) == ""
    page.show_leaf(SESSIONS)
    leaf = page.sessions
    leaf.people.setFocus()
    leaf.people.go_to(person_of(page, "周海波").id)
    QTest.keyClick(leaf.people, Qt.Key.Key_D)
    fill(leaf.pane.form, reason="生病")
    leaf.pane.form.record()
    assert sums(window) == (1, 0, 1)
    page.model.refresh()
    leaf.off.button.click()
    fill(leaf.pane.form, reason="讲师生病")
    leaf.pane.form.record()
    page.model.refresh()
    assert sums(window) == (0, 0, 2)
    assert "已取消: 讲师生病" in lines(leaf.table)[0]
    assert not leaf.place.button.isEnabled()
    assert not leaf.off.button.isEnabled()


def test_two_who_took_the_last_one_apart_are_both_on_the_board(
    page: TrainingPage, window: Window
) -> None:
    assert book(page, "周海波", 3) == ""
    assert book(page, "孙静", 3) == ""
    (ledger,) = ledgers(window.store.records(KIND))
    one = Booking(What.RESERVE, "1", on=TODAY, text="另一台电脑", once="booking:elsewhere")
    window.store.perform(acts.book(ledger, "", "", one, window.desktop.stamp()), now=NOW)
    found = stands(window)
    assert sums(window) == (3, 0, -1)
    assert about(found, ()).zh.count("预留给") == 3
    page.model.refresh()
    assert "只剩 0 天,需要 1 天" in book(page, "陈霞", 3)


def test_a_narrow_table_gives_up_what_the_pane_says_as_well(qtbot: QtBot) -> None:
    table = PlainTable(0, (160, 100, 100, 100), (3, 2))
    qtbot.addWidget(table)
    table.show_rows(["a", "b", "c", "d"], [("1", [Cell(one) for one in "abcd"])])
    for width, hidden in ((600, ()), (440, (3,)), (300, (2, 3)), (600, ())):
        table.resize(theme.px(width), 200)
        table.show()
        assert tuple(at for at in range(4) if table.isColumnHidden(at)) == hidden
