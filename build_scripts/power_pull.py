"""A pull whose power is cut (T5): pages from a portal in memory, and acts between any two steps.

A pulled page waits for no disk, so that a cut may take it. Whatever is left must be a place that
the pull really was at: its cursor with just the copies that had come by then, none of them half.
"""

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import open_ticket, reply, set_field
from firstline.domain.edits.exchange import Op
from firstline.domain.ids import derived_id
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.store.store import Store
from firstline.sync.report import Asked
from firstline.sync.round import run_round
from firstline.sync.trip import Hooks
from kill_test import Worker, expect

PORTAL = "desk"
_TICKETS = 90
_CHANGED = 45
_BATCH = 45
_ANYTIME = 0.3  # the share of steps of a round beside which a person acts


class Far:
    """Somebody else at the portal, who writes many tickets and changes some of them."""

    def __init__(self, now: datetime) -> None:
        self.desk = MemoryDesk()
        self._now = now
        self._count = 0

    def _stamp(self) -> Stamp:
        self._count += 1
        at = self._now + timedelta(seconds=self._count)
        return Stamp(derived_id("far", str(self._count)), at, "far")

    def _push(self, edits: list[Edit]) -> None:
        first = self._count * 2
        portal = MemoryPortal(self.desk, "far")
        for at in range(0, len(edits), _BATCH):
            ops = [Op(edit, first + n) for n, edit in enumerate(edits[at : at + _BATCH], at)]
            portal.push(ops, "far")

    def write(self) -> None:
        """Open the tickets, some of them long."""
        made = []
        for n in range(_TICKETS):
            fields = {"title": f"远处的工单 {n}", "body": "乙" * (2000 if n % 9 == 0 else 90)}
            made.append(open_ticket(self._stamp(), derived_id("far ticket", str(n)), fields))
        self._push(made)

    def change(self, turn: int) -> None:
        """Change some of them, and answer on each."""
        made: list[Edit] = []
        for n in range(turn, turn + _CHANGED):
            row = self.desk.records["ticket", derived_id("far ticket", str(n))]
            ticket = ticket_from_json(json.loads(row.doc))
            made.append(set_field(ticket, "site", f"{turn}.{n} 厂", self._stamp()))
            made.append(reply(ticket, f"第 {turn} 次答复", self._stamp()))
        self._push(made)


def place_of(raw: sqlite3.Connection) -> list[str | None]:
    """Return where a pull stands: its cursor, and a digest of all copies that are there."""
    cursor = raw.execute("SELECT cursor FROM position WHERE portal=?", (PORTAL,)).fetchone()
    digest = hashlib.sha256()
    for row in raw.execute("SELECT kind, id, state, rev, doc FROM base ORDER BY kind, id"):
        digest.update(repr(row).encode())
    return [cursor and cursor[0], digest.hexdigest()]


def pull(store: Store, worker: Worker, now: datetime, chance: random.Random) -> None:
    """Carry three rounds, the first a first pull, a person acting at `store` all the while."""
    far = Far(now)
    far.write()
    store.put("portals", [{"name": PORTAL, "kind": "native", "url": ""}])
    portal = MemoryPortal(far.desk, "worker")
    with store.sibling(now) as postman:
        ends = _sayer(postman, worker, chance)
        ends("begin.after")
        for turn in range(3):
            asked = Asked(
                at_once=chance.random() < 0.5, rows=chance.choice((7, 20, 100)), first_rows=20
            )
            report = run_round(
                postman, portal, PORTAL, clock=worker.now, ask=asked, hooks=Hooks(ends)
            )
            expect(report.problem is None, f"the round broke: {report.problem}")
            with postman.connection.read() as raw:
                worker.say(pulled=place_of(raw))
            postman.catch_up(20)
            far.change(turn)


def _sayer(postman: Store, worker: Worker, chance: random.Random) -> Callable[[str], None]:
    """Return what tells where the pull stands after each step, and lets the person act there."""

    def at(point: str) -> None:
        if point.endswith(".after"):
            with postman.connection.read() as raw:
                worker.say(place=place_of(raw))
        if chance.random() < _ANYTIME:
            worker.work(1)

    return at


class Places:
    """Where a pull was, in its order, as the recording told it, and what of it must be there."""

    def __init__(self, told: list[bytes]) -> None:
        self._all = [one["place"] for one in map(json.loads, told) if "place" in one]

    def check(self, raw: sqlite3.Connection, said: list[bytes]) -> None:
        """Check that it stands at one of them, and not before what was acknowledged.

        A round that has ended is acknowledged, and an act that was is after what came before it.
        """
        least = told = 0
        for one in map(json.loads, said):
            if "place" in one:
                told += 1
            elif "done" in one or "pulled" in one:
                least = told
        if not self._all or not told:
            return
        found = place_of(raw)
        at = [n for n, place in enumerate(self._all, 1) if place == found]
        expect(at, "the cursor does not fit the copies that are there")
        expect(at[-1] >= least, f"a page is gone that was waited for: {at[-1]} of {least}")


def said_in(steps: list[bytes]) -> list[bytes]:
    """Return the whole lines of what was said."""
    return [line for one in steps for line in one.splitlines() if line.startswith(b"{")]
