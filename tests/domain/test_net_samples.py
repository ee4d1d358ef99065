"""A day's samples of a network: p95 by shift, too few samples, and what stops a cloud gate."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from health_makers import NOW, changed, made

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.stops import stops
from firstline.domain.interfaces import network
from firstline.domain.interfaces.network import SHEET, Sample
from firstline.domain.interfaces.network_profile import parse_profiles
from firstline.domain.routing.shifts import USUAL, parse_shifts
from firstline.system.resources import read_text

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)  # 06:00 in Shanghai: the early shift begins
PROFILES = parse_profiles(read_text("packs", "health", "network_profiles.toml"), "x")
DAY = 24 * 60


def day(minutes: int = DAY, slow_at_night: int = 0) -> list[Sample]:
    """Return a sample a minute; in each shift the milliseconds 20…119, slower at night."""
    found = []
    for n in range(minutes):
        night = slow_at_night if n >= 16 * 60 else 0
        at = START + timedelta(minutes=n)
        took = Decimal(20 + n % 100 + night)
        found.append(Sample(at, took, Decimal(0), Decimal(30 if n % 20 else 18)))
    return found


def recorded(samples: list[Sample], profile: str = "remote", **more: object) -> Entity:
    values = network.values_of(samples, USUAL, ZONE, ("day.csv", "0" * 64))
    limits = PROFILES[profile].values
    return made(SHEET, name="东莞仓专线", project="上云", **{**values, **limits, **more})


def test_a_day_gives_the_p95_of_each_shift() -> None:
    found, outside = network.figures(day(slow_at_night=100), USUAL, ZONE)
    told = [(one.shift, one.n, one.p50, one.p95, one.mbps) for one in found]
    assert told == [
        ("early", 480, Decimal(67), Decimal(113), Decimal(18)),
        ("late", 480, Decimal(67), Decimal(115), Decimal(18)),
        ("night", 480, Decimal(169), Decimal(215), Decimal(18)),
    ]
    assert outside == 0
    two = parse_shifts(["day 白班/Day 08:00-20:00"])
    (only,), outside = network.figures(day(), two, ZONE)
    assert (only.n, outside) == (720, 720)


def test_each_shift_has_its_own_verdict_and_n() -> None:
    held = recorded(day(slow_at_night=100))
    told = [(one.figures.shift, one.state) for one in network.verdicts(held)]
    assert told == [("early", "ok"), ("late", "ok"), ("night", "bad")]
    why = network.verdicts(held)[2].why.en
    assert "n=480" in why
    assert "215 ms (≤ 150 ms)" in why
    (flag,) = network.flags(held)
    assert (flag.code, flag.stops) == ("bad", True)
    assert not network.flags(changed(SHEET, held, limit_p95_ms=215))
    assert [one.code for one in network.flags(recorded(day(), "cloud"))] == ["bad"] * 3


def test_too_few_samples_of_a_shift_are_no_verdict_and_stop() -> None:
    held = recorded(day(16 * 60 + 59))  # 59 minutes of the night
    assert [one.state for one in network.verdicts(held)] == ["ok", "ok", "few"]
    assert "59 samples (at least 60)" in network.verdicts(held)[2].why.en
    assert {one.code for one in network.flags(held)} == {"few", "short"}
    none = recorded(day(8 * 60))
    assert [one.figures.n for one in network.verdicts(none)] == [480, 0, 0]
    assert network.flags(recorded(day(16 * 60 + 60)))[0].code == "short"
    bare = made(SHEET, name="x")
    assert [one.code for one in network.flags(bare)] == ["not_sampled"]


def test_what_was_not_measured_is_no_good_result() -> None:
    bare = [Sample(one.at, one.latency_ms) for one in day()]
    held = recorded(bare)
    assert [one.state for one in network.verdicts(held)] == ["few"] * 3
    assert "loss was not measured" in network.verdicts(held)[0].why.en
    free = changed(SHEET, held, limit_loss_percent="", limit_mbps="")
    assert [one.state for one in network.verdicts(free)] == ["ok"] * 3
    unlimited = changed(SHEET, free, limit_p95_ms="")
    assert [one.state for one in network.verdicts(unlimited)] == ["few"] * 3
    with pytest.raises(BadInput):
        changed(SHEET, held, limit_mbps="fast")


def test_a_sample_without_an_answer_is_a_loss_and_no_latency() -> None:
    some = [Sample(one.at, None if n % 100 == 0 else one.latency_ms) for n, one in enumerate(day())]
    early = network.figures(some, USUAL, ZONE)[0][0]
    assert (early.n, early.loss) == (480, Decimal("1.042"))  # 5 of 480
    told = [Sample(one.at, one.latency_ms, Decimal(n % 2)) for n, one in enumerate(day())]
    assert network.figures(told, USUAL, ZONE)[0][0].loss == Decimal("0.500")


def test_a_network_that_is_not_good_enough_stops_its_project() -> None:
    bad, good = recorded(day(slow_at_night=100)), recorded(day())
    held = {"net_sample": [bad]}
    found = stops(lambda kind: held.get(kind, []), NOW, "上云")
    assert [(one.kind, one.project) for one in found] == [("net_sample", "上云")]
    held = {"net_sample": [good]}
    assert not stops(lambda kind: held.get(kind, []), NOW, "上云")
    held = {"net_sample": [bad]}
    assert not stops(lambda kind: held.get(kind, []), NOW, "NC 升级")
