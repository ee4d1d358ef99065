"""The remote share of a quarter: counted in days of the profile's zone, visits once booked."""

from datetime import UTC, date, datetime

import pytest
from ledger_makers import ZONE, Desk

from firstline.domain.authorisations.remote_session import RemoteSession
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.ledger import paid_acts
from firstline.domain.ledger.gate import Conclusion, Reason
from firstline.domain.ledger.paid import PaidRequest, paid_from
from firstline.domain.ledger.paid_acts import Asked
from firstline.domain.ledger.share import Share, quarter_of, share_of


def session(at: datetime) -> RemoteSession:
    return RemoteSession("s", "RS", "t", at, at)


def visit(when: str, *, gate: Reason = Reason.HARDWARE, cost: int | None = None) -> PaidRequest:
    ann, lead = Desk("甲"), Desk("李总")
    edits = [paid_acts.ask(Asked("onsite", "x", 100), Conclusion(gate), ann.stamp())]

    def read(*more: Edit) -> PaidRequest:
        entity = rebase_entity(None, (*edits, *more))
        assert entity is not None
        return paid_from(entity)

    if when:
        edits.append(paid_acts.approve(read(), lead.stamp()))
        edits.append(paid_acts.booked(read(), when, ann.stamp()))
    if cost is not None:
        edits.append(paid_acts.actual(read(), cost, {}, ann.stamp()))
    return read()


def test_the_share_counts_what_was_in_the_quarter() -> None:
    inside = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)  # midnight of 1 October in Shanghai
    before = datetime(2026, 9, 30, 15, 59, tzinfo=UTC)
    held = [session(inside), session(inside), session(before)]
    visits = [visit("2026-12-01T09:00:00+08:00", cost=950), visit(""),
              visit("2027-01-01T00:00:00+08:00"),
              visit("2026-12-02T09:00:00+08:00", gate=Reason.P1)]  # fmt: skip
    found = share_of("2026q4", held, visits, ZONE)
    assert found == Share("2026Q4", 2, 2, 1, 950)
    assert found.percent() == "50.00"
    assert Share("2026Q4", 2, 1, 0, 0).percent() == "66.67"
    assert share_of("2025Q1", held, visits, ZONE).percent() == ""


def test_quarters_begin_and_end() -> None:
    assert quarter_of("2026Q4") == (date(2026, 10, 1), date(2027, 1, 1))
    assert quarter_of("2026Q1") == (date(2026, 1, 1), date(2026, 4, 1))
    for wrong in ("2026Q5", "2026", "26Q1", ""):
        with pytest.raises(BadInput):
            quarter_of(wrong)
