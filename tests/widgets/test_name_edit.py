"""A field of known names offers them under itself and is driven by keys alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from firstline.widgets.detail.choice import NameEdit


def _field(qtbot: QtBot) -> tuple[QWidget, NameEdit, list[str]]:
    window = QWidget()
    layout = QVBoxLayout(window)
    field = NameEdit(
        lambda: ["一厂", "二厂", "东莞仓"], lambda name: {"东莞仓": "dgc"}.get(name, ""), window
    )
    layout.addWidget(field)
    window.resize(300, 300)
    qtbot.addWidget(window)
    window.show()
    field.setFocus()
    settled: list[str] = []
    field.settled.connect(settled.append)
    return window, field, settled


def test_down_offers_and_return_takes(qtbot: QtBot) -> None:
    """Down opens the list, Down chooses, Return settles on the choice once."""
    _window, field, settled = _field(qtbot)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.suggestions.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert settled == ["二厂"]
    assert not field.suggestions.isVisible()


def test_escape_closes_the_list_and_keeps_what_stood(qtbot: QtBot) -> None:
    """Esc gives back the value that stood before the typing."""
    _window, field, settled = _field(qtbot)
    field.show_value("一厂")
    field.selectAll()
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), settled) == ("一厂", [])


def test_a_click_takes_a_name(qtbot: QtBot) -> None:
    """The mouse reaches the list although it never takes the focus."""
    _window, field, settled = _field(qtbot)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    item = field.suggestions.item(2)
    place = field.suggestions.visualItemRect(item).center()
    qtbot.mouseClick(field.suggestions.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert settled == ["东莞仓"]


def test_a_field_that_goes_takes_its_list_along(qtbot: QtBot) -> None:
    """No list stays in the window when its field is deleted."""
    window, field, _settled = _field(qtbot)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    gone: list[bool] = []
    field.suggestions.destroyed.connect(lambda: gone.append(True))
    field.deleteLater()
    qtbot.waitUntil(lambda: bool(gone))
    assert window.isVisible()
