"""A text of another desk that is nested without end is one that cannot be read, and no more."""

from pathlib import Path

import pytest

from firstline.app.packs import _name
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.group import meeting
from firstline.domain.reconcile.record import kept_from
from firstline.domain.runbook import pack as runbook_pack
from firstline.domain.services import form
from firstline.intake.roster_files import read_roster
from firstline.system.settings import SettingsError, load

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


def test_a_roster_settings_and_a_pack_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"a={DEEP}", "utf-8")
    with pytest.raises(BadInput):
        read_roster(path)
    with pytest.raises(SettingsError):
        load(tmp_path)
    assert _name(f"a={DEEP}") == ("", "")
