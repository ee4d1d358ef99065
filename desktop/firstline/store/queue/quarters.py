"""How the vendor kept its promises in the present quarter and the one before (S68)."""

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.instants import epoch
from firstline.domain.review.period import quarter_name, stretch_of
from firstline.domain.review.quality import Quality, quality_of
from firstline.domain.review.views import Seen

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.store.store import Store


def quality_in(
    store: "Store", desk: "Desk", name: str, now: datetime, zone: tzinfo
) -> Quality:  # fmt: skip
    """Return the figures of a period such as 2026Q3. Raises BadInput for what is none."""
    stretch = stretch_of(name, zone)
    tickets = store.reviewed(datetime.fromtimestamp(stretch.since, UTC), handed=True)
    return quality_of(tickets, desk, stretch, epoch(now), zone)


def two_quarters(
    store: "Store", desk: "Desk", now: datetime, zone: tzinfo
) -> tuple[Quality, ...]:  # fmt: skip
    """Return the present quarter's figures, then those of the one before."""
    today = now.astimezone(zone).date()
    return tuple(quality_in(store, desk, quarter_name(today, back), now, zone) for back in (0, 1))


def seen_by(
    store: "Store", desk: "Desk", quality: Quality, now: datetime, zone: tzinfo
) -> Seen:  # fmt: skip
    """Return what the three views read from: the queue's totals beside the records (S84)."""
    totals, day = store.totals(now), now.replace(hour=0, minute=0, second=0, microsecond=0)
    board = store.board(now, day, day)
    return Seen(store.records, now, zone, quality, totals.open, totals.overdue, totals.at_risk,
                board.unassigned, desk.calendars)  # fmt: skip
