"""A runbook: what makes an item done, what stops a gate, and what two machines agree on."""

from datetime import date, datetime, timedelta

import pytest
from runbook_desk import PACKS, Machine, machine, pack

from firstline.domain.errors import BadInput, Refused
from firstline.domain.runbook import acts, run_acts
from firstline.domain.runbook.book import BACKUP
from firstline.domain.runbook.gate import gate_reasons
from firstline.domain.runbook.item import standing
from firstline.domain.runbook.pack import frozen, parse_template, thawed
from firstline.domain.runbook.plan import checked, register, timeline
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.runbook import ItemState, Mode, Stop, Vote
from firstline.domain.runbook.runs import BEGIN, FINISH, rehearsals
from firstline.domain.runbook.settings import checked as setting_checked
from firstline.domain.runbook.settings import settings_of
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text

DAY = timedelta(days=1)
HASH = "ab" * 32


def state(one: Machine, name: str) -> ItemState:
    return standing(one.book, one.item(name), one.now).state


def codes(one: Machine, gate: str) -> set[str]:
    return {reason.code for reason in one.gate(gate).reasons}


def ticked(one: Machine, *names: str) -> None:
    for name in names:
        one.do(*acts.check(one.book, one.item(name), text="记录"))


def timed(one: Machine, minutes: int) -> None:
    """Run all steps, each of so many minutes."""
    for name in ("c1", "c2", "c3", "c4"):
        one.do(run_acts.step(one.book, one.item(name), BEGIN, one.now))
        one.now += timedelta(minutes=minutes)
        one.do(run_acts.step(one.book, one.item(name), FINISH, one.now))


def rehearsed(one: Machine, minutes: int) -> None:
    one.do(run_acts.begin_run(one.book, Mode.REHEARSAL, one.now))
    timed(one, minutes)
    one.do(run_acts.end_run(one.book))


def set_(one: Machine, name: str, value: str) -> None:
    key, said = setting_checked(name, value, datetime.fromisoformat)
    one.do(acts.setting(one.book, key, said))


# --- the shipped packs, and broken ones ---


def row(name: str, gate: str, more: str = "", role: str = "pm") -> str:
    return (
        f'\n[[item]]\nid = "{name}"\ngate = "{gate}"\ntitle_zh = "x"\nevidence_zh = "x"\n'
        f'owner_role = "{role}"\nseverity = "major"\n{more}\n'
    )


@pytest.mark.parametrize(
    ("name", "gates", "items"),
    [("cutover", 7, 66), ("upgrade", 5, 27), ("audit_health", 2, 27), ("uat", 3, 17)],
)
def test_the_shipped_templates_are_whole_in_both_languages(
    name: str, gates: int, items: int
) -> None:
    found = parse_template((PACKS / f"{name}.toml").read_text("utf-8"), name)
    assert (len(found.gates), len(found.items)) == (gates, items)
    assert all(one.title.en and one.evidence.en for one in found.items)
    assert thawed(frozen(found)).items == found.items


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (row("z", "Q"), "gate"),
        (row("a1", "A"), "twice"),
        (row("z", "A", 'after = ["nowhere"]'), "nowhere"),
        (row("z", "A", role="boss"), "boss"),
        (row("z", "A", 'after = ["z"]'), "circle"),
    ],
)  # fmt: skip
def test_a_broken_template_is_told_with_its_line(more: str, line: str) -> None:
    with pytest.raises(BadInput) as found:
        parse_template(pack(more), "own.toml")
    assert line in found.value.sentence.en
    assert "own.toml:" in found.value.sentence.en


def test_a_runbook_keeps_its_template_and_the_items_of_its_variant_alone() -> None:
    one = machine()
    assert one.book.template.item("a4") is None
    assert one.book.template.item("A1") is not None
    with pytest.raises(BadInput):
        frozen(parse_template(pack(), "x"), "moon")


# --- items ---


def test_a_tick_without_evidence_is_a_claim() -> None:
    one = machine()
    one.do(acts.start(one.book, one.item("a1")))
    assert state(one, "a1") is ItemState.IN_PROGRESS
    one.do(*acts.check(one.book, one.item("a1")))
    assert state(one, "a1") is ItemState.CLAIMED
    assert "blocker_claimed" in codes(one, "A")
    file = Attachment(HASH, "清单.xlsx", 10, "")
    one.do(*acts.check(one.book, one.item("a1"), file=file))
    assert state(one, "a1") is ItemState.DONE


