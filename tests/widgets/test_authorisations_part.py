"""Authorisations in the window: all fields, states, edited, ended, revoked, destroyed, overdue."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from firstline.domain.authorisations.authorisation import (
    KIND,
    Authorisation,
    Destruction,
    Standing,
    authorisation_from,
)
from firstline.widgets.authorisations.form import Act
from firstline.widgets.authorisations.part import AuthorisationsPart
from window_makers import Window

FIELDS = {
    "purpose": "查 P1 卡死", "scope": "nc-log 最近 2 MB", "person": "陈工", "company": "用友",
    "until": "3", "approver": "李总", "systems": "U8、NC", "staff_no": "Y-7", "tool": "ToDesk",
    "escort": "周海波", "backup": "刘敏 11-24", "destroy": "日志副本,粉碎",
    "destroy_on": "2026-12-01",
}  # fmt: skip


@pytest.fixture
def part(window: Window) -> Iterator[AuthorisationsPart]:
    made = AuthorisationsPart(window.desktop)
    made.resize(1216, 700)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def fill(part: AuthorisationsPart, **fields: str) -> None:
    for name, value in fields.items():
        part.form.editors[name].setText(value)
    QTest.keyClick(part.form.editors[next(iter(fields))], Qt.Key.Key_Return)


def held(window: Window) -> Authorisation:
    (entity,) = window.store.records(KIND)
    found = authorisation_from(entity)
    assert found is not None
    return found


def press(part: AuthorisationsPart, act: Act) -> None:
    assert part.acts[act].isVisibleTo(part)
    part.acts[act].click()


def test_every_field_can_be_given_and_is_shown(part: AuthorisationsPart, window: Window) -> None:
    part.empty.wanted.emit()
    fill(part, **FIELDS)
    one = held(window)
    assert (one.systems, one.staff_no, one.tool, one.escort, one.backup, one.destroy) == (
        ("U8", "NC"), "Y-7", "ToDesk", "周海波", "刘敏 11-24", "日志副本,粉碎",
    )  # fmt: skip
    assert one.destroy_on == "2026-12-01"
    for said in ("ToDesk", "周海波", "刘敏 11-24", "U8、NC", "日志副本"):
        assert said in part.facts.text()
    assert "✓ 有效" in part.state.text()
    assert "◷ 12-01 前销毁" in part.state.text()


def test_what_is_wrong_is_said_beneath_and_nothing_typed_is_lost(
    part: AuthorisationsPart, window: Window
) -> None:
    part.open(Act.NEW)
    fill(part, **{**FIELDS, "destroy_on": "下周"})
    assert part.form.problem.isVisible()
    assert "2026-12-15" in part.form.problem.text()
    assert part.form.editors["tool"].text() == "ToDesk"
    assert window.store.records(KIND) == []
    QTest.keyClick(part.form.editors["tool"], Qt.Key.Key_Escape)
    part.open(Act.NEW)
    assert part.form.editors["tool"].text() == "ToDesk"  # as it was left


def test_it_is_edited_ended_and_its_destruction_confirmed(
    part: AuthorisationsPart, window: Window
) -> None:
    part.open(Act.NEW)
    fill(part, **FIELDS)
    press(part, Act.EDIT)
    assert part.form.editors["tool"].text() == "ToDesk"
    fill(part, tool="VPN", escort="李娜")
    assert (held(window).tool, held(window).escort, held(window).backup) == (
        "VPN", "李娜", "刘敏 11-24",
    )  # fmt: skip
    assert not part.acts[Act.DESTROYED].isVisibleTo(part)  # it still holds
    press(part, Act.END)
    part.form.save.click()
    assert held(window).standing(window.clock.now) is Standing.EXPIRED
    assert "已结束" in part.state.text()
    window.clock.move(days=10)
    part.model.refresh()
    assert part.late.text() == "▲ 1 份外发数据销毁超期"
    assert part.table.item(0, 5).text() == "▲ 销毁超期 3 天"  # type: ignore[union-attr]
    press(part, Act.DESTROYED)
    fill(part, by="陈工", when="12-03 09:00", proof="回函")
    one = held(window)
    assert (one.destruction(part.model.today), one.destroyed_by) == (Destruction.DONE, "陈工")
    assert "✓ 已销毁 12-03 陈工" in part.state.text()
    assert part.late.text() == ""


def test_a_revoked_one_holds_no_longer_and_says_why(
    part: AuthorisationsPart, window: Window
) -> None:
    part.open(Act.NEW)
    fill(part, **FIELDS)
    press(part, Act.REVOKE)
    fill(part, reason="换人")
    assert held(window).standing(window.clock.now + timedelta(hours=1)) is Standing.REVOKED
    assert "撤销原因:换人" in part.facts.text()
    assert not part.acts[Act.REVOKE].isVisibleTo(part)
    window.desktop.speech.switch("en")
    part.retranslate()
    assert "Why revoked: 换人" in part.facts.text()


def test_its_start_its_actions_and_how_it_is_revoked_are_given_too(
    part: AuthorisationsPart, window: Window
) -> None:
    part.open(Act.NEW)
    more = {"starts": "2026-11-26 08:00", "allowed": "查看、修改", "revocation": "电话通知 IT"}
    fill(part, **{**FIELDS, "until": "2"}, **more)
    one = held(window)
    assert f"{one.starts:%m-%d %H:%M} {one.ends:%m-%d %H:%M}" == "11-26 08:00 11-28 08:00"
    assert (one.allowed, one.revocation) == (("view", "modify"), "电话通知 IT")
    assert one.standing(window.clock.now) is Standing.NOT_YET
    assert "电话通知 IT" in part.facts.text()
    assert "查看、修改" in part.facts.text()


def test_an_act_goes_to_what_its_form_was_opened_for(
    part: AuthorisationsPart, window: Window
) -> None:
    for person in ("甲", "乙"):
        part.open(Act.NEW)
        fill(part, **{**FIELDS, "person": person})
    marked = part.table.key()
    part.table.selectRow(1 - part.table.currentRow())  # as a screen reader does
    other = part.table.key()
    assert other != marked
    press(part, Act.REVOKE)
    part.table.go_to(marked)
    part.form.save.click()
    held = {one.one.id: one.standing for one in part.model.rows}
    assert (held[other], held[marked]) == (Standing.REVOKED, Standing.VALID)
    part.table.setCurrentCell(0, 0)
    part.table.selectionModel().select(
        part.table.model().index(1, 0),
        QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
    )
    assert part.table.currentRow() == 1
