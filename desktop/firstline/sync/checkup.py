"""The whole copy looked over in time: deletions that no delta tells, and what differs untold."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast

from firstline.domain.edits.exchange import Copy, CopyState, Page
from firstline.portal.base import Delta, Repairing
from firstline.sync.faultpoints import step
from firstline.sync.trip import Trip

_HOURLY, _DAILY = timedelta(hours=1), timedelta(days=1)
_SMALL = 2000  # records: a smaller desk is looked through every hour, a larger one once a day


def sweep(trip: Trip) -> None:
    """Look through all that the portal has, when it is time; what is no longer there goes.

    For portals that tell what changed and not what was deleted. The brake on mass changes holds.
    """
    can = trip.portal.can
    if not (can.sweeps or can.delta is Delta.UPDATED) or trip.report.first:
        return
    known = trip.store.remotes(trip.name)
    if not _is_due(trip, "swept", _HOURLY if len(known) <= _SMALL else _DAILY):
        return
    with step("sweep", trip.at):
        there = set(trip.portal.sweep())
    gone = {remote: one for remote, one in known.items() if remote not in there}
    with step("swept", trip.at):
        _take(trip, tuple(
            Copy(kind, one, CopyState.GONE, remote=remote) for remote, (kind, one) in gone.items()
        ))  # fmt: skip
        _done(trip, "swept")


def repair(trip: Trip) -> None:
    """Compare digests with the portal once a day, and fetch what differs (sync.md 2.2).

    The feed should have told it all. Should a copy have been lost or changed here, or a change
    have been missed, nobody would ever notice: so it is looked for. A first pull has just told
    everything, and is not looked over.
    """
    if not trip.portal.can.repairs or trip.report.first:
        return
    if trip.store.get(_key(trip, "repaired")) is None:
        _done(trip, "repaired")
    if not _is_due(trip, "repaired", _DAILY):
        return
    with step("sweep", trip.at):
        known = trip.store.revisions(trip.name)
        copies = cast("Repairing", trip.portal).repair(known)
    with step("swept", trip.at):
        _take(trip, copies)
        _done(trip, "repaired")


def _is_due(trip: Trip, what: str, gap: timedelta) -> bool:
    last: datetime | None = None
    with suppress(ValueError, TypeError):
        last = datetime.fromisoformat(trip.store.get(_key(trip, what)))
    since = trip.clock() - last if last else gap
    # a clock that went back would otherwise put the next one off for years
    return not timedelta() <= since < gap


def _done(trip: Trip, what: str) -> None:
    trip.store.put(_key(trip, what), trip.clock().isoformat())


def _key(trip: Trip, what: str) -> str:
    return f"{what}:{trip.name}"


def _take(trip: Trip, copies: tuple[Copy, ...]) -> None:
    cursor = trip.store.position(trip.name).cursor
    if not copies or cursor is None:
        return
    page = Page(copies, cursor, more=False)
    arrived = trip.store.arrive(trip.name, page, trip.clock(), mass_ok=trip.ask.mass_ok)
    trip.count(pulled=len(copies), quarantined=len(arrived.quarantined))
