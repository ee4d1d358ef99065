"""People in the window: one sheet, a profile changed, lists taken in and back, papers written."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot
from training_ground import COURSES, TODAY, edits, fill, lines, person_of, state

from firstline.app.doors.training import Files
from firstline.domain.training import acts
from firstline.domain.training.standing import State
from firstline.viewmodel.training import papers
from firstline.viewmodel.training.doors import TrainingDoors
from firstline.widgets.training import saving
from firstline.widgets.training.page import FILES, MATRIX, PEOPLE, TrainingPage
from window_makers import NOW, Window, at_once


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    del qtbot
    made = Window(tmp_path / "profile")
    made.store.perform(*edits(made), now=NOW)
    yield made
    made.close()


@pytest.fixture
def page(window: Window) -> Iterator[TrainingPage]:
    doors = TrainingDoors(lambda: COURSES, Files("Asia/Shanghai"))
    made = TrainingPage(window.desktop, at_once(window.store), doors)
    made.resize(1216, 720)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def test_a_sheet_tells_courses_certificates_and_what_comes_next(page: TrainingPage) -> None:
    page.show_person(person_of(page, "陈霞").id)
    assert page.leaves.currentIndex() == PEOPLE
    assert page.people.table.hasFocus()
    said = page.people.text.toPlainText()
    assert "F01" in said
    assert "◐ 快到期" in said
    assert "2026-08-16 → 2026-12-14" in said
    page.show_person(person_of(page, "周海波").id)
    said = page.people.text.toPlainText()
    assert "仓库: 还没有完成基础级;下一级:基础" in said
    assert "WHS-101 可以现在安排" in said
    page.people.text._on_link(QUrl("cell:WHS-201"))
    assert page.leaves.currentIndex() == MATRIX
    assert page.matrix.pane.key == (person_of(page, "周海波").id, "WHS-201")


def test_a_new_number_keeps_what_was_passed_under_the_old_one(
    page: TrainingPage, window: Window
) -> None:
    page.show_person(person_of(page, "陈霞").id)
    page.people.edit.button.click()
    fill(page.people.form, number="F09", team="总账", left="+40", roles="finance warehouse")
    page.people.form.record()
    page.model.refresh()
    who = person_of(page, "陈霞")
    assert (who.number, who.team, str(who.left)) == ("F09", "总账", "2027-01-03")
    assert sorted(who.roles) == ["finance", "warehouse"]
    assert state(page, "陈霞", "FIN-101") is State.DUE_SOON
    assert "工号: F01 → F09" in page.people.text.toPlainText()
    page.people.edit.button.click()
    fill(page.people.form, number="F02", roles="")
    page.people.form.record()
    assert "已是别人的" in page.people.form.problem.text()
    fill(page.people.form, number="F09")
    page.people.form.record()
    page.model.refresh()
    assert not person_of(page, "陈霞").roles
    window.shell.aids.run("undo")
    page.model.refresh()
    assert sorted(person_of(page, "陈霞").roles) == ["finance", "warehouse"]


def test_a_role_of_two_words_is_one(page: TrainingPage) -> None:
    page.show_leaf(PEOPLE)
    page.people.enter.button.click()
    fill(page.people.form, number="W08", name="马良", roles="Key user, 仓库")
    page.people.form.record()
    page.model.refresh()
    assert sorted(person_of(page, "马良").roles) == ["superuser", "warehouse"]


def test_a_newcomer_is_taken_in_once(page: TrainingPage) -> None:
    page.show_leaf(PEOPLE)
    page.people.enter.button.click()
    fill(page.people.form, number="W07", name="马超", team="仓储部", site="一厂", roles="warehouse")
    page.people.form.record()
    assert state(page, "马超", "WHS-101") is State.MISSING
    page.people.enter.button.click()
    fill(page.people.form, number="W01", name="另一个")
    page.people.form.record()
    assert "已是别人的" in page.people.form.problem.text()


def a_list(folder: Path) -> Path:
    path = folder / "passed.csv"
    rows = ("工号,姓名,课程,完成日期,得分", "W01,周海波,WHS-101,2026-11-20,88",
            "X9,外包李,WHS-101,2026-11-20,70", "W02,孙静,NO-1,2026-11-20,70")  # fmt: skip
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_a_list_is_tried_mapped_taken_in_and_taken_back(
    page: TrainingPage, window: Window, tmp_path: Path
) -> None:
    page.show_leaf(FILES)
    leaf = page.files
    leaf.look(a_list(tmp_path))
    assert leaf.trial.combos["on"].currentText() == "完成日期"
    said = leaf.trial.text.toPlainText()
    assert "读入 3 行:新增 1" in said
    assert "第 4 行" in said
    assert "外包李" in said or "X9" in said
    assert state(page, "周海波", "WHS-101") is State.OVERDUE
    combo = leaf.trial.combos["score"]
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    assert "score" not in leaf.importing.tried.listed.columns  # type: ignore[union-attr]
    combo.setCurrentIndex(combo.findData("得分"))
    combo.activated.emit(combo.currentIndex())
    leaf.trial.take.click()
    assert leaf.importing.tried is None
    assert state(page, "周海波", "WHS-101") is State.DONE
    cell = page.model.cell(person_of(page, "周海波"), "WHS-101")
    assert cell is not None
    assert cell.facts.passed is not None
    assert cell.facts.passed.score == "88"
    assert "X9" in lines(leaf.unknown)[0]
    assert "passed.csv" in lines(leaf.imports)[0]
    leaf.back.deeds[0].button.click()
    assert state(page, "周海波", "WHS-101") is State.OVERDUE
    assert "已撤回" in lines(leaf.imports)[0]
    assert not leaf.back.deeds[0].button.isEnabled()
    del window


def test_a_row_put_aside_is_claimed_or_let_go(page: TrainingPage, tmp_path: Path) -> None:
    page.show_leaf(FILES)
    leaf = page.files
    leaf.look(a_list(tmp_path))
    leaf.trial.take.click()
    leaf.rows.deeds[0].button.click()
    fill(leaf.form, number="没有")
    leaf.form.record()
    assert "名单里没有" in leaf.form.problem.text()
    fill(leaf.form, number="W02")
    leaf.form.record()
    assert state(page, "孙静", "WHS-101") is State.DONE
    assert not lines(leaf.unknown)


def test_a_file_that_is_no_list_is_told_and_changes_nothing(
    page: TrainingPage, window: Window, tmp_path: Path
) -> None:
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    page.files.look(path)
    assert "no column of employee numbers" in str(told[0])
    assert page.files.importing.tried is None
    assert not page.files.importing.busy


def test_statements_go_out_and_come_in_once(
    page: TrainingPage, window: Window, tmp_path: Path
) -> None:
    path = tmp_path / "statements.json"
    page.model.choose(team="财务部")
    assert saving.write_statements(page.model, path)
    (made,) = json.loads(path.read_text("utf-8"))
    assert made["actor"]["account"]["name"] == "F01"
    made |= {
        "id": "8f87ccde-bb56-4c2e-ab83-44982ef22df0",
        "actor": {"account": {"homePage": "https://lms.example", "name": "W01"}},
    }
    made["object"] = {"id": "https://lms.example/course/WHS-101"}
    path.write_text(json.dumps([made]), "utf-8")
    page.model.choose(team="")
    page.show_leaf(FILES)
    leaf = page.files
    leaf.look(path)
    assert "新增 1" in leaf.trial.text.toPlainText()
    assert not leaf.trial.combos["on"].isEnabled()  # a statement has no columns
    leaf.trial.take.click()
    assert state(page, "周海波", "WHS-101") is State.DONE
    leaf.look(path)
    assert "读入 0 行" in leaf.trial.text.toPlainText()  # the id is known
    leaf.importing.drop()
    leaf.back.deeds[0].button.click()
    assert state(page, "周海波", "WHS-101") is State.OVERDUE
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    path.write_text("{", "utf-8")
    leaf.look(path)
    assert "is no JSON" in str(told[0])


def test_papers_hold_those_whom_the_filters_show(
    page: TrainingPage, window: Window, tmp_path: Path
) -> None:
    model = page.model
    who, stamp = person_of(page, "孙静"), window.desktop.stamp()
    assert model.book is not None
    on = TODAY + timedelta(days=2)
    window.store.perform(acts.book(who, COURSES["WHS-101"], on, stamp, model.book), now=NOW)
    model.refresh()
    model.choose(role="warehouse")
    path = tmp_path / "matrix.xlsx"
    assert saving.write_workbook(model, path)
    sheet = load_workbook(path).worksheets[0]
    assert {sheet.cell(row, 2).value for row in (2, 3)} == {"周海波", "孙静"}
    assert str(sheet.cell(1, 6).value).startswith("WHS-101")
    assert sheet.cell(4, 1).value is None
    page_text = papers.sign_off(model, "WHS-101", on)
    assert "孙静" in page_text
    assert "周海波" not in page_text
    assert "周海波" in papers.sign_off(model, "whs-101", None)
    assert saving.write(model, tmp_path / "t.ics", lambda: papers.calendar(model))
    assert "孙静" in (tmp_path / "t.ics").read_text("utf-8")
    assert saving.write(model, tmp_path / "r.pdf", lambda: papers.report(model))
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    model.choose(role="")
    cell = model.cell(person_of(page, "陈霞"), "FIN-101")
    assert cell is not None
    assert cell.facts.passed is not None
    text, one = papers.certificate(model, cell.facts.passed.id)
    assert "陈霞" in text
    assert one.course == "FIN-101"


def test_a_paper_that_cannot_be_written_is_told(
    page: TrainingPage, window: Window, tmp_path: Path
) -> None:
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    assert not saving.write(
        page.model, tmp_path / "no" / "r.pdf", lambda: papers.report(page.model)
    )
    page.model.doors = replace(page.model.doors, files=None)
    assert not saving.write(page.model, tmp_path / "r.pdf", lambda: papers.report(page.model))
    assert len(told) == 2
