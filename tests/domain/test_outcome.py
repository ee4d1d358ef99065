"""Outcomes of service actions: closed alone is unproven, figures prove or miss (S3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

import pytest

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group import action_acts
from firstline.domain.group.action import KIND as ACTION
from firstline.domain.group.action import Standing, actions
from firstline.domain.health import sheet as sheets
from firstline.domain.outcome import acts
from firstline.domain.outcome.actions import named, service_actions
from firstline.domain.outcome.proof import Stood, counts, of_kind, proofs, summed
from firstline.domain.outcome.sheet import KIND, SHEET
from firstline.domain.outcome.standing import GLYPHS, Proof
from firstline.domain.project import benefit, change_request, cycle
from firstline.domain.ticket.fields import Value
from firstline.domain.training import shares

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
NOW = AT + timedelta(days=10)
CLOSED = AT + timedelta(days=2)
STOCK: dict[str, Value] = {
    "title": "盘点差异降下来", "measure": "库存差异率", "unit": "%", "baseline": "20",
    "target": "5",
}  # fmt: skip
SEEN: dict[str, Value] = {"actual": "4.2", "as_of": "2026-11-25", "evidence": "盘点表 11 月"}


def stamp(at: datetime = AT, n: str = "0", who: str = "李娜") -> Stamp:
    return Stamp(f"{who}{at:%m%d%H%M}{n}", at, who)


class Desk:
    """The records of one desk, kind by kind, as its edits lay them."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Entity]] = {}
        self.edits: list[Edit] = []

    def do(self, edit: Edit | None) -> Entity:
        assert edit is not None
        return self.lay(edit)

    def lay(self, edit: Edit) -> Entity:
        kind = self.held.setdefault(edit.kind, {})
        shown = rebase_entity(kind.get(edit.entity), [edit])
        assert shown is not None
        kind[edit.entity] = shown
        self.edits.append(edit)
        return shown

    def read(self, kind: str) -> Sequence[Entity]:
        return list(self.held.get(kind, {}).values())

    def stood(self, now: datetime = NOW) -> Stood:
        (found,) = proofs(self.read, now)
        return found

    def state(self, values: dict[str, Value], at: datetime = AT, who: str = "李娜") -> Entity:
        (action,) = service_actions(self.read)
        return self.do(acts.state(action, values, stamp(at, "s", who), ZONE, self.read))

    def measure(
        self, values: dict[str, Value], at: datetime = NOW, who: str = "李娜"
    ) -> Entity:  # fmt: skip
        (held,) = self.read(KIND)
        made = acts.measured(held, values, stamp(at, "m", who), ZONE, self.read)
        return self.do(made)


@pytest.fixture
def desk() -> Desk:
    """Return a desk with one action that is open."""
    made = Desk()
    given = {"title": "仓库扫码整改", "owner": "王芳", "due": "2026-11-30"}
    made.do(action_acts.assign(stamp(), "a1b2c3", given))
    return made


def close(desk: Desk, at: datetime = CLOSED) -> None:
    (held,) = desk.read(ACTION)
    desk.do(action_acts.finish(held, "做完了", "照片", stamp(at)))


def test_a_closed_action_without_an_actual_is_unproven_and_never_green(desk: Desk) -> None:
    assert desk.stood().proved.proof is Proof.OPEN
    close(desk)
    bare = desk.stood().proved
    assert (bare.proof, "没有写明预期成果" in bare.why.zh) == (Proof.UNPROVEN, True)
    desk.state(STOCK)
    stated = desk.stood().proved
    assert stated.proof is Proof.UNPROVEN
    assert "没有实际值" in stated.why.zh
    assert "no actual value" in stated.why.en
    (shown,) = actions(desk.read(ACTION), NOW.date())
    assert shown.standing(NOW.date()) is Standing.UNPROVEN, "also where nobody joined the register"


@pytest.mark.parametrize(
    ("values", "seen", "proof"),
    [
        ({}, "5", Proof.PROVEN), ({}, "5.01", Proof.MISSED), ({}, "0", Proof.PROVEN),
        ({}, "25", Proof.MISSED),
        ({"baseline": "80", "target": "95"}, "95", Proof.PROVEN),
        ({"baseline": "80", "target": "95"}, "94.99", Proof.MISSED),
        ({"baseline": "", "target": "1", "direction": "down"}, "1", Proof.PROVEN),
        ({"baseline": "99", "target": "99", "direction": "up"}, "98.9", Proof.MISSED),
    ],
)  # fmt: skip
def test_at_the_target_is_proven_and_short_of_it_is_missed(
    desk: Desk, values: dict[str, Value], seen: str, proof: Proof
) -> None:
    desk.state({**STOCK, **values})
    close(desk)
    desk.measure({**SEEN, "actual": seen})
    stood = desk.stood().proved
    assert stood.proof is proof, stood.why.en
    assert ("达到目标" in stood.why.zh) == (proof is Proof.PROVEN or "没有达到" in stood.why.zh)
    proofs_ = of_kind(ACTION, desk.read, NOW)
    (shown,) = actions(desk.read(ACTION), NOW.date(), proofs_)
    assert shown.standing(NOW.date()) == proof.value


