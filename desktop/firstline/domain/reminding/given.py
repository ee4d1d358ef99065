"""What the sources of reminders read from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from firstline.domain.contracts.lifecycle_rule import Rule
from firstline.domain.edits.entity import Entity
from firstline.domain.health.check_items import Item
from firstline.domain.sla.agreement import Agreement
from firstline.domain.training.book import Row
from firstline.domain.training.curriculum import Courses


@dataclass(frozen=True, slots=True)
class PastDue:
    """How many items a dry run would destroy or asks somebody to see to, since which day."""

    many: int
    first: date


@dataclass(frozen=True, slots=True)
class Given:
    """What sources read from: the records of a kind, and what packs say.

    `items` are those of audit and health check, `rules` those of product lifecycles,
    `agreements` the service-level packs in use; `trained`
    says how everybody stands to what their roles ask, where that is known without the records,
    `retained` what is past its retention period.
    """

    records: Callable[[str], Sequence[Entity]]
    now: datetime
    zone: tzinfo
    items: Sequence[Item] = field(default_factory=tuple)
    rules: Sequence[Rule] = field(default_factory=tuple)
    courses: Callable[[], Courses] = dict
    agreements: Sequence[Agreement] = field(default_factory=tuple)
    trained: Callable[[date], Iterable[Row]] | None = None
    retained: Callable[[], PastDue | None] | None = None

    @property
    def today(self) -> date:
        """The day at the site."""
        return self.now.astimezone(self.zone).date()
