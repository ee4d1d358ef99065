"""Before go-live a ticket is a defect of the project; the gate makes its system live (S2)."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import pytest
from health_makers import NOW, changed, made, stamp

from firstline.domain.desk import Desk, make_desk
from firstline.domain.edits.edits import open_ticket
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.edits.rebase import rebase
from firstline.domain.project import go_live, phase
from firstline.domain.project.ticket_phase import is_marked, marked, phase_for
from firstline.domain.runbook import acts
from firstline.domain.runbook.book import book_from
from firstline.domain.runbook.gate import Verdict, verdicts
from firstline.domain.runbook.pack import frozen, parse_template, thawed
from firstline.domain.sla.agreement import RUN, Agreement, phase_of
from firstline.domain.ticket.ticket import Ticket

PACK = """
schema = "firstline.sla/1"
id = "{id}"
title_zh = "{id}"
title_en = "{id}"
counterparty = "internal"
timezone = "Asia/Shanghai"
source = "test"
{more}
[[target]]
priority = "P3"
name_zh = "一般"
clock = "24x7"
respond_minutes = {minutes}
"""


def desk(*packs: tuple[str, str, int]) -> Desk:
    texts = [
        (f"{name}.toml", PACK.format(id=name, more=more, minutes=minutes))
        for name, more, minutes in packs
    ]
    found, notes = make_desk(texts)
    assert not notes, notes
    return found


def ticket(phases: Sequence[Entity] = (), **fields: Any) -> Ticket:
    mark = stamp()
    edit = open_ticket(mark, mark.id, {"title": "x", **fields})
    found = rebase(None, [marked(edit, phases)])
    assert found is not None
    return found


def system(subject: str, key: str, **more: Any) -> Entity:
    return made(phase.SHEET, 9, subject=subject, phase=key, **more)


def chosen(on: Desk, one: Ticket) -> list[str]:
    found: list[Agreement] = [agreement for agreement, _ in on.agreements_for(one)]
    return [agreement.id for agreement in found]


def test_the_phase_of_a_ticket_is_that_of_its_system_and_live_wins_where_it_is_not_clear() -> None:
    rows = [
        system("YonSuite 总部", "uat", products="YonSuite, YS", sites="总部"),
        system("U8 总部", "run", products="U8+"),
        system("U8 二厂", "implement", products="U8+", sites="二厂"),
        system("NC", "assess"),
    ]
    assert phase_for("yonsuite", "总部", rows) == "uat"
    assert phase_for("YonSuite", "一厂", rows) == ""
    assert phase_for("U8+", "二厂", rows) == "implement"
    assert phase_for("U8+", "总部", rows) == "run"
    assert phase_for("NC", "", rows) == "assess"
    assert phase_for("", "总部", rows) == ""
    assert phase_for("U8+", "总部", [*rows, system("U8 新", "uat", products="U8+")]) == "run"
    assert ticket(rows, product="YS", site="总部").tags == ("phase:uat",)
    assert ticket(rows, product="U8+", site="总部").tags == ()


def test_targets_of_operation_are_not_for_defects_and_old_tickets_keep_theirs() -> None:
    on = desk(("run", "", 60), ("project", '[applies]\nphases = ["uat", "implement"]\n', 480))
    before = [system("U9", "uat")]
    defect = ticket(before, product="U9")
    assert chosen(on, defect) == ["project"]
    assert [one.agreement for one in on.timers(defect)][:1] == ["project"]
    after = [changed(phase.SHEET, before[0], phase="go_live")]
    fresh = ticket(after, product="U9")
    assert chosen(on, fresh) == ["run"]
    assert chosen(on, defect) == ["project"]  # what was recorded before keeps what it had
    assert chosen(on, ticket(product="U9")) == ["run"]  # nobody recorded a phase: operation
    assert chosen(desk(("run", "", 60)), defect) == []
    both = desk(("all", '[applies]\nphases = ["run", "uat"]\n', 60))
    assert chosen(both, defect) == chosen(both, fresh) == ["all"]
    _, notes = make_desk([("x.toml", PACK.format(id="x", more='[applies]\nphases = ["live"]\n',
                                                 minutes=1))])  # fmt: skip
    assert "live" in notes[0].en


TEMPLATE = """
schema = "firstline.template/1"
id = "live"
version = "1"
title_zh = "上线"
title_en = "Go-live"
[[gate]]
id = "L1"
title_zh = "验证放行"
title_en = "Verified"
go_live = true
[[gate]]
id = "L2"
title_zh = "支持结束"
title_en = "Closed"
[[item]]
id = "i1"
gate = "L1"
severity = "blocker"
title_zh = "项"
title_en = "Item"
evidence_zh = "记录"
evidence_en = "Record"
owner_role = "pm"
[[item]]
id = "i2"
gate = "L2"
severity = "blocker"
title_zh = "项"
title_en = "Item"
evidence_zh = "记录"
evidence_en = "Record"
owner_role = "pm"
"""


def judged(*, done: bool) -> tuple[Verdict, ...]:
    begun = acts.begin(parse_template(TEMPLATE, "live.toml"), "", "上云", "rb", stamp())
    held = rebase_entity(None, [begun])
    assert held is not None
    book = book_from(held)
    if done:
        entries = acts.check(book, book.template.items[0], text="验证记录")
        held = rebase_entity(held, [acts.adding(book, entries, stamp())])
        assert held is not None
    return verdicts(book_from(held), NOW)


def test_the_go_live_gate_moves_the_systems_of_its_project_that_are_not_live() -> None:
    rows = [
        system("YonSuite", "uat", project="上云"), system("报表", "implement", project=" 上云 "),
        system("U8", "migrate", project="上云"), system("NC", "uat", project="NC 升级"),
        system("门店", "uat"),
    ]  # fmt: skip
    assert go_live.moves(rows, "上云", judged(done=False), stamp, UTC) == []
    made_ = go_live.moves(rows, "上云", judged(done=True), stamp, UTC)
    assert {one.entity for one in made_} == {rows[0].id, rows[1].id}
    for one in made_:
        changes = {change.field: change.to for change in one.changes}
        assert (changes["phase"], changes["since"]) == ("go_live", NOW.date().isoformat())
        assert str(changes["note"]).startswith("L1")
    assert go_live.moves([rows[2]], "上云", judged(done=True), stamp, UTC) == []


def test_a_runbook_keeps_which_of_its_gates_is_the_go_live() -> None:
    kept = thawed(frozen(parse_template(TEMPLATE, "live.toml")))
    assert [one.go_live for one in kept.gates] == [True, False]


@pytest.mark.parametrize("key", ["assess", "implement", "uat"])
def test_every_phase_before_go_live_marks(key: str) -> None:
    assert ticket([system("U9", key)], product="U9").tags == (f"phase:{key}",)


@pytest.mark.parametrize("key", ["go_live", "hypercare", "upgrade", "migrate", "retire"])
def test_a_live_phase_is_told_and_changes_no_target(key: str) -> None:
    found = ticket([system("U9", key)], product="U9")
    assert found.tags == (f"phase:{key}",)
    assert not is_marked(found)
    assert phase_of(found) == RUN
