"""The state chart, row by row as sla.md has it."""

import pytest
from domain_tickets import at, opened, show, stamp

from firstline.domain.edits import edits
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.statuses import CHART, acts_of_move, legal_moves, open_pauses
from firstline.domain.ticket.ticket import EventKind, Leg, Status

S = Status
_ENDS = {S.RESOLVED, S.CANCELLED, S.DUPLICATE}

# status, events appended on entering it, the leg it pauses, its legal next statuses
ROWS = [
    (S.NEW, ["reported"], {}, {S.TRIAGED, S.IN_PROGRESS, S.WAITING_REQUESTER, S.WITH_VENDOR}),
    (S.TRIAGED, ["triaged", "priority"], {}, {S.IN_PROGRESS, S.WAITING_REQUESTER, S.WITH_VENDOR}),
    (S.IN_PROGRESS, ["started"], {}, {S.WAITING_REQUESTER, S.WITH_VENDOR}),
    (S.WAITING_REQUESTER, ["paused internal"], {Leg.INTERNAL: "waiting_requester"},
     {S.IN_PROGRESS, S.WITH_VENDOR}),
    (S.WITH_VENDOR, ["handed_off", "paused internal"], {Leg.INTERNAL: "waiting_vendor"},
     {S.IN_PROGRESS, S.WAITING_REQUESTER, S.WAITING_CUSTOMER_INFO}),
    (S.WAITING_CUSTOMER_INFO, ["resumed internal", "paused vendor"],
     {Leg.VENDOR: "waiting_customer_info"},
     {S.IN_PROGRESS, S.WAITING_REQUESTER, S.WITH_VENDOR}),
    (S.RESOLVED, ["resolved"], {}, None),
    (S.CLOSED, ["closed"], {}, None),
    (S.CANCELLED, ["cancelled"], {}, None),
    (S.DUPLICATE, ["duplicate"], {}, None),
]  # fmt: skip
ENDED = {S.RESOLVED: {S.CLOSED, S.IN_PROGRESS}, S.CLOSED: {S.IN_PROGRESS}}
NAMES = {
    S.NEW: "新建", S.TRIAGED: "已分级", S.IN_PROGRESS: "处理中", S.WAITING_REQUESTER: "等待报告人",
    S.WITH_VENDOR: "已交接厂商", S.WAITING_CUSTOMER_INFO: "厂商等我方资料", S.RESOLVED: "已恢复",
    S.CLOSED: "已关闭", S.CANCELLED: "已取消", S.DUPLICATE: "重复",
}  # fmt: skip


def said(acts: object) -> list[str]:
    assert isinstance(acts, tuple)
    return [f"{one.kind} {one.leg}" if one.leg else str(one.kind) for one in acts]


def entered(status: Status) -> list[str]:
    """Return the events that the last move to `status` appended."""
    ticket = at(status)
    last = ticket.events[-1].id.partition(".")[0]
    return said(tuple(one for one in ticket.events if one.id.startswith(f"{last}.")))


def test_the_chart_is_whole() -> None:
    assert set(CHART) == set(Status) == {row[0] for row in ROWS}
    assert {status: row.name.zh for status, row in CHART.items()} == NAMES


@pytest.mark.parametrize(("status", "appended", "paused", "goes_on"), ROWS)
def test_each_row(
    status: Status, appended: list[str], paused: dict[Leg, str], goes_on: set[Status] | None
) -> None:
    assert entered(status) == appended
    assert dict(CHART[status].pauses) == paused
    assert open_pauses(at(status)) == paused
    expected = ENDED.get(status, set()) if goes_on is None else goes_on | _ENDS
    assert set(CHART[status].next) == expected


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("to", Status)
def test_every_move_is_made_or_refused_with_those_that_are_legal(
    status: Status, to: Status
) -> None:
    ticket = at(status)
    if to in legal_moves(ticket):
        of = "T-9" if to is S.DUPLICATE else ""
        moved = show(ticket, edits.move(ticket, to, stamp(9), of=of))
        assert moved.status is to
        assert not moved.conflicts
        if to not in (S.RESOLVED, S.CLOSED, S.CANCELLED, S.DUPLICATE):
            vendor_stays = {Leg.VENDOR: "waiting_customer_info"}
            assert open_pauses(moved) in (
                dict(CHART[to].pauses), {**vendor_stays, **CHART[to].pauses},
            )  # fmt: skip
    else:
        with pytest.raises(Refused) as met:
            acts_of_move(ticket, to)
        for legal in legal_moves(ticket):
            assert legal in met.value.in_("en")
            assert CHART[legal].name.zh in met.value.in_("zh_CN")
        assert met.value.exit_code == 1


def test_work_goes_on_with_the_internal_clock_running_and_the_vendors_as_it_was() -> None:
    asked = at(S.WAITING_CUSTOMER_INFO)
    for to in (S.IN_PROGRESS, S.WAITING_REQUESTER):
        moved = show(asked, edits.move(asked, to, stamp(9)))
        assert open_pauses(moved)[Leg.VENDOR] == "waiting_customer_info"
        back = show(moved, edits.move(moved, S.WITH_VENDOR, stamp(10)))
        assert open_pauses(back) == {Leg.INTERNAL: "waiting_vendor"}


def test_resuming_work_ends_the_pause() -> None:
    waiting = at(S.WAITING_REQUESTER)
    assert said(acts_of_move(waiting, S.IN_PROGRESS)) == ["started", "resumed internal"]


def test_one_pause_gives_way_to_another() -> None:
    waiting = at(S.WAITING_REQUESTER)
    acts = acts_of_move(waiting, S.WITH_VENDOR)
    assert said(acts) == ["handed_off", "resumed internal", "paused internal"]


def test_a_second_hand_off_does_not_start_the_vendors_clock_anew() -> None:
    back = at(S.WITH_VENDOR)
    back = show(back, edits.move(back, S.IN_PROGRESS, stamp(8)))
    assert said(acts_of_move(back, S.WITH_VENDOR)) == ["paused internal"]


def test_the_vendor_may_ask_while_we_work_if_it_has_the_ticket() -> None:
    ours = at(S.IN_PROGRESS)
    assert S.WAITING_CUSTOMER_INFO not in legal_moves(ours)
    both = show(at(S.WITH_VENDOR), edits.move(at(S.WITH_VENDOR), S.IN_PROGRESS, stamp(8)))
    assert S.WAITING_CUSTOMER_INFO in legal_moves(both)
    assert said(acts_of_move(both, S.WAITING_CUSTOMER_INFO)) == ["paused vendor"]


@pytest.mark.parametrize("ended", [S.RESOLVED, S.CLOSED])
def test_reopening_goes_to_in_progress(ended: Status) -> None:
    ticket = at(ended)
    again = show(ticket, edits.move(ticket, S.IN_PROGRESS, stamp(9)))
    assert again.status is S.IN_PROGRESS
    assert again.events[-1].kind is EventKind.REOPENED
    assert open_pauses(again) == {}


def test_an_end_ends_every_pause() -> None:
    for status in (S.WAITING_REQUESTER, S.WITH_VENDOR, S.WAITING_CUSTOMER_INFO):
        ticket = at(status)
        assert open_pauses(show(ticket, edits.move(ticket, S.RESOLVED, stamp(9)))) == {}


def test_a_duplicate_names_what_it_repeats() -> None:
    with pytest.raises(BadInput, match="must name the ticket"):
        edits.move(opened(), S.DUPLICATE, stamp(1))
    made = edits.move(opened(), S.DUPLICATE, stamp(1), of="T-7")
    assert made.events[0].data == {"of": "T-7"}
