"""Identifiers: sortable by their millisecond, unlike each other, and derived ones always alike."""

import uuid
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id, new_id
from firstline.domain.instants import epoch, from_epoch, iso, parse_instant

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
instants = st.integers(86_400, 7_258_000_000_000).map(
    lambda ms: datetime.fromtimestamp(ms / 1000, UTC)
)


@given(instants)
def test_version_and_variant_and_time(now: datetime) -> None:
    made = uuid.UUID(new_id(now))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == (now - from_epoch(0)) // timedelta(milliseconds=1)


@example(datetime(1971, 1, 30, 14, 10, 1, 428_000, UTC), 1)  # a float would lose the millisecond
@given(instants, st.integers(1, 10**9))
def test_they_sort_by_their_millisecond(now: datetime, milliseconds: int) -> None:
    later = now + timedelta(milliseconds=milliseconds)
    assert new_id(now) < new_id(later)


def test_no_two_are_alike() -> None:
    assert len({new_id(NOW) for _ in range(10_000)}) == 10_000


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=5)))
def test_a_derived_id_is_a_name_of_rfc_9562(parts: list[str]) -> None:
    space = uuid.UUID("6f6c1f0e-6d0e-5c55-9d7e-9a4f3c1f7a10")
    assert derived_id(*parts) == str(uuid.uuid5(space, "\x1f".join(parts)))


def test_derived_ids_depend_on_every_part_and_its_place() -> None:
    assert derived_id("file", "7") == derived_id("file", "7")
    assert len({derived_id("a", "bc"), derived_id("ab", "c"), derived_id("bc", "a")}) == 3


def test_an_instant_keeps_its_offset_and_takes_the_zone_without_one() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert iso(parse_instant("2026-11-23T10:00:00-05:00", zone)) == "2026-11-23T10:00:00-05:00"
    assert iso(parse_instant(" 2026-11-23 10:00 ", zone)) == "2026-11-23T10:00:00+08:00"
    assert parse_instant("2026-11-23T02:00:00Z", zone) == NOW - timedelta(hours=8)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-02-30", "2026-11-23T25:00", "0001-01-01T00:00:00+08:00",
     "9999-12-31T23:59:59-12:00", "1969-12-31", "2200-01-01", "２０２６", "2026-11-23T10:00+99:00"],
)  # fmt: skip
def test_impossible_instants_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="is not a valid time"):
        parse_instant(text, UTC)


@given(instants)
def test_epoch_seconds_round_down_and_come_back(now: datetime) -> None:
    zone = timezone(timedelta(hours=8))
    assert from_epoch(epoch(now), zone) == now.replace(microsecond=0)
