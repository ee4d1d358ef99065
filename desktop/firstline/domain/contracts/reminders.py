"""What of contracts is told beforehand: 90, 60 and 30 days before an end or a notice deadline."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.contracts.contract import WARN_DAYS, Contract, contracts
from firstline.domain.contracts.package import packages
from firstline.domain.contracts.supplement import supplements
from firstline.domain.health.sheet import day_of
from firstline.domain.reminding.reminder import Reminder, day_marks, morning_of
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.reminding.given import Given

SECTION = "contracts"
KINDS = frozenset({"contract", "package", "supplement"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something of a contract is to be decided; `what` is end or notice.

    `days` are the marks before it, `step` what is to be done, `since` the day on which the record
    was made: what was over by then is told by nobody.
    """

    record: str
    kind: str
    what: str
    day: date
    name: Text
    step: Text
    since: date | None = None
    days: tuple[int, ...] = WARN_DAYS

    @property
    def series(self) -> str:
        """What tells it from every other; another day is another series."""
        return f"{self.kind}:{self.record}:{self.what}:{self.day}"

    def said(self, today: date) -> Text:
        """Return the deadline with the days that are left, or that it is over."""
        left, day = (self.day - today).days, self.day.isoformat()
        if left < 0:
            return Text(f"{self.name.zh},已过({day})", f"{self.name.en}: over since {day}")
        if left == 0:
            return Text(f"{self.name.zh},就在今天", f"{self.name.en}: today")
        return Text(f"{self.name.zh},还有 {left} 天({day})", f"{self.name.en}: {left} days ({day})")


_DECIDE = Text("比较续约、换包、不续,记下决定:合同与权益。",
               "Compare renew, change and drop, and record the decision: Contracts.")  # fmt: skip
_LOOK = Text("看是否要延长,或改回默认。", "See whether it is to go on, or the default returns.")


def deadlines(
    deals: Iterable["Entity"], bought: Iterable["Entity"], clauses: Iterable["Entity"]
) -> list[Deadline]:
    """Return the deadlines of contracts nobody decided on, and of packages and supplements.

    A package or a supplement that ends with its contract has no deadline of its own.
    """
    known = contracts(deals)
    found = [one for each in known for one in _of_contract(each)]
    for package in packages(bought, known):
        last = day_of(package.entity, "valid_to")
        if last and (package.contract is None or last != package.contract.span.last):
            name = Text(f"服务包“{package.name}”到期", f"Package “{package.name}” ends")
            found.append(Deadline(package.id, "package", "end", last, name, _LOOK,
                                  _made(package.entity)))  # fmt: skip
    ends = {one.number: one.span.last for one in known}
    for clause in supplements(clauses, known):
        last = day_of(clause.entity, "valid_to")
        if last and last != ends.get(clause.contract):
            name = Text(f"补充协议 {clause.contract} {clause.clause} 到期",
                        f"Supplement {clause.contract} {clause.clause} ends")  # fmt: skip
            found.append(Deadline(clause.id, "supplement", "end", last, name, _LOOK,
                                  _made(clause.entity)))  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.series))


def _of_contract(one: Contract) -> Iterator[Deadline]:
    if one.decided:
        return
    since = _made(one.entity)
    if one.notice:
        name = Text(f"合同 {one.label} 通知截止", f"Notice of contract {one.label}")
        yield Deadline(one.id, "contract", "notice", one.notice, name, _DECIDE, since)
    if one.span.last:
        name = Text(f"合同 {one.label} 到期", f"Contract {one.label} ends")
        yield Deadline(one.id, "contract", "end", one.span.last, name, _DECIDE, since)


def _made(entity: "Entity") -> date | None:
    return min((one.at.date() for one in entity.events), default=None)


def as_reminders(found: Sequence[Deadline], today: date, zone: tzinfo) -> Iterator[Reminder]:
    """Yield the marks of each deadline; what was over before it was recorded has none."""
    for one in found:
        if one.since and one.day < one.since:
            continue
        for mark, at in day_marks(one.day, one.days, zone):
            yield Reminder(
                one.series, mark, at, morning_of(one.day, zone), one.said(today), one.step,
                SECTION, one.record,
            )  # fmt: skip


def renewals(given: "Given") -> Iterable[Reminder]:
    """Remind 90, 60 and 30 days before a contract ends and before its notice deadline (S70)."""
    read = given.records
    found = deadlines(read("contract"), read("package"), read("supplement"))
    return as_reminders(found, given.today, given.zone)
