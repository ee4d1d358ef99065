"""What is seen of super-users on a day: who covers what, who they are, what is critical."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from firstline.domain.edits.entity import Entity
from firstline.domain.routing import roster
from firstline.domain.training.book import book_of
from firstline.domain.training.coverage import Coverage, coverage
from firstline.domain.training.superuser import SuperUser, superusers
from firstline.domain.training.transfer import capabilities
from firstline.domain.uncollected import uncollected


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read in one go, as of `today`; `critical` are the modules that must be covered."""

    map: Coverage
    people: tuple[SuperUser, ...]
    critical: frozenset[str]
    today: date


def seen(
    records: Sequence[Entity], rosters: Iterable[Entity], today: date, modules: Iterable[str] = ()
) -> Seen:
    """Return coverage and people of the training records and the roster (requirements S66).

    A module is critical where an item of knowledge transfer that is critical names it; `modules`
    are looked at, too.
    """
    with uncollected():
        book = book_of({}, records, today)  # what roles ask for is no matter of coverage
        items = capabilities(records, book.people, today)
        critical = frozenset(one.module for one in items if one.critical and one.module)
        people = superusers(records, book.people, roster.people(rosters), today)
        return Seen(coverage(book, today, critical, modules), tuple(people), critical, today)
