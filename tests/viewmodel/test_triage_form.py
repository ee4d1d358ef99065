"""The triage form: what the answers give, what is stored, and what cannot be saved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from firstline.domain.desk import PLAIN_MATRIX
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import EventKind, Priority, Status, Ticket
from firstline.viewmodel.triage import triage
from firstline.viewmodel.triage.questions import QUESTIONS, answer
from firstline.viewmodel.triage.triage import TriageForm

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FULL = TriageForm(
    title="登录被拒", reach=1, workaround=1, deadline=0, worsening=0, security=0, site="一厂"
)


def stamps(count: int = 12) -> list[Stamp]:
    return [Stamp(new_id(NOW), NOW + timedelta(seconds=one), "王磊") for one in range(count)]


def saved(form: TriageForm) -> Ticket:
    found = triage.assessment(form, PLAIN_MATRIX, ())
    edits = triage.opening(form, found, stamps(), "t1", NOW - timedelta(minutes=5), "zh_CN")
    ticket = rebase(None, list(edits))
    assert ticket is not None
    return ticket


def test_each_key_answers_its_question() -> None:
    assert [answer(QUESTIONS[0], key) for key in ("1", "2", "3", "4", "y")] == [1, 2, 3, None, None]
    assert [answer(QUESTIONS[2], key) for key in ("y", "N", "1", "2", "3")] == [1, 0, 1, 0, None]


def test_five_answers_make_a_triaged_ticket_with_its_explanation() -> None:
    ticket = saved(FULL)
    assert (ticket.priority, ticket.impact, ticket.urgency) == (Priority.P1, 1, 1)
    assert ticket.status is Status.TRIAGED
    assert ticket.created_at == NOW - timedelta(minutes=5)
    reported = ticket.events[0]
    assert reported.kind is EventKind.REPORTED
    assert "影响度 1" in reported.text


def test_a_title_alone_is_enough_and_waits_for_its_triage() -> None:
    ticket = saved(TriageForm(title="x"))
    assert (ticket.priority, ticket.status) == (Priority.P3, Status.NEW)
    assert len(ticket.events) == 1


def test_data_that_gets_worse_is_at_least_p2() -> None:
    form = TriageForm(title="x", reach=3, workaround=3, deadline=0, worsening=1, security=0)
    found = triage.assessment(form, PLAIN_MATRIX, ())
    assert found.priority is Priority.P2
    assert found.hints


def test_an_override_needs_a_reason_and_keeps_it() -> None:
    form = triage.with_answer(FULL, "reach", 3)
    overridden = replace(form, override="P1")
    with pytest.raises(BadInput):
        saved(overridden)
    ticket = saved(replace(form, override="P1", reason="客户在场"))
    assert ticket.priority is Priority.P1
    assert "客户在场" in ticket.events[0].text


def test_without_a_title_nothing_is_saved() -> None:
    with pytest.raises(BadInput):
        saved(TriageForm(title="  "))


def test_a_draft_comes_back_and_a_damaged_one_does_no_harm() -> None:
    assert triage.from_draft(FULL.to_draft()) == FULL
    for damaged in ("", "{", "[]", "null", '{"later": 1}'):
        assert triage.from_draft(damaged) == TriageForm()


def test_triage_again_changes_what_was_changed_and_says_why() -> None:
    ticket = saved(FULL)
    form = triage.with_answer(triage.from_ticket(ticket), "reach", 3)
    form = replace(form, site="二厂", workaround=3)
    found = triage.assessment(form, PLAIN_MATRIX, ())
    edits = triage.again(form, found, ticket, stamps())
    after = rebase(ticket, list(edits))
    assert after is not None
    assert (after.site, after.priority, after.impact) == ("二厂", Priority.P4, 3)
    assert [one.act for one in edits] == ["set", "priority"]
    assert after.events[-1].reason == "by_matrix"
