"""The page of projects: registers under headings, one project picked, a phase moved in place."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from register_ground import leaf, project_page, put

from firstline.app.doors.runbooks import runbook_doors
from firstline.domain.health import sheet as sheets
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.book import What
from firstline.domain.project import (
    diagnosis,
    phase,
    requirement,
    review,
    vendor_person,
)
from firstline.viewmodel.project.entries import ENTRIES, SHELVES
from firstline.widgets.combo import Combo
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.report_leaf import ReportLeaf
from firstline.widgets.project.page import ProjectPage
from firstline.widgets.project.report_form import ReportForm
from firstline.widgets.runbook.page import RunbookPage
from firstline.widgets.shell.rail import SECTIONS, Rail
from window_makers import Window


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> ProjectPage:
    return project_page(qtbot, window)


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


def test_a_phase_leaves_what_belongs_to_projects_in_it(page: ProjectPage, window: Window) -> None:
    put(window, phase.SHEET, subject="YonSuite", phase="uat", project="上云")
    put(window, phase.SHEET, subject="U8", phase="migrate", project="上云")
    put(window, phase.SHEET, subject="NC", phase="upgrade", project="NC 升级")
    for title, project in (("扫码入库", "上云"), ("金税", "NC 升级"), ("无项目", "")):
        put(window, requirement.SHEET, title=title, project=project)
    found, systems = leaf(page, "requirement"), leaf(page, "phase")
    page.model.refresh()
    assert (found.table.rowCount(), systems.table.rowCount()) == (3, 3)
    at = page.picker.findData("phase:uat")
    page.picker.setCurrentIndex(at)
    page.picker.activated.emit(at)
    assert (found.table.rowCount(), systems.table.rowCount()) == (1, 1)
    assert page.picker.currentText() == "阶段: 用户验收测试"


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
        if isinstance(board, Leaf):
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


def test_effort_is_typed_beside_a_person_and_an_entitlement_is_booked(
    page: ProjectPage, window: Window
) -> None:
    key = put(window, vendor_person.SHEET, name="周工", starts_on="2026-11-01")
    found = leaf(page, "vendor_person")
    page.model.refresh()
    found.panel.note.setText("7.5 接口联调")
    QTest.keyClick(found.panel.note, Qt.Key.Key_Return)
    record = window.store.record("vendor_person", key)
    assert record is not None
    assert [one.minutes for one in vendor_person.efforts(record)] == [450]
    assert found.panel.note.text() == ""
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    found.panel.note.setText("many hours")
    found.panel.acts[0].click()
    assert (len(told), found.panel.note.text()) == (1, "many hours")
    looked = put(window, diagnosis.SHEET, title="库存", state="held", entitlement="免费诊断")
    stamp = window.desktop.stamp()
    grant = Booking(What.GRANT, "2")
    window.store.perform(book(None, "免费诊断", "次", grant, stamp), now=window.clock())
    other = leaf(page, "diagnosis")
    page.model.refresh()
    assert not other.panel.acts[0].isHidden()
    other.panel.acts[0].click()
    line = page.model.boards["diagnosis"].line(looked)
    assert line is not None
    assert [one.code for one in line.flags] == ["no_points"]
    other.panel.acts[0].click()
    assert len(told) == 2  # booked once only


def test_a_report_is_attached_by_its_content_and_written_out_again(
    page: ProjectPage, window: Window, tmp_path: Path
) -> None:
    key = put(window, diagnosis.SHEET, title="库存")
    found = leaf(page, "diagnosis")
    page.model.refresh()
    form = found.findChildren(ReportForm)[0]
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    assert not form.write(tmp_path / "none.pdf")
    assert len(told) == 1
    file = tmp_path / "报告.pdf"
    file.write_bytes(b"%PDF-1.4 report")
    assert form.take(file)
    record = window.store.record("diagnosis", key)
    assert record is not None
    assert record.fields["report"] == "报告.pdf"
    assert record.fields["report_sha256"] == sha256(b"%PDF-1.4 report").hexdigest()
    assert form.write(tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == b"%PDF-1.4 report"
    assert not form.take(tmp_path / "missing.pdf")
    assert len(told) == 2


def test_a_change_after_the_freeze_is_refused_in_the_window_until_it_says_its_impact(
    page: ProjectPage, window: Window
) -> None:
    put(window, review.SHEET, version="v1", held_on="2026-11-01", result="accepted",
        decisions="照此", frozen_on="2026-11-01", project="上云")  # fmt: skip
    found = leaf(page, "change_request")
    page.model.refresh()
    page.add.click()
    fields = {"title": "加字段", "reason": "对账", "raised_by": "赵敏", "project": "上云"}
    for name, words in fields.items():
        field = found.panel.fields.fields[name]
        field.setPlainText(words) if name == "reason" else field.setText(words)  # type: ignore[union-attr]
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    found.panel.save.click()
    assert (len(told), window.store.records("change_request")) == (1, [])
    found.panel.fields.fields["impact_days"].setText("0")  # type: ignore[union-attr]
    found.panel.fields.fields["impact_yuan"].setText("0")  # type: ignore[union-attr]
    found.panel.fields.fields["impact_test"].setPlainText("无")  # type: ignore[union-attr]
    found.panel.save.click()
    (made,) = window.store.records("change_request")
    assert (made.fields["impact_days"], made.fields["raised_on"]) == (0, "2026-11-24")


def test_health_and_trace_say_why_and_nothing_in_them_is_typed(
    page: ProjectPage, window: Window
) -> None:
    put(window, requirement.SHEET, title="扫码入库", project="上云")
    page.go_to("trace")
    found = page.leaf("trace")
    assert isinstance(found, ReportLeaf)
    page.model.refresh()
    assert found.table.rowCount() == 1
    assert "没有 UAT 用例" in found.why.text()
    assert not page.add.isVisible()
    page.go_to("project_health")
    health = page.leaf("project_health")
    assert isinstance(health, ReportLeaf)
    words = [
        item.text() for at in range(health.table.rowCount()) if (item := health.table.item(at, 1))
    ]
    assert words[0] == "? 没有数据"
    assert health.why.text()


LIVE = """
schema = "firstline.template/1"
id = "live"
version = "1"
title_zh = "上线"
title_en = "Go-live"
[[gate]]
id = "L1"
title_zh = "验证放行"
title_en = "Verified"
go_live = true
[[item]]
id = "i1"
gate = "L1"
severity = "blocker"
title_zh = "项"
title_en = "Item"
evidence_zh = "记录"
evidence_en = "Record"
owner_role = "pm"
"""


def test_the_act_that_lets_the_go_live_gate_pass_makes_the_system_live(
    page: ProjectPage, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "packs" / "checklists"
    folder.mkdir(parents=True)
    (folder / "live.toml").write_text(LIVE, "utf-8")
    key = put(window, phase.SHEET, subject="YonSuite", phase="uat", project="上云")
    books = RunbookPage(window.desktop, runbook_doors(window.desktop, tmp_path))
    qtbot.addWidget(books)
    assert books.model.begin("live", "", "上云")
    told: list[Any] = []
    window.desktop.acted.connect(told.append)
    assert books.model.shown is not None
    (item,) = books.model.shown.book.template.items
    assert books.model.check(item)  # claimed, and no more
    record = window.store.record("phase", key)
    assert record is not None
    assert record.fields["phase"] == "uat"
    assert books.model.check(item, "验证记录 1")
    record = window.store.record("phase", key)
    assert record is not None
    assert record.fields["phase"] == "go_live"
    assert "1 systems went live" in told[-1].text.en
    back = sheets.change(phase.SHEET, record, {"phase": "uat"}, window.desktop.stamp(),
                         window.desktop.zone)  # fmt: skip
    assert back is not None
    window.store.perform(back, now=window.clock())
    leaf(page, "phase")
    page.model.refresh()
    line = page.model.boards["phase"].line(key)
    assert line is not None
    assert [one.code for one in line.flags] == ["gate_passed"]
