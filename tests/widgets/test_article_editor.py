"""Writing an article in the window: kept as typed, shown as read, refused with a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from firstline.app.shipped import lay_in
from firstline.domain.knowledge.knowledge import article_from
from firstline.widgets.knowledge.article_editor import ArticleEditorPage
from firstline.widgets.knowledge.parts import KnowledgeParts
from window_makers import NOW, Window

KEY = Qt.Key
BODY = """## 现象

扫码枪连不上。

## 先做

1. [L0] 看指示灯。

## 不要做

- 不要重置基站。

## 要收集的证据

- 照片。

## 何时升级处理

- 全线停。"""


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    lay_in(made.store, NOW)
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    yield made
    made.close()


@pytest.fixture
def parts(window: Window) -> KnowledgeParts:
    window.shell.go("knowledge")
    return window.shell.sections.knowledge


def faults(editor: ArticleEditorPage) -> str:
    editor.show_state()
    return "\n".join(editor.faults.item(at).text() for at in range(editor.faults.count()))


def test_a_new_article_is_written_and_found(
    qtbot: QtBot, window: Window, parts: KnowledgeParts
) -> None:
    qtbot.mouseClick(parts.page.write, Qt.MouseButton.LeftButton)
    editor = parts.editor
    assert editor.isVisible()
    assert not editor.publish.isEnabled()
    assert "请写标题" in faults(editor)
    editor.fields.lines["title_zh"].setText("扫码枪配对失败")
    editor.fields.lines["title_zh"].textEdited.emit("扫码枪配对失败")
    editor.text.setPlainText(BODY)
    assert faults(editor) == "✓ 可以发布。"
    assert "扫码枪连不上" in editor.preview.toPlainText()
    qtbot.keyClick(editor.text, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not editor.isVisible()
    shown = parts.page.reader.article
    assert shown is not None
    assert shown.title.zh == "扫码枪配对失败"
    assert shown.id.startswith("S261124-")
    (first, *_) = window.store.search_articles("扫码枪配对", 3)
    assert first.title.zh == "扫码枪配对失败"
    assert window.desktop.undo()  # until it is sent
    assert window.store.article(shown.id) is None


def test_an_article_is_mended_and_its_old_version_stays(
    qtbot: QtBot, window: Window, parts: KnowledgeParts
) -> None:
    parts.page.show_article("K02")
    qtbot.mouseClick(parts.page.reader.mend, Qt.MouseButton.LeftButton)
    editor = parts.editor
    text = editor.text.toPlainText()
    assert "## 先做" in text
    editor.text.setPlainText(text.replace("截图", "拍照"))
    editor.tabs.setCurrentIndex(1)
    assert "## First steps" in editor.text.toPlainText()
    editor.try_publish()
    several = window.store.article_versions("K02")
    assert [one[1] for one in several] == ["2026.11.24.1000", "2026.11.1"]
    held = window.store.article("K02")
    assert held is not None
    now = article_from(held)
    assert "拍照" in now.body.zh
    assert now.source.zh == "李娜 写于 2026-11-24"
    assert now.words == article_from(window.store.article("K02:2026.11.1") or held).words
    parts.page.show_article("K02:2026.11.1")
    assert "K02:2026.11.24.1000" in parts.page.reader.banner.text()


@pytest.mark.parametrize("safety", ["L0", "L1"])
def test_a_command_that_changes_data_is_refused_with_a_sentence(
    parts: KnowledgeParts, window: Window, safety: str
) -> None:
    parts.page.show_article("K02")
    parts.mend()
    editor = parts.editor
    editor.model.type("safety", safety)
    text = editor.text.toPlainText()
    editor.text.setPlainText(text.replace("1. [L0] ", "1. [L0] delete from UA_Task;", 1))
    said = faults(editor)
    assert "中文正文 第 7 行:L0、L1 不能有会改数据的命令:delete from。" in said
    assert not editor.publish.isEnabled()
    editor.try_publish()
    assert editor.text.textCursor().blockNumber() == 6
    assert len(window.store.article_versions("K02")) == 1


def test_what_was_typed_is_kept_and_can_be_given_up(
    qtbot: QtBot, window: Window, parts: KnowledgeParts
) -> None:
    parts.write(title="蓝牙")
    editor = parts.editor
    assert editor.fields.lines["title_zh"].text() == "蓝牙"
    editor.text.setPlainText("## 现象\n\n半句话")
    qtbot.waitUntil(lambda: "半句话" in window.store.draft("article:"))
    qtbot.keyClick(editor.text, KEY.Key_Escape)
    assert not editor.isVisible()
    parts.write()
    assert "半句话" in editor.text.toPlainText()
    assert editor._note.text() == "接着上次没写完的。"
    qtbot.mouseClick(editor.discard, Qt.MouseButton.LeftButton)
    assert window.store.draft("article:") == ""
    parts.write()
    assert "半句话" not in editor.text.toPlainText()


def test_a_version_that_came_meanwhile_is_told(window: Window, parts: KnowledgeParts) -> None:
    parts.page.show_article("K02")
    parts.mend()
    editor = parts.editor
    editor.text.setPlainText(editor.text.toPlainText() + "\n- 再说一句。")
    held = window.store.article("K02")
    assert held is not None
    from firstline.domain.knowledge.article_draft import article_of, published, values_of

    other = article_of(values_of(article_from(held)), "K02", "2026.11.24.900", article_from(
        held).source)  # fmt: skip
    window.store.perform(*published(other, held, window.desktop.stamp), now=NOW)
    assert "已有更新的版本 2026.11.24.900" in faults(editor)
    assert editor.publish.isEnabled()


def test_what_was_looked_for_in_vain_becomes_a_title(
    qtbot: QtBot, window: Window, parts: KnowledgeParts
) -> None:
    window.store.note_gap("金税盘抄报", NOW)
    parts.page.show_tab("gaps")
    qtbot.mouseClick(parts.page.gaps.write, Qt.MouseButton.LeftButton)
    assert parts.editor.fields.lines["title_zh"].text() == "金税盘抄报"


def test_every_part_has_a_name_in_both_languages(window: Window, parts: KnowledgeParts) -> None:
    parts.write()
    for language in ("en", "zh_CN"):
        window.speech.switch(language)
        for one in parts.editor.findChildren(QWidget):
            if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisible():
                assert one.accessibleName() or getattr(one, "text", lambda: "")(), one
