"""The golden quarter: 22 vendor legs of the demo company, as they must come out to the minute."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.packs.calendar_packs import join_years
from firstline.domain.packs.packs import parse_agreement, parse_calendar
from firstline.domain.sla.agreement import Agreement, Goal, WorkdayRule
from firstline.domain.sla.calendar import Calendar
from firstline.domain.sla.clock import Clock
from firstline.domain.sla.sla import evaluate
from firstline.domain.sla.timer import Metric, State
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority
from firstline.system.resources import read_text

K = EventKind
ZONE = ZoneInfo("Asia/Shanghai")
SEED = parse_agreement(read_text("packs", "sla_seed_2023.toml"), "seed")
CALENDARS: Mapping[str, Calendar] = join_years(
    [parse_calendar(read_text("packs", "calendar_cn_2026.toml"), "cn")]
)
PRIORITIES: dict[str, Priority] = {
    one["id"]: Priority(one["priority"])
    for one in tomllib.loads(read_text("packs", "demo_tickets.toml"))["ticket"]
}
LEGS: list[dict[str, object]] = tomllib.loads(read_text("packs", "demo_vendor_leg.toml"))["leg"]
END = datetime(2026, 10, 1, tzinfo=ZONE)
MET, LATE, UNPROVEN, NONE = State.MET, State.BREACHED, State.UNPROVEN, State.NO_TARGET

# ticket: response minutes, response, gross minutes, net minutes, resolution
GOLDEN: dict[str, tuple[int, State, int | None, int | None, State]] = {
    "T02": (45, MET, 385, 385, LATE),
    "T03": (35, MET, 210, 210, MET),
    "T04": (35, UNPROVEN, 200, 200, UNPROVEN),
    "T05": (82, LATE, 230, 230, MET),
    "T06": (75, MET, 415, 415, MET),
    "T08": (70, MET, 400, 400, MET),
    "T10": (135, LATE, 280, 280, MET),
    "T13": (90, MET, 435, 435, MET),
    "T15": (90, MET, 2760, 360, MET),
    "T20": (75, MET, 355, 355, MET),
    "T22": (75, MET, 445, 445, MET),
    "T23": (110, MET, 1070, 1070, MET),
    "T25": (160, LATE, 640, 640, LATE),
    "T26": (150, MET, 1320, 1320, MET),
    "T27": (100, MET, 2310, 2310, LATE),
    "T29": (200, MET, 1370, 1370, MET),
    "T30": (100, MET, 450, 450, MET),
    "T31": (570, MET, None, None, NONE),
    "T32": (95, MET, 405, 405, MET),
    "T33": (100, MET, 1480, 530, MET),
    "T36": (210, MET, 1360, 1360, MET),
    "T43": (470, MET, None, None, NONE),
}


def _at(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=ZONE)


def _spans(leg: dict[str, object], key: str) -> list[tuple[datetime, datetime]]:
    raw = leg.get(key, [])
    assert isinstance(raw, list)
    return [(_at(a), _at(b)) for a, b in (one.split("/") for one in raw)]


def _log(leg: dict[str, object], priority: Priority) -> list[Event]:
    handed, proof = _at(leg["handoff"]), "receipt" if leg["proof"] else ""
    reply = _at(leg["human_reply"])
    found = [
        Event("r", K.REPORTED, handed, priority=priority),
        Event("h", K.HANDED_OFF, handed, handed, proof=proof),
        Event("a", K.RESPONDED, reply, reply, leg=Leg.VENDOR, proof=proof),
    ]
    for a, b in _spans(leg, "pauses"):
        reason = str(leg["pause_reason"])
        found += [
            Event("p", K.PAUSED, a, leg=Leg.VENDOR, reason=reason),
            Event("q", K.RESUMED, b, leg=Leg.VENDOR),
        ]
    if "resolved" in leg:
        found.append(Event("s", K.RESOLVED, _at(leg["resolved"])))
    for a, b in _spans(leg, "reopened"):
        found += [Event("o", K.REOPENED, a), Event("t", K.RESOLVED, b)]
    return found


def _clocks(
    leg: dict[str, object], priority: Priority, agreement: Agreement = SEED
) -> tuple[Clock, Clock]:
    first, second = evaluate(_log(leg, priority), [agreement], CALENDARS, END)
    return first, second


def _leg(name: str) -> dict[str, object]:
    return next(one for one in LEGS if one["ticket"] == name)


@pytest.mark.parametrize("name", GOLDEN)
def test_each_vendor_leg(name: str) -> None:
    response, resolution = _clocks(_leg(name), PRIORITIES[name])
    minutes, answered, gross, net, resolved = GOLDEN[name]
    assert (response.counted_s, response.state) == (minutes * 60, answered)
    assert resolution.state is resolved
    if gross is not None and net is not None:
        assert (resolution.gross_s, resolution.counted_s) == (gross * 60, net * 60)


def test_there_are_44_tickets_and_22_legs() -> None:
    assert len(PRIORITIES) == 44
    assert {str(one["ticket"]) for one in LEGS} == set(GOLDEN)
    assert [sum(p is one for p in PRIORITIES.values()) for one in Priority] == [5, 12, 18, 9]


def _share(clocks: list[Clock]) -> tuple[int, int]:
    counted = [one for one in clocks if one.state in (MET, LATE)]
    return sum(one.state is MET for one in counted), len(counted)


def _of(priority: Priority, metric: Metric, **vendor_view: Priority) -> list[Clock]:
    seen = {**PRIORITIES, **vendor_view}
    return [
        clock
        for leg in LEGS
        for clock in _clocks(leg, seen[str(leg["ticket"])])
        if seen[str(leg["ticket"])] is priority and clock.metric is metric
    ]


@pytest.mark.parametrize(
    ("priority", "response", "resolution", "gross", "unproven"),
    [
        (Priority.P1, (2, 3), (2, 3), (2, 3), 1),
        (Priority.P2, (7, 9), (8, 9), (8, 9), 0),
        (Priority.P3, (7, 7), (6, 7), (4, 7), 0),
        (Priority.P4, (2, 2), (0, 0), (0, 0), 0),
    ],
)
def test_the_dashboard_of_the_quarter(
    priority: Priority,
    response: tuple[int, int],
    resolution: tuple[int, int],
    gross: tuple[int, int],
    unproven: int,
) -> None:
    answers = _of(priority, Metric.FIRST_RESPONSE)
    solutions = _of(priority, Metric.RESOLUTION)
    assert _share(answers) == response
    assert _share(solutions) == resolution
    assert sum(one.state is UNPROVEN for one in answers) == unproven
    proven = [one for one in solutions if one.state in (MET, LATE)]
    within = sum(one.gross_s <= (one.effective_s or 0) for one in proven)
    assert (within, len(proven)) == gross


def test_the_vendors_own_priority_for_the_disputed_ticket() -> None:
    theirs = {"T25": Priority.P3}
    assert _share(_of(Priority.P2, Metric.FIRST_RESPONSE, **theirs)) == (7, 8)
    assert _share(_of(Priority.P2, Metric.RESOLUTION, **theirs)) == (8, 8)
    assert _share(_of(Priority.P3, Metric.FIRST_RESPONSE, **theirs)) == (8, 8)
    assert _share(_of(Priority.P3, Metric.RESOLUTION, **theirs)) == (7, 8)


def test_t31_breaches_only_under_elapsed() -> None:
    key = (Priority.P4, Metric.FIRST_RESPONSE)
    goal: Goal = replace(SEED.goals[key], seconds=28_800, days=0)
    elapsed = replace(SEED, goals={**SEED.goals, key: goal}, workday_rule=WorkdayRule.ELAPSED)
    verdicts = {name: _clocks(_leg(name), Priority.P4, elapsed)[0].state for name in ("T31", "T43")}
    assert verdicts == {"T31": LATE, "T43": MET}
