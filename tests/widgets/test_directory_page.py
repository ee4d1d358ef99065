"""The directory in a window: contacts edited in place, the card, duties and backups."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from firstline.app.doors.papers import papers
from firstline.domain.contact.contact import KIND, contacts
from firstline.widgets.directory.page import DirectoryPage
from window_makers import Window, at_once


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> DirectoryPage:
    desktop = window.desktop
    doors = papers(desktop.speech, window.clock)
    made = DirectoryPage(desktop, at_once(window.store), doors)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    return made


def names(window: Window) -> list[str]:
    return [one.name for one in contacts(window.store.records(KIND))]


def test_a_contact_is_made_and_edited_in_place(page: DirectoryPage, window: Window) -> None:
    assert page._body.currentWidget() is page.empty
    page.add.click()
    assert names(window) == ["新联系人"]
    field = page.panel.fields["name"]
    QTest.keyClicks(field, "Hotline")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert names(window) == ["Hotline"]
    hours = page.panel.fields["hours"]
    hours.setText("always")
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    QTest.keyClick(hours, Qt.Key.Key_Return)
    assert len(told) == 1
    assert hours.text() == ""  # what makes no sense is not kept
    hours.setText("24x7")
    QTest.keyClick(hours, Qt.Key.Key_Return)
    page.panel.verify.click()
    (row,) = page.model.rows
    assert (row.reachable, row.stale) == (True, False)
    assert window.desktop.undo()
    assert page.model.rows[0].stale
    page.panel.remove.click()
    assert page._body.currentWidget() is page.empty
    assert window.desktop.undo()
    assert names(window) == ["Hotline"]


def test_who_only_stands_in_a_field_does_not_undo_what_came(
    qtbot: QtBot, page: DirectoryPage, window: Window
) -> None:
    page.add.click()
    phone, key = page.panel.fields["phone"], page.table.key()
    page.activateWindow()
    phone.setFocus()
    qtbot.waitUntil(phone.hasFocus)
    assert page.model.change(key, "phone", "010-1234")
    assert phone.text() == "010-1234"
    QTest.keyClicks(phone, "5")
    assert page.model.change(key, "name", "Hotline")
    assert phone.text() == "010-12345"  # what is typed stays
    page.table.setFocus()
    (held,) = contacts(window.store.records(KIND))
    assert (held.name, held.phone) == ("Hotline", "010-12345")


def test_the_card_is_written_from_the_window(
    page: DirectoryPage, window: Window, tmp_path: Path
) -> None:
    page.add.click()
    page.panel.paper.setText("二号柜")
    QTest.keyClick(page.panel.paper, Qt.Key.Key_Return)
    assert page.model.write_card(tmp_path / "card.html", page._papers.write_card)
    assert "二号柜" in (tmp_path / "card.html").read_text("utf-8")
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    done = page.model.write_card(tmp_path / "card.docx", page._papers.write_card)
    assert not done
    assert len(told) == 1


def missing(page: DirectoryPage) -> int:
    return len(page.duties_model.found.open)


def test_duties_are_proved_by_hand_and_by_a_folder(page: DirectoryPage, tmp_path: Path) -> None:
    page.leaves.setCurrentIndex(1)
    part, model = page.duties, page.duties_model
    line = part.system.lineEdit()
    assert line is not None
    line.setText("U8 总部")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert missing(page) == 6
    part.table.go_to("disk")
    part.note.setText("D: 42 %")
    part.passed.click()
    assert missing(page) == 5
    part.table.go_to("backup")
    assert part.folder.isVisible()
    model.look(str(tmp_path), page._papers.check_folder)
    backup = next(one for one in model.found.lines if one.duty.id == "backup")
    assert backup.standing == "failed"
    assert backup.proof is not None
    assert "没有找到备份" in backup.proof.note


def test_every_part_has_a_name_in_both_languages(page: DirectoryPage, window: Window) -> None:
    page.add.click()
    for language in ("en", "zh_CN"):
        window.desktop.speech.switch(language)
        parts = (*page.panel.fields.values(), page.panel.party, page.panel.paper, page.table,
                 page.add, page.card, page.leaves, page.duties.system, page.duties.note,
                 page.duties.passed, page.duties.failed, page.duties.folder)  # fmt: skip
        assert all(one.accessibleName() for one in parts)
