"""Acceptance tests in the window: a whole run by the keyboard, a screenshot, a defect, signing."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from firstline.domain.query.query import parse_query
from firstline.domain.uat.run import Result, Run, Verdict, runs_from
from firstline.report.uat_page import signoff_page
from firstline.store.watch import Changed
from firstline.viewmodel.project.uat import process_key
from firstline.widgets.project.page import ProjectPage
from firstline.widgets.project.uat_leaf import UatLeaf
from window_makers import Window, at_once

K = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> ProjectPage:
    made = ProjectPage(window.desktop, at_once(window.store), press=signoff_page)
    qtbot.addWidget(made)
    made.resize(1216, 700)
    made.show()
    return made


@pytest.fixture
def leaf(page: ProjectPage) -> UatLeaf:
    page.go_to("uat")
    found = page.leaf("uat")
    assert isinstance(found, UatLeaf)
    assert found.empty.isVisibleTo(found)
    found.empty.wanted.emit()
    page.model.refresh()
    assert found.processes.rowCount() == 6
    return found


def runs(window: Window) -> tuple[Run, ...]:
    return runs_from(window.store.records("uat_run"))


def tickets(window: Window) -> int:
    return window.store.count(parse_query("status:any"), now=window.clock())


def press(widget: QWidget, *keys: Qt.Key, control: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    for key in keys:
        QTest.keyClick(widget, key, held)


def begun(leaf: UatLeaf) -> Run:
    leaf.side.tester.setText("王芳")
    leaf.side.place.setText("测试库 T2")
    leaf.side.begin()
    found = leaf.acts.run
    assert found is not None
    return found


def test_a_whole_run_by_the_keyboard_with_a_failed_step_and_its_defect(
    leaf: UatLeaf, window: Window
) -> None:
    run, table, runner = begun(leaf), leaf.runner.table, leaf.runner
    many = len(run.steps)
    assert (table.rowCount(), table.step) == (many, 1)
    press(table, K.Key_P)
    assert table.step == 2
    before = tickets(window)
    press(table, K.Key_F)
    assert runs(window)[0].steps[1].result is None  # a failure needs a word about what was seen
    assert runner.focusWidget() is runner.actual
    QTest.keyClicks(runner.actual, "error 500")
    assert window.store.draft(f"uat:{run.id}:2") == "error 500"
    press(runner.actual, K.Key_Return)
    held = runs(window)[0].steps[1]
    assert (held.result, held.noted.actual if held.noted else "") == (Result.FAIL, "error 500")
    assert runner.defect.isEnabled()
    press(table, K.Key_D)
    press(table, K.Key_D)
    (defect,) = runs(window)[0].defects
    assert tickets(window) == before + 1
    ticket = window.store.find(defect.ticket)
    assert ticket is not None
    assert "error 500" in ticket.title
    press(runner, K.Key_Return, control=True)
    assert runs(window)[0].finished is None  # a step has no result yet
    for step in range(3, many + 1):
        table.go_to(step)
        press(table, K.Key_P)
    press(runner, K.Key_Return, control=True)
    assert runs(window)[0].verdict is Verdict.FAILED
    assert not runner.isVisibleTo(leaf)


def test_a_screenshot_is_pasted_and_kept_with_the_step(leaf: UatLeaf, window: Window) -> None:
    begun(leaf)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    press(leaf.runner, K.Key_V, control=True)
    press(leaf.runner.table, K.Key_P)
    (sha256, name), *_ = runs(window)[0].steps[0].files
    assert name.endswith(".png")
    path = window.store.file_path(sha256)
    assert path is not None
    assert path.read_bytes().startswith(b"\x89PNG")
    leaf.runner.table.go_to(1)
    leaf.runner.shots.view.click()
    assert leaf.runner.shots.picture.isVisibleTo(leaf.runner)
    assert leaf.runner.shots.picture.pixmap().height() == 8
    leaf.runner.table.go_to(2)
    assert not leaf.runner.shots.picture.isVisibleTo(leaf.runner)
    QGuiApplication.clipboard().clear()


def test_a_screenshot_that_is_not_here_is_asked_for_and_shown_once_it_came(
    leaf: UatLeaf, window: Window
) -> None:
    begun(leaf)
    asked: list[str] = []
    window.desktop.file_wanted.connect(lambda _ticket, sha256: asked.append(sha256))
    shots = leaf.runner.shots
    held: dict[str, Path] = {}
    shots._find = held.get
    shots.tell((("ab" * 32, "1.png"),))
    shots.view.setChecked(True)
    assert asked == ["ab" * 32]
    assert "下次同步" in shots.picture.text()
    made = QImage(8, 8, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.red)
    file = window.store.folder / "1.png"
    made.save(str(file))
    window.desktop.changed.emit(Changed(kinds=frozenset({"file"})))
    assert asked == ["ab" * 32]  # it is not asked for by every file that comes
    held["ab" * 32] = file
    window.desktop.changed.emit(Changed(kinds=frozenset({"file"})))
    assert shots.picture.pixmap().height() == 8


def test_escape_leaves_and_the_run_goes_on_where_it_was(leaf: UatLeaf, window: Window) -> None:
    run = begun(leaf)
    press(leaf.runner.table, K.Key_P)
    press(leaf.runner.table, K.Key_Escape)
    assert not leaf.runner.isVisibleTo(leaf)
    leaf.side.begin()
    assert leaf.acts.key == run.id
    assert leaf.runner.table.step == 2
    assert len(runs(window)) == 1


def test_a_process_is_signed_in_place_once_its_cases_passed(
    leaf: UatLeaf, page: ProjectPage, tmp_path: Path
) -> None:
    process = next(one for one in leaf.found if one.total == 2)
    leaf.processes.go_to(process_key(process))
    leaf.side.person.setText("赵总")
    leaf.side.name.click()
    for case in process.cases:
        leaf.cases.go_to(case.case.id)
        for _ in begun(leaf).steps:
            press(leaf.runner.table, K.Key_P)
        press(leaf.runner, K.Key_Return, control=True)
    page.model.refresh()
    leaf.side.by.setText("赵总")
    leaf.side.sign.click()
    page.model.refresh()
    assert leaf.process is not None
    assert leaf.process.signed
    leaf.write_paper(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_every_part_has_a_name_in_both_languages(leaf: UatLeaf, window: Window) -> None:
    begun(leaf)
    for language in ("en", "zh_CN"):
        window.speech.switch(language)
        runner, side = leaf.runner, leaf.side
        parts = [leaf.processes, leaf.cases, runner.table, runner.actual, runner.back,
                 runner.shots.choose, runner.shots.view, runner.defect, runner.finish,
                 *runner.buttons.values(),
                 side.tester, side.place,
                 side.start, side.retest, side.role, side.person, side.by, side.note, side.name,
                 side.sign, side.withdraw, side.sheet]  # fmt: skip
        assert all(one.accessibleName() for one in parts)