def test_what_was_measured_before_the_closing_proves_nothing(desk: Desk) -> None:
    desk.state(STOCK)
    close(desk)
    desk.measure({**SEEN, "as_of": "2026-11-21"})
    early = desk.stood().proved
    assert (early.proof, "早于 2026-11-22 结束" in early.why.zh) == (Proof.UNPROVEN, True)
    desk.measure({**SEEN, "as_of": "2026-11-22"}, NOW + timedelta(hours=1))
    assert desk.stood().proved.proof is Proof.PROVEN
    (held,) = desk.read(ACTION)
    again = desk.do(action_acts.reopen(held, "又坏了", stamp(AT + timedelta(days=5))))
    assert desk.stood().proved.proof is Proof.OPEN
    desk.do(action_acts.finish(again, "再做一次", "", stamp(AT + timedelta(days=6))))
    assert desk.stood().proved.proof is Proof.UNPROVEN, "measured before it was closed again"


@pytest.mark.parametrize(
    "values",
    [
        {**SEEN, "as_of": ""}, {**SEEN, "evidence": ""}, {**SEEN, "actual": "很好"},
        {**SEEN, "as_of": "2026-12-24"},
    ],
)  # fmt: skip
def test_an_actual_needs_a_number_a_day_that_has_come_and_evidence(
    desk: Desk, values: dict[str, Value]
) -> None:
    desk.state(STOCK)
    with pytest.raises(BadInput):
        desk.measure(values)


@pytest.mark.parametrize(
    "values",
    [
        {**STOCK, "target": ""}, {**STOCK, "baseline": ""}, {**STOCK, "direction": "up"},
        {**STOCK, "baseline": "5"}, {**STOCK, "measure": ""}, {**STOCK, "action": "A-999999"},
    ],
)  # fmt: skip
def test_an_outcome_needs_a_measure_a_target_and_a_side_that_is_good(
    desk: Desk, values: dict[str, Value]
) -> None:
    with pytest.raises(BadInput):
        sheets.new_record(SHEET, {"action": "A-A1B2C3", **values}, stamp(), ZONE, desk.read)


def test_one_outcome_missed_is_missed_and_proven_only_when_all_are(desk: Desk) -> None:
    desk.state(STOCK)
    close(desk)
    desk.measure(SEEN)
    second = {**STOCK, "measure": "扫码率", "baseline": "60", "target": "95"}
    other = desk.state(second, AT + timedelta(hours=1))
    assert desk.stood().proved.proof is Proof.UNPROVEN
    (action,) = service_actions(desk.read)
    with pytest.raises(Refused):
        acts.chosen(action, desk.read(KIND))
    assert acts.chosen(action, desk.read(KIND), "扫码率") == other
    low = acts.measured(other, {**SEEN, "actual": "90"}, stamp(NOW, "o"), ZONE, desk.read)
    desk.do(low)
    stood = desk.stood().proved
    assert (stood.proof, "扫码率" in stood.why.zh) == (Proof.MISSED, True)
    assert "库存差异率" not in stood.why.zh, "why it is missed, not what went well"


def test_goal_posts_that_move_after_the_closing_move_nothing(desk: Desk) -> None:
    desk.state(STOCK)
    close(desk)
    desk.measure({**SEEN, "actual": "7"})
    assert desk.stood().proved.proof is Proof.MISSED
    desk.state({"target": "8"}, NOW + timedelta(hours=2))
    stood = desk.stood().proved
    assert (stood.proof, "改成了 20→≤8,仍按当时的 20→≤5 判断" in stood.why.zh) == (
        Proof.MISSED, True,
    )  # fmt: skip
    desk.state({"baseline": "3"}, NOW + timedelta(hours=3))  # which would turn what is good round
    assert desk.stood().proved.proof is Proof.MISSED


