"""Sessions, courses and knowledge transfer in the window."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from training_ground import COURSES, TODAY, edits, fill, lines, person_of, state, training_page

from firstline.domain.training import acts
from firstline.domain.training.standing import State
from firstline.widgets.training.page import COURSES as COURSES_LEAF
from firstline.widgets.training.page import ITEMS, SESSIONS, TrainingPage
from window_makers import NOW, Window


@pytest.fixture
def window(window: Window) -> Window:
    window.store.perform(*edits(window), now=NOW)
    return window


@pytest.fixture
def page(window: Window) -> Iterator[TrainingPage]:
    yield from training_page(window)


def booked(page: TrainingPage, window: Window, name: str, days: int) -> None:
    assert page.model.book is not None
    who, on = person_of(page, name), TODAY + timedelta(days=days)
    stamp = window.desktop.stamp()
    window.store.perform(
        acts.book(who, COURSES["WHS-101"], on, stamp, page.model.book, place="培训室"), now=NOW
    )
    page.model.refresh()


def test_who_came_is_marked_by_key_and_passes_nobody(page: TrainingPage, window: Window) -> None:
    page.show_leaf(SESSIONS)
    leaf = page.sessions
    for name in ("周海波", "孙静"):
        booked(page, window, name, 0)
    assert lines(leaf.table) == ["2026-11-24 WHS-101 培训室 2 0 0"]
    leaf.people.setFocus()
    leaf.people.go_to(person_of(page, "周海波").id)
    QTest.keyClick(leaf.people, Qt.Key.Key_C)
    page.model.refresh()
    assert "◐ 到场,未考核" in next(one for one in lines(leaf.people) if "周海波" in one)
    assert state(page, "周海波", "WHS-101") is State.BOOKED
    QTest.keyClick(leaf.people, Qt.Key.Key_X)
    page.model.refresh()
    assert "× 缺席" in next(one for one in lines(leaf.people) if "周海波" in one)
    window.shell.aids.run("undo")
    page.model.refresh()
    assert "◐ 到场,未考核" in next(one for one in lines(leaf.people) if "周海波" in one)
    leaf.passed.button.click()
    assert leaf.pane.form.values()["on"] == "2026-11-24"
    fill(leaf.pane.form, score="77")
    leaf.pane.form.record()
    assert state(page, "周海波", "WHS-101") is State.DONE
    assert lines(leaf.table) == ["2026-11-24 WHS-101 培训室 2 1 1"]


def test_a_session_to_come_is_planned_and_filled_but_not_marked(
    page: TrainingPage, window: Window
) -> None:
    del window
    page.show_leaf(SESSIONS)
    leaf = page.sessions
    leaf.plan.button.click()
    fill(leaf.pane.form, course="whs-101", on="+7", place="一号室", teacher="周海波")
    leaf.pane.form.record()
    page.model.refresh()
    assert lines(leaf.table) == ["2026-12-01 WHS-101 一号室 0 0 0"]
    leaf.place.button.click()
    fill(leaf.pane.form, who="W02")
    leaf.pane.form.record()
    page.model.refresh()
    assert "◷ 已预订" in lines(leaf.people)[0]
    assert not leaf.came.button.isEnabled()
    assert state(page, "孙静", "WHS-101") is State.BOOKED


def test_material_opens_its_copy_or_gives_its_address(page: TrainingPage, window: Window) -> None:
    page.show_leaf(COURSES_LEAF)
    leaf = page.courses
    leaf.table.go_to("WHS-101")
    leaf.add.button.click()
    fill(leaf.pane.form, title="视频课", link="https://a.example/1", document="DOC-1", licence="no")
    leaf.pane.form.record()
    assert "许可不允许离线副本" in leaf.pane.form.problem.text()
    fill(leaf.pane.form, licence="yes")
    leaf.pane.form.record()
    page.model.refresh()
    assert "离线可用:文档库 DOC-1" in leaf.text.toPlainText()
    wanted: list[tuple[str, str]] = []
    window.desktop.wanted.connect(lambda kind, key: wanted.append((kind, key)))
    leaf.text._on_link(QUrl("document:DOC-1"))
    assert wanted == [("document", "DOC-1")]
    assert page.model.read is not None
    (one,) = page.model.read.materials["WHS-101"]
    leaf.text._on_link(QUrl(f"link:{one.id}"))
    assert QGuiApplication.clipboard().text() == "https://a.example/1"
    leaf.text._on_link(QUrl(f"drop:{one.id}"))
    page.model.refresh()
    assert "还没有资料" in leaf.text.toPlainText()


def test_what_a_role_asks_is_changed_where_the_course_stands(page: TrainingPage) -> None:
    page.show_leaf(COURSES_LEAF)
    leaf = page.courses
    leaf.table.go_to("WHS-201")
    leaf.need.button.click()
    fill(leaf.pane.form, role="warehouse", strength="must", grace_days="10")
    leaf.pane.form.record()
    page.model.refresh()
    assert "仓库: 必修 *" in leaf.text.toPlainText()
    assert state(page, "周海波", "WHS-201") is State.OVERDUE


def test_a_single_point_of_knowledge_stands_first(page: TrainingPage) -> None:
    page.show_leaf(ITEMS)
    leaf = page.items
    for name, backup in (("反结账", ""), ("补录", "孙静")):
        leaf.add.button.click()
        fill(leaf.pane.form, name=name, site="一厂", primary="周海波", backup=backup)
        leaf.pane.form.record()
        page.model.refresh()
    assert [one[:4] for one in lines(leaf.table)] == ["▲ 单点", "● 有备"]
    page.people.show_person(person_of(page, "周海波").id)
    assert "只有 周海波 会" in page.people.text.toPlainText()
    leaf.edit.button.click()
    fill(leaf.pane.form, backup="孙静")
    leaf.pane.form.record()
    page.model.refresh()
    assert all(one.startswith("● 有备份") for one in lines(leaf.table))
    leaf.drop.button.click()
    page.model.refresh()
    assert len(lines(leaf.table)) == 1
