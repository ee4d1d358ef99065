"""The hand-off page driven by keys: fields, files, redacted result, hand over, receipt."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from detail_ground import Ground
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from firstline.app.doors.handoff import HandoffWork
from firstline.domain.edits.edits import attach
from firstline.domain.errors import Problem
from firstline.domain.ticket.ticket import Status, Ticket
from firstline.viewmodel.handoff.doors import Span
from firstline.widgets.handoff.page import HandoffPage
from window_makers import at_once

KEY = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
PHONE = "13800000000"


@pytest.fixture
def page(qtbot: QtBot, ground: Ground) -> Iterator[HandoffPage]:
    made = HandoffPage(ground.desktop, HandoffWork(ground.desktop, at_once(ground.store)))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.model.flush()


def ticket(ground: Ground, *files: tuple[str, bytes]) -> Ticket:
    made = ground.ticket(f"U8 报错 {PHONE}", product="U8", module="GL", body="保存时报错 824")
    held = [ground.store.keep_file(data, name) for name, data in files]
    if held:
        ground.desktop.perform(attach(made.id, held, ground.desktop.stamp()))
    return ground.store.ticket(made.id)


def grant(page: HandoffPage, **fields: str) -> None:
    """Record an authorisation in the form."""
    part = page.files.grant
    part.open_form()
    words = {"purpose": "查错", "scope": "日志", "person": "陈工", "company": "服务商",
             "until": "2", "approver": "李总", **fields}  # fmt: skip
    for name, text in words.items():
        part.editors[name].setText(text)
    part.record()


def review(page: HandoffPage, name: str = "赵主任") -> None:
    page.steps.setCurrentIndex(2)
    page.result.reviewer.setText(name)
    page.result.reviewer.textEdited.emit(name)
    page.steps.setCurrentIndex(3)


def test_four_steps_by_the_keyboard(qtbot: QtBot, ground: Ground, page: HandoffPage) -> None:
    page.open(ticket(ground).id)
    assert page.fields.title.hasFocus()
    assert page.fields.title.placeholderText() == f"GL U8 报错 {PHONE}"
    qtbot.keyClicks(page.fields.editors["version"], "V16.1")
    qtbot.keyClick(page.fields.editors["steps"], KEY.Key_Return, CTRL)
    assert page.steps.currentIndex() == 1
    qtbot.keyClick(page.files, KEY.Key_3, ALT)
    assert page.steps.currentIndex() == 2
    qtbot.keyClick(page.result.reviewer, KEY.Key_4, ALT)
    assert (page.steps.currentIndex(), page.result.reviewer.text()) == (3, "")
    qtbot.keyClick(page.over, KEY.Key_3, ALT)
    assert page.steps.currentIndex() == 2
    shown = page.result.text.toPlainText()
    assert PHONE not in shown
    assert "<手机号#" in shown
    assert "【版本】V16.1" in shown
    assert "中国手机号" in page.result.counts.text()
    with qtbot.waitSignal(page.closed):
        qtbot.keyClick(page.result.text, KEY.Key_Escape)


def test_what_is_typed_is_kept(ground: Ground, page: HandoffPage) -> None:
    one = ticket(ground)
    page.open(one.id)
    page.fields.title.setText("总账打不开")
    page.fields.title.textEdited.emit("总账打不开")
    editor = page.fields.editors["steps"]
    assert isinstance(editor, QPlainTextEdit)
    editor.setPlainText("第一步")
    page.leave()
    page.open(ticket(ground).id)
    assert page.fields.title.text() == ""
    page.open(one.id)
    assert page.fields.title.text() == "总账打不开"
    assert editor.toPlainText() == "第一步"


def test_nothing_leaves_before_it_was_reviewed(ground: Ground, page: HandoffPage) -> None:
    page.open(ticket(ground).id)
    page.steps.setCurrentIndex(3)
    assert "复核" in page.over.said.text()
    assert not any(one.isEnabled() for one in page.over.buttons.values())
    review(page)
    assert all(one.isEnabled() for one in page.over.buttons.values())
    before = len(ground.store.ticket(page.ticket_id).events)
    page.over.buttons["body"].click()
    page.over.buttons["body"].click()
    page.over.buttons["codes"].click()
    left = ground.store.ticket(page.ticket_id).events[before:]
    assert [one.data["way"] for one in left] == ["clipboard", "codes"]
    assert {one.data["reviewed_by"] for one in left} == {"赵主任"}
    text = QGuiApplication.clipboard().text()
    assert PHONE not in text
    assert "复核人:赵主任" in text
    page.fields.editors["version"].setText("V9")  # type: ignore[union-attr]
    page.model.type("version", "V9")
    page.steps.setCurrentIndex(2)
    assert page.result.reviewer.text() == ""


def test_a_picture_is_confirmed_one_by_one_and_a_log_is_redacted(
    qtbot: QtBot, ground: Ground, page: HandoffPage, tmp_path: Path
) -> None:
    one = ticket(ground, ("shot.png", PNG), ("note.txt", PHONE.encode()))
    page.open(one.id)
    log = tmp_path / "nc.log"
    log.write_bytes(f"错误 {PHONE} 10.1.2.3\n".encode("gb18030"))
    page.files.read([log, tmp_path / "none.log"])
    assert "none.log" in page.files.told.text()
    assert [line.readable for line in page.model.lines()] == [False, True, True]
    grant(page)
    review(page)
    assert page.model.package is not None
    assert [left.name for left in page.model.package.left_out] == ["shot.png"]
    page.steps.setCurrentIndex(1)
    page.files.look_wanted.emit(one.attachments[0].sha256)
    assert page.confirm.hasFocus()
    qtbot.keyClick(page.confirm, KEY.Key_Space)
    review(page)
    page.over.save_into(tmp_path / "out", None)
    (path,) = (tmp_path / "out").glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found["attachments/shot.png"] == PNG
    assert not [name for name, data in found.items() if PHONE.encode() in data]
    events = ground.store.ticket(one.id).events
    assert events[-1].data["recipient"] == "陈工(服务商)"
    assert "SHA-256" in page.foot.text()


def test_a_revoked_or_expired_authorisation_blocks_at_once(
    ground: Ground, page: HandoffPage, tmp_path: Path
) -> None:
    page.open(ticket(ground, ("note.txt", b"x")).id)
    grant(page, until="1")
    review(page)
    assert page.over.buttons["zip"].isEnabled()
    told: list[Problem] = []
    ground.desktop.problem.connect(told.append)
    ground.later(days=2)
    page.over.save_into(tmp_path / "out", None)
    assert "过期" in told[-1].sentence.zh
    ground.now -= timedelta(days=2)
    page.files.grant.revoke.click()
    assert "已撤销" in page.over.said.text()
    page.over.save_into(tmp_path / "out", None)
    assert "已撤销" in told[-1].sentence.zh
    assert not (tmp_path / "out").exists()


def printer_of(page: HandoffPage, path: Path) -> QPrintDialog:
    """Press “Print…” and return the dialog, with a file in the place of a printer."""
    page.over.buttons["print"].click()
    dialog = page.over._printing
    assert isinstance(dialog, QPrintDialog)
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return dialog


def test_it_is_printed_and_noted_while_the_window_lives_on(
    ground: Ground, page: HandoffPage, tmp_path: Path
) -> None:
    page.open(ticket(ground).id)
    review(page)
    dialog = printer_of(page, tmp_path / "a.pdf")  # it came back at once: nothing waits for it
    dialog.done(QDialog.DialogCode.Rejected)
    assert not (tmp_path / "a.pdf").exists()
    dialog = printer_of(page, tmp_path / "b.pdf")
    dialog.done(QDialog.DialogCode.Accepted)
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF-")
    held = page.model.ticket
    assert held is not None
    said = [one.data.get("way") for one in ground.store.ticket(held.id).events]
    assert said.count("paper") == 1


def test_what_was_revoked_while_the_printer_was_asked_for_does_not_leave(
    ground: Ground, page: HandoffPage, tmp_path: Path
) -> None:
    page.open(ticket(ground, ("note.txt", b"x")).id)
    grant(page)
    review(page)
    dialog = printer_of(page, tmp_path / "a.pdf")
    page.files.grant.revoke.click()
    dialog.done(QDialog.DialogCode.Accepted)
    assert not (tmp_path / "a.pdf").exists()
    assert "已撤销" in page.over.said.text()


def test_another_text_than_the_one_that_was_shown_is_not_printed(
    ground: Ground, page: HandoffPage, tmp_path: Path
) -> None:
    page.open(ticket(ground).id)
    review(page)
    dialog = printer_of(page, tmp_path / "a.pdf")
    page.model.type("title", "别的标题")
    review(page)  # another package, which may leave; the page that was shown is not it
    assert page.over.buttons["print"].isEnabled()
    dialog.done(QDialog.DialogCode.Accepted)
    assert not (tmp_path / "a.pdf").exists()


def test_what_was_not_chosen_stays_here(ground: Ground, page: HandoffPage, tmp_path: Path) -> None:
    page.open(ticket(ground, ("note.txt", b"x"), ("other.txt", b"y")).id)
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(f"{name}\n", "utf-8")
    page.files.read([tmp_path / "a.log", tmp_path / "b.log"])
    grant(page)
    for line in page.model.lines():
        if line.name in ("note.txt", "a.log"):
            page.files.boxes[line.key].click()
    review(page)
    assert page.model.package is not None
    assert sorted(one.name for one in page.model.package.texts) == ["b.log", "other.txt"]
    assert [one.name for one in page.model.package.left_out] == ["note.txt"]


def test_a_zip_that_could_not_be_recorded_does_not_stay(
    ground: Ground, page: HandoffPage, tmp_path: Path
) -> None:
    page.open(ticket(ground).id)
    review(page)
    told: list[Problem] = []
    ground.desktop.problem.connect(told.append)
    assert page.model.package is not None
    page.model.package = replace(page.model.package, ticket_id="gone")
    page.over.save_into(tmp_path / "out", None)
    assert len(told) == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_the_form_of_an_authorisation_says_what_is_wrong(ground: Ground, page: HandoffPage) -> None:
    page.open(ticket(ground).id)
    page.steps.setCurrentIndex(1)
    part = page.files.grant
    for fields, said in (
        ({"approver": "王磊"}, "批准人不能"), ({"purpose": ""}, "目的"), ({"until": "99"}, "30"),
        ({"until": "soon"}, "soon"),
    ):  # fmt: skip
        grant(page, **fields)
        assert said in part.problem.text()
        assert not part.problem.isHidden()
    assert page.model.authorisations() == ()
    grant(page)
    assert page.model.number.startswith("SQ-20261124-")
    assert part.form.isHidden()


def test_the_receipt_starts_the_vendors_clock(
    qtbot: QtBot, ground: Ground, page: HandoffPage
) -> None:
    one = ticket(ground)
    page.open(one.id)
    review(page)
    page.over.record.click()
    form = page.over.form
    assert form.when.hasFocus()
    qtbot.keyClicks(form.when, "11:00")
    qtbot.keyClicks(form.case_no, "YY-7")
    qtbot.keyClick(form.proof, KEY.Key_Return)
    after = ground.store.ticket(one.id)
    assert (after.status, after.case_no) == (Status.WITH_VENDOR, "YY-7")
    assert page.over.record.isHidden()


def test_a_receipt_that_was_given_up_is_offered_again(
    qtbot: QtBot, ground: Ground, page: HandoffPage
) -> None:
    page.open(ticket(ground).id)
    review(page)
    page.over.record.click()
    qtbot.keyClick(page.over.form.when, KEY.Key_Escape)
    assert page.over.form.isHidden()
    assert page.over.record.isVisible()
    assert page.isVisible()


def test_codes_carry_title_and_body(qtbot: QtBot, ground: Ground, page: HandoffPage) -> None:
    page.open(ticket(ground).id)
    review(page)
    page.over.buttons["codes"].click()
    many = len(page.model.parts())
    assert many > 1
    assert page.codes.place.text() == f"第 1 个,共 {many} 个"
    assert not page.codes.image.pixmap().isNull()
    qtbot.keyClick(page.codes, KEY.Key_Right)
    assert page.codes.place.text().startswith("第 2 个")
    qtbot.keyClick(page.codes, KEY.Key_Escape)
    assert page.codes.isHidden() or not page.codes.isVisible()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_field_has_a_name_in_both_languages(
    ground: Ground, page: HandoffPage, language: str
) -> None:
    page.open(ticket(ground, ("shot.png", PNG)).id)
    ground.desktop.speech.switch("en" if language == "en" else "zh_CN")
    nameless = []
    for kind in (QLineEdit, QPlainTextEdit, QAbstractButton, QComboBox):
        for one in page.findChildren(kind):
            face = QAccessible.queryAccessibleInterface(one)
            if one.focusPolicy() and face and not face.text(QAccessible.Text.Name):
                nameless.append(one)
    assert nameless == []


def test_logs_of_another_ticket_are_gone(ground: Ground, page: HandoffPage, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("x\n", "utf-8")
    page.open(ticket(ground).id)
    page.model.read([log], Span(1000))
    assert len(page.model.lines()) == 1
    page.open(ticket(ground).id)
    assert page.model.lines() == ()
