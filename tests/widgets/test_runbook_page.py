"""The runbooks in a window: evidence, reasons, votes, the countdown and the point of no return."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from firstline.app.doors.runbooks import runbook_doors
from firstline.domain.health.sheet import new_record
from firstline.domain.project import phase
from firstline.domain.runbook import run_acts
from firstline.domain.runbook.acts import Entry, setting
from firstline.domain.runbook.book import RUN, Book
from firstline.domain.runbook.item import Standing
from firstline.domain.runbook.live import Phase
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.runbook import ItemState
from firstline.domain.runbook.settings import SET
from firstline.domain.words import Language, Text
from firstline.system.resources import resource_path
from firstline.viewmodel.runbook import words
from firstline.viewmodel.runbook.runbook import Shown
from firstline.viewmodel.sync.outbox_words import what
from firstline.widgets.runbook.page import LIVE, REVIEW, TIMELINE, RunbookPage, kind_of
from window_makers import Window

SAID = Text("x", "x")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


@pytest.fixture
def page(qtbot: QtBot, window: Window, tmp_path: Path) -> RunbookPage:
    made = RunbookPage(window.desktop, runbook_doors(window.desktop, tmp_path))
    qtbot.addWidget(made)
    made.resize(1216, 720)
    made.show()
    return made


def begin(page: RunbookPage) -> None:
    """Make the move from U8 to the cloud as a person does."""
    page.new.click()
    page.start.variant.setCurrentIndex(page.start.variant.findData("u8-cloud"))
    QTest.keyClicks(page.start.name, "cloud")
    QTest.keyClick(page.start.name, Qt.Key.Key_Return)


def shown(page: RunbookPage) -> Shown:
    found = page.model.shown
    assert found is not None
    return found


def held(page: RunbookPage, name: str) -> Standing:
    return shown(page).held[name]


def put(page: RunbookPage, *entries: Entry) -> None:
    assert page.model.do(lambda _book: entries, SAID, final=True)


def test_a_runbook_is_made_and_an_item_is_proved_in_place(
    page: RunbookPage, tmp_path: Path
) -> None:
    assert page._body.currentIndex() == 1  # nothing yet: one sentence, one act
    begin(page)
    assert shown(page).book.variant == "u8-cloud"
    page.tree.go_to("M01")
    assert page.item.blocked.isVisible()
    assert "M01" in page.item.blocked.text()
    page.item.tick.click()
    assert held(page, "M01").state is ItemState.CLAIMED
    QTest.keyClicks(page.item.text, "sheet 7")
    QTest.keyClick(page.item.text, Qt.Key.Key_Return)
    assert held(page, "M01").state is ItemState.DONE
    assert not page.item.blocked.isVisible()
    assert "sheet 7" in page.item.proofs.text()
    proof = tmp_path / "proof.txt"
    proof.write_text("signed", "utf-8")
    page.tree.go_to("M02")
    drop(page, proof)
    assert held(page, "M02").evidence[0].name == "proof.txt"


def drop(page: RunbookPage, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(4, 4), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.item.drop.dropEvent(event)


def test_a_waiver_names_who_why_and_until(page: RunbookPage, window: Window) -> None:
    begin(page)
    page.tree.go_to("M04")
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    page.item.waive.click()
    form = page.item.form
    form.lines["by"].setText("王总")
    form.lines["reason"].setText("月底补")
    form.lines["until"].setText("soon")
    form.go.click()
    assert len(told) == 1
    assert form.isVisible()  # what was typed stays
    form.lines["until"].setText("2099-12-31")
    form.go.click()
    assert not form.isVisible()
    assert held(page, "M04").state is ItemState.WAIVED
    assert window.desktop.undo()
    assert held(page, "M04").state is ItemState.OPEN


def test_a_gate_says_what_stops_it_and_takes_votes(page: RunbookPage) -> None:
    begin(page)
    page.tree.go_to("G0")
    gate = shown(page).gate("G0")
    assert gate is not None
    assert page.gate.verdict.text() == page._speech(words.verdict_words(gate))
    links = [one for one in page.gate.findChildren(QPushButton) if one.text() == "M03"]
    links[0].click()
    assert page.tree.key() == "M03"
    page.tree.go_to("G3")
    page.model.put("role.business", "王总")
    go = next(
        one for one in page.gate.findChildren(QPushButton)
        if one.isEnabled() and one.accessibleName().endswith("放行") and "不" not in one.text()
    )  # fmt: skip
    go.setFocus()
    go.click()
    anew = QApplication.focusWidget()  # drawn anew, and still what the keyboard is at
    assert isinstance(anew, QPushButton)
    assert (anew.accessibleName(), anew.isChecked()) == (go.accessibleName(), True)
    found = shown(page).gate("G3")
    assert found is not None
    assert [one.vote for one in found.ballots if one.role == "business"] == ["go"]


def place(name: str, value: str, book: Book) -> list[Entry]:
    return [setting(book, SET + name, value)]


def cutover(page: RunbookPage) -> None:
    """Let a cutover go on, with an hour and a half to the latest safe rollback."""
    begin(page)
    now = page.model.now
    put(page, run_acts.drill(DrillKind.RESTORE, 60, passed=True, at=now))
    for name, value in (
        ("validation_minutes", "30"), ("window_start", now.isoformat()),
        ("window_end", (now + 180 * MINUTE).isoformat()),
    ):  # fmt: skip
        page.model.do(partial(place, name, value), SAID)
    put(page, Entry(RUN, {"run": "live-1", "act": "begin"}, at=now))
    page.show_leaf(LIVE)


def test_the_countdown_ticks_and_turns_when_its_time_has_passed(
    page: RunbookPage, window: Window
) -> None:
    cutover(page)
    assert page.live.figure.text() == "1 时 30 分"
    assert page.live.band.property("hot") == "ok"
    window.clock.move(minutes=40)
    window.ticking.ticked.emit()
    assert (page.live.figure.text(), page.live.band.property("hot")) == ("50 分", "P2")
    window.clock.move(minutes=60)
    window.ticking.ticked.emit()
    assert page.live.figure.text() == "▲ 已过 10 分"
    assert page.live.band.property("hot") == "P1"


def test_the_point_of_no_return_asks_twice(page: RunbookPage, window: Window) -> None:
    cutover(page)
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    buttons, form = page.live.acts.buttons, page.live.form
    assert not buttons["confirm"].isVisible()
    buttons["ask"].click()
    form.lines["by"].setText("王总")
    form.go.click()
    assert not buttons["ask"].isVisible()
    buttons["confirm"].click()
    form.lines["by"].setText("王总")
    form.go.click()
    assert len(told) == 1  # the same person
    form.lines["by"].setText("周工")
    form.go.click()
    found = page.model.current()
    assert found is not None
    assert found.phase is Phase.FORWARD
    assert page.live.band.property("hot") == "P1"
    assert "周工" in page.live.below.text()
    assert not buttons["rollback"].isVisible()


def test_steps_are_begun_and_finished_from_the_table(page: RunbookPage) -> None:
    cutover(page)
    page.live.table.go_to("M49")
    page.live.step.click()
    page.live.step.click()
    live = shown(page).live
    assert live is not None
    run = live.run
    assert run is not None
    assert run.steps["M49"].finished is not None
    assert not page.live.step.isEnabled()
    page.show_leaf(TIMELINE)
    assert page.timeline.chart.accessibleName() == page.timeline.head.text()


def test_every_widget_has_a_name_in_both_languages(page: RunbookPage, window: Window) -> None:
    cutover(page)
    languages: tuple[Language, ...] = ("zh_CN", "en")
    for language in languages:
        window.speech.switch(language)
        for leaf in (0, 1, 2, 3):
            page.leaves.setCurrentIndex(leaf)
            nameless = [
                one for one in page.findChildren(QPushButton)
                if one.isVisible() and not (one.accessibleName() or one.text())
            ]  # fmt: skip
            assert not nameless


def test_a_report_is_written_from_the_window(page: RunbookPage, tmp_path: Path) -> None:
    begin(page)
    assert page.model.report(tmp_path / "go.xlsx")
    assert (tmp_path / "go.xlsx.snapshot.json").is_file()
    assert not page.model.report(tmp_path / "go.doc")
    assert page.model.report(
        tmp_path / "score.xlsx", kind_of("Migration scorecard, workbook (*.xlsx)")
    )
    manifest = (tmp_path / "score.xlsx.manifest.json").read_text("utf-8")
    assert '"report":"scorecard"' in manifest
    assert [kind_of(one) for one in ("放行报告 PDF (*.pdf)", "迁移评分卡 PDF (*.pdf)", "")] == [
        "go", "scorecard", "go",
    ]  # fmt: skip


def test_the_outbox_says_what_was_done_to_a_runbook(page: RunbookPage, window: Window) -> None:
    begin(page)
    page.tree.go_to("M01")
    page.item.tick.click()
    page.model.put("role.pm", "赵敏")
    said = [what(one.edit).zh for one in window.store.edits(states=("waiting",))]
    assert "操作手册:M01 勾选" in said
    assert "操作手册:role/pm 设定: 赵敏" in said


def test_return_leads_into_the_panel_and_escape_back(page: RunbookPage) -> None:
    begin(page)
    page.activateWindow()
    page.tree.go_to("M02")
    page.tree.setFocus()
    QTest.keyClick(page.tree, Qt.Key.Key_Return)
    assert page.item.text.hasFocus()
    QTest.keyClick(page.item.text, Qt.Key.Key_Escape)
    assert page.tree.hasFocus()


def test_what_is_typed_as_evidence_is_kept_for_its_item(page: RunbookPage) -> None:
    begin(page)
    page.tree.go_to("M05")
    QTest.keyClicks(page.item.text, "half a sen")
    page.tree.go_to("M06")
    assert page.item.text.text() == ""
    page.tree.go_to("M05")
    assert page.item.text.text() == "half a sen"
    QTest.keyClick(page.item.text, Qt.Key.Key_Return)
    page.tree.go_to("M06")
    page.tree.go_to("M05")
    assert page.item.text.text() == ""


def test_a_note_of_the_review_is_added_and_stays(page: RunbookPage) -> None:
    begin(page)
    page.show_leaf(REVIEW)
    assert not page.review.table.rowCount()
    QTest.keyClicks(page.review.text, "earlier next time")
    page.review.add.click()
    assert page.review.table.item(0, 1).text() == "earlier next time"  # type: ignore[union-attr]
    assert page.review.text.text() == ""


def test_a_key_leads_to_the_runbooks_and_the_palette_to_the_cutover(
    qtbot: QtBot, tmp_path: Path
) -> None:
    own: Window = Window(tmp_path, runbooks=lambda: runbook_doors(own.desktop, tmp_path))
    own.shell.show()
    own.shell.activateWindow()
    qtbot.waitUntil(own.shell.isActiveWindow)
    QTest.keyClick(own.shell, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert own.shell.pages.section == "runbooks"
    assert own.shell.rail.sections["runbooks"].isChecked()
    own.shell.sections.deeds()["cutover"]()
    page = own.shell.pages.currentWidget()
    assert isinstance(page, RunbookPage)
    assert page.leaves.tabText(page.leaves.currentIndex()) == own.speech(LIVE)
    own.close()


def test_a_template_that_is_left_out_is_told_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "packs" / "checklists"
    folder.mkdir(parents=True)
    (folder / "ours.toml").write_text("no = [", "utf-8")
    own: Window = Window(tmp_path / "own", runbooks=lambda: runbook_doors(own.desktop, tmp_path))
    told: list[str] = []
    own.desktop.problem.connect(lambda problem: told.append(problem.sentence.en))
    own.shell.show()
    own.shell.go("runbooks")
    page = own.shell.pages.currentWidget()
    assert isinstance(page, RunbookPage)
    page.model.templates()
    page.model.templates()
    assert len(told) == 1
    assert "ours.toml" in told[0]
    own.close()


def test_the_template_that_fits_the_phase_of_the_project_comes_first(
    page: RunbookPage, window: Window
) -> None:
    desktop, start = window.desktop, page.start
    values = {"subject": "YonSuite", "phase": "uat", "project": "上云"}
    desktop.perform(new_record(phase.SHEET, values, desktop.stamp(), desktop.zone))
    page.new.click()
    assert start.template.currentData() == "cutover-erp"
    many = start.template.count()
    start.name.setText("上云")
    assert (start.template.itemData(0), start.template.currentData()) == ("uat", "uat")
    assert "适合所处阶段" in start.template.itemText(0)
    assert start.template.count() == many
    start.template.setCurrentIndex(2)
    start.template.activated.emit(2)
    own = start.template.currentData()
    start.name.setText("上云 2")  # what a person chose stays
    assert start.template.currentData() == own


def test_a_newer_template_is_shown_and_laid_in_by_keys(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    file = tmp_path / "packs" / "checklists" / "uat.toml"
    file.parent.mkdir(parents=True)
    text = resource_path("packs", "checklists", "uat.toml").read_text("utf-8")
    file.write_text(
        text.replace('needs = ["uat"]\n', "").replace("2026.11.2", "2026.11.1"), "utf-8"
    )
    old = RunbookPage(window.desktop, runbook_doors(window.desktop, tmp_path))
    qtbot.addWidget(old)
    old.show()
    assert old.model.begin("uat", "", "验收")
    assert not old.adopt.button.isVisible()
    file.unlink()
    page = RunbookPage(window.desktop, runbook_doors(window.desktop, tmp_path))
    qtbot.addWidget(page)
    page.show()
    assert page.adopt.button.isVisible()
    page.adopt.button.click()
    assert "UA2 要看登记册:验收测试" in page.adopt.lines.text()
    form = page.adopt.form
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    form.go.click()
    assert len(told) == 1  # why is asked for
    assert page.adopt.isVisible()
    form.lines["reason"].setText("补验收关口")
    QTest.keyClick(form.lines["reason"], Qt.Key.Key_Return)
    assert not page.adopt.isVisible()
    assert not page.adopt.button.isVisible()
    found = page.model.shown
    assert found is not None
    assert found.book.template.version == "2026.11.2"
    assert "uat" in found.gates[-1].gate.needs
    assert window.desktop.undo()  # a slip of the hand, before it was sent
    assert page.adopt.button.isVisible()
