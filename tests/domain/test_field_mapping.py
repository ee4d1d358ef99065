"""Mapped fields, the time box of a diagnosis, and rates beside counts (requirements S35)."""

from datetime import UTC, date, timedelta

import pytest
from health_makers import NOW, changed, made, of, stamp

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import burn_down
from firstline.domain.health.sheet import Flag
from firstline.domain.interfaces import mapping
from firstline.domain.interfaces.mapping import SHEET, checked
from firstline.domain.interfaces.transform import computable


def codes(flags: tuple[Flag, ...]) -> set[str]:
    return {one.code for one in flags}


def row(**values: object) -> Entity:
    return made(SHEET, source="cInvCode", target="sku", **values)


@pytest.mark.parametrize(
    ("transform", "value", "default", "expected", "state"),
    [
        ("", "A1", "", "A1", "passed"), ("trim|upper|pad:6", " a1 ", "", "0000A1", "passed"),
        ("cut:3", "ABCD", "", "ABC", "passed"), ("cut:3", "ABCD", "", "ABCD", "failed"),
        ("map:1=是;0=否", "0", "", "否", "passed"),
        ("map:1=是;0=否", "2", "未知", "未知", "passed"),
        ("number:2", "1,234.565", "", "1234.57", "passed"), ("number:2", "x", "", "0.00", "failed"),
        ("date:%Y-%m-%d>%Y%m%d", "2026-11-28", "", "20261128", "passed"),
        ("date:%Y-%m-%d>%Y%m%d", "28.11.2026", "", "20261128", "failed"),
        ("prefix:WH-|suffix:-1|replace:a>b", "a", "", "WH-b-1", "passed"),
        ("const:CNY", "USD", "", "CNY", "passed"), ("", "", "01", "01", "passed"),
        ("按仓库对照表转换", "A1", "", "A1", "unchecked"), ("upper", "a", "", "", "unchecked"),
    ],
)  # fmt: skip
def test_a_test_value_is_tried(
    transform: str, value: str, default: str, expected: str, state: str
) -> None:
    held = row(transform=transform, test_value=value, default=default, expected=expected,
               owner="王磊")  # fmt: skip
    assert checked(held).state == state, checked(held).why.en
    assert codes(mapping.flags(held)) == (set() if state == "passed" else {state})


def test_what_was_delivered_counts_before_what_was_reckoned() -> None:
    held = row(transform="upper", test_value="a", expected="A", actual="a")
    assert (checked(held).state, checked(held).got) == ("failed", "a")
    words = row(transform="查表", expected="A", actual="A")
    assert checked(words).state == "passed"


def test_half_a_transform_is_refused_and_so_is_a_secret() -> None:
    assert not computable("upper|pad")
    with pytest.raises(BadInput):
        row(transform="upper|pad:x")
    with pytest.raises(BadInput):
        row(default="token=abc123")
    assert "no_owner" in codes(mapping.flags(row()))


def case(days: int, peak: str = "", due: str = "") -> Entity:
    values = {"name": "WMS", "due": due, "peak_on": peak}
    return of(None, burn_down.freeze(values, {"超时": 150, "映射": 50}, 10_000, stamp(days), UTC))


def counted(held: Entity, errors: dict[str, int], messages: int = 10_000) -> burn_down.BurnDown:
    edit = burn_down.add_count(held, errors, messages, stamp(), NOW)
    return burn_down.burn_down(of(held, edit))


def test_a_diagnosis_has_two_weeks_unless_another_day_is_given() -> None:
    ends = NOW + timedelta(days=burn_down.TIME_BOX_DAYS)
    assert case(0).fields["due"] == ends.date().isoformat()
    assert case(0, due="2026-12-31").fields["due"] == "2026-12-31"


def test_two_hundred_to_twenty_is_ninety_percent_exactly_and_new_types_stay_seen() -> None:
    found = counted(case(3), {"超时": 15, "映射": 5, "锁等待": 7})
    assert found.reduction == 90
    assert found.met is True
    assert "new_types" in codes(burn_down.flags(found, NOW.date()))
    assert "锁等待=7" in burn_down.flags(found, NOW.date())[0].why.zh
    worse = counted(case(3), {"超时": 16, "映射": 5})
    assert worse.met is False
    hidden = counted(case(3), {"超时": 15})
    assert (hidden.reduction, codes(burn_down.flags(hidden, NOW.date()))) == (None, {"missing"})


@pytest.mark.parametrize(
    ("errors", "messages", "rate"), [(200, 10_000, "20.00"), (20, 9_800, "2.04"), (3, 0, "")]
)
def test_the_rate_is_of_a_thousand_messages(errors: int, messages: int, rate: str) -> None:
    count = burn_down.Count(NOW, {"超时": errors}, messages)
    assert burn_down.per_thousand(count, errors) == rate


def test_the_time_box_and_the_peak_season_are_watched() -> None:
    today = NOW.date()
    late = burn_down.burn_down(case(15))
    assert codes(burn_down.flags(late, today)) == {"overdue"}
    assert not codes(burn_down.flags(burn_down.burn_down(case(14)), today))
    near = burn_down.burn_down(case(1, peak="2026-12-08", due="2026-12-01"))
    assert codes(burn_down.flags(near, today)) == {"peak_near"}
    far = burn_down.burn_down(case(1, peak="2026-12-09", due="2026-12-01"))
    assert not burn_down.flags(far, today)
    after = burn_down.burn_down(case(1, peak="2026-11-20", due="2026-12-01"))
    assert codes(burn_down.flags(after, today)) == {"after_peak"}
    done = counted(case(20), {"超时": 0, "映射": 0})
    assert not burn_down.flags(done, date(2027, 1, 1))


def test_a_case_tells_of_its_own_mapping_alone() -> None:
    held = case(1)
    good = row(case="wms", expected="A", test_value="A", owner="王磊")
    bad = made(SHEET, source="cWhCode", target="wh", case="WMS", expected="1", test_value="2")
    other = made(SHEET, source="cWhCode", target="wh", case="POS", expected="1", test_value="2")
    rows = mapping.of_case(held, [good, bad, other])
    assert mapping.counted(rows) == {"passed": 1, "failed": 1, "unchecked": 0}
    (flag,) = mapping.case_flags(rows)
    assert "2 mapped fields: 1 failed" in flag.why.en
    mended = changed(SHEET, bad, transform="map:2=1")
    assert not mapping.case_flags(mapping.of_case(held, [good, mended]))
