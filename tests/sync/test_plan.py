"""The plan as a pure function: delays, polls, halts, batches, and never a tight loop."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sync_makers import plan_for

from firstline.domain.sync_state import SyncKind
from firstline.domain.words import Text
from firstline.portal.base import (
    Busy,
    Capabilities,
    Delta,
    NotPortal,
    PortalProblem,
    SignIn,
    Stopped,
    TooOld,
    Unreachable,
)
from firstline.sync.plan import (
    LEAST_DELAY_S,
    MOST_DELAY_S,
    POLL_S,
    PROBE_S,
    QUIET_POLL_S,
    STUCK_S,
    WAIT_S,
    Contact,
    Effect,
    Ended,
    Event,
    Halt,
    Looked,
    Moment,
    Nudged,
    Plan,
    Rebuild,
    Rest,
    Resumed,
    Woke,
    step,
)
from firstline.sync.report import NOTHING_DONE, Batch, RoundReport
from firstline.sync.telling import told

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CAN = Capabilities(Delta.FEED)
WAITS = replace(CAN, waits=True)
SAID = Text("连不上。", "No connection.")
CUT = Unreachable(SAID)


def at(s: float) -> Moment:
    return Moment(s, NOW + timedelta(seconds=s))


def begun(can: Capabilities = CAN, *, in_use: bool = True) -> Plan:
    plan, effects = step(plan_for(can, at(0), in_use=in_use), Woke(at(0)))
    assert isinstance(effects[-1], Contact)
    return plan


def after(
    plan: Plan,
    s: float,
    report: RoundReport = NOTHING_DONE,
    chance: float = 0.5,
) -> tuple[Plan, tuple[Effect, ...]]:
    return step(replace(plan, began_s=plan.began_s or 0.0), Ended(at(s), report, chance))


def rest_of(effects: tuple[Effect, ...]) -> float | None:
    assert isinstance(effects[-1], Rest)
    return effects[-1].s


def test_the_first_round_is_due_at_once_and_greets() -> None:
    _, effects = step(plan_for(CAN, at(5)), Woke(at(5)))
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.greet


@pytest.mark.parametrize(("in_use", "poll"), [(True, POLL_S), (False, QUIET_POLL_S)])
def test_polls_by_whether_the_window_is_in_use(in_use: bool, poll: float) -> None:
    plan, effects = after(begun(in_use=in_use), 1)
    assert rest_of(effects) == poll
    plan, effects = step(plan, Woke(at(1 + poll)))
    assert isinstance(effects[0], Contact)
    assert not effects[0].ask.greet  # an idle round is one request


def test_looking_at_the_window_asks_at_once() -> None:
    plan, _ = after(begun(in_use=False), 1)
    _, effects = step(plan, Looked(at(2), in_use=True))
    assert isinstance(effects[0], Contact)


def test_while_a_round_runs_nothing_else_begins() -> None:
    plan, effects = step(begun(), Nudged(at(1), asked=True))
    assert rest_of(effects) is None
    plan, effects = after(plan, 2)
    assert rest_of(effects) == POLL_S


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True), st.booleans(), st.booleans())
def test_delays_are_full_jitter_within_their_cap(
    tries: int, chance: float, in_use: bool, wants: bool
) -> None:
    plan = replace(begun(in_use=in_use), tries=tries - 1)
    plan, effects = after(plan, 10, RoundReport(problem=CUT, waiting=int(wants)), chance)
    most = PROBE_S if in_use or wants else MOST_DELAY_S
    left = rest_of(effects)
    assert left is not None
    assert LEAST_DELAY_S <= left <= max(min(most, 2.0**tries), LEAST_DELAY_S)
    assert plan.greet


def test_a_success_ends_the_back_off() -> None:
    plan = replace(begun(), tries=12)
    plan, _ = after(plan, 1, RoundReport(problem=CUT))
    plan, _ = after(plan, 2)
    assert (plan.tries, plan.problem, plan.failing_since) == (0, None, None)


@pytest.mark.parametrize("asked", [7.0, 120.0, 1e9])
@pytest.mark.parametrize("chance", [0.0, 0.99])
def test_retry_after_is_honoured_and_no_nudge_shortens_it(asked: float, chance: float) -> None:
    busy = Busy(SAID, retry_after_s=asked)
    plan, effects = after(begun(), 0, RoundReport(problem=busy), chance)
    left, honoured = rest_of(effects), min(asked, 3600.0)
    assert left is not None
    assert honoured <= left <= honoured + PROBE_S
    plan, effects = step(plan, Nudged(at(1)))
    assert rest_of(effects) == pytest.approx(honoured - 1)


def test_an_edit_while_offline_is_tried_soon_and_does_not_hammer() -> None:
    plan, _ = after(replace(begun(in_use=False), tries=20), 0, RoundReport(problem=CUT), 0.9)
    assert plan.due_s > 60
    plan, effects = step(plan, Nudged(at(1)))
    assert rest_of(effects) == 2
    _, effects = step(plan, Nudged(at(2), asked=True))
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.at_once


def test_an_edit_is_sent_when_its_time_to_undo_is_over() -> None:
    plan, _ = after(begun(), 0)
    plan, effects = step(plan, Nudged(at(1), in_s=10))
    assert rest_of(effects) == 10
    plan, _ = after(begun(), 0, RoundReport(next_due=NOW + timedelta(seconds=4)))
    assert plan.due_s == 4
    far = RoundReport(next_due=NOW + timedelta(days=9000))  # the clock jumped back
    assert after(begun(in_use=False), 0, far)[0].due_s == QUIET_POLL_S


def test_what_a_person_asked_for_outlives_the_round_that_it_cut_short() -> None:
    plan = begun()
    plan, _ = step(plan, Nudged(at(1), asked=True))  # while a pull is held open
    stopped = RoundReport(problem=Stopped(Text("停", "Stopped.")))
    plan, effects = step(plan, Ended(at(1), stopped, 0.5))
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.at_once
    plan, effects = step(plan, Ended(at(2), stopped, 0.5))  # and another one
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.at_once
    plan, _ = step(plan, Ended(at(3), RoundReport(), 0.5))
    assert not plan.at_once


def test_a_wish_that_cuts_the_round_made_for_it_is_followed_by_one_that_holds_nothing() -> None:
    plan, _ = after(begun(WAITS), 1)  # a pull is held open
    plan, _ = step(plan, Nudged(at(2)))  # somebody looks at a file
    stopped = RoundReport(problem=Stopped(SAID))
    plan, effects = after(plan, 2, stopped)
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.wait_s == 0
    plan, effects = after(plan, 3, stopped)  # the end that was meant for the held one came late
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.wait_s == 0
    plan, effects = after(plan, 4)
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.wait_s == WAIT_S


def test_what_is_not_decided_is_asked_again_on_a_schedule() -> None:
    plan = begun()
    dues = []
    for _ in range(5):
        plan, effects = after(plan, 0, RoundReport(waiting=3, undecided=3), 0.99)
        dues.append(rest_of(effects))
    assert dues == [pytest.approx(0.99 * min(2**n, PROBE_S)) for n in range(1, 6)]
    plan, effects = after(plan, 0, RoundReport(waiting=3, undecided=3, retry_after_s=100))
    assert rest_of(effects) >= 100  # type: ignore[operator]  # a number


def test_a_portal_that_waits_is_asked_again_at_once_unless_it_does_not_wait() -> None:
    plan, effects = after(begun(WAITS), 0)
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.wait_s == WAIT_S
    plan, effects = after(plan, WAIT_S)
    assert isinstance(effects[0], Contact)
    _, effects = after(plan, WAIT_S + 0.1)  # answered at once, and with nothing
    assert rest_of(effects) == pytest.approx(POLL_S)


def test_no_pull_is_held_open_beyond_the_next_edit() -> None:
    plan, effects = after(begun(WAITS), 100)
    assert isinstance(effects[0], Contact)
    plan, _ = step(plan, Nudged(at(120), in_s=10))  # while the pull is held open
    plan, effects = after(plan, 120, RoundReport(problem=Stopped(SAID)))
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.wait_s == 10
    plan, effects = after(plan, 130)
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.wait_s == 0  # there is something to send
    plan, effects = after(plan, 131)
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.wait_s == WAIT_S
    assert told(plan, "desk", at(131)).kind is SyncKind.IDLE


def test_a_call_ended_by_us_is_no_failure() -> None:
    plan, effects = after(begun(WAITS), 3, RoundReport(problem=Stopped(SAID)))
    assert isinstance(effects[0], Contact)
    assert plan.problem is None


def test_a_lost_sign_in_halts_until_a_person_acts() -> None:
    plan, effects = after(begun(), 0, RoundReport(problem=SignIn(SAID)))
    assert (plan.halt, rest_of(effects)) == (Halt.SIGN_IN, None)
    assert told(plan, "desk", at(9)).kind is SyncKind.SIGN_IN
    plan, effects = step(plan, Nudged(at(10)))
    assert rest_of(effects) is None
    _, effects = step(plan, Resumed(at(11)))
    assert isinstance(effects[0], Contact)


def test_a_mass_change_asks_and_the_yes_holds_for_one_round() -> None:
    plan, effects = after(begun(), 0, RoundReport(asks=True))
    assert rest_of(effects) is None
    assert told(plan, "desk", at(9)).kind is SyncKind.ASKING
    plan, effects = step(plan, Nudged(at(10), asked=True))
    assert rest_of(effects) is None  # to ask again is no yes
    plan, effects = step(plan, Resumed(at(11), mass_ok=True))
    assert isinstance(effects[0], Contact)
    assert effects[0].ask.mass_ok
    assert not after(plan, 12)[0].mass_ok


def test_too_old_reads_on_and_keeps_what_waits() -> None:
    plan, _ = after(begun(), 0, RoundReport(too_old=True, waiting=4))
    state = told(plan, "desk", at(1))
    assert state.kind is SyncKind.REFUSED
    assert state.next_step.en.startswith("Your changes are kept")
    _, effects = step(plan, Woke(at(POLL_S)))
    assert isinstance(effects[0], Contact)
    assert not effects[0].ask.send
    plan, effects = after(plan, 1, RoundReport(problem=TooOld(SAID), waiting=4))
    assert rest_of(effects) is not None


@pytest.mark.parametrize(
    ("problem", "kind"), [(CUT, SyncKind.OFFLINE), (NotPortal(SAID), SyncKind.REFUSED)]
)
def test_what_the_chip_says_while_it_fails(problem: PortalProblem, kind: SyncKind) -> None:
    plan, _ = after(begun(), 0, RoundReport(problem=problem))
    state = told(plan, "desk", at(0))
    assert (state.kind, state.problem) == (kind, SAID)
    assert state.next_try is not None
    assert plan.failing_since == NOW


def test_batches_halve_and_grow_within_what_the_portal_takes() -> None:
    batch, most = Batch(200, 1 << 20), Batch(50, 1 << 18)
    assert batch.smaller() == Batch(100, 1 << 19)
    assert Batch(1, 1024).smaller() == Batch(1, 1024)
    assert batch.larger(batch) == batch
    plan, _ = after(plan_for(replace(CAN, most_ops=50, most_bytes=1 << 18), at(0)), 0)
    assert plan.batch == most
    plan, _ = after(plan, 0, RoundReport(problem=CUT, batch=most.smaller()))
    assert plan.batch == Batch(25, 1 << 17)


def test_a_stuck_queue_is_told_and_the_connection_rebuilt() -> None:
    plan = begun()
    rebuilt = []
    for s in range(0, 2000, 20):
        plan, effects = after(plan, s, RoundReport(waiting=2, undecided=2))
        rebuilt += [s for one in effects if isinstance(one, Rebuild)]
        stuck = s >= STUCK_S
        assert bool(told(plan, "desk", at(s)).warning.en) is stuck
    assert rebuilt == [600, 1200, 1800]
    plan, _ = after(plan, 2000, RoundReport(pushed=2))
    assert told(plan, "desk", at(2000)).warning.en == ""


def test_an_edit_unsent_for_a_day_and_a_wrong_clock_are_told() -> None:
    old = RoundReport(oldest=NOW - timedelta(days=2), waiting=1, problem=CUT)
    assert "days" in told(after(begun(), 0, old)[0], "desk", at(0)).warning.en
    sent = RoundReport(oldest=NOW - timedelta(days=2), waiting=1, pushed=200)
    assert told(after(begun(), 0, sent)[0], "desk", at(0)).warning.en == "", "it is being sent"
    skewed = RoundReport(skew_s=-200.0)
    assert "clock" in told(after(begun(), 0, skewed)[0], "desk", at(0)).warning.en
    assert told(after(begun(), 0, RoundReport(skew_s=100.0))[0], "x", at(0)).warning.en == ""


def test_a_first_pull_goes_on_without_a_pause() -> None:
    _, effects = after(begun(), 0, RoundReport(first=True, pulled=2000))
    assert isinstance(effects[0], Contact)


PROBLEMS = (None, CUT, Busy(SAID, retry_after_s=30), SignIn(SAID), TooOld(SAID), Stopped(SAID))
_events = st.one_of(
    st.builds(lambda s: ("woke", s), st.floats(0, 700)),
    st.builds(lambda s, w: ("nudged", s, w), st.floats(0, 700), st.booleans()),
    st.builds(lambda s, w: ("looked", s, w), st.floats(0, 700), st.booleans()),
    st.builds(
        lambda s, p, w, c: ("ended", s, p, w, c), st.floats(0.01, 700), st.sampled_from(PROBLEMS),
        st.integers(0, 3), st.floats(0, 0.99),
    ),
)  # fmt: skip


@given(st.lists(_events, max_size=60), st.booleans())
def test_the_plan_always_rests_contacts_or_waits_for_a_person(
    events: list[tuple[Any, ...]], waits: bool
) -> None:
    plan, s = plan_for(WAITS if waits else CAN, at(0)), 0.0
    for name, gap, *rest in events:
        s += gap
        made: dict[str, Event] = {"woke": Woke(at(s))}
        if name == "nudged":
            made[name] = Nudged(at(s), asked=bool(rest[0]))
        elif name == "looked":
            made[name] = Looked(at(s), in_use=bool(rest[0]))
        elif name == "ended" and plan.began_s is None:
            continue
        elif name == "ended":
            report = RoundReport(problem=rest[0], waiting=rest[1])
            made[name] = Ended(at(s), report, rest[2])
        plan, effects = step(plan, made[name])
        assert isinstance(effects[-1], Contact | Rest)
        if isinstance(effects[-1], Rest) and effects[-1].s is None:
            assert plan.halt or plan.began_s is not None
        elif isinstance(effects[-1], Rest):
            assert effects[-1].s is not None
            assert 0 < effects[-1].s <= 3600 * 1.25 + 1
