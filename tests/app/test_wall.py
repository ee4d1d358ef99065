"""The wall display as a program: beside an open window, it shows and cannot write."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.app.profile import Profile, open_profile
from firstline.app.wall import Wall
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.edits import set_priority
from firstline.domain.errors import StoreProblem
from firstline.domain.ticket.ticket import Priority
from firstline.store.store import Store
from firstline.viewmodel.wallboard.wallboard import Freshness
from firstline.widgets.wallboard.awake import Awake
from window_makers import NOW, Clock, fill


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    with open_profile(tmp_path, "zh_CN", NOW) as made:
        fill(made.store)
        yield made


def test_it_shows_what_a_window_writes_and_writes_nothing(
    qtbot: QtBot, profile: Profile, tmp_path: Path
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with open_profile(tmp_path, "zh_CN", NOW) as window:  # it is open all the while
        wall = Wall(app, profile, Clock())
        wall.board.show()
        model = wall.board.model
        qtbot.waitUntil(lambda: model.seen is not None and model.seen.board.open == 5)
        ticket = window.store.ticket("T5")
        stamp = wall.desktop.stamp()
        window.store.perform(set_priority(ticket, Priority.P1, stamp), now=NOW)
        wall.desktop.ticking.ticked.emit()
        qtbot.waitUntil(lambda: ("T5", "P1") in {(one.number, one.priority) for one in model.rows})
        with pytest.raises(StoreProblem):
            profile.store.perform(set_priority(ticket, Priority.P2, stamp), now=NOW)
        refused: list[StoreProblem | None] = []
        wall._lane.later(lambda store: _refusal(store, set_priority(ticket, Priority.P2, stamp)),
                         refused.append)  # fmt: skip
        qtbot.waitUntil(lambda: bool(refused))
        assert isinstance(refused[0], StoreProblem)
        assert model.freshness is Freshness.FRESH
        wall.stop()


def _refusal(store: Store, edit: Edit) -> StoreProblem | None:
    """Return why the store does not write `edit`."""
    try:
        store.perform(edit, now=NOW)
    except StoreProblem as problem:
        return problem
    return None


def test_where_no_desktop_answers_the_screen_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    awake = Awake()
    awake.begin()
    awake.end()
    assert not awake.held
