"""Phases: a move is logged with its day, what lasts too long is flagged, names of projects meet."""

from datetime import UTC, date, timedelta

import pytest
from health_makers import NOW, changed, made, of, stamp

from firstline.domain.edits.entity import opening, rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.health import risk
from firstline.domain.health import sheet as sheets
from firstline.domain.project import names, phase

TODAY = NOW.date()


def test_every_move_stands_in_the_log_and_dates_the_phase() -> None:
    one = made(phase.SHEET, 90, subject="U9", phase="implement", until="2026-10-01",
               note="立项")  # fmt: skip
    assert one.fields["since"] == (TODAY - timedelta(days=90)).isoformat()
    moved = of(one, phase.move(one, "uat", {}, stamp(20), UTC))
    assert moved.fields["since"] == (TODAY - timedelta(days=20)).isoformat()
    assert not moved.fields["until"]  # the plan of the old phase is done with
    assert not moved.fields["note"]  # and why that one was entered is no reason for this one
    last = changed(phase.SHEET, moved, phase="go_live", until="2026-12-01")
    assert [(step.old, step.new) for step in phase.log(last)] == [
        ("", "implement"), ("implement", "uat"), ("uat", "go_live"),
    ]  # fmt: skip
    assert last.fields["since"] == TODAY.isoformat()
    assert phase.days_in(moved, NOW, UTC) == 20


def test_a_move_may_be_told_late_and_never_early() -> None:
    one = made(phase.SHEET, 9, subject="U9", phase="uat")
    then = NOW - timedelta(days=3)
    day = {"since": then.date().isoformat()}
    moved = of(one, phase.move(one, "go_live", day, stamp(), UTC, then))
    assert (phase.log(moved)[-1].at, moved.fields["since"]) == (then, "2026-11-21")
    with pytest.raises(BadInput):
        phase.move(one, "go_live", {}, stamp(), UTC, NOW + timedelta(days=1))
    with pytest.raises(BadInput):
        changed(phase.SHEET, one, since="2026-11-21", until="2026-11-20")
    with pytest.raises(BadInput):
        changed(phase.SHEET, one, subject="U8")  # what it is known by


def test_a_phase_past_its_plan_or_too_long_is_flagged_with_its_figures() -> None:
    late = made(phase.SHEET, 5, subject="A", phase="upgrade", until="2026-11-23")
    due = made(phase.SHEET, 5, subject="B", phase="upgrade", until="2026-11-24")
    (flag,) = phase.flags(late, TODAY)
    assert (flag.code, flag.stops) == ("overdue", False)
    assert "1 day over" in flag.why.en
    assert phase.flags(due, TODAY) == ()
    edge = made(phase.SHEET, 14, subject="C", phase="go_live")
    assert phase.flags(edge, TODAY) == ()
    assert phase.flags(edge, TODAY + timedelta(days=1))[0].code == "long"
    assert phase.flags(made(phase.SHEET, 4000, subject="D", phase="run"), TODAY) == ()


def test_things_are_filtered_by_phase_in_the_order_of_the_phases() -> None:
    rows = [
        made(phase.SHEET, subject=name, phase=key, project=project)
        for name, key, project in (
            ("run", "run", ""), ("uat b", "uat", "X"), ("UAT a", "uat", "Y"), ("r", "retire", "X"),
        )
    ]  # fmt: skip
    found = [one.fields["subject"] for one, _ in phase.phases(rows, TODAY)]
    assert found == ["UAT a", "uat b", "run", "r"]
    assert [one.fields["subject"] for one, _ in phase.phases(rows, TODAY, "x", "uat")] == ["uat b"]
    assert phase.phases(rows, date(2026, 1, 1), "", "migrate") == []


def test_projects_are_named_once_by_records_and_runbooks() -> None:
    book = rebase_entity(None, [opening("runbook", "b", {"name": "NC 升级"}, "e", NOW, "")])
    assert book is not None
    old = made(risk.SHEET, title="x", project="旧")
    gone = of(old, sheets.withdraw(old, stamp()))
    held = {
        "phase": [made(phase.SHEET, subject="a", project="u9  上线")],
        "risk": [made(risk.SHEET, title="y", project="U9 上线"), gone],
        "runbook": [book],
    }
    assert names.projects(held) == ("NC 升级", "u9 上线")
