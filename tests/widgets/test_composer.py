"""Replies, notes, drafts and files: nothing typed is lost, and nothing is opened."""

from datetime import timedelta
from pathlib import Path

import pytest
from detail_ground import Ground
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.domain.errors import Problem
from firstline.domain.ticket.ticket import EventKind
from firstline.viewmodel.detail.attachments import BACKGROUND_FROM, row
from firstline.viewmodel.detail.composer import NOTE, REPLY
from firstline.widgets import theme
from firstline.widgets.detail.attachments import FileView, picture, png_of
from firstline.widgets.detail.composer import Composer
from firstline.widgets.detail.pane import DetailPane

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def opened(ground: Ground, qtbot: QtBot, ticket_id: str, **extra: object) -> Composer:
    composer = Composer(ground.desktop, **extra)  # type: ignore[arg-type] # a lane, in one test
    qtbot.addWidget(composer)
    composer.resize(400, 200)
    composer.show_ticket(ticket_id)
    composer.show()
    composer.activateWindow()
    qtbot.waitUntil(composer.isActiveWindow)
    return composer


def test_ctrl_enter_sends_a_reply_and_the_draft_is_gone(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    composer = opened(ground, qtbot, ticket.id)
    composer.write(REPLY)
    QTest.keyClicks(composer.text, "on my way")
    QTest.keyClick(composer.text, Key.Key_Return, Control)
    last = ground.store.ticket(ticket.id).events[-1]
    assert (last.kind, last.text) == (EventKind.RESPONDED, "on my way")
    assert composer.text.toPlainText() == ""
    assert ground.store.draft(f"reply:{ticket.id}") == ""


def test_a_note_is_tinted_and_ours_alone(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    composer = opened(ground, qtbot, ticket.id)
    composer.write(NOTE)
    base = composer.text.viewport().palette().color(QPalette.ColorRole.Base)
    assert base == theme.token("note") != theme.token("surface")
    QTest.keyClicks(composer.text, "vendor is slow")
    QTest.keyClick(composer.text, Key.Key_Return, Control)
    assert ground.store.ticket(ticket.id).events[-1].kind is EventKind.NOTE


def test_drafts_reach_the_store_while_typing_and_survive_a_kill(
    ground: Ground, qtbot: QtBot
) -> None:
    ticket = ground.ticket()
    composer = opened(ground, qtbot, ticket.id)
    composer.write(REPLY)
    QTest.keyClicks(composer.text, "half a sen")
    key = f"reply:{ticket.id}"
    qtbot.waitUntil(lambda: ground.store.draft(key) == "half a sen", timeout=3000)
    composer.composing.switch(NOTE)
    QTest.keyClicks(composer.text, "a note too")
    composer.flush()
    ground.reopen()
    again = opened(ground, qtbot, ticket.id)
    assert again.text.toPlainText() == "half a sen"
    again.write(NOTE)
    assert again.text.toPlainText() == "a note too"


def test_each_ticket_has_its_own_draft(ground: Ground, qtbot: QtBot) -> None:
    first, second = ground.ticket("一"), ground.ticket("二")
    composer = opened(ground, qtbot, first.id)
    composer.write(REPLY)
    QTest.keyClicks(composer.text, "for one")
    composer.show_ticket(second.id)
    assert composer.text.toPlainText() == ""
    composer.show_ticket(first.id)
    assert composer.text.toPlainText() == "for one"
    composer.hide()
    assert ground.store.draft(f"reply:{first.id}") == "for one"


def test_a_file_dropped_anywhere_on_the_pane_is_attached(
    ground: Ground, qtbot: QtBot, tmp_path: Path
) -> None:
    ticket = ground.ticket()
    pane = DetailPane(ground.desktop)
    qtbot.addWidget(pane)
    pane.show_ticket(ticket.id)
    pane.show()
    log = tmp_path / "日志.txt"
    log.write_text("ORA-00942", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(log)), QUrl.fromLocalFile(str(tmp_path))])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(pane, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(pane, drop)
    assert drop.isAccepted()
    (held,) = ground.store.ticket(ticket.id).attachments
    assert held.name == "日志.txt"
    path = ground.store.file_path(held.sha256)
    assert path is not None
    assert path.read_text(encoding="utf-8") == "ORA-00942"


def test_a_pasted_screenshot_becomes_a_png(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    composer = opened(ground, qtbot, ticket.id)
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#0B5CAD"))
    mime = QMimeData()
    mime.setImageData(image)
    assert composer.text.canInsertFromMimeData(mime)
    composer.text.insertFromMimeData(mime)
    (held,) = ground.store.ticket(ticket.id).attachments
    assert held.name == "screenshot-20261124-110000.png"
    path = ground.store.file_path(held.sha256)
    assert path is not None
    assert picture(path).size() == image.size()


def test_pasted_markup_arrives_as_plain_text(ground: Ground, qtbot: QtBot) -> None:
    composer = opened(ground, qtbot, ground.ticket().id)
    mime = QMimeData()
    mime.setHtml('<img src="file:///etc/passwd">x')
    mime.setText("x")
    composer.text.insertFromMimeData(mime)
    assert composer.text.toPlainText() == "x"


def test_a_large_file_goes_through_the_lane(ground: Ground, qtbot: QtBot, tmp_path: Path) -> None:
    ticket = ground.ticket()
    waiting: list[tuple[object, object]] = []
    composer = opened(
        ground, qtbot, ticket.id, later=lambda work, then: waiting.append((work, then))
    )
    big = tmp_path / "dump.bin"
    big.write_bytes(b"x" * BACKGROUND_FROM)
    composer.composing.add_files([big])
    assert composer.progress.isVisible()
    assert ground.store.ticket(ticket.id).attachments == ()
    composer.show_ticket("")  # meanwhile the person goes elsewhere
    ((work, then),) = waiting
    then(work(ground.store))  # type: ignore[operator] # the lane's two calls
    assert [one.name for one in ground.store.ticket(ticket.id).attachments] == ["dump.bin"]
    assert not composer.progress.isVisible()


def test_a_file_that_cannot_be_kept_is_said(ground: Ground, qtbot: QtBot, tmp_path: Path) -> None:
    ticket = ground.ticket()
    composer = opened(ground, qtbot, ticket.id)
    told: list[Problem] = []
    ground.desktop.problem.connect(told.append)
    composer.composing.add_files([tmp_path / "gone.txt", tmp_path])
    assert len(told) == 2
    assert ground.store.ticket(ticket.id).attachments == ()


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"%PDF-1.4",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"",
        b"MZ\x90",
    ],
)
def test_only_pictures_are_decoded(tmp_path: Path, content: bytes, qtbot: QtBot) -> None:
    del qtbot
    path = tmp_path / "x.png"
    path.write_bytes(content)
    assert picture(path).isNull()


