"""A record of a register is found in the palette and shown on the page that has it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from firstline.domain.health import risk
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.project import requirement
from firstline.system.pinyin import heard
from firstline.viewmodel.shell.finder import Finder
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.register_page import RegisterPage
from window_makers import Window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    yield made
    made.close()


def put(window: Window, sheet: Sheet, **values: str) -> str:
    edit = sheets.new_record(sheet, values, window.desktop.stamp(), window.desktop.zone)
    window.store.perform(edit, now=window.clock())
    return edit.entity


@pytest.mark.parametrize(
    ("sheet", "section"), [(risk.SHEET, "health"), (requirement.SHEET, "projects")]
)
def test_it_is_found_and_shown(window: Window, sheet: Sheet, section: str) -> None:
    more = {"process": "领料", "acceptance": "能领"} if sheet is requirement.SHEET else {}
    put(window, sheet, title="夜间批量推送", **more)
    key = put(window, sheet, title="库存账接口超时", **more)
    found = [one for one in Finder(window.desktop).everything("接口超时") if one.kind == "register"]
    assert [one.value for one in found] == [f"{sheet.kind} {key}"]
    window.desktop.wanted.emit("register", found[0].value)
    assert window.shell.pages.section == section
    page = window.shell.pages.currentWidget()
    assert isinstance(page, RegisterPage)
    leaf = page.leaf(page.current)
    assert isinstance(leaf, Leaf)
    assert leaf.table.key() == key


@pytest.mark.parametrize(
    ("typed", "board"), [("tingjisunshi", "health cost_rate"), ("cyl", "projects share")]
)
def test_a_board_is_found_by_sound_and_shown(window: Window, typed: str, board: str) -> None:
    found = [one.value for one in Finder(window.desktop, heard).everything(typed)]
    assert board in found
    window.desktop.wanted.emit("board", board)
    page = window.shell.pages.currentWidget()
    assert isinstance(page, RegisterPage)
    assert f"{window.shell.pages.section} {page.current}" == board
