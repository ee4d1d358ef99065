"""The knowledge window, driven as a person would: find, read, answer, use, take a pack in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any, get_args

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from firstline.app.shipped import lay_in, read_pack
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.ids import new_id
from firstline.domain.knowledge.acts import answers
from firstline.domain.knowledge.article_use import reply_text
from firstline.domain.knowledge.knowledge import article_from
from firstline.domain.knowledge.safety import Safety
from firstline.domain.training.curriculum import Course
from firstline.domain.training.training import certificate_from
from firstline.domain.training.training_acts import Passed, record, revoke
from firstline.domain.words import Language, Text
from firstline.system.resources import resource_path
from firstline.viewmodel.knowledge.knowledge import KnowledgeModel
from firstline.widgets import theme
from firstline.widgets.knowledge.page import KnowledgePage
from window_makers import ME, NOW, Window

KEY = Qt.Key
SHIPPED = resource_path("packs", "knowledge")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    lay_in(made.store, NOW)
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    qtbot.waitUntil(made.shell.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> KnowledgePage:
    qtbot.keyClick(window.shell, KEY.Key_5, Qt.KeyboardModifier.ControlModifier)
    page = window.shell.sections.knowledge.page
    qtbot.waitUntil(lambda: page.model.rowCount() == 28)
    return page


def titles(page: KnowledgePage) -> list[str]:
    return [str(page.model.index(at).data()) for at in range(page.model.rowCount())]


def shown(page: KnowledgePage) -> str:
    return page.reader.article.record if page.reader.article else ""


def test_typing_finds_and_the_reader_follows(
    qtbot: QtBot, window: Window, page: KnowledgePage
) -> None:
    assert window.shell.rail.sections["knowledge"].isChecked()
    qtbot.waitUntil(page.search.hasFocus)
    qtbot.keyClicks(page.search, "ORA-01555")
    qtbot.waitUntil(lambda: shown(page).startswith("K16:"))
    text = page.reader.browser.toPlainText()
    assert "先做" in text
    assert "锁定" in text
    window.speech.switch("en")
    QCoreApplication.processEvents()
    assert "First steps" in page.reader.browser.toPlainText()
    qtbot.keyClick(page.search, KEY.Key_Escape)
    qtbot.waitUntil(lambda: window.shell.pages.section == "queue")


def test_filters_narrow_by_product_and_class(qtbot: QtBot, page: KnowledgePage) -> None:
    page.safety.setCurrentIndex(page.safety.findData("L3"))
    page.safety.activated.emit(page.safety.currentIndex())
    assert [one[:3] for one in titles(page)] == ["数据库"]
    page.clear()
    page.product.setCurrentIndex(page.product.findData("T+"))
    page.product.activated.emit(page.product.currentIndex())
    found = {page.model.row(at).line.products for at in range(page.model.rowCount())}  # type: ignore[union-attr]
    assert found
    assert all(not one or "T+" in one for one in found)


def test_nothing_found_becomes_a_gap(qtbot: QtBot, window: Window, page: KnowledgePage) -> None:
    qtbot.keyClicks(page.search, "zzqx vwkj")
    qtbot.waitUntil(lambda: page.model.missed)
    qtbot.keyClick(page.search, KEY.Key_Return)
    assert [one.text for one in window.store.gaps()] == ["zzqx vwkj"]
    assert page.gaps.table.item(0, 0) is not None
    page.gaps.table.itemActivated.emit(page.gaps.table.item(0, 0))
    assert page.search.text() == "zzqx vwkj"


def test_whether_it_helped_is_kept(qtbot: QtBot, window: Window, page: KnowledgePage) -> None:
    page.show_article("K01")
    qtbot.mouseClick(page.reader.yes, Qt.MouseButton.LeftButton)
    entity = window.store.article("K01")
    assert entity is not None
    assert answers(entity).yes == 1


def test_an_article_goes_into_the_reply_draft(
    qtbot: QtBot, window: Window, page: KnowledgePage
) -> None:
    ticket = window.store.ticket("T2")
    window.shell.show_ticket(ticket.id)
    window.shell.go("knowledge")
    page.show_article("K01")
    assert "T2" in page.reader.use.text()
    qtbot.mouseClick(page.reader.use, Qt.MouseButton.LeftButton)
    assert window.shell.pages.section == "queue"
    written = window.shell.detail.composer.text.toPlainText()
    assert "K01" in written
    assert "1. " in written
    assert "清退" not in written.partition("不要做")[0]  # an L2 step
    window.shell.detail.flush()
    assert window.store.draft(f"reply:{ticket.id}") == written


def test_a_pack_shows_its_differences_before_it_is_taken(
    qtbot: QtBot, window: Window, page: KnowledgePage, tmp_path: Path
) -> None:
    for one in SHIPPED.iterdir():
        text = one.read_text("utf-8")
        if one.name in ("K01.md", "pack.toml"):
            text = text.replace('"2026.11.1"', '"2026.12.1"', 1)
            (tmp_path / one.name).write_text(text, "utf-8")
    page.packs._read = read_pack
    page.packs.look(tmp_path)
    assert page.packs.isVisible()
    assert "K01  更新  2026.11.1 → 2026.12.1" in page.packs.lines.toPlainText()
    QTest.keyClick(page.packs.take, Qt.Key.Key_Escape)  # nothing is taken in, the page stays
    assert not page.packs.isVisible()
    assert page.isVisible()
    page.packs.look(tmp_path)
    assert len(window.store.article_versions("K01")) == 1
    qtbot.mouseClick(page.packs.take, Qt.MouseButton.LeftButton)
    assert [one[0] for one in window.store.article_versions("K01")] == [
        "K01:2026.12.1", "K01:2026.11.1",
    ]  # fmt: skip
    page.show_article("K01:2026.11.1")
    assert not page.reader.banner.isHidden()
    assert "K01:2026.12.1" in page.reader.banner.text()


def test_every_part_has_a_name(page: KnowledgePage) -> None:
    for one in page.findChildren(QWidget):
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisible():
            text = getattr(one, "text", lambda: "")()
            assert one.accessibleName() or text, one


def test_a_foreign_text_cannot_become_a_tag() -> None:
    from firstline.widgets.knowledge.article_html import inline

    assert inline('<img src="file:///x"> **b** `c`') == (
        "&lt;img src=&quot;file:///x&quot;&gt; <b>b</b> <code>c</code>"
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_step_that_is_not_for_everybody_is_shown_locked(
    window: Window, page: KnowledgePage, language: Language
) -> None:
    from firstline.widgets.knowledge.article_html import article_html

    seen: set[Safety] = set()
    for line in window.store.articles():
        entity = window.store.article(line.record)
        assert entity is not None
        article = article_from(entity)
        permits = page.qualified.permits(article)
        html = article_html(article, language, permits)
        steps = article.sections(language).steps
        told = {one.safety for one in steps}
        for one in Safety:
            locked = escape(permits[one].why.in_(language))
            assert not locked or (locked in html) is (one in told)
        rows = [one for one in html.split("<tr>") if "</tr>" in one]
        muted = theme.token("muted").name()
        for row, step in zip(rows, steps, strict=True):
            assert (f'<span style="color:{muted}"' in row) is (step.safety is not Safety.L0)
        seen |= told
    assert {Safety.L0, Safety.L1} <= seen


def test_a_reply_names_no_step_that_is_not_for_everybody(window: Window) -> None:
    left_out = 0
    for line in window.store.articles():
        entity = window.store.article(line.record)
        assert entity is not None
        article = article_from(entity)
        for language in get_args(Language):
            said = reply_text(article, language)
            for step in article.sections(language).steps:
                assert (step.text in said) is (step.safety is Safety.L0), article.id
                left_out += step.safety is Safety.L1
    assert left_out


def test_the_newest_search_of_articles_wins(window: Window) -> None:
    waiting: list[Any] = []
    model = KnowledgeModel(window.desktop, lambda work, then: waiting.append((work, then)))
    found_: list[object] = []
    for text in ("加密点数", "结不了账"):
        model.text = text
        model.refresh()
        found_.append(waiting[-1][0](window.store))
    for (_, then), found in zip(reversed(waiting), reversed(found_), strict=True):
        then(found)  # the older answer comes last
    first = model.row(0)
    assert first is not None
    assert first.line.id == "K08"


def passed(window: Window, person: str, actor: str) -> Edit:
    """Record that somebody holds the certificate of a super-user, told by `actor`."""
    course = Course("SUP-102", Text("安全级别", "Safety"), "superuser", 1, opens="L1")
    stamp = Stamp(new_id(NOW), NOW, actor)
    edit = record(Passed(person, course, date(2026, 11, 1)), stamp, date(2026, 11, 24))
    window.store.perform(edit, now=NOW)
    window.desktop.look_around()
    return edit


def test_a_certificate_opens_l1_here_and_its_end_locks_it_by_the_clock(
    window: Window, page: KnowledgePage
) -> None:
    page.show_article("K02")
    reader = page.reader
    assert f"锁定:{ME} 没有超级用户证书。" in reader.browser.toPlainText()
    assert "L1:现在没有人" in reader.who.text()
    passed(window, "王磊", "李总")
    assert "请找 王磊,或升级处理。" in reader.browser.toPlainText()
    assert "持证 L1:王磊" in reader.who.text()
    edit = passed(window, ME, "李总")
    text = reader.browser.toPlainText()
    assert "已开放:您有证书 SUP-102,有效到 2028-10-31(李总 授予)。" in text
    assert "没有系统管理员证书" in text  # L2 stays locked
    window.clock.now = datetime(2028, 10, 31, 15, 59, tzinfo=UTC)  # a minute before midnight there
    window.ticking.ticked.emit()
    assert "已开放" in reader.browser.toPlainText()
    window.clock.move(minutes=1)
    window.ticking.ticked.emit()
    assert "证书 SUP-102 已过期,有效到 2028-10-31。" in reader.browser.toPlainText()
    window.clock.now = NOW
    held = certificate_from(window.store.records("training")[0])
    assert held is not None
    for one in window.store.records("training"):
        held = certificate_from(one)
        if held is not None and held.id == edit.entity:
            gone = revoke(held, Stamp(new_id(NOW), NOW, "李总"), "离岗")
            window.store.perform(gone, now=NOW)
    window.desktop.look_around()
    assert "被 李总 撤销(离岗)" in reader.browser.toPlainText()


def test_what_was_recorded_while_nobody_looked_holds_when_somebody_does(
    window: Window, page: KnowledgePage
) -> None:
    page.show_article("K02")
    window.shell.go("queue")
    passed(window, ME, "李总")
    window.shell.go("knowledge")
    page.show_article("K02")
    assert "已开放" in page.reader.browser.toPlainText()


def test_the_palette_finds_articles(qtbot: QtBot, window: Window, page: KnowledgePage) -> None:
    window.shell.go("queue")
    found = window.shell.aids.finder.everything("ORA-01555")
    entry = next(one for one in found if one.kind == "article")
    window.shell.aids.palette._follow(entry)
    assert window.shell.pages.section == "knowledge"
    assert shown(page).startswith("K16:")


def test_what_leads_somewhere_leads_there_on_the_act_of_a_screen_reader(
    window: Window, page: KnowledgePage
) -> None:
    """A reader toggles what can be checked, which is no click (requirements N14)."""
    shell = window.shell
    item = shell.rail.sections["knowledge"]
    shell.go("queue")
    for _ in range(2):  # a second time, too: one is there and stays there
        item.toggle()
        assert shell.pages.section == "knowledge"
        assert item.isChecked()
    for name in ("gaps", "articles"):
        page.head.tabs[name].toggle()
        assert (page.gaps if name == "gaps" else page.list).isVisible()
        assert page.head.tabs[name].isChecked()
    page.head.tabs["problems"].click()
    assert page.problems.isVisible()