def test_evidence_that_is_not_what_was_hashed_proves_nothing() -> None:
    one = machine()
    (entry,) = acts.check(one.book, one.item("a1"), text="对过了")
    one.do(acts.Entry(entry.what, entry.data, "没对过"))
    assert state(one, "a1") is ItemState.CLAIMED
    one.do(acts.Entry(entry.what, {**entry.data, "sha256": "no hash"}, "对过了"))
    assert state(one, "a1") is ItemState.CLAIMED


def test_a_waiver_ends_and_the_item_counts_as_open_again() -> None:
    one = machine()
    ticked(one, "a1")
    until = (one.now + DAY).date()
    one.do(acts.waive(one.book, one.item("a2"), "王总", "打印不急", until, one.now))
    assert state(one, "a2") is ItemState.WAIVED
    assert one.gate("A").go
    one.now += DAY
    assert state(one, "a2") is ItemState.WAIVED  # on its last day
    one.now += DAY
    assert state(one, "a2") is ItemState.OPEN
    assert codes(one, "A") == {"waiver_expired"}


def test_a_blocker_is_waived_by_two_people_and_no_less() -> None:
    one, until = machine(), date(2026, 12, 31)
    item = one.item("a1")
    one.do(acts.waive(one.book, item, "王总", "厂商补", until, one.now))
    assert state(one, "a1") is ItemState.IN_PROGRESS
    assert "waiver_needs_second" in codes(one, "A")
    with pytest.raises(Refused):
        acts.waive(one.book, item, " 王总 ", "再说一次", until, one.now)
    one.do(acts.waive(one.book, item, " 王总 ", "再延长", until + DAY, one.now))
    assert state(one, "a1") is ItemState.IN_PROGRESS  # longer, but still the same person
    one.do(acts.waive(one.book, item, "李经理", "同意", until, one.now))
    assert state(one, "a1") is ItemState.WAIVED


def test_nobody_waives_what_they_own() -> None:
    one = machine()
    set_(one, "role.pm", "赵敏")
    with pytest.raises(Refused):
        acts.waive(one.book, one.item("a2"), "赵敏", "忙", date(2026, 12, 31), one.now)
    one.do(acts.setting(one.book, register("a2", "owner"), "李娜"))
    one.do(acts.waive(one.book, one.item("a2"), "赵敏", "忙", date(2026, 12, 31), one.now))
    assert state(one, "a2") is ItemState.WAIVED


@pytest.mark.parametrize(
    ("by", "reason", "until"),
    [("", "理由", "2026-12-01"), ("王", " ", "2026-12-01"), ("王", "理由", "2026-11-01")],
)
def test_a_waiver_names_who_why_and_a_day_to_come(by: str, reason: str, until: str) -> None:
    one = machine()
    with pytest.raises(BadInput):
        acts.waive(one.book, one.item("a2"), by, reason, date.fromisoformat(until), one.now)


def test_not_applicable_on_a_blocker_needs_two_different_people() -> None:
    one = machine()
    item = one.item("a1")
    one.do(acts.not_applicable(one.book, item, "王总", "没有这套系统", one.now))
    assert state(one, "a1") is not ItemState.NA
    with pytest.raises(Refused):
        acts.not_applicable(one.book, item, "王总", "没有", one.now)
    one.do(acts.not_applicable(one.book, item, "李经理", "确认", one.now))
    assert state(one, "a1") is ItemState.NA
    one.do(acts.not_applicable(one.book, one.item("a2"), "王总", "没有", one.now))
    assert state(one, "a2") is ItemState.NA


def test_what_was_said_before_a_reopening_counts_no_more() -> None:
    one = machine()
    ticked(one, "a1")
    one.do(acts.reopen(one.book, one.item("a1"), "文件是旧的"))
    assert state(one, "a1") is ItemState.OPEN
    ticked(one, "a1")
    assert state(one, "a1") is ItemState.DONE


# --- gates ---


def test_a_gate_waits_for_earlier_gates_and_a_minor_item_stops_nothing() -> None:
    one = machine()
    ticked(one, "a1", "a2", "b1")
    assert one.gate("A").go
    assert [note.item for note in one.gate("A").notes] == ["a3"]
    assert "earlier_gate" not in codes(one, "B")
    one.do(acts.reopen(one.book, one.item("a1"), "旧"))
    assert "earlier_gate" in codes(one, "B")