def test_nor_do_those_of_the_measure_that_it_names(desk: Desk) -> None:
    number = _measures(desk)["benefit"]
    desk.state({"title": "少停机", "measure": number, "target": "2"})
    close(desk)
    assert desk.stood().proved.proof is Proof.MISSED
    (held,) = desk.read("benefit")
    desk.do(sheets.change(benefit.SHEET, held, {"baseline": "1"}, stamp(NOW, "b"), ZONE))
    stood = desk.stood().proved
    assert (stood.proof, "10→≤2" in stood.why.zh) == (Proof.MISSED, True)


def test_what_is_stated_only_after_the_closing_says_so(desk: Desk) -> None:
    close(desk)
    desk.state(STOCK, NOW)
    desk.measure(SEEN, NOW + timedelta(hours=1))
    stood = desk.stood().proved
    assert (stood.proof, "结束之后才写的" in stood.why.zh) == (Proof.PROVEN, True)


def test_two_actions_of_one_number_share_no_proof(desk: Desk) -> None:
    desk.state(STOCK)
    close(desk)
    desk.measure(SEEN)
    given = {"title": "另一个", "owner": "王芳", "due": "2026-11-30"}
    other = desk.do(action_acts.assign(stamp(AT, "z"), "ffa1b2c3", given))
    desk.do(action_acts.finish(other, "好", "", stamp(CLOSED, "y")))
    assert {one.proved.proof for one in proofs(desk.read, NOW)} == {Proof.UNPROVEN}
    with pytest.raises(Refused):
        named(service_actions(desk.read), "A-A1B2C3")
    two = named(service_actions(desk.read), "ffa1b2c3")
    stated: dict[str, Value] = {**STOCK, "measure": "扫码率"}
    made = desk.do(acts.state(two, stated, stamp(NOW, "t"), ZONE, desk.read))
    assert made.fields["action"] == "ffa1b2c3"


def test_two_desks_that_measure_apart_keep_both_and_prove_nothing_until_it_is_settled(
    desk: Desk,
) -> None:
    desk.state(STOCK)
    close(desk)
    (held,) = desk.read(KIND)
    mine = acts.measured(held, SEEN, stamp(NOW, "m", "李娜"), ZONE, desk.read)
    theirs = acts.measured(held, {**SEEN, "actual": "9"}, stamp(NOW, "m", "陈工"), ZONE, desk.read)
    assert mine is not None
    assert theirs is not None
    for first, second in ((mine, theirs), (theirs, mine)):
        other = Desk()
        other.held = {kind: dict(found) for kind, found in desk.held.items()}
        other.lay(first)
        shown = other.lay(second)
        assert {one.field for one in shown.conflicts} == {"actual"}
        stood = other.stood().proved
        assert stood.proof is Proof.UNPROVEN, "the better value is nobody's pick"
        assert "两处写的实际不同" in stood.why.zh
        settled = sheets.resolve(SHEET, shown, "actual", "theirs", stamp(NOW, "r"), ZONE)
        other.lay(settled)
        known = Proof.PROVEN if first is mine else Proof.MISSED
        assert other.stood().proved.proof is known


def test_two_desks_that_state_the_same_measure_meet_in_one_record(desk: Desk) -> None:
    (action,) = service_actions(desk.read)
    one = acts.state(action, STOCK, stamp(AT, "1", "李娜"), ZONE, desk.read)
    two = acts.state(action, {**STOCK, "owner": "陈工"}, stamp(AT, "1", "陈工"), ZONE, desk.read)
    assert one is not None
    assert two is not None
    assert one.entity == two.entity
    desk.lay(one)
    shown = desk.lay(two)
    assert {each.field for each in shown.conflicts} == {"owner"}
    close(desk)
    desk.measure(SEEN)
    assert desk.stood().proved.proof is Proof.PROVEN, "who measures decides nothing"


def _measures(desk: Desk) -> dict[str, str]:
    made = (
        (benefit.SHEET, {"title": "少停机", "unit": "小时/月", "baseline": "10", "target": "4",
                         "due": "2026-11-30", "actual": "3", "as_of": "2026-11-26",
                         "source": "停机表"}),
        (cycle.SHEET, {"title": "订单到发货", "unit": "天", "baseline": "10", "frozen_by": "李娜",
                       "actual": "8", "as_of": "2026-11-26", "source": "ERP"}),
        (shares.SHEET, {"title": "订单错误", "sort": "errors", "rule": "错单",
                        "start": "2026-11-23", "end": "2026-11-26", "part": "3", "whole": "200",
                        "target": "1.5", "operator": "le", "source": "抽查"}),
    )  # fmt: skip
    found = {}
    for at, (sheet, values) in enumerate(made):
        given: dict[str, Value] = dict(values)
        one = desk.do(sheets.new_record(sheet, given, stamp(AT, f"r{at}"), ZONE))
        found[sheet.kind] = sheets.number_of(sheet, one)
    return found


