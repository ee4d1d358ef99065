"""Cases like the one that is typed: who is found, who is not, and in which order."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_makers import NOW, Maker, RoundTheClock, ticket_id

from firstline.domain.edits.moves import move
from firstline.domain.knowledge.similar import Asked
from firstline.domain.ticket.ticket import Status
from firstline.store.search.similar import Found, Like, two_of
from firstline.store.store import Store
from firstline.system.pinyin import initials, syllables


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    with Store.open(
        tmp_path, RoundTheClock(), now=NOW, initials=initials, spell=syllables, me="我"
    ) as store:
        yield store


def put(store: Store, name: str, title: str, *, days: int = 1, end: Status | None = None,
        said: str = "", **fields: str) -> str:  # fmt: skip
    maker = Maker(salt=name)
    at = NOW - timedelta(days=days)
    edit = maker.open(name, at, title=title, **fields)
    store.perform(edit, now=NOW)
    if end is not None:
        ticket = store.ticket(ticket_id(name))
        store.perform(move(ticket, end, maker.stamp(at), text=said), now=NOW)
    while store.catch_up():
        pass
    return ticket_id(name)


def ids(likes: tuple[Like, ...]) -> list[str]:
    return [one.id for one in likes]


def ask(store: Store, title: str, **more: str) -> Found:
    return store.similar(Asked(title, **more), NOW)


def test_a_solved_ticket_is_found_with_what_solved_it(desk: Store) -> None:
    put(desk, "a", "月末结账被拒", days=200, end=Status.RESOLVED, said="先记账,\n再结转")
    put(desk, "b", "打印机缺纸", days=200, end=Status.RESOLVED)
    found = ask(desk, "结账又被拒了")
    assert ids(found.solved) == [ticket_id("a")]
    assert found.solved[0].solution == "先记账, 再结转"
    assert found.duplicates == ()


def test_english_words_are_found_by_their_stem(desk: Store) -> None:
    put(desk, "a", "Voucher locked by another user", end=Status.RESOLVED, days=99)
    assert ids(ask(desk, "vouchers are locking").solved) == [ticket_id("a")]


def test_a_code_stands_before_alike_words(desk: Store) -> None:
    put(desk, "words", "接口订单不下推", end=Status.RESOLVED, days=40)
    put(desk, "code", "下单失败", body="返回 310036", end=Status.RESOLVED, days=40)
    found = ask(desk, "接口订单不下推", body="code: 310036")
    assert ids(found.solved) == [ticket_id("code"), ticket_id("words")]
    assert found.solved[0].match.codes == ("310036",)


def test_an_open_recent_ticket_of_the_site_may_be_the_same(desk: Store) -> None:
    put(desk, "same", "出库单审核按钮变灰", site="一厂")
    put(desk, "old", "出库单审核按钮变灰", site="一厂", days=20)
    put(desk, "elsewhere", "出库单审核按钮变灰", site="二厂")
    put(desk, "gone", "出库单审核按钮变灰", site="一厂", end=Status.CANCELLED)
    assert ids(ask(desk, "出库单审核按钮变灰", site="一厂").duplicates) == [ticket_id("same")]


def test_a_ticket_is_not_like_itself(desk: Store) -> None:
    own = put(desk, "a", "出库单审核按钮变灰")
    assert ask(desk, "出库单审核按钮变灰", ticket=own) == Found()


def test_the_kin_of_thirty_days_is_of_the_product(desk: Store) -> None:
    for n in range(3):
        put(
            desk, f"k{n}", f"扫码报工没有完工数 {n}", product="U8+", days=5 + n, end=Status.RESOLVED
        )
    put(desk, "other", "扫码报工没有完工数", product="NC", days=5)
    put(desk, "old", "扫码报工没有完工数", product="U8+", days=31)
    found = ask(desk, "扫码报工没有完工数", product="U8+")
    assert sorted(ids(found.kin)) == sorted(ticket_id(f"k{n}") for n in range(3))


def test_nothing_typed_finds_nothing(desk: Store) -> None:
    put(desk, "a", "出库单", end=Status.RESOLVED)
    assert ask(desk, "") == ask(desk, " ") == Found()


@pytest.mark.parametrize("text", ['"', "* OR NEAR(", "a:b", "(", "😀😀😀", "\x00 x", "-" * 500])
def test_whatever_is_typed_it_does_not_fail(desk: Store, text: str) -> None:
    put(desk, "a", "出库单", end=Status.RESOLVED)
    desk.similar(Asked(text, body=text), NOW)
    desk.suggest_articles(Asked(text, body=text))


def test_a_common_word_hides_nobody(desk: Store) -> None:
    maker = Maker()
    many = [maker.open(f"m{n}", NOW - timedelta(days=90), title=f"报错 {n}") for n in range(260)]
    desk.perform(*many, now=NOW)
    put(desk, "wanted", "报错 凭证", days=60, end=Status.RESOLVED)
    put(desk, "late", "报错 凭证打不开", days=1)
    found = ask(desk, "报错 凭证")
    assert ids(found.solved) == [ticket_id("wanted")]


@given(st.lists(st.booleans(), min_size=2, max_size=7))
def test_two_of_several_words_are_asked_for_as_all_pairs_would(held: list[bool]) -> None:
    names = [f"w{n}" for n in range(len(held))]
    asked = " or ".join(two_of(names)).replace("OR", "or").replace("AND", "and")
    assert eval(asked, dict(zip(names, held, strict=True))) == (sum(held) >= 2)  # noqa: S307
