"""The state chart and the clocks agree: a status that pauses a leg is a clock that stands still."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from firstline.domain.desk import make_desk
from firstline.domain.edits import edits
from firstline.domain.edits.edits import Stamp, open_ticket
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import Problem
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Status, Ticket
from firstline.system.resources import resource_path

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
DESK, _ = make_desk(
    (path.name, path.read_text(encoding="utf-8"))
    for path in sorted(resource_path("packs").glob("*.toml"))
)
_steps = st.lists(
    st.one_of(st.sampled_from(tuple(Status)), st.sampled_from(("waiting_vendor", "vendor reply"))),
    max_size=10,
)


def _resolution(ticket: Ticket, leg: Leg) -> Timer:
    found = DESK.timers(ticket)
    return next(one for one in found if one.leg is leg and one.metric is Metric.RESOLUTION)


def _act(ticket: Ticket, step: str, stamp: Stamp) -> Ticket:
    if isinstance(step, Status):
        edit = edits.move(
            ticket, step, stamp, of="other" if step is Status.DUPLICATE else "",
            received_at=stamp.at, proof="receipt",
        )  # fmt: skip
    elif step == "vendor reply":
        edit = edits.log(
            ticket, Event("", EventKind.RESPONDED, stamp.at, leg=Leg.VENDOR, proof="x"), stamp
        )
    else:
        pause = Event("", EventKind.PAUSED, stamp.at, leg=Leg.INTERNAL, reason=step)
        edit = edits.log(ticket, pause, stamp)
    moved = rebase(ticket, [edit])
    assert moved is not None
    return moved


@given(_steps, st.booleans())
@settings(max_examples=250, deadline=None)
def test_a_clock_stands_still_just_while_its_status_says_so(
    steps: list[str], at_once: bool
) -> None:
    fields = {"title": "x", "priority": "P2"}
    ticket = rebase(None, [open_ticket(Stamp("e", AT, "a"), "t", fields)])
    assert ticket is not None
    extra = False
    for number, step in enumerate(steps):
        at = AT + number * (timedelta(microseconds=1) if at_once else timedelta(minutes=7))
        before = ticket.status
        try:
            ticket = _act(ticket, step, Stamp(f"e{number}", at, "a"))
        except Problem:
            continue
        # A pause logged by hand lasts until the status moves, and then ends with it.
        extra = step == "waiting_vendor" or (extra and ticket.status is before)
        clock = _resolution(ticket, Leg.INTERNAL)
        if clock.achieved is None and clock.state is not State.CANCELLED and ticket.is_open:
            holds = Leg.INTERNAL in CHART[ticket.status].pauses
            assert clock.frozen == (holds or extra), (ticket.status, step)
        assert (clock.achieved is not None) == (
            ticket.status in (Status.RESOLVED, Status.CLOSED)
        ) or clock.state is State.CANCELLED


def test_the_vendors_clock_runs_from_receipt_and_stands_while_it_waits_for_us() -> None:
    ticket = rebase(None, [open_ticket(Stamp("e", AT, "a"), "t", {"title": "x", "priority": "P2"})])
    assert ticket is not None
    assert _resolution(ticket, Leg.VENDOR).state is State.NOT_STARTED
    for number, (status, ours, theirs) in enumerate(
        (
            (Status.WITH_VENDOR, State.PAUSED, State.RUNNING),
            (Status.WAITING_CUSTOMER_INFO, State.RUNNING, State.PAUSED),
            (Status.WITH_VENDOR, State.PAUSED, State.RUNNING),
            (Status.RESOLVED, State.MET, State.MET),
            (Status.IN_PROGRESS, State.RUNNING, State.RUNNING),
        )
    ):
        ticket = _act(ticket, status, Stamp(f"e{number}", AT + timedelta(minutes=number), "a"))
        assert _resolution(ticket, Leg.INTERNAL).state is ours, status
        assert _resolution(ticket, Leg.VENDOR).state is theirs, status
