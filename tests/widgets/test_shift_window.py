"""The shift page in the window: read, chosen, linked to tickets, and saved."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from firstline.app.doors.shift_paper import press
from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.viewmodel.shell.commands import BY_ID
from firstline.widgets.shift_page import ShiftPage
from window_makers import Window, at_once, resolved


@pytest.fixture
def page(window: Window) -> Iterator[ShiftPage]:
    made = ShiftPage(window.desktop, at_once(window.store), press)
    made.resize(1100, 640)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def test_it_shows_the_shift_that_is_on(page: ShiftPage) -> None:
    said = page.sheet.toPlainText()
    assert "早班" in page.spans.currentText()
    assert "库存账对不上" in said
    assert "申请只读账号" not in said.partition("新报告")[2].partition("已解决")[0]
    page.spans.setCurrentIndex(2)
    page.spans.activated.emit(2)
    assert "申请只读账号" in page.sheet.toPlainText().partition("新报告")[2]


def test_a_link_opens_the_ticket_and_nothing_else(page: ShiftPage) -> None:
    opened: list[str] = []
    page.open_ticket.connect(opened.append)
    page.sheet.anchorClicked.emit(QUrl("ticket:abc"))
    page.sheet.anchorClicked.emit(QUrl("https://example.org/"))
    assert opened == ["abc"]


def test_it_follows_what_others_write(qtbot: QtBot, window: Window, page: ShiftPage) -> None:
    resolved(window.store, "T1")
    window.desktop.look_around()
    qtbot.waitUntil(lambda: "已解决 1" in page.sheet.toPlainText())


@pytest.mark.parametrize("name", ["a.pdf", "b.html"])
def test_it_is_saved(page: ShiftPage, tmp_path: Path, name: str) -> None:
    assert page.write(tmp_path / name)
    made = (tmp_path / name).read_bytes()
    assert made.startswith(b"%PDF-" if name.endswith("pdf") else b"<!DOCTYPE html>")


def test_a_place_that_cannot_be_written_is_told(
    window: Window, page: ShiftPage, tmp_path: Path
) -> None:
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    assert not page.write(tmp_path / "no such folder" / "a.html")
    assert len(told) == 1


@pytest.mark.parametrize("name", ["a.pdf", "b.html"])
def test_a_write_that_is_cut_leaves_the_file_that_was_there(
    window: Window, page: ShiftPage, tmp_path: Path, name: str
) -> None:
    resource = pytest.importorskip("resource")
    target = tmp_path / "out" / name
    target.parent.mkdir()
    target.write_bytes(b"the sheet of yesterday")
    told: list[Refused] = []
    window.desktop.problem.connect(told.append)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, hard))  # as a disk that is full
    try:
        assert not page.write(target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert target.read_bytes() == b"the sheet of yesterday"
    assert [one.name for one in target.parent.iterdir()] == [name]
    assert "原来的文件没有动" in told[0].kept.zh
    assert page.write(target)
    assert target.read_bytes() != b"the sheet of yesterday"


def test_every_widget_has_a_name_in_both_languages(window: Window, page: ShiftPage) -> None:
    for language in ("en", "zh_CN"):
        window.speech.switch(language)
        for one in (page.spans, page.print_, page.card, page.save, page.sheet):
            assert one.accessibleName()
    assert Text("交接班单", "Shift hand-over") == BY_ID["shift"].name
