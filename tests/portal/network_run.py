"""Two people at one portal, one of them behind a network that fails at an exact byte.

Ann has a profile and works offline; Bob speaks to the portal over a good line. Each cycle they
meet in new tickets, and the network fails once while Ann's work leaves. Afterwards nothing may be
lost, doubled or silently overwritten, and Ann's outbox must be empty within a few rounds.
"""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from contract_client import Client
from fault_proxy import Exchange, Fault, FaultProxy, Plan, fault_proxy
from native_desk import NativeServer

from firstline.domain.edits.codec import canonical, ticket_from_json, ticket_to_json
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import open_ticket, reply, set_field, set_priority, tag
from firstline.domain.edits.rebase import rebase
from firstline.domain.ids import derived_id
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Priority, Ticket
from firstline.portal import native
from firstline.portal.access import Access
from firstline.portal.base import Portal
from firstline.store.store import Store
from firstline.sync.report import Asked
from firstline.sync.round import run_round

PORTAL = "desk"
MOST_ROUNDS = 8
_START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
_ASK = Asked(first_rows=3)


class Broken(AssertionError):  # noqa: N818 - it says what happened
    """A promise that did not hold."""


@dataclass(frozen=True, slots=True)
class _NoClocks:
    fingerprint: str = "none"

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:  # noqa: ARG002 - as every desk
        """Return no clock."""
        return ()


@dataclass
class Ann:
    """Who has a profile, and a network that may fail."""

    store: Store
    portal: Portal
    now: datetime = _START
    steps: "count[int]" = field(default_factory=count)
    mark: str = "ann"

    def stamp(self) -> Stamp:
        """Return the next stamp."""
        self.now += timedelta(seconds=1)
        return Stamp(derived_id("network", self.mark, str(next(self.steps))), self.now, "ann")

    def do(self, *edits: Edit) -> None:
        """Perform, and let the time to undo pass."""
        self.store.perform(*edits, now=self.now)
        self.now += timedelta(seconds=11)

    def sync(self) -> int:
        """Carry rounds until one ends well with nothing waiting; return how many it took."""
        for nth in range(1, MOST_ROUNDS + 1):
            report = run_round(self.store, self.portal, PORTAL, clock=lambda: self.now, ask=_ASK)
            self.now += timedelta(seconds=1)
            if report.problem is None and not report.waiting and not report.first:
                return nth
        raise Broken(f"stuck after {MOST_ROUNDS} rounds: {report}")


@dataclass
class Told:
    """What one cycle met: how many rounds, how many faults, and how long each exchange was."""

    rounds: int
    faults: int
    lengths: Sequence[tuple[int, int]]


@dataclass
class Ground:
    """One server, one proxy before it, Ann's profile and Bob's line."""

    server: NativeServer
    proxy: FaultProxy
    folder: Path
    tokens: tuple[str, str]
    bob: Client
    stack: ExitStack
    stall_s: float = 20.0
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    _ann: Ann | None = None

    @classmethod
    def on(cls, server: NativeServer, folder: Path, stack: ExitStack, name: str = "") -> "Ground":
        """Lay the ground for people of a plant of their own; `stack` takes it away again."""
        proxy = stack.enter_context(fault_proxy(server.address))
        plant = ("--plant", f"plant-{name}")
        tokens = tuple(server.person(f"{one}{name}", "superuser", *plant) for one in ("ann", "bob"))
        bob = Client(server.portal(tokens[1]), f"bob-{name}")
        return cls(server, proxy, folder, (tokens[0], tokens[1]), bob, stack)

    @property
    def ann(self) -> Ann:
        """Return Ann at the profile that all cycles share."""
        if self._ann is None:
            self._ann = self.stack.enter_context(_At(self, "ann"))
        return self._ann

    def newcomer(self) -> "_At":
        """Return Ann at a new profile, for the length of a `with`."""
        return _At(self, f"new-{next(self.numbers)}")


class _At:
    """Ann at one profile, which is gone afterwards."""

    def __init__(self, ground: Ground, name: str) -> None:
        self._folder = ground.folder / name
        self._ground = ground

    def __enter__(self) -> Ann:
        ground, url = self._ground, self._ground.proxy.url
        self._store = Store.open(self._folder, _NoClocks(), now=_START, me="ann")
        self._store.put("portals", [{"name": PORTAL, "kind": "native", "url": ""}])
        access = Access(url, connect_s=5.0, stall_s=ground.stall_s)
        portal = native.connect(access, PortalEntry(PORTAL, "native", url), ground.tokens[0])
        return Ann(self._store, portal, mark=str(self._folder))

    def __exit__(self, *_: object) -> None:
        self._store.close()
        shutil.rmtree(self._folder)


