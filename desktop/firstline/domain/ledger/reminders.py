"""What a ledger still holds and will lose: told 60, 30 and 7 days before it expires (S28, S51)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from firstline.domain.ledger.amount import amount_words
from firstline.domain.ledger.book import KIND, SORTS, ledgers
from firstline.domain.ledger.room import free_lots
from firstline.domain.reminding.reminder import Reminder, day_marks, morning_of
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.reminding.given import Given

DAYS = (60, 30, 7)
SECTION = "contracts"
_STEP = Text("安排使用,或与厂商商量延期。", "Plan to use it, or ask the vendor for more time.")


def unused_ends(given: "Given") -> Iterable[Reminder]:
    """Remind of what is neither used nor reserved before it expires; applications remind apart."""
    records = given.records(KIND)
    if not records:
        return
    asked = {one.id for one in given.records("application")}
    for ledger in ledgers(records):
        sort = SORTS[ledger.sort]
        for lot in free_lots(ledger, given.today, given.zone):
            last = lot.entry.expires
            if not lot.left or last is None or lot.entry.ref in asked:
                continue
            left = amount_words(lot.left, ledger.unit)
            for mark, at in day_marks(last, DAYS, given.zone):
                yield Reminder(
                    f"ledger:{ledger.id}:{lot.entry.id}:{last}", mark, at,
                    morning_of(last, given.zone),
                    Text(f"{sort.zh}“{ledger.name}”还有 {left.zh} 没用,{last:%m-%d} 过期",
                         f"{sort.en} “{ledger.name}”: {left.en} unused, expires {last:%m-%d}"),
                    _STEP, SECTION, ledger.id,
                )  # fmt: skip
