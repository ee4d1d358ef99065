"""News from others is told once: no act of one's own, no first pull, no replay, no import."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from far_end import LATER, PORTAL, FarEnd, pull
from store_makers import NOW, Maker, RoundTheClock

from firstline.domain.alarm.news import Newness, News, bulletins, concerns, title
from firstline.domain.edits.edits import Edit, reply, set_priority
from firstline.domain.ticket.ticket import Priority
from firstline.store.alarm.news import Fresh
from firstline.store.store import Store

OTHER = "王工"
START = NOW - timedelta(hours=1)


class Bench:
    """One profile of mine, a portal, and another person at it."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(folder, RoundTheClock(), now=NOW, me="我")
        self.end, self.other, self.mine = FarEnd(), Maker(OTHER, "other"), Maker()
        self.store.put("portals", [{"name": PORTAL, "kind": "native", "url": "x"}])
        self.greet()
        self.store.begin_news(START)

    def greet(self) -> None:
        self.store.greet(PORTAL, self.end.hello(self.store.position(PORTAL).device), LATER)

    def opens(self, name: str, priority: str = "P1", maker: Maker | None = None) -> Edit:
        edit = (maker or self.other).open(name, title=f"工单 {name}", priority=priority)
        self.end.edit(edit)
        return edit

    def replies(self, ticket: str, text: str = "已重启,请再试") -> None:
        held = self.store.ticket(ticket)
        self.end.edit(reply(held, text, self.other.stamp()))

    def pull(self) -> None:
        pull(self.store, self.end)

    def push(self) -> None:
        ops = self.store.outgoing(PORTAL, now=LATER)
        self.store.sending(ops, LATER)
        self.store.settle(PORTAL, self.end.push(ops, "d"), LATER)

    def look(self, *, urgent_only: bool = False, mine_only: bool = False) -> Fresh:
        return self.store.look_for_news(
            None, lambda one: concerns(one, "我", mine_only=mine_only), LATER,
            urgent_only=urgent_only,
        )  # fmt: skip

    def news(self) -> list[tuple[str, str]]:
        return [(one.newness, one.title) for one in self.look().news]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    made.opens("old")
    made.pull()
    yield made
    made.store.close()


def test_a_first_pull_is_no_news(bench: Bench) -> None:
    assert bench.news() == []


def test_a_p1_and_a_p2_that_came_are_told_once(bench: Bench) -> None:
    for name, priority in (("a", "P1"), ("b", "P2"), ("c", "P3")):
        bench.opens(name, priority)
    bench.pull()
    found = bench.look().news
    assert {(one.newness, one.title) for one in found} == {
        (Newness.TICKET, "工单 a"), (Newness.TICKET, "工单 b"),
    }  # fmt: skip
    assert bench.news() == []
    bench.pull()
    assert bench.news() == []


def test_a_reply_is_told_whatever_the_priority(bench: Bench) -> None:
    edit = bench.opens("c", "P3")
    bench.pull()
    assert bench.news() == []
    bench.replies(edit.entity)
    bench.pull()
    (one,) = bench.look().news
    assert (one.newness, one.who, one.text) == (Newness.REPLY, OTHER, "已重启,请再试")
    bench.replies(edit.entity, "还有一句")
    bench.pull()
    assert bench.look().news[0].text == "还有一句"


def test_what_was_looked_at_is_no_news(bench: Bench) -> None:
    edit = bench.opens("a")
    bench.pull()
    bench.store.seen(edit.entity, LATER)
    assert bench.news() == []
    bench.replies(edit.entity)
    bench.pull()
    assert bench.news() == [(Newness.REPLY, "工单 a")]


def test_ones_own_acts_are_none(bench: Bench) -> None:
    edit = bench.mine.open("mine", title="我的", priority="P1")
    bench.store.perform(edit, now=NOW)
    bench.push()
    bench.opens("elsewhere", maker=Maker("我", "my other pc"))
    bench.pull()
    assert bench.news() == []


