"""The postman's thread: waits for the time or a nudge, carries rounds, and tells how it stands."""

import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Condition, Thread

from firstline.domain.errors import Refused, StoreProblem
from firstline.domain.sync_state import SyncState
from firstline.domain.words import Text
from firstline.portal.base import Portal, PortalProblem, SignIn, Stopped, Unreachable
from firstline.store.store import Store
from firstline.sync.absent import Absent
from firstline.sync.faultpoints import At, nowhere
from firstline.sync.plan import (
    Contact,
    Ended,
    Event,
    Looked,
    Moment,
    Nudged,
    Plan,
    Rebuild,
    Rest,
    Resumed,
    Woke,
    step,
)
from firstline.sync.report import Asked, Batch, RoundReport, Wanted
from firstline.sync.round import run_round
from firstline.sync.telling import told
from firstline.sync.trip import Hooks
from firstline.sync.watchdog import STALL_S, Watchdog

UNDO_S = 10.5  # an edit may leave when its time to undo is over
_STALLED = Text("连接停住了,已断开重连。", "The line stood still; it was cut and is made anew.")


@dataclass(slots=True)
class _Line:
    """One portal: how to reach it, its plan, what was said to it, and when to look at it again."""

    name: str
    make: Callable[[], Portal]
    portal: Portal | None = None
    plan: Plan = field(default_factory=Plan)
    wake_s: float | None = 0.0
    events: deque[Callable[[Moment], Event]] = field(default_factory=deque)
    absent: Absent = field(default_factory=Absent)  # what this portal could not give

    def open(self) -> Portal:
        """Return the portal, made anew where there is none; raises SignIn without a token."""
        if self.portal is None:
            try:
                self.portal = self.make()
            except Refused as problem:
                raise SignIn(problem.sentence, problem.kept, problem.next_step) from problem
            can = self.portal.can
            most = Batch(can.most_ops, can.most_bytes)
            self.plan = replace(self.plan, waits=can.waits, most=most)
        return self.portal


After = Callable[[Store, str, Portal], None]
"""What is done beside a round that went well, such as handing in packs that came by stick."""