def test_a_bomb_of_pixels_is_not_decoded(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    path = tmp_path / "bomb.png"
    image = QImage(5_000, 5_000, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(path))
    assert path.stat().st_size < 1 << 20
    assert picture(path).isNull()


def test_an_executable_is_only_saved_with_a_warning(
    ground: Ground, qtbot: QtBot, tmp_path: Path
) -> None:
    held = ground.store.keep_file(b"MZ", "补丁.exe")
    view = FileView(ground.desktop)
    qtbot.addWidget(view)
    view.show_file(row(held))
    assert "能执行命令" in view.note.text()
    assert not view.folder.isEnabled()
    out = tmp_path / "out"
    out.mkdir()
    view.save_into(out)
    assert (out / "补丁.exe").read_bytes() == b"MZ"
    assert view.folder.isEnabled()


def test_a_file_that_was_looked_at_stays_longer_than_one_that_was_not(
    ground: Ground, qtbot: QtBot
) -> None:
    store, now = ground.store, ground.now
    store.put("portals", [{"name": "hq", "kind": "native", "url": ""}])
    seen, unseen = (store.keep_file(name.encode() * 900, name) for name in "ab")
    for one in (seen, unseen):
        store.file_sent("hq", one.sha256, now - timedelta(days=1))
    view = FileView(ground.desktop)
    qtbot.addWidget(view)
    view.show_file(row(seen), "a-ticket")
    assert store.evict(1000) == [unseen.sha256]
    assert store.file_path(seen.sha256) is not None


def test_no_picture_gives_no_file(qtbot: QtBot) -> None:
    del qtbot
    assert png_of(QMimeData()) == b""
