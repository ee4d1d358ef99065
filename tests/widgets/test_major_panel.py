"""The panel of a major incident: declared by key, updated in place, reviewed before the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from firstline.domain.group.action import actions
from firstline.domain.health import cost_rate
from firstline.domain.health import sheet as sheets
from firstline.domain.major.major import Entry, major_of
from firstline.domain.ticket.ticket import Status
from firstline.viewmodel.queue import selection
from firstline.widgets.major.panel import MajorPanel
from window_makers import ME, NOW, Window

KEY = Qt.Key
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    made.shell.show_ticket(made.store.ticket("T1").id)
    yield made
    made.close()


@pytest.fixture
def panel(qtbot: QtBot, window: Window) -> MajorPanel:
    assert window.shell.detail.major.isHidden()
    qtbot.waitUntil(window.shell.isActiveWindow)
    qtbot.keyClick(window.shell, KEY.Key_J, BOTH)
    qtbot.waitUntil(lambda: window.shell.detail.major.panel is not None)
    made = window.shell.detail.major.panel
    assert made is not None
    assert made.isVisible()
    return made


def told(panel: MajorPanel) -> str:
    return "\n".join(one.text() for one in panel.findChildren(QLabel) if one.isVisible())


def fill(panel: MajorPanel, **words: str) -> None:
    for name, text in words.items():
        field = panel.form.fields[name]
        if isinstance(field, QLineEdit):
            field.setText(text)
        else:
            assert isinstance(field, QPlainTextEdit)
            field.setPlainText(text)


def test_declared_it_shows_roles_and_the_next_update(window: Window, panel: MajorPanel) -> None:
    assert f"指挥 {ME}" in told(panel)
    assert "下次通报 10:30,剩 30 分" in told(panel)
    window.clock.move(minutes=33)
    window.ticking.ticked.emit()
    assert "▲ 通报已超 3:00" in told(panel)
    window.speech.switch("en")
    assert "update 3:00 over" in told(panel)


def test_an_update_is_written_in_place(qtbot: QtBot, window: Window, panel: MajorPanel) -> None:
    qtbot.mouseClick(panel.buttons[Entry.UPDATE], Qt.MouseButton.LeftButton)
    assert panel.form.fields["impact"].hasFocus()
    fill(panel, known="主机断电", next="昨天")
    qtbot.keyClick(panel.form.fields["known"], KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "看不懂时间" in told(panel)
    fill(panel, next="20分")
    panel.form.record()
    assert panel.form.isHidden()
    qtbot.waitUntil(lambda: "已知:主机断电" in told(panel))
    assert "下次通报 10:20" in told(panel)
    assert window.store.drafts() == {}


def test_what_is_typed_is_kept(qtbot: QtBot, window: Window, panel: MajorPanel) -> None:
    panel.open(Entry.DECISION)
    fill(panel, text="切换备机")
    qtbot.keyClick(panel.form.fields["text"], KEY.Key_Escape)
    assert panel.form.isHidden()
    assert list(window.store.drafts().values()) == ['{"text": "切换备机"}']
    window.shell.show_ticket(window.store.ticket("T2").id)
    assert window.shell.detail.major.isHidden()
    window.shell.show_ticket(window.store.ticket("T1").id)
    panel.open(Entry.DECISION)
    assert panel.form.values() == {"text": "切换备机"}


def test_a_review_that_is_late_says_so(window: Window, panel: MajorPanel) -> None:
    window.desktop.act(selection.move(Status.RESOLVED), window.store.ticket("T1").id)
    assert "复盘应于" in told(panel)
    assert "▲" not in told(panel)
    window.clock.move(days=9)
    window.ticking.ticked.emit()
    assert "▲ 复盘应于" in told(panel)


def test_it_is_closed_only_after_its_review(window: Window, panel: MajorPanel) -> None:
    ticket = window.store.ticket("T1")
    window.desktop.act(selection.move(Status.RESOLVED), ticket.id)
    assert not window.desktop.act(selection.move(Status.CLOSED), ticket.id)
    assert "复盘还没有记录" in window.shell.banner.words
    assert "复盘应于" in told(panel)
    panel.open(Entry.REVIEW)
    assert "已恢复" in panel.form.values()["timeline"]
    fill(panel, found="车间来电", restored="切换备机", whys="断电\nUPS 失效\n电池过期")
    panel.form.record()
    assert "复盘还缺:改进" in told(panel)
    fill(panel, improvements="换电池 | 王磊 | 2026-12-10")
    panel.form.record()
    assert "✓ 复盘已记录" in told(panel)
    assert window.desktop.act(selection.move(Status.CLOSED), ticket.id)
    found = major_of(window.store.ticket("T1"))
    assert found is not None
    assert found.review is not None
    (made,) = actions(window.store.records("action"), NOW.date())
    assert (made.title, made.owner, made.origin, made.ref) == ("换电池", "王磊", "pir", ticket.id)


def test_undo_takes_the_declaration_back(window: Window, panel: MajorPanel) -> None:
    assert panel.isVisible()
    window.shell.aids.run("undo")
    assert window.shell.detail.major.isHidden()


def test_what_the_standstill_costs_runs_with_the_minutes(
    qtbot: QtBot, window: Window, panel: MajorPanel
) -> None:
    assert "没有适用的费率" in told(panel)
    desktop = window.desktop
    values = {"process": "报工", "cny_per_hour": "60000", "source": "财务"}
    edit = sheets.new_record(cost_rate.SHEET, values, desktop.stamp(), desktop.zone)
    desktop.perform(edit)
    panel.tick()
    qtbot.waitUntil(lambda: "至今停机损失" in told(panel), timeout=30_000)
    before = told(panel)
    window.clock.move(minutes=30)
    panel.tick()
    qtbot.waitUntil(lambda: "自己估算" in told(panel), timeout=30_000)
    assert told(panel) != before
