"""Where the window stood and how it was divided, kept in an INI file of the profile."""

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

_GEOMETRY, _SPLIT = "window/geometry", "window/split"


def restore(window: QMainWindow, split: QSplitter, state: QSettings | None) -> bool:
    """Put the window where it stood; return whether the splitter was restored too."""
    window.resize(1180, 680)
    if state is None:
        return False
    geometry, divided = state.value(_GEOMETRY), state.value(_SPLIT)
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    return isinstance(divided, QByteArray) and split.restoreState(divided)


def keep(window: QMainWindow, split: QSplitter, state: QSettings | None) -> None:
    """Note where the window stands."""
    if state is not None:
        state.setValue(_GEOMETRY, window.saveGeometry())
        state.setValue(_SPLIT, split.saveState())
        state.sync()
