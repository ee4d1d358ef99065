"""Two profiles and one Redmine that is killed in the middle: in the end all three agree."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import contract_desks
import pytest
from contract_desks import ME, OTHER, Desk
from fault_proxy import Exchange, Fault, FaultProxy
from redmine_desk import RedmineServer

from firstline.domain.edits.conflicts import find, resolve
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import attach, open_ticket, reply, set_field, set_priority
from firstline.domain.ids import new_id
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Attachment, Priority, Ticket
from firstline.portal.base import Portal, Unreachable
from firstline.store.store import Store
from firstline.sync.report import RoundReport, Wanted
from firstline.sync.round import run_round
from portals import redmine

pytestmark = [
    pytest.mark.parametrize("desk", ["redmine"], indirect=True),
    pytest.mark.skipif("redmine" not in contract_desks.wanted(), reason="not of this run"),
]
_PORTAL = "工单门户"
_MOST_ROUNDS = 12
_TITLE = "库存账不平(三号库)"


@dataclass(frozen=True, slots=True)
class NoClocks:
    """A desk without agreements."""

    fingerprint: str = "none"

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:  # noqa: ARG002 - as every desk
        return ()


@dataclass
class Person:
    """Somebody with a profile of their own; acts are older than the time in which one may undo."""

    store: Store
    portal: Portal
    name: str
    late: Iterator[int]

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=60)

    def do(self, *edits: Edit) -> None:
        self.store.perform(*edits, now=datetime.now(UTC) - timedelta(seconds=30))

    def stamp(self) -> Stamp:
        at = datetime.now(UTC) + timedelta(milliseconds=next(self.late))
        return Stamp(new_id(at), at, self.name)

    def sync(self, *wanted: Wanted) -> RoundReport:
        asked = deque(wanted)
        return run_round(self.store, self.portal, _PORTAL, clock=self.now, wanted=asked)

    def shown(self, title: str) -> Ticket:
        keys = self.store.queue(None, now=self.now())
        rows = [one.id for one in self.store.rows(keys) if one.title == title]
        assert len(rows) == 1, title
        return self.store.ticket(rows[0])


@pytest.fixture
def people(desk: Desk, proxy: FaultProxy, tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    """张敏, whose line leads through a proxy, and 李工."""
    desk.begin()
    server: RedmineServer = desk.server
    made = []
    for user, name, url in ((ME, "张敏", proxy.url), (OTHER, "李工", "")):
        store = Store.open(tmp_path / user, NoClocks(), now=datetime.now(UTC), me=name)
        store.put("portals", [{"name": _PORTAL, "kind": "redmine", "url": server.url}])
        made.append(Person(store, desk.open(user, url), name, count()))
    yield made[0], made[1]
    for one in made:
        one.store.close()


def until_quiet(*people: Person) -> None:
    """Let everybody sync in turn until nobody has anything left to send or to take."""
    for _ in range(_MOST_ROUNDS):
        reports = [one.sync() for one in people]
        assert [one.problem for one in reports] == [None] * len(people)
        assert sum(one.refused for one in reports) == 0
        if not any(one.pushed or one.waiting or one.undecided for one in reports):
            break
    for one in people:
        one.sync()
    assert all(one.store.outstanding().waiting == 0 for one in people)


def texts(events: Sequence[str]) -> Counter[str]:
    return Counter(one for one in events if one.startswith("词"))


def test_two_profiles_and_a_redmine_that_is_killed_agree_in_the_end(
    desk: Desk, proxy: FaultProxy, people: tuple[Person, Person]
) -> None:
    ann, bob = people
    server: RedmineServer = desk.server
    first = ann.stamp()
    ann.do(open_ticket(first, new_id(first.at), {"title": "库存账不平", "body": "月结后"}))
    until_quiet(ann, bob)
    assert ann.shown("库存账不平").number == bob.shown("库存账不平").number

    redmine.stop(server.folder, kill=True)
    file = ann.store.keep_file(b"E-1042" * 500, "故障 截图.png")
    _work_offline(ann, bob, file)
    for one in people:
        assert isinstance(one.sync().problem, Unreachable)
        assert one.store.outstanding().waiting
    redmine.start(server.folder, server.address[1])

    _cut_and_kill(server, proxy)
    assert isinstance(ann.sync().problem, Unreachable)
    proxy.heal()
    redmine.start(server.folder, server.address[1])
    bob.sync()
    until_quiet(ann, bob)

    _all_is_there_once(server, ann, bob)
    _the_clash_is_shown_and_resolved(server, ann, bob)
    _the_file_comes_down(bob, file)


def _work_offline(ann: Person, bob: Person, file: Attachment) -> None:
    hers, his = ann.shown("库存账不平"), bob.shown("库存账不平")
    ann.do(
        set_field(hers, "assignee", "张敏", ann.stamp()),
        set_priority(hers, Priority.P1, ann.stamp()),
        reply(hers, "词:正在查", ann.stamp()),
        reply(hers, "词:正在查", ann.stamp()),  # said twice on purpose
        attach(hers.id, [file], ann.stamp()),
        reply(hers, "词:只给自己人", ann.stamp(), internal=True),
    )
    bob.do(
        set_field(his, "assignee", "李工", bob.stamp()),
        set_field(his, "title", _TITLE, bob.stamp()),
        reply(his, "词:我到现场", bob.stamp()),
    )
    made = bob.stamp()
    bob.do(open_ticket(made, new_id(made.at), {"title": "离线新建"}))
    bob.do(reply(bob.shown("离线新建"), "词:先记下", bob.stamp()))


def _all_is_there_once(server: RedmineServer, ann: Person, bob: Person) -> None:
    wanted = {"词:正在查": 2, "词:只给自己人": 1, "词:我到现场": 1}
    for ticket in (ann.shown(_TITLE), bob.shown(_TITLE)):
        assert texts([one.text for one in ticket.events]) == wanted
        assert (ticket.priority, ticket.body) == (Priority.P1, "月结后")
        assert [one.name for one in ticket.attachments] == ["故障 截图.png"]
        assert texts(_journals(server, ticket.number)) == wanted
    for one in (ann, bob):
        assert texts([line.text for line in one.shown("离线新建").events]) == {"词:先记下": 1}


def _the_clash_is_shown_and_resolved(server: RedmineServer, ann: Person, bob: Person) -> None:
    lines = [line for one in (ann, bob) for line in one.store.conflicts()]
    held = [(one.conflict.field, {one.conflict.mine, one.conflict.theirs}) for one in lines]
    assert held == [("assignee", {"张敏", "李工"})]
    loser = ann if ann.store.conflicts() else bob
    line = loser.store.conflicts()[0]
    ticket = loser.store.ticket(line.ticket_id)
    assert ticket.assignee == line.conflict.theirs == _assignee(server, ticket.number)
    loser.do(resolve(ticket, find(ticket, line.id), "mine", loser.stamp()))
    until_quiet(ann, bob)
    assert not ann.store.conflicts()
    assert not bob.store.conflicts()
    for one in (ann, bob):
        assert one.shown(_TITLE).assignee == line.conflict.mine
    assert _assignee(server, ticket.number) == line.conflict.mine


def _the_file_comes_down(bob: Person, file: Attachment) -> None:
    """Redmine tells no hash: it is learned when the file has come."""
    his = bob.shown(_TITLE)
    assert bob.sync(Wanted(his.id, his.attachments[0].sha256)).files_fetched == 1
    assert [one.sha256 for one in bob.shown(_TITLE).attachments] == [file.sha256]
    path = bob.store.file_path(file.sha256)
    assert path is not None
    assert path.read_bytes() == b"E-1042" * 500
    bob.sync()
    assert [one.sha256 for one in bob.shown(_TITLE).attachments] == [file.sha256]


def _cut_and_kill(server: RedmineServer, proxy: FaultProxy) -> None:
    """Lose the answer to the second write, and kill the server before the exchange after it."""
    writes: list[int] = []

    def plan(exchange: Exchange) -> Fault | None:
        if len(writes) >= 2:
            redmine.stop(server.folder, kill=True)
            return None
        if exchange.what.startswith("PUT"):
            writes.append(exchange.n)
            if len(writes) == 2:
                return Fault(cut="response")
        return None

    proxy.plan = plan


def _issue(server: RedmineServer, number: str) -> dict[str, object]:
    said = server.ask("GET", f"issues/{number}.json?include=journals")["issue"]
    assert isinstance(said, dict)
    return said


def _journals(server: RedmineServer, number: str) -> list[str]:
    journals = _issue(server, number)["journals"]
    assert isinstance(journals, list)
    return [str(one["notes"]) for one in journals]


def _assignee(server: RedmineServer, number: str) -> str:
    who = _issue(server, number)["assigned_to"]
    assert isinstance(who, dict)
    return str(who["name"])
