"""What the tests of pages of registers share: a record put into one, and the leaf that shows it."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from firstline.app.doors.contract_doors import contract_doors
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.widgets.contracts.page import ContractsPage
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.page import HealthPage
from firstline.widgets.project.page import ProjectPage
from window_makers import Window, at_once


def put(window: Window, sheet: Sheet, /, **values: Any) -> str:
    """Record one row of a register as the window does; return its id."""
    stamp = window.desktop.stamp()
    edit = sheets.new_record(sheet, values, stamp, window.desktop.zone)
    window.store.perform(edit, now=window.clock())
    return edit.entity


def leaf(page: ProjectPage | HealthPage, name: str) -> Leaf:
    """Show a register and return its leaf."""
    page.go_to(name)
    found = page.leaf(name)
    assert isinstance(found, Leaf)
    return found


def project_page(qtbot: QtBot, window: Window) -> ProjectPage:
    """Show the page of projects at the size that the smallest screen gives it."""
    made = ProjectPage(window.desktop, at_once(window.store))
    qtbot.addWidget(made)
    made.resize(1216, 700)
    made.show()
    return made


def contracts_page(qtbot: QtBot, window: Window, folder: Path) -> ContractsPage:
    """Show the page of contracts at that size; its letters go into `folder`."""
    made = ContractsPage(window.desktop, at_once(window.store), contract_doors(folder)[0])
    qtbot.addWidget(made)
    made.resize(1216, 700)
    made.show()
    return made
