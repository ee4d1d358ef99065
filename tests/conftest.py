"""Shared ground: no test meets the developer's own profile, screen or keyring, and none whispers.

Warnings fail a test (pytest's settings), and so do Qt's messages (pytest-qt) and log records.
"""

import gc
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from firstline.store.care import ballast

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


_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - every test has a folder of its own there
_ROOM_BYTES = 2 << 30  # the largest test needs a tenth of it


def _memory_serves() -> bool:
    """Whether folders can stand in memory: there is room, and a script in them may be run."""
    if not _IN_MEMORY.is_dir() or not os.access(_IN_MEMORY, os.W_OK):
        return False
    flags = os.statvfs(_IN_MEMORY).f_flag
    return not flags & os.ST_NOEXEC and shutil.disk_usage(_IN_MEMORY).free >= _ROOM_BYTES


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the one way to expect a log record, and where the tests' folders stand.

    A profile waits for the disk at every commit. A killed process loses nothing of either place,
    and what a power cut would take is computed from what was flushed (power_test.py), so they stand
    in memory unless TMPDIR says otherwise.
    """
    config.addinivalue_line("markers", "logs: this test means to log a warning or an error")
    if "TMPDIR" not in os.environ and _memory_serves():
        tempfile.tempdir = os.environ["TMPDIR"] = str(_IN_MEMORY)


def pytest_collection_finish() -> None:
    """Leave out of every later look for garbage what stays to the end: modules and tests.

    The simulation's processes are forked from this one: they need not look through it either.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _small_reserve() -> Iterator[None]:
    """Put a small ballast aboard: the real one is for the tests of a full disk alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ballast, "SIZE_BYTES", 4096)
        yield


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
