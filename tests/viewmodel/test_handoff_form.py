"""The vendor lane: legal acts only, and receipt starts the vendor's clock at its own instant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.edit import Edit, Stamp
from firstline.domain.edits import open_ticket
from firstline.domain.errors import BadInput
from firstline.domain.ids import new_id
from firstline.domain.rebase import rebase
from firstline.domain.statuses import open_pauses
from firstline.domain.ticket import EventKind, Leg, Status, Ticket
from firstline.domain.vendor_expert import vendor_expert
from firstline.viewmodel import times
from firstline.viewmodel.handoff import LaneAct, VendorForm, makers, offered

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOW = START + timedelta(hours=3)


def stamp(now: datetime = NOW) -> Stamp:
    return Stamp(new_id(now), now, "王磊")


def after(ticket: Ticket | None, edit: Edit) -> Ticket:
    shown = rebase(ticket, [edit])
    assert shown is not None
    return shown


def fresh() -> Ticket:
    return after(None, open_ticket(stamp(START), "t1", {"title": "x"}))


def done(ticket: Ticket, form: VendorForm) -> Ticket:
    return after(ticket, makers(form, ticket, NOW, ZONE)(ticket, stamp()))


def test_only_legal_acts_are_offered_along_the_way() -> None:
    ticket = fresh()
    assert offered(ticket) == (LaneAct.HAND_OFF,)
    ticket = done(ticket, VendorForm(LaneAct.HAND_OFF))
    assert ticket.status is Status.WITH_VENDOR
    assert offered(ticket) == (LaneAct.RECEIPT,)
    ticket = done(ticket, VendorForm(LaneAct.RECEIPT, case_no="C-1", proof="回执"))
    assert ticket.case_no == "C-1"
    assert offered(ticket) == (LaneAct.REPLIED, LaneAct.ASKS_INFO, LaneAct.EXPERT)
    ticket = done(ticket, VendorForm(LaneAct.ASKS_INFO, text="要日志"))
    assert ticket.status is Status.WAITING_CUSTOMER_INFO
    assert open_pauses(ticket)[Leg.VENDOR] == "waiting_customer_info"
    assert offered(ticket) == (LaneAct.REPLIED, LaneAct.INFO_SENT, LaneAct.EXPERT)
    ticket = done(ticket, VendorForm(LaneAct.INFO_SENT))
    assert ticket.status is Status.WITH_VENDOR
    assert Leg.VENDOR not in open_pauses(ticket)


def test_the_expert_whom_the_vendor_assigned_is_noted_and_moves_no_clock() -> None:
    ticket = done(fresh(), VendorForm(LaneAct.HAND_OFF, when="12:00", proof="电话记录"))
    status, events = ticket.status, len(ticket.events)
    ticket = done(ticket, VendorForm(LaneAct.EXPERT, text="陈工"))
    ticket = done(ticket, VendorForm(LaneAct.EXPERT, text="刘工"))
    assert vendor_expert(ticket) == "刘工"
    assert (ticket.status, len(ticket.events)) == (status, events + 2)
    assert ticket.events[-1].data["old"] == "陈工"
    with pytest.raises(BadInput):
        done(ticket, VendorForm(LaneAct.EXPERT))


def test_a_receipt_keeps_both_instants() -> None:
    ticket = done(fresh(), VendorForm(LaneAct.HAND_OFF))
    ticket = done(ticket, VendorForm(LaneAct.RECEIPT, when="12:30", proof="回执"))
    receipt = [one for one in ticket.events if one.kind is EventKind.HANDED_OFF][-1]
    assert receipt.received_at == datetime(2026, 11, 23, 12, 30, tzinfo=ZONE)
    assert receipt.at <= receipt.received_at


def test_a_hand_off_received_before_now_is_one_act() -> None:
    ticket = done(fresh(), VendorForm(LaneAct.HAND_OFF, when="12:00", proof="电话记录"))
    sent = next(one for one in ticket.events if one.kind is EventKind.HANDED_OFF)
    assert sent.received_at == datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
    assert sent.at == sent.received_at


@pytest.mark.parametrize("when", ["13:01", "25:00", "昨天", "2026-13-01 10:00", "09:59"])
def test_times_that_cannot_be_are_refused_with_a_sentence(when: str) -> None:
    ticket = fresh()
    with pytest.raises(BadInput):
        makers(VendorForm(LaneAct.HAND_OFF, when=when), ticket, NOW - timedelta(minutes=2), ZONE)


def test_the_minute_of_the_report_is_not_before_it() -> None:
    ticket = replace(fresh(), created_at=NOW.replace(minute=0, second=40) - timedelta(hours=1))
    typed = f"{ticket.created_at.astimezone(ZONE):%H:%M}"
    sent = makers(VendorForm(LaneAct.HAND_OFF, when=typed), ticket, NOW, ZONE)(ticket, stamp())
    kept = [one.received_at for one in after(ticket, sent).events if one.received_at]
    assert kept == [ticket.created_at]


def test_an_empty_receipt_is_refused() -> None:
    ticket = done(fresh(), VendorForm(LaneAct.HAND_OFF))
    with pytest.raises(BadInput):
        makers(VendorForm(LaneAct.RECEIPT), ticket, NOW, ZONE)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("", "2026-11-23T13:00:00+08:00"),
        ("9:05", "2026-11-23T09:05:00+08:00"),
        ("9：05", "2026-11-23T09:05:00+08:00"),
        ("11-22 23:10", "2026-11-22T23:10:00+08:00"),
        ("12/31 08:00", "2025-12-31T08:00:00+08:00"),
        ("2026-11-01 10:00:30", "2026-11-01T10:00:30+08:00"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, iso: str) -> None:
    assert times.read(text, NOW, ZONE).astimezone(ZONE).isoformat() == iso
