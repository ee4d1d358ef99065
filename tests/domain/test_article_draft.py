"""An article written here: one language is enough, nothing harmful in L0 and L1, versions kept."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.knowledge.acts import current
from firstline.domain.knowledge.article_draft import (
    article_of,
    blank,
    draft_text,
    number_of,
    published,
    typed_in,
    values_of,
    version_of,
    wrongs,
)
from firstline.domain.knowledge.knowledge import Article, article_from
from firstline.domain.knowledge.pack import parse_article, version_key
from firstline.domain.words import Text
from firstline.system.resources import resource_path

NOW = datetime(2026, 11, 28, 10, 42, 7, tzinfo=UTC)
SOURCE = Text("王芳写", "by Wang Fang")
BODY = """## 现象

扫码枪连不上。

## 先做

1. [L0] 看指示灯。
2. [L1] 重新配对。

## 不要做

- 不要重置基站。

## 要收集的证据

- 照片。

## 何时升级处理

- 全线停。"""


def stamps() -> Callable[[], Stamp]:
    made: list[int] = []

    def stamp() -> Stamp:
        made.append(1)
        return Stamp(f"0193-{len(made):06}", NOW, "王芳")

    return stamp


def values(**changed: str) -> dict[str, str]:
    return {**blank("zh_CN", "扫码枪配对"), "body_zh": BODY, "safety": "L1", **changed}


def shipped(name: str = "K02") -> Article:
    path = resource_path("packs", "knowledge", f"{name}.md")
    return parse_article(path.read_text("utf-8"), path.name)


def test_one_language_is_enough_and_stands_for_both() -> None:
    assert wrongs(values()) == []
    article = article_of(values(), "S1", "1", SOURCE)
    assert article.title == Text("扫码枪配对", "")
    assert article.sections("en").steps == article.sections("zh_CN").steps
    assert article.body.in_("en") == article.body.zh
    english = {**blank("en", "Pairing"), "body_en": BODY}
    assert article_of(english, "S1", "1", SOURCE).title.zh == "Pairing"


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ({"title_zh": " "}, 0, "Write a title"),
        ({"body_zh": ""}, 0, "Write the text"),
        ({"body_zh": BODY.replace("[L0]", "L0")}, 7, "each step must read"),
        ({"body_zh": BODY.replace("## 不要做\n\n- 不要重置基站。\n", "")}, 0, "is missing"),
        ({"body_zh": BODY.replace("看指示灯", "执行 delete from UA_Task")}, 7, "delete from"),
        ({"body_zh": BODY.replace("照片", "update UA_Task set x=1")}, 16, "update UA_Task set"),
        ({"body_zh": BODY.replace("全线停", "**停!**了")}, 20, "asterisks"),
        ({"body_zh": BODY + "x" * 60_000}, 0, "too long"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(change: dict[str, str], line: int, said: str) -> None:
    (found,) = wrongs(values(**change))
    assert found.line == line
    assert said in found.why.en


def test_a_command_may_stand_in_a_step_of_the_vendor() -> None:
    body = BODY.replace("[L1] 重新配对", "[L3] delete from UA_Task")
    assert wrongs(values(body_zh=body, safety="L3")) == []
    assert len(wrongs(values(body_zh=body.replace("[L3]", "[L1]"), safety="L3"))) == 1


def test_a_new_article_begins_with_its_parts_and_cannot_be_published_so() -> None:
    for language in ("zh_CN", "en"):
        start = blank(language, "x")
        assert {one.line for one in wrongs(start)} - {0}
        assert len(wrongs(start)) >= 4


def test_both_languages_must_have_the_same_steps() -> None:
    held = values_of(shipped())
    assert wrongs(held) == []
    held["body_en"] = held["body_en"].replace("[L1]", "[L0]", 1)
    (found,) = wrongs(held)
    assert "differ" in found.why.en


def test_what_is_typed_comes_back_as_it_was() -> None:
    held = values(errors="a; b")
    assert typed_in(draft_text(held)) == held
    assert typed_in("") == {}
    assert typed_in("{broken") == {}
    assert typed_in("[1]") == {}


def test_an_article_is_the_same_after_the_form() -> None:
    for name in ("K01", "K02", "K16"):
        one = shipped(name)
        again = article_of(values_of(one), one.id, one.version, one.source, one)
        assert again.body == one.body
        assert (again.errors, again.words, again.products) == (one.errors, one.words, one.products)


def test_a_version_is_newer_than_the_one_it_mends() -> None:
    at = datetime(2026, 11, 28, 10, 42, 7, tzinfo=UTC)
    old, ahead = shipped(), shipped()
    assert version_of(at, None, lambda _one: False) == "2026.11.28.1042"
    assert version_of(at, old, lambda one: one.endswith("1042")) == "2026.11.28.104207"
    ahead = article_of(values_of(ahead), "K02", "2027.1.1", SOURCE)
    later = version_of(at, ahead, lambda _one: False)
    assert version_key(later) > version_key("2027.1.1")
    assert number_of(Stamp("0193-7f3abc", at)) == "S261128-7F3ABC"


def test_the_old_version_stays_readable_and_two_who_mend_at_once_lose_nothing() -> None:
    one = shipped()
    fields = {"number": one.id, "version": one.version, "state": "current"}
    base = Entity("article", one.record, {**fields, "title_zh": one.title.zh})
    here = article_of(values(title_zh="我的"), one.id, "2026.11.28.1000", SOURCE)
    there = article_of(values(title_zh="他的"), one.id, "2026.11.28.1100", SOURCE)
    stamp = stamps()
    mine, theirs = published(here, base, stamp), published(there, base, stamp)
    assert [edit.entity for edit in mine] == [here.record, one.record]
    old = rebase_entity(base, (mine[1], theirs[1]))
    assert old is not None
    assert old.conflicts == ()
    held = [rebase_entity(None, several[:1]) for several in (mine, theirs)]
    articles = [article_from(entity) for entity in (*held, old) if entity is not None]
    assert {article.title.zh for article in articles} == {"我的", "他的", one.title.zh}
    assert current(articles)[one.id].title.zh == "他的"
