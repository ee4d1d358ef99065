"""The vendor boards in the window: claims extend, evidence takes its file, looks are recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from register_ground import contracts_page, put

from firstline.app.doors.contract_doors import contract_doors
from firstline.domain.contracts import contract
from firstline.domain.contracts.contract import contracts
from firstline.domain.health.sheet import text_of
from firstline.domain.review import claim, evidence, policy
from firstline.widgets.contracts.page import ContractsPage
from firstline.widgets.health.leaf import Leaf
from window_makers import Window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path, contracts=lambda: contract_doors(tmp_path)[0])
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, window: Window, tmp_path: Path) -> ContractsPage:
    return contracts_page(qtbot, window, tmp_path)


def shown(page: ContractsPage, name: str, key: str) -> Leaf:
    page.model.refresh()
    page.go_to(name)
    found = page.leaf(name)
    assert isinstance(found, Leaf)
    found.go_to(key)
    return found


def test_a_settled_claim_extends_its_contract_from_the_window(
    page: ContractsPage, window: Window
) -> None:
    put(window, contract.SHEET, number="HT-7", party="用友", start="2026-01-01", end="2026-12-31")
    key = put(window, claim.SHEET, title="三季度", contract="HT-7", clause="8.2",
              first="2026-07-01", last="2026-09-30", state="settled", granted_days="7")  # fmt: skip
    panel = shown(page, "claim", key).panel
    (button,) = [one for one in panel.acts if not one.isHidden()]
    button.click()
    (found,) = contracts(window.store.records("contract"))
    assert str(found.span.last) == "2027-01-07"
    assert "2027-01-07" in page.model.boards["contract"].lines[0].cells[2].words.zh


def test_evidence_takes_its_source_and_a_look_its_finding(
    page: ContractsPage, window: Window, tmp_path: Path
) -> None:
    source = tmp_path / "源.csv"
    source.write_text("a\n", "utf-8")
    key = put(window, evidence.SHEET, title="ROI", measure="roi", first="2026-01-01",
              last="2026-06-30", benefit="9", cost="6", source="财务", owner="李娜")  # fmt: skip
    panel = shown(page, "evidence", key).panel
    (act,) = page.model.acts_of(evidence.SHEET)
    panel.take_file(act, source)
    held = window.store.record("evidence", key)
    assert held is not None
    assert text_of(held, "file") == "源.csv"
    assert window.store.file_path(text_of(held, "file_sha256")) is not None
    seen = put(window, policy.SHEET, title="U8 政策", source="官网", owner="李娜")
    panel = shown(page, "policy_watch", seen).panel
    panel.note.setText("新时限")
    panel.acts[1].click()
    found = window.store.record("policy_watch", seen)
    assert found is not None
    assert (text_of(found, "seen"), text_of(found, "effect")) == ("新时限", "pack")
    assert page.model.boards["policy_watch"].line(seen) is not None


def test_the_quarter_and_the_three_views_are_on_the_page(page: ContractsPage) -> None:
    page.model.refresh()
    views = page.model.boards["views"]
    readers = {one.key.partition(":")[0] for one in views.lines}
    assert readers == {"today", "lead", "management"}
    assert page.model.boards["vendor_quality"].lines == ()
