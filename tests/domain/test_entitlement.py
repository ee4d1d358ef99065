"""The entitlement check: covered because …, not covered because …, to the second of a contract."""

from datetime import date, datetime, timedelta

import pytest
from ledger_makers import NAME, NOW, ZONE, Desk, after

from firstline.domain.ledger import acts
from firstline.domain.ledger.book import Ledger, ledger_from
from firstline.domain.ledger.entitlement import Code, Verdict, Wanted, check

ABOUT = {"covers": "remote,onsite", "products": "U8,NC", "contract": "HT-7 第三条"}


def made(*words: str, expires: date | None = None, **about: str) -> Ledger:
    """Return a ledger after bookings such as `grant 3`, described by ABOUT and `about`."""
    desk = Desk("甲")
    opened = acts.describe(None, NAME, {"unit": "session", **ABOUT, **about}, desk.stamp())
    entity = after(opened)
    for word in words:
        what, amount = word.split()
        more = {"expires": expires} if what == "grant" else {}
        entity = after(desk.book(ledger_from(entity), what, amount, **more), base=entity)
    return ledger_from(entity)


def asked(ledger: Ledger, at: datetime = NOW, product: str = "U8", service: str = "remote",
          amount: str = "") -> Verdict:  # fmt: skip
    return check([ledger], Wanted(service, at, product, amount), ZONE)


def test_it_says_why_it_is_covered() -> None:
    found = asked(made("grant 3", "consume 1"))
    assert found.covered
    assert found.by
    assert found.by.code is Code.COVERED
    assert found.by.words.en == (
        "“免费远程” has 2 sessions left, and 1 session is needed (HT-7 第三条)."
    )
    assert "还剩 2 次" in found.by.words.zh


@pytest.mark.parametrize(
    ("words", "more", "code"),
    [
        ((), {}, Code.NOTHING_GRANTED),
        (("grant 1", "consume 1"), {}, Code.USED_UP),
        (("grant 1", "reserve 1"), {}, Code.USED_UP),
        (("grant 1", "consume 2"), {}, Code.USED_UP),
        (("grant 1",), {"amount": "2"}, Code.TOO_LITTLE),
        (("grant 1",), {"product": "T+"}, Code.OTHER_PRODUCT),
        (("grant 1",), {"product": ""}, Code.OTHER_PRODUCT),
        (("grant 1",), {"service": "training"}, Code.NO_LEDGER),
        (("grant 1",), {"product": "u8", "service": "Remote"}, Code.COVERED),
    ],
)
def test_each_reason_has_its_code(words: tuple[str, ...], more: dict[str, str], code: Code) -> None:
    found = asked(made(*words), **more)  # type: ignore[arg-type]
    (ground,) = found.grounds
    assert ground.code is code
    assert found.covered is (code is Code.COVERED)
    assert ground.words.zh
    assert ground.words.en


def test_one_second_after_its_last_day_a_contract_covers_nothing() -> None:
    ledger = made("grant 3", valid_from="2026-12-01", valid_until="2026-12-31")
    begins = datetime(2026, 12, 1, tzinfo=ZONE)
    ends = datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZONE)
    second = timedelta(seconds=1)
    assert asked(ledger, begins - second).grounds[0].code is Code.NOT_YET
    assert asked(ledger, begins).covered
    assert asked(ledger, ends).covered
    assert asked(ledger, ends + second).grounds[0].code is Code.OVER


def test_a_grant_that_expired_is_said_to_have_expired() -> None:
    ledger = made("grant 3", expires=date(2026, 11, 23))
    assert asked(ledger).grounds[0].code is Code.EXPIRED
    assert asked(ledger, NOW - timedelta(days=1)).covered


def test_a_package_covers_by_its_dates_alone() -> None:
    ledger = made(sort="package", valid_until="2026-12-31")
    found = asked(ledger)
    assert found.by
    assert found.by.code is Code.PACKAGE
    assert not asked(ledger, NOW + timedelta(days=60)).covered
    quota = made("grant 1", "consume 1", sort="package")  # one with amounts is used up
    assert asked(quota).grounds[0].code is Code.USED_UP


def test_what_ends_first_is_used_first_and_every_ledger_is_told() -> None:
    late, soon = made("grant 3"), made("grant 3", expires=date(2026, 11, 30))
    empty = made("grant 1", "consume 1")
    for order in ([late, soon, empty], [empty, late, soon]):
        found = check(order, Wanted("remote", NOW, "NC"), ZONE)
        assert found.by
        assert found.by.standing
        assert found.by.standing.ledger is soon
        assert [one.code for one in found.grounds] == [Code.COVERED, Code.COVERED, Code.USED_UP]
