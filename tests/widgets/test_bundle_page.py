"""The page of bundles: two windows exchange one ticket by file, keys are accepted once (S86)."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from firstline.app.doors.bundles import BundleWork
from firstline.app.portals import Portals
from firstline.domain.edits import edits
from firstline.domain.errors import Problem
from firstline.widgets.sync.bundle_page import BundlePage
from window_makers import Window, at_once


@pytest.fixture(autouse=True)
def _vault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firstline.system.seals.MEMORY_KIB", 64)


def _page(window: Window, qtbot: QtBot) -> BundlePage:
    store = window.desktop.store
    portals = Portals(store.folder, lambda: "ein langes Wort der Tests")
    doors = BundleWork(portals, at_once(store), window.desktop.ticking.now)
    page = BundlePage(window.desktop, doors)
    qtbot.addWidget(page)
    page.show()
    return page


def test_a_ticket_goes_to_another_desk_and_its_answer_comes_back(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    there = Window(tmp_path / "there")
    try:
        here, far = _page(window, qtbot), _page(there, qtbot)
        ours = window.desktop.store
        ticket = ours.ticket(window.store.ticket("T1").id)
        before = len(ticket.events)
        here.send(ticket.id)
        word = here.out.field.text()
        assert len(word) >= 16
        here.out.save_to(tmp_path / "a.deskpack")
        assert here.out.done.text()
        assert len(ours.ticket(ticket.id).events) == before + 1

        far.into.open_file(tmp_path / "a.deskpack")
        assert not far.into.take.isVisible()  # sealed: nothing can be said of it yet
        far.into.field.setText("another-word-0000")
        qtbot.keyClick(far.into.field, Qt.Key.Key_Return)
        assert far.into.result.text()
        far.into.field.setText(word)
        qtbot.keyClick(far.into.field, Qt.Key.Key_Return)
        assert ticket.title in far.into.facts.text()
        assert not far.into.take.isEnabled()  # a stranger's key
        far.into.compared.setChecked(True)
        far.into.take.click()
        came = there.desktop.store.ticket(ticket.id)
        assert len(came.events) == before + 2
        assert far.model.came == ticket.id

        reply = edits.reply(came, "总部:已处理", there.desktop.stamp())
        assert there.desktop.perform(reply)
        far.send(ticket.id)
        far.out.sealed.setChecked(False)
        far.out.save_to(tmp_path / "b.deskpack")
        here.into.open_file(tmp_path / "b.deskpack")
        here.into.compared.setChecked(True)
        here.into.take.click()
        texts = [one.text for one in ours.ticket(ticket.id).events]
        assert texts.count("总部:已处理") == 1
        here.into.open_file(tmp_path / "b.deskpack")  # twice, and the key is known by now
        assert here.into.take.isEnabled()
        here.into.take.click()
        assert len(ours.ticket(ticket.id).events) == len(texts)
    finally:
        there.close()


def test_a_weak_passphrase_writes_nothing_and_no_pack_is_told(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    page = _page(window, qtbot)
    page.send(window.store.ticket("T1").id)
    page.out.field.setText("kurz")
    page.out.save_to(tmp_path / "a.deskpack")
    assert not (tmp_path / "a.deskpack").exists()
    assert page.out.warning.text()
    (tmp_path / "x.deskpack").write_text("kein Paket", "utf-8")
    page.into.open_file(tmp_path / "x.deskpack")
    assert isinstance(page.model.found, Problem)
    assert page.into.result.text()
    assert not page.into.take.isVisible()


def test_the_command_opens_the_page_for_the_chosen_ticket(window: Window) -> None:
    window.shell.start()
    window.shell.aids.run("bundle")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, BundlePage)
    assert page.model.ticket_id == window.shell.page.list.current_id()
    assert page.out.ticket.text()
