"""The queue's model: sorted keys, pages of rows, and changes that move only what moved."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.domain.overrides import override
from firstline.domain.query.query import parse_query
from firstline.domain.ticket.ticket import Priority
from firstline.store.queue.rows import Row
from firstline.store.store import Store
from firstline.viewmodel.keyed import Index, KeyedModel
from firstline.viewmodel.queue import queue
from firstline.viewmodel.queue.queue import Column, QueueModel
from firstline.viewmodel.reorder import MOST_STEPS, plan
from window_makers import NOW, Window, opened, resolved, triaged

FATAL = QAbstractItemModelTester.FailureReportingMode.Warning


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, FATAL)


def numbers(model: QueueModel) -> list[str]:
    return [str(model.index(row, Column.NUMBER).data()) for row in range(model.rowCount())]


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    yield made
    made.close()


def test_the_model_is_sound(window: Window) -> None:
    model = window.shell.page.model
    tester = watched(model)
    model.show(parse_query("is:open"), "sla")
    assert model.rowCount() == 5
    window.speech.switch("en")
    model.show(parse_query("打印"), "newest")
    assert numbers(model) == ["T2"]
    model.show(parse_query("没有这个词"), "newest")
    assert model.rowCount() == 0
    del tester


def test_the_nearest_deadline_stands_first(window: Window) -> None:
    model = window.shell.page.model
    model.show(parse_query("is:open"), "sla")
    dues = [
        row.timer.due
        for at in range(model.rowCount())
        if (row := model.row(at)) and row.timer and row.timer.due
    ]
    assert dues == sorted(dues)
    model.show(parse_query("is:open"), "sla", descending=True)
    assert numbers(model) != []


def test_cells_say_everything_to_a_screen_reader(window: Window) -> None:
    model = window.shell.page.model
    model.show(parse_query("T1"), "number")
    role = Qt.ItemDataRole.AccessibleTextRole
    said = [model.index(0, column).data(role) for column in Column]
    assert said[0] == "优先级 P1 紧急"
    assert all(said)
    window.speech.switch("en")
    assert model.index(0, 0).data(role) == "Priority P1 Urgent"
    assert "Internal leg" in model.index(0, Column.SLA).data(role)


def test_the_due_tooltip_names_deadline_target_and_calendar(window: Window) -> None:
    model = window.shell.page.model
    model.show(parse_query("T3"), "number")
    tip = model.index(0, Column.SLA).data(Qt.ItemDataRole.ToolTipRole)
    assert "期限 2026-11-2" in tip
    assert "内部段" in tip
    assert len(tip.splitlines()) >= 3


def test_no_cell_can_be_edited(window: Window) -> None:
    model = window.shell.page.model
    model.show(parse_query("is:open"), "sla")
    for column in Column:
        assert not model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable


def test_another_programs_change_keeps_indexes(qtbot: QtBot, window: Window) -> None:
    model = window.shell.page.model
    tester = watched(model)
    model.show(parse_query("is:open"), "number")
    held = QPersistentModelIndex(model.index(numbers(model).index("T4"), 0))
    resolved(window.store, "T2")
    triaged(window, "T1", Priority.P4)
    window.desktop.look_around()
    qtbot.waitUntil(lambda: numbers(model) == ["T1", "T3", "T4", "T5"])
    assert model.index(held.row(), Column.NUMBER).data() == "T4"
    assert model.index(0, Column.PRIORITY).data() == "P4"
    del tester


def test_the_cell_ticks_with_the_clock(window: Window) -> None:
    model = window.shell.page.model
    model.show(parse_query("T1"), "number")
    before = model.index(0, Column.SLA).data()
    window.clock.move(minutes=11)
    assert model.index(0, Column.SLA).data() != before


def test_only_pages_that_are_looked_at_are_read(qapp: QApplication, tmp_path: Path) -> None:
    window = Window(tmp_path, count=1200)
    model = window.shell.page.model
    assert model.rowCount() == 1200
    model.show(parse_query(""), "number")
    assert len(model._pages) <= 2
    last = model.row(1199)
    assert last is not None
    assert last.number == "T1199"
    assert model.row(1200) is None
    window.close()


class Put:
    """A lane that does nothing until it is told to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.asked: list[tuple[Callable[[Store], object], Callable[[Any], None]]] = []

    def later(self, work: Callable[[Store], object], then: Callable[[Any], None]) -> None:
        self.asked.append((work, then))

    def do(self) -> None:
        asked, self.asked = self.asked, []
        for work, then in asked:
            then(work(self.store))


@pytest.fixture
def far(window: Window, monkeypatch: pytest.MonkeyPatch) -> tuple[QueueModel, Put]:
    """Give a list whose first page is five rows, and tickets whose word stands far down in it."""
    monkeypatch.setattr(queue, "FIRST_ROWS", 5)
    titles = [f"z 远方 {n:02}" if n >= 30 else f"a {n:02}" for n in range(60)]
    window.store.perform(
        *(opened(100 + n, one, "P2", "", "", timedelta(hours=1)) for n, one in enumerate(titles)),
        now=NOW,
    )
    lane = Put(window.store)
    return QueueModel(window.desktop, lane.later), lane


def test_what_takes_long_is_looked_for_off_the_windows_thread(
    far: tuple[QueueModel, Put],
) -> None:
    model, lane = far
    told: list[int] = []
    model.loaded.connect(told.append)
    model.show(parse_query("远方"), "title")
    assert (model.rowCount(), model.whole, told) == (0, False, [])  # not: nothing was found
    lane.do()
    assert (model.rowCount(), model.whole, told) == (30, True, [30])
    model.show(parse_query("远方"), "title", descending=True)
    assert (model.rowCount(), model.whole, told[1:]) == (5, False, [5])
    lane.do()
    assert (model.rowCount(), model.whole, told[2:]) == (30, True, [30])


def test_a_search_that_nobody_waits_for_any_more_is_dropped(far: tuple[QueueModel, Put]) -> None:
    model, lane = far
    model.show(parse_query("远方"), "title")
    model.show(parse_query("a"), "title")
    assert len(lane.asked) == 2
    assert lane.asked[0][0](lane.store) is None
    lane.do()
    assert model.rowCount() == 30


@given(
    st.lists(st.integers(0, 40), unique=True, max_size=30),
    st.lists(st.integers(0, 40), unique=True, max_size=30),
)
def test_a_plan_leads_to_the_new_list(old: list[int], new: list[int]) -> None:
    steps = plan(old, new)
    model = QueueLess()
    tester = watched(model)
    model.reset(list(old))
    model.follow(steps)
    assert [model.key(at) for at in range(model.rowCount())] == new
    assert steps.is_empty == (old == new)
    del tester


def test_a_plan_of_many_steps_starts_afresh() -> None:
    assert plan(list(range(1000)), list(range(MOST_STEPS + 1, 2000))).fresh
    assert not plan(list(range(1000)), [*range(5, 1000)]).fresh


class QueueLess(KeyedModel):
    """Keys alone: no store stands behind them."""

    def __init__(self) -> None:
        super().__init__(len(Column))

    @override
    def read(self, keys: Sequence[int]) -> list[Row]:
        return []

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> None:
        return None


def test_the_makers_now_is_a_working_morning() -> None:
    assert NOW.weekday() == 1
