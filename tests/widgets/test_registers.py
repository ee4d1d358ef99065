"""Contacts and remote sessions in the window: logged, laid in, begun, ended, by key."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from firstline.app.doors.register import RegisterWork
from firstline.domain.authorisations.acts import record
from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.authorisations.remote_session import KIND, RemoteSession, sessions
from firstline.domain.contact.log import contacts_of
from firstline.domain.edits.edits import hand_off
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import EventKind, Leg, Ticket
from firstline.viewmodel.detail.remote_form import Mode
from firstline.widgets.books.contact_book import ContactBook
from firstline.widgets.books.remote_book import RemoteBook
from firstline.widgets.books.remote_chip import RemoteChip
from window_makers import NOW, Window, at_once

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    work: list[RegisterWork] = []
    made = Window(tmp_path, register=lambda: work[0])
    work.append(RegisterWork(made.desktop, at_once(made.store), tmp_path))
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    qtbot.waitUntil(made.shell.isActiveWindow)
    ticket = made.store.ticket("T1")
    got = NOW - timedelta(minutes=5)
    made.desktop.perform(
        hand_off(ticket, made.desktop.stamp(), at=got, received_at=got, proof="回执")
    )
    made.shell.show_ticket(ticket.id)
    yield made
    made.close()


def ticket_of(window: Window) -> Ticket:
    return window.store.ticket("T1")


def told(widget: QWidget) -> str:
    QCoreApplication.processEvents()  # a layout shows what is new at the loop's next turn
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def book(qtbot: QtBot, window: Window) -> ContactBook:
    qtbot.keyClick(window.shell, KEY.Key_K, CONTROL | SHIFT)
    (made,) = window.shell.detail.findChildren(ContactBook)
    assert made.isVisible()
    assert made.form.summary.hasFocus()
    return made


def test_a_call_is_logged_by_keys_alone(qtbot: QtBot, window: Window, book: ContactBook) -> None:
    qtbot.keyClicks(book.form.summary, "Dispatched")
    book.form.fields["person"].setText("王工")
    book.form.fields["ref"].setText("8891")
    qtbot.keyClick(book.form.summary, KEY.Key_Return, CONTROL)
    (one,) = contacts_of(ticket_of(window))
    assert (one.channel, one.party, one.person, one.summary) == (
        "hotline", Leg.VENDOR, "王工", "Dispatched",
    )  # fmt: skip
    assert one.clock == ""
    assert book.form.summary.toPlainText() == ""
    assert "Dispatched" in told(book)
    qtbot.keyClick(book.form.summary, KEY.Key_Escape)
    assert not book.isVisible()
    window.shell.aids.run("undo")
    assert contacts_of(ticket_of(window)) == ()


def test_the_box_alone_makes_it_the_reply_of_the_clock(window: Window, book: ContactBook) -> None:
    form = book.form
    form.summary.setPlainText("先反结账")
    form.reply.setChecked(True)
    form.record()
    assert "请写明是谁" in form.problem.text()
    assert form.summary.toPlainText() == "先反结账", "nothing typed is lost"
    form.fields["person"].setText("王工")
    form.record()
    events = ticket_of(window).events
    assert [one.leg for one in events if one.kind is EventKind.RESPONDED] == [Leg.VENDOR]
    assert "登记为响应" in told(book)


def test_a_correction_stands_beside_what_was_said(window: Window, book: ContactBook) -> None:
    form = book.form
    form.summary.setPlainText("停全厂")
    form.record()
    form.correct(contacts_of(ticket_of(window))[0])
    assert form.summary.toPlainText() == "停全厂"
    form.summary.setPlainText("只停一条线")
    form.record()
    first, second = contacts_of(ticket_of(window))
    assert first.corrected_by == second.id
    assert {"已被更正", "更正先前一条"} <= set(told(book).splitlines())


def test_a_mail_and_a_pasted_chat_are_laid_in(
    window: Window, book: ContactBook, tmp_path: Path
) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(
        b"From: W <w@v.example>\r\nDate: Tue, 24 Nov 2026 09:58:00 +0800\r\nSubject: s\r\n"
        b"Message-ID: <1>\r\n\r\nback up first"
    )
    book.form.lay_in(mail)
    book.form.lay_in(mail)
    assert "没有重复" in book.form.problem.text()
    QGuiApplication.clipboard().setText("王工 09:59\n在吗\n李娜 09:59\n在")
    book.form.paste.click()
    assert "推测" in book.form.problem.text()
    found = [(one.channel, one.direction) for one in contacts_of(ticket_of(window))]
    assert found == [("mail", "in"), ("hotline", "in"), ("hotline", "out")]
    QGuiApplication.clipboard().setText("你好")
    book.form.paste.click()
    assert "没有一行写明" in book.form.problem.text()


def test_the_sheet_is_written(window: Window, book: ContactBook, tmp_path: Path) -> None:
    book.form.summary.setPlainText("说已派单")
    book.form.record()
    assert book.write(tmp_path / "sheet.html")
    assert "说已派单" in (tmp_path / "sheet.html").read_text("utf-8")
    assert book.write(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes()[:4] == b"%PDF"
    assert not book.write(tmp_path / "none" / "sheet.html")


def allow(window: Window, hours: int = 2) -> None:
    stamp = window.desktop.stamp()
    one = Authorisation(
        new_id(stamp.at), "", "查月结", "账套 006", "陈工", "服务商", stamp.at,
        stamp.at + timedelta(hours=hours), "李总", tool="ToDesk", escort="李娜",
        allowed=("view",),
    )  # fmt: skip
    window.desktop.perform(record(one, stamp))


@pytest.fixture
def remote(qtbot: QtBot, window: Window) -> RemoteBook:
    qtbot.keyClick(window.shell, KEY.Key_L, CONTROL | SHIFT)
    (made,) = window.shell.detail.findChildren(RemoteBook)
    assert made.isVisible()
    return made


def only(window: Window) -> RemoteSession:
    (one,) = sessions(window.store.records(KIND))
    return one


def test_without_an_authorisation_nothing_can_begin(window: Window, remote: RemoteBook) -> None:
    remote.begin()
    assert not remote.form.save.isEnabled()
    assert "没有有效授权" in remote.form.hint.text()
    allow(window)
    remote.form.close_form()
    remote.begin()
    assert remote.form.save.isEnabled()


def test_a_session_runs_with_its_time_and_ends(
    qtbot: QtBot, window: Window, remote: RemoteBook, tmp_path: Path
) -> None:
    allow(window)
    remote.begin()
    qtbot.keyClick(remote.form.lines["purpose"], KEY.Key_Return)
    assert (only(window).runs, only(window).watcher) == (True, "李娜")
    window.clock.move(minutes=30)
    window.ticking.ticked.emit()
    assert "● 进行中 0:30:00" in told(remote)
    film = tmp_path / "rec.mp4"
    film.write_bytes(b"film")
    remote.open(Mode.END, only(window))
    remote.form.use_recording(film)
    assert len(remote.form.lines["sha256"].text()) == 64
    remote.form.record()
    assert "请写明做了什么" in remote.form.problem.text()
    remote.form.lines["done"].setText("看了日志")
    remote.form.lines["changed"].setText("U8.ini")
    remote.form.record()
    assert not only(window).runs
    assert "▲ 授权不允许修改,却有改动" in told(remote)
    remote.open(Mode.CORRECT, only(window))
    remote.form.field.setCurrentIndex(remote.form.field.findData("changed"))
    remote.form.lines["value"].setText("没有改动")
    remote.form.lines["reason"].setText("看错了")
    remote.form.record()
    assert "更正 改了什么(文件、配置):U8.ini → 没有改动" in told(remote)
    refs = [one.ref for one in contacts_of(ticket_of(window))]
    assert refs == [only(window).number] * 2


def test_past_the_end_of_its_authorisation_it_says_so(window: Window, remote: RemoteBook) -> None:
    allow(window, hours=1)
    remote.begin()
    remote.form.record()
    window.clock.move(hours=1, minutes=1)
    remote.show_ticket(ticket_of(window).id)
    assert "▲ 超出授权的结束时间" in told(remote)


def test_the_strip_tells_what_runs_and_once_that_it_runs_too_long(
    window: Window, remote: RemoteBook
) -> None:
    said: list[object] = []
    window.desktop.problem.connect(said.append)
    window.shell.sections.watch_sessions()
    (chip,) = window.shell.sections.findChildren(RemoteChip)
    assert chip.button.isHidden()
    allow(window, hours=1)
    remote.begin()
    remote.form.record()
    window.clock.move(minutes=30)
    window.ticking.ticked.emit()
    assert (chip.button.isHidden(), chip.button.text()) == (False, " 远程 0:30:00")
    assert "陪同 李娜" in chip.button.accessibleName()
    for _ in range(3):
        window.clock.move(minutes=20)
        window.ticking.ticked.emit()
    assert chip.button.text() == " ▲ 远程 1:30:00"
    assert len(said) == 1
    assert "超出授权的结束时间" in window.shell.banner.words
    window.shell.go("settings")
    chip.button.click()
    assert remote.isVisible()
    remote.open(Mode.END, only(window))
    remote.form.lines["done"].setText("看了日志")
    remote.form.record()
    assert chip.button.isHidden()


def test_another_ticket_uncovers_the_pane(window: Window, book: ContactBook) -> None:
    window.shell.show_ticket(window.store.ticket("T2").id)
    assert not book.isVisible()


def test_both_books_speak_english_at_once(
    window: Window, book: ContactBook, remote: RemoteBook
) -> None:
    window.speech.switch("en")
    assert book.form.save.text() == "Log it"
    assert remote.form.lines["tool"].accessibleName() == "Tool"
    named = [*book.findChildren(QWidget), *remote.findChildren(QWidget)]
    lacking = [
        one for one in named
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible()
        and not (one.accessibleName() or getattr(one, "text", lambda: "")())
    ]  # fmt: skip
    assert not lacking


def test_the_current_ticket_is_printed_by_its_key(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    window.shell.page.list.setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window.shell, KEY.Key_P, CONTROL | alt)
    dialog = window.shell.findChild(QPrintDialog)
    assert isinstance(dialog, QPrintDialog)
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "t.pdf"))
    dialog.done(QDialog.DialogCode.Accepted)
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF-")
    work = window.shell.sections._doors.register
    assert work is not None
    assert "T1" in work().paper(ticket_of(window).id)
