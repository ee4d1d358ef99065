"""What words find is the same set in the same order as a plain query says, by whichever way."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_makers import NOW, Maker, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.edits import move, reply
from firstline.domain.query.query import Query, Term, parse_query
from firstline.domain.ticket.ticket import Status
from firstline.store.file import connection
from firstline.store.queue import queue
from firstline.store.search.folding import tokens
from firstline.store.search.query_sql import columns_condition
from firstline.store.search.words import match_text
from firstline.store.store import Store
from firstline.system.pinyin import initials

COUNT = 300
ALL_COLUMNS = "{number title said labels requester}"
SAID = ("库存", "出库单", "出 库", "账", "timeout", "timer", "time-out", "Ｔime", "ti",
        "登录不了", "ORA-00060", "server", "a", "—", "!!", "0x80070005", "库",
        "单 号", "tim", "🔥")  # fmt: skip
TAGS = ("!!", "——", "账", "time", "/", "…", "==", "server", "+", "**", "出库")
PEOPLE = ("王芳", "王小芳", "Timo Server", "", "账 time")
FILTERS = ("", "", "status:open", "is:closed", "site:二厂", "-site:二厂", "p:1", "p:1,2",
           "tag:time", "requester:王", "requester:timo", "-requester:王芳", "requester:无",
           "sla:overdue", "updated:1d", "created:1d", "is:unassigned",
           "site:没有这个", "number:L-1")  # fmt: skip


@pytest.fixture(scope="module", params=[1, 2])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Yield a store of random tickets, the last ones not in the index yet, one just gone."""
    chance = random.Random(request.param)  # noqa: S311 - a seeded desk
    maker = Maker(salt="worded")
    folder = tmp_path_factory.mktemp("worded")
    with Store.open(folder, RoundTheClock(), now=NOW, initials=initials, me="我") as store:
        for part in (range(COUNT - 20), range(COUNT - 20, COUNT)):
            with store.bulk():
                for n in part:
                    _lay(store, maker, chance, n)
            while part.start == 0 and store.catch_up():
                pass
        with store.connection.write():
            raw = store.connection.raw
            gone = raw.execute("SELECT key FROM ticket WHERE id=?", (ticket_id("9"),)).fetchone()
            for table in ("ticket", "ticket_doc", "ticket_tag"):
                raw.execute(f"DELETE FROM {table} WHERE key=?", gone)
        yield store


def _lay(store: Store, maker: Maker, chance: random.Random, n: int) -> None:
    at = NOW - timedelta(minutes=chance.randrange(0, 6000))

    def words(most: int) -> str:
        return " ".join(chance.choices(SAID, (9, *[3] * 5, *[1] * (len(SAID) - 6)), k=most))

    edit = maker.open(
        str(n), at, title=words(2) if n % 7 else "timeout 库存", body=words(chance.randrange(6)),
        site=chance.choice(("", "二厂", "二厂", "—", "time")), requester=chance.choice(PEOPLE),
        priority=chance.choice(("P1", "P2", "P3")), assignee=chance.choice(("", "我", "账")),
        tags=tuple(sorted(set(chance.choices(TAGS, k=chance.randrange(9))))),
    )  # fmt: skip
    store.perform(edit, now=NOW)
    if n % 3 == 0:
        store.perform(
            move(store.ticket(ticket_id(str(n))), Status.CANCELLED, maker.stamp(at)), now=NOW
        )
    elif n % 5 == 0:
        store.perform(reply(store.ticket(ticket_id(str(n))), words(3), maker.stamp(at)), now=NOW)


def plainly(store: Store, query: Query, order: str) -> list[int]:
    """Return what a query finds by one plain statement: words looked up, hits kept, all sorted."""
    raw = store.connection.raw
    rest = Query(tuple(one for one in query.terms if one.field != "text"))
    where, values = columns_condition(raw, rest, NOW, "我")
    for index, term in enumerate(query.terms):
        match = _match(store, term) if term.field == "text" else None
        if match:
            sign = "NOT " * term.negated
            where += f" AND key {sign}IN (SELECT rowid FROM search WHERE search MATCH :w{index})"
            values[f"w{index}"] = match
    sql = f"SELECT key FROM ticket NOT INDEXED WHERE {where} ORDER BY {order}"
    return [row[0] for row in raw.execute(sql, values)]


