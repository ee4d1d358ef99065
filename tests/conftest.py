"""Shared ground: no test meets the developer's own profile, screen or keyring, and none whispers.

Warnings fail a test (pytest's settings), and so do Qt's messages (pytest-qt) and log records.
"""

import gc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_IM_MODULES", "compose")  # ibus asks D-Bus, which a container may lack
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
for _name in ("FIRSTLINE_PROFILE", "FIRSTLINE_PASSPHRASE", "FIRSTLINE_TOKEN"):
    os.environ.pop(_name, None)

# A slow or busy machine is no fault of the code: properties are judged by their result alone.
settings.register_profile(
    "firstline", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("firstline")


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the one way to expect a log record."""
    config.addinivalue_line("markers", "logs: this test means to log a warning or an error")


@pytest.fixture(scope="session", autouse=True)
def _own_home() -> Iterator[None]:
    """Give the whole run folders of its own for settings, data and caches."""
    names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "APPDATA",
             "LOCALAPPDATA")  # fmt: skip
    with (
        tempfile.TemporaryDirectory(prefix="firstline-tests-") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in names:
            place = Path(folder) / name
            place.mkdir()
            patch.setenv(name, str(place))
        yield


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs at WARNING or above without saying that it means to."""
    yield
    if request.node.get_closest_marker("logs"):
        return
    records = (one for when in ("setup", "call") for one in caplog.get_records(when))
    loud = [f"{one.name}: {one.getMessage()}" for one in records if one.levelno >= logging.WARNING]
    if loud:
        pytest.fail("unexpected log records: " + "; ".join(loud[:5]))


@pytest.fixture(autouse=True)
def _widgets_die_in_their_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look for no cyclic garbage in another thread than Qt's, as the window does (app/garbage.py).

    What tests of widgets leave behind, pytest's own references among it, is collected in this
    thread, at the latest before the first test without widgets.
    """
    if "qapp" in request.fixturenames:
        gc.disable()
        yield
        gc.collect(1)
        return
    if not gc.isenabled():
        gc.collect()
        gc.enable()
    yield


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    """Close and delete every window that a test leaves, so that the next one meets none."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    core = sys.modules["PySide6.QtCore"]
    for window in widgets.QApplication.topLevelWidgets():
        if window.parent() is None:  # pop-ups and dialogs go with the widget that owns them
            window.hide()
            window.deleteLater()
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
