"""The dated demo tickets of one quarter: their outcomes told as events (templates.md I)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from firstline.domain.ticket.ticket import Priority
from firstline.intake.demo.packs import Company, Table
from firstline.intake.demo.values import Step, ticket_id

# The first answer, and the time to solve without the vendor, in minutes; both vary by ticket.
_ANSWER_MIN = {"P1": (3, 9), "P2": (8, 22), "P3": (20, 55), "P4": (35, 110)}
_SOLVE_MIN = {"P1": (120, 215), "P2": (240, 500), "P3": (150, 420), "P4": (180, 600)}
_DUPLICATES = {"T40": ("T24", timedelta(minutes=25))}
_DISPUTED_AFTER = timedelta(hours=1)


def steps_of(company: Company, ticket: Table) -> tuple[Step, ...]:
    """Return what happened to the dated ticket, in order."""
    teller = _Teller(company, ticket)
    return tuple(sorted(teller.tell(), key=lambda step: step.at))


class _Teller:
    """Tells one ticket's life from its line in the pack and its vendor leg."""

    def __init__(self, company: Company, ticket: Table) -> None:
        self.company = company
        self.ticket = ticket
        self.number = int(ticket["id"][1:])
        self.created = company.instant(ticket["created"])
        self.leg = company.legs.get(ticket["id"])
        self.mine = company.superuser(ticket["site"])

    def tell(self) -> Iterator[Step]:
        if self.ticket["outcome"] == "duplicate":
            yield from self._duplicate()
            return
        yield from self._answered()
        if self.leg:
            yield from self._with_vendor(self.leg)
        elif self.ticket["outcome"] != "open":
            yield from self._solved_alone()
        if self.ticket["outcome"] == "open":
            text = self.company.words("open_progress", self.number)
            yield Step(self.created + timedelta(days=12, hours=3), "note", text, self.mine)

    def _spread(self, low: int, high: int) -> timedelta:
        share = (self.number * 37 % 101) / 100
        return timedelta(minutes=round(low + (high - low) * share))

    def _answered(self) -> Iterator[Step]:
        after = self._spread(*_ANSWER_MIN[self.ticket["priority"]])
        if self.leg:
            gap = self.company.instant(self.leg["handoff"]) - self.created
            after = min(after, timedelta(minutes=gap // timedelta(minutes=1) * 2 // 5))
        said = self.company.words("first_reply", self.number)
        yield Step(self.created + after, "reply", said, self.mine)
        if self.number % 3 == 0:
            noted = self.company.words("note", self.number)
            yield Step(self.created + after + timedelta(minutes=3), "note", noted, self.mine)

    def _solved_alone(self) -> Iterator[Step]:
        at = self.created + self._spread(*_SOLVE_MIN[self.ticket["priority"]])
        if self.ticket["priority"] in ("P3", "P4") and not 7 <= at.hour < 20:
            at = at.replace(hour=10, minute=at.minute) + timedelta(days=int(at.hour >= 20))
        by_kb = self.ticket["outcome"] == "resolved_by_kb"
        use = "solved_kb" if by_kb else "solved"
        said = self.company.words(use, self.number, kb=self.ticket.get("kb", ""))
        yield Step(at, "resolve", said, self.mine)
        yield self._closed(at)

    def _closed(self, resolved: datetime) -> Step:
        said = self.company.words("closed", self.number)
        return Step(resolved + timedelta(days=1), "close", said, self.mine)

    def _with_vendor(self, leg: Table) -> Iterator[Step]:
        company, number, vendor = self.company, self.number, self.company.vendor
        handoff, replied = company.instant(leg["handoff"]), company.instant(leg["human_reply"])
        proven = bool(leg["proof"])
        given = company.words("proof_handoff", number, n=20100 + number) if proven else ""
        got = company.words("proof_reply", number, n=30100 + number) if proven else ""
        yield Step(handoff, "handoff", "", self.mine, handoff, given, f"YY-{20100 + number}")
        if self.ticket["outcome"] == "disputed_priority":
            yield Step(handoff + _DISPUTED_AFTER, "vendor_priority", "", vendor,
                       priority=Priority.P3)  # fmt: skip
        said = company.words("vendor_reply", number)
        yield Step(replied, "vendor_reply", said, vendor, replied, got)
        for one in leg.get("pauses", ()):
            start, _, end = one.partition("/")
            asked, gave = (company.words(use, number) for use in ("vendor_asks", "customer_gives"))
            yield Step(company.instant(start), "vendor_waits", asked, vendor)
            yield Step(company.instant(end), "vendor_goes_on", gave, self.mine)
        if "resolved" not in leg:
            return
        resolved = company.instant(leg["resolved"])
        yield Step(resolved, "resolve", company.words("solved", number), self.mine)
        for one in leg.get("reopened", ()):
            start, _, end = one.partition("/")
            resolved = company.instant(end)
            yield Step(company.instant(start), "reopen", company.words("reopen", number), self.mine)
            yield Step(resolved, "resolve", company.words("solved", number + 1), self.mine)
        yield self._closed(resolved)

    def _duplicate(self) -> Iterator[Step]:
        other, after = _DUPLICATES[self.ticket["id"]]
        told = {one["id"]: one for one in self.company.dated}[other]
        at = self.company.instant(told["created"]) + after
        yield Step(at, "duplicate", "", self.mine, other=ticket_id(other))
