"""Health and risk in a window: the matrix by keys, records edited in place, clashes, drafts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from register_ground import leaf, put

from firstline.app.doors.health_files import health_files
from firstline.domain.edits.entity import Entity
from firstline.domain.health import (
    compat,
    installed,
    measurement,
    outage,
    risk,
    scope,
    upgrade_path,
)
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.viewmodel.health.after import Month
from firstline.widgets.health.case_form import CaseForm
from firstline.widgets.health.check_leaf import CheckLeaf
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.marked import MARK
from firstline.widgets.health.page import HealthPage
from firstline.widgets.health.path_form import PathForm
from firstline.widgets.health.pictures import CompatGrid
from firstline.widgets.health.quality_form import QualityForm
from window_makers import Window, at_once


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> HealthPage:
    files = health_files(window.speech)
    made = HealthPage(window.desktop, at_once(window.store), files)
    qtbot.addWidget(made)
    made.resize(1216, 700)
    made.show()
    return made


def held(window: Window, sheet: Sheet, key: str) -> Entity:
    found = window.store.record(sheet.kind, key)
    assert found is not None
    return found


def typed(field: QWidget, words: str) -> None:
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def rows(found: Leaf | CheckLeaf) -> int:
    return found.table.rowCount()


def test_starters_come_in_and_the_matrix_filters_by_keys(page: HealthPage) -> None:
    found = leaf(page, "risk")
    assert rows(found) == 0
    page.starters.click()
    assert rows(found) == 16
    matrix = found.matrix
    assert matrix is not None
    assert matrix.at == (5, 5)
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    QTest.keyClick(matrix, Qt.Key.Key_Left)
    assert matrix.at == (4, 4)
    assert "16" in matrix.accessibleName()
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert rows(found) == 3
    assert found.everything.isVisible()
    found.everything.click()
    assert rows(found) == 16


def test_a_risk_is_edited_in_place_reviewed_and_undone(page: HealthPage, window: Window) -> None:
    key = put(window, risk.SHEET, title="断电", owner="王磊")
    found = leaf(page, "risk")
    owner = found.panel.fields.fields["owner"]
    assert found.panel.fields.value("owner") == "王磊"
    typed(owner, "Li")
    assert held(window, risk.SHEET, key).fields["owner"] == "Li"
    assert window.desktop.undo()
    assert found.panel.fields.value("owner") == "王磊"
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    chance = found.panel.fields.fields["probability"]
    typed(chance, "9")
    assert len(told) == 1
    assert held(window, risk.SHEET, key).fields["probability"] == 3
    assert found.panel.fields.value("probability") == "3"
    window.clock.move(days=40)
    page.model.refresh()
    line = page.model.boards["risk"].line(key)
    assert line is not None
    assert [one.code for one in line.flags] == ["stale"]
    found.panel.note.setText("看过")
    found.panel.acts[0].click()
    line = page.model.boards["risk"].line(key)
    assert line is not None
    assert not line.flags


def test_a_new_object_survives_a_restart_until_it_is_recorded(
    page: HealthPage, window: Window, qtbot: QtBot
) -> None:
    found = leaf(page, "scope")
    page.add.click()
    QTest.keyClicks(found.panel.fields.fields["object"], "Stock")
    again = HealthPage(window.desktop, at_once(window.store))
    qtbot.addWidget(again)
    again.resize(1216, 700)
    again.show()
    other = leaf(again, "scope")
    again.add.click()
    assert other.panel.fields.value("object") == "Stock"
    other.panel.save.click()
    (one,) = window.store.records("scope")
    assert (one.fields["object"], one.fields["decision"]) == ("Stock", "undecided")
    assert not other.panel.new
    assert window.store.draft("health:scope") == ""
    assert again.list.item(2).data(MARK) == "✗ 2"  # no decision, no owner
    assert other.panel.fields.fields["object"].isReadOnly()  # type: ignore[union-attr] # a line


def test_a_clash_of_two_desks_is_shown_and_ended_in_place(page: HealthPage, window: Window) -> None:
    key = put(window, risk.SHEET, title="断电", owner="王磊")
    base, zone = held(window, risk.SHEET, key), window.desktop.zone
    for owner in ("赵敏", "李娜"):
        edit = sheets.change(risk.SHEET, base, {"owner": owner}, window.desktop.stamp(), zone)
        assert edit is not None
        window.store.perform(edit, now=window.clock())
    found = leaf(page, "risk")
    page.model.refresh()
    (clash,) = held(window, risk.SHEET, key).conflicts
    assert (clash.mine, clash.theirs) == ("李娜", "赵敏")
    mine = [one for one in found.panel.findChildren(QPushButton) if one.text() == "用我的"]
    mine[-1].click()
    after = held(window, risk.SHEET, key)
    assert (after.fields["owner"], after.conflicts) == ("李娜", ())


def test_the_grid_shows_what_nobody_recorded(page: HealthPage, window: Window) -> None:
    for product, version in (("A", "2019"), ("B", "2022")):
        put(window, compat.SHEET, product=product, part="os", version=version, verdict="ok",
            source="手册")  # fmt: skip
    found = leaf(page, "compat")
    page.model.refresh()
    grid = found.picture
    assert isinstance(grid, CompatGrid)
    places = [(row, column) for row in range(2) for column in (1, 2)]
    texts = [item.text() for place in places if (item := grid.item(*place))]
    assert sorted(texts) == ["? 未知", "? 未知", "✓ 兼容", "✓ 兼容"]
    assert page.model.boards["compat"].stops == 2


def test_a_running_outage_ends_and_unlike_workloads_say_so(
    page: HealthPage, window: Window
) -> None:
    start = (window.clock() - timedelta(hours=1)).isoformat()
    key = put(window, outage.SHEET, system="U8", **{"from": start})
    found = leaf(page, "outage")
    page.model.refresh()
    found.panel.acts[0].click()
    assert held(window, outage.SHEET, key).fields["to"]
    board = page.model.boards["outage"]
    assert "1 个低于 99.9%" in board.verdict.zh
    assert isinstance(board.extra, Month)
    ((name, month, hours),) = board.extra.systems
    assert (name, month.down, hours.agreed) == ("U8", 3600, False)
    for phase, load in (("before", 4), ("after", 9)):
        put(window, measurement.SHEET, transaction="查", phase=phase, load=load, window="9",
            environment="x", samples=",".join(["5"] * 30))  # fmt: skip
    page.model.refresh()
    assert "不可比" in page.model.boards["measurement"].lines[0].why.zh


def test_a_look_needs_evidence_and_shows_no_trend(page: HealthPage, window: Window) -> None:
    page.go_to("check")
    found = page.leaf("check")
    assert isinstance(found, CheckLeaf)
    found.system.setCurrentText("U8 总部")
    found.system.activated.emit(0)
    assert rows(found) == 27
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    found.verdicts["pass"].click()
    assert len(told) == 1
    found.evidence.setText("账号清单")
    found.verdicts["pass"].click()
    (record,) = window.store.records("check")
    assert record.fields == {"system": "U8 总部", "item": "A01"}
    line = page.model.boards["check"].lines[0]
    assert line.cells[4].words.zh == "无趋势"


def test_every_field_has_a_name_and_the_page_speaks_both_languages(
    page: HealthPage, window: Window
) -> None:
    put(window, scope.SHEET, object="x")
    for at in range(page.list.count()):
        page.list.setCurrentRow(at)
        board = page.leaf(page.current)
        if isinstance(board, Leaf):
            assert all(one.accessibleName() for one in board.panel.fields.fields.values())
        assert isinstance(board, Leaf | CheckLeaf)
        assert board.table.accessibleName()
    window.speech.switch("en")
    assert page.list.item(0).text().startswith("Risks")
    window.speech.switch("zh_CN")
    assert page.list.item(0).text().startswith("风险")


def test_an_extract_is_looked_at_and_recorded_from_the_window(
    page: HealthPage, window: Window, tmp_path: Path
) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("code,name\nA1,x\nA1,\n", "utf-8")
    form = leaf(page, "quality").findChildren(QualityForm)[0]
    form.open(file)
    key = form.columns["key"]
    assert [key.itemText(at) for at in range(3)] == ["(不检查)", "code", "name"]
    key.setCurrentIndex(1)
    form.required.setText("name")
    form.look.click()
    (run,) = window.store.records("quality")
    assert (run.fields["name"], run.fields["defects"]) == ("stock", 2)
    assert page.model.boards["quality"].stops == 1
    assert form.write.isVisible()
    form.acts.write(tmp_path / "defects.csv")
    assert (tmp_path / "defects.csv").read_text("utf-8-sig").count("\n") == 3
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    file.write_text("code,name\nA1,x,y\n", "utf-8")
    form.look.click()
    assert len(told) == 1  # a ragged file gets no verdict
    assert len(window.store.records("quality")[0].events) == 1


def test_orphans_are_looked_for_against_a_second_file(
    page: HealthPage, window: Window, tmp_path: Path
) -> None:
    stock, items = tmp_path / "stock.csv", tmp_path / "items.csv"
    stock.write_text("item,qty\nA1,1\nA2,2\nZ9,3\n", "utf-8")
    items.write_text("name,item\nx,A1\ny,A2\n", "utf-8")
    form = leaf(page, "quality").findChildren(QualityForm)[0]
    form.open(stock)
    assert form.columns["parent"].count() == 1
    form.columns["orphans"].setCurrentIndex(form.columns["orphans"].findData("item"))
    form.look.click()
    assert not window.store.records("quality")  # nobody may think that orphans were looked for
    form.pair(items)
    assert form.columns["parent"].currentData() == "item"
    assert form.second.accessibleName()
    form.look.click()
    (run,) = window.store.records("quality")
    assert (run.fields["defects"], run.fields["counts"]) == (1, "orphan=1")
    form.columns["parent"].setCurrentIndex(form.columns["parent"].findData("name"))
    form.look.click()
    assert window.store.records("quality")[0].fields["defects"] == 3
    form.open(items)  # another extract begins without a second file
    assert form.acts.against is None


def test_a_scan_is_taken_in_from_the_window_without_doubles(
    page: HealthPage, window: Window, tmp_path: Path
) -> None:
    file = tmp_path / "scan.csv"
    file.write_text("Host,Port,Risk,Name\na,1,High,x\na,1,High,x\nb,2,weird,y\n", "utf-8")
    assert page.files is not None
    told: list[Any] = []
    window.desktop.acted.connect(told.append)
    page.files.scan(file)
    page.files.scan(file)
    assert len(window.store.records("finding")) == 1
    assert told[0].text.en == "Scan: 1 new, 0 seen again, 1 rows make no sense"
    assert told[1].text.en == "Scan: 0 new, 0 seen again, 1 rows make no sense"


def test_a_way_is_planned_and_set_as_a_goal_and_errors_are_counted(
    page: HealthPage, window: Window
) -> None:
    put(window, upgrade_path.SHEET, **{"from": "12", "to": "13"}, source="手册")
    form = leaf(page, "upgrade_edge").findChildren(PathForm)[0]
    typed(form.start, "12")
    typed(form.target, "16")
    assert "请问厂商" in form.told.text()
    form.goal.click()
    assert page.model.boards["upgrade_edge"].stops == 1
    typed(form.start, "12")
    typed(form.target, "13")
    assert form.told.text().startswith("✓ 12")
    counting = leaf(page, "error_baseline").findChildren(CaseForm)[0]
    counting.name.setText("WMS")
    typed(counting.counts, "a=200, b=0")
    typed(counting.counts, "a=20, b=0")
    assert "90.0%" in page.model.boards["error_baseline"].lines[0].cells[4].words.zh
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    typed(counting.counts, "nonsense")
    assert len(told) == 1


def test_a_narrow_page_folds_its_registers_and_spares_columns(
    page: HealthPage, window: Window
) -> None:
    page.starters.click()
    found = leaf(page, "risk")
    assert not found.table.isColumnHidden(3)
    page.setMinimumSize(1, 1)  # as a window does
    page.resize(700, 600)
    assert page.list.item(0).text() == ""
    assert "风险" in page.list.item(0).toolTip()
    assert found.table.isColumnHidden(3)
    assert not found.table.isColumnHidden(2)
    page.resize(1216, 700)
    assert page.list.item(0).text().startswith("风险")
    assert not found.table.isColumnHidden(3)


def test_of_very_many_records_the_first_are_listed_and_it_is_said(
    page: HealthPage, window: Window
) -> None:
    zone = window.desktop.zone
    edits = [
        sheets.new_record(scope.SHEET, {"object": f"x {n}"}, window.desktop.stamp(), zone)
        for n in range(501)
    ]
    window.store.perform(*edits, now=window.clock())
    found = leaf(page, "scope")
    page.model.refresh()
    assert rows(found) == 500
    assert "共 501 条" in found._verdict.text()


def test_a_version_file_fills_the_system_on_screen(
    page: HealthPage, window: Window, tmp_path: Path
) -> None:
    key = put(window, installed.SHEET, name="T+", product="T+", version="12.3")
    found = leaf(page, "system")
    assert rows(found) == 1
    assert page.version.isVisible()
    path = tmp_path / "PatchBuildInfo.xml"
    path.write_text("<a><Version>13.0</Version><PatchBuild>20231108</PatchBuild></a>", "utf-8")
    assert page.files is not None
    window.clock.move(days=1)
    page.files.version(path, found.table.key())
    assert held(window, installed.SHEET, key).fields["patch"] == "20231108"
    assert found.panel.fields.value("version") == "13.0"
    assert "12.3" in page.model.boards["system"].lines[0].why.zh
    leaf(page, "risk")
    assert not page.version.isVisible()


def test_a_line_that_names_a_system_offers_those_of_the_register(
    page: HealthPage, window: Window
) -> None:
    put(window, installed.SHEET, name="U8 总部", product="U8")
    found = leaf(page, "outage")
    found.add()
    line = found.panel.fields.fields["system"]
    assert isinstance(line, QLineEdit)
    line.setFocus()
    QTest.keyClicks(line, "U8")
    completer = line.completer()
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "U8 总部"
    check = page.leaf("check")
    page.model.refresh()
    assert isinstance(check, CheckLeaf)
    assert page.model.systems == ["U8 总部"]
    assert page.model.system == ""
