"""Acts that write two records go back together, and a half that came alone is flagged."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.edits.tied import WITH, tied
from firstline.domain.health.sheet import entry
from firstline.domain.ids import new_id
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.book import What, ledger_from
from firstline.domain.ledger.halves import flagged
from firstline.domain.ledger.lines import Mark
from firstline.domain.ledger.sums import standing


def waiting(run: Run, kind: str) -> list[dict[str, Any]]:
    """Return the edits of a kind that wait, the newest first."""
    found = run("outbox", "list", "--json").json["edits"]
    return [one for one in reversed(found) if one["kind"] == kind]


def as_user(profile: Path, who: str) -> None:
    profile.mkdir(exist_ok=True)
    (profile / "settings.toml").write_text(f"user = {json.dumps(who)}\n", encoding="utf-8")


@pytest.mark.parametrize("kind", ["paid_request", "ledger"])
def test_an_approval_and_its_reservation_go_back_together(
    run: Run, profile: Path, kind: str
) -> None:
    as_user(profile, "ann")
    run("ledger", "grant", "预算", "20000", "--unit", "CNY")
    tried = ("--attempts", "2", "--minutes", "50", "--result", "没有解决", "--budget", "预算")
    asked = run("paid", "request", "onsite", "--purpose", "换网卡", "--estimate", "8000", *tried,
                "--json")  # fmt: skip
    number = asked.json["number"]
    as_user(profile, "li")
    assert run("paid", "approve", number, at=NOW + timedelta(minutes=1)).code == 0
    assert run("ledger", "show", "预算", "--json").json["reserved"] == 8000
    assert run("ledger", "show", "预算", "--json").json["marks"] == []
    assert run("outbox", "withdraw", waiting(run, kind)[0]["id"]).code == 0
    assert run("ledger", "show", "预算", "--json").json["reserved"] == 0
    assert run("paid", "show", number, "--json").json["state"] == "requested"


def test_a_half_that_came_alone_is_flagged_until_the_other_is_here() -> None:
    first = Edit(new_id(NOW), new_id(NOW), "approve", NOW, "li", "paid_request")
    by = Stamp(new_id(NOW), NOW, "li")
    booked = book(None, "预算", "CNY", Booking(What.GRANT, "100"), by)
    (half,) = tied(first, [booked])
    assert half.events[0].data[WITH] == first.id
    entity = rebase_entity(None, [half])
    assert entity is not None
    found = standing(ledger_from(entity), NOW.date(), NOW.tzinfo)  # type: ignore[arg-type]
    assert flagged(found, lambda _kind: ()).marks == (Mark.HALF,)
    event = entry(Stamp(first.id, NOW, "li"), 0, {"what": "approve"})
    lone = Entity("paid_request", first.entity, {}, events=())
    whole = Entity("paid_request", first.entity, {}, events=(event,))
    assert flagged(found, lambda _kind: (lone,)).marks == (Mark.HALF,)
    assert flagged(found, lambda _kind: (whole,)).marks == ()
