"""The search line against the same rules written plainly over whole tickets."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from store_makers import NOW, Maker, RoundTheClock, ticket_id

from firstline.domain.edits.edits import move, set_field
from firstline.domain.instants import epoch
from firstline.domain.query.query import parse_query
from firstline.domain.ticket.ticket import Status, Ticket
from firstline.store.queue import queue
from firstline.store.search.query_sql import known_values
from firstline.store.store import Store
from firstline.system.pinyin import initials

COUNT = 120
SITES = ("", "一厂", "二厂", "二厂 东区", "Plant A")
PEOPLE = ("", "我", "李四", "Anna")
STATUSES = (Status.IN_PROGRESS, Status.WITH_VENDOR, Status.WAITING_REQUESTER, Status.CANCELLED)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[Ticket]]]:
    chance, maker = random.Random(7), Maker()  # noqa: S311 - a seeded desk
    folder: Path = tmp_path_factory.mktemp("query")
    with Store.open(folder, RoundTheClock(), now=NOW, me="我", initials=initials) as store:
        for n in range(COUNT):
            at = NOW - timedelta(hours=chance.randrange(0, 90))
            edit = maker.open(
                str(n), at, title=chance.choice(("库存 A", "总账 ab", "打印 abc")),
                priority=chance.choice(("P1", "P2", "P3", "P4")), site=chance.choice(SITES),
                assignee=chance.choice(PEOPLE), requester=chance.choice(("王芳", "王小芳", "")),
                type=chance.choice(("incident", "request")), product=chance.choice(("U8", "NC")),
                tags=chance.choice(((), ("月结",), ("月结", "VIP"))),
            )  # fmt: skip
            store.perform(edit, now=NOW)
            if n % 3 == 0:
                ticket = store.ticket(ticket_id(str(n)))
                store.perform(move(ticket, chance.choice(STATUSES), maker.stamp()), now=NOW)
        store.save_draft(f"reply:{ticket_id('5')}", "写到一半", NOW)
        other = set_field(store.ticket(ticket_id("7")), "module", "GL", Maker("李四", "z").stamp())
        store.perform(other, now=NOW)
        tickets = [store.ticket(ticket_id(str(n))) for n in range(COUNT)]
        yield store, tickets


def overdue(ticket: Ticket) -> bool:
    timer = RoundTheClock().timers(ticket)[0]
    return ticket.is_open and timer.until is not None and epoch(NOW) > timer.until


def at_risk(ticket: Ticket) -> bool:
    timer = RoundTheClock().timers(ticket)[0]
    now = epoch(NOW)
    return ticket.is_open and timer.risk is not None and timer.risk <= now and not overdue(ticket)


PAUSED = (Status.WAITING_REQUESTER, Status.WITH_VENDOR)
RULES: dict[str, Callable[[Ticket], bool]] = {
    "status:open": lambda t: t.is_open,
    "status:in_progress,cancelled": lambda t: t.status in ("in_progress", "cancelled"),
    "status:open,取消": lambda t: t.is_open or t.status == "cancelled",
    "-status:open": lambda t: not t.is_open,
    "is:closed": lambda t: not t.is_open,
    "p:1,2": lambda t: t.priority in ("P1", "P2"),
    "-p:1": lambda t: t.priority != "P1",
    "站点:二厂": lambda t: t.site == "二厂",
    "site:厂": lambda t: "厂" in t.site,
    "site:plant": lambda t: t.site == "Plant A",
    'site:"plant a"': lambda t: t.site == "Plant A",
    'site:"plant"': lambda _: False,
    "site:ＰＬＡＮＴ": lambda t: t.site == "Plant A",
    "site:无": lambda t: not t.site,
    "-site:二厂,一厂": lambda t: t.site not in ("二厂", "一厂"),
    "site:没有这个": lambda _: False,
    "product:u8": lambda t: t.product == "U8",
    "assignee:李四,anna": lambda t: t.assignee in ("李四", "Anna"),
    "assignee:me": lambda t: t.assignee == "我",
    "assignee:none": lambda t: not t.assignee,
    "requester:王": lambda t: "王" in t.requester,
    "requester:王芳": lambda t: t.requester == "王芳",
    "requester:无": lambda t: not t.requester,
    "-requester:王芳": lambda t: t.requester != "王芳",
    "type:故障": lambda t: t.type == "incident",
    "tag:月结": lambda t: "月结" in t.tags,
    "tag:vip,没有": lambda t: "VIP" in t.tags,
    "-tag:vip": lambda t: "VIP" not in t.tags,
    "tag:无": lambda t: not t.tags,
    "number:L-7": lambda t: t.number == "L-7",
    "number:l-11": lambda t: t.number.startswith("L-11"),
    "is:mine": lambda t: t.assignee == "我",
    "is:unassigned": lambda t: not t.assignee,
    "is:vendor": lambda t: t.status == "with_vendor",
    "is:draft": lambda t: t.id == ticket_id("5"),
    "sla:overdue": overdue,
    "sla:risk": at_risk,
    "sla:risk,overdue": lambda t: overdue(t) or at_risk(t),
    "sla:paused": lambda t: t.status in PAUSED,
    "sla:ok": lambda t: t.is_open and t.status not in PAUSED and not overdue(t) and not at_risk(t),
    "sla:none": lambda _: False,
    "-sla:overdue": lambda t: not overdue(t),
    "created:today": lambda t: t.created_at.astimezone(NOW.tzinfo).date() == NOW.date(),
    "created:<2026-11-22": lambda t: t.created_at.astimezone(NOW.tzinfo).date().day < 22,
    "created:1d": lambda t: t.created_at >= NOW - timedelta(days=1),
    "updated:>=2026-11-24": lambda t: t.updated_at.astimezone(NOW.tzinfo).date() >= NOW.date(),
    "库存": lambda t: "库存" in t.title,
    "-库存": lambda t: "库存" not in t.title,
    "ab": lambda t: "ab" in t.title,
    '"ab"': lambda t: t.title.endswith("ab"),
    "kc": lambda t: "库存" in t.title,
    "库存 p:1 is:open": lambda t: "库存" in t.title and t.priority == "P1" and t.is_open,
    "text:库存,总账 -site:无": lambda t: "打印" not in t.title and t.site != "",
    "": lambda _: True,
    "status:": lambda _: True,
}


@pytest.mark.parametrize("line", RULES)
def test_the_queue_holds_exactly_what_fits(desk: tuple[Store, list[Ticket]], line: str) -> None:
    store, tickets = desk
    query = parse_query(line)
    assert query.warnings == ()
    shown = {row.id for row in store.rows(store.queue(query, now=NOW))}
    assert shown == {ticket.id for ticket in tickets if RULES[line](ticket)}
    assert store.count(query, now=NOW) == len(shown)


def test_the_rules_are_not_empty_ones(desk: tuple[Store, list[Ticket]]) -> None:
    for line in ("sla:overdue", "sla:risk", "sla:paused", "sla:ok", "created:today", "is:vendor"):
        assert 0 < sum(RULES[line](one) for one in desk[1]) < COUNT, line


def test_unread_and_conflict_are_columns(desk: tuple[Store, list[Ticket]]) -> None:
    store, _ = desk
    assert [row.id for row in store.rows(store.queue(parse_query("is:unread"), now=NOW))] == [
        ticket_id("7")
    ]
    assert store.count(parse_query("is:conflict"), now=NOW) == 0
    assert store.count(parse_query("is:waiting"), now=NOW) in (0, COUNT)


def test_days_begin_in_the_readers_zone(desk: tuple[Store, list[Ticket]]) -> None:
    store, tickets = desk
    for name in ("Asia/Shanghai", "America/New_York"):
        now: datetime = NOW.astimezone(ZoneInfo(name))
        expected = sum(t.created_at.astimezone(now.tzinfo).date() == now.date() for t in tickets)
        assert store.count(parse_query("created:今天"), now=now) == expected


def test_no_value_is_ever_written_into_the_sql(desk: tuple[Store, list[Ticket]]) -> None:
    raw = desk[0].connection.raw
    canary = "x'); DROP TABLE ticket; --"
    for field in ("site", "tag", "number", "requester", "assignee", "text", "product", "module"):
        asked = queue.ask(raw, parse_query(f'{field}:"{canary}"'), NOW, canary)
        assert not any("DROP" in sql for sql in (asked.where, *[one.probe for one in asked.words]))
    assert raw.execute("SELECT count(*) FROM ticket").fetchone()[0] == COUNT


def test_known_values_are_each_named_once(desk: tuple[Store, list[Ticket]]) -> None:
    raw = desk[0].connection.raw
    assert known_values(raw, "site") == sorted(SITES)
    assert known_values(raw, "tag") == ["VIP", "月结"]


@pytest.mark.parametrize(
    ("line", "index"),
    [
        ("site:二厂", "ticket_by_site"), ("assignee:李四", "ticket_by_assignee"),
        ("created:7d", "ticket_by_newest"), ("p:1", "ticket_by_priority"),
        ("product:U8", "ticket_product"), ("tag:月结", "SEARCH"),
    ],
)  # fmt: skip
def test_a_count_goes_by_an_index(desk: tuple[Store, list[Ticket]], line: str, index: str) -> None:
    raw: sqlite3.Connection = desk[0].connection.raw
    asked = queue.ask(raw, parse_query(line), NOW, "我")
    sql = f"EXPLAIN QUERY PLAN SELECT key FROM ticket WHERE {asked.where}"
    plan = raw.execute(sql, asked.values)
    assert index in " ".join(row[3] for row in plan)
