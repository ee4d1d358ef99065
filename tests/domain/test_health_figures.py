"""Figures that others decide by: availability, percentiles, burn-down, paths and scores."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from health_makers import NOW, made, of, stamp
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import burn_down as burn
from firstline.domain.health import data_quality, measurement, outage, upgrade_path
from firstline.domain.health import sheet as sheets
from firstline.domain.health.data_quality import Wanted, examine
from firstline.domain.health.measurement import compare, measurement_from, one_place
from firstline.domain.health.outage import availability, merged, minutes, percent, without

START = datetime(2026, 9, 1, tzinfo=UTC)
MONTH = START + timedelta(days=30)
TARGET = Fraction(999, 1000)


def down(hour: float, hours: float, **values: str) -> Entity:
    a = START + timedelta(hours=hour)
    b = a + timedelta(hours=hours)
    return made(outage.SHEET, system="U8", **{"from": a.isoformat(), "to": b.isoformat()}, **values)


def test_thirty_days_at_999_allow_43_2_minutes() -> None:
    found = availability([], START, MONTH, NOW, TARGET)
    assert (minutes(found.budget), found.share, found.met) == ("43.2", Fraction(1), True)


def test_one_outage_of_four_hours_is_99_444_in_30_days_and_99_462_in_31() -> None:
    found = availability([down(5, 4)], START, MONTH, NOW, TARGET)
    assert found.share is not None
    assert (percent(found.share), found.met, minutes(found.left)) == ("99.444", False, "-196.8")
    assert (minutes(2597), minutes(-2597)) == ("43.2", "-43.2")  # cut off, nothing overstated
    longer = availability([down(5, 4)], START, MONTH + timedelta(days=1), NOW, TARGET)
    assert longer.share is not None
    assert percent(longer.share) == "99.462"


def test_the_very_budget_is_kept_and_one_second_more_is_not() -> None:
    assert availability([down(0, 0.72)], START, MONTH, NOW, TARGET).met
    assert not availability([down(0, 0.72 + 1 / 3600)], START, MONTH, NOW, TARGET).met


def test_overlapping_outages_count_once_and_agreed_windows_not_at_all() -> None:
    found = availability([down(5, 4), down(7, 4), down(5, 1)], START, MONTH, NOW, TARGET)
    assert (found.down, found.outages) == (6 * 3600, 3)
    planned = down(100, 10, planned="yes", agreed="yes")
    found = availability([planned, down(105, 10)], START, MONTH, NOW, TARGET)
    assert (found.down, found.excluded, found.service) == (5 * 3600, 10 * 3600, 710 * 3600)
    only_planned = availability([down(100, 10, planned="yes")], START, MONTH, NOW, TARGET)
    assert (only_planned.down, only_planned.apart, only_planned.service) == (0, 36_000, 2_592_000)
    assert "600" in only_planned.why.en  # told, though it does not count (A11)
    with pytest.raises(BadInput):
        down(1, 1, agreed="yes")
    with pytest.raises(BadInput):
        down(1, -1)


def test_an_open_outage_runs_until_now_and_other_systems_are_not_ours() -> None:
    running = made(outage.SHEET, system="U8", **{"from": (NOW - timedelta(hours=1)).isoformat()})
    found = availability([running], NOW - timedelta(days=1), NOW + timedelta(days=9), NOW, TARGET)
    assert (found.down, found.service, found.whole) == (3600, 86_400, 864_000)
    assert found.budget == 864  # of the whole period, also while it runs
    assert availability([running], START, NOW, NOW, TARGET, system="NC").down == 0


def test_outside_service_hours_nothing_is_lost() -> None:
    def office(a: int, b: int) -> int:
        return sum(1 for hour in range(a // 3600, b // 3600) if 8 <= hour % 24 < 18) * 3600

    found = availability([down(20, 4)], START, MONTH, NOW, TARGET, counted=office)
    assert (found.down, found.service) == (0, 300 * 3600)
    found = availability([down(16, 4)], START, MONTH, NOW, TARGET, counted=office)
    assert found.down == 2 * 3600
    nothing = availability([], START, MONTH, NOW, TARGET, counted=lambda _a, _b: 0)
    assert (nothing.share, nothing.met) == (None, None)


def test_the_loss_of_95_minutes_is_exact() -> None:
    assert str(outage.loss(95 * 60, Decimal(30_000))) == "47500.00"


@pytest.mark.parametrize("text", ["0", "100", "x", "-3", "", "1/0"])
def test_a_target_outside_its_range_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        outage.parse_target(text)


stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@given(stretches, stretches)
def test_merging_and_taking_away_are_sets_of_seconds(
    ours: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> None:
    def seconds(given: list[tuple[int, int]]) -> set[int]:
        return {one for a, b in given for one in range(a, b)}

    one, other = merged(ours), merged(taken)
    assert seconds(one) == seconds(ours)
    assert all(a[1] < b[0] for a, b in pairwise(one))
    assert seconds(without(one, other)) == seconds(ours) - seconds(taken)


# --- before and after ---


def measured(samples: list[object], **values: object) -> measurement.Measured:
    given: dict[str, object] = {
        "transaction": "查库存", "window": "09:00-10:00", "environment": "生产", "load": 40,
        "samples": ", ".join(str(one) for one in samples), **values,
    }  # fmt: skip
    return measurement_from(made(measurement.SHEET, **given))


def test_five_seconds_to_one_are_80_percent_and_100_to_150_are_50_more() -> None:
    found = compare(
        measured([5000] * 30, per_minute="100"), measured([1000] * 30, per_minute="150")
    )
    assert found.comparable
    assert {p: one_place(cut) for p, cut in found.cuts.items()} == {50: "80.0", 95: "80.0"}
    assert found.gain == 50
    assert found.better == {50: True, 95: True}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"window": "14:00-15:00"}, "window"),
        ({"window": ""}, "not given"),
        ({"environment": "测试"}, "environment"),
        ({"transaction": "过账"}, "transaction"),
        ({"load": 45}, "more than 10%"),
        ({"load": None}, "not given"),
        ({"volume": 5}, "not given"),
    ],
)
def test_unlike_workloads_get_no_verdict(values: dict[str, object], said: str) -> None:
    found = compare(measured([5000] * 30), measured([1000] * 30, **values))
    assert not found.comparable
    assert any(said in reason.en for reason in found.reasons)
    assert (found.cuts, found.gain, found.better) == ({}, None, {})


def test_29_samples_are_too_few_and_the_bound_itself_is_within() -> None:
    assert not compare(measured([5000] * 29), measured([1000] * 30)).comparable
    assert compare(measured([5000] * 30), measured([1000] * 30, load=44)).comparable
    assert not compare(measured([5000] * 30), measured([1000] * 30, load=44), 9).comparable


def test_overlapping_intervals_are_no_difference() -> None:
    a = measured([100 + n for n in range(40)])
    assert compare(a, measured([99 + n for n in range(40)])).better[50] is None


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=200), st.integers(1, 99))
def test_a_percentile_was_measured_and_splits_the_samples(found: list[int], p: int) -> None:
    samples = measurement.parse_samples(str(one) for one in found)
    value = measurement.percentile(samples, p)
    assert value in samples
    assert sum(one <= value for one in samples) * 100 >= p * len(samples)
    assert sum(one < value for one in samples) * 100 < p * len(samples)
    low, high = measurement.interval(samples, p)
    assert low <= value <= high


def test_samples_that_are_no_numbers_are_refused() -> None:
    for wrong in ("x", "-1", "NaN", "Infinity"):
        with pytest.raises(BadInput):
            measurement.parse_samples(["1", wrong])
    assert measurement.percentile(measurement.parse_samples(["3", "1", "2"]), 50) == 2
    assert one_place(Fraction(2, 3) * 100) == "66.6"
    assert one_place(Fraction(-1, 3)) == "-0.3"


# --- burn-down ---


def case(**errors: int) -> Entity:
    return of(None, burn.freeze({"name": "WMS"}, errors, 10_000, stamp(9), UTC))


def test_200_errors_less_to_20_are_90_percent_exactly() -> None:
    held = case(mapping=150, timeout=50)
    assert burn.burn_down(held).reduction is None
    after = of(held, burn.add_count(held, {"mapping": 12, "timeout": 8, "lock": 7}, 8_000,
                                    stamp(), NOW))  # fmt: skip
    found = burn.burn_down(after)
    assert (found.reduction, found.met, found.fresh) == (Fraction(90), True, {"lock": 7})
    assert found.latest is not None
    assert found.latest.rate(20) == Fraction(5, 2)
    worse = of(held, burn.add_count(held, {"mapping": 13, "timeout": 8}, 0, stamp(), NOW))
    assert not burn.burn_down(worse).met


def test_a_type_that_was_not_counted_allows_no_verdict() -> None:
    held = case(mapping=150, timeout=50)
    after = of(held, burn.add_count(held, {"mapping": 12}, 0, stamp(), NOW))
    found = burn.burn_down(after)
    assert (found.reduction, found.met, found.missing) == (None, None, ("timeout",))


def test_the_baseline_stays_whatever_is_counted_later_or_earlier() -> None:
    held = case(mapping=100)
    early = NOW - timedelta(days=40)
    after = of(
        held, burn.add_count(held, {"mapping": 10}, 0, stamp(), NOW),
        burn.add_count(held, {"mapping": 999}, 0, stamp(), early),
    )  # fmt: skip
    found = burn.burn_down(after)
    assert found.baseline is not None
    assert (dict(found.baseline.errors), found.left, found.reduction) == (
        {"mapping": 100},
        10,
        Fraction(90),
    )
    for wrong in (["x"], ["a=1", "a=2"], ["a=-1"], []):
        with pytest.raises(BadInput):
            burn.parse_counts(wrong)


# --- data quality ---

HEADS = ("code", "name", "unit", "site")
ROWS = [
    (2, ["A001", "轴承 6204", "个", "S1"]),
    (3, ["A002", "螺栓", "", "S1"]),
    (4, ["A001", "轴承6204", "个", "S9"]),
    (5, ["a001 ", "齿轮", "个", "S1"]),
    (6, ["Ａ００３", "垫片", "个", ""]),
    (7, ["A003", "垫片", "个", "S1"]),
]


def test_the_seeded_defects_are_found_and_nothing_else() -> None:
    wanted = Wanted(key=(0,), near=(0,), required=(2,), code=0, name=1, child=(3,), parents={"S1"})
    found = examine(ROWS, HEADS, wanted)
    assert [(one.rule, one.row, one.others) for one in found.defects] == [
        ("blank", 3, ()),
        ("duplicate", 4, (2,)),
        ("orphan", 4, ()),
        ("near", 5, (2,)),
        ("collision", 5, (2,)),
        ("near", 7, (6,)),
    ]
    assert found.counts == {"duplicate": 1, "near": 2, "blank": 1, "orphan": 1, "collision": 1}
    assert found.rows == 6


def test_a_clean_extract_is_clean_and_nothing_asked_is_refused() -> None:
    assert examine(ROWS[:1], HEADS, Wanted(key=(0,), required=(2,))).clean
    with pytest.raises(BadInput):
        examine(ROWS, HEADS, Wanted())
    assert examine([(2, ["", ""]), (3, ["", ""])], HEADS, Wanted(key=(0,), near=(1,))).clean


@given(st.lists(st.sampled_from(["A1", "a1", "Ａ1", "B2", " B2", "", "C-3", "C3"]), max_size=12))
def test_each_row_but_the_first_of_a_kind_is_a_duplicate(values: list[str]) -> None:
    rows = [(at, [one]) for at, one in enumerate(values, 2)]
    found = examine(rows, HEADS, Wanted(key=(0,), near=(0,)))
    kept = [data_quality.plain(one) for one in values if data_quality.plain(one)]
    assert found.counts["duplicate"] == len(kept) - len(set(kept))
    firsts = {data_quality.bare(one): one for one in reversed(kept)}
    assert found.counts["near"] == sum(firsts[data_quality.bare(one)] != one for one in kept)


# --- upgrade paths ---


def edge(a: str, b: str, **values: str) -> Entity:
    given = {"from": a, "to": b, "source": "厂商说明", **values}
    return made(upgrade_path.SHEET, **given)


def ways(found: upgrade_path.Plan) -> list[str]:
    return [one.end for one in found.hops]


def test_the_shortest_known_way_is_planned_and_an_unknown_one_is_asked_for() -> None:
    edges = [edge("12", "13"), edge("13", "15"), edge("13", "14"), edge("14", "15"),
             edge("15", "16"), edge("12", "16", allowed="no")]  # fmt: skip
    found = upgrade_path.plan(edges, "12", "16")
    assert ways(found) == ["13", "15", "16"]
    assert "12" in found.hops[0].backup.en
    long_first = [edge("a", "b"), edge("a", "c"), edge("c", "d"), edge("d", "z"), edge("b", "z")]
    assert ways(upgrade_path.plan(long_first, "a", "z")) == ["b", "z"]
    unknown = upgrade_path.plan(edges, "12", "17")
    assert not unknown.known
    assert "ask the vendor" in unknown.why.en
    assert not upgrade_path.plan(edges, "16", "12").known
    assert upgrade_path.plan(edges, "V12 ", "v12").known
    rumour = replace(edge("12", "16"), fields={"from": "12", "to": "16", "allowed": "yes"})
    assert ways(upgrade_path.plan([*edges, rumour], "12", "16")) == ["13", "15", "16"]  # no source


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14))
def test_no_way_is_shorter_than_the_planned_one(pairs: set[tuple[int, int]]) -> None:
    edges = [edge(str(a), str(b)) for a, b in sorted(pairs) if a != b]
    far = {0: 0}
    for _ in range(6):
        for a, b in pairs:
            if a in far:
                far[b] = min(far.get(b, 99), far[a] + 1)
    found = upgrade_path.plan(edges, "0", "5")
    assert found.known == (5 in far)
    if found.known:
        assert len(found.hops) == far[5]
        steps = [("0" if not n else found.hops[n - 1].end, one) for n, one in enumerate(found.hops)]
        assert all(one.start == before for before, one in steps)


PACK = """schema = "firstline.upgrade/1"
id = "x"
version = "2026.11"
source = "自编样例"
[[edge]]
from = "12"
to = "13"
conditions = "先结账"
[[edge]]
from = "12"
to = "16"
allowed = false
source = "公告 7"
"""


def test_edges_come_as_data_with_version_and_source() -> None:
    found, version = upgrade_path.parse_edges(PACK, "x.toml")
    assert (version, found[0]["source"], found[1]["allowed"]) == (
        "2026.11",
        "自编样例 (2026.11)",
        "no",
    )
    with pytest.raises(BadInput, match=r"x\.toml"):
        upgrade_path.parse_edges(PACK.replace('source = "自编样例"\n', ""), "x.toml")


def test_what_was_taken_off_the_list_is_no_step_and_no_outage() -> None:
    way, fault = edge("12", "16"), down(5, 4)
    gone, taken = (of(one, sheets.withdraw(one, stamp())) for one in (way, fault))
    assert not upgrade_path.plan([gone], "12", "16").known
    assert availability([taken], START, MONTH, NOW, TARGET).down == 0


def test_a_share_is_cut_off_and_never_rounded_up_to_its_target() -> None:
    assert percent(Fraction(999_999, 1_000_000)) == "99.999"
    assert percent(Fraction(9_989_999, 10_000_000)) == "99.899"
