"""How old a service-level pack is: after twelve months it is to be looked at again (S4)."""

from collections.abc import Iterable
from datetime import date, timedelta

from firstline.domain.sla.agreement import Agreement
from firstline.domain.words import Text

MONTHS = 12


def stated_on(as_of: str) -> date | None:
    """Return the last day that an `as_of` means: of a year or a month its end; None for none."""
    parts = as_of.strip().split("-")
    try:
        if len(parts) == 1:
            return date(int(parts[0]), 12, 31)
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return date.fromisoformat(as_of.strip())
    except ValueError:
        return None


def review_on(as_of: str) -> date | None:
    """Return the first day on which what was stated then is older than twelve months."""
    day = stated_on(as_of)
    if day is None:
        return None
    try:
        return day.replace(year=day.year + 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year + 1, 3, 1)


def out_of_date(agreement: Agreement, today: date) -> Text | None:
    """Return that a pack is older than twelve months, or that nobody wrote of when it is.

    Our own promises to the shop floor are nobody's policy: without a day they are not told.
    """
    on, said = review_on(agreement.as_of), agreement.as_of.strip()
    if on is not None and today >= on:
        return Text(
            f"这份服务级别是 {said} 的,已超过 {MONTHS} 个月:请向厂商或当地服务中心核对最新版。",
            f"These service levels are of {said}, more than {MONTHS} months old: ask the vendor "
            "or the local service centre for the current ones.",
        )
    if on is None and agreement.counterparty != "internal":
        return Text(
            "这份服务级别没有写明是哪一天的,不知道是否过时。",
            "Nobody wrote of which day these service levels are: they may be out of date.",
        )
    return None


def to_review(agreements: Iterable[Agreement]) -> list[tuple[Agreement, date]]:
    """Return the verified packs with the day on which each is to be looked at again.

    What is not verified is called so wherever it is shown, and needs no reminder.
    """
    found = [(one, review_on(one.as_of)) for one in agreements if one.verified]
    return [(one, day) for one, day in found if day is not None]
