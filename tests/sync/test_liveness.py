"""After the network heals the outbox is empty within a minute of injected time, whatever it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sync_makers import NOW, Person, plan_for

from firstline.domain.words import Text
from firstline.portal.base import Broken, Busy, NotPortal, Portal, PortalProblem, Unreachable
from firstline.portal.memory import MemoryPortal
from firstline.sync.plan import (
    Contact,
    Effect,
    Ended,
    Looked,
    Moment,
    Nudged,
    Plan,
    Rest,
    Woke,
    step,
)

SAID = Text("坏了。", "Broken.")
WITHIN_S = 60.0
OUTAGE_S = 300.0
ROUND_S = 0.5  # how long a round takes here


class Between:
    """A portal of which one call fails while it is told to."""

    def __init__(self, portal: MemoryPortal, failing: str, problem: PortalProblem) -> None:
        self.can = portal.can
        for name in ("hello", "pull", "push", "sweep", "upload", "download", "stop"):
            setattr(self, name, getattr(portal, name))
        if failing:
            setattr(self, failing, self._fail)
        self._problem = problem

    def _fail(self, *_: object, **__: object) -> None:
        raise self._problem


class Run:
    """Injected time: rests pass at once, rounds take ROUND_S."""

    def __init__(self, person: Person, chance: float, *, in_use: bool) -> None:
        self.person = person
        self.chance = chance
        self.s = 0.0
        self.rounds = 0
        self.plan: Plan = plan_for(MemoryPortal(person.desk).can, self.at(), in_use=in_use)

    def at(self) -> Moment:
        """Return the present moment."""
        return Moment(self.s, NOW + timedelta(seconds=self.s))

    def until(self, end_s: float, done: Callable[[], bool]) -> None:
        """Go on until `end_s` or until it is done."""
        self.plan, effects = step(self.plan, Woke(self.at()))
        while self.s < end_s and not done():
            self._follow(effects, end_s)
            self.plan, effects = step(self.plan, Woke(self.at()))
            while effects and isinstance(effects[-1], Contact) and not done():
                effects = self._round(effects[-1])

    def _follow(self, effects: tuple[Effect, ...], end_s: float) -> None:
        last = effects[-1]
        if isinstance(last, Contact):
            effects = self._round(last)
            last = effects[-1]
        if isinstance(last, Rest):
            assert last.s is not None, "it waits for a person"
            self.s = min(self.s + last.s, end_s)

    def _round(self, contact: Contact) -> tuple[Effect, ...]:
        self.person.now = self.at().now
        report = self.person.sync(contact.ask)
        self.s += ROUND_S
        self.rounds += 1
        self.plan, effects = step(self.plan, Ended(self.at(), report, self.chance))
        return effects


FAILURES = (
    ("hello", Unreachable(SAID)),
    ("push", Unreachable(SAID)),
    ("pull", Unreachable(SAID)),
    ("pull", Broken(SAID)),
    ("hello", NotPortal(SAID)),
    ("hello", Busy(SAID)),
    ("push", Busy(SAID, retry_after_s=20)),
)


@pytest.mark.parametrize(("call", "problem"), FAILURES)
@pytest.mark.parametrize("tries", [0, 5000])  # 5000: it has been so for days
@pytest.mark.parametrize("in_use", [True, False])
def test_the_outbox_is_empty_within_a_minute(
    ann: Person, call: str, problem: PortalProblem, tries: int, in_use: bool
) -> None:
    for n in range(30):
        ann.open(f"{n}")
    broken = [True]

    def wrap(portal: Portal) -> Portal:
        assert isinstance(portal, MemoryPortal)
        made: Any = Between(portal, call if broken[0] else "", problem)
        return made  # type: ignore[no-any-return]  # its calls are set at run time

    ann.wrap = wrap
    run = Run(ann, 0.999, in_use=in_use)
    run.s = 600.0  # past the time to undo
    run.plan = replace(run.plan, due_s=run.s, tries=tries)
    run.until(run.s + OUTAGE_S, lambda: False)
    assert run.rounds <= 8 + OUTAGE_S / 15  # it did not hammer meanwhile
    broken[0] = False
    healed = run.s
    run.until(healed + 10 * WITHIN_S, lambda: ann.store.outstanding().waiting == 0)
    assert ann.store.outstanding().waiting == 0
    assert run.s - healed <= WITHIN_S
    assert len(ann.desk.answers) == 30


def test_an_edit_made_while_all_is_well_leaves_when_it_may(ann: Person) -> None:
    run = Run(ann, 0.5, in_use=True)
    run.until(100.0, lambda: False)
    ann.now = run.at().now
    ann.open("a")
    run.plan, _ = step(run.plan, Nudged(run.at(), in_s=10.5))
    began = run.s
    run.until(began + 60, lambda: ann.store.outstanding().waiting == 0)
    assert run.s - began <= 10.5 + 2 * ROUND_S


def test_a_window_that_comes_back_asks_at_once(ann: Person, bob: Person) -> None:
    run = Run(ann, 0.5, in_use=False)
    run.until(1000.0, lambda: False)
    quiet = run.rounds
    assert quiet <= 5
    bob.open("a")
    bob.sync()
    run.plan, effects = step(run.plan, Looked(run.at(), in_use=True))
    assert isinstance(effects[-1], Contact)
