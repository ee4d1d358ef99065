"""A claim drafted in the window: breaches ticked, what is left out with its reason, the letter."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from register_ground import put

from firstline.app.doors.contract_doors import contract_doors
from firstline.app.doors.frozen_reports import frozen_reports
from firstline.domain.contracts import contract
from firstline.domain.edits import edits
from firstline.domain.edits.edit import Stamp
from firstline.domain.ids import new_id
from firstline.domain.review import claim
from firstline.domain.ticket.ticket import Status
from firstline.widgets.contracts.claim_bar import ClaimBar
from firstline.widgets.contracts.page import ContractsPage
from firstline.widgets.health.leaf import Leaf
from window_makers import ME, NOW, Window, at_once

CHINA = timezone(timedelta(hours=8))
DAY = datetime(2026, 9, 21, 8, 0, tzinfo=CHINA)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    yield made
    made.close()


def _late(window: Window, number: str, proof: str) -> None:
    """Record a ticket that the vendor ended days late, handed over with or without a proof."""
    key, store = new_id(NOW), window.store

    def stamp(hours: float) -> Stamp:
        return Stamp(new_id(NOW), DAY + timedelta(hours=hours), ME)

    fields = {"title": f"停产 {number}", "priority": "P1", "number": number}
    store.perform(edits.open_ticket(stamp(0), key, fields), now=NOW)
    at = DAY + timedelta(hours=0.2)
    made = edits.hand_off(
        store.ticket(key), stamp(0.2), at=at, received_at=at, proof=proof, case_no="C1"
    )
    store.perform(made, now=NOW)
    store.perform(edits.move(store.ticket(key), Status.RESOLVED, stamp(100)), now=NOW)


@pytest.fixture
def bar(qtbot: QtBot, window: Window, tmp_path: Path) -> ClaimBar:
    put(window, contract.SHEET, number="HT-7", party="用友", start="2026-01-01", end="2026-12-31",
        claim_clause="8.2", remedy_days="3")  # fmt: skip
    _late(window, "V1", "邮件 1")
    _late(window, "V2", "邮件 2")
    _late(window, "V3", "")
    doors, reports = contract_doors(tmp_path)[0], frozen_reports(window.desktop)
    page = ContractsPage(window.desktop, at_once(window.store), doors, reports)
    qtbot.addWidget(page)
    page.resize(1216, 700)
    page.show()
    page.model.refresh()
    page.go_to("claim")
    leaf = page.leaf("claim")
    assert isinstance(leaf, Leaf)
    (found,) = leaf.findChildren(ClaimBar)
    found.draft.click()
    return found


def test_each_breach_is_ticked_or_says_why_it_is_left_out(bar: ClaimBar, window: Window) -> None:
    assert bar.quarter.currentText() == "2026Q3"
    lines = [bar.list.item(at) for at in range(bar.list.count())]
    ticked = {one.text()[:2] for one in lines if one.checkState() is Qt.CheckState.Checked}
    assert ticked == {"V1", "V2"}
    bare = [one for one in lines if one.text().startswith("V3")]
    assert bare
    assert all(not one.flags() & Qt.ItemFlag.ItemIsUserCheckable for one in bare)
    assert all("未证实" in one.text() for one in bare)
    assert "8.2" in bar.sum.text()


def test_only_what_is_ticked_is_claimed_and_the_letter_says_so(
    bar: ClaimBar, window: Window, tmp_path: Path
) -> None:
    for at in range(bar.list.count()):
        item = bar.list.item(at)
        if item.text().startswith("V2"):
            item.setCheckState(Qt.CheckState.Unchecked)
    many = len(bar.keys())
    assert many
    bar.keep.click()
    (record,) = window.store.records("claim")
    held = claim.claim_of(record)
    assert {one.split()[0] for one in held.breaches} == {"V1"}
    assert (held.contract, held.days) == ("HT-7", 3 * many)
    bar._leaf.go_to(record.id)
    assert bar.letter.isEnabled()
    path = tmp_path / "letter.html"
    assert bar.write(path)
    text = path.read_text("utf-8")
    assert "V1" in text
    assert "没有选入这份申请" in text
    bar.draft.click()  # what is claimed already is not offered again
    lines = [bar.list.item(at) for at in range(bar.list.count())]
    assert all("另一份申请" in one.text() for one in lines if one.text().startswith("V1"))


def test_without_a_contract_nothing_can_be_drafted(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    page = ContractsPage(window.desktop, at_once(window.store), contract_doors(tmp_path)[0])
    qtbot.addWidget(page)
    page.model.refresh()
    page.go_to("claim")
    leaf = page.leaf("claim")
    assert isinstance(leaf, Leaf)
    (found,) = leaf.findChildren(ClaimBar)
    found.open_form()
    assert not found.keep.isEnabled()
    assert not found.letter.isEnabled()