@pytest.mark.parametrize(
    ("kind", "more", "proof"),
    [("benefit", {}, Proof.PROVEN), ("benefit", {"target": "2"}, Proof.MISSED),
     ("cycle", {"target": "7"}, Proof.MISSED), ("cycle", {"target": "8"}, Proof.PROVEN),
     ("share", {}, Proof.PROVEN)],
)  # fmt: skip
def test_a_measure_of_a_register_gives_its_figures_and_is_not_typed_again(
    desk: Desk, kind: str, more: dict[str, Value], proof: Proof
) -> None:
    number = _measures(desk)[kind]
    desk.state({"title": "少一点", "measure": number, **more})
    close(desk)
    stood = desk.stood().proved
    assert stood.proof is proof, stood.why.en
    assert number in stood.why.zh


def test_a_cycle_names_no_target_so_the_outcome_must(desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.state({"title": "快一点", "measure": _measures(desk)["cycle"]})


def test_changes_and_paid_services_are_service_actions_too(desk: Desk) -> None:
    given: dict[str, Value] = {"title": "改打印模板", "reason": "客户要求", "raised_by": "赵主任"}
    made = desk.do(sheets.new_record(change_request.SHEET, given, stamp(), ZONE))
    number = sheets.number_of(change_request.SHEET, made)
    done: dict[str, Value] = {"state": "done", "decided_by": "李总"}
    desk.do(sheets.change(change_request.SHEET, made, done, stamp(CLOSED), ZONE))
    found = {one.action.number: one for one in proofs(desk.read, NOW)}
    assert found[number].proved.proof is Proof.UNPROVEN
    assert found[number].action.closed_at == CLOSED
    action = named(service_actions(desk.read), number.lower())
    desk.do(acts.state(action, STOCK, stamp(AT, "c"), ZONE, desk.read))
    desk.measure(SEEN)
    assert counts(proofs(desk.read, NOW))[Proof.PROVEN] == 1
    told = summed(counts(proofs(desk.read, NOW)))
    assert told.en == "1 closed: 1 proven, 0 missed, 0 unproven; 1 open."


def test_a_clash_in_the_measure_that_it_names_proves_nothing_either(desk: Desk) -> None:
    number = _measures(desk)["benefit"]
    desk.state({"title": "少停机", "measure": number})
    close(desk)
    assert desk.stood().proved.proof is Proof.PROVEN
    (held,) = desk.read("benefit")
    for who in ("李娜", "陈工"):
        value: dict[str, Value] = {"actual": "2" if who == "李娜" else "9"}
        edit = sheets.change(benefit.SHEET, held, value, stamp(NOW, "c", who), ZONE)
        assert edit is not None
        desk.lay(edit)
    assert desk.stood().proved.proof is Proof.UNPROVEN


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("as_of", "2026-12-05", "还没有到"), ("as_of", None, "没有日期"),
     ("evidence", None, "没有证据"),
     ("target", None, "没有目标"), ("actual", "viel", "没有实际值")],
)  # fmt: skip
def test_what_another_desk_wrote_without_sense_proves_nothing(
    desk: Desk, field: str, value: Value, said: str
) -> None:
    desk.state(STOCK)
    close(desk)
    held = desk.measure(SEEN)
    desk.lay(setting(held, {field: value}, stamp(NOW, "w")))
    stood = desk.stood().proved
    assert (stood.proof, said in stood.why.zh) == (Proof.UNPROVEN, True), stood.why.zh


def test_every_state_has_a_glyph_of_its_own() -> None:
    assert len(set(GLYPHS.values())) == len(Proof)


def test_a_dropped_action_is_no_success_whatever_was_measured(desk: Desk) -> None:
    desk.state(STOCK)
    desk.measure({**SEEN, "as_of": "2026-11-20"})
    (held,) = desk.read(ACTION)
    desk.do(action_acts.abandon(held, "不做了", stamp(CLOSED)))
    assert desk.stood().proved.proof is Proof.DROPPED


def test_evidence_that_is_another_file_takes_its_own_fingerprint(desk: Desk) -> None:
    desk.state(STOCK)
    held = desk.measure({**SEEN, "evidence_sha256": "ab" * 32})
    after = desk.do(
        acts.measured(
            held, {**SEEN, "evidence": "https://内网/盘点"}, stamp(NOW, "e"), ZONE, desk.read
        )
    )
    assert after.fields.get("evidence_sha256") is None
