"""An industry is applied by a button: its risks, and pharma's traceability in a migration (S87)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from firstline.domain.runbook import acts
from firstline.domain.runbook.book import book_from
from firstline.domain.runbook.pack import parse_template
from firstline.system.resources import read_text
from firstline.widgets.settings.industry import IndustryCard
from firstline.widgets.settings.view import SettingsView
from window_makers import Window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    del qtbot
    made = Window(tmp_path)
    yield made
    made.close()


@pytest.fixture
def card(qtbot: QtBot, window: Window) -> IndustryCard:
    made = IndustryCard(window.desktop)
    qtbot.addWidget(made)
    made.retranslate()
    at = made.industry.findData("pharma")
    assert at >= 0
    made.industry.setCurrentIndex(at)
    made.industry.activated.emit(at)
    return made


def test_the_risks_are_taken_in_once(card: IndustryCard, window: Window) -> None:
    assert "批次追溯" in card.about.text()
    card.go.click()
    codes = {str(one.fields["code"]) for one in window.store.records("risk")}
    assert codes == {"IP1", "IP2"}
    assert "2" in card.said.text()
    card.go.click()
    assert len(window.store.records("risk")) == 2
    assert "没有改动" in card.said.text()


def test_pharma_adds_batch_traceability_to_the_gates_of_a_migration(
    card: IndustryCard, window: Window
) -> None:
    name = "cutover.toml"
    template = parse_template(read_text("packs", "checklists", name), name)
    begun = acts.begin(template, "", "上云", "rb", window.desktop.stamp())
    window.store.perform(begun, now=window.clock())
    card.retranslate()
    at = card.book.findData(begun.entity)
    assert at > 0
    card.book.setCurrentIndex(at)
    card.go.click()
    (record,) = window.store.records("runbook")
    items = {one.id: one for one in book_from(record).template.items}
    added = [one for key, one in items.items() if key.startswith("IP-")]
    assert len(added) == 3
    assert any("批次追溯" in one.title.zh for one in added)
    card.go.click()
    (record,) = window.store.records("runbook")
    assert len(book_from(record).template.items) == len(items)


def test_the_palette_leads_to_the_industry(window: Window) -> None:
    window.shell.aids.run("industry")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, SettingsView)
    assert page.industry.go.text()
