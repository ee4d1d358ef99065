"""Contacts: who is on duty at which hour, what is no longer fresh, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.contact import contact as contacts
from firstline.domain.contact.contact import Contact, age_days, is_stale, reachable, spans
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday 11:00 in Shanghai
STAMP = Stamp("e1", NOW, "李娜")


def weekday(day: date) -> bool:
    return day.isoweekday() < 6


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("hours", "when", "answers"),
    [
        ("24x7", "2026-11-29T02:00", True),
        ("1-5 08:30-17:30", "2026-11-27T08:30", True),
        ("1-5 08:30-17:30", "2026-11-27T17:30", False),
        ("1-5 08:30-17:30", "2026-11-29T02:00", False),  # Sunday night
        ("1-5 08:30-12:00 13:00-17:30", "2026-11-27T12:30", False),
        ("1-5 08:30-17:30; 6 09:00-12:00", "2026-11-28T09:30", True),
        ("1,3 08:00-09:00", "2026-11-25T08:30", True),
        ("5 20:00-06:00", "2026-11-28T05:59", True),  # Friday's night goes on
        ("5 20:00-06:00", "2026-11-28T06:00", False),
        ("5 20:00-06:00", "2026-11-27T05:00", False),
        ("W 08:30-24:00", "2026-11-27T23:59", True),
        ("W 08:30-24:00", "2026-11-28T10:00", False),
        ("", "2026-11-27T10:00", None),
        ("whenever", "2026-11-27T10:00", None),  # a later version's words
    ],
)
def test_who_is_on_duty(hours: str, when: str, answers: bool | None) -> None:
    found = Contact("c1", "热线", hours=hours)
    assert reachable(found, at(when), CHINA, weekday) is answers


def test_hours_are_those_of_the_contacts_own_zone() -> None:
    found = Contact("c1", "Hotline", hours="1-5 08:00-17:00", zone="Europe/Berlin")
    assert reachable(found, at("2026-11-24T10:00"), CHINA, weekday) is False
    assert reachable(found, at("2026-11-24T16:00"), CHINA, weekday) is True


@pytest.mark.parametrize("hours", ["1-5", "0-5 08:00-09:00", "1 8-9h", "x 08:00-09:00", "1 08:00"])
def test_hours_that_make_no_sense_are_refused(hours: str) -> None:
    with pytest.raises(BadInput):
        spans(hours)


@pytest.mark.parametrize(
    ("days", "stale"), [(None, True), (0, False), (180, False), (181, True), (-3, False)]
)
def test_what_nobody_verified_for_half_a_year_is_flagged(days: int | None, stale: bool) -> None:
    today = date(2026, 11, 28)
    verified = None if days is None else today - timedelta(days=days)
    found = Contact("c1", "热线", verified_on=verified)
    assert is_stale(found, today) is stale
    assert age_days(found, today) == (None if days is None else max(days, 0))


def test_a_contact_is_a_record_that_merges() -> None:
    values = {"name": " 用友  热线 ", "party": "hotline", "phone": "4006-600-588", "hours": "24x7"}
    made = rebase_entity(None, [contacts.change(None, "c1", values, STAMP)])
    assert made is not None
    assert contacts.contact_from(made).name == "用友 热线"
    other = contacts.change(made, "c1", {"needs": "服务识别码"}, Stamp("e2", NOW, "周海波"))
    checked = contacts.verify(made, date(2026, 11, 28), Stamp("e3", NOW, "李娜"))
    both = rebase_entity(made, [other, checked])
    assert both is not None
    shown = contacts.contact_from(both)
    assert (shown.needs, shown.verified_on, both.conflicts) == (
        "服务识别码", date(2026, 11, 28), ()
    )  # fmt: skip
    gone = rebase_entity(both, [contacts.withdraw(both, Stamp("e4", NOW, "李娜"))])
    assert gone is not None
    assert contacts.contacts([gone]) == []


def test_the_card_stands_in_the_order_of_who_is_called_first() -> None:
    records = [
        Entity("contact", str(at), {"name": name, "party": party})
        for at, (name, party) in enumerate(
            [("赵", "dba"), ("乙", "hotline"), ("甲", "hotline"), ("新", "of a later version")]
        )
    ]
    assert [one.name for one in contacts.contacts(records)] == ["乙", "甲", "赵", "新"]


@pytest.mark.parametrize(
    "values", [{"name": "  "}, {"party": "king"}, {"hours": "8-5"}, {"zone": "Mars/Base"}]
)
def test_what_is_wrong_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        contacts.check(values)
