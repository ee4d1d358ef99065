"""The cutover on the wall: the countdown, and the board that turns."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtGui import QColor
from test_wallboard import Hall, tick
from test_wallboard import hall as hall  # noqa: PLC0414 - the fixtures
from test_wallboard import wall as wall  # noqa: PLC0414

from firstline.domain.runbook import acts, run_acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.book import RUN, Book, book_from
from firstline.domain.runbook.pack import parse_template
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.runbook import KIND
from firstline.domain.runbook.settings import SET
from firstline.system.resources import resource_path
from firstline.viewmodel.wallboard import words
from firstline.widgets import theme
from firstline.widgets.wallboard.wallboard import Wallboard


def book(hall: Hall) -> Book:
    (one,) = hall.store.records(KIND)
    return book_from(one)


def put(hall: Hall, *entries: Entry) -> None:
    edit = acts.adding(book(hall), entries, hall.desktop.stamp())
    hall.store.perform(edit, now=hall.clock())


def cutover(hall: Hall) -> None:
    """Let a cutover go on, with half an hour to the latest safe rollback."""
    text = Path(resource_path("packs", "checklists", "upgrade.toml")).read_text("utf-8")
    now = hall.clock()
    settings = {
        f"{SET}validation_minutes": "30", f"{SET}window_start": now.isoformat(),
        f"{SET}window_end": (now + timedelta(minutes=120)).isoformat(),
    }  # fmt: skip
    made = acts.begin(parse_template(text, "x"), "", "升级", "rb-1", hall.desktop.stamp(), settings)
    hall.store.perform(made, now=now)
    put(hall, run_acts.drill(DrillKind.RESTORE, 60, passed=True, at=now))
    put(hall, Entry(RUN, {"run": "live-1", "act": "begin"}, at=now))


def corner(wall: Wallboard) -> QColor:
    return wall.grab().toImage().pixelColor(3, 3)


def test_the_wall_counts_down_to_the_latest_safe_rollback_and_turns(
    hall: Hall, wall: Wallboard
) -> None:
    calm = corner(wall)
    assert wall.model.cutover() is None
    cutover(hall)
    wall.model.look()
    line = wall.model.cutover()
    assert line is not None
    assert (line.figure.zh, line.hot) == ("30 分", "P2")
    assert line.figure.zh in words.spoken(wall.model, hall.desktop.zone).zh
    assert corner(wall) == calm
    tick(hall, minutes=31)
    line = wall.model.cutover()
    assert line is not None
    assert line.hot == "P1"
    assert "已过" in line.figure.zh
    assert corner(wall) == theme.token("P1")


def test_a_cutover_that_ended_leaves_the_wall(hall: Hall, wall: Wallboard) -> None:
    cutover(hall)
    wall.model.look()
    assert wall.model.cutover() is not None
    put(hall, run_acts.end_run(book(hall)))
    wall.model.look()
    assert wall.model.cutover() is None
