"""The library of documents in the window, driven as a person would (requirements S21)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from document_makers import FIRST, SECOND, docx, folder, pdf, zipped
from firstline.app.doors.documents import document_doors
from firstline.app.shipped import lay_in
from firstline.domain.documents.document import Document
from firstline.domain.documents.library import Library
from firstline.domain.edits.entity import setting
from firstline.domain.errors import Problem
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.words import Text
from firstline.viewmodel.documents.doors import DocumentDoors
from firstline.widgets import theme
from firstline.widgets.detail.attachments import Drops
from firstline.widgets.documents.leaf import DocumentLeaf
from firstline.widgets.documents.links import superseded, with_links
from firstline.widgets.knowledge.article_html import inline
from window_makers import NOW, Window

KEY = Qt.Key
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
LINK = "\n\n## 说明\n\n见 [手册](doc:MAN-FIN)、[12.0](doc:MAN-FIN:12.0)、[没有](doc:NONE)。"


class Opened(Window):
    """A window that notes what was handed to the viewer, and the problems it showed."""

    def __init__(self, place: Path) -> None:
        self.viewed: list[Path] = []
        self.problems: list[Problem] = []
        super().__init__(place, documents=self._doors)
        self.desktop.problem.connect(self.problems.append)

    def _doors(self) -> DocumentDoors:
        return replace(document_doors(), view=self.viewed.append)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    (tmp_path / "profile").mkdir()
    made = Opened(tmp_path / "profile")
    lay_in(made.store, NOW)
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    qtbot.waitUntil(made.shell.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def leaf(qtbot: QtBot, window: Opened, tmp_path: Path) -> DocumentLeaf:
    qtbot.keyClick(window.shell, KEY.Key_D, BOTH)
    leaf = window.shell.sections.knowledge.page.documents
    leaf.packs.look(folder(tmp_path / "first", FIRST))
    qtbot.mouseClick(leaf.packs.take, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(leaf.packs.leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: leaf.model.rowCount() == 2)
    return leaf


def records(leaf: DocumentLeaf) -> list[str]:
    rows = (leaf.model.row(at) for at in range(leaf.model.rowCount()))
    return [one.document.record for one in rows if one is not None]


def dropped(leaf: DocumentLeaf, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    for one in leaf.findChildren(Drops):
        one.took.emit(mime)


def test_a_pack_shows_its_difference_list_and_is_taken_in_on_one_press(
    qtbot: QtBot, window: Opened, leaf: DocumentLeaf, tmp_path: Path
) -> None:
    entity = window.store.article("K01")
    assert entity is not None
    body = f"{entity.fields['body_zh']}{LINK}"
    window.desktop.perform(setting(entity, {"body_zh": body}, window.desktop.stamp()))
    dropped(leaf, zipped(tmp_path / "second.zip", SECOND))
    assert leaf.packs.isVisible()
    told = leaf.packs.lines.toPlainText().splitlines()
    assert "取代  MAN-FIN:12.0 → MAN-FIN:13.0  MAN-FIN 手册" in told
    assert "K01  doc:MAN-FIN  MAN-FIN:12.0 → MAN-FIN:13.0" in told
    assert records(leaf) == ["MAN-FIN:12.0", "RN-12:1"]
    qtbot.mouseClick(leaf.packs.take, Qt.MouseButton.LeftButton)
    assert "新 3 份,取代 2 份,知识文章的链接改指 2 处。" in leaf.packs.head.text()
    qtbot.waitUntil(lambda: len(records(leaf)) == 5)
    assert "MAN-FIN:13.0" in records(leaf)
    window.speech.switch("en")
    assert "3 new, 2 superseded, 2 links of articles re-pointed." in leaf.packs.head.text()
    assert not window.problems


def test_escape_closes_the_difference_list_and_who_comes_back_goes_on_in_the_library(
    qtbot: QtBot, window: Opened, leaf: DocumentLeaf, tmp_path: Path
) -> None:
    leaf.packs.look(folder(tmp_path / "second", SECOND))
    qtbot.keyClick(leaf.packs.take, KEY.Key_Escape)
    assert not leaf.packs.isVisible()
    assert leaf.isVisible()
    assert leaf.list.hasFocus()
    assert len(records(leaf)) == 2
    window.shell.go("queue")
    qtbot.keyClick(window.shell, KEY.Key_5, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(leaf.search.hasFocus)
    window.shell.sections.knowledge.page.show_tab("articles")
    window.shell.go("queue")
    qtbot.keyClick(window.shell, KEY.Key_5, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.shell.sections.knowledge.page.search.hasFocus)


def test_a_document_without_articles_stands_at_the_top_of_its_panel(
    qtbot: QtBot, leaf: DocumentLeaf
) -> None:
    leaf.show_record("MAN-FIN:12.0")
    qtbot.waitUntil(lambda: leaf.panel.document is not None and leaf.panel.facts.height() > 0)
    assert not leaf.panel.articles.isVisible()
    title = leaf.panel.title
    assert title.height() <= title.heightForWidth(title.width())


def test_a_superseded_version_says_so_and_leads_to_what_holds(
    qtbot: QtBot, leaf: DocumentLeaf, tmp_path: Path
) -> None:
    leaf.packs.look(folder(tmp_path / "second", SECOND))
    qtbot.mouseClick(leaf.packs.take, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(leaf.older, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(records(leaf)) == 7)
    leaf.show_record("RN-12:1")
    assert "已被取代,现行的是 RN-13:1" in leaf.panel.banner.text()
    assert leaf.panel.open.isEnabled()
    qtbot.mouseClick(leaf.panel.after, Qt.MouseButton.LeftButton)
    assert leaf.panel.document is not None
    assert leaf.panel.document.record == "RN-13:1"
    leaf.show_record("MAN-FIN")
    said = [leaf.panel.versions.itemText(at) for at in range(leaf.panel.versions.count())]
    assert said == ["版本 13.0 · 现行", "版本 12.0 · 已被取代"]


def test_typing_finds_by_text_and_a_product_narrows(
    qtbot: QtBot, leaf: DocumentLeaf, tmp_path: Path
) -> None:
    leaf.packs.look(folder(tmp_path / "second", SECOND))
    qtbot.mouseClick(leaf.packs.take, Qt.MouseButton.LeftButton)
    leaf.search.setFocus()
    qtbot.keyClicks(leaf.search, "ora-01555")
    qtbot.waitUntil(lambda: records(leaf) == ["PATCH-7:1.1"])
    leaf.clear()
    qtbot.waitUntil(lambda: len(records(leaf)) == 5)
    leaf.product.setCurrentIndex(leaf.product.findData("U9"))
    leaf.product.activated.emit(leaf.product.currentIndex())
    assert "MAN-FIN:13.0" in records(leaf)
    leaf.search.setText("zzqx")
    leaf.model.ask("zzqx")
    qtbot.waitUntil(lambda: records(leaf) == [])
    assert leaf.empty.isVisible()


def test_a_document_is_opened_as_a_checked_copy_alone(
    qtbot: QtBot, window: Opened, leaf: DocumentLeaf
) -> None:
    leaf.show_record("MAN-FIN")
    qtbot.mouseClick(leaf.panel.open, Qt.MouseButton.LeftButton)
    (copy,) = window.viewed
    assert copy.read_bytes() == FIRST["man_fin.pdf"][0]
    assert (copy.name, copy.stat().st_mode & 0o222) == ("man_fin.pdf", 0)
    qtbot.mouseClick(leaf.panel.check, Qt.MouseButton.LeftButton)
    assert "✓ 与记录的 SHA-256 一致" in leaf.panel.told.text()
    assert leaf.panel.document is not None
    held = window.store.file_path(leaf.panel.document.sha256)
    assert held is not None
    held.write_bytes(b"altered")
    qtbot.mouseClick(leaf.panel.check, Qt.MouseButton.LeftButton)
    assert "✕" in leaf.panel.told.text()
    qtbot.mouseClick(leaf.panel.open, Qt.MouseButton.LeftButton)
    assert len(window.viewed) == 1
    assert "没有打开" in window.problems[-1].sentence.zh


def test_a_dropped_file_is_added_by_its_form_and_nothing_typed_is_lost(
    qtbot: QtBot, window: Opened, leaf: DocumentLeaf, tmp_path: Path
) -> None:
    file = tmp_path / "制造手册.docx"
    file.write_bytes(docx("工单关闭"))
    dropped(leaf, file)
    form = leaf.form
    assert form.file.text() == "制造手册.docx"
    qtbot.keyClicks(form.editors["code"], "man mo")
    qtbot.keyClicks(form.editors["version"], "13.0")
    qtbot.mouseClick(form.save, Qt.MouseButton.LeftButton)
    assert "编号不能是" in form.problem.text()
    qtbot.keyClick(form, KEY.Key_Escape)
    qtbot.waitUntil(lambda: "man mo" in window.store.draft("document:"))
    qtbot.mouseClick(leaf.add, Qt.MouseButton.LeftButton)
    assert (form.editors["code"].text(), form.file.text()) == ("man mo", "制造手册.docx")
    form.editors["code"].clear()
    qtbot.keyClicks(form.editors["code"], "MAN-MO")
    qtbot.keyClick(form.editors["code"], KEY.Key_Return)
    assert leaf.panel.isVisible()
    qtbot.waitUntil(
        lambda: leaf.panel.document is not None and leaf.panel.document.record == "MAN-MO:13.0"
    )
    assert window.store.draft("document:") == ""
    file.write_bytes(docx("anders"))
    leaf.add_file(file)
    form.editors["code"].setText("MAN-MO")
    form.editors["version"].setText("13.0")
    form.add()
    assert "新的版本号" in form.problem.text()


def test_an_article_leads_to_what_holds_and_names_what_is_superseded(
    qtbot: QtBot, window: Opened, leaf: DocumentLeaf, tmp_path: Path
) -> None:
    entity = window.store.article("K01")
    assert entity is not None
    body = f"{entity.fields['body_zh']}{LINK}"
    window.desktop.perform(setting(entity, {"body_zh": body}, window.desktop.stamp()))
    leaf.packs.look(folder(tmp_path / "second", SECOND))
    qtbot.mouseClick(leaf.packs.take, Qt.MouseButton.LeftButton)
    page = window.shell.sections.knowledge.page
    page.show_article("K01")
    text, html = page.reader.browser.toPlainText(), page.reader.browser.toHtml()
    assert "手册 (MAN-FIN 13.0)" in text
    assert "12.0 (MAN-FIN:12.0 已被取代,现行:) MAN-FIN:13.0" in text
    assert "没有 (库里没有 NONE)" in text
    assert "文中提到的文档已被取代: MAN-FIN:12.0 → MAN-FIN:13.0" in text
    assert 'href="doc:MAN-FIN:13.0"' in html
    page.reader.browser.wanted.emit("doc:MAN-FIN:12.0")
    assert leaf.isVisible()
    assert leaf.panel.document is not None
    assert leaf.panel.document.record == "MAN-FIN:12.0"
    assert leaf.panel.articles.count() == 1
    leaf.panel.articles.itemActivated.emit(leaf.panel.articles.item(0))
    assert page.reader.article is not None
    assert page.reader.article.id == "K01"


def test_the_palette_finds_documents(qtbot: QtBot, window: Opened, leaf: DocumentLeaf) -> None:
    found = [one for one in window.shell.aids.finder.everything("rn sc") if one.kind == "document"]
    assert [one.value for one in found] == ["RN-12:1"]
    window.shell.go("queue")
    window.desktop.wanted.emit("document", "RN-12:1")
    assert leaf.isVisible()
    assert leaf.panel.document is not None
    assert leaf.panel.document.code == "RN-12"


def test_a_bad_pack_is_told_and_nothing_is_shown(
    window: Opened, leaf: DocumentLeaf, tmp_path: Path
) -> None:
    pack = folder(tmp_path / "bad", SECOND)
    (pack / "man_hr.pdf").write_bytes(pdf("altered"))
    leaf.packs.look(pack)
    assert not leaf.packs.isVisible()
    assert "SHA-256 不符" in window.problems[-1].sentence.zh


def test_at_twice_the_size_it_fits_the_window(window: Opened, leaf: DocumentLeaf) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window.speech.switch("en")
    theme.use(app, "light", 200)
    window.shell.sections.knowledge.page.retranslate()
    leaf.add_file(None)
    QCoreApplication.processEvents()
    wide = window.shell.sections.knowledge.page.minimumSizeHint().width()
    theme.use(app, "light", 100)
    assert wide <= 1366 - 96


def test_a_version_with_two_contents_says_so(window: Opened, leaf: DocumentLeaf) -> None:
    entity = window.store.record("document", "MAN-FIN:12.0")
    assert entity is not None
    for words in ("甲", "乙"):
        edit = setting(entity, {"source": words}, window.desktop.stamp())
        window.store.perform(edit, now=NOW)
    leaf.show_record("MAN-FIN")
    assert leaf.panel.banner.isVisible()
    assert "另一台电脑" in leaf.panel.banner.text()


def test_what_a_record_says_cannot_become_a_tag() -> None:
    evil = "<img src='file:///x'>"
    held = [
        Document("A", version, Text(evil, evil), "a" * 64, name=evil) for version in ("1", evil)
    ]
    held.append(Document(f"B{evil}", "2", Text(evil, evil), "b" * 64, supersedes=("A",)))
    article = Article("K1", "1", Text("a", "a"), Text("[x](doc:A:1) [y](doc:A)", ""))
    library = Library(held)
    told = superseded(article, library, "en")
    told += with_links(inline("[<b>x](doc:A:1) [x](doc:A:1) [y](doc:A) [z](doc:N)"), library, "en")
    assert "<img" not in told
    assert "doc:A:1" in told


def test_every_part_has_a_name(leaf: DocumentLeaf) -> None:
    leaf.add_file(None)
    for one in leaf.findChildren(QWidget):
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisible():
            text = getattr(one, "text", lambda: "")()
            assert one.accessibleName() or text, one
