"""The tests in the real window: left out where no screen can be made."""

import shutil
from collections.abc import Iterator
from ctypes.util import find_library

import pytest
from real_screen import fresh_screen

_NEEDED = ("Xvfb", "xdotool", "openbox")


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """Give the environment of a fresh screen."""
    if not all(shutil.which(one) for one in _NEEDED) or not find_library("xcb-cursor"):
        pytest.skip(f"needs {', '.join(_NEEDED)} and libxcb-cursor")
    with fresh_screen() as place:
        yield place
