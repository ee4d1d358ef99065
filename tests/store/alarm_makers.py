"""A bench for alarms: one profile, a clock, people who act, and what has rung."""

from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from firstline.domain.alarm.alarm import (
    Alarm,
    Notice,
    Quiet,
    concerns,
    finder,
    notices,
    quiet_hours,
)
from firstline.domain.desk import make_desk
from firstline.domain.edits.codec import ticket_to_json
from firstline.domain.edits.edits import Edit, Stamp, move, open_ticket, set_field, set_priority
from firstline.domain.edits.exchange import Copy, Page
from firstline.domain.ids import derived_id
from firstline.domain.instants import epoch
from firstline.domain.major.acts import write
from firstline.domain.major.major import Entry
from firstline.domain.ticket.ticket import Priority, Status
from firstline.store.alarm import alarm
from firstline.store.queue.snoozed import KEY
from firstline.store.store import Store

ZONE = timezone(timedelta(hours=8))
START = datetime(2026, 11, 24, 8, 0, tzinfo=ZONE)
PACK = """
schema = "firstline.sla/1"
id = "ours"
title_zh = "内部"
title_en = "internal"
as_of = "2026"
counterparty = "internal"
timezone = "Asia/Shanghai"
warn_at = [0.5, 0.75, 0.9]
pause_reasons = ["waiting_requester"]
"""
TARGETS = "".join(
    f'\n[[target]]\npriority = "{name}"\nname_zh = "{name}"\nname_en = "{name}"\n'
    f'clock = "24x7"\nresolve_minutes = {minutes}\n'
    for name, minutes in (("P1", 100), ("P2", 200), ("P3", 1000), ("P4", 2000))
)
DESK, NOTES = make_desk((("ours.toml", PACK + TARGETS),))
FIND = finder(DESK)


class Bench:
    """One profile, a clock, and what has rung since it was last asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = START
        self.quiet: Quiet | None = None
        self.mine_only = False
        self.stores = [self._open()]
        self.rung: list[Notice] = []
        self._count = 0

    def _open(self) -> Store:
        return Store.open(self.folder, DESK, now=self.now, me="我")

    @property
    def store(self) -> Store:
        return self.stores[0]

    def stamp(self) -> Stamp:
        self._count += 1
        return Stamp(derived_id("alarm", str(self._count)), self.now, "我")

    def opening(self, name: str, priority: str = "P2", ago: int = 0, who: str = "") -> Edit:
        fields: dict[str, Any] = {"title": name, "priority": priority, "number": name}
        if who:
            fields["assignee"] = who
        at = self.now - timedelta(minutes=ago)
        return open_ticket(self.stamp(), derived_id("t", name), fields, reported_at=at)

    # --- the steps of the table ---

    def new(self, name: str, priority: str = "P2", ago: int = 0, who: str = "") -> None:
        self.store.perform(self.opening(name, priority, ago, who), now=self.now)
        self.look()

    def bulk(self, count: int, ago: int) -> None:
        made = [self.opening(f"B{n}", "P2", ago) for n in range(count)]
        with self.store.bulk():
            self.store.perform(*made, now=self.now)
        self.look()

    def arrives(self, name: str, ago: int) -> None:
        """Pull a ticket of somebody else, reported `ago` minutes ago."""
        with closing(Store.open(self.folder.parent / f"far {name}", DESK, now=self.now)) as far:
            far.perform(self.opening(name, "P2", ago), now=self.now)
            doc = ticket_to_json(far.ticket(name))
        page = Page((Copy("ticket", str(doc["id"]), rev=1, seq=1, doc=doc),), "c1", more=False)
        self.store.arrive("main", page, self.now)
        self.look()

    def late_look(self, name: str, ago: int) -> None:
        """Record a ticket, and let nobody look before the machine goes on."""
        self.store.perform(self.opening(name, "P2", ago), now=self.now)

    def act(self, name: str, what: str, value: str = "") -> None:
        ticket = self.store.ticket(name)
        if what == "priority":
            edit = set_priority(ticket, Priority(value), self.stamp())
        elif what == "move":
            edit = move(ticket, Status(value), self.stamp())
        else:
            edit = set_field(ticket, what, value, self.stamp())
        self.store.perform(edit, now=self.now)
        self.look()

    def declares(self, name: str) -> None:
        edit = write(self.store.ticket(name), Entry.DECLARED, self.stamp())
        self.store.perform(edit, now=self.now)
        self.look()

    def snooze_ticket(self, name: str, minutes: int) -> None:
        until = epoch(self.now + timedelta(minutes=minutes))
        self.store.put(KEY, {derived_id("t", name): until})

    def put_off(self, name: str) -> None:
        told = [one.alarm for one in self.store.alarms() if one.alarm.number == name]
        self.store.snooze_alarms(told[:1], self.now)

    def goes(self, minutes: float) -> None:
        """Let time pass while somebody is there: every second that rings is looked at."""
        end = self.now + timedelta(minutes=minutes)
        while True:
            ahead = alarm.next_at(self.store.connection.raw, epoch(self.now))
            if ahead is None or ahead > epoch(end):
                break
            self.now = datetime.fromtimestamp(ahead, ZONE)
            self.look()
        self.now = end
        self.look()

    def sleeps(self, minutes: float) -> None:
        """Let the machine sleep, or its clock jump, forward or back; then look."""
        self.now += timedelta(minutes=minutes)
        self.look()

    def restart(self, minutes: float = 0) -> None:
        for one in self.stores:
            one.close()
        self.now += timedelta(minutes=minutes)
        self.stores = [self._open()]
        self.look()

    def second_window(self) -> None:
        self.stores.append(self._open())

    def hours(self, start: str, end: str) -> None:
        self.quiet = quiet_hours(start, end, ZONE)

    def only_mine(self) -> None:
        self.mine_only = True

    def look(self) -> None:
        def wanted(one: Alarm) -> bool:
            return concerns(one, "我", mine_only=self.mine_only)

        quiet = self.quiet is not None and self.quiet.holds(self.now)
        for store in self.stores:
            found = store.look_for_alarms(FIND, wanted, self.now, urgent_only=quiet)
            self.rung += notices(found.alarms, epoch(self.now))
