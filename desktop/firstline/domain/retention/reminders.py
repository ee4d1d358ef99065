"""The reminder that something is past its day: one for all of it, told once (requirement N13)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from firstline.domain.reminding.given import PastDue
from firstline.domain.reminding.reminder import Reminder, morning_of
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.reminding.given import Given
    from firstline.domain.retention.item import Listing

SECTION = "retention"
KINDS = frozenset({"retention_rule", "legal_hold", "destruction", "claim", "extract_copy"})


def summed(found: "Listing") -> PastDue | None:
    """Return what a dry run comes to, None where nobody has to do anything."""
    waiting = [one for one in found.items if not one.stops]
    if not waiting:
        return None
    return PastDue(len(waiting), min(one.due for one in waiting))


def past_due(given: "Given") -> Iterable[Reminder]:
    """Remind that items are past their day; told once until they are gone, then anew."""
    found = given.retained() if given.retained is not None else None
    if found is None:
        return
    at, many = morning_of(found.first, given.zone), found.many
    yield Reminder(
        "retention:due", "0", at, at,
        Text(f"{many} 项已过保留期限", f"{many} item{'s' * (many != 1)} past the retention period"),
        Text("打开“保留与销毁”,先看清单再销毁。",
             "Open Retention: look at the list, then destroy."), SECTION,
    )  # fmt: skip
