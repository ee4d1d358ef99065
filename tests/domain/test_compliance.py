"""Compliance: which clocks count, in which month, and a share that is never rounded up."""

import pytest

from firstline.domain.sla.compliance import Compliance, Judged, compliance
from firstline.domain.sla.timer import State

BEGAN, NOW = 1_000_000, 2_000_000
DUE, LATE = 1_500_000, 1_500_001


def one(clock: Judged) -> tuple[int, int, int]:
    found = compliance([clock], BEGAN, NOW)
    return found.met, found.breached, found.unproven


@pytest.mark.parametrize(
    ("clock", "counts"),
    [
        (Judged(State.MET, DUE, 1_400_000, 1_400_000), (1, 0, 0)),
        (Judged(State.MET, DUE, BEGAN - 1, BEGAN - 1), (0, 0, 0)),  # last month's
        (Judged(State.BREACHED, DUE, 1_600_000, 1_600_000), (0, 1, 0)),
        (Judged(State.BREACHED, BEGAN - 2, 1_600_000, 1_600_000), (0, 0, 0)),  # late last month
        (Judged(State.BREACHED, None, None, 1_700_000), (0, 1, 0)),  # recorded, then paused
        (Judged(State.RUNNING, DUE, None, 1_200_000), (0, 1, 0)),  # open and late
        (Judged(State.RUNNING, NOW + 9, None, 1_200_000), (0, 0, 0)),
        (Judged(State.RUNNING, NOW, None, 1_200_000), (0, 0, 0)),  # met until and including now
        (Judged(State.PAUSED, None, None, 1_200_000), (0, 0, 0)),
        (Judged(State.UNPROVEN, DUE, 1_400_000, 1_400_000), (0, 0, 1)),
        (Judged(State.UNPROVEN, DUE, None, 1_400_000), (0, 0, 0)),
        (Judged(State.CANCELLED, DUE, 1_400_000, 1_400_000), (0, 0, 0)),
    ],
)
def test_what_counts(clock: Judged, counts: tuple[int, int, int]) -> None:
    assert one(clock) == counts


@pytest.mark.parametrize(
    ("met", "breached", "said"),
    [(37, 1, "97.3%"), (0, 0, ""), (9999, 1, "99.9%"), (5, 0, "100%"), (0, 3, "0.0%")],
)
def test_a_share_is_rounded_down(met: int, breached: int, said: str) -> None:
    found = Compliance(met, breached, 2)
    assert found.percent == said
    assert found.judged == met + breached  # the unproven count neither way
