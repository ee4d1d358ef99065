"""Outcomes of actions on the page of projects: unproven until measured, and never green (S3)."""

from hashlib import sha256
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from register_ground import leaf, project_page, put

from firstline.domain.group.action_acts import assign, finish
from firstline.domain.project import change_request
from firstline.widgets.project.page import OUTCOMES, ProjectPage
from firstline.widgets.project.report_form import OutcomeForm
from window_makers import Window


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> ProjectPage:
    return project_page(qtbot, window)


def test_a_closed_action_stands_as_unproven_until_its_outcome_is_stated_measured_and_shown(
    page: ProjectPage, window: Window, tmp_path: Path
) -> None:
    stamp = window.desktop.stamp()
    made = assign(stamp, "a1b2c3", {"title": "扫码整改", "owner": "王芳", "due": "2026-11-20"})
    window.store.perform(made, now=window.clock())
    held = window.store.record("action", "a1b2c3")
    assert held is not None
    window.store.perform(finish(held, "做完了", "", window.desktop.stamp()), now=window.clock())
    page.show_leaf(OUTCOMES)
    found = leaf(page, "outcome")
    page.model.refresh()
    (bare,) = page.model.boards["outcome"].lines
    assert (bare.cells[0].words.zh, bare.cells[0].shade) == ("? 未证实", "P2")
    form = found.findChildren(OutcomeForm)[0]
    found.go_to(bare.key)
    assert not form.attach.isEnabled(), "there is no record yet that could hold a file"
    form.state.click()
    fields = found.panel.fields.fields
    assert found.panel.fields.value("action") == "A-A1B2C3"
    for name, words in (("title", "少差异"), ("measure", "库存差异率"), ("baseline", "20"),
                        ("target", "5")):  # fmt: skip
        fields[name].setText(words)  # type: ignore[union-attr]
    found.panel.save.click()
    page.model.refresh()
    (line,) = page.model.boards["outcome"].lines
    assert line.cells[0].words.zh == "? 未证实"
    found.go_to(line.key)
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    found.panel.note.setText("4")
    found.panel.acts[0].click()
    assert len(told) == 1, "a value alone is no measurement"
    day = window.desktop.ticking.now().astimezone(window.desktop.zone).date()
    found.panel.note.setText(f"4 {day} 盘点表 11 月")
    found.panel.acts[0].click()
    page.model.refresh()
    (line,) = page.model.boards["outcome"].lines
    assert (line.cells[0].words.zh, line.cells[0].shade) == ("✓ 已证实", "ok")
    assert "20→5: 4" in line.cells[3].words.zh
    file = tmp_path / "盘点.csv"
    file.write_bytes(b"1")
    found.go_to(line.key)
    assert form.take(file)
    record = window.store.record("outcome", line.key)
    assert record is not None
    assert record.fields["evidence_sha256"] == sha256(b"1").hexdigest()


def test_a_change_that_is_done_is_unproven_and_not_green(page: ProjectPage, window: Window) -> None:
    put(window, change_request.SHEET, title="加字段", reason="对账", raised_by="赵敏",
        state="done", decided_by="李总")  # fmt: skip
    page.model.refresh()
    (line,) = page.model.boards["change_request"].lines
    assert (line.cells[1].words.zh, line.cells[1].shade) == ("? 未证实", "P2")


def test_the_palette_leads_to_the_outcomes_of_actions(window: Window) -> None:
    window.shell.aids.run("outcomes")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, ProjectPage)
    assert page.current == OUTCOMES
