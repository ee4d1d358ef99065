"""Value-added services in the window: from an entry of the catalogue to its acceptance."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from firstline.app.doors.contract_doors import contract_doors
from firstline.domain.contracts import budget
from firstline.domain.edits.edit import Stamp
from firstline.domain.health import sheet as sheets
from firstline.domain.instants import epoch
from firstline.domain.ledger.acts import Booking, book, describe
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import What, ledgers
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.sources import all_reminders
from firstline.domain.services.form import KIND, answer_name
from firstline.domain.services.request import ServiceRequest, State, request_from
from firstline.domain.services.request_acts import reject
from firstline.system.settings import Settings
from firstline.widgets.combo import Combo
from firstline.widgets.contracts.catalogue_bar import CatalogueBar
from firstline.widgets.contracts.page import ContractsPage
from firstline.widgets.contracts.request_leaf import RequestLeaf
from firstline.widgets.health.leaf import Leaf
from window_makers import ME, Window, at_once


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path, contracts=lambda: contract_doors(tmp_path)[0])
    desktop = made.desktop
    now = made.clock()
    made.store.perform(describe(None, "预算", {"unit": "CNY"}, desktop.stamp()), now=now)
    (ledger,) = ledgers(made.store.records(LEDGER))
    made.store.perform(book(ledger, "预算", "", Booking(What.GRANT, "90000"), desktop.stamp()),
                       now=now)  # fmt: skip
    values = {"title": "上云", "base": "900000", "percent": "10", "ledger": "预算"}
    made.store.perform(
        sheets.new_record(budget.SHEET, values, desktop.stamp(), desktop.zone), now=now
    )
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, window: Window, tmp_path: Path) -> ContractsPage:
    made = ContractsPage(window.desktop, at_once(window.store), contract_doors(tmp_path)[0])
    qtbot.addWidget(made)
    made.resize(1216, 700)
    made.show()
    return made


def asked(page: ContractsPage, code: str = "ai-integration") -> RequestLeaf:
    """Ask for an entry by the button over the catalogue; return the leaf that then shows it."""
    page.model.refresh()
    page.go_to("catalog_item")
    held = page.leaf("catalog_item")
    assert isinstance(held, Leaf)
    held.table.go_to(f"shipped:{code}")
    (bar,) = held.findChildren(CatalogueBar)
    bar.ask.click()
    assert page.current == "service_request"
    found = page.leaf("service_request")
    assert isinstance(found, RequestLeaf)
    page.model.refresh()
    return found


def one(window: Window) -> ServiceRequest:
    (record,) = window.store.records(KIND)
    return request_from(record)


def type_in(leaf: RequestLeaf, form: str, **values: str) -> None:
    for name, value in values.items():
        editor = leaf.pane.forms[form].editors[name]
        if isinstance(editor, Combo):
            editor.setCurrentIndex(editor.findData(value))
        else:
            editor.setText(value)
            editor.textEdited.emit(value)


def press(leaf: RequestLeaf, form: str, button: str) -> None:
    leaf.pane.forms[form].buttons[button].click()
    leaf._model.refresh()


def fill(leaf: RequestLeaf, window: Window) -> None:
    """Answer every question as a person who leaves each field."""
    fields = leaf.pane.fields
    assert fields is not None
    answers: dict[str, Any] = {"purpose": "发票识别", "vendor": "滨海", "budget": "上云"}
    for each in one(window).item.questions:
        answers[answer_name(each)] = "no" if each.yes_no else "说明"
    for name, value in answers.items():
        editor = fields.fields[name]
        if isinstance(editor, Combo):
            editor.setCurrentIndex(editor.findData(value))
            editor.activated.emit(editor.currentIndex())
        elif isinstance(editor, QLineEdit):
            editor.setText(value)
            editor.textEdited.emit(value)
            editor.editingFinished.emit()
        else:
            editor.setPlainText(value)
            fields.keep()
    leaf._model.refresh()


def as_somebody(window: Window, name: str) -> None:
    settings = window.desktop.settings
    assert isinstance(settings, Settings)
    window.desktop.prefer(settings.having(user=name))


def test_the_shipped_entry_says_all_there_is_to_it(page: ContractsPage) -> None:
    page.go_to("catalog_item")
    held = page.leaf("catalog_item")
    assert isinstance(held, Leaf)
    held.table.go_to("shipped:ai-integration")
    told = held.panel._why.text()
    assert "★ 输入与输出是否会用于训练或改进模型?" in told
    assert "能随时关闭" in told
    assert held.panel.fields.isHidden()
    assert page.model.boards["catalog_item"].warns == 0, "what ships asks nobody to mend it"


def test_a_shipped_entry_becomes_our_own_and_is_changed_in_place(
    page: ContractsPage, window: Window
) -> None:
    page.go_to("catalog_item")
    held = page.leaf("catalog_item")
    assert isinstance(held, Leaf)
    many = len(page.model.boards["catalog_item"].lines)
    held.table.go_to("shipped:tuning")
    (bar,) = held.findChildren(CatalogueBar)
    bar.adopt.click()
    page.model.refresh()
    (record,) = window.store.records("catalog_item")
    assert held.table.key() == record.id
    assert len(page.model.boards["catalog_item"].lines) == many
    assert bar.adopt.isHidden()
    field = held.panel.fields.fields["lead_days"]
    assert isinstance(field, QLineEdit)
    field.setText("5")
    field.textEdited.emit("5")
    field.editingFinished.emit()
    (record,) = window.store.records("catalog_item")
    assert (record.fields["lead_days"], record.fields["code"]) == (5, "tuning")


def test_from_the_catalogue_to_the_cost_in_the_budget_line(
    page: ContractsPage, window: Window
) -> None:
    told: list[str] = []
    window.desktop.problem.connect(lambda problem: told.append(problem.sentence.zh))
    leaf = asked(page)
    assert one(window).paid.requester == ME
    assert "可用预算(元):上云 90000.00" in leaf.pane._said.text()
    assert "还缺" in leaf.pane._lacks.text()
    type_in(leaf, "quote", amount="42000", valid="2026-12-20", ref="BJ-7")
    press(leaf, "quote", "quote")
    assert "还缺" in told[-1]
    fill(leaf, window)
    assert leaf.pane._lacks.isHidden()
    assert leaf.pane.forms["quote"].values()["amount"] == "42000", "what was typed is still there"
    press(leaf, "quote", "quote")
    assert one(window).state is State.QUOTED
    assert "批准后剩 48000.00 元" in leaf.pane._said.text()
    press(leaf, "approve", "approve")
    assert "不能是申请人" in told[-1]
    as_somebody(window, "许静")
    press(leaf, "approve", "approve")
    assert (one(window).state, one(window).paid.approver) == (State.APPROVED, "许静")
    assert "已承诺 42000.00" in page.model.boards["budget_plan"].lines[0].why.zh
    fields = leaf.pane.fields
    assert fields is not None
    vendor = fields.fields["vendor"]
    assert isinstance(vendor, QLineEdit)
    assert vendor.isReadOnly(), "what was approved stays as it was"
    type_in(leaf, "deliver", evidence="接口与报告")
    press(leaf, "deliver", "deliver")
    for each in one(window).criteria[:-1]:
        type_in(leaf, "check", criterion=each.criterion.id, evidence="日志")
        press(leaf, "check", "pass")
    type_in(leaf, "check", criterion="deleted", evidence="没有证明")
    press(leaf, "check", "fail")
    type_in(leaf, "accept", amount="40500.50")
    press(leaf, "accept", "accept")
    assert "没有通过" in told[-1]
    type_in(leaf, "check", criterion="deleted", evidence="下周补", by="许静")
    press(leaf, "check", "waive")
    press(leaf, "accept", "accept")
    assert one(window).state is State.ACCEPTED
    state = page.model.boards["service_request"].lines[0].cells[1]
    assert (state.words.zh, state.shade) == ("? 已验收,未证实", "P2"), "never green by itself (S3)"
    assert "已发生 40500.50" in page.model.boards["budget_plan"].lines[0].why.zh
    assert "已承诺 0.00" in page.model.boards["budget_plan"].lines[0].why.zh
    assert leaf.pane.forms == {}
    assert "验收 已完成 40500.50" in leaf.pane.chain.accessibleName()


def test_what_is_typed_in_a_form_survives_a_restart(
    qtbot: QtBot, page: ContractsPage, window: Window, tmp_path: Path
) -> None:
    leaf = asked(page)
    type_in(leaf, "quote", amount="123", ref="BJ")
    again = ContractsPage(window.desktop, at_once(window.store), contract_doors(tmp_path)[0])
    qtbot.addWidget(again)
    again.show()
    again.go_to("service_request")
    held = again.leaf("service_request")
    assert isinstance(held, RequestLeaf)
    assert held.pane.forms["quote"].values()["amount"] == "123"
    QTest.keyClick(held.pane.forms["quote"].editors["amount"], Qt.Key.Key_Return)
    assert one(window).quotes == (), "refused: the form lacks something"


def test_the_file_of_a_quote_is_kept_by_its_hash(
    page: ContractsPage, window: Window, tmp_path: Path
) -> None:
    told: list[str] = []
    window.desktop.problem.connect(lambda problem: told.append(problem.sentence.zh))
    leaf = asked(page)
    fill(leaf, window)
    type_in(leaf, "quote", amount="1", valid="2026-12-20", file=str(tmp_path / "no.pdf"))
    press(leaf, "quote", "quote")
    assert "打不开文件 no.pdf" in told[-1]
    (tmp_path / "no.pdf").write_bytes(b"%PDF")
    press(leaf, "quote", "quote")
    (quote,) = one(window).quotes
    assert (quote.file, len(quote.sha256)) == ("no.pdf", 64)


def test_what_two_desks_did_is_seen_and_the_ledgers_are_put_right(
    page: ContractsPage, window: Window
) -> None:
    leaf = asked(page)
    fill(leaf, window)
    type_in(leaf, "quote", amount="5000", valid="2026-12-20")
    press(leaf, "quote", "quote")
    before = one(window)
    as_somebody(window, "许静")
    press(leaf, "approve", "approve")
    stamp = Stamp("ffffffff-0000-7000-8000-000000000000", window.clock(), "王磊")
    gone = reject(before, "不做了", stamp, withdrawn=True)  # made without knowing of the approval
    window.store.perform(gone, now=window.clock())
    page.model.refresh()
    assert one(window).state is State.WITHDRAWN
    (line,) = page.model.boards["service_request"].lines
    assert [flag.code for flag in line.flags] == ["approved_too", "ledger_differs"]
    assert "已承诺 5000.00" in page.model.boards["budget_plan"].lines[0].why.zh
    press(leaf, "settle", "settle")
    assert "已承诺 0.00" in page.model.boards["budget_plan"].lines[0].why.zh
    (line,) = page.model.boards["service_request"].lines
    assert [flag.code for flag in line.flags] == ["approved_too"]


def test_the_letter_and_both_languages(page: ContractsPage, window: Window, tmp_path: Path) -> None:
    leaf = asked(page, "consult-day")
    assert "还缺" in leaf.letter.lacks.text()
    leaf.letter.show_button.click()
    assert "验收标准" in leaf.letter.page.toPlainText()
    assert leaf.letter.write(tmp_path / "a.html")
    window.speech.switch("en")
    assert leaf.pane.chain.accessibleName().startswith("Steps: Request now")
    names = [one.accessibleName() for one in leaf.findChildren(QLineEdit)]
    assert all(names), "every field has a name"
    assert leaf.pane.forms["quote"].buttons["quote"].text() == "Record the quote"


def test_a_reminder_leads_to_its_request_and_the_palette_to_both_boards(window: Window) -> None:
    window.shell.aids.run("catalogue")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, ContractsPage)
    assert page.current == "catalog_item"
    leaf = asked(page)
    fill(leaf, window)
    type_in(leaf, "quote", amount="5000", valid="2026-12-02")
    press(leaf, "quote", "quote")
    given = Given(window.store.records, window.clock(), window.desktop.zone)
    found = [each for each in all_reminders(given) if each.section == "contracts"]
    assert {each.record for each in found} == {one(window).id}
    assert any(epoch(window.clock() + timedelta(days=2)) > each.at for each in found)
    window.shell.go("queue")
    window.shell.sections.show_wanted("register", f"service_request {one(window).id}")
    assert page.current == "service_request"
    assert leaf.pane.key == one(window).id
    window.shell.go("queue")
    window.shell.aids.run("service_requests")
    assert page.current == "service_request"
