"""Installed systems: what ran when, which one a ticket is about, and how often each failed (S1)."""

from datetime import UTC, datetime, timedelta

from domain_tickets import opened
from health_makers import NOW, changed, made, of, stamp

from firstline.domain.health import installed, outage
from firstline.domain.health import sheet as sheets
from firstline.domain.health.installed import SHEET
from firstline.domain.interfaces import contract
from firstline.domain.registers import REGISTERS

U8 = {"name": "U8 总部", "product": "U8", "version": "V13.0", "sites": "总部, 一厂"}


def test_a_ticket_of_before_keeps_the_version_of_its_day() -> None:
    old = made(SHEET, 10, **U8)
    new = of(old, sheets.change(SHEET, old, {"version": "V16.1", "patch": "P2"}, stamp(2), UTC))
    then = installed.ran_at(new, NOW - timedelta(days=3), UTC)
    assert then is not None
    assert then.said == "V13.0"
    now = installed.ran_at(new, NOW, UTC)
    assert now is not None
    assert now.said == "V16.1 P2"
    assert installed.ran_at(new, NOW - timedelta(days=11), UTC) is None  # nothing is made up
    assert new.fields["version_since"] == "2026-11-22"


def test_a_stated_day_counts_and_the_day_of_the_change_begins_with_it() -> None:
    old = made(SHEET, 10, version_since="2026-01-01", released_on="2023-02-15", **U8)
    begun = installed.ran(old, UTC)[0].start
    assert begun == datetime(2026, 1, 1, tzinfo=UTC)
    late = changed(SHEET, old, version="V16.1", version_since="2026-11-20")
    assert late.fields.get("released_on") is None
    assert [one.version for one in installed.ran(late, UTC)] == ["V13.0", "V16.1"]
    assert installed.ran(late, UTC)[1].start == datetime(2026, 11, 20, tzinfo=UTC)
    today = changed(SHEET, old, version="V16.1")
    assert installed.ran(today, UTC)[1].start.date() == NOW.date()
    morning = NOW.replace(hour=0, minute=30)
    held = installed.ran_at(today, morning, UTC)
    assert held is not None
    assert held.version == "V13.0"


def test_a_ticket_finds_its_system_by_product_and_site_or_none() -> None:
    here = made(SHEET, 5, **U8)
    there = made(SHEET, 5, name="U8 二厂", product="u8", sites="二厂", version="V12")
    cloud = made(SHEET, 5, name="YonSuite", product="YonSuite", version="R6")
    held = (here, there, cloud)
    assert installed.system_for("U8", "一厂", held) == here
    assert installed.system_for("u8 ", "二厂", held) == there
    assert installed.system_for("U8", "越南厂", held) is None
    assert installed.system_for("yonsuite", "越南厂", held) == cloud
    assert installed.system_for("", "一厂", held) is None
    twin = made(SHEET, 5, name="U8 备用", product="U8", sites="一厂", version="V16", owner="王")
    assert installed.system_for("U8", "一厂", (*held, twin)) is None
    assert [one.code for one in installed.flags(twin, (*held, twin), NOW.date())] == ["twin"]
    ticket = opened(product="U8", site="一厂")
    assert installed.facts(ticket, held, UTC) == {"version": "V13.0"}
    assert installed.facts(opened(product="T+", site="一厂"), held, UTC) == {}


def test_incidents_are_counted_under_the_version_that_ran() -> None:
    old = made(SHEET, 60, **U8)
    new = of(old, sheets.change(SHEET, old, {"version": "V16.1"}, stamp(30), UTC))
    days = (59, 50, 40, 31, 29, 1, 90)  # the last lies before the register
    incidents = [NOW - timedelta(days=one) for one in days]
    first, second = installed.rates(new, incidents, NOW, UTC)
    assert (first.incidents, second.incidents) == (4, 2)
    assert (first.monthly, second.monthly) == ("4.0", "2.0")


def test_records_of_other_kinds_point_at_a_system_by_its_name() -> None:
    here = made(SHEET, 5, **U8)
    down = made(outage.SHEET, 1, system="u8 总部", **{"from": NOW.isoformat()})
    held = {
        "outage": [down, made(outage.SHEET, 1, system="WMS", **{"from": NOW.isoformat()})],
        "interface_contract": [
            made(contract.SHEET, 1, name="库存", source="WMS", target="U8 总部")
        ],
    }
    assert installed.linked(here, lambda kind: held.get(kind, [])) == {
        "outage": 1, "interface_contract": 1,
    }  # fmt: skip
    for kind, columns in installed.NAMED.items():
        sheet = REGISTERS.get(kind)
        if sheet is not None:
            assert {one.id for one in sheet.columns} >= set(columns)
    gone = of(here, sheets.withdraw(here, stamp()))
    assert installed.names((here, gone)) == ["U8 总部"]
