"""The ground of the window's tests: a profile with the shipped packs, and the window on one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from detail_ground import Ground
from pytestqt.qtbot import QtBot

from firstline.widgets import theme
from window_makers import Window


@pytest.fixture
def ground(tmp_path: Path, qtbot: QtBot) -> Iterator[Ground]:
    """Return an open profile; the application wears the light theme."""
    del qtbot
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.use(app, "light", 100)
    made = Ground(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    """Return the window on a profile with a few tickets; it is not shown."""
    del qtbot
    made = Window(tmp_path)
    yield made
    made.close()
