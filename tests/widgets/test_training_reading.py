"""What the leaves of training say while the book is still being read."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot
from training_ground import COURSES, Held, edits, lines

from firstline.viewmodel.training.doors import TrainingDoors
from firstline.viewmodel.training.matrix import UNREAD
from firstline.widgets.plain_table import PlainTable
from firstline.widgets.training.page import COURSES as COURSES_LEAF
from firstline.widgets.training.page import FILES, ITEMS, SESSIONS, TrainingPage
from window_makers import NOW, Window


def test_leaves_say_that_they_are_read_until_they_are(qtbot: QtBot, tmp_path: Path) -> None:
    """An empty list would say that there is nothing."""
    del qtbot
    window = Window(tmp_path)
    window.store.perform(*edits(window), now=NOW)
    held = Held(window)
    page = TrainingPage(window.desktop, held.later, TrainingDoors(lambda: COURSES))
    page.resize(1216, 720)
    page.show()
    reading_ = "正在读取培训台账…"
    done: dict[int, tuple[Callable[[], PlainTable], str]] = {
        SESSIONS: (lambda: page.sessions.table, "还没有场次"),
        ITEMS: (lambda: page.items.table, "还没有要交接的知识"),
        FILES: (lambda: page.files.imports, "还没有导入过文件"),
    }
    held.do(1)  # the people are there, and nothing else
    for leaf, (table, _) in done.items():
        page.show_leaf(leaf)
        assert table().accessibleDescription() == reading_
        blank = table().viewport().grab().toImage()
        table().tell_empty("")
        assert table().viewport().grab().toImage() != blank  # it is on the screen, too
        table().tell_empty(reading_)
    page.show_leaf(COURSES_LEAF)
    assert all(UNREAD in one for one in lines(page.courses.table))
    assert reading_ in page.courses.text.toPlainText()
    held.do()
    assert all(UNREAD not in one for one in lines(page.courses.table))
    assert reading_ not in page.courses.text.toPlainText()
    for leaf, (table, nothing) in done.items():
        page.show_leaf(leaf)
        assert nothing in table().accessibleDescription()
    page.hide()
    page.deleteLater()
    window.close()