def test_what_was_imported_here_is_none_not_even_when_it_comes_back(bench: Bench) -> None:
    imported = bench.mine.open("csv", title="导入", priority="P1")
    told = tuple(type(one)(one.id, one.kind, one.at, actor="张三") for one in imported.events)
    bench.store.perform(
        Edit(imported.id, imported.entity, "import", imported.made_at, "我", "ticket",
             imported.changes, told), now=NOW,
    )  # fmt: skip
    assert bench.news() == []
    bench.push()
    bench.pull()
    assert bench.news() == []


def test_a_portal_that_was_restored_replays_nothing(bench: Bench) -> None:
    edit = bench.opens("a")
    bench.pull()
    assert len(bench.news()) == 1
    bench.replies(edit.entity)
    bench.pull()
    assert len(bench.news()) == 1
    backup = bench.end.copy()
    bench.end.restore(backup)  # the same content under another epoch: a pull from the beginning
    bench.greet()
    bench.pull()
    assert bench.news() == []


def test_what_happened_before_or_long_ago_is_history(bench: Bench) -> None:
    bench.store.begin_news(LATER, anew=True)
    bench.opens("before")
    bench.pull()
    assert bench.news() == []
    bench.store.begin_news(START - timedelta(days=60), anew=True)
    found = bench.store.look_for_news(None, lambda _one: True, LATER + timedelta(days=15))
    assert found.news == ()


def test_quiet_hours_keep_all_but_a_p1_for_later(bench: Bench) -> None:
    bench.opens("a", "P1")
    bench.opens("b", "P2")
    bench.pull()
    quiet = bench.look(urgent_only=True)
    assert [one.title for one in quiet.news] == ["工单 a"]
    assert quiet.waits
    assert bench.news() == [(Newness.TICKET, "工单 b")]


def test_another_profile_run_tells_it_once(bench: Bench, tmp_path: Path) -> None:
    bench.opens("a")
    bench.pull()
    bench.store.close()
    bench.store = Store.open(tmp_path, RoundTheClock(), now=NOW, me="我")
    assert len(bench.news()) == 1
    again = bench.store.sibling(NOW)
    assert again.look_for_news(None, lambda _one: True, LATER).news == ()
    again.close()


def test_a_p1_that_was_lowered_before_anybody_was_told_is_none(bench: Bench) -> None:
    edit = bench.opens("a")
    bench.pull()
    bench.store.perform(
        set_priority(bench.store.ticket(edit.entity), Priority.P3, bench.mine.stamp()), now=NOW
    )
    assert bench.news() == []


def made(n: int, newness: Newness = Newness.TICKET, **rest: str) -> News:
    values = {"priority": Priority.P2, "assignee": "", **rest}
    return News(f"t{n}", f"T{n}", "x", Priority(values["priority"]), values["assignee"], newness,
                n, OTHER)  # fmt: skip


def test_it_is_grouped_after_three_and_when_it_was_missed() -> None:
    three = [made(n) for n in range(3)]
    assert [len(one.news) for one in bulletins(three, missed=False)] == [1, 1, 1]
    (group,) = bulletins([*three, made(4, Newness.REPLY)], missed=False)
    assert title(group).en == "3 new P1/P2 tickets, 1 new reply"
    (missed,) = bulletins(three, missed=True)
    assert title(missed).zh == "不在时:3 张新的紧急工单"
    assert bulletins([], missed=True) == ()


def test_mine_nobodys_and_every_p1_concern_me() -> None:
    assert not concerns(made(1, assignee="别人"), "我", mine_only=True)
    assert concerns(made(1, assignee="别人"), "我", mine_only=False)
    assert concerns(made(1, assignee="别人", priority="P1"), "我", mine_only=True)
    assert concerns(made(1), "我", mine_only=True)
    assert concerns(made(1, assignee="我"), "我", mine_only=True)