def test_votes_are_of_named_people_and_silence_is_no_go() -> None:
    one = machine()
    assert "role_unnamed" in codes(one, "B")
    set_(one, "role.business", "王总")
    set_(one, "role.it", "周工")
    assert "vote_missing" in codes(one, "B")
    with pytest.raises(Refused):
        acts.vote(one.book, "B", "business", "别人", Vote.GO)
    with pytest.raises(Refused):
        acts.vote(one.book, "B", "finance", "王总", Vote.GO)
    one.do(acts.vote(one.book, "B", "business", "王总", Vote.GO))
    one.do(acts.vote(one.book, "B", "it", "周工", Vote.ABSTAIN))
    assert "vote_abstain" in codes(one, "B")
    one.do(acts.vote(one.book, "B", "it", "周工", Vote.GO))
    assert not {code for code in codes(one, "B") if code.startswith("vote")}
    ticked(one, "b1")
    one.do(acts.reopen(one.book, one.item("b1"), "错了"))
    assert "vote_stale" in codes(one, "B")


def test_another_register_stops_the_gates_that_listen_to_it() -> None:
    one = machine()
    ticked(one, "a1", "a2")
    gate = one.gate("A").gate
    stop = Stop("compatibility", Text("打印机未知", "printer unknown"), ref="cell-1")
    found = gate_reasons(one.book, gate, one.now, [stop])
    assert [(reason.code, reason.ref) for reason in found] == [("register_compatibility", "cell-1")]
    for other in (
        Stop("risk", Text("x", "x")),
        Stop("compatibility", Text("x", "x"), runbook="another"),
        Stop("compatibility", Text("x", "x"), gate="C"),
        Stop("compatibility", Text("x", "x"), blocker=False),
    ):
        assert not gate_reasons(one.book, gate, one.now, [other])


def test_there_is_no_cutover_without_a_backup_and_a_fresh_restore_drill() -> None:
    one = machine()
    assert {"backup_missing", "drill_missing"} <= codes(one, "B")
    with pytest.raises(Refused) as found:
        run_acts.begin_run(one.book, Mode.LIVE, one.now)
    assert "backup" in found.value.sentence.en
    with pytest.raises(BadInput):
        run_acts.backup("全量", "abc", "异地")
    one.do(acts.Entry(BACKUP, {"name": "全量", "sha256": "abc"}))  # as from another program
    assert "backup_missing" in codes(one, "B")
    one.do(run_acts.backup("全量", HASH.upper(), "异地", at=one.now + DAY))
    one.do(run_acts.drill(DrillKind.RESTORE, 50, passed=True, at=one.now + DAY))
    assert {"backup_missing", "drill_missing"} <= codes(one, "B")  # not before they were made
    one.now += DAY
    assert "budget_missing" in codes(one, "B")
    set_(one, "rollback_budget_minutes", "40")
    assert "restore_too_long" in codes(one, "B")
    set_(one, "rollback_budget_minutes", "60")
    assert not codes(one, "B") & {"restore_too_long", "budget_missing", "drill_missing"}
    one.do(run_acts.drill(DrillKind.RESTORE, 5, passed=False))
    assert "drill_failed" in codes(one, "B")
    one.do(run_acts.drill(DrillKind.RESTORE, 50, passed=True))
    one.now += 31 * DAY
    assert "drill_old" in codes(one, "B")


# --- rehearsals and the plan ---


def test_a_rehearsal_feeds_the_plan_and_the_second_must_be_like_the_first() -> None:
    one = machine()
    one.do(acts.setting(one.book, register("c1", "minutes"), "5"))
    assert timeline(one.book).unknown == ("c2", "c3", "c4")
    rehearsed(one, 10)
    found = timeline(one.book)
    assert [round(bar.planned.minutes or 0) for bar in found.bars] == [10] * 4
    assert found.critical == ("c1", "c2", "c3", "c4")
    assert round(found.minutes) == 30
    one.do(acts.setting(one.book, register("c3", "minutes"), "4"))
    assert timeline(one.book).critical == ("c1", "c2", "c4")
    assert "rehearsals_missing" in codes(one, "B")
    rehearsed(one, 14)
    assert "rehearsal_tolerance" in codes(one, "B")
    rehearsed(one, 15)
    assert not codes(one, "B") & {"rehearsals_missing", "rehearsal_tolerance"}
    rehearsed(one, 10)  # shorter by a third teaches no duration either
    assert "rehearsal_tolerance" in codes(one, "B")


