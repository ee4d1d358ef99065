"""The wall display: nothing clipped, pages that turn, data that grow old, and how it is left."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from firstline.app.packs import load_desk
from firstline.domain.edits.exchange import Page
from firstline.domain.instants import epoch
from firstline.domain.words import Text
from firstline.store.queue.board import MajorSeen
from firstline.store.store import Store
from firstline.system.settings import Settings
from firstline.viewmodel.clock import Ticking
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.wallboard import words
from firstline.viewmodel.wallboard.wallboard import Freshness, Seen
from firstline.widgets.wallboard.paint import FIGURE, SMALL, WallPainter, stage
from firstline.widgets.wallboard.wallboard import Wallboard
from window_makers import ME, NOW, Clock, Window, at_once, fill, resolved

SIZES = ((1366, 768), (1920, 1080), (3840, 2160))


class Hall:
    """A profile with tickets at a fixed instant, and no window beside the wall."""

    def __init__(self, folder: Path, count: int = 0) -> None:
        self.clock = Clock()
        settings = Settings(user=ME, site="总部")
        desk, _ = load_desk(folder, settings)
        self.store = Store.open(folder, desk, now=NOW, me=ME)
        fill(self.store, count)
        self.speech = Speech("zh_CN")
        self.ticking = Ticking(self.clock)
        self.desktop = Desktop(self.store, desk, self.speech, self.ticking, settings)

    def close(self) -> None:
        self.desktop.close()
        self.store.close()


@pytest.fixture
def hall(qtbot: QtBot, tmp_path: Path) -> Iterator[Hall]:
    del qtbot
    made = Hall(tmp_path)
    yield made
    made.close()


@pytest.fixture
def wall(hall: Hall) -> Iterator[Wallboard]:
    made = Wallboard(hall.desktop, at_once(hall.store))
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()


def tick(hall: Hall, **span: float) -> None:
    hall.clock.move(**span)
    hall.ticking.ticked.emit()


def pulled(wall: Wallboard, seconds_ago: int | None) -> None:
    seen = wall.model.seen
    assert seen is not None
    at = None if seconds_ago is None else wall.model.now - seconds_ago
    wall.model.seen = replace(seen, at=wall.model.now, alone=False, pulled=at)


def freshness(wall: Wallboard) -> Freshness:
    return wall.model.freshness


def shown(wall: Wallboard) -> bool:
    return wall.isVisible()


def says_how(wall: Wallboard) -> bool:
    return wall.model.hinting


def press(wall: Wallboard, kind: QEvent.Type, at: int, *, repeat: bool = False) -> None:
    event = QKeyEvent(kind, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "", repeat)
    event.setTimestamp(at)
    QApplication.sendEvent(wall, event)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("figure", ["97.3%", "100%", "12,345", "0"])
def test_no_figure_is_clipped(hall: Hall, size: tuple[int, int], figure: str) -> None:
    page = QPixmap(*size)
    painter = QPainter(page)
    drawn = WallPainter(painter, stage(*size), hall.speech, hall.desktop.zone)
    for room in (312 - 48, 500 - 48):
        font = drawn.fitted(figure, drawn.px(room), FIGURE)
        assert QFontMetrics(font).horizontalAdvance(figure) <= drawn.px(room)
        assert drawn.px(SMALL) <= font.pixelSize() <= drawn.px(FIGURE)
    painter.end()


def test_the_stage_is_16_to_9_whatever_the_screen() -> None:
    for size in (*SIZES, (1920, 1200), (1280, 1024), (2560, 1080)):
        place = stage(*size)
        assert abs(place.width() * 9 - place.height() * 16) <= 16
        assert place.left() >= 0
        assert place.right() < size[0]


def test_pages_turn_every_fifteen_seconds(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    hall = Hall(tmp_path, count=40)
    made = Wallboard(hall.desktop, at_once(hall.store))
    made.show()
    model = made.model
    assert (model.pages, model.page, len(model.rows)) == (4, 0, 6)
    assert "24" in words.foot(model).zh
    assert "40" in words.foot(model).zh
    first = [row.id for row in model.rows]
    tick(hall, seconds=14)
    assert [row.id for row in model.rows] == first
    tick(hall, seconds=1)
    assert not {row.id for row in model.rows} & set(first)
    tick(hall, seconds=45)
    assert [row.id for row in model.rows] == first
    made.close()
    hall.close()


def test_what_another_program_writes_is_seen(hall: Hall, wall: Wallboard) -> None:
    assert wall.model.seen is not None
    assert wall.model.seen.board.open == 5
    resolved(hall.store, "T1")
    tick(hall, seconds=1)
    assert wall.model.seen.board.open == 4
    assert wall.model.seen.board.solved == 1


def test_data_grow_old_where_a_portal_is(wall: Wallboard) -> None:
    for age, wanted, zh in (
        (5, Freshness.FRESH, "在线 · 5 秒前"),
        (120, Freshness.FRESH, "在线 · 2 分钟前"),
        (121, Freshness.OLD, "未更新 · 2 分钟前"),
        (900, Freshness.OLD, "未更新 · 15 分钟前"),
        (901, Freshness.EXPIRED, "数据已过期 · 15 分钟前"),
        (None, Freshness.EXPIRED, "数据已过期 · 从未同步"),
    ):
        pulled(wall, age)
        assert freshness(wall) is wanted
        assert words.link(wall.model).zh == zh


def test_the_slowest_portal_tells_how_old_they_are(hall: Hall, wall: Wallboard) -> None:
    empty = Page((), "c1", more=False)
    hall.store.put("portals", [{"name": "a"}, {"name": "b"}])
    hall.store.arrive("a", empty, NOW)
    tick(hall, seconds=20)
    assert words.link(wall.model).zh == "数据已过期 · 从未同步"
    hall.store.arrive("b", empty, NOW - timedelta(minutes=3))
    tick(hall, seconds=20)
    assert freshness(wall) is Freshness.OLD
    assert words.link(wall.model).zh == "未更新 · 3 分钟前"


def test_alone_the_profile_is_the_truth_while_it_can_be_read(hall: Hall, wall: Wallboard) -> None:
    assert words.link(wall.model).zh == "本机数据 · 改动于 20 分钟前"
    tick(hall, hours=3)
    assert freshness(wall) is Freshness.FRESH
    wall.model.failed()
    seen = wall.model.seen
    assert seen is not None
    wall.model.seen = replace(seen, at=wall.model.now - 121)
    assert freshness(wall) is Freshness.OLD


def test_an_amber_frame_is_drawn_round_old_data(wall: Wallboard) -> None:
    fresh = wall.grab().toImage().pixelColor(3, 3)
    pulled(wall, 130)
    assert wall.grab().toImage().pixelColor(3, 3) != fresh


def test_the_picture_steps_aside_by_two_pixels(hall: Hall, wall: Wallboard) -> None:
    places = set()
    for _ in range(4):
        places.add(wall.model.shift)
        tick(hall, minutes=10)
    assert places == {(0, 0), (2, 0), (2, 2), (0, 2)}


def test_the_wall_is_spoken(hall: Hall, wall: Wallboard) -> None:
    said = words.spoken(wall.model, hall.desktop.zone)
    assert "T1" in said.zh
    assert wall.accessibleName() == said.zh


def test_no_reporter_is_drawn(wall: Wallboard) -> None:
    seen = wall.model.seen
    assert seen is not None
    plain = wall.grab().toImage()
    named = tuple(replace(row, requester="马建国") for row in seen.rows)
    wall.model.seen = replace(seen, rows=named)
    assert wall.grab().toImage() == plain
    assert "马建国" not in words.spoken(wall.model, UTC).zh


def test_the_month_says_what_it_counts(wall: Wallboard) -> None:
    seen = wall.model.seen
    assert seen is not None
    month = replace(seen.board.month, met=37, breached=1, unproven=2)
    tile = words.tiles(replace(seen.board, month=month), UTC)[-1]
    assert tile.figure == "97.3%"
    assert tile.below == Text("37/38,未证实 2 未计入", "37/38, 2 unproven not in")


def test_a_tap_on_escape_says_how_and_a_second_leaves(hall: Hall, wall: Wallboard) -> None:
    press(wall, QEvent.Type.KeyPress, 1000)
    press(wall, QEvent.Type.KeyRelease, 1100)
    assert shown(wall)
    assert says_how(wall)
    tick(hall, seconds=5)
    assert not says_how(wall)
    press(wall, QEvent.Type.KeyPress, 9000)
    press(wall, QEvent.Type.KeyPress, 9500, repeat=True)
    press(wall, QEvent.Type.KeyRelease, 9500, repeat=True)
    press(wall, QEvent.Type.KeyPress, 10_000 - 1, repeat=True)
    assert shown(wall)
    press(wall, QEvent.Type.KeyPress, 10_000, repeat=True)
    assert not shown(wall)


def test_a_held_key_that_comes_as_releases_and_presses_leaves(wall: Wallboard) -> None:
    press(wall, QEvent.Type.KeyPress, 9000)
    for at in range(9660, 10_000, 40):
        press(wall, QEvent.Type.KeyRelease, at)
        press(wall, QEvent.Type.KeyPress, at)
    assert shown(wall)
    press(wall, QEvent.Type.KeyPress, 10_000, repeat=True)
    assert not shown(wall)


def test_two_taps_are_no_hold(wall: Wallboard) -> None:
    press(wall, QEvent.Type.KeyPress, 9000)
    press(wall, QEvent.Type.KeyRelease, 9100)
    press(wall, QEvent.Type.KeyPress, 10_100)
    press(wall, QEvent.Type.KeyRelease, 10_200)
    assert shown(wall)


def test_a_keyboard_that_does_not_repeat_leaves_too(wall: Wallboard) -> None:
    press(wall, QEvent.Type.KeyPress, 1000)
    press(wall, QEvent.Type.KeyRelease, 2000)
    assert not shown(wall)


def test_f11_opens_it_over_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.shell.show()
    window.shell.activateWindow()
    window.shell.page.list.setFocus()
    qtbot.waitUntil(window.shell.isActiveWindow)
    QTest.keyClick(window.shell.page.list, Qt.Key.Key_F11)
    walls = [one for one in QApplication.topLevelWidgets() if isinstance(one, Wallboard)]
    assert len(walls) == 1
    assert walls[0].isFullScreen()
    window.shell.aids.run("wallboard")
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, Wallboard)] == walls
    walls[0].close()
    qtbot.waitUntil(
        lambda: not any(isinstance(one, Wallboard) for one in QApplication.topLevelWidgets())
    )
    window.close()


def test_an_empty_profile_says_so(wall: Wallboard) -> None:
    wall.model.seen = Seen(epoch(NOW))
    wall.grab()
    assert words.foot(wall.model).zh == ""
    assert words.tiles(Seen(0).board, UTC)[-1].figure == "—"


def test_a_major_incident_stands_at_the_foot(wall: Wallboard) -> None:
    seen = wall.model.seen
    assert seen is not None
    assert words.major(seen.board, wall.model.now, UTC) is None
    due = MajorSeen("IT-1", "赵主任", epoch(NOW) + 600)
    board = replace(seen.board, majors=(due,))
    told = words.major(board, wall.model.now, UTC)
    assert told == Text("重大故障 1:IT-1 · 指挥 赵主任 · 02:10 前通报",
                        "Major incidents 1: IT-1 · commander 赵主任 · update by 02:10")  # fmt: skip
    late = words.major(board, wall.model.now + 601, UTC)
    assert late is not None
    assert "逾期" in late.zh
    wall.model.seen = replace(seen, board=board)
    assert not wall.grab().isNull()
    assert "重大故障" in words.spoken(wall.model, UTC).zh