def _match(store: Store, term: Term) -> str | None:
    plain = [Term("text", term.values, phrase=term.phrase)]
    near = match_text(plain, ALL_COLUMNS, near=not term.negated)
    exact = match_text(plain, ALL_COLUMNS)
    if near != exact and all(len("".join(tokens(value))) < 3 for value in term.values):
        sql = "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1"
        if store.connection.raw.execute(sql, (exact,)).fetchone():
            return exact
    return near


TYPED = st.sampled_from(
    (*SAID, "kc", "kcz", "ckd", "timeou", "serv", "timeout,账", '"库存"', '"timeout 库存"', '"tim"',
     "text:账,time", "没有这个", "L-1", "time 账", "server ORA", "ck", "th", "==", "王芳")
)  # fmt: skip
LINES = st.tuples(
    st.lists(st.tuples(st.booleans(), TYPED), min_size=1, max_size=3), st.sampled_from(FILTERS)
).map(lambda told: " ".join([*[f"{'-' * bare}{said}" for bare, said in told[0]], told[1]]))


@given(
    line=LINES,
    sort=st.sampled_from(tuple(queue.SORTS)),
    descending=st.booleans(),
    limit=st.sampled_from((1, 2, 5, 40, 200, None)),
)
def test_any_words_find_what_a_plain_query_finds(
    filled: Store, line: str, sort: str, descending: bool, limit: int | None
) -> None:
    query = parse_query(line)
    expected = plainly(filled, query, queue.order_by(sort, descending=descending))
    found = filled.queue(query, sort=sort, descending=descending, now=NOW, limit=limit)
    assert found == expected[:limit]
    assert filled.count(query, now=NOW) == len(expected)
    soon = filled.queue_soon(query, sort=sort, descending=descending, now=NOW, limit=limit or 500)
    assert soon is None or soon == expected[: limit or 500]


@pytest.mark.parametrize(
    ("line", "sort", "limit", "way"),
    [
        ("L-12", "sla", None, "NOT INDEXED"),  # few hits, sorted
        ("库存", "title", 2, "AS walked"),  # many, met on the walk
        ("库存 site:二厂", "site", 2, "AS walked"),
        ('库存 number:"L-12"', "sla", None, "search_content"),  # few tickets, each looked at
        ("库存", "sla", None, "+key IN"),  # all of many
        ("-库存", "newest", None, "+key NOT IN"),
        ("is:closed 库存 -timeout", "sla", 9, "AS walked"),
    ],
)
def test_the_list_comes_by_the_way_that_costs_least(
    filled: Store, line: str, sort: str, limit: int | None, way: str
) -> None:
    raw = filled.connection.raw
    asked: list[str] = []
    raw.set_trace_callback(asked.append)
    try:
        filled.queue(parse_query(line), sort=sort, now=NOW, limit=limit)
    finally:
        raw.set_trace_callback(None)
    last = [one for one in asked if "json_group_array" in one][-1]
    assert way in last


def test_who_had_better_not_wait_is_told_so(filled: Store) -> None:
    """Hits that stand together far from where the order begins are not looked for at once."""
    query = parse_query('"timeout 库存"')
    assert filled.queue_soon(query, sort="title", now=NOW, limit=2) is None
    found = filled.queue(query, sort="title", now=NOW, limit=2)
    assert found == plainly(filled, query, queue.order_by("title", descending=False))[:2] != []


def test_what_nobody_waits_for_is_not_read_to_its_end(folder: Path) -> None:
    with open_store(folder) as store:
        with store.bulk():
            for n in range(400):
                store.perform(Maker(salt=str(n)).open(str(n), title=f"库存 {n}"), now=NOW)
        asked = parse_query("-账")
        told = [True, False]

        def wanted() -> bool:
            return told.pop(0) if told else False

        def while_(wanted: Callable[[], bool]) -> list[int] | None:
            return store.queue_while(wanted, asked, sort="title", descending=False, now=NOW)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connection, "_STEPS", 100)
            assert while_(wanted) is None
        assert while_(lambda: True) == store.queue(asked, sort="title", now=NOW)
        assert store.queue(asked, sort="title", now=NOW, limit=1)  # the connection is as before
