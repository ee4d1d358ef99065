"""The page of projects: registers under headings, one project picked, a phase moved in place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.project import phase
from firstline.viewmodel.project.entries import ENTRIES, SHELVES
from firstline.widgets.combo import Combo
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.project.page import ProjectPage
from firstline.widgets.rail import SECTIONS, Rail
from window_makers import Window, at_once


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> ProjectPage:
    made = ProjectPage(window.desktop, at_once(window.store))
    qtbot.addWidget(made)
    made.resize(1216, 700)
    made.show()
    return made


def put(window: Window, sheet: Sheet, /, **values: Any) -> str:
    stamp = window.desktop.stamp()
    edit = sheets.new_record(sheet, values, stamp, window.desktop.zone)
    window.store.perform(edit, now=window.clock())
    return edit.entity


def leaf(page: ProjectPage, name: str) -> Leaf:
    page.go_to(name)
    found = page.leaf(name)
    assert isinstance(found, Leaf)
    return found


def test_a_project_is_picked_and_every_register_shows_it_alone(
    page: ProjectPage, window: Window
) -> None:
    put(window, phase.SHEET, subject="U9", phase="uat", project="上云")
    put(window, phase.SHEET, subject="NC", phase="upgrade", project="NC 升级")
    put(window, phase.SHEET, subject="门店", phase="run")
    found = leaf(page, "phase")
    page.model.refresh()
    assert found.table.rowCount() == 3
    assert [page.picker.itemText(at) for at in range(3)] == ["全部项目", "NC 升级", "上云"]
    page.picker.setCurrentIndex(2)
    page.picker.activated.emit(2)
    assert found.table.rowCount() == 2  # its own, and what belongs to no project
    page.add.click()
    assert found.panel.fields.value("project") == "上云"
    found.panel.cancel.click()
    put(window, phase.SHEET, subject="U9 二厂", project="上云")
    page.model.refresh()
    assert (found.table.rowCount(), page.picker.currentText()) == (3, "上云")


def test_a_phase_is_moved_in_place_and_undone(page: ProjectPage, window: Window) -> None:
    key = put(window, phase.SHEET, subject="U9", phase="uat", since="2026-10-01")
    found = leaf(page, "phase")
    page.model.refresh()
    field = found.panel.fields.fields["phase"]
    assert isinstance(field, Combo)
    at = next(at for at in range(field.count()) if field.itemData(at) == "go_live")
    field.setCurrentIndex(at)
    field.activated.emit(at)
    record = window.store.record("phase", key)
    assert record is not None
    assert (record.fields["phase"], record.fields["since"]) == ("go_live", "2026-11-24")
    line = page.model.boards["phase"].line(key)
    assert line is not None
    assert line.why.en == "UAT → go-live"
    assert window.desktop.undo()
    undone = window.store.record("phase", key)
    assert undone is not None
    assert (undone.fields["phase"], undone.fields["since"]) == ("uat", "2026-10-01")


def test_headings_are_passed_by_the_arrows_and_every_register_speaks_both_languages(
    page: ProjectPage, window: Window
) -> None:
    assert len({one.frame.id for one in ENTRIES}) == len(ENTRIES)
    shown = [one for one in SHELVES if one.entries]
    assert page.list.count() == len(ENTRIES) + len(shown)
    assert page.list.item(0).text() == shown[0].name.zh
    assert not page.list.item(0).flags() & Qt.ItemFlag.ItemIsSelectable
    seen = [page.current]
    for _ in range(len(ENTRIES) + 3):
        QTest.keyClick(page.list, Qt.Key.Key_Down)
        seen.append(page.current)
    assert list(dict.fromkeys(seen)) == [one.frame.id for one in ENTRIES]
    for one in ENTRIES:
        page.go_to(one.frame.id)
        board = page.leaf(one.frame.id)
        assert isinstance(board, Leaf)
        assert all(field.accessibleName() for field in board.panel.fields.fields.values())
        assert board.table.accessibleName()
        assert all(act.name.zh and act.name.en for act in one.acts)
    window.speech.switch("en")
    assert page.list.item(0).text() == shown[0].name.en
    assert page.list.item(1).text().startswith("Phases")
    page.setMinimumSize(1, 1)
    page.resize(700, 600)
    assert page.list.item(1).text() == ""
    assert "Phases" in page.list.item(1).toolTip()


def test_the_command_goes_there_and_the_rail_holds_every_section_at_768(window: Window) -> None:
    window.shell.show()
    window.shell.resize(1366, 768)
    window.shell.aids.deeds.run("projects")
    assert isinstance(window.shell.pages.currentWidget(), ProjectPage)
    rail: Rail = window.shell.rail
    assert rail.sections["projects"].isChecked()
    rail.resize(rail.width(), 700)
    last = rail.sections[SECTIONS[-1][0]]
    foot = last.mapTo(rail, last.rect().bottomLeft()).y()
    assert foot < rail.height()
    rail.resize(rail.width(), 300)  # lower than any window: the sections scroll
    assert rail.sections["projects"].height() >= 28
