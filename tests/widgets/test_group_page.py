"""The working group in the window: agenda, forms that keep what is typed, registers, papers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from firstline.app.doors.group_paper import press
from firstline.domain.edits.edit import Edit
from firstline.domain.group.action import Standing, actions
from firstline.domain.group.action_acts import assign, postpone
from firstline.domain.group.decision import decide
from firstline.domain.group.working_group import Member, found, put_member
from firstline.domain.knowledge.recurrence import open_problem
from firstline.viewmodel.group.fields import NAMES, Act
from firstline.widgets.group.actions import MARKS
from firstline.widgets.group.form import GroupForm
from firstline.widgets.group.page import ACTIONS, CHARTER, DECISIONS, GroupPage
from window_makers import NOW, Window, at_once

GROUP = "0000-group1"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    del qtbot
    made = Window(tmp_path, group=press)
    yield made
    made.close()


def do(window: Window, edit: Edit) -> None:
    window.store.perform(edit, now=NOW)


@pytest.fixture
def group(window: Window) -> Window:
    stamp = window.desktop.stamp
    do(window, found(stamp(), GROUP, {"name": "联合工作组"}, since=NOW.date()))
    entity = window.store.record("group", GROUP)
    assert entity is not None
    do(window, put_member(entity, Member("赵工", "vendor", "vendor"), stamp()))
    for key, title, due in (
        ("a-late01", "换电池", "2026-11-20"),
        ("a-later1", "培训", "2026-12-30"),
    ):
        values = {"title": title, "owner": "王磊", "due": due, "group": GROUP}
        do(window, assign(stamp(), key, values))
    values = {"title": "升级到 16.5", "why": "旧版停止补丁", "by": "双方"}
    do(window, decide(stamp(), "d-patch1", GROUP, values))
    return window


@pytest.fixture
def page(group: Window) -> Iterator[GroupPage]:
    made = GroupPage(group.desktop, at_once(group.store), press)
    made.resize(1216, 720)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def fill(form: GroupForm, **values: str) -> None:
    for name, text in values.items():
        field = form.fields[name]
        if isinstance(field, QLineEdit):
            field.setText(text)
        elif isinstance(field, QPlainTextEdit):
            field.setPlainText(text)
        else:
            field.setCurrentIndex(field.findData(text))
            field.activated.emit(field.currentIndex())


def test_an_empty_profile_offers_to_make_a_group(window: Window) -> None:
    page = GroupPage(window.desktop, at_once(window.store), press)
    page.show()
    assert page.empty.isVisible()
    page.empty.wanted.emit()
    fill(page.form, name="联合工作组")
    page.form.record()
    page.model.refresh()
    assert not page.empty.isVisible()
    assert page.meetings.list.count() > 5
    page.hide()
    page.deleteLater()


def test_the_next_meeting_shows_its_agenda_overdue_actions_first(page: GroupPage) -> None:
    said = page.meetings.pane.text.toPlainText()
    assert "11-26 四 14:00" in page.meetings.list.item(0).text()
    assert said.index("换电池") < said.index("培训") < said.index("库存账对不上")
    assert "1 个行动项逾期" in page.late.text()


def test_an_action_is_assigned_at_a_meeting_and_undone(page: GroupPage, group: Window) -> None:
    pane = page.meetings.pane
    pane.open(Act.ASSIGN)
    fill(pane.form, title="查锁", owner="", due="+7")
    pane.form.record()
    assert pane.form.problem.isVisible()
    assert "谁做" in pane.form.problem.text()
    fill(pane.form, owner="赵工")
    QTest.keyClick(pane.form.fields["owner"], Qt.Key.Key_Return)
    assert not pane.form.isVisible()
    page.model.refresh()
    made = next(one for one in page.model.actions if one.title == "查锁")
    assert (str(made.due), made.origin, made.meeting) == (
        str((NOW + timedelta(days=7)).date()), "meeting", page.model.meeting,
    )  # fmt: skip
    group.shell.aids.run("undo")
    page.model.refresh()
    assert "查锁" not in [one.title for one in page.model.actions]


def test_tab_goes_from_the_fields_to_the_buttons(page: GroupPage) -> None:
    form = page.meetings.pane.form
    page.meetings.pane.open(Act.ASSIGN)
    for one in (*form.fields.values(), form.cancel, form.save):
        held = QApplication.focusWidget()
        assert held is one
        QTest.keyClick(held, Qt.Key.Key_Tab)


def test_what_is_typed_is_there_after_a_crash(page: GroupPage, group: Window) -> None:
    pane = page.meetings.pane
    pane.open(Act.MINUTES)
    fill(pane.form, notes="第一条\n第二条")
    QTest.keyClick(pane.form.fields["notes"], Qt.Key.Key_Escape)
    assert not pane.form.isVisible()
    assert any("第二条" in text for text in group.store.drafts().values())
    other = GroupPage(group.desktop, at_once(group.store), press)
    other.show()
    other.meetings.pane.open(Act.MINUTES)
    assert other.meetings.pane.form.values()["notes"] == "第一条\n第二条"
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(other.meetings.pane.form.fields["notes"], Qt.Key.Key_Return, control)
    other.model.refresh()
    assert "第二条" in other.model.page("minutes")
    assert not group.store.drafts()
    other.hide()
    other.deleteLater()


def test_a_meeting_is_attended_held_and_frozen(page: GroupPage, group: Window) -> None:
    pane = page.meetings.pane
    pane.open(Act.ATTEND)
    fill(pane.form, 赵工="online")
    pane.form.record()
    page.model.refresh()
    page.meetings.hold.button.click()
    page.model.refresh()
    assert page.model.page("minutes").count("线上") == 1
    assert not page.meetings.hold.button.isVisible()
    do(group, assign(group.desktop.stamp(), "a-new001", {"title": "以后的事", "owner": "王磊",
                                                         "due": "2026-11-01"}))  # fmt: skip
    page.model.refresh()
    assert "以后的事" not in page.meetings.pane.text.toPlainText()
    page.meetings.list.setCurrentRow(0)
    assert "以后的事" in page.meetings.pane.text.toPlainText()


def test_a_meeting_is_moved_and_cancelled_with_a_reason(page: GroupPage) -> None:
    pane = page.meetings.pane
    pane.open(Act.MOVE)
    fill(pane.form, at="2026-11-27 15:00", reason="盘点")
    pane.form.record()
    page.model.refresh()
    assert "11-27 五 15:00" in page.meetings.list.item(0).text()
    assert "盘点" in page.meetings.list.item(0).text()
    pane.open(Act.CANCEL)
    pane.form.record()
    assert pane.form.problem.isVisible()
    fill(pane.form, reason="停电")
    pane.form.record()
    page.model.refresh()
    assert "已取消" in page.meetings.list.item(0).text()
    assert not pane.buttons[Act.MOVE].isVisible()


def test_actions_say_how_they_stand_and_are_closed(page: GroupPage, group: Window) -> None:
    page.show_leaf(ACTIONS)
    leaf = page.tasks
    standing = leaf.table.item(0, 1)
    assert standing is not None
    assert standing.text() == "▲ 已逾期"
    leaf.table.go_to("a-late01")
    leaf.pane.open(Act.POSTPONE)
    fill(leaf.pane.form, due="2026-12-05", reason="缺备件")
    leaf.pane.form.record()
    page.model.refresh()
    assert "延期 2026-11-20 → 2026-12-05 · 缺备件" in leaf.pane.text.toPlainText()
    leaf.pane.open(Act.FINISH)
    fill(leaf.pane.form, result="已更换", evidence="照片")
    leaf.pane.form.record()
    page.model.refresh()
    (done,) = [one for one in actions(group.store.records("action"), NOW.date()) if one.result]
    assert (done.id, done.evidence) == ("a-late01", "照片")
    assert leaf.table.rowCount() == 1
    page.show_record("action", "a-late01")
    assert leaf.table.key() == "a-late01"
    assert leaf.pane.buttons[Act.REOPEN].isVisible()


def test_a_problem_record_leads_to_an_action_against_its_cause(group: Window) -> None:
    stamp = group.desktop.stamp()
    do(group, open_problem(stamp, "p-cause1", "死锁", []))
    group.shell.show()
    group.desktop.wanted.emit("improve", "p-cause1")
    page = group.shell.pages.currentWidget()
    assert isinstance(page, GroupPage)
    form = page.tasks.pane.form
    assert form.values()["title"] == "死锁"
    fill(form, owner="赵工", due="+14")
    form.record()
    page.model.refresh()
    (made,) = [one for one in page.model.actions if one.ref == "p-cause1"]
    assert made.origin == "problem"
    page.tasks.table.go_to(made.id)
    page.tasks.pane.open(Act.HAND_ON)
    fill(form, owner="王磊")
    form.record()
    page.model.refresh()
    assert next(one for one in page.model.actions if one.id == made.id).owner == "王磊"


def test_a_decision_is_found_by_its_reason(page: GroupPage) -> None:
    page.show_leaf(DECISIONS)
    leaf = page.decisions
    leaf.search.setText("补丁")
    assert leaf.table.rowCount() == 1
    assert "旧版停止补丁" in leaf.pane.text.toPlainText()
    leaf.search.setText("没有这个词")
    assert leaf.empty.isVisible()


def test_a_clash_shows_both_days_and_one_click_chooses(page: GroupPage, group: Window) -> None:
    entity = group.store.record("action", "a-later1")
    assert entity is not None
    for day in ("2026-12-05", "2026-12-08"):  # both saw the day before
        do(group, postpone(entity, day, "各有原因", group.desktop.stamp()))
    page.model.refresh()
    page.show_record("action", "a-later1")
    said = page.tasks.pane.text.toPlainText()
    assert "两边都改了“哪天前”" in said
    assert "现在: 2026-12-05" in said
    assert "我的: 2026-12-08" in said
    held = group.store.record("action", "a-later1")
    assert held is not None
    (clash,) = held.conflicts
    link = QUrl(f"mine:action/a-later1/{clash.edit}:{clash.field}")
    page.tasks.pane.text.anchorClicked.emit(link)
    page.model.refresh()
    after = group.store.record("action", "a-later1")
    assert after is not None
    assert (after.fields["due"], after.conflicts) == ("2026-12-08", ())
    assert "两边都改了" not in page.tasks.pane.text.toPlainText()


def test_links_lead_where_they_say(page: GroupPage, group: Window) -> None:
    wanted: list[tuple[str, str]] = []
    group.desktop.wanted.connect(lambda kind, key: wanted.append((kind, key)))
    text = page.meetings.pane.text
    text.anchorClicked.emit(QUrl("ticket:abc"))
    text.anchorClicked.emit(QUrl("https://example.org/"))
    assert wanted == [("ticket", "abc")]
    text.anchorClicked.emit(QUrl("action:a-later1"))
    assert (page.leaves.currentIndex(), page.tasks.table.key()) == (ACTIONS, "a-later1")


def test_a_charter_row_that_cannot_stand_is_refused_in_place(page: GroupPage) -> None:
    page.show_leaf(CHARTER)
    page.charter.open(Act.RACI)
    fill(page.charter.form, key="打补丁", letters="it=R vendor=C")
    page.charter.form.record()
    assert "恰好一个 A" in page.charter.form.problem.text()
    fill(page.charter.form, letters="it=R it_lead=A vendor=C")
    page.charter.form.record()
    page.model.refresh()
    assert "打补丁" in page.charter.text.toPlainText()
    assert "我方还没有成员" in page.charter.text.toPlainText()
    page.charter.open(Act.REMOVE)
    fill(page.charter.form, row="raci.打补丁")
    page.charter.form.record()
    page.model.refresh()
    assert "打补丁" not in page.charter.text.toPlainText()
    page.charter.open(Act.CLOSE)
    fill(page.charter.form, reason="项目结束")
    page.charter.form.record()
    page.model.refresh()
    assert page.model.charter is not None
    assert page.model.charter.closed == "项目结束"


@pytest.mark.parametrize("name", ["a.pdf", "b.html", "c.ics"])
def test_a_meeting_is_saved(page: GroupPage, tmp_path: Path, name: str) -> None:
    assert page.meetings.write(tmp_path / name)
    head = {"a.pdf": b"%PDF-", "b.html": b"<!DOCTYPE html>", "c.ics": b"BEGIN:VCALENDAR\r\n"}
    assert (tmp_path / name).read_bytes().startswith(head[name])
    assert not page.meetings.write(tmp_path / "no such folder" / "a.html")


def test_the_palette_finds_a_decision_and_leads_to_it(group: Window) -> None:
    entries = group.shell.aids.finder.everything("补丁")
    assert [(one.kind, one.value) for one in entries if one.kind == "decision"] == [
        ("decision", "d-patch1")
    ]
    spoken = group.shell.aids.finder.everything("sjd")  # 升级到
    assert "d-patch1" in [one.value for one in spoken]
    group.shell.show()
    group.desktop.wanted.emit("decision", "d-patch1")
    page = group.shell.pages.currentWidget()
    assert isinstance(page, GroupPage)
    assert page.decisions.table.key() == "d-patch1"
    group.shell.aids.run("actions")
    assert page.leaves.currentIndex() == ACTIONS
    group.shell.aids.run("group")
    assert group.shell.rail.sections["group"].isChecked()


def test_every_widget_has_a_name_in_both_languages(page: GroupPage, group: Window) -> None:
    for language in ("en", "zh_CN"):
        group.speech.switch(language)
        for act in (Act.ASSIGN, Act.MOVE, Act.MINUTES):
            page.meetings.pane.open(act)
            fields = page.meetings.pane.form.fields.values()
            assert all(one.accessibleName() for one in fields)
        shown = [page.leaves, page.meetings.list, page.meetings.pane.text, page.tasks.table,
                 page.tasks.shown, page.decisions.search, page.charter.text, page.new]  # fmt: skip
        assert all(one.accessibleName() for one in shown)
        assert page.meetings.pane.buttons[Act.MOVE].accessibleName() == group.speech(
            NAMES[Act.MOVE]
        )  # fmt: skip


def test_a_closed_action_is_never_green_until_a_measurement_proves_it(
    page: GroupPage, group: Window
) -> None:
    assert {one for one, (_, shade) in MARKS.items() if shade == "ok"} == {Standing.PROVEN}
    assert len({glyph for glyph, _ in MARKS.values()}) == len(Standing)
    pane = page.tasks.pane
    page.show_record("action", "a-late01")
    pane.open(Act.FINISH)
    fill(pane.form, result="已更换")
    pane.form.record()
    page.model.refresh()
    assert "结束而未证实" in page.tasks.unproven.text()
    page.show_record("action", "a-late01")
    assert "? 已结束,未证实" in pane.text.toPlainText()
    assert "没有写明预期成果" in pane.text.toPlainText()
    pane.open(Act.MEASURE)
    fill(pane.form, actual="0", evidence="告警表")
    pane.form.record()
    assert "还没有写明预期成果" in pane.form.problem.text()
    pane.form.fold()
    pane.open(Act.OUTCOME)
    fill(pane.form, title="少停机", measure="UPS 告警", baseline="9", target="1")
    pane.form.record()
    page.model.refresh()
    assert "没有实际值" in pane.text.toPlainText()
    for seen, said in (("3", "▼ 已结束,未达目标"), ("1", "✓ 已结束,已证实")):
        pane.open(Act.MEASURE)
        fill(pane.form, actual=seen, evidence="告警表")
        pane.form.record()
        assert not pane.form.isVisible(), pane.form.problem.text()
        page.model.refresh()
        assert said in pane.text.toPlainText()
    group.shell.aids.run("undo")
    page.model.refresh()
    assert "▼ 已结束,未达目标" in pane.text.toPlainText()


def test_a_form_opened_after_another_shows_its_fields(page: GroupPage) -> None:
    pane = page.meetings.pane
    pane.open(Act.TOPIC)
    QApplication.processEvents()
    pane.open(Act.ASSIGN)  # the other still stands open
    first = pane.form.fields["title"]
    assert pane.form._scroll.height() >= 2 * first.sizeHint().height()
    QApplication.processEvents()
    assert not first.visibleRegion().isEmpty()
