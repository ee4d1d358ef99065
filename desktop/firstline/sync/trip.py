"""One round while it is under way: what it works with, what it has done, and when it is to end."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from firstline.domain.words import Text
from firstline.portal.base import Moved, Portal, Stopped
from firstline.store.store import Store
from firstline.sync.absent import Absent
from firstline.sync.faultpoints import At, nowhere
from firstline.sync.report import Asked, Batch, RoundReport, Tell, Wanted


def unheard(done: int | None, total: int | None) -> None:
    """Tell nobody how far the round is."""


def unmoved(count: int) -> None:
    """Tell nobody how many bytes have moved."""


def always() -> bool:
    """Go on."""
    return True


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a round touches beside the store and the portal.

    `at` is told each fault point, `moved` the bytes of files; `going` says whether to go on;
    `absent` remembers from round to round which files the portal could not give.
    """

    at: At = nowhere
    moved: Moved = unmoved
    going: Callable[[], bool] = always
    absent: Absent | None = None


PLAIN = Hooks()


@dataclass(slots=True)
class Trip:
    """One round with the portal kept under `name`; `report` is what it has done so far."""

    store: Store
    portal: Portal
    name: str
    clock: Callable[[], datetime]
    ask: Asked
    tell: Tell = unheard
    hooks: Hooks = PLAIN
    wanted: deque[Wanted] = field(default_factory=deque)
    absent: Absent = field(init=False)
    report: RoundReport = field(default_factory=RoundReport)
    blocked: set[str] = field(default_factory=set)  # records whose next edit is not decided yet

    def __post_init__(self) -> None:
        self.absent = self.hooks.absent or Absent()

    @property
    def at(self) -> At:
        """What is told each fault point."""
        return self.hooks.at

    @property
    def most(self) -> Batch:
        """What the portal takes at once."""
        return Batch(self.portal.can.most_ops, self.portal.can.most_bytes)

    def count(self, **more: int) -> None:
        """Add to the counts of the report."""
        sums = {name: getattr(self.report, name) + n for name, n in more.items()}
        self.report = replace(self.report, **sums)

    def check(self) -> None:
        """Raise Stopped when the postman is to stop: between two calls there is none to end."""
        if not self.hooks.going():
            raise Stopped(Text("已停止同步。", "The exchange was stopped."))
