"""What was applied for and is not granted yet: it stands beside a ledger and counts for nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.contracts.application import SHEET, SORTS, sort_of
from firstline.domain.errors import BadInput
from firstline.domain.health.sheet import day_of, number_of, standing, text_of
from firstline.domain.ledger.amount import parse_amount
from firstline.domain.ledger.book import Ledger, plain_name
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity


@dataclass(frozen=True, slots=True)
class Applied:
    """One application that awaits its answer; `amount` as it was written, `due` its answer."""

    id: str
    number: str
    title: str
    sort: str
    ledger: str
    amount: str
    since: date | None
    due: date | None

    def steps(self, unit: str) -> int | None:
        """Return the amount in steps of `unit`, None where it is no such number."""
        word = self.amount.split(maxsplit=1)[0] if self.amount else ""
        try:
            return parse_amount(word, unit)
        except BadInput:
            return None

    @property
    def words(self) -> Text:
        """What was applied for, when, and by when an answer is due."""
        zh, en = [f"{SORTS[self.sort].zh} {self.number}"], [f"{SORTS[self.sort].en} {self.number}"]
        if self.amount:
            zh.append(self.amount)
            en.append(self.amount)
        if self.since:
            zh.append(f"{self.since} 提交")
            en.append(f"submitted {self.since}")
        if self.due:
            zh.append(f"{self.due} 前答复")
            en.append(f"answer due {self.due}")
        return Text(" · ".join(zh), " · ".join(en))


def applied(records: "Iterable[Entity]", ledger: Ledger | None = None) -> list[Applied]:
    """Return the applications that await their answer, those for one ledger where it is given."""
    found = [
        Applied(
            one.id, number_of(SHEET, one), text_of(one, "title"), sort_of(one),
            plain_name(text_of(one, "ledger")), text_of(one, "amount"),
            day_of(one, "submitted_on"), day_of(one, "due"),
        )
        for one in standing(records) if text_of(one, "state") == "submitted"
    ]  # fmt: skip
    found.sort(key=lambda one: (one.due or date.max, one.number))
    return [one for one in found if ledger is None or one.ledger == ledger.name]
