"""Two profiles and one Request Tracker: both offline, both at work, and a server that is killed."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from fault_proxy import Exchange, Fault, FaultProxy, fault_proxy
from rt_server import RtServer

from firstline.domain.edits.conflicts import resolve
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import attach, open_ticket, reply, set_field, set_priority
from firstline.domain.edits.moves import hand_off, move
from firstline.domain.ids import new_id
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import EventKind, Priority, Status, Ticket
from firstline.portal.base import Portal
from firstline.store.store import Store
from firstline.sync.report import RoundReport
from firstline.sync.round import run_round

NAME = "rt"
SAID = (EventKind.RESPONDED, EventKind.NOTE, EventKind.MESSAGE)


@dataclass(frozen=True)
class NoClocks:
    """A desk without agreements."""

    fingerprint: str = "none"

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:  # noqa: ARG002 - as every desk
        """Return no clock."""
        return ()


@dataclass
class Person:
    """Somebody at a profile of their own, who acts offline and syncs now and then."""

    store: Store
    name: str
    portal: Callable[[], Portal]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    ready: Callable[[], None] = lambda: None
    numbers: Iterator[int] = field(default_factory=count)

    def stamp(self) -> Stamp:
        self.now += timedelta(milliseconds=1)
        return Stamp(new_id(self.now), self.now, self.name)

    def do(self, *edits: Edit) -> None:
        self.store.perform(*edits, now=self.now)
        self.now += timedelta(seconds=11)

    def attach(self, ticket: Ticket, name: str, data: bytes) -> str:
        file = self.store.keep_file(data, name)
        self.do(attach(ticket.id, [file], self.stamp()))
        return file.sha256

    def round(self) -> RoundReport:
        self.ready()
        self.now += timedelta(seconds=11)
        return run_round(self.store, self.portal(), NAME, clock=lambda: self.now)

    def sync(self, most: int = 8) -> list[RoundReport]:
        """Carry rounds as the loop does, until nothing waits and none failed."""
        reports = []
        for _ in range(most):
            reports.append(self.round())
            if reports[-1].problem is None and not self.store.outstanding().waiting:
                return reports
        raise AssertionError(reports)


@pytest.fixture
def people(rt: RtServer, tmp_path: Path) -> Iterator[tuple[Person, Person, FaultProxy]]:
    """Two people, the first of whom reaches RT over a line that may fail."""
    with fault_proxy(rt.address) as proxy:
        stores = []
        for name in ("zhang", "li"):
            store = Store.open(tmp_path / name, NoClocks(), now=datetime.now(UTC), me=name)
            store.put("portals", [{"name": NAME, "kind": "rt", "url": rt.url}])
            stores.append(store)
        yield (
            Person(stores[0], "张敏", lambda: rt.portal("agent1", proxy.url)),
            Person(stores[1], "李工", lambda: rt.portal("agent2")),
            proxy,
        )
        for store in stores:
            store.close()


def texts(ticket: Ticket) -> list[str]:
    return sorted(one.text for one in ticket.events if one.kind in SAID)


@dataclass
class Killer:
    """Kills RT at some exchanges of a line: before the request, or while RT works at it."""

    rt: RtServer
    before: tuple[int, ...]
    during: tuple[int, ...]
    killed: list[int] = field(default_factory=list)
    thread: threading.Thread | None = None

    def plan(self, exchange: Exchange) -> Fault | None:
        if exchange.n in self.killed:
            return None
        if exchange.n in self.before:
            self.killed.append(exchange.n)
            self.rt.restart(kill=True)
            return Fault(cut="response", at=0)
        if exchange.n in self.during:
            self.killed.append(exchange.n)
            self.thread = threading.Timer(0.03, self.rt.restart, kwargs={"kill": True})
            self.thread.start()
        return None

    def wait(self) -> None:
        """Wait until RT is back."""
        if self.thread is not None:
            self.thread.join()


SAID_BY_BOTH = ["张:我先停机", "李:备件在路上"]


def begin(ann: Person, bob: Person) -> str:
    """Let her record a ticket, and both know it; return its id."""
    first = open_ticket(
        ann.stamp(), new_id(ann.now),
        {"title": "三号线打印机卡纸", "body": "进纸口", "site": "一厂", "requester": "王小明"},
    )  # fmt: skip
    ann.do(first)
    ann.sync()
    bob.sync()
    theirs = bob.store.ticket(first.entity)
    assert (theirs.title, theirs.requester, theirs.body) == (
        "三号线打印机卡纸", "王小明", "进纸口",
    )  # fmt: skip
    return first.entity


def work_offline(ann: Person, bob: Person, ticket_id: str) -> tuple[str, set[str]]:
    """Let both change the same and different fields, speak and attach; the new id, the files."""
    mine, theirs = ann.store.ticket(ticket_id), bob.store.ticket(ticket_id)
    ann.do(set_priority(mine, Priority.P1, ann.stamp()))
    ann.do(reply(mine, SAID_BY_BOTH[0], ann.stamp()))
    ann.do(move(ann.store.ticket(ticket_id), Status.IN_PROGRESS, ann.stamp()))
    ann.do(hand_off(ann.store.ticket(ticket_id), ann.stamp(), case_no="UF-7", proof="邮件"))
    picture = ann.attach(mine, "故障 截图(三号线).png", b"\x89PNG" + bytes(range(256)) * 200)
    made = open_ticket(ann.stamp(), new_id(ann.now), {"title": "离线新建", "body": "第二张"})
    ann.do(made)
    ann.do(reply(ann.store.ticket(made.entity), "张:新单的话", ann.stamp(), internal=True))
    bob.do(set_priority(theirs, Priority.P2, bob.stamp()))
    bob.do(set_field(theirs, "assignee", "李工", bob.stamp()))
    bob.do(reply(theirs, SAID_BY_BOTH[1], bob.stamp(), internal=True))
    diary = bob.attach(theirs, "日志 六月.txt", "中文日志\r\n".encode("gb18030") * 500)
    return made.entity, {picture, diary}


def check_agreement(ann: Person, bob: Person, ticket_id: str, files: set[str]) -> None:
    """Everything is there once for both; her finer words are hers, what RT has is his."""
    hers, his = ann.store.ticket(ticket_id), bob.store.ticket(ticket_id)
    assert texts(hers) == texts(his) == SAID_BY_BOTH
    for one in (hers, his):
        names = {(file.sha256, file.name) for file in one.attachments}
        assert {sha256 for sha256, _ in names} == files
        assert {name for _, name in names} == {"故障 截图(三号线).png", "日志 六月.txt"}
    assert all(one.store.file_path(sha256) for one in (ann, bob) for sha256 in files)
    assert hers.assignee == his.assignee == "李工"
    assert (hers.status, his.status) == (Status.WITH_VENDOR, Status.IN_PROGRESS)
    assert (hers.site, hers.case_no, his.site) == ("一厂", "UF-7", "")


def check_clash(ann: Person, bob: Person, ticket_id: str) -> None:
    """Show the clash with both values to him who came second, and end it with one click."""
    assert ann.store.ticket(ticket_id).priority is Priority.P1
    lines = bob.store.conflicts()
    told = [(one.conflict.field, one.conflict.mine, one.conflict.theirs) for one in lines]
    assert told == [("priority", "P2", "P1")]
    assert not ann.store.conflicts()
    assert bob.store.outstanding().held == 1
    bob.do(resolve(bob.store.ticket(ticket_id), lines[0].conflict, "mine", bob.stamp()))
    for one in (bob, ann):
        one.sync()
    for one in (ann, bob):
        assert one.store.ticket(ticket_id).priority is Priority.P2
        assert not one.store.conflicts()
        assert one.store.outstanding().held == 0


def test_two_people_offline_and_a_server_that_dies(
    rt: RtServer, people: tuple[Person, Person, FaultProxy]
) -> None:
    ann, bob, proxy = people
    ticket_id = begin(ann, bob)
    new, files = work_offline(ann, bob, ticket_id)
    begun = len(proxy.exchanges)
    killer = Killer(rt, (begun + 5, begun + 13), (begun + 9, begun + 20))
    proxy.plan, ann.ready = killer.plan, killer.wait
    reports = ann.sync()
    killer.wait()
    proxy.heal()
    assert len(killer.killed) == 4
    assert any(one.problem is not None for one in reports)
    bob.sync()
    for one in (ann, bob, ann, bob):
        one.store.pin(ticket_id)
        one.sync()
    check_agreement(ann, bob, ticket_id, files)
    number = int(ann.store.ticket(ticket_id).number)
    assert _messages_at_rt(rt, number) == SAID_BY_BOTH
    for one in (ann, bob):
        other = one.store.ticket(new)
        assert (other.title, other.body, texts(other)) == ("离线新建", "第二张", ["张:新单的话"])
    check_clash(ann, bob, ticket_id)
    for one in (ann, bob):
        assert one.round().pulled == 0


def _messages_at_rt(rt: RtServer, number: int) -> list[str]:
    """Return the words of every message of a ticket as RT itself has them."""
    session = rt.session()
    rows = session.json(
        "GET", f"REST/2.0/ticket/{number}/history",
        params={"fields": "Type", "per_page": "100"},
    )["items"]  # fmt: skip
    said = []
    for row in rows:
        if row["Type"] not in ("Comment", "Correspond"):
            continue
        parts = session.json(
            "GET", f"REST/2.0/transaction/{row['id']}/attachments",
            params={"fields": "Content,Filename,ContentType"},
        )["items"]  # fmt: skip
        said += [one["Content"] for one in parts if not one["Filename"] and one["Content"]]
    return sorted(said)
