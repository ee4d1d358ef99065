"""Retention in the window: the due list, the run in place, holds, and what stands for a file."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from register_ground import leaf, project_page

from firstline.domain.edits.edits import attach
from firstline.domain.edits.moves import move
from firstline.domain.errors import Problem
from firstline.domain.reminding.reminder import Round
from firstline.domain.retention import hold
from firstline.domain.retention import rule as rules
from firstline.domain.ticket.ticket import Attachment, Status
from firstline.system.settings import Settings
from firstline.viewmodel.alarm.reminders import ReminderModel
from firstline.viewmodel.detail.attachments import row
from firstline.widgets.detail.attachments import FileView
from firstline.widgets.project.due_leaf import DueLeaf
from firstline.widgets.project.page import RETENTION, ProjectPage
from firstline.widgets.project.retention_pack import shipped
from window_makers import Window, at_once

DAYS = 1200


@pytest.fixture
def file(window: Window) -> Attachment:
    """Return the attachment of T1, which was closed more than three years ago."""
    ticket = window.store.find("T1")
    assert ticket is not None
    held = window.store.keep_file(b"a picture", "照片.png")
    window.store.perform(attach(ticket.id, [held], window.desktop.stamp()), now=window.clock())
    for status in (Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED):
        edit = move(window.store.ticket(ticket.id), status, window.desktop.stamp())
        window.store.perform(edit, now=window.clock())
    window.clock.move(days=DAYS)
    return held


def due(page: ProjectPage) -> DueLeaf:
    page.show_leaf(RETENTION)
    found = page.leaf(RETENTION)
    assert isinstance(found, DueLeaf)
    return found


def names(found: DueLeaf) -> list[str]:
    return [one.name for one in found.list.found.items] if found.list.found else []


def test_the_list_is_looked_at_run_in_place_and_recorded(
    qtbot: QtBot, window: Window, file: Attachment
) -> None:
    page = project_page(qtbot, window)
    found = due(page)
    assert names(found) == ["照片.png"]
    assert file.sha256 in found.why.text()
    assert "1 项可销毁" in found.verdict.text()
    found.run.click()
    assert found.confirm.isVisible()
    assert "不能撤回" in found.warning.text()
    assert not found.approver.isVisible()
    QTest.keyClick(found.cancel, Qt.Key.Key_Escape)
    assert not found.confirm.isVisible()
    assert window.store.file_path(file.sha256) is not None  # nothing was done of it
    found.run.click()
    found.confirm.click()
    assert window.store.file_path(file.sha256) is None
    assert (names(found), found.run.isEnabled()) == ([], False)
    page.model.refresh()
    (line,) = page.model.boards["destruction"].lines
    assert line.title.zh == "照片.png"
    assert not window.desktop.can_undo
    window.speech.switch("en")
    assert found.run.text().strip() == "Destroy what is listed…"


def test_what_changed_between_the_list_and_the_run_is_not_destroyed(
    qtbot: QtBot, window: Window, file: Attachment
) -> None:
    page = project_page(qtbot, window)
    found = due(page)
    told: list[Problem] = []
    window.desktop.problem.connect(told.append)
    found.ask()
    found.list.awake = False  # a hold that this window does not know of yet
    values = {"reason": "仲裁", "scope": "everything"}
    window.store.perform(
        hold.place(values, "", window.desktop.stamp(), window.desktop.zone), now=window.clock()
    )
    found.confirm.click()
    assert window.store.file_path(file.sha256) is not None
    assert "清单已经变了" in told[0].sentence.zh
    assert "1 项保全中" in found.verdict.text()


def test_a_hold_is_placed_in_the_window_and_lifted_by_somebody_else(
    qtbot: QtBot, window: Window, file: Attachment
) -> None:
    page = project_page(qtbot, window)
    page.model.refresh()
    key = page.model.add(hold.SHEET, {"reason": "计费争议", "scope": "ticket", "what": "t1"})
    held = window.store.record("legal_hold", key)
    ticket = window.store.find("T1")
    assert held is not None
    assert ticket is not None
    assert held.fields["ticket"] == ticket.id
    found = due(page)
    assert found.list.found is not None
    assert not found.list.found.due
    assert not window.desktop.undo()  # a hold is not taken back
    told: list[Problem] = []
    window.desktop.problem.connect(told.append)
    shown = leaf(page, "legal_hold")
    shown.go_to(key)
    (lift,) = page.model.acts_of(hold.SHEET)
    assert not page.model.act(hold.SHEET, key, lift, "谈妥")
    assert "另一个人" in told[-1].sentence.zh
    assert not page.model.change(hold.SHEET, key, {"what": "T2"})  # its reach is not narrowed
    page.model.remove(hold.SHEET, key)
    page.model.refresh()
    (line,) = page.model.boards["legal_hold"].lines
    assert [flag.code for flag in line.flags] == ["off_list"]
    window.desktop.prefer(Settings(user="王磊", site="总部", theme="light", language="zh_CN"))
    assert page.model.act(hold.SHEET, key, lift, "谈妥")
    found.list.look()
    assert found.list.found.due


def test_every_category_shows_its_rule_and_an_own_one_takes_its_place(
    qtbot: QtBot, window: Window
) -> None:
    page = project_page(qtbot, window)
    page.model.refresh()
    assert len(page.model.boards["retention_rule"].lines) == len(shipped())
    assert page.model.add(rules.SHEET, {"category": "drafts", "days": 30, "source": "本厂规定"})
    page.model.refresh()
    lines = page.model.boards["retention_rule"].lines
    assert len(lines) == len(shipped())
    (own,) = [one for one in lines if one.entity is not None]
    assert own.cells[1].words.zh == "30"


def test_a_file_that_was_destroyed_says_so_and_is_not_asked_for(
    qtbot: QtBot, window: Window, file: Attachment
) -> None:
    ticket = window.store.find("T1")
    assert ticket is not None
    page = project_page(qtbot, window)
    found = due(page)
    found.ask()
    found.confirm.click()
    window.store.put("portals", [{"name": "hq", "kind": "native", "url": ""}])
    view = FileView(window.desktop)
    qtbot.addWidget(view)
    wanted: list[str] = []
    window.desktop.file_wanted.connect(lambda _ticket, sha256: wanted.append(sha256))
    view.show_file(row(file), ticket.id)
    assert "按规则" in view.note.text()
    assert "销毁" in view.note.text()
    assert not view.save.isEnabled()
    assert wanted == []


@pytest.mark.usefixtures("file")
def test_what_is_past_its_day_is_told_once(window: Window) -> None:
    told: list[Round] = []
    model = ReminderModel(
        window.desktop, at_once(window.store), (), window.shell, kept=shipped
    )  # it ends with the window
    model.came.connect(told.append)
    window.store.put("reminders", {})
    model.begin()
    mine = [one for each in told for one in each.reminders if one.series == "retention:due"]
    assert [one.title.zh for one in mine] == ["1 项已过保留期限"]
    told.clear()
    kept = window.store.get("retention_today", {})
    assert kept["many"] == 1  # a second start of the day reads no tickets
    model.begin()
    assert window.store.get("retention_today", {}) == kept
    assert [one for each in told for one in each.reminders if one.section == "retention"] == []
    edit = hold.place(
        {"reason": "仲裁", "scope": "everything"}, "", window.desktop.stamp(), window.desktop.zone
    )
    window.store.perform(edit, now=window.clock())
    model.begin()
    assert window.store.get("retention_today", {})["many"] == 0  # a hold is heeded at once
