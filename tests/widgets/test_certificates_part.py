"""Certificates in the window: a sheet that loses nothing, granted by another, revoked at once."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from firstline.app.doors.papers import papers
from firstline.domain.training.training import Standing
from firstline.widgets.directory.certificates_part import CertificatesPart
from firstline.widgets.directory.page import CERTIFICATES, DirectoryPage
from window_makers import ME, NOW, Window, at_once


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


def opened(qtbot: QtBot, window: Window, tmp_path: Path) -> DirectoryPage:
    desktop = window.desktop
    page = DirectoryPage(
        desktop, at_once(window.store), papers(desktop.speech, window.clock, tmp_path)
    )
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.show_leaf(CERTIFICATES)
    return page


@pytest.fixture
def page(qtbot: QtBot, window: Window, tmp_path: Path) -> DirectoryPage:
    return opened(qtbot, window, tmp_path)


@pytest.fixture
def part(page: DirectoryPage) -> CertificatesPart:
    return page.certificates


def typed(part: CertificatesPart, **values: str) -> None:
    for name, value in values.items():
        editor = part.sheet.editors[name]
        editor.selectAll()
        QTest.keyClicks(editor, value)


def standings(part: CertificatesPart) -> list[Standing]:
    return [one.standing for one in part._model.rows]


def test_somebody_elses_is_recorded_and_granted_at_once(part: CertificatesPart) -> None:
    part.empty.wanted.emit()
    assert part.sheet.isVisible()
    assert part.sheet.editors["until"].placeholderText() == "按课程 2028-11-23"
    typed(part, person="Wang Lei", products="U8, T+", score="92")
    QTest.keyClick(part.sheet.editors["score"], Qt.Key.Key_Return)
    (row,) = part._model.rows
    one = row.certificate
    assert (one.person, one.course, one.opens) == ("Wang Lei", "SUP-102", "L1")
    assert (one.products, one.granted_by) == (("U8", "T+"), ME)
    assert row.standing is Standing.VALID
    assert "1 人可做 L1" in part.summary.text()
    assert part.table.key() == one.id
    assert part.sheet.editors["person"].text() == ""
    assert not part.revoke.isEnabled()
    part.reason.setText("离岗")
    part.retranslate()
    part._model.refresh()
    assert part.reason.text() == "离岗"  # whatever arrives while it is written
    part.revoke.click()
    assert standings(part) == [Standing.REVOKED]
    assert "离岗" in part._facts.text()
    assert part.revoke.isHidden()


def test_ones_own_waits_for_another(part: CertificatesPart, window: Window) -> None:
    part.open_sheet()
    part.sheet.editors["person"].setText(ME)
    part.sheet.save.click()
    assert standings(part) == [Standing.UNGRANTED]
    assert part.grant.isVisible()
    assert not part.grant.isEnabled()
    assert window.settings.change("user", "李总")
    part.table.go_to(part.table.key())
    part.grant.click()
    assert standings(part) == [Standing.VALID]
    assert "授予:李总" in part._facts.text()


def test_what_is_wrong_is_said_beneath_and_nothing_is_lost(part: CertificatesPart) -> None:
    part.open_sheet()
    typed(part, person="Wang Lei", on="2026/11/1")
    part.sheet.save.click()
    assert "2026-11-28" in part.sheet.problem.text()
    assert part.sheet.editors["person"].text() == "Wang Lei"
    assert part._model.rows == []
    QTest.keyClick(part.sheet, Qt.Key.Key_Escape)
    assert not part.sheet.isVisible()


def test_what_was_typed_is_there_after_a_crash(
    qtbot: QtBot, part: CertificatesPart, window: Window, tmp_path: Path
) -> None:
    part.open_sheet()
    typed(part, person="Wang Lei", proof="No 17")
    qtbot.waitUntil(lambda: "Wang Lei" in window.store.draft("certificate:"))
    page = opened(qtbot, window, tmp_path)
    again = page.certificates
    again.open_sheet()
    assert again.sheet.values()["person"] == "Wang Lei"
    assert again.sheet.values()["proof"] == "No 17"


def test_an_end_that_is_near_is_shown_and_one_that_has_come_locks(
    part: CertificatesPart, window: Window
) -> None:
    part.open_sheet()
    typed(part, person="Wang Lei", until="2026-12-20")
    part.sheet.save.click()
    assert [one.soon for one in part._model.rows] == [True]
    assert "30 天内到期" in part.summary.text()
    window.clock.now = NOW + timedelta(days=27)
    window.ticking.ticked.emit()
    assert standings(part) == [Standing.EXPIRED]


def test_every_part_has_a_name_in_both_languages(part: CertificatesPart, window: Window) -> None:
    part.open_sheet()
    for language in ("en", "zh_CN"):
        window.desktop.speech.switch(language)
        for one in part.findChildren(QWidget):
            if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisible():
                text = getattr(one, "text", lambda: "")()
                assert one.accessibleName() or text, one
