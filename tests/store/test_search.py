"""Search finds what people type: Chinese words, codes, prefixes, full width, pinyin initials."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_makers import NOW, Maker, RoundTheClock, ticket_id

from firstline.domain.edits.edits import attach, reply, set_field, tag
from firstline.domain.query.query import parse_query
from firstline.store.search.search import MARKS, Hit
from firstline.store.store import Store
from firstline.system.pinyin import initials

TITLES = {
    "stock": "二厂库存账对不上",
    "oracle": "月末结账报 ORA-01555: snapshot too old",
    "printer": "车间打印机卡纸",
    "mes": "MES终端登录不了",
    "code": "U8 报错 310036,路径 UfErpAct.Lst",
    "hex": "安装时出现 0x80070005 拒绝访问",
    "wide": "Ｐ１故障:总账无法记账",
    "books": "会计凭证重复",
    "accent": "Résumé page is slow",
    "picture": "🔥 机房温度高",
}


@pytest.fixture
def filled(folder: Path, maker: Maker) -> Iterator[Store]:
    with Store.open(folder, RoundTheClock(), now=NOW, initials=initials, me="我") as store:
        for index, (name, title) in enumerate(TITLES.items()):
            at = NOW - timedelta(hours=len(TITLES) - index)
            store.perform(maker.open(name, at, title=title), now=NOW)
        yield store


def found(store: Store, text: str, limit: int = 20) -> list[str]:
    names = {ticket_id(name): name for name in (*TITLES, "one", "two", "three", "four")}
    return [names[hit.id] for hit in store.search(text, limit, now=NOW)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("库", "stock"), ("库存", "stock"), ("库存账", "stock"), ("存账对不上", "stock"),
        ("打印", "printer"), ("印机", "printer"), ("打印机卡纸", "printer"),
        ("MES终端", "mes"), ("mes", "mes"), ("ＭＥＳ", "mes"), ("终端登录", "mes"),
        ("ORA-01555", "oracle"), ("ora-015", "oracle"), ("01555", "oracle"), ("snap", "oracle"),
        ("310036", "code"), ("3100", "code"), ("UfErpAct.Lst", "code"), ("uferp", "code"),
        ("0x80070005", "hex"), ("0X8007", "hex"), ("80070005", "hex"), ("８００７０００５", "hex"),
        ("P1", "wide"), ("Ｐ１", "wide"), ("p1故障", "wide"),
        ("resume", "accent"), ("RÉSUMÉ", "accent"), ("🔥", "picture"),
        ("kcz", "stock"), ("KCZ", "stock"), ("ｋｃｚ", "stock"), ("dyjkz", "printer"),
        ("kjpz", "books"), ("pzcf", "books"),
        ("L-3", "printer"), ("l-3", "printer"), ("Ｌ－３", "printer"),
    ],
)  # fmt: skip
def test_one_ticket_is_found(filled: Store, text: str, name: str) -> None:
    assert found(filled, text)[0] == name


@pytest.mark.parametrize(
    "text", ["账库", "库账", "印打", "01556", "xyzq", "没有", "-库存", "status:new", "「」"]
)
def test_nothing_is_found_that_is_not_there(filled: Store, text: str) -> None:
    assert found(filled, text) == []


def test_several_words_must_all_be_there_and_a_minus_must_not(filled: Store) -> None:
    assert found(filled, "总账 故障") == ["wide"]
    assert set(found(filled, "账")) == {"stock", "oracle", "wide"}
    assert set(found(filled, "账 -库存")) == {"oracle", "wide"}
    filled.perform(
        set_field(filled.ticket("L-4"), "site", "库存", Maker(salt="s").stamp()), now=NOW
    )
    assert found(filled, "登录 -库存") == []  # what must not be there is looked for everywhere
    assert found(filled, '"snapshot too"') == ["oracle"]
    assert found(filled, '"snapshot to"') == []
    assert set(found(filled, "text:打印机,终端")) == {"printer", "mes"}


def test_fields_narrow_a_search(filled: Store, maker: Maker) -> None:
    ticket = filled.ticket(ticket_id("wide"))
    filled.perform(set_field(ticket, "site", "一厂", maker.stamp()), now=NOW)
    assert found(filled, "账 站点:一厂") == ["wide"]
    assert found(filled, "账 -site:一厂 -ORA") == ["stock"]


def test_a_requester_narrows_a_search(filled: Store, maker: Maker) -> None:
    for name, who in (("stock", "王芳"), ("oracle", "王小芳")):
        ticket = filled.ticket(ticket_id(name))
        filled.perform(set_field(ticket, "requester", who, maker.stamp()), now=NOW)
    assert set(found(filled, "账 requester:王")) == {"stock", "oracle"}
    assert found(filled, "账 报告人:王芳") == ["stock"]
    assert found(filled, "账 -库存 报告人:王") == ["oracle"]
    assert set(found(filled, "账 -requester:王芳")) == {"oracle", "wide"}
    assert set(found(filled, "账 requester:无")) == {"wide"}
    assert found(filled, "l-1 requester:李") == []


def test_everything_a_person_wrote_is_searched(filled: Store, maker: Maker) -> None:
    def now(name: str = "hex") -> object:
        return filled.ticket(ticket_id(name))

    ticket = filled.ticket(ticket_id("hex"))
    filled.perform(set_field(ticket, "body", "换了网卡驱动", maker.stamp()), now=NOW)
    filled.perform(set_field(ticket, "requester", "欧阳小明", maker.stamp()), now=NOW)
    filled.perform(reply(ticket, "请重启工位", maker.stamp()), now=NOW)
    filled.perform(reply(ticket, "怀疑是组策略", maker.stamp(), internal=True), now=NOW)
    filled.perform(tag(ticket, maker.stamp(), add=["安全基线"]), now=NOW)
    file = filled.keep_file(b"x", "事件日志_export.evtx")
    filled.perform(attach(ticket.id, [file], maker.stamp()), now=NOW)
    assert now()
    for text in ("网卡", "欧阳", "重启工位", "组策略", "基线", "事件日志", "export", "evtx"):
        assert found(filled, text) == ["hex"], text
    assert found(filled, "oyxm") == ["hex"]
    assert found(filled, "wkqd") == ["hex"]  # a text's own initials


def test_a_changed_title_is_found_by_its_new_words_alone(filled: Store, maker: Maker) -> None:
    ticket = filled.ticket(ticket_id("stock"))
    filled.perform(set_field(ticket, "title", "仓储模块缓慢", maker.stamp()), now=NOW)
    assert found(filled, "仓储") == ["stock"]
    assert found(filled, "库存账") == []
    assert found(filled, "kcz") == []


def test_a_withdrawn_ticket_is_no_longer_found(filled: Store, maker: Maker) -> None:
    edit = maker.open("one", title="稍纵即逝")
    filled.perform(edit, now=NOW)
    assert found(filled, "稍纵") == ["one"]
    filled.withdraw(edit.id, NOW)
    assert found(filled, "稍纵") == []
    filled.reinstate(edit.id, NOW)
    assert found(filled, "稍纵") == ["one"]


def test_an_exact_number_first_then_titles_then_texts_each_newest_first(
    filled: Store, maker: Maker
) -> None:
    day = timedelta(days=1)
    filled.perform(
        maker.open("one", NOW - 9 * day, title="x", body="盘点 INC77", number="A-1"),
        maker.open("two", NOW - 8 * day, title="盘点 INC77", number="A-2"),
        maker.open("three", NOW - 10 * day, title="盘点 INC77", number="A-3"),
        maker.open("four", NOW - 11 * day, title="y", number="INC77"),
        now=NOW,
    )
    assert found(filled, "盘点") == ["two", "three", "one"]
    assert found(filled, "inc77") == ["four", "two", "three", "one"]
    assert found(filled, "盘点", limit=2) == ["two", "three"]


def test_newest_first_even_where_a_history_came_in_later(folder: Path, maker: Maker) -> None:
    with Store.open(folder, RoundTheClock(), now=NOW, initials=initials) as store, store.bulk():
        for n in range(60):
            at = NOW - timedelta(minutes=60 - n)
            store.perform(maker.open(f"new{n}", at, title="库存"), now=NOW)
        for n in range(5000):
            at = NOW - timedelta(days=1000, minutes=5000 - n)
            store.perform(maker.open(f"old{n}", at, title="库存"), now=NOW)
    with Store.open(folder, RoundTheClock(), now=NOW, initials=initials) as store:
        while store.catch_up(1000):
            pass
        hits = store.search("库存", 62, now=NOW)
    expected = [f"new{n}" for n in range(59, -1, -1)] + ["old4999", "old4998"]
    assert [hit.id for hit in hits] == [ticket_id(name) for name in expected]


def test_a_snippet_marks_what_was_found_in_plain_text(filled: Store, maker: Maker) -> None:
    def snippet(text: str) -> str:
        return filled.search(text, now=NOW)[0].snippet

    opening, closing = MARKS
    assert snippet("库存账") == f"二厂{opening}库存账{closing}对不上"
    assert snippet("ora-015") == f"月末结账报 {opening}ORA-015{closing}55: snapshot too old"
    assert snippet("p1") == f"{opening}Ｐ１{closing}故障:总账无法记账"
    assert snippet("kcz") == f"二厂{opening}库存账{closing}对不上"
    body = "<b>甲</b>\n" * 40 + "关键\n在此" + "乙" * 400
    filled.perform(maker.open("one", title="长文", body=body), now=NOW)
    line = snippet("关键在此")
    assert f"{opening}关键 在此{closing}" in line
    assert len(line) < 120
    assert "\n" not in line


def test_a_hit_says_what_the_command_prints(filled: Store) -> None:
    hit = filled.search("卡纸", now=NOW)[0]
    assert hit == Hit(
        "ticket", ticket_id("printer"), TITLES["printer"], "车间打印机«卡纸»", hit.score, "L-3"
    )
    assert filled.search("卡纸", kinds=("knowledge",), now=NOW) == []


@pytest.mark.parametrize(
    "text",
    ['"', '""', "'", "*", "^", "(", ")", "a OR", "AND", "NOT", "NEAR(a b", "title:", "{title}:x",
     "-", "- -", 'a" OR "b', "'; DROP TABLE ticket; --", "库存*", "库存 AND", "col:*", "\\", "%",
     "_", "\x00", "a\x00b", "NEAR/2", "+", "a + b", "( ( (", "x" * 5000, "库" * 5000, "a " * 3000,
     "\ud800", "\U0010ffff", "search:库", "rowid:1", "initials:kcz", "far_initials : kc",
     'number:"', 'tag:"a', "requester:*", "site:%", "number:\ud800"],
)  # fmt: skip
def test_nothing_typed_is_syntax(filled: Store, text: str) -> None:
    filled.search(text, now=NOW)
    filled.queue(parse_query(text), now=NOW)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=30) | st.text(alphabet='"*^():{}-+.,库ka AND OR NOT NEAR', max_size=30)
)
def test_no_text_at_all_raises(folder_of_all: Store, text: str) -> None:
    folder_of_all.search(text, now=NOW)


@pytest.fixture(scope="module")
def folder_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("search")
    with Store.open(folder, RoundTheClock(), now=NOW, initials=initials) as store:
        for name, title in TITLES.items():
            store.perform(Maker(salt=name).open(name, title=title), now=NOW)
        yield store
