"""A text of another desk that is nested without end is one that cannot be read, and no more."""

import pytest

from firstline.domain import meeting, runbook_pack
from firstline.domain.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.reconcile.record import kept_from
from firstline.domain.services import form

DEEP = "[" * 100_000


def test_a_request_is_bare() -> None:
    entity = Entity("service_request", "r1", {"frozen": DEEP, "item": "S-01", "title": "开通"})
    assert form.thawed(entity).code == "S-01"


def test_a_line_of_a_meeting_is_left_out() -> None:
    assert meeting.thawed([DEEP, '{"title": "一"}']) == [{"title": "一"}]


def test_a_reconciliation_is_none() -> None:
    assert kept_from(Entity("reconciliation", "r1", {"result": DEEP})) is None


def test_a_runbook_is_refused() -> None:
    with pytest.raises(BadInput):
        runbook_pack.thawed(DEEP)
