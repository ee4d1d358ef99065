"""Knowledge packs: the shipped one is whole and harmless, a bad one is refused by file and line."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.knowledge.acts import Answers, Taken, answers, current, helped, take_in
from firstline.domain.knowledge.article_text import PARTS
from firstline.domain.knowledge.knowledge import Article, article_fields, article_from
from firstline.domain.knowledge.pack import (
    Difference,
    KnowledgePack,
    compare,
    parse_article,
    parse_pack,
    version_key,
)
from firstline.domain.knowledge.safety import Safety, harm_in
from firstline.domain.words import Language, Text
from firstline.system.resources import resource_path

FOLDER = resource_path("packs", "knowledge")
FILES = [(one.name, one.read_text("utf-8")) for one in sorted(FOLDER.iterdir())]
PACK = parse_pack(FILES)
CLASSES = {
    "L0": "K03 K07 K08 K13 K15 K21 K24 K26 K28",
    "L1": "K01 K02 K04 K09 K10 K11 K12 K17 K19 K20 K23 K25 K27",
    "L2": "K06 K14 K16 K18 K22",
    "L3": "K05",
}
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")
GOOD = dict(FILES)["K04.md"]


def test_all_28_are_there_with_their_classes() -> None:
    assert sorted(PACK.articles) == [f"K{n:02}" for n in range(1, 29)]
    for safety, ids in CLASSES.items():
        assert {one.id for one in PACK.articles.values() if one.safety == safety} == {*ids.split()}


@pytest.mark.parametrize("article", PACK.articles.values(), ids=PACK.articles)
def test_an_article_says_all_that_a_responder_needs(article: Article) -> None:
    for language in LANGUAGES:
        parts = article.sections(language)
        assert len(parts.symptom) >= 40
        assert len(parts.steps) >= 5
        assert parts.steps[0].safety is Safety.L0  # the first thing to do is safe
        assert len(parts.never) >= 3
        assert len(parts.evidence) >= 3
        assert len(parts.escalate) >= 3
    assert article.errors
    assert article.words
    assert not article.verified_by  # nobody was on a site: it must not say so
    english = article.body.en + article.title.en + article.applies.en
    assert not re.search("[\u4e00-\u9fff]", english)
    chinese = re.sub(r"\[L[0-3]\]|[A-Za-z0-9._*/\\+-]+", "", article.body.zh)
    assert len(re.findall("[\u4e00-\u9fff]", chinese)) > 300


def test_no_command_that_changes_data_is_anywhere_in_the_pack() -> None:
    words = re.compile(
        r"\b(delete\s+from|update\s+\w+\s+set|drop\s+(?:table|database)|truncate|dbcc|repair_allow|insert\s+into)",
        re.IGNORECASE,
    )
    assert not [(name, found[0]) for name, text in FILES for found in words.finditer(text)]


@pytest.mark.parametrize(
    "harm",
    ["DELETE FROM UA_Task", "delete UA_Task where cStation='A'", "Update t Set a=1",
     "DROP TABLE x", "TRUNCATE TABLE x", "dbcc checkdb('x', repair_allow_data_loss)",
     "exec sp_detach_db 'x'", "alter database x set emergency", "INSERT INTO t VALUES(1)",
     "KILL 53", "rm -rf /data"],
)  # fmt: skip
def test_harm_is_seen_in_the_low_classes_alone(harm: str) -> None:
    assert harm_in(f"先 {harm} 再说")
    text = GOOD.replace("截图。\n2. [L0]", f"截图。{harm}\n2. [L0]", 1)
    assert text != GOOD
    with pytest.raises(BadInput, match=r"K04\.md:\d+: no command that changes data"):
        parse_article(text, "K04.md")


def test_harmless_words_are_no_harm() -> None:
    for text in (
        "Do not delete the cache", "update the client", "drop us a note", "kill the lights",
        "不要删除数据库文件", "the last update set the wrong date",
    ):  # fmt: skip
        assert not harm_in(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "K04"', 'id = "K 04"', "K04.md:3: id: must be a short name"),
        ('safety = "L1"', 'safety = "L7"', "safety: cannot be 'L7'"),
        ('escalate = "P2"', 'escalate = "P9"', "escalate: cannot be 'P9'"),
        ('title_en = "Duplicate', 'titel_en = "Duplicate', "title_en: is missing"),
        ("license =", "licence =", "license: is missing"),
        ('version = "2026.11.1"', 'version = "new"', "version: must look like"),
        ("## 不要做", "## 禁止", "unknown part '禁止'"),
        ("## Never do\n", "", "the part 'Never do' is missing"),
        ("# English", "# Englisch", "the heading of the Chinese part must come first"),
        ("2. [L0] Look", "2. [L1] Look", "the steps of the two languages differ"),
        ("1. [L0] Note the kind", "1. Note the kind", "each step must read"),
        ("- Do not change the counter's", "Do not change the counter's", "must read “- one item”"),
        ("+++\nschema", "schema", "K04.md:1: the head must stand"),
        ("## 现象\n", "## 现象\n**重要：**请先看。\n", "asterisks"),
        ('products = ["U8"]', 'products = "U8"', "K04.md:7: products: must be a list"),
    ],
)  # fmt: skip
def test_a_bad_article_is_refused_by_file_and_line(old: str, new: str, said: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(BadInput) as caught:
        parse_article(text, "K04.md")
    assert said in caught.value.sentence.en
    assert "K04.md" in caught.value.sentence.zh


def test_a_pack_is_whole_or_refused() -> None:
    head = next(one for one in FILES if one[0] == "pack.toml")
    with pytest.raises(BadInput, match=r"no pack\.toml"):
        parse_pack([("K04.md", GOOD)])
    with pytest.raises(BadInput, match="stands twice"):
        parse_pack([head, ("a.md", GOOD), ("b.md", GOOD)])
    both = head[1].replace("withdrawn = []", 'withdrawn = ["K04"]')
    with pytest.raises(BadInput, match="withdrawn and there at once"):
        parse_pack([("pack.toml", both), ("K04.md", GOOD)])


def test_an_article_survives_its_record() -> None:
    for article in PACK.articles.values():
        entity = Entity("article", article.record, article_fields(article))
        assert article_from(entity) == article


def test_a_record_of_anybody_is_read_without_a_fault() -> None:
    found = article_from(Entity("article", "X:1", {"safety": "L9", "title_zh": 3, "errors": "x"}))
    assert (found.id, found.version, found.safety) == ("X", "1", Safety.L3)
    assert found.sections("en").steps == ()


def test_parts_stand_in_both_languages_in_every_article() -> None:
    for _, text in FILES:
        if text.startswith("+++"):
            for part in PARTS.values():
                assert f"\n## {part.zh}\n" in text
                assert f"\n## {part.en}\n" in text


def test_versions_are_ordered_by_their_numbers() -> None:
    several = ["2026.9.1", "2026.10.1", "2026.10.1.1", "2027.1"]
    mixed = [several[n] for n in (2, 0, 3, 1)]
    assert sorted(mixed, key=version_key) == several


def newer(article: Article, version: str = "2026.12.1", **fields: object) -> Article:
    return replace(article, version=version, **fields)  # type: ignore[arg-type]


def pack_of(*articles: Article, withdrawn: tuple[str, ...] = ()) -> KnowledgePack:
    return KnowledgePack("p", Text("包", "pack"), "2", {a.id: a for a in articles}, withdrawn)


def test_two_packs_are_compared_by_what_changed() -> None:
    a, b, c, d = (PACK.articles[one] for one in ("K01", "K02", "K03", "K04"))
    new = {
        "K01": newer(a, errors=("x",)),
        "K02": replace(b, words=("y",)),
        "K03": newer(c, "2026.1.1"),
        "K04": d,
        "K99": replace(a, id="K99"),
    }
    lines = compare({"K01": a, "K02": b, "K03": c, "K04": d, "K05": a}, new, ("K05", "K77"))
    assert [(one.article, str(one.difference), one.fields) for one in lines] == [
        ("K01", "superseded", ("errors",)), ("K02", "changed", ("words",)), ("K03", "older", ()),
        ("K99", "new", ()), ("K05", "withdrawn", ()),
    ]  # fmt: skip


def lay(records: dict[str, Entity], taken: Taken) -> dict[str, Entity]:
    found = dict(records)
    for edit in taken.edits:
        made = rebase_entity(found.get(edit.entity), (edit,))
        assert made is not None
        assert not made.conflicts
        found[edit.entity] = made
    return found


def take(
    records: dict[str, Entity], pack: KnowledgePack, salt: str
) -> tuple[Taken, dict[str, Entity]]:
    numbers = count()
    taken = take_in(
        pack, list(records.values()), lambda: Stamp(derived_id(salt, str(next(numbers))), AT, "我")
    )
    return taken, lay(records, taken)


def test_a_pack_taken_in_keeps_what_it_supersedes() -> None:
    first, records = take({}, PACK, "a")
    assert {one.difference for one in first.lines} == {Difference.NEW}
    again, records = take(records, PACK, "b")
    assert again == Taken((), ())
    next_pack = pack_of(newer(PACK.articles["K01"], errors=("新",)), withdrawn=("K02",))
    taken, records = take(records, next_pack, "c")
    assert [str(one.difference) for one in taken.lines] == ["superseded", "withdrawn"]
    old = article_from(records["K01:2026.11.1"])
    assert (str(old.state), old.superseded_by) == ("superseded", "K01:2026.12.1")
    assert old.body == PACK.articles["K01"].body
    holding = current(map(article_from, records.values()))
    assert holding["K01"].version == "2026.12.1"
    assert "K02" not in holding
    assert len(holding) == 27
    back, records = take(records, pack_of(PACK.articles["K02"]), "d")
    assert [str(one.difference) for one in back.lines] == ["new"]
    assert len(current(map(article_from, records.values()))) == 28
    older, _ = take(records, PACK, "e")
    assert [str(one.difference) for one in older.lines] == ["older"]
    assert not older.edits


def test_the_same_version_with_other_words_is_told_and_left_alone() -> None:
    _, records = take({}, PACK, "a")
    ours = records["K03:2026.11.1"]
    records["K03:2026.11.1"] = replace(ours, fields={**ours.fields, "body_zh": "我们自己的写法"})
    taken, after = take(records, PACK, "b")
    assert [(one.article, str(one.difference), one.fields) for one in taken.lines] == [
        ("K03", "changed", ("body_zh",))
    ]
    assert after == records


def test_a_newer_version_leaves_what_was_written_into_the_old_one() -> None:
    _, records = take({}, PACK, "a")
    ours = records["K01:2026.11.1"]
    records[ours.id] = replace(ours, fields={**ours.fields, "body_zh": "我们自己的写法"})
    _, after = take(records, pack_of(newer(PACK.articles["K01"])), "b")
    assert after[ours.id].fields["body_zh"] == "我们自己的写法"
    assert after["K01:2026.12.1"].fields["body_zh"] == PACK.articles["K01"].body.zh


def test_answers_of_all_desks_add_up() -> None:
    article = PACK.articles["K01"]
    records = take({}, pack_of(article), "a")[1]
    entity: Entity | None = records[article.record]
    for n, yes in enumerate((True, True, False)):
        edit = helped(article, Stamp(f"e{n}", AT, "她"), yes=yes, ticket="t", query="点数满")
        entity = rebase_entity(entity, (edit, edit))  # twice is once
    assert entity is not None
    assert answers(entity) == Answers(2, 1)
