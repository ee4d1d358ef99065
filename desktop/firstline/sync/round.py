"""One round with one portal: greet, push, pull, files; each step kept on the disk as it is done."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.exchange import Answer, Op, Pushed
from firstline.domain.instants import epoch
from firstline.domain.words import Text
from firstline.portal.base import (
    Broken,
    CursorLost,
    Foresighted,
    Lost,
    NotPortal,
    Portal,
    PortalProblem,
    TooLarge,
    Unreachable,
)
from firstline.store.acts.perform import UNDO_TIME
from firstline.store.exchange.brake import MassChange
from firstline.store.file.log_file import Disk
from firstline.store.store import Store
from firstline.sync import checkup, files
from firstline.sync.brisk import brisk
from firstline.sync.faultpoints import step
from firstline.sync.report import Asked, Batch, RoundReport, Tell, Wanted
from firstline.sync.trip import PLAIN, Hooks, Trip, unheard
from firstline.sync.turn import turn

_COUNTED = 1000  # so many waiting edits are counted; more is more
TURN_S = 3.0  # so long another postman of this profile is waited for
_STARTS = 3  # how often one round begins its pull anew before it gives up until later
_DECIDED = frozenset({Outcome.APPLIED, Outcome.MERGED, Outcome.CONFLICT, Outcome.REJECTED})


def run_round(
    store: Store,
    portal: Portal,
    name: str,
    *,
    clock: Callable[[], datetime],
    ask: Asked | None = None,
    tell: Tell = unheard,
    hooks: Hooks = PLAIN,
    wanted: deque[Wanted] | None = None,
) -> RoundReport:
    """Carry one round with the portal kept under `name`, and say what was done.

    A problem of the portal or the network ends the round and stands in the report; what was done
    before it is on the disk. Raises StoreProblem when the profile cannot be written: nothing was
    lost either, since an edit is marked before it is sent and settled with the copy that holds it.
    """
    files_asked: deque[Wanted] = deque() if wanted is None else wanted
    trip = Trip(store, portal, name, clock, ask or Asked(), tell, hooks, files_asked)
    trip.report = replace(trip.report, batch=trip.ask.batch.within(trip.most))
    try:
        _carry(trip)
    except PortalProblem as problem:
        trip.report = replace(trip.report, problem=problem)
    except MassChange as problem:
        trip.report = replace(trip.report, problem=problem, asks=True)
    return _close(trip)


def _carry(trip: Trip) -> None:
    """Push, then pull, then files: what a person did leaves first.

    The order decides nothing at the portal, which judges an edit by what was seen when it was
    made. Pushing first brings work out through a network that may last for seconds only, while a
    first pull takes minutes; the answers bring the copies along, so that nothing blinks.
    """
    greet = trip.ask.greet
    for _ in range(_STARTS):
        try:
            # Before anything is sent the portal says who it is: a place that it no longer has of
            # this device is how a restored portal shows itself, and a push would cover that up.
            fresh = trip.store.position(trip.name).cursor is None
            if greet or fresh or _ops(trip, replace(trip.ask.batch, ops=1)):
                _greet(trip)
            _push(trip)
            _pull(trip)
            break
        except CursorLost as lost:
            _pull_anew(trip, lost.why)
            greet = True
    else:
        raise Broken(
            Text("门户一再要求重新取回数据。", "The portal asks for a first pull again and again.")
        )
    if trip.ask.files:
        files.carry(trip)
    if trip.ask.sweep:
        checkup.sweep(trip)
        checkup.repair(trip)


def _greet(trip: Trip) -> None:
    known = trip.store.position(trip.name)
    with step("hello", trip.at):
        hello = trip.portal.hello(known.device, known.head)
    with step("greet", trip.at):
        greeting = trip.store.greet(trip.name, hello, trip.clock())
    if greeting.server_changed:
        raise _stranger(trip.name)
    most = Batch(
        hello.limits.get("ops", trip.most.ops), hello.limits.get("ops_bytes", trip.most.size)
    )
    trip.report = replace(
        trip.report,
        too_old=hello.too_old,
        skew_s=hello.skew_s,
        batch=trip.report.batch.within(most),
    )


def _stranger(name: str) -> NotPortal:
    return NotPortal(
        Text(f"“{name}”的地址上现在是另一个门户。", f"Another portal answers under “{name}” now."),
        Text("什么都没有送出,您的更改都在。", "Nothing was sent; your changes are kept."),
        Text("请检查地址;若确实更换了门户,请重新添加。",
             "Check the address; if the portal was replaced, add it again."),
    )  # fmt: skip


def _pull_anew(trip: Trip, why: Lost) -> None:
    with step("anew", trip.at):
        trip.store.pull_anew(trip.name, why, trip.clock())
    trip.report = replace(trip.report, anew=str(why))


# --- out ---


def _push(trip: Trip) -> None:
    """Send what is due, unless another program of this profile is sending right now."""
    if not trip.ask.send or trip.report.too_old or not _ops(trip, Batch(ops=1)):
        return
    with turn(trip.store, TURN_S) as got:
        if got:
            _send(trip)


def _send(trip: Trip) -> None:
    """Send in batches, until nothing is left that this round may send."""
    while ops := _ops(trip, trip.report.batch):
        trip.check()
        trip.tell(trip.report.pushed, None)
        with step("sending", trip.at):
            marked = trip.store.sending(ops, trip.clock())
        pushed = _sent(trip, marked) if marked else None
        if pushed is not None:
            _settle(trip, marked, pushed)


def _ops(trip: Trip, batch: Batch) -> list[Op]:
    """Return the next edits to send: none that was not decided, and none that builds on one."""
    now = trip.clock() + (UNDO_TIME if trip.ask.at_once else timedelta())
    ops = trip.store.outgoing(trip.name, now=now, most=batch.ops, most_bytes=batch.size)
    return [one for one in ops if one.edit.entity not in trip.blocked]


def _sent(trip: Trip, ops: Sequence[Op]) -> Pushed | None:
    """Send one batch; None when it was too large and a smaller one is to be tried."""
    device = trip.store.position(trip.name).device
    try:
        files.bring_along(trip, ops)
        with step("push", trip.at):
            return trip.portal.push(ops, device)
    except TooLarge as problem:
        if len(ops) == 1:
            return _never_fits(ops[0], problem)
        trip.report = replace(trip.report, batch=replace(trip.report.batch, ops=len(ops) // 2))
        return None
    except Unreachable:  # it may have been too much for this line
        trip.report = replace(trip.report, batch=trip.report.batch.smaller())
        raise


def _never_fits(op: Op, problem: TooLarge) -> Pushed:
    """Return the refusal of an edit that is too large by itself; it must not stop the others."""
    answer = Answer(op.edit.id, Outcome.REJECTED, "too-large", problem.sentence)
    return Pushed((answer,), ())


def _settle(trip: Trip, ops: Sequence[Op], pushed: Pushed) -> None:
    with step("settle", trip.at):
        trip.store.settle(trip.name, pushed, trip.clock())
        files.brought_along(trip, ops, pushed)
    decided = {one.edit_id for one in pushed.answers if one.outcome in _DECIDED}
    left = [one.edit.entity for one in ops if one.edit.id not in decided]
    trip.blocked.update(left)
    outcomes = [one.outcome for one in pushed.answers]
    trip.count(
        pushed=sum(one in (Outcome.APPLIED, Outcome.MERGED) for one in outcomes),
        held=outcomes.count(Outcome.CONFLICT),
        refused=outcomes.count(Outcome.REJECTED),
        undecided=len(left),
    )
    trip.report = replace(
        trip.report,
        batch=trip.report.batch.larger(trip.most),
        retry_after_s=pushed.retry_after_s or trip.report.retry_after_s,
    )


# --- in ---


def _pull(trip: Trip) -> None:
    """Take pages until none waits, each with its cursor in one transaction.

    Between two pages of a first pull goes out what a person has done meanwhile. After its last
    one the changes since it began are asked for at once: only both together tell what is gone.
    """
    more, wait_s = True, trip.ask.wait_s
    if trip.portal.can.looks_ahead:
        cast("Foresighted", trip.portal).foresee(trip.store.digest)
    while more:
        trip.check()
        position = trip.store.position(trip.name)
        first = not position.first_done
        limit = trip.ask.first_rows if first else trip.ask.rows
        if wait_s:
            trip.tell(None, None)
        with step("pull", trip.at):
            page = trip.portal.pull(position.cursor, limit=limit, wait_s=wait_s)
        with step("arrive", trip.at), brisk():  # another thread reads the next page meanwhile
            arrived = trip.store.arrive(
                trip.name, page, trip.clock(), mass_ok=trip.ask.mass_ok, disk=Disk.MEANWHILE
            )
        trip.count(pulled=len(page.copies), quarantined=len(arrived.quarantined))
        if page.done is not None or page.more:
            trip.tell(page.done or trip.report.pulled, page.total)
        more, wait_s = page.more or page.first, 0.0
        if more and first:
            _push(trip)


def _close(trip: Trip) -> RoundReport:
    """Return the report with what is left, and note the outcome for the next start."""
    store, name, now = trip.store, trip.name, trip.clock()
    left = store.outstanding()
    due = store.outgoing(name, now=now, most=_COUNTED) if left.waiting else []
    later = _next_due(store, now) if left.waiting > len(due) else None
    trip.report = replace(
        trip.report,
        waiting=len(due),
        first=not store.position(name).first_done,
        oldest=None if left.oldest is None else datetime.fromtimestamp(left.oldest, now.tzinfo),
        next_due=later,
    )
    problem = trip.report.problem
    with step("tried", trip.at):
        store.tried(name, trip.clock(), problem.sentence.zh if problem else "")
    return trip.report


def _next_due(store: Store, now: datetime) -> datetime | None:
    """Return when the next edit that may still be undone may leave."""
    dues = [one.not_before for one in store.edits(states=("waiting",))]
    later = min((one for one in dues if one > epoch(now)), default=None)
    return None if later is None else datetime.fromtimestamp(later, now.tzinfo)
