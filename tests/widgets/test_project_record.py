"""A record beside its register: a file as evidence, and the language in which it is edited."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from register_ground import leaf, project_page, put

from firstline.domain.project import coverage
from firstline.domain.uat.pack import parse_pack, take_in
from firstline.system.resources import read_text
from firstline.widgets.project.page import ProjectPage
from window_makers import Window


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> ProjectPage:
    return project_page(qtbot, window)


def test_a_condition_of_a_coverage_is_proved_with_a_file(
    page: ProjectPage, window: Window, tmp_path: Path
) -> None:
    key = put(window, coverage.SHEET, name="迁移保险", vendor="用友", promise="赔",
              conditions="双备份 => 备份证明\n演练 => 记录")  # fmt: skip
    found = leaf(page, "migration_coverage")
    page.model.refresh()
    found.go_to(key)
    file = tmp_path / "备份证明.pdf"
    file.write_bytes(b"%PDF")
    act = next(one for one in page.model.acts_of(coverage.SHEET) if one.filed)
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    found.panel.take_file(act, file)
    assert len(told) == 1  # which condition has to be said
    found.panel.note.setText("1: 每周")
    found.panel.take_file(act, file)
    record = window.store.record("migration_coverage", key)
    assert record is not None
    first, second = coverage.conditions(record)
    assert first.proof is not None
    assert first.proof.event.data["file"] == "备份证明.pdf"
    assert first.said == "每周 (李娜)"
    assert window.store.file_path(first.proof.event.data["sha256"]) is not None
    assert not second.proved
    found.panel.note.setText("2")
    found.panel.take_file(act, file)
    assert all(one.proved for one in coverage.conditions(window.store.record(
        "migration_coverage", key) or record))  # fmt: skip


def test_a_shipped_case_is_edited_in_the_language_that_is_read(
    page: ProjectPage, window: Window
) -> None:
    pack = parse_pack(read_text("packs", "uat", "u8_cloud.toml"), "u8_cloud.toml")
    stamps = (window.desktop.stamp() for _ in pack.cases)
    window.store.perform(*take_in(pack, (), "U8", stamps), now=window.clock())
    window.speech.switch("en")
    found = leaf(page, "uat_case")
    page.model.refresh()
    line = page.model.boards["uat_case"].lines[0]
    found.go_to(line.key)
    assert line.entity is not None
    held = line.entity.fields
    shown = found.panel.fields
    for name in ("title", "process", "role", "steps"):
        assert shown.value(name) == held[f"{name}_en"], name
    title = shown.fields["title"]
    assert isinstance(title, QLineEdit)
    QTest.keyClicks(title, "!")
    QTest.keyClick(title, Qt.Key.Key_Backspace)
    title.editingFinished.emit()
    record = window.store.record("uat_case", line.key)
    assert record is not None
    assert (record.fields["title"], record.fields["title_en"]) == (held["title"], held["title_en"])
    title.clear()
    QTest.keyClicks(title, "Order by phone")
    title.editingFinished.emit()
    record = window.store.record("uat_case", line.key)
    assert record is not None
    assert record.fields["title_en"] == "Order by phone"
    assert record.fields["title"] == held["title"]  # the other language is left alone
    assert record.fields["steps"] == held["steps"]
    window.speech.switch("zh_CN")
    page.model.refresh()
    assert shown.value("title") == held["title"]
    assert shown.value("steps") == held["steps"]
