"""The house: a real window on a real profile, beside a terminal, and its end."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QTreeView,
)
from pytestqt.qtbot import QtBot

from firstline.app.background import Bridge, Lane
from firstline.app.house import House
from firstline.app.offscreen import queue_table, show_offscreen
from firstline.app.profile import Profile, open_profile
from firstline.app.window import has_display, run_window
from firstline.domain.edits.edits import set_priority
from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import Priority
from firstline.store.store import Store
from window_makers import NOW, Clock, fill


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    with open_profile(tmp_path, "zh_CN", NOW) as made:
        fill(made.store)
        yield made


@pytest.fixture
def house(qtbot: QtBot, profile: Profile) -> Iterator[House]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = House(app, profile, Clock())
    made.start()
    qtbot.waitUntil(lambda: made.shell.counts.figures.open == 5)
    yield made
    made.stop()


def test_a_ticket_is_handed_over_with_v_and_the_lane_makes_its_package(
    qtbot: QtBot, house: House, tmp_path: Path
) -> None:
    from firstline.widgets.handoff.page import HandoffPage

    shell = house.shell
    shell.show_ticket(house.desktop.store.ticket("T1").id)
    shell.aids.run("handoff")
    page = shell.pages.currentWidget()
    assert isinstance(page, HandoffPage)
    page.steps.setCurrentIndex(3)
    qtbot.waitUntil(lambda: page.model.package is not None, timeout=10_000)
    page.model.review("赵主任")
    page.over.save_into(tmp_path / "out", None)
    qtbot.waitUntil(lambda: "SHA-256" in page.foot.text(), timeout=10_000)
    assert len(list((tmp_path / "out").glob("handoff-T1-*.zip"))) == 1
    page.leave()
    assert shell.pages.section == "queue"
    assert shell.detail.ticket_id == page.ticket_id


def test_a_terminal_changes_what_the_window_shows(qtbot: QtBot, house: House) -> None:
    folder = str(house.desktop.store.folder)
    command = [sys.executable, "-m", "firstline", "ticket", "set", "T5", "priority=P1"]
    subprocess.run([*command, "--profile", folder], check=True, capture_output=True, timeout=60)
    model = house.shell.page.model

    def shown() -> bool:
        rows = [model.row(at) for at in range(model.rowCount())]
        return any(row.number == "T5" and row.priority is Priority.P1 for row in rows if row)

    qtbot.waitUntil(shown, timeout=5000)


def test_a_fault_in_a_lane_is_told_and_the_lane_lives(qtbot: QtBot, profile: Profile) -> None:
    told: list[Exception] = []
    done: list[object] = []
    bridge = Bridge()
    lane = Lane(bridge, profile.store, Clock(), "test", told.append)

    def broken(_store: Store) -> object:
        raise ZeroDivisionError

    lane.later(broken, done.append)
    lane.later(lambda store: store.count(None, now=NOW), done.append)
    qtbot.waitUntil(lambda: done == [5])
    assert [type(one) for one in told] == [ZeroDivisionError]
    lane.stop()
    lane.later(lambda _store: 1, done.append)
    assert done == [5]


def test_what_forms_a_cycle_dies_in_the_windows_thread(qtbot: QtBot, house: House) -> None:
    """Another thread that makes many objects must not be the one that destroys a timer."""
    died_in: list[str] = []
    for _ in range(20):
        knot = QTimer()
        knot.mine = knot  # type: ignore[attr-defined]  # a cycle
        weakref.finalize(knot, lambda: died_in.append(threading.current_thread().name))
        del knot

    def make_many(_store: Store) -> bool:
        for _ in range(30):
            knots: list[list[object]] = [[] for _ in range(5000)]
            for knot in knots:
                knot.append(knot)
        return True

    done: list[object] = []
    house.lane.later(make_many, done.append)
    qtbot.waitUntil(lambda: done == [True], timeout=120_000)  # the window may look meanwhile

    def gone() -> bool:  # what outlived a first look waits for an older one
        house.lane.later(lambda _store: [[] for _ in range(1000)], lambda _made: None)
        return len(died_in) == 20

    qtbot.waitUntil(gone, timeout=60_000)
    assert set(died_in) == {threading.main_thread().name}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_settings_page_writes_the_file(house: House, theme: str) -> None:
    assert house.settings.change("theme", theme)
    text = (house.desktop.store.folder / "settings.toml").read_text(encoding="utf-8")
    assert f'theme = "{theme}"' in text
    assert house.settings.change("theme", "system")


def test_qts_own_dialogs_follow_the_language(qtbot: QtBot, house: House) -> None:
    def word() -> str:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save)
        qtbot.addWidget(box)
        return box.button(QDialogButtonBox.StandardButton.Save).text().replace("&", "")

    assert word() == "保存"
    house.settings.change("language", "en")
    assert word() == "Save"
    assert house.shell.windowTitle() == "Firstline"
    house.settings.change("language", "zh_CN")


@pytest.mark.parametrize("saving", [True, False])
def test_the_file_dialog_has_no_english_word_in_a_chinese_window(
    qtbot: QtBot, house: House, *, saving: bool
) -> None:
    """Qt's own catalogue lacks some of its words, such as those beside the folder's path."""

    def words() -> list[str]:
        dialog = QFileDialog()
        qtbot.addWidget(dialog)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        mode = QFileDialog.AcceptMode
        dialog.setAcceptMode(mode.AcceptSave if saving else mode.AcceptOpen)
        dialog.setNameFilters(["(*.html)"])
        said = [one.text() for one in dialog.findChildren(QLabel)]
        for button in dialog.findChildren(QAbstractButton):
            said += [button.text(), button.toolTip(), button.accessibleName()]
        for view in dialog.findChildren(QTreeView):
            model, across = view.model(), Qt.Orientation.Horizontal
            said += [str(model.headerData(at, across)) for at in range(model.columnCount())]
        return [one for one in said if re.search("[A-Za-z]{2}", one)]

    assert words() == []
    house.settings.change("language", "en")
    assert "&Look in:" in words()
    house.settings.change("language", "zh_CN")


def test_a_note_about_a_pack_is_a_banner(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "bad.toml").write_text("schema = ", encoding="utf-8")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with open_profile(tmp_path, "zh_CN", NOW, strict=False) as profile:
        assert profile.packs_notes
        made = House(app, profile, Clock())
        made.start()
        assert "bad.toml" in made.shell.banner.words
        made.stop()


def test_where_the_window_stood_is_kept(qtbot: QtBot, profile: Profile) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    first = House(app, profile, Clock())
    first.start()
    first.shell.resize(1300, 700)
    first.shell._split.setSizes([700, 450])
    sizes = first.shell._split.sizes()
    first.stop()
    second = House(app, profile, Clock())
    second.start()
    second.shell.resize(1300, 700)
    qtbot.waitUntil(lambda: second.shell._split.sizes() == sizes)
    second.stop()


def test_the_offscreen_picture_and_table(
    qtbot: QtBot, profile: Profile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "pictures" / "queue.png"
    show_offscreen(profile, place, language="en", theme="dark", size=(1366, 768))
    said = capsys.readouterr().out
    assert place.read_bytes().startswith(b"\x89PNG")
    assert "No." in said
    assert "T1" in said
    assert "5 open" in said


def test_the_table_cuts_long_lines(house: House) -> None:
    assert all(len(line) < 160 for line in queue_table(house, limit=2))
    assert "3" in queue_table(house, limit=2)[-2]


def test_without_a_display_it_says_so(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if not sys.platform.startswith("linux"):
        assert has_display()
        return
    with pytest.raises(Refused):
        run_window(profile)


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_a_polite_request_closes_the_window(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "firstline", "--profile", str(tmp_path)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        waited = time.monotonic() + 30
        while not (tmp_path / "firstline.db").exists() and time.monotonic() < waited:
            time.sleep(0.1)
        time.sleep(2.5)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said.decode()


def test_settings_that_cannot_be_saved_are_told(house: House) -> None:
    told: list[object] = []
    house.desktop.problem.connect(told.append)
    path = house.desktop.store.folder / "settings.toml"
    path.write_text("theme = [", encoding="utf-8")
    before = house.settings.values
    assert not house.settings.change("theme", "dark")
    assert len(told) == 1
    assert house.settings.values == before
    path.unlink()


def worked(store: Store, ticket_id: str) -> set[str]:
    """Return the calendars by which the ticket's clocks count."""
    return {one.work for one in store.timers(ticket_id) if one.work}


def test_another_calendar_takes_effect_at_once(qtbot: QtBot, house: House) -> None:
    store = house.desktop.store
    house._upkeep.start()  # as it does by itself some seconds after the start
    ticket = store.ticket("T4")
    assert worked(store, ticket.id) == {"cn-2026"}
    assert house.settings.change("calendar", "vn-2026")
    assert {one.calendar for one in house.desktop.desk.agreements if one.needs_calendar} >= {
        "vn-2026"
    }

    qtbot.waitUntil(lambda: worked(store, ticket.id) == {"vn-2026"}, timeout=10_000)
    model = house.shell.page.model

    def shown() -> set[str]:
        rows = [model.row(at) for at in range(model.rowCount())]
        return {row.timer.work for row in rows if row and row.timer}

    qtbot.waitUntil(lambda: "cn-2026" not in shown(), timeout=10_000)
    house.desktop.act(lambda one, stamp: set_priority(one, Priority.P1, stamp), ticket.id)
    assert worked(store, ticket.id) <= {"vn-2026"}
