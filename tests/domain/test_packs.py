"""Packs: the shipped ones, strict reading, and which agreement holds for which ticket."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstline.domain.desk import PLAIN_MATRIX, Desk, make_desk
from firstline.domain.errors import BadInput
from firstline.domain.instants import from_epoch
from firstline.domain.packs.packs import kind_of, parse_agreement, parse_calendar, parse_matrix
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.sla.agreement import PriorityChange, Unit, WorkdayRule
from firstline.domain.sla.live import live_state, remaining
from firstline.domain.sla.timer import Metric, State
from firstline.domain.sla.why import skewed
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Ticket, TicketType
from firstline.domain.words import Text
from firstline.system.resources import read_text, resource_path

K = EventKind
SHIPPED = sorted(resource_path("packs").glob("*.toml"))
SEED, OLA = read_text("packs", "sla_seed_2023.toml"), read_text("packs", "ola_sample.toml")
CN = read_text("packs", "calendar_cn_2026.toml")
AT = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def shipped() -> Iterator[tuple[str, str]]:
    for path in SHIPPED:
        yield path.name, path.read_text(encoding="utf-8")


def desk(*packs: str, order: tuple[str, ...] = ()) -> Desk:
    found, notes = make_desk([(f"{n}.toml", text) for n, text in enumerate(packs)], order=order)
    assert notes == ()
    return found


def ticket(*events: Event, site: str = "", product: str = "") -> Ticket:
    reported = Event("0", K.REPORTED, AT, priority=Priority.P3)
    return Ticket(
        "t", "L-1", "title", AT, AT, priority=Priority.P3, site=site, product=product,
        events=(reported, *events),
    )  # fmt: skip


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_pack_is_read_without_fault(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    readers = {"agreement": parse_agreement, "calendar": parse_calendar, "matrix": parse_matrix}
    kind = kind_of(text, path.name)
    assert bool(kind) != path.stem.startswith("demo")
    if kind:
        assert readers[kind](text, path.name)


def test_the_seed_says_what_was_published_and_that_it_is_no_contract() -> None:
    seed = parse_agreement(SEED, "seed")
    goal = seed.goal(Priority.P1, Metric.RESOLUTION)
    assert (goal.amount, goal.unit, goal.seconds) == (240, Unit.MINUTES, 14_400)
    answer = seed.goal(Priority.P4, Metric.FIRST_RESPONSE)
    assert (answer.amount, answer.unit, answer.seconds, answer.days) == (1, Unit.WORKDAYS, None, 1)
    assert seed.goal(Priority.P4, Metric.RESOLUTION).amount is None
    assert seed.leg is Leg.VENDOR
    assert seed.priority_change is PriorityChange.FAIR
    assert not seed.verified
    assert (seed.as_of, all(seed.source)) == ("2023", True)
    assert seed.metrics == (Metric.FIRST_RESPONSE, Metric.RESOLUTION)


def test_the_sample_ola_is_the_internal_leg() -> None:
    ola = parse_agreement(OLA, "ola")
    assert ola.leg is Leg.INTERNAL
    assert ola.workday_rule is WorkdayRule.ELAPSED
    assert ola.goal(Priority.P4, Metric.FIRST_RESPONSE).seconds == 28_800
    assert ola.pause_reasons == {"waiting_requester", "waiting_vendor"}


def test_the_matrix_has_its_nine_fields_and_six_modifiers() -> None:
    matrix = parse_matrix(read_text("packs", "priority_matrix.toml"), "m")
    assert matrix[0][0] is Priority.P1
    assert matrix[2][2] is Priority.P4
    assert [one.id for one in matrix.modifiers] == [
        "month_end", "year_end", "payroll", "audit", "stocktake", "promotion",
    ]  # fmt: skip
    assert matrix.type_rules[TicketType.IMPROVEMENT] == "always_P4"


_TARGET = '[[target]]\npriority = "P1"\nclock = "24x7"\nresolve_minutes = 240\n'
_HEAD = 'schema = "firstline.sla/1"\nid = "x"\ncounterparty = "vendor"\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (_HEAD + 'colour = "red"\n' + _TARGET, "p.toml:4: colour: unknown key"),
        (_HEAD + _TARGET + "respond_hours = 1\n", "p.toml:8: target[0].respond_hours: unknown"),
        (_HEAD + _TARGET + _TARGET, "p.toml:9: target[1].priority: P1 stands twice"),
        (_HEAD + _TARGET.replace("240", '"240"'), "p.toml:7: target[0].resolve_minutes: must be"),
        (_HEAD + _TARGET.replace("240", "0"), "must be a whole number 1…"),
        (_HEAD + _TARGET.replace("240", "true"), "must be a whole number 1…"),
        (_HEAD + _TARGET + "resolve_workdays = 1\n", "give minutes or workdays, not both"),
        (_HEAD, "target: there is no target"),
        (_HEAD.replace("vendor", "friend") + _TARGET, "p.toml:3: counterparty: cannot be 'friend'"),
        (_HEAD.replace('id = "x"\n', "") + _TARGET, "p.toml: id: is missing"),
        (_HEAD.replace("sla/1", "sla/9") + _TARGET, "p.toml:1: schema: must be"),
        (_HEAD + "warn_at = [0.5, -1]\n" + _TARGET, "p.toml:4: warn_at: must be a list"),
        (_HEAD + 'valid_from = "2026-02-30"\n' + _TARGET, "p.toml:4: valid_from: '2026-02-30'"),
        (
            _HEAD + "valid_from = 2026-02-01\nvalid_to = 2026-01-01\n" + _TARGET,
            "p.toml:5: valid_to",
        ),
        (_HEAD + _TARGET.replace("24x7", "business"), "business targets need a calendar"),
        (_HEAD + _TARGET + '[applies]\nproduct = ["U8"]\n', "p.toml:9: applies.product: unknown"),
        (_HEAD + _TARGET + '[applies]\ntypes = ["riddle"]\n', "there is no type 'riddle'"),
        (_HEAD + _TARGET + '[[package]]\nid = "a"\nprice = 1\n', "package[0].price: unknown key"),
        (_HEAD + "pause_reasons = [1]\n" + _TARGET, "p.toml:4: pause_reasons: must be a list"),
        (_HEAD + _TARGET + 'note = """\ncolour = 1\n"""\n', "p.toml:8: target[0].note: unknown"),
        ("id = \n", "p.toml:1: not valid TOML"),
        ("\ufeff" + _HEAD + 'colour = "red"\n' + _TARGET, "p.toml:4: colour: unknown key"),
    ],
)
def test_a_bad_pack_is_refused_with_file_line_and_fault(text: str, fault: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_agreement(text, "p.toml")
    assert fault in caught.value.sentence.en
    assert "\n" not in caught.value.sentence.en + caught.value.sentence.zh


def test_lines_are_those_of_the_keys_even_after_long_values() -> None:
    text = (
        'a = [\n  "x = 1",  # b = 2\n]\n"b c" = """\nd = 1\n"""\n'
        "[e.f]\ng = {h = 1, i = [\n 2]}\n[[k]]\nm = 1\n[[k]]\nm = 2\n[k.n]\no = 1\n"
    )
    lines = read_toml(text, "x").lines
    assert lines == {
        ("a",): 1, ("b c",): 4, ("e", "f"): 7, ("e", "f", "g"): 8, ("k", 0): 10,
        ("k", 0, "m"): 11, ("k", 1): 12, ("k", 1, "m"): 13, ("k", 1, "n"): 14,
        ("k", 1, "n", "o"): 15,
    }  # fmt: skip


@given(st.text(max_size=200))
def test_no_text_is_ever_more_than_refused(text: str) -> None:
    for read in (parse_agreement, parse_calendar, parse_matrix):
        with pytest.raises(BadInput):
            read(text, "x")


def test_the_shipped_desk_has_no_notes_and_one_fingerprint() -> None:
    one, notes = make_desk(shipped())
    two, _ = make_desk(list(shipped()))
    assert notes == ()
    assert one.fingerprint == two.fingerprint
    other, _ = make_desk([(n, t.replace("240", "241")) for n, t in shipped()])
    assert other.fingerprint != one.fingerprint
    ordered, _ = make_desk(shipped(), order=("seed-2023",))
    assert [one.id for one in ordered.agreements] == ["seed-2023"]
    assert ordered.fingerprint != one.fingerprint


def test_a_bad_pack_is_left_out_and_noted() -> None:
    found, notes = make_desk(
        [("bad.toml", OLA + "colour = 1\n"), ("seed.toml", SEED), ("broken.toml", "x =")]
    )
    assert found.agreements == ()  # the seed needs a calendar that is not there either
    assert found.matrix is PLAIN_MATRIX
    assert [note.en[:12] for note in notes] == ["bad.toml:44:", "broken.toml:", "'seed-2023' "]
    _, missing = make_desk(shipped(), order=("gone",))
    assert missing == (Text("没有“gone”这个服务级别。", "There is no agreement 'gone'."),)


def test_the_first_agreement_meant_for_a_ticket_holds_and_says_why() -> None:
    special = OLA.replace('id = "ola-sample"', 'id = "u8"') + '\n[applies]\nproducts = ["U8"]\n'
    found = desk(special, OLA, SEED, CN)
    (ours, why), (theirs, _) = found.agreements_for(ticket(product="u8"))
    assert (ours.id, theirs.id) == ("u8", "seed-2023")
    assert why.zh.startswith("规则 1:")
    assert "U8" in why.zh
    (ours, why), _ = found.agreements_for(ticket(product="NC"))
    assert ours.id == "ola-sample"
    assert "所有工单" in why.zh
    assert "all tickets" in why.en
    turned = desk(special, OLA, SEED, CN, order=("ola-sample", "u8"))
    assert [one.id for one, _ in turned.agreements_for(ticket(product="U8"))] == ["ola-sample"]


def test_each_leg_takes_the_version_in_force_when_it_starts() -> None:
    old = OLA.replace("[[target]]", 'version = "1"\nvalid_to = 2026-11-23\n[[target]]', 1)
    new = OLA.replace("[[target]]", 'version = "2"\nvalid_from = 2026-11-24\n[[target]]', 1)
    found = desk(new, old, CN)
    assert [one.version for one, _ in found.agreements_for(ticket())] == ["1"]
    later = ticket()
    moved = replace(later, events=(replace(later.events[0], at=AT + timedelta(days=1)),))
    assert [one.version for one, _ in found.agreements_for(moved)] == ["2"]
    gone = replace(later, events=(replace(later.events[0], at=AT - timedelta(days=4000)),))
    assert found.agreements_for(gone)
    assert found.timers(gone)
    only_new = desk(new, CN)
    assert only_new.agreements_for(ticket()) == ()
    assert only_new.timers(ticket()) == ()


def test_a_site_is_promised_its_own_hours_on_the_internal_leg_alone() -> None:
    found, _ = make_desk(shipped())
    (ours, why), (theirs, _) = found.agreements_for(ticket(site="越南厂"))
    assert (ours.calendar, theirs.calendar) == ("vn-2026", "cn-2026")
    assert "越南厂" in why.zh
    first = found.timers(ticket(site="越南厂"))[0]
    # P3 is 4 business hours: 09:00 there, closed 11:30–12:30, so 14:00 there.
    assert first.due == int(datetime(2026, 11, 23, 7, tzinfo=UTC).timestamp())
    assert first.provisional
    assert found.clocks(ticket(site="越南厂"), AT)[0].to_json()["due_at"] == (
        "2026-11-23T14:00:00+07:00"
    )
    home = found.timers(ticket(site="总部"))[0]
    assert home.due == int(datetime(2026, 11, 23, 7, tzinfo=UTC).timestamp())
    assert not home.provisional


def test_an_agreement_without_a_zone_speaks_in_that_of_its_calendar() -> None:
    plain = OLA.replace('timezone = "Asia/Shanghai"\n', "").replace("cn-2026", "vn-2026")
    found = desk(plain, read_text("packs", "calendar_vn_2026.toml"))
    assert found.clocks(ticket(), AT)[0].to_json()["started_at"] == "2026-11-23T09:00:00+07:00"


def test_the_settings_calendar_replaces_that_of_the_internal_leg() -> None:
    found, _ = make_desk(shipped(), calendar="vn-2026")
    assert {one.id: one.calendar for one in found.agreements} == {
        "ola-sample": "vn-2026", "seed-2023": "cn-2026",
    }  # fmt: skip


def test_why_tells_the_agreement_its_source_the_target_and_each_stretch() -> None:
    found, _ = make_desk(shipped())
    event = Event(
        "1", K.PAUSED, AT + timedelta(hours=1), leg=Leg.INTERNAL, reason="waiting_requester"
    )
    back = Event("2", K.RESUMED, AT + timedelta(hours=1, minutes=30), leg=Leg.INTERNAL)
    one = ticket(event, back)
    timer = found.timers(one)[1]
    why = found.why(one, timer, AT + timedelta(hours=4))
    assert why is not None
    assert "未核实" in why.provenance.zh
    assert "unverified" in why.provenance.en
    assert why.target == Text("恢复:16 小时(工作时间)", "resolution: 16 h (of working time)")
    assert [step.text.zh for step in why.steps] == [
        "计时 1 小时", "暂停:等待报告人", "计时 30 分", "非工作时间:非工作时段", "计时 1 小时",
    ]  # fmt: skip
    counted = sum(part.end - part.start for part in (*why.steps, *why.ahead) if part.counts)
    assert counted == 16 * 3600
    assert why.clock.due is not None
    assert why.ahead[-1].end == why.clock.due
    assert all(line.zh and line.en for line in why.lines)
    assert any("到期:2026-11-25 10:30:00" in line.zh for line in why.lines)
    nothing = found.why(one, replace(timer, agreement="gone"), AT)
    assert nothing is None


def test_why_shows_due_and_met_until_apart() -> None:
    found, _ = make_desk(shipped())
    early = replace(
        ticket(),
        events=(Event("0", K.REPORTED, AT.replace(hour=8, minute=0), priority=Priority.P3),),
    )
    lines = [one.zh for one in found.why(early, found.timers(early)[0], AT).lines]  # type: ignore[union-attr]
    assert "到期:2026-11-23 13:30:00" in lines
    noon = replace(
        early,
        events=(Event("0", K.REPORTED, AT.replace(hour=13, minute=30), priority=Priority.P3),),
    )
    why = found.why(noon, found.timers(noon)[0], AT.replace(hour=14))
    assert why is not None
    assert "到期:2026-11-23 17:30:00" in [one.zh for one in why.lines]
    assert "最晚达标时刻:2026-11-24 08:30:00" in [one.zh for one in why.lines]
    vendor = found.why(noon, found.timers(noon)[2], AT)
    assert vendor is not None
    assert "厂商尚未收到,SLA 未开始" in [one.zh for one in vendor.lines]


def test_a_device_whose_clock_is_wrong_is_shown() -> None:
    late = Event("1", K.RESPONDED, AT, AT - timedelta(seconds=61))
    fair = Event("2", K.RESPONDED, AT, AT - timedelta(seconds=60))
    assert skewed([late, fair, Event("3", K.NOTE, AT)]) == ((late, 61),)


_instants = st.integers(86_400, 7_258_000_000).map(from_epoch)  # 1970 to 2199
_events = st.builds(
    Event,
    id=st.text(max_size=3),
    kind=st.sampled_from(tuple(K)),
    at=_instants,
    received_at=st.none() | _instants,
    leg=st.sampled_from((None, *Leg)),
    reason=st.sampled_from(("", "waiting_vendor", "customer_hold", "x")),
    proof=st.sampled_from(("", "x")),
    priority=st.none() | st.sampled_from(tuple(Priority)),
)


@given(st.lists(_events, max_size=12), st.sampled_from(tuple(Priority)), _instants)
@settings(max_examples=300, deadline=None)
def test_no_log_that_a_ticket_can_hold_is_too_much(
    events: list[Event], priority: Priority, now: datetime
) -> None:
    found, _ = _SHIPPED_DESK
    one = replace(ticket(), events=tuple(events), priority=priority, site="越南厂")
    timers = found.timers(one)
    at = int(now.timestamp())
    assert len(timers) == 4
    for timer in timers:
        assert live_state(timer, at, found.calendars) in State
        left = remaining(timer, at, found.calendars)
        assert left is None or isinstance(left, int)
    found.next_change(timers, at)
    assert len(found.agreements_for(one)) == 2
    for clock in found.clocks(one, now, trace=False):
        assert clock.to_json()["state"]


_SHIPPED_DESK = make_desk(shipped())


def test_a_ticket_without_a_report_counts_from_when_it_was_made() -> None:
    found, _ = _SHIPPED_DESK
    bare = replace(ticket(), events=(), priority=Priority.P1)
    assert found.timers(bare)[0].started == int(AT.timestamp())
    assert found.timers(bare)[0].target_s == 900


def test_rows_dated_before_the_report_are_clamped_to_it() -> None:
    found, _ = _SHIPPED_DESK
    early = Event("1", K.RESPONDED, AT - timedelta(hours=5), leg=Leg.INTERNAL)
    first = found.timers(ticket(early))[0]
    assert (first.state, first.achieved, first.counted_s) == (State.MET, int(AT.timestamp()), 0)
