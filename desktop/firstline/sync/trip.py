"""One round while it is under way: what it works with, what it has done, and when it is to end."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from firstline.domain.words import Text
from firstline.portal.base import Portal, Stopped
from firstline.store.store import Store
from firstline.sync.faultpoints import At, nowhere
from firstline.sync.report import Asked, Batch, RoundReport, Tell


def unheard(done: int, total: int | None) -> None:
    """Tell nobody how far the round is."""


def always() -> bool:
    """Go on."""
    return True


@dataclass(slots=True)
class Trip:
    """One round with the portal kept under `name`; `report` is what it has done so far."""

    store: Store
    portal: Portal
    name: str
    clock: Callable[[], datetime]
    ask: Asked
    tell: Tell = unheard
    at: At = nowhere
    going: Callable[[], bool] = always
    report: RoundReport = field(default_factory=RoundReport)
    blocked: set[str] = field(default_factory=set)  # records whose next edit is not decided yet

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
        if not self.going():
            raise Stopped(Text("已停止同步。", "The exchange was stopped."))
