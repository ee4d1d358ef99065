"""Z: a ticket sleeps until an instant, wakes by itself, and is never lost from sight."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from firstline.domain.query.query import parse_query
from firstline.domain.ticket.ticket import Priority
from firstline.viewmodel.detail import snooze
from firstline.viewmodel.queue import views
from firstline.viewmodel.queue.queue import Column
from window_makers import NOW, Window, triaged

KEY = Qt.Key
HERE = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Tuesday


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    made.shell.resize(1180, 680)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    made.shell.page.list.setFocus()
    yield made
    made.close()


def sleeping(window: Window) -> list[str]:
    keys = window.store.queue(parse_query("is:snoozed"), now=window.clock())
    return [row.number for row in window.store.rows(keys)]


def snoozed(window: Window, number: str, hours: int = 3) -> None:
    until = int((window.clock() + timedelta(hours=hours)).timestamp())
    snooze.snooze(window.desktop, [window.store.ticket(number).id], str(until))


def test_z_hides_a_ticket_and_undo_brings_it_back(qtbot: QtBot, window: Window) -> None:
    window.shell.page.list.go_to(window.store.ticket("T3").id)
    qtbot.keyClick(window.shell.page.list, KEY.Key_Z)
    picker = window.shell.aids.deeds.picker
    qtbot.waitUntil(picker.field.hasFocus)
    qtbot.keyClicks(picker.field, "3h")
    qtbot.keyClick(picker.field, KEY.Key_Return)
    assert not picker.isVisible()
    qtbot.waitUntil(window.shell.isActiveWindow)
    assert sleeping(window) == ["T3"]
    qtbot.waitUntil(lambda: "T3" not in window.listed())
    assert window.number() in window.listed()
    assert "13:00" in window.shell.toast.words
    qtbot.keyClick(window.shell, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "T3" in window.listed())
    assert sleeping(window) == []
    qtbot.keyClick(window.shell, KEY.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "T3" not in window.listed())


def test_it_wakes_by_itself(qtbot: QtBot, window: Window) -> None:
    snoozed(window, "T5")
    qtbot.waitUntil(lambda: "T5" not in window.listed())
    window.shell.counts.refresh()
    assert window.shell.counts.figures.by_view["snoozed"] == 1
    window.clock.move(hours=3, seconds=1)
    window.ticking.ticked.emit()
    assert "T5" in window.listed()
    assert "snoozed" not in window.shell.counts.figures.by_view


def test_search_and_a_query_of_ones_own_show_it_with_its_mark(window: Window) -> None:
    snoozed(window, "T5")
    for asked in ("T5", "is:open 账号", "is:snoozed", "是:暂缓", "status:open"):
        window.shell.page.ask(asked)
        assert "T5" in window.listed(), asked
    model = window.shell.page.model
    window.shell.page.ask("T5")
    title = model.index(0, Column.TITLE)
    assert "已暂缓到 13:00" in str(title.data(Qt.ItemDataRole.ToolTipRole))
    assert "已暂缓" in str(title.data(Qt.ItemDataRole.AccessibleTextRole))
    window.shell.page.ask("is:open -is:snoozed")
    assert "T5" not in window.listed()


def test_danger_is_never_hidden(qtbot: QtBot, window: Window) -> None:
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    snoozed(window, "T1")
    assert len(told) == 1  # a P1 cannot be snoozed at all
    snoozed(window, "T4", hours=24 * 30)
    assert sleeping(window) == ["T4"]
    triaged(window, "T4", Priority.P1)
    window.desktop.look_around()
    assert sleeping(window) == []
    qtbot.waitUntil(lambda: "T4" in window.listed())
    snoozed(window, "T5", hours=24 * 30)
    window.clock.move(days=20)
    assert sleeping(window) == []  # overdue by now


def test_waking_is_offered_for_what_sleeps(window: Window) -> None:
    ticket_id = window.store.ticket("T5").id
    assert "取消暂缓" not in [
        one.words for one in window.shell.aids.finder.instants([ticket_id])("")
    ]
    snoozed(window, "T5")
    first = window.shell.aids.finder.instants([ticket_id])("")[0]
    assert first.words == "取消暂缓"
    snooze.snooze(window.desktop, [ticket_id], first.value)
    assert sleeping(window) == []


def test_the_rail_lists_what_sleeps_while_anything_does(window: Window) -> None:
    def named() -> list[str]:
        return [view.id for view in views.beside(window.store, window.clock())]

    assert named() == []
    snoozed(window, "T5")
    assert named() == ["snoozed"]
    window.shell.show_view(views.SNOOZED)
    assert window.listed() == ["T5"]
    QCoreApplication.processEvents()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("30min", "11-24 10:30"), ("2h", "11-24 12:00"), ("3天", "11-27 10:00"),
        ("1 周", "12-01 10:00"), ("14:05", "11-24 14:05"), ("09：00", "11-25 09:00"),
        ("12-01", "12-01 09:00"), ("12/1 8:30", "12-01 08:30"), ("2026-12-24", "12-24 09:00"),
        ("02-03", "02-03 09:00"), ("11-24", "11-24 09:00"), ("2026-11-23 09:00", None),
        ("400d", None), ("25:00", None), ("13-40", None), ("", None), ("库存", None),
        ("2030-01-01", None),
    ],
)  # fmt: skip
def test_what_may_be_typed(typed: str, wanted: str | None) -> None:
    found = snooze.instant(typed, HERE)
    assert (found and f"{found:%m-%d %H:%M}") == wanted
    if found is not None:
        assert HERE < found <= HERE + snooze.LONGEST


def test_whole_lists_leave_out_what_sleeps_in_any_order(window: Window) -> None:
    snoozed(window, "T5")
    for sort in ("sla", "newest", "updated", "priority", "number", "title"):
        keys = window.store.queue(parse_query(views.BUILT_IN[1].query), sort=sort, now=NOW)
        assert "T5" not in [row.number for row in window.store.rows(keys)]
        assert len(keys) == 4
    assert window.store.count(parse_query(views.BUILT_IN[1].query), now=NOW) == 4
