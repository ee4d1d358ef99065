"""The page of contracts: the timeline by keyboard, registers, decisions, letters and reminders."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from register_ground import contracts_page, put

from firstline.app.doors.contract_doors import contract_doors
from firstline.domain.contracts import application, contract, package, price, supplement
from firstline.domain.edits.edits import open_ticket
from firstline.domain.instants import epoch
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.sources import all_reminders
from firstline.viewmodel.contracts.entries import ENTRIES, SHELVES
from firstline.viewmodel.contracts.timeline import Timeline
from firstline.viewmodel.handoff.typed import HandoffTyped
from firstline.widgets.contracts.letter_bar import LetterBar
from firstline.widgets.contracts.page import ContractsPage
from firstline.widgets.contracts.timeline_leaf import TimelineLeaf
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.report_leaf import ReportLeaf
from window_makers import Window

DEAL = {"number": "HT-7", "title": "U8", "party": "用友", "start": "2026-01-01",
        "end": "2027-01-31", "notice": "2026-12-31", "price": "60000"}  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path, contracts=lambda: contract_doors(tmp_path)[0])
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, window: Window, tmp_path: Path) -> ContractsPage:
    return contracts_page(qtbot, window, tmp_path)


def leaf(page: ContractsPage, name: str) -> Leaf:
    page.go_to(name)
    found = page.leaf(name)
    assert isinstance(found, Leaf)
    return found


def test_the_timeline_draws_contracts_with_what_hangs_on_them(
    page: ContractsPage, window: Window
) -> None:
    key = put(window, contract.SHEET, **DEAL)
    put(window, contract.SHEET, **{**DEAL, "number": "HT-1", "end": "2026-05-31", "notice": ""})
    put(window, supplement.SHEET, clause="3.2", contract="HT-7", text="x", valid_from="2026-03-01",
        targets="P1 响应 30分")  # fmt: skip
    page.model.refresh()
    board = page.model.boards["timeline"]
    assert isinstance(board.extra, Timeline)
    bars = board.extra.bars
    assert [(one.kind, one.inside) for one in bars] == [
        ("contract", False), ("supplement", True), ("contract", False),
    ]  # fmt: skip
    first = bars[0]
    assert (first.key, str(first.notice), len(first.reminders)) == (key, "2026-12-31", 6)
    assert bars[2].shade == "muted", "what ended comes last and is pale"


def test_the_timeline_is_walked_by_keys_and_opens_the_record(
    page: ContractsPage, window: Window
) -> None:
    key = put(window, contract.SHEET, **DEAL)
    other = put(window, contract.SHEET, **{**DEAL, "number": "HT-9", "end": "2027-05-31"})
    page.model.refresh()
    held = page.leaf("timeline")
    assert isinstance(held, TimelineLeaf)
    chart = held.chart
    assert chart.current() == key
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current() == other
    assert "HT-9" in chart.accessibleName()
    assert "HT-9" in held.why.text()
    days = chart.days
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.days < days
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    chart.repaint()
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert page.current == "contract"
    table = leaf(page, "contract").table
    assert table.key() == other


def test_a_contract_is_recorded_in_place_and_money_reads_as_yuan(
    page: ContractsPage, window: Window
) -> None:
    held = leaf(page, "contract")
    page.add.click()
    for name, value in DEAL.items():
        held.panel.fields.fields[name].setText(value)  # type: ignore[union-attr]
    held.panel.save.click()
    (record,) = window.store.records("contract")
    assert record.fields["price"] == 6_000_000
    page.model.refresh()
    held.table.go_to(record.id)
    assert held.panel.fields.value("price") == "60000.00"
    held.panel.note.setText("用量下降")
    drop = next(one for one in held.panel.acts if one.text() == "不续")
    drop.click()
    after = window.store.record("contract", record.id)
    assert after is not None
    assert (after.fields["choice"], after.fields["reason"]) == ("drop", "用量下降")


def test_an_overlap_is_told_in_the_banner_and_nothing_is_recorded(
    page: ContractsPage, window: Window
) -> None:
    told: list[str] = []
    window.desktop.problem.connect(lambda problem: told.append(problem.sentence.zh))
    put(window, contract.SHEET, **DEAL)
    values = {"contract": "HT-7", "text": "x", "valid_from": "2026-03-01"}
    put(window, supplement.SHEET, clause="3.2", targets="P1 响应 30分", **values)
    added = page.model.add(supplement.SHEET, {"clause": "5.1", "targets": "P1 响应 9分", **values})
    assert added == ""
    assert "3.2" in told[0]
    assert "5.1" in told[0]
    assert len(window.store.records("supplement")) == 1


def test_the_decision_board_advises_nothing_without_data(
    page: ContractsPage, window: Window
) -> None:
    put(window, price.SHEET, title="金牌", what="package", contents="onsite", price="60000",
        as_of="2026-01-01", source="报价单")  # fmt: skip
    page.model.refresh()
    board = page.model.boards["decision"]
    assert "不推荐" in board.verdict.zh
    assert "不参与计算" in board.verdict.zh
    page.go_to("decision")
    held = page.leaf("decision")
    assert isinstance(held, ReportLeaf)
    assert held.table.rowCount() == 2


def test_a_letter_lists_what_is_missing_and_is_written_whole(
    page: ContractsPage, window: Window, tmp_path: Path
) -> None:
    put(window, application.SHEET, title="预评估", sort="preassess", party="服务商")
    page.model.refresh()
    held = leaf(page, "application")
    (bar,) = held.findChildren(LetterBar)
    assert "企业概况" in bar.lacks.text()
    bar.show_button.click()
    assert "服务预评估申请" in bar.page.toPlainText()
    assert bar.write(tmp_path / "a.html")
    assert "未填写" in (tmp_path / "a.html").read_text("utf-8")
    assert bar.write(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    assert not bar.write(tmp_path / "no" / "a.html")
    assert told


def test_the_calendar_holds_the_open_deadlines(
    page: ContractsPage, window: Window, tmp_path: Path
) -> None:
    put(window, contract.SHEET, **DEAL)
    page.model.refresh()
    out = tmp_path / "renewals.ics"
    assert page.write_calendar(out)
    assert out.read_bytes().count(b"BEGIN:VALARM") == 3, "alarms that are still to come"


def test_the_hand_off_in_the_window_names_the_package(window: Window) -> None:
    put(window, contract.SHEET, **DEAL)
    put(window, package.SHEET, title="金牌", code="GOLD-26", contract="HT-7", contents="onsite",
        rank="1")  # fmt: skip
    stamp = window.desktop.stamp()
    edit = open_ticket(stamp, stamp.id, {"title": "停", "product": "U8", "site": "总部"})
    window.store.perform(edit, now=window.clock())
    typed = HandoffTyped(window.desktop)
    typed.open(edit.entity)
    assert typed.value("contract") == "金牌 [GOLD-26] · HT-7 · 排队名次 1"


def test_every_board_speaks_both_languages_and_has_a_name(
    page: ContractsPage, window: Window
) -> None:
    assert next(one.name.zh for one in SHELVES) == "合同"
    for entry in ENTRIES:
        page.go_to(entry.frame.id)
        made = page.leaf(entry.frame.id)
        if isinstance(made, TimelineLeaf):
            assert made.chart.accessibleName()
        else:
            assert made.table.accessibleName() == entry.frame.name.zh
    window.speech.switch("en")
    assert page.list.item(page.list.currentRow()).text().startswith("Applications")


def test_a_reminder_leads_to_its_contract_and_the_command_has_a_key(window: Window) -> None:
    key = put(window, contract.SHEET, **DEAL)
    now = window.clock()
    given = Given(window.store.records, now, window.desktop.zone)
    found = [one for one in all_reminders(given) if one.section == "contracts"]
    assert {one.record for one in found} == {key}
    later = epoch(now + timedelta(days=8))
    assert any(epoch(now) < one.at <= later for one in found), "30 days before the notice"
    window.shell.sections.show_wanted("register", f"contract {key}")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, ContractsPage)
    assert page.current == "contract"
    window.shell.go("queue")
    window.shell.aids.run("renewals")
    assert page.current == "renewal"
