"""The wire of the simulation: every way in which a call can go wrong, drawn from one seed."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.exchange import Answer, Hello, Op, Page, Pushed
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.portal.base import (
    Broken,
    Busy,
    Capabilities,
    Moved,
    NotPortal,
    Portal,
    TooLarge,
    Unreachable,
)
from simulation.promise import expect

_T = TypeVar("_T")
SAID = Text("模拟故障。", "A fault of the simulation.")
_OPEN = (Outcome.IN_PROGRESS, Outcome.UNKNOWN)
# What may happen to a call, by weight; a healed wire always chooses the first.
FAULTS = (
    ("none", 0), ("request lost", 5), ("answer lost", 6), ("cut", 2), ("busy", 2), ("twice", 4),
    ("late", 3), ("undecided", 3), ("unknown", 2), ("too large", 2), ("captive", 1),
)  # fmt: skip


@dataclass(slots=True)
class Weather:
    """How the network is: `share` of the calls go wrong; `late` are requests still on their way."""

    chance: random.Random
    share: float
    late: list[Callable[[], object]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    only: str = ""  # what happens to every call, "" to draw it
    deaf: bool = False  # nothing can be pulled, though all else goes well

    def fault(self) -> str:
        """Return what happens to the next call."""
        if self.only:
            return self.only
        if self.chance.random() >= self.share:
            return "none"
        names, weights = zip(*FAULTS, strict=True)
        chosen: str = self.chance.choices(names, weights)[0]
        self.counts[chosen] = self.counts.get(chosen, 0) + 1
        return chosen

    def deliver(self, most: int) -> None:
        """Let up to `most` requests arrive that were thought lost, in any order."""
        for _ in range(min(most, len(self.late))):
            self.late.pop(self.chance.randrange(len(self.late)))()


class Wire:
    """A portal behind bad weather; `open_portal` gives the far end as it is at each call."""

    def __init__(self, open_portal: Callable[[], Portal], weather: Weather) -> None:
        self._open = open_portal
        self._weather = weather
        self._can: Capabilities | None = None
        self._open_yet: set[str] = set()  # records with an edit not decided in this round

    def begin(self) -> None:
        """Take note that a round begins."""
        self._open_yet.clear()

    @property
    def can(self) -> Capabilities:
        """What the far end can do; no repair, which would hide what the simulation is to find."""
        if self._can is None:
            self._can = replace(self._open().can, repairs=False)
        return self._can

    def hello(self, device: str, head: int = 0) -> Hello:
        """Greet, perhaps."""
        return self._call(lambda: self._open().hello(device, head))

    def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:
        """Pull, perhaps."""
        if self._weather.deaf:
            raise Unreachable(SAID)
        return self._call(lambda: self._open().pull(cursor, limit=limit, wait_s=wait_s))

    def push(self, ops: Sequence[Op], device: str) -> Pushed:
        """Push: perhaps never, twice, later, or with answers that decide nothing."""
        held = [replace(one) for one in ops]
        for one in held:
            expect(
                one.edit.entity not in self._open_yet,
                "stuck",
                f"{one.edit.act} {one.edit.id} was sent before the one before it was decided",
            )
        done = self._push(held, device)
        open_yet = {one.edit_id for one in done.answers if one.outcome in _OPEN}
        self._open_yet |= {one.edit.entity for one in held if one.edit.id in open_yet}
        return done

    def _push(self, held: Sequence[Op], device: str) -> Pushed:
        fault = self._weather.fault()
        if fault == "late":
            self._weather.late.append(lambda: self._open().push(held, device))
            raise Unreachable(SAID)
        if fault == "too large" and len(held) > 1:
            raise TooLarge(SAID)
        if fault in ("undecided", "unknown"):
            return self._undecided(held, device, fault)
        return self._call(lambda: self._open().push(held, device), fault)

    def _undecided(self, ops: Sequence[Op], device: str, fault: str) -> Pushed:
        """Answer some edits as not decided; whether they were done is another matter."""
        cut = self._weather.chance.randrange(len(ops))
        outcome = Outcome.IN_PROGRESS if fault == "undecided" else Outcome.UNKNOWN
        done = self._open().push(ops[:cut], device) if cut else Pushed((), ())
        if self._weather.chance.random() < 0.5:
            self._open().push(ops[cut:], device)
        left = tuple(Answer(one.edit.id, outcome) for one in ops[cut:])
        return Pushed((*done.answers, *left), done.copies, self._weather.chance.choice((None, 3.0)))

    def sweep(self) -> Iterator[str]:
        """Sweep, perhaps."""
        return self._call(lambda: self._open().sweep())

    def upload(self, file: Attachment, path: Path, moved: Moved) -> None:
        """Send a file, perhaps; half of it may stay."""
        self._call(lambda: self._open().upload(file, path, moved))

    def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:
        """Fetch a file, perhaps."""
        self._call(lambda: self._open().download(sha256, remote, part, moved))

    def stop(self) -> None:
        """Nothing is ever held open here."""

    def _call(self, act: Callable[[], _T], fault: str | None = None) -> _T:
        fault = fault or self._weather.fault()
        if fault in ("request lost", "late"):
            raise Unreachable(SAID)
        if fault == "busy":
            raise Busy(SAID, retry_after_s=self._weather.chance.choice((None, 5.0)))
        if fault == "captive":
            raise NotPortal(SAID)
        result = act()
        if fault == "answer lost":
            raise Unreachable(SAID)
        if fault == "cut":
            raise Broken(SAID)
        return act() if fault == "twice" else result
