"""Service-level packs grow old, which is said; without a source none is verified (S4)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from firstline.domain.packs.pack_age import out_of_date, review_on, stated_on
from firstline.domain.packs.packs import parse_agreement
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.sources import packs_of_old
from firstline.domain.sla.agreement import Agreement

PACK = """schema = "firstline.sla/1"
id = "contract"
title_zh = "合同"
counterparty = "{party}"
{more}
[[target]]
priority = "P3"
clock = "24x7"
respond_minutes = 30
"""


def pack(more: str = "", party: str = "vendor") -> Agreement:
    return parse_agreement(PACK.format(more=more, party=party), "contract.toml")


@pytest.mark.parametrize(
    ("as_of", "last", "review"),
    [("2023", date(2023, 12, 31), date(2025, 1, 1)), ("2025-11", date(2025, 11, 30),
     date(2026, 12, 1)), ("2025-12", date(2025, 12, 31), date(2027, 1, 1)),
     ("2024-02-29", date(2024, 2, 29), date(2025, 3, 1)),
     ("2025-11-24", date(2025, 11, 24), date(2026, 11, 25)), ("", None, None),
     ("soon", None, None)],
)  # fmt: skip
def test_a_day_a_month_or_a_year_is_old_after_twelve_months(
    as_of: str, last: date | None, review: date | None
) -> None:
    assert stated_on(as_of) == last
    assert review_on(as_of) == review


def test_an_old_pack_says_so_from_the_day_after_twelve_months_on() -> None:
    held = pack('as_of = "2025-11-24"')
    assert out_of_date(held, date(2026, 11, 24)) is None
    told = out_of_date(held, date(2026, 11, 25))
    assert told is not None
    assert "已超过 12 个月" in told.zh
    undated = out_of_date(pack(), date(2026, 11, 24))
    assert undated is not None
    assert "没有写明" in undated.zh
    assert out_of_date(pack(party="internal"), date(2026, 11, 24)) is None


def test_a_pack_without_a_source_is_not_verified() -> None:
    assert not pack("verified = true").verified
    assert pack('verified = true\nsource = "合同 HT-7"').verified


def test_a_verified_pack_is_to_be_reviewed_once_and_another_version_anew() -> None:
    held = pack('verified = true\nsource = "合同"\nas_of = "2025-11-24"\nversion = "1"')
    now = datetime(2026, 11, 25, 3, tzinfo=UTC)
    given = Given(lambda _kind: (), now, UTC, agreements=(held, pack('as_of = "2020"')))
    (one,) = packs_of_old(given)
    assert one.at == int((now.replace(hour=8)).timestamp())
    assert "contract" in one.title.zh
    later = Given(lambda _kind: (), now - timedelta(days=300), UTC, agreements=(
        pack('verified = true\nsource = "合同"\nas_of = "2026-11"\nversion = "2"'),
    ))  # fmt: skip
    assert next(iter(packs_of_old(later))).series != one.series
