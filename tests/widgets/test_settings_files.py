"""The limit of attachments in the settings: chosen there, kept in the profile, acted on at once."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from firstline.domain.edits import edits
from firstline.store.filing import LIMIT_SETTING
from firstline.viewmodel.settings import MIB
from firstline.widgets.settings.view import SettingsView
from window_makers import Window


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> SettingsView:
    window.shell.go("settings")
    made = window.shell.pages.currentWidget()
    assert isinstance(made, SettingsView)
    qtbot.addWidget(window.shell)
    return made


def choose(page: SettingsView, size_bytes: int) -> None:
    at = page.files.findData(size_bytes)
    assert at >= 0
    page.files.setCurrentIndex(at)
    page.files.activated.emit(at)


def test_it_is_kept_where_the_exchange_reads_it(page: SettingsView, window: Window) -> None:
    assert page.files.currentText() == "不限"
    choose(page, 500 * MIB)
    assert window.store.get(LIMIT_SETTING) == 500 * MIB
    page.show_values()
    assert page.files.currentText() == "500 MB"
    window.speech.switch("en")
    assert page.files.accessibleName() == "Attachments on this PC"
    choose(page, 0)
    assert page.files.currentText() == "No limit"


def test_a_limit_of_another_size_is_shown_as_it_is(page: SettingsView, window: Window) -> None:
    window.store.put(LIMIT_SETTING, 77 * MIB)
    page.show_values()
    assert page.files.currentText() == "77 MB"
    window.store.put(LIMIT_SETTING, "much")
    page.show_values()
    assert page.files.currentText() == "不限"


def test_what_is_over_it_goes_at_once_but_nothing_unsent(
    page: SettingsView, window: Window
) -> None:
    store, now = window.store, window.clock()
    kept = {}
    for name in ("at the portal", "unsent"):
        file = store.keep_file(name.encode() * 4096, f"{name}.txt")
        ticket = store.ticket("T1")
        store.perform(edits.attach(ticket.id, (file,), window.desktop.stamp()), now=now)
        kept[name] = file.sha256
    store.file_sent("main", kept["at the portal"], now)
    store.file_sent("", kept["at the portal"], now)
    window.settings.limit_files(10)  # bytes
    assert store.file_path(kept["at the portal"]) is None
    assert store.file_path(kept["unsent"]) is not None