def test_a_rehearsal_with_a_step_that_was_not_timed_does_not_count() -> None:
    one = machine()
    one.do(run_acts.begin_run(one.book, Mode.REHEARSAL, one.now))
    one.do(run_acts.step(one.book, one.item("c1"), BEGIN, one.now))
    with pytest.raises(Refused):
        run_acts.step(one.book, one.item("c2"), BEGIN, one.now)
    with pytest.raises(Refused):
        run_acts.begin_run(one.book, Mode.REHEARSAL, one.now)
    one.do(run_acts.end_run(one.book))
    assert not rehearsals(one.book, ["c1", "c2"])


def test_evidence_of_a_rehearsal_proves_nothing_of_the_cutover() -> None:
    one = machine()
    one.do(run_acts.begin_run(one.book, Mode.REHEARSAL, one.now))
    one.do(run_acts.step(one.book, one.item("c1"), BEGIN, one.now))
    ticked(one, "c1")
    assert state(one, "c1") is ItemState.OPEN
    one.do(run_acts.step(one.book, one.item("c2"), BEGIN, one.now))  # the tick finished c1
    one.do(run_acts.end_run(one.book, aborted=True, reason="停电"))
    ticked(one, "c1")
    assert state(one, "c1") is ItemState.DONE


def test_an_order_that_leads_back_is_refused_and_told_where_two_machines_made_it() -> None:
    one = machine()
    with pytest.raises(BadInput):
        checked(one.book, one.item("c1"), "after", "c4")
    two = Machine("二", dict(one.edits))
    one.do(acts.setting(one.book, register("c3", "after"),
                        checked(one.book, one.item("c3"), "after", "c2")))  # fmt: skip
    two.do(acts.setting(two.book, register("c2", "after"),
                        checked(two.book, two.item("c2"), "after", "c3")))  # fmt: skip
    one.meet(two)
    assert set(timeline(one.book).circle) == {"c2", "c3"}
    assert "plan_circle" in codes(one, "C")


def test_a_wave_waits_for_the_one_before_it() -> None:
    one = machine()
    for name, wave in (("c1", "1"), ("c2", "2"), ("c3", "1")):
        one.do(acts.setting(one.book, register(name, "wave"), wave))
    one.do(run_acts.begin_run(one.book, Mode.REHEARSAL, one.now))
    one.do(run_acts.step(one.book, one.item("c1"), BEGIN, one.now))
    one.do(run_acts.step(one.book, one.item("c1"), FINISH, one.now))
    with pytest.raises(Refused) as found:
        run_acts.step(one.book, one.item("c2"), BEGIN, one.now)
    assert "c3" in found.value.sentence.en


def test_wave_10_comes_after_wave_2() -> None:
    one = machine()
    for name, wave in (("c1", "2"), ("c2", "10"), ("c3", "2")):
        one.do(acts.setting(one.book, register(name, "wave"), wave))
    one.do(run_acts.begin_run(one.book, Mode.REHEARSAL, one.now))
    one.do(run_acts.step(one.book, one.item("c1"), BEGIN, one.now))
    one.do(run_acts.step(one.book, one.item("c1"), FINISH, one.now))
    one.do(run_acts.step(one.book, one.item("c3"), BEGIN, one.now))
    with pytest.raises(Refused):
        run_acts.step(one.book, one.item("c2"), BEGIN, one.now)


def test_settings_that_clash_count_as_the_more_careful_one() -> None:
    one = machine()
    two = Machine("二", dict(one.edits))
    set_(one, "window_end", "2026-11-29T06:00:00+08:00")
    set_(two, "window_end", "2026-11-29T05:00:00+08:00")
    one.meet(two)
    end = settings_of(one.book).window_end
    assert end is not None
    assert end.hour == 5
    assert one.book.contested == ("set/window_end",)
    set_(one, "window_end", "2026-11-29T06:00:00+08:00")
    assert not one.book.contested
