"""Suggestions while typing: quiet, late questions dropped, duplicates warned of before creation."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from firstline.app.shipped import lay_in
from firstline.domain.edits import edits
from firstline.domain.edits.edits import Stamp
from firstline.domain.edits.moves import move
from firstline.domain.ids import new_id
from firstline.domain.knowledge.recurrence import change, recurrence_from
from firstline.domain.knowledge.similar import Asked
from firstline.domain.ticket.ticket import Status
from firstline.viewmodel.detail.similar import SimilarModel
from firstline.widgets.detail.similar_box import SimilarBox
from firstline.widgets.triage.sheet import TriageSheet
from window_makers import NOW, Window

KEY = Qt.Key
LONG_AGO = timedelta(days=90)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    lay_in(made.store, NOW)
    solved(made, "月末结账被拒:有未记账凭证", "先记账,再结账")
    while made.store.catch_up():
        pass
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    qtbot.waitUntil(made.shell.isActiveWindow)
    yield made
    made.close()


def solved(window: Window, title: str, said: str) -> None:
    at = NOW - LONG_AGO
    ticket_id = new_id(at)
    window.store.perform(
        edits.open_ticket(Stamp(new_id(at), at, "王磊"), ticket_id, {"title": title}), now=NOW
    )
    ticket = window.store.ticket(ticket_id)
    stamp = Stamp(new_id(at), at, "王磊")
    window.store.perform(move(ticket, Status.RESOLVED, stamp, text=said), now=NOW)


def write(field: QLineEdit, text: str) -> None:
    """Write as an input method does: no key stands for a Chinese character."""
    field.setFocus()
    field.setText(text)
    field.textEdited.emit(text)


def heads(box: SimilarBox) -> list[str]:
    return [row.line.head.zh for row in box.rows]


def sheet_of(window: Window) -> TriageSheet:
    window.shell.pages.show_sheet(None)
    sheet = window.shell.pages.currentWidget()
    assert isinstance(sheet, TriageSheet)
    return sheet


def test_what_is_typed_brings_what_helped(qtbot: QtBot, window: Window) -> None:
    sheet = sheet_of(window)
    write(sheet.fields.title, "结账又被拒,未记账凭证")
    qtbot.waitUntil(lambda: bool(sheet.similar.rows))
    assert "月末结账被拒" in heads(sheet.similar)[0]
    assert "先记账" in sheet.similar.rows[0].line.under.zh
    assert any(one.startswith("K08") for one in heads(sheet.similar))
    assert sheet.fields.title.hasFocus()
    sheet.fields.title.clear()
    sheet.fields.title.textEdited.emit("")
    assert not sheet.similar.isVisible()


def test_an_article_opens_and_the_draft_is_kept(qtbot: QtBot, window: Window) -> None:
    sheet = sheet_of(window)
    write(sheet.fields.title, "结不了账")
    qtbot.waitUntil(lambda: any(row.line.kind == "article" for row in sheet.similar.rows))
    row = next(row for row in sheet.similar.rows if row.line.kind == "article")
    row.setFocus()
    qtbot.keyClick(row, KEY.Key_Space)
    assert window.shell.pages.section == "knowledge"
    article = window.shell.sections.knowledge.page.reader.article
    assert article is not None
    assert article.id == "K08"
    assert sheet_of(window).fields.title.text() == "结不了账"


def test_what_helped_before_a_ticket_was_made_is_deflection(qtbot: QtBot, window: Window) -> None:
    reader = window.shell.sections.knowledge.page.reader

    def offered(box: SimilarBox) -> bool:
        return any(row.line.kind == "article" for row in box.rows)

    for sent in ("sheet", "detail"):
        if sent == "sheet":
            box = sheet_of(window).similar
            write(sheet_of(window).fields.title, "结不了账")
        else:
            stamp, ticket_id = window.desktop.stamp(), new_id(NOW)
            made = edits.open_ticket(stamp, ticket_id, {"title": "结不了账", "product": "U8"})
            assert window.desktop.perform(made)
            window.shell.show_ticket(ticket_id)
            box = window.shell.detail.similar
        qtbot.waitUntil(partial(offered, box))
        next(row for row in box.rows if row.line.kind == "article").click()
        assert window.shell.pages.section == "knowledge"
        qtbot.mouseClick(reader.yes, Qt.MouseButton.LeftButton)
        window.shell.go("queue")
    use = window.store.helped()
    assert (use.yes, use.alone) == (2, 1)


def test_a_duplicate_is_warned_of_before_creation(qtbot: QtBot, window: Window) -> None:
    sheet = sheet_of(window)
    sheet.fields.names["site"].setText("二厂")
    write(sheet.fields.title, "打印机无法连接了")
    qtbot.waitUntil(lambda: bool(sheet.similar.rows))
    row = sheet.similar.rows[0]
    assert row.line.kind == "duplicate"
    assert "T2" in row.line.head.zh
    assert "可能重复" in row.accessibleName()
    window.speech.switch("en")
    QCoreApplication.processEvents()
    assert "possible duplicate" in sheet.similar.rows[0].accessibleName()
    qtbot.mouseClick(sheet.similar.rows[0], Qt.MouseButton.LeftButton)
    assert window.shell.pages.section == "queue"
    assert window.shell.detail.ticket_id == window.store.ticket("T2").id


def test_an_open_ticket_is_closed_as_duplicate_and_undone(qtbot: QtBot, window: Window) -> None:
    stamp = window.desktop.stamp()
    fields: dict[str, Any] = {"title": "打印机无法连接", "site": "二厂"}
    ticket_id = new_id(stamp.at)
    window.desktop.perform(edits.open_ticket(stamp, ticket_id, fields))
    while window.store.catch_up():
        pass
    window.shell.show_ticket(ticket_id)
    box = window.shell.detail.similar
    qtbot.waitUntil(lambda: bool(box.model.shown.duplicates))
    assert box.model.close_as_duplicate(box.model.shown.duplicates[0])
    ticket = window.store.ticket(ticket_id)
    assert ticket.status is Status.DUPLICATE
    assert ticket.events[-1].data["of"] == "T2"
    assert not box.isVisible()
    window.desktop.undo()
    assert window.store.ticket(ticket_id).status is Status.NEW


def test_quick_capture_suggests_too(qtbot: QtBot, window: Window) -> None:
    capture = window.shell.aids.deeds.capture
    capture.ask()
    write(capture.field, "加密点数满了")
    qtbot.waitUntil(lambda: bool(capture.similar.rows))
    assert any(one.startswith("K01") for one in heads(capture.similar))
    capture.hide()


def test_the_newest_question_wins(qtbot: QtBot, window: Window) -> None:
    waiting: list[Any] = []
    window.desktop.later = lambda work, then: waiting.append((work, then))
    model = SimilarModel(window.desktop)
    for title in ("加密点数满了", "结不了账"):
        model.ask(Asked(title))
        model._look()
    for work, then in waiting:
        then(work(window.store))
    assert [one.number for one in model.shown.articles][:1] == ["K08"]
    (old_work, _), _ = waiting
    assert old_work(window.store) is None
    model.ask(Asked(""))
    assert model.shown.is_empty


def third(window: Window) -> str:
    ticket_id = ""
    for n in range(3):
        stamp = window.desktop.stamp()
        ticket_id = new_id(stamp.at)
        fields: dict[str, Any] = {
            "title": f"扫码报工没有完工数 {n}",
            "product": "U8+",
            "site": f"{n}",
        }
        window.desktop.perform(edits.open_ticket(stamp, ticket_id, fields))
    while window.store.catch_up():
        pass
    return ticket_id


def test_the_third_alike_proposes_a_problem_record(qtbot: QtBot, window: Window) -> None:
    last = third(window)
    window.shell.show_ticket(last)
    box = window.shell.detail.similar
    qtbot.waitUntil(lambda: box.model.shown.proposal is not None)
    problem_id = box.model.open_problem()
    assert problem_id
    qtbot.waitUntil(lambda: bool(box.model.shown.proposal and box.model.shown.proposal.member))
    box._take_up()
    page = window.shell.sections.knowledge.page
    assert page.problems.isVisible()
    assert page.problems.table.rowCount() == 1
    panel = page.problems.panel
    assert panel.tickets.count() == 3
    panel.texts["cause"].setPlainText("补丁 3 的缺陷")
    panel.stage.setCurrentIndex(panel.stage.findData("known"))
    panel.stage.activated.emit(panel.stage.currentIndex())
    held = window.store.records("problem")[0]
    assert (held.fields["stage"], held.fields["cause"]) == ("known", "补丁 3 的缺陷")
    panel.tickets.itemActivated.emit(panel.tickets.item(0))
    assert window.shell.pages.section == "queue"


@pytest.mark.parametrize("typed", ["", "我的"])
def test_who_types_into_a_record_does_not_undo_what_came(
    qtbot: QtBot, window: Window, typed: str
) -> None:
    window.shell.aids.run("problem")
    panel = window.shell.sections.knowledge.page.problems.panel

    def write(cause: str) -> None:
        held = recurrence_from(window.store.records("problem")[0])
        edit = change(held, {"cause": cause}, window.desktop.stamp())
        assert edit is not None
        window.store.perform(edit, now=window.clock())

    write("老的")
    qtbot.waitUntil(lambda: panel.texts["cause"].toPlainText() == "老的")
    panel.texts["cause"].setFocus()
    qtbot.waitUntil(panel.texts["cause"].hasFocus)
    panel.texts["cause"].insertPlainText(typed)
    write("别人的")
    panel.stage.setFocus()
    (kept,) = (one.edit for one in window.store.edits()[-1:])
    assert kept.changes[0].seen == "老的"
    assert (kept.changes[0].to == "别人的") is (not typed)


def test_a_known_cause_without_words_is_refused_in_place(qtbot: QtBot, window: Window) -> None:
    window.shell.show_ticket(third(window))
    box = window.shell.detail.similar
    qtbot.waitUntil(lambda: box.model.shown.proposal is not None)
    window.desktop.wanted.emit("problem", box.model.open_problem())
    panel = window.shell.sections.knowledge.page.problems.panel
    panel.stage.setCurrentIndex(panel.stage.findData("solved"))
    panel.stage.activated.emit(panel.stage.currentIndex())
    assert panel.stage.currentData() == "open"
    assert window.shell.banner.isVisible()


def test_chosen_tickets_become_a_problem_record(window: Window) -> None:
    window.shell.page.list.go_to(window.store.ticket("T4").id)
    window.shell.aids.run("problem")
    assert window.shell.pages.section == "knowledge"
    (held,) = window.store.records("problem")
    assert held.fields["title"] == "Printer on line 3 prints blanks"
    window.shell.go("queue")
    window.shell.aids.run("problems")
    assert window.shell.sections.knowledge.page.problems.isVisible()
