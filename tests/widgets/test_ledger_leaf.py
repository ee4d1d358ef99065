"""Ledgers in the window: what would remain is told before it is booked, over-use stands out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.app.doors.contract_doors import contract_doors
from firstline.domain.errors import Problem
from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking
from firstline.domain.ledger.book import KIND, What, ledgers
from firstline.widgets.contracts.ledger_leaf import LedgerLeaf
from firstline.widgets.contracts.page import ContractsPage
from window_makers import Window, at_once

KEY = Qt.Key


@pytest.fixture
def leaf(qtbot: QtBot, window: Window, tmp_path: Path) -> Iterator[LedgerLeaf]:
    doors = contract_doors(tmp_path)[0]
    page = ContractsPage(window.desktop, at_once(window.store), doors)
    qtbot.addWidget(page)
    page.resize(1216, 700)
    page.show()
    page.go_to("ledger")
    found = page.leaf("ledger")
    assert isinstance(found, LedgerLeaf)
    yield found
    page.close()


def opened(qtbot: QtBot, leaf: LedgerLeaf, amount: str = "3") -> None:
    leaf.new.click()
    leaf.name.setText("远程次数 2026")
    leaf.unit.setText("次")
    qtbot.keyClicks(leaf.amount, amount)
    leaf.until.setDate(QDate(2026, 12, 31))
    qtbot.keyClick(leaf.amount, KEY.Key_Return)


def book(qtbot: QtBot, leaf: LedgerLeaf, what: str, amount: str) -> str:
    leaf.what.setCurrentIndex(leaf.what.findData(what))
    qtbot.keyClicks(leaf.amount, amount)
    told = leaf._after.text()
    qtbot.keyClick(leaf.amount, KEY.Key_Return)
    return told


def test_a_ledger_is_opened_and_each_entry_tells_what_remains(
    qtbot: QtBot, window: Window, leaf: LedgerLeaf
) -> None:
    assert leaf.empty.isVisible()
    opened(qtbot, leaf)
    assert leaf.ledgers.rowCount() == 1
    assert "余额 2 次" in book(qtbot, leaf, "reserve", "1")
    assert "余额 2 次" in book(qtbot, leaf, "consume", "1"), "it takes what was reserved"
    told = book(qtbot, leaf, "consume", "3")
    assert "余额 -1 次 ✗ 超用" in told
    (held,) = ledgers(window.store.records(KIND))
    kinds = sorted(str(one.what) for one in held.entries)  # all at one instant
    assert kinds == ["consume", "consume", "grant", "reserve"]
    assert leaf.entries.rowCount() == 4
    assert "超用" in leaf.ledgers.item(0, 3).text()  # type: ignore[union-attr]


def test_what_makes_no_amount_is_told_and_stays_typed(
    qtbot: QtBot, window: Window, leaf: LedgerLeaf
) -> None:
    opened(qtbot, leaf)
    problems: list[Problem] = []
    window.desktop.problem.connect(problems.append)
    book(qtbot, leaf, "consume", "-1")
    assert len(problems) == 1
    assert leaf.amount.text() == "-1"
    assert leaf.entries.rowCount() == 1


def test_an_entry_of_another_program_is_shown(
    qtbot: QtBot, window: Window, leaf: LedgerLeaf
) -> None:

    opened(qtbot, leaf)
    (held,) = ledgers(window.store.records(KIND))
    with window.store.sibling(window.clock()) as other:
        edit = acts.book(held, "", "", Booking(What.CONSUME, "2"), window.desktop.stamp())
        other.perform(edit, now=window.clock())
    window.desktop.look_around()
    assert leaf.entries.rowCount() == 2
    assert leaf.ledgers.item(0, 1).text() == "1 次"  # type: ignore[union-attr]


def test_what_was_told_twice_shows_that_it_counts_once(
    qtbot: QtBot, window: Window, leaf: LedgerLeaf
) -> None:
    opened(qtbot, leaf)
    (held,) = ledgers(window.store.records(KIND))
    with window.store.sibling(window.clock()) as other:
        for _ in range(2):
            fact = Booking(What.RESERVE, "1", once="visit-7")
            edit = acts.book(held, "", "", fact, window.desktop.stamp())
            other.perform(edit, now=window.clock())
    window.desktop.look_around()
    shown = sorted(leaf.entries.item(at, 2).text() for at in range(3))  # type: ignore[union-attr]
    assert shown == ["1", "1 → 0", "3"]  # the amounts add up to what is left
    assert leaf.ledgers.item(0, 1).text() == "2 次"  # type: ignore[union-attr]


def test_the_wheel_over_the_day_changes_nothing(qtbot: QtBot, leaf: LedgerLeaf) -> None:
    leaf.new.click()
    leaf.until.setDate(QDate(2026, 12, 31))
    leaf.until.setFocus()
    at = QPointF(leaf.until.rect().center())
    turned = QWheelEvent(
        at, leaf.until.mapToGlobal(at), QPoint(0, 120), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(leaf.until, turned)
    qtbot.keyClick(leaf.until, KEY.Key_PageUp)
    assert leaf.until.date() == QDate(2026, 12, 31)
