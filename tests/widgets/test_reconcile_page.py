"""The reconcile page, driven as a person would: choose, compare, look, explain, sign, cancel."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from firstline.app.doors.reconcile import ReconcileWork
from firstline.domain.errors import Problem
from firstline.domain.words import Language
from firstline.system.settings import Settings
from firstline.viewmodel.reconcile.map import Use
from firstline.widgets.reconcile.page import ReconcilePage
from stages.reconcile import write_books
from window_makers import Window, at_once

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


class Doors:
    """Work done on the spot, or held back until `go`."""

    def __init__(self) -> None:
        self.window: Window | None = None
        self.work: ReconcileWork | None = None
        self.waiting: list[Callable[[], None]] = []
        self.held = False

    def __call__(self) -> ReconcileWork:
        def later(work: Callable[..., object], then: Callable[..., None]) -> None:
            assert self.window is not None
            done = at_once(self.window.store)
            if self.held:
                self.waiting.append(lambda: done(work, then))
            else:
                done(work, then)

        language: Language = "zh_CN"
        self.work = ReconcileWork(later, lambda call: call(), lambda: language)
        return self.work

    def go(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def doors() -> Doors:
    return Doors()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, doors: Doors) -> Iterator[Window]:
    made = Window(tmp_path / "profile", reconcile=doors)
    doors.window = made
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    qtbot.waitUntil(made.shell.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> ReconcilePage:
    qtbot.keyClick(window.shell, KEY.Key_D, CTRL)
    page = window.shell.pages.currentWidget()
    assert isinstance(page, ReconcilePage)
    return page


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write_books(tmp_path, english=False)


def take(qtbot: QtBot, page: ReconcilePage, *words: str | Path) -> None:
    page.show_form()
    for edit, word in zip(page.form.files, words, strict=True):
        edit.setFocus()
        edit.selectAll()
        qtbot.keyClicks(edit, str(word))
        qtbot.keyClick(edit, KEY.Key_Return)


def be(window: Window, name: str) -> None:
    window.desktop.settings = Settings(user=name)


def test_from_two_files_to_a_signature(
    qtbot: QtBot, window: Window, page: ReconcilePage, files: tuple[Path, Path], tmp_path: Path
) -> None:
    assert page.empty.isVisible()
    take(qtbot, page, *files)
    used = {one.source: one.use for one in page.form.columns.lines()}
    assert used["单据号"] is Use.KEY
    assert used["账套"] is used["会计期间"] is Use.GROUP
    assert used["借方"] is used["贷方"] is Use.MEASURE
    page.form.fields["name"].setText("年初余额")
    page.form.fields["out"].setText(str(tmp_path / "差异.csv"))
    qtbot.mouseClick(page.form.start, Qt.MouseButton.LeftButton)
    assert page.panel.isVisible()
    assert "年初余额" in page.panel.title.text()
    assert page.panel.differences.rowCount() == 4
    assert (tmp_path / "差异.csv").exists()
    page.panel.differences.go_to("1")
    shown = [page.panel.cells.item(at, 0).text() for at in range(page.panel.cells.rowCount())]  # type: ignore[union-attr]
    assert shown[:2] == ["行号", "借方"]
    assert not page.panel.sign.isEnabled()
    page.panel.why.insert("四舍五入")
    qtbot.keyClick(page.panel.why, KEY.Key_Return)
    assert page.panel.differences.key() == "2"
    page.panel.why.insert("键对调")
    qtbot.mouseClick(page.panel.explain_alike, Qt.MouseButton.LeftButton)
    assert page.model.rows[0].unexplained == 1
    page.panel.why.insert("未迁移的草稿")
    qtbot.keyClick(page.panel.why, KEY.Key_Return)
    assert page.model.rows[0].unexplained == 0
    problems: list[Problem] = []
    window.desktop.problem.connect(problems.append)
    qtbot.mouseClick(page.panel.sign, Qt.MouseButton.LeftButton)
    assert "不能自己签字" in problems[0].sentence.zh
    be(window, "王芳")
    qtbot.mouseClick(page.panel.sign, Qt.MouseButton.LeftButton)
    assert page.model.rows[0].signature is not None
    assert not page.panel.sign.isVisible()
    page.panel.tabs.setCurrentIndex(1)
    assert page.panel.totals.rowCount() == 9
    assert page.panel.totals.item(3, 0).text() == "001 / 202610"  # type: ignore[union-attr]
    window.speech.switch("en")
    assert page.panel.differences.item(0, 2).text().startswith("Different")  # type: ignore[union-attr]
    qtbot.keyClick(page.table, KEY.Key_Escape)
    assert window.shell.pages.section == "queue"


def test_a_broken_file_is_one_sentence_and_nothing_is_kept(
    qtbot: QtBot, page: ReconcilePage, files: tuple[Path, Path], tmp_path: Path
) -> None:
    take(qtbot, page, files[0], tmp_path)
    assert "文件夹" in page.form.said.text()
    qtbot.mouseClick(page.form.start, Qt.MouseButton.LeftButton)
    assert "先选择" in page.form.said.text()
    text = files[1].read_text("utf-8")
    files[1].write_text(text + text.splitlines()[1] + "\n", "utf-8")
    take(qtbot, page, *files)
    qtbot.mouseClick(page.form.start, Qt.MouseButton.LeftButton)
    assert "键重复" in page.form.said.text()
    assert not page.model.rows
    qtbot.keyClick(page.form, KEY.Key_Escape)
    assert page.empty.isVisible()


def test_a_comparison_can_be_cancelled(
    qtbot: QtBot, page: ReconcilePage, doors: Doors, files: tuple[Path, Path]
) -> None:
    take(qtbot, page, *files)
    doors.held = True
    qtbot.mouseClick(page.form.start, Qt.MouseButton.LeftButton)
    assert page.form.cancel.isVisible()
    assert page.form.bar.isVisible()
    assert not page.form.start.isEnabled()
    qtbot.mouseClick(page.form.cancel, Qt.MouseButton.LeftButton)
    doors.go()
    assert "已取消" in page.form.said.text()
    assert page.form.start.isEnabled()
    assert not page.model.rows


def test_what_is_chosen_is_what_is_compared(
    qtbot: QtBot, page: ReconcilePage, files: tuple[Path, Path]
) -> None:
    take(qtbot, page, *files)
    uses = page.form.columns._uses
    for at, line in enumerate(page.form.columns.lines()):
        if line.source in {"借方", "摘要"}:
            uses[at].setCurrentIndex(uses[at].findData(str(Use.IGNORE)))
    page.form.fields["equation"].setText("贷方=贷方")
    page.form.run()
    kept = page.model.rows[0]
    assert kept.result["options"]["columns"] == ["贷方", "科目", "账套", "会计期间"]
    assert [str(one.kind) for one in kept.differences] == ["missing"]


def test_a_comparison_that_another_desk_kept_appears(
    qtbot: QtBot, window: Window, page: ReconcilePage, files: tuple[Path, Path]
) -> None:
    take(qtbot, page, *files)
    page.form.run()
    kept = page.model.rows[0]
    with window.store.sibling(window.clock.now) as other:
        from firstline.domain.edits.edit import Stamp
        from firstline.domain.ids import new_id
        from firstline.domain.reconcile import record

        stamp = Stamp(new_id(window.clock.now), window.clock.now, "周海波")
        other.perform(record.explain(kept, [1], "在途", stamp), now=window.clock.now)
    page.panel.why.setText("正在输入")
    window.desktop.look_around()
    assert page.model.rows[0].unexplained == 3
    assert page.panel.why.text() == "正在输入"
