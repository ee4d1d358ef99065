"""The waves of a runbook in the window: criteria, evidence, decisions, and a refusal told."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from firstline.domain.errors import Problem
from firstline.domain.runbook.book import book_from
from firstline.domain.runbook.pack import parse_template
from firstline.domain.runbook.wave import Decision, Wave, waves
from firstline.system.resources import read_text
from firstline.viewmodel.runbook.runbook import RunbookDoors
from firstline.widgets.runbook.page import WAVES, RunbookPage
from window_makers import Window

U8 = "U8"


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> RunbookPage:
    template = parse_template(read_text("packs", "checklists", "cutover.toml"), "cutover")
    doors = RunbookDoors(lambda: {template.id: template}, lambda *_given: None)
    made = RunbookPage(window.desktop, doors)
    qtbot.addWidget(made)
    made.resize(1216, 700)
    made.show()
    made.model.begin(template.id, "u8-cloud", U8)
    for item, wave in (("M49", "1"), ("M50", "2")):
        found = template.item(item)
        assert found is not None
        made.model.plan(found, "wave", wave)
    made.show_leaf(WAVES)
    return made


def held(window: Window) -> tuple[Wave, ...]:
    (record,) = window.store.records("runbook")
    return waves(book_from(record))


def decide(page: RunbookPage, wave: str, decision: Decision, why: str = "例会") -> None:
    page.waves.table.go_to(wave)
    page.waves.by.setText("赵总")
    page.waves.why.setText(why)
    page.waves.decisions[decision].click()


def test_a_wave_is_let_go_once_the_one_before_it_left(page: RunbookPage, window: Window) -> None:
    told: list[Problem] = []
    window.desktop.problem.connect(told.append)
    leaf = page.waves
    assert leaf.table.rowCount() == 2
    leaf.wave.setText("1")
    leaf.side.setCurrentIndex(leaf.side.findData("exit"))
    QTest.keyClicks(leaf.text, "no P1 for 5 days")
    QTest.keyClick(leaf.text, Qt.Key.Key_Return)
    decide(page, "1", Decision.GO)
    decide(page, "2", Decision.GO)
    assert len(told) == 1
    assert "1X1" in told[0].sentence.en
    assert [one.decision for one in held(window)] == [Decision.GO, None]
    leaf.table.go_to("1")
    leaf.proof.setText("queue export")
    leaf.meet.click()
    assert held(window)[0].exit[0].met
    decide(page, "2", Decision.GO)
    decide(page, "2", Decision.HOLD, "打印中断")
    last = held(window)[1].decided
    assert last is not None
    assert (last.decision, last.said.by, last.said.text) == (Decision.HOLD, "赵总", "打印中断")
    leaf.table.go_to("1")
    leaf.proof.setText("a P1 today")
    leaf.reopen.click()
    assert not held(window)[0].exit[0].met


def test_every_part_has_a_name_in_both_languages(page: RunbookPage, window: Window) -> None:
    for language in ("en", "zh_CN"):
        window.speech.switch(language)
        leaf = page.waves
        parts = [leaf.table, leaf.criteria, leaf.wave, leaf.scope, leaf.text, leaf.side, leaf.proof,
                 leaf.by, leaf.why, leaf.set, leaf.add, leaf.meet, leaf.reopen,
                 *leaf.decisions.values()]  # fmt: skip
        assert all(one.accessibleName() for one in parts)


def test_a_criterion_is_met_with_a_file(page: RunbookPage, window: Window, tmp_path: Path) -> None:
    leaf = page.waves
    leaf.wave.setText("1")
    leaf.side.setCurrentIndex(leaf.side.findData("exit"))
    leaf.text.setText("no P1 for 5 days")
    leaf.add.click()
    leaf.table.go_to("1")
    assert leaf.drop.isEnabled()
    file = tmp_path / "队列导出.csv"
    file.write_text("编号\n", "utf-8")
    leaf.proof.setText("五天")
    leaf.drop.given.emit(file)
    met = held(window)[0].exit[0]
    assert met.met
    assert met.proof is not None
    assert (met.proof.text, met.proof.get("name")) == ("五天", "队列导出.csv")
    assert window.store.file_path(met.proof.get("sha256")) is not None
    assert leaf.proof.text() == ""
    told: list[Problem] = []
    window.desktop.problem.connect(told.append)
    leaf.drop.given.emit(tmp_path / "nothing.csv")  # it is told, and nothing changes
    assert len(told) == 1


def test_what_is_typed_about_a_wave_outlives_whatever_arrives(
    page: RunbookPage, window: Window
) -> None:
    leaf = page.waves
    leaf.table.go_to("1")
    leaf.scope.clear()
    QTest.keyClicks(leaf.scope, "line 3")
    window.speech.switch("en")
    page.model.refresh()
    assert leaf.scope.text() == "line 3"
    leaf.table.go_to("2")
    assert (leaf.wave.text(), leaf.scope.text()) == ("2", "")