def cycle(ground: Ground, plan: Plan | None = None) -> Told:
    """Let both work on the same ticket, fail by `plan` while Ann's work leaves, and check.

    The exchanges that `plan` is asked about are counted from nought. Raises Broken.
    """
    ann, bob, n = ground.ann, ground.bob, next(ground.numbers)
    a, b = (derived_id(str(ground.folder), str(n), one) for one in "ab")
    hers = _opened(b, _stamp(b, 0), "乙:扫码枪断线", "一行\n二行\n")
    bob.send(hers)
    ann.sync()
    _work(ann, a, b)
    seen = bob.ticket(b)
    bob.send(
        set_field(seen, "assignee", "bob", _stamp(b, 1)),
        set_field(seen, "site", "北厂", _stamp(b, 2)),
        reply(seen, "乙的另一句", _stamp(b, 3)),
        tag(seen, _stamp(b, 4), add=("扫码",)),
    )
    told = _through(ground, ann, plan)
    bob.pull()
    _check(ann, bob, a, b)
    return told


def _stamp(b: str, step: int) -> Stamp:
    return Stamp(derived_id(b, str(step)), _START + timedelta(seconds=step), "bob")


def _opened(own: str, stamp: Stamp, title: str, body: str) -> Edit:
    return open_ticket(stamp, own, {"title": title, "body": body})


def _work(ann: Ann, a: str, b: str) -> None:
    """Record a ticket with two texts, and change Bob's in four ways, all offline."""
    first = _opened(a, ann.stamp(), "甲:打印机卡纸 🖨", "缺纸")
    shown = rebase(None, (first,))
    assert shown is not None
    texts = (
        reply(shown, "甲的答复", ann.stamp()),
        reply(shown, "甲的内部话", ann.stamp(), internal=True),
    )
    his = ann.store.ticket(b)
    ann.do(
        first, *texts,
        set_priority(his, Priority.P1, ann.stamp()),
        set_field(his, "assignee", "ann", ann.stamp()),
        reply(his, "乙的答复", ann.stamp()),
        tag(his, ann.stamp(), add=("夜班",)),
    )  # fmt: skip


def _through(ground: Ground, ann: Ann, plan: Plan | None) -> Told:
    """Carry Ann's rounds through the failing network until all is well."""
    proxy = ground.proxy
    del proxy.exchanges[:]
    before = proxy.faults
    proxy.plan = plan
    try:
        rounds = ann.sync()
    finally:
        proxy.heal()
    lengths = [_lengths(one) for one in proxy.exchanges]
    return Told(rounds, proxy.faults - before, lengths)


def _lengths(one: Exchange) -> tuple[int, int]:
    return len(one.request.raw()), len(one.answer.raw()) if one.answer else 0


def first_pull(ground: Ground, plan: Plan | None = None) -> Told:
    """Let Ann come with an empty profile, and fail by `plan` in her first pull. Raises Broken."""
    ground.bob.pull()
    with ground.newcomer() as ann:
        told = _through(ground, ann, plan)
        _same(ann.store.count(now=ann.now), len(ground.bob.docs), "tickets after a first pull")
        for own in ground.bob.docs:
            _same(_doc(ann.store.ticket(own)), _doc(ground.bob.ticket(own)), own)
    return told


def _check(ann: Ann, bob: Client, a: str, b: str) -> None:
    for who, ticket in (("ann", ann.store.ticket), ("bob", bob.ticket)):
        _same(_said(ticket(a)), ["甲的内部话", "甲的答复"], f"what {who} reads in a")
        _same(_said(ticket(b)), ["乙的另一句", "乙的答复"], f"what {who} reads in b")
        one = ticket(b)
        _same((one.priority, one.site, one.tags), (Priority.P1, "北厂", ("夜班", "扫码")), who)
        held = [(two.field, two.mine, two.theirs) for two in one.conflicts]
        _same((one.assignee, held), ("bob", [("assignee", "ann", "bob")]), who)
    for own in (a, b):
        _same(_doc(ann.store.ticket(own)), _doc(bob.ticket(own)), f"{own} of both")
        _same(len(bob.titled(bob.ticket(own).title)) >= 1, True, own)
    left = ann.store.edits(states=("waiting", "refused", "withdrawn"))
    _same([one.state for one in left], [], "what is left of Ann's edits")


def _said(ticket: Ticket) -> list[str]:
    return sorted(one.text for one in ticket.events if one.text)


def _doc(ticket: Ticket) -> str:
    return canonical(ticket_to_json(ticket_from_json(ticket_to_json(ticket))))


def _same(found: Any, wanted: Any, what: str) -> None:
    if found != wanted:
        raise Broken(f"{what}: {found!r} instead of {wanted!r}")


def at(n: int, fault: Fault) -> Plan:
    """Return the plan by which `fault` falls on the n-th exchange alone."""
    return lambda one: fault if one.n == n else None


def until(n: int, fault: Fault) -> Plan:
    """Return the plan by which `fault` falls on every exchange before the n-th."""
    return lambda one: fault if one.n < n else None
