"""Macros, canned replies, templates and any field, as they are chosen in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from firstline.domain.health.sheet import new_record
from firstline.domain.project import phase
from firstline.domain.ticket.ticket import Priority, Status
from firstline.intake.packs.phrase_files import load_phrases
from firstline.system.resources import resource_path
from firstline.viewmodel.detail.canned import CannedModel
from firstline.widgets.shell.shell import Shell
from firstline.widgets.triage.sheet import TriageSheet
from window_makers import Window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    phrases, notes = load_phrases((resource_path("packs", "phrases"),))
    assert notes == ()
    made = Window(tmp_path, phrases=lambda: phrases)
    yield made
    made.close()


def choose(qtbot: QtBot, shell: Shell, command: str, *typed: str) -> None:
    """Run a command and answer each of its questions."""
    shell.aids.run(command)
    picker = shell.aids.deeds.picker
    for words in typed:
        qtbot.waitUntil(picker.isVisible)
        picker.field.setText(words)
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not picker.isVisible() or not picker.field.text())


def mark(window: Window, *numbers: str) -> list[str]:
    shell, ids = window.shell, [window.store.ticket(one).id for one in numbers]
    for at, one in enumerate(ids):
        if at:
            shell.page.list.step(window.shell.page.model.position_of(one)
                                 - shell.page.list.currentIndex().row())  # fmt: skip
        else:
            shell.page.list.go_to(one)
        if len(ids) > 1:
            shell.page.list.mark()
    return ids


def test_any_field_of_several_tickets_is_one_step(qtbot: QtBot, window: Window) -> None:
    mark(window, "T1", "T3")
    choose(qtbot, window.shell, "field", "产品", "U8C")
    assert {window.store.ticket(one).product for one in ("T1", "T3")} == {"U8C"}
    assert window.store.ticket("T2").product == ""
    assert window.desktop.undo()
    assert {window.store.ticket(one).product for one in ("T1", "T3")} == {""}


@pytest.mark.parametrize(
    ("field", "value", "name", "held"),
    [("类型", "咨询", "type", "question"), ("渠道", "邮件", "channel", "mail"),
     ("影响度", "1", "impact", 1), ("站点", "三厂", "site", "三厂")],
)  # fmt: skip
def test_each_field_offers_what_it_may_hold(
    qtbot: QtBot, window: Window, field: str, value: str, name: str, held: object
) -> None:
    mark(window, "T1")
    choose(qtbot, window.shell, "field", field, value)
    assert getattr(window.store.ticket("T1"), name) == held


def test_fields_with_rules_of_their_own_ask_by_their_own_way(qtbot: QtBot, window: Window) -> None:
    mark(window, "T3")
    choose(qtbot, window.shell, "field", "优先级", "P1")
    assert window.store.ticket("T3").priority is Priority.P1


def test_a_macro_runs_on_all_that_are_marked_or_on_none(qtbot: QtBot, window: Window) -> None:
    mark(window, "T1", "T3")
    choose(qtbot, window.shell, "macro", "受理")
    assert {window.store.ticket(one).status for one in ("T1", "T3")} == {Status.IN_PROGRESS}
    assert window.desktop.undo()
    assert {window.store.ticket(one).status for one in ("T1", "T3")} == {Status.NEW}
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    window.shell.page.list.clear_marks()
    mark(window, "T5")
    choose(qtbot, window.shell, "macro", "已恢复")
    choose(qtbot, window.shell, "macro", "补充")  # not from there, by the state chart
    assert len(told) == 1
    assert window.store.ticket("T5").status is Status.RESOLVED


def test_a_macro_that_one_ticket_refuses_changes_none(window: Window) -> None:
    phrases, _ = load_phrases((resource_path("packs", "phrases"),))
    model = CannedModel(window.desktop, phrases)
    one, refuses = (window.store.ticket(number).id for number in ("T1", "T5"))
    (solve,) = (key for key, macro in phrases.macros.items() if "已恢复" in macro.title.zh)
    (ask,) = (key for key, macro in phrases.macros.items() if "补充" in macro.title.zh)
    assert model.run(solve, [refuses])
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    before = [window.store.ticket(held) for held in (one, refuses)]
    for several in ((one, refuses), (refuses, one)):
        assert not model.run(ask, several)
    assert len(told) == 2
    assert [window.store.ticket(held) for held in (one, refuses)] == before
    assert model.run(ask, [one])


def test_a_canned_reply_is_put_into_the_draft(qtbot: QtBot, window: Window) -> None:
    mark(window, "T1")
    choose(qtbot, window.shell, "canned", "已受理")
    assert "库存账对不上" in window.shell.detail.composer.text.toPlainText()
    assert "{{" not in window.shell.detail.composer.text.toPlainText()


def test_a_template_fills_the_sheet(qtbot: QtBot, window: Window) -> None:
    choose(qtbot, window.shell, "template", "结不了账")
    sheet = window.shell.pages._sheet
    assert sheet is not None
    assert sheet.fields.title.text() == "月结:结账检查不通过"  # type: ignore[attr-defined] # the sheet


def test_the_template_for_the_phase_comes_first_and_is_offered_beside_the_form(
    qtbot: QtBot, window: Window
) -> None:
    desktop = window.desktop
    values = {"subject": "YonSuite", "phase": "uat"}
    desktop.perform(new_record(phase.SHEET, values, desktop.stamp(), desktop.zone))
    window.shell.show()
    window.shell.aids.run("new")
    sheet = window.shell.pages.currentWidget()
    assert isinstance(sheet, TriageSheet)
    assert not sheet.offer.isVisible()
    sheet.fields.title.setText("按钮无反应")
    sheet.fields.names["product"].setText("YonSuite")
    assert sheet.offer.isVisible()
    assert "验收测试缺陷" in sheet.offer.text()
    sheet.flush()
    window.shell.aids.run("template")
    picker = window.shell.aids.deeds.picker
    qtbot.waitUntil(picker.isVisible)
    listed = picker.list.model()
    assert "验收测试缺陷" in str(listed.index(0, 0).data())
    assert listed.rowCount() >= 9  # and none is hidden
    picker.hide()
    window.shell.aids.run("template.offered")  # as a click on the offer
    assert sheet.fields.title.text() == "按钮无反应"  # what was typed stays
    assert "期望结果" in sheet.fields.body.toPlainText()
    assert not sheet.offer.isVisible()
    sheet.fields.body.setPlainText("")
    sheet.fields.names["product"].setText("U8")  # it runs: nothing is offered
    assert not sheet.offer.isVisible()
