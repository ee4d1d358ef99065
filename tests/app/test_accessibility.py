"""What a screen reader and a keyboard meet: every page of the demo company, in both languages."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from firstline.app.house import House
from firstline.app.profile import open_profile
from firstline.cli.demo_company import fill_demo
from firstline.domain.words import Language
from firstline.viewmodel.training.matrix import READING
from firstline.widgets.directory.page import DirectoryPage
from firstline.widgets.training.matrix_leaf import MatrixLeaf
from window_makers import NOW, Clock

PLACES = (
    "queue",
    "settings",
    "outbox",
    "contacts",
    "knowledge",
    "alarms",
    "shift",
    "group",
    "reconcile",
    "training",
    "matrix",
    "new",
)
BOARDS = (
    "runbooks", "waves", "runbook_timeline", "projects", "outcomes", "health", "contracts",
    "service_requests", "watch", "duties", "authorisations", "problems",
)  # fmt: skip
"""Pages whose acts stand before the list in which one begins, or beside it."""
LINKS = 300  # in a page of text Tab goes from link to link before it leaves
SILENT = {QAccessible.Role.Client, QAccessible.Role.Pane, QAccessible.Role.LayeredPane,
          QAccessible.Role.Window, QAccessible.Role.Splitter, QAccessible.Role.Grouping,
          QAccessible.Role.Border}  # fmt: skip
"""Frames that hold others; what matters in them speaks for itself."""


@pytest.fixture
def house(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    language: Language = request.param
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with open_profile(tmp_path, language, NOW) as profile:
        fill_demo(tmp_path, NOW, language, lambda: (profile.desk, profile.store))
    with open_profile(tmp_path, language, NOW) as profile:
        made = House(app, profile, Clock(), keep_state=False)
        made.start()
        made.shell.resize(1366, 768)
        qtbot.waitUntil(lambda: made.shell.counts.figures.open > 0, timeout=30_000)
        yield made
        made.stop()


def go(house: House, place: str, qtbot: QtBot) -> None:
    house.shell.aids.run(place)
    qtbot.wait(50)


def tree(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield node
    for at in range(node.childCount()):
        child = node.child(at)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from tree(child)


def told(node: QAccessibleInterface) -> str:
    texts = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
    return " ".join(node.text(one) for one in texts).strip()


def press_tab(widget: QWidget) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "\t")
        QApplication.sendEvent(widget, event)


def leaves(widget: QWidget) -> bool:
    press_tab(widget)
    return QApplication.focusWidget() is not widget


@pytest.mark.parametrize("house", ["zh_CN", "en"], indirect=True)
def test_whatever_takes_the_keyboard_says_what_it_is(qtbot: QtBot, house: House) -> None:
    dumb = []
    for place in PLACES:
        go(house, place, qtbot)
        root = QAccessible.queryAccessibleInterface(house.shell)
        assert root is not None
        nodes = list(tree(root))
        assert len(nodes) > 20, place
        for node in nodes:
            if node.state().focusable and node.role() not in SILENT and not told(node):
                widget = node.object()
                dumb.append((place, node.role().name, type(widget).__name__,
                             type(widget.parent()).__name__ if widget else ""))  # fmt: skip
    assert not dumb


@pytest.mark.parametrize("house", ["zh_CN"], indirect=True)
def test_tab_reaches_everything_and_is_trapped_nowhere(qtbot: QtBot, house: House) -> None:
    house.shell.activateWindow()
    qtbot.waitUntil(house.shell.isActiveWindow)
    for place in (*PLACES, *BOARDS):
        go(house, place, qtbot)
        first = QApplication.focusWidget()
        assert first is not None, place
        assert first.isVisible(), place
        seen: list[QWidget] = []
        while (here := QApplication.focusWidget()) not in seen:
            assert here is not None, place
            seen.append(here)
            if not any(leaves(here) for _ in range(LINKS)):  # or what it shows is still read
                qtbot.waitUntil(partial(leaves, here), timeout=60_000)
        ring = seen[seen.index(here) :]
        assert any(house.shell.rail.isAncestorOf(one) for one in ring), (place, ring)
        assert any(house.shell.pages.isAncestorOf(one) for one in ring), (place, ring)
        page = house.shell.pages.currentWidget()
        assert page is not None
        missed = [one for one in page.findChildren(QAbstractButton)
                  if one.isVisible() and one.isEnabled() and one not in ring
                  and one.focusPolicy() & Qt.FocusPolicy.TabFocus]  # fmt: skip
        assert not missed, (place, missed)


@pytest.mark.parametrize("house", ["zh_CN"], indirect=True)
def test_the_cells_of_the_queue_speak(house: House) -> None:
    """Priority and countdown are drawn, so that their words stand in a role of their own."""
    model = house.shell.page.model
    role = Qt.ItemDataRole.AccessibleTextRole
    for column in range(model.columnCount()):
        words = [str(model.index(row, column).data(role) or model.index(row, column).data() or "")
                 for row in range(5)]  # fmt: skip
        assert any(words), column
    assert any("P1" in str(model.index(row, 0).data(role)) for row in range(5))


def shade(page: DirectoryPage) -> QColor:
    item = page.table.item(0, 1)
    assert item is not None
    return item.foreground().color()


@pytest.mark.parametrize("house", ["zh_CN"], indirect=True)
def test_every_page_that_was_made_takes_theme_and_size(qtbot: QtBot, house: House) -> None:
    for place in PLACES:
        go(house, place, qtbot)
    page = house.shell.pages.show_page("contacts", QWidget)
    assert isinstance(page, DirectoryPage)
    before = shade(page), page.panel.width()
    go(house, "queue", qtbot)  # it is out of sight when that happens
    assert house.settings.change("theme", "dark")
    assert house.settings.change("text_percent", 125)
    go(house, "contacts", qtbot)
    after = shade(page), page.panel.maximumWidth()
    assert after[0] != before[0]
    assert after[1] > before[1]


@pytest.mark.parametrize("house", ["en"], indirect=True)
def test_at_twice_the_size_nothing_is_pushed_out_of_the_window(
    qtbot: QtBot, house: House
) -> None:  # fmt: skip
    assert house.settings.change("text_percent", 200)
    for place in PLACES:
        go(house, place, qtbot)
        assert house.shell.width() <= 1366, place
        assert house.shell.minimumSizeHint().width() <= 1366, place
    (matrix,) = house.shell.findChildren(MatrixLeaf)
    matrix.count.setText(matrix.count.text() + READING.en)  # as while it is read on a slow machine
    assert house.shell.minimumSizeHint().width() <= 1366
