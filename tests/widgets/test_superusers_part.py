"""Super-users in the window: the stop, the map by keyboard, who is there, rates, the backup."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.moves import move
from firstline.domain.ticket.ticket import Status
from firstline.domain.training import person, transfer
from firstline.domain.training.curriculum import Course
from firstline.domain.training.training import KIND
from firstline.domain.training.training_acts import Passed, record
from firstline.domain.words import Text
from firstline.viewmodel.superusers.heat import Heat
from firstline.widgets.superusers.part import SuperusersPart
from window_makers import ME, NOW, Window, at_once

TODAY = date(2026, 11, 24)
SUP = Course("SUP-102", Text("安全级别", "Safety"), "superuser", 1, opens="L1")
PEOPLE = (("W01", "周海波", "一厂", "早"), ("W02", "孙静", "一厂", "夜"), ("W03", ME, "二厂", "早"))


def edits(window: Window) -> Iterator[Edit]:
    desktop = window.desktop
    for number, name, site, shift in PEOPLE:
        values = {"number": number, "name": name, "site": site, "shift": shift}
        made = person.change(None, values, ("superuser",), desktop.stamp())
        assert made is not None
        yield made
    yield record(Passed("周海波", SUP, TODAY, modules=("GL",)), desktop.stamp(), TODAY)
    item = {"name": "反结账", "site": "一厂", "module": "GL", "critical": "yes"}
    yield transfer.lay(None, item, desktop.stamp())
    yield transfer.lay(None, {"name": "入库", "site": "一厂", "module": "ST"}, desktop.stamp())


@pytest.fixture
def window(window: Window) -> Window:
    window.store.perform(*edits(window), now=NOW)
    return window


@pytest.fixture
def part(window: Window) -> Iterator[SuperusersPart]:
    made = SuperusersPart(window.desktop, at_once(window.store))
    made.resize(1216, 700)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def heats(part: SuperusersPart) -> list[str]:
    heat = part.map.heat
    return [
        str(heat.index(row, column).data())
        for row in range(heat.rowCount()) for column in range(heat.columnCount())
    ]  # fmt: skip


def test_an_empty_cell_of_a_critical_module_is_a_visible_stop(
    part: SuperusersPart, window: Window
) -> None:
    assert part.stop.text().startswith("▲ 停:关键模块有 2 格没有人")
    assert "一厂 · 夜 GL" in part.stop.text()
    assert heats(part) == ["✗", "! 1", "✗"]
    window.store.perform(record(Passed("孙静", SUP, TODAY), window.desktop.stamp(), TODAY), now=NOW)
    mine = record(Passed(ME, SUP, TODAY), window.desktop.stamp(), TODAY)
    window.store.perform(mine, now=NOW)
    window.desktop.look_around()
    assert part.stop.text().startswith("▲ 停:关键模块有 1 格没有人")  # one's own waits for a grant


def test_the_map_is_walked_by_keys_and_each_cell_says_who(
    qtbot: QtBot, part: SuperusersPart
) -> None:
    assert ModelTester is not None
    part.map.setFocus()
    assert part.map.go_to(("一厂", "夜", "GL"))
    assert "没有人" in part.spot.state.text()
    assert "周海波 (早)" in part.spot.facts.text()  # who could be asked, of another shift
    QTest.keyClick(part.map, Qt.Key.Key_Down)
    cell = part.map.cell()
    assert cell is not None
    assert (cell.spot, cell.heat) == (("一厂", "早", "GL"), Heat.ONE)
    assert "周海波 · SUP-102 L1" in part.spot.facts.text()
    told = part.map.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "一厂 · 早 · GL: 只有 1 人 (周海波)"
    head = part.map.heat.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert head == "GL:关键模块"
    del qtbot


def test_the_keys_are_in_the_map_before_anything_was_read(window: Window) -> None:
    asked: list[object] = []
    made = SuperusersPart(window.desktop, lambda work, then: asked.append((work, then)))
    made.show()
    assert asked
    assert made.map.isVisibleTo(made)
    made.hide()
    made.deleteLater()


def test_in_a_narrow_window_backup_and_rate_stay_in_sight(part: SuperusersPart) -> None:
    for width, spared in ((1216, False), (1030, True)):
        part.resize(width, 700)
        assert [part.table.isColumnHidden(at) for at in range(8)] == [
            spared and at in (4, 5) for at in range(8)
        ]
        shown = [part.table.columnWidth(at) for at in range(8)
                 if at != 5 and not part.table.isColumnHidden(at)]  # fmt: skip
        assert sum(shown) <= width - 340


def test_the_map_is_a_sound_model(qtmodeltester: ModelTester, part: SuperusersPart) -> None:
    qtmodeltester.check(part.map.heat)


def test_a_person_shows_what_is_permitted_and_takes_a_backup(
    part: SuperusersPart, window: Window
) -> None:
    part.table.setFocus()
    part.table.go_to(next(one.key for one in part.model.people if one.name == "周海波"))
    side = part.person
    assert "✓ L1 持证超级用户: 证书 SUP-102" in side.may.text()
    assert "✗ L2" in side.may.text()
    side.backup.setFocus()
    side.backup.insert("孙静")
    QTest.keyClick(side.backup, Qt.Key.Key_Return)
    (held,) = [one for one in window.store.records(KIND) if one.fields.get("what") == "superuser"]
    assert held.fields["backup"] == "孙静"
    rows = [part.table.item(row, 6).text() for row in range(part.table.rowCount())]  # type: ignore[union-attr]
    assert "! 孙静" in rows  # nobody has certified the backup yet
    side.backup.selectAll()
    side.backup.insert("周海波")
    side.save.click()
    assert held.fields["backup"] == "孙静"  # nobody is the own backup
    assert side.backup.text() == "周海波"  # and what was typed stays


def test_the_rate_has_both_numbers_and_follows_a_ticket_at_once(
    part: SuperusersPart, window: Window
) -> None:
    assert "没有关闭的工单" in part.sum.text()
    mine = [one for one in window.store.rows(window.store.queue(now=NOW)) if one.assignee == ME]
    for row, handed in zip(mine, (False, True), strict=True):
        if handed:
            window.desktop.act(lambda one, stamp: move(one, Status.WITH_VENDOR, stamp), row.id)
        window.desktop.act(lambda one, stamp: move(one, Status.RESOLVED, stamp), row.id)
    window.desktop.look_around()
    assert "50 %(1/2) *" in part.sum.text()
    assert "不足 20 张" in part.sum.text()
    part.site.setCurrentIndex(part.site.findData("一厂"))
    part.site.activated.emit(part.site.currentIndex())
    assert part.model.rate().closed == 1
    part.table.setFocus()
    part.table.go_to(next(one.key for one in part.model.people if one.name == ME))
    assert "关闭 1 张" in part.person.rate.text()


def test_it_speaks_the_other_language_at_once(part: SuperusersPart, window: Window) -> None:
    window.desktop.speech.switch("en")
    part.retranslate()
    assert part.stop.text().startswith("▲ Stop: 2 cells of critical modules are empty")
    assert part.map.accessibleName().startswith("Coverage")
    assert part.person.save.accessibleName() == "Save Backup"
