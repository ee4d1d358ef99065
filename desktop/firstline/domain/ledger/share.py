"""The remote share of a quarter: remote sessions among all help, on site included (S78)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from firstline.domain.authorisations.remote_session import RemoteSession
from firstline.domain.errors import BadInput
from firstline.domain.ledger.gate import Reason
from firstline.domain.ledger.paid import ACTUAL, BOOK, PaidRequest, State
from firstline.domain.ledger.paid_acts import ONSITE
from firstline.domain.patterns import pattern
from firstline.domain.words import Text

_QUARTER = pattern(r"(20[0-9]{2})Q([1-4])")


@dataclass(frozen=True, slots=True)
class Share:
    """Remote sessions and visits of one quarter; `exceptions` are visits of P1, `spent` in fen."""

    quarter: str
    remote: int
    onsite: int
    exceptions: int
    spent: int

    def percent(self) -> str:
        """Return remote ÷ (remote + on site) in per cent to two places, "" where there was none."""
        every = self.remote + self.onsite
        if not every:
            return ""
        hundredths = (self.remote * 20_000 + every) // (2 * every)
        return f"{hundredths // 100}.{hundredths % 100:02}"


def quarter_of(text: str) -> tuple[date, date]:
    """Return the first day of a quarter such as 2026Q4, and that of the next. Raises BadInput."""
    found = _QUARTER.fullmatch(text.strip().upper())
    if found is None:
        raise BadInput(
            Text(f"“{text[:20]}”不是季度。", f"“{text[:20]}” is no quarter."),
            next_step=Text("请写成 2026Q4。", "Write it as 2026Q4."),
        )
    year, n = int(found[1]), int(found[2])
    return date(year, 3 * n - 2, 1), date(year + n // 4, 3 * n % 12 + 1, 1)


def share_of(
    quarter: str, sessions: Iterable[RemoteSession], requests: Iterable[PaidRequest], zone: tzinfo
) -> Share:
    """Return the share of the quarter in days of `zone`; a visit counts once it is booked or done.

    A session counts by its start, a visit by the time it was booked for, else by when its cost
    was told. Raises BadInput for what is no quarter.
    """
    first, after = quarter_of(quarter)

    def inside(at: datetime) -> bool:
        return first <= at.astimezone(zone).date() < after

    visits = [
        one for one in requests
        if one.service == ONSITE
        and one.state in (State.BOOKED, State.DONE)
        and inside(held_at(one))
    ]  # fmt: skip
    return Share(
        quarter.strip().upper(), sum(inside(one.starts) for one in sessions), len(visits),
        sum(one.gate == Reason.P1 for one in visits), sum(one.actual or 0 for one in visits),
    )  # fmt: skip


def held_at(one: PaidRequest) -> datetime:
    """Return when the visit was, as far as it is told."""
    booked = [each for each in one.entries if each.data.get("what") == BOOK]
    told = booked or [each for each in one.entries if each.data.get("what") == ACTUAL]
    last = told[-1]
    try:
        found = datetime.fromisoformat(last.data.get("when", ""))
    except ValueError:
        return last.at
    return found if found.tzinfo else last.at