class Postman:
    """Carries rounds with every portal in one thread of its own.

    `open_store` is called in that thread, as is `tell`, with a frozen SyncState after every step.
    Portals are made when they are first needed; `make` may raise Refused where a token is missing.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        portals: Mapping[str, Callable[[], Portal]],
        *,
        clock: Callable[[], datetime],
        tell: Callable[[SyncState], None],
        clock_s: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        at: At = nowhere,
        after: After | None = None,
    ) -> None:
        self._open_store = open_store
        self._after = after
        self._lines = {name: _Line(name, make) for name, make in portals.items()}
        self._clock, self._clock_s, self._chance = clock, clock_s, chance
        self._tell, self._at = tell, at
        self._hooks = Hooks(self._alive, lambda _: self._watchdog.alive(), self._going)
        self._gate = Condition()
        self._calling: Portal | None = None
        self._waits = False  # whether that call may be held open
        self._stopping = False
        self._wanted = {name: deque[Wanted]() for name in portals}
        self._watchdog = Watchdog()
        self._thread = Thread(target=self.run, name="sync", daemon=True)

    # --- called from any thread ---

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def nudge(self, *, asked: bool = False, in_s: float = UNDO_S) -> None:
        """Say that something is to be sent in `in_s` seconds, or, `asked`, that a person waits."""
        self._put(None, lambda at: Nudged(at, in_s, asked=asked))

    def look(self, *, in_use: bool) -> None:
        """Say whether the window is in front."""
        self._put(None, lambda at: Looked(at, in_use))

    def resume(self, name: str, *, mass_ok: bool = False) -> None:
        """Say that a person signed in again, or allowed the mass change that was asked about."""
        self._put(name, lambda at: Resumed(at, mass_ok))

    def fetch(self, wanted: Wanted) -> None:
        """Ask for the bytes of a file: every portal is asked in the round that begins now."""
        for queue in self._wanted.values():
            queue.append(wanted)
        self.nudge(in_s=0.0)

    def stop(self, timeout_s: float = 5.0) -> bool:
        """End, cutting a call under way; return whether the thread has ended in time."""
        with self._gate:
            self._stopping = True
            calling = self._calling
            self._gate.notify_all()
        if calling:
            calling.stop()
        self._watchdog.close()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _put(self, name: str | None, make: Callable[[Moment], Event]) -> None:
        with self._gate:
            for line in self._lines.values():
                if name in (None, line.name):
                    line.events.append(make)
            if self._calling and self._waits:  # a pull is held open, and something is to be done
                self._calling.stop()  # under the gate, so that it never ends a later round
            self._gate.notify_all()

    # --- in the thread ---

    def run(self) -> None:
        """Carry rounds until `stop`; a fault of the program itself reaches the thread's hook."""
        with self._open_store() as store:
            while not self._stopping:
                for line in self._lines.values():
                    self._turn(store, line)
                self._rest()
            for line in self._lines.values():
                self._say(line)

    def _turn(self, store: Store, line: _Line) -> None:
        """Give a line what was said to it, and carry its rounds until it rests."""
        event: Event | None = self._next(line) or Woke(self._moment())
        while event and not self._stopping:
            ask = self._step(line, event)
            event = self._next(line) if ask is None else None
            if ask is not None:
                report = self._carry(store, line, ask)
                while (said := self._next(line)) is not None:  # said while it was under way
                    self._step(line, said)
                event = Ended(self._moment(), report, self._chance())

    def _next(self, line: _Line) -> Event | None:
        with self._gate:
            return line.events.popleft()(self._moment()) if line.events else None

    def _step(self, line: _Line, event: Event) -> Asked | None:
        """Take one step of the plan; return what the next round is to do, if it begins."""
        ask = None
        if isinstance(event, Resumed):
            line.portal = None  # with the new token
        line.plan, effects = step(line.plan, event)
        for effect in effects:
            if isinstance(effect, Rebuild):
                line.portal = None
            elif isinstance(effect, Rest):
                line.wake_s = None if effect.s is None else self._clock_s() + effect.s
            elif isinstance(effect, Contact):
                ask = effect.ask
        self._say(line)
        return ask

    def _carry(self, store: Store, line: _Line, ask: Asked) -> RoundReport:
        """Carry one round, watched; whatever a person can understand ends in the report."""
        try:
            portal = line.open()
            with self._gate:
                self._calling, self._waits = portal, ask.wait_s > 0
                if line.events and self._waits:
                    ask = replace(ask, wait_s=0.0)
                if self._stopping:  # said before there was a call that could be cut
                    raise Stopped(Text("已停止同步。", "The exchange was stopped."))
            self._watchdog.watch(portal.stop, STALL_S + ask.wait_s)
            report = run_round(
                store, portal, line.name, clock=self._clock, ask=ask,
                tell=lambda done, total: self._progress(line, done, total),
                hooks=replace(self._hooks, absent=line.absent),
                wanted=self._wanted[line.name],
            )  # fmt: skip
            if self._after and report.problem is None:
                self._after(store, line.name, portal)
        except (PortalProblem, StoreProblem) as problem:
            report = RoundReport(problem=problem, batch=line.plan.batch)
        finally:
            self._watchdog.rest()
            with self._gate:
                self._calling, self._waits = None, False
        if self._watchdog.barked:
            line.portal = None
            report = replace(report, problem=Unreachable(_STALLED))
        return report

    def _going(self) -> bool:
        return not self._stopping

    def _alive(self, point: str) -> None:
        self._watchdog.alive()
        self._at(point)

    def _progress(self, line: _Line, done: int | None, total: int | None) -> None:
        self._watchdog.alive()
        self._tell(told(line.plan, line.name, self._moment(), done=done, total=total))

    def _say(self, line: _Line) -> None:
        self._tell(told(line.plan, line.name, self._moment()))

    def _moment(self) -> Moment:
        return Moment(self._clock_s(), self._clock())

    def _rest(self) -> None:
        with self._gate:
            if self._stopping or any(line.events for line in self._lines.values()):
                return
            wakes = [one.wake_s for one in self._lines.values() if one.wake_s is not None]
            self._gate.wait(max(min(wakes) - self._clock_s(), 0.0) if wakes else None)
