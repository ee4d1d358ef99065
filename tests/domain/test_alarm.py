"""Alarms: quiet hours, how several are told, the words, and the thirty-second script."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from firstline.domain.alarm.alarm import Alarm, Notice, Way, crossings, notices, quiet_hours, sleeps
from firstline.domain.alarm.mark import Mark
from firstline.domain.alarm.words import headline, title, what_next, who
from firstline.domain.contact.contact import Contact
from firstline.domain.contact.hotline import Caller, Reach, card, script, to_call
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.ticket import Leg, Priority, Status, Ticket

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
TICKET = Ticket("t", "L-1", "库存账停了", AT, AT, priority=Priority.P1, impact=1, urgency=1,
                site="一厂", product="U8+", module="ST")  # fmt: skip
ME = Caller("李娜", "138", ZONE)


def alarm(number: str, percent: int = 50, late: int = 0, priority: str = "P2") -> Alarm:
    mark = Mark("ours", Leg.INTERNAL, "resolution", 1, percent)
    return Alarm(number, number, number, Priority(priority), "", 1000 - late, mark)


@pytest.mark.parametrize(
    ("start", "end", "hour", "minute", "holds"),
    [
        ("22:00", "07:00", 23, 0, True),
        ("22:00", "07:00", 6, 59, True),
        ("22:00", "07:00", 7, 0, False),
        ("22:00", "07:00", 21, 59, False),
        ("12:00", "13:00", 12, 0, True),
        ("12:00", "13:00", 13, 0, False),
    ],
)
def test_quiet_hours(start: str, end: str, hour: int, minute: int, *, holds: bool) -> None:
    quiet = quiet_hours(start, end, ZONE)
    assert quiet is not None
    now = AT.replace(hour=hour, minute=minute).astimezone(UTC)
    assert quiet.holds(now) is holds
    if holds:
        over = datetime.fromtimestamp(quiet.over_at(now), ZONE)
        assert over > now
        assert not quiet.holds(over)
        assert over - now < timedelta(days=1)


@pytest.mark.parametrize(("start", "end"), [("", ""), ("22:00", ""), ("7", "8"), ("9:00", "9:00")])
def test_no_quiet_hours(start: str, end: str) -> None:
    assert quiet_hours(start, end, ZONE) is None


def test_three_are_told_apart_and_four_together() -> None:
    several = [alarm(one) for one in "ABCD"]
    assert [one.way for one in notices(several[:3], 1000)] == [Way.CARD] * 3
    assert [one.way for one in notices(several, 1000)] == [Way.GROUP]


def test_what_was_missed_is_one_digest_with_the_worst_first() -> None:
    missed = [alarm("A", 50, 900), alarm("A", 75, 600), alarm("B", 50, 500, "P1")]
    digest, fresh = notices([*missed, alarm("C")], 1000)
    assert (digest.way, fresh.way) == (Way.DIGEST, Way.CARD)
    assert [(one.number, one.mark.percent) for one in digest.alarms] == [("B", 50), ("A", 75)]
    assert digest.is_urgent
    assert "2" in title(digest).zh
    assert "2 promises" in title(digest).en


def test_a_snoozed_ticket_rings_at_its_deadline_and_as_p1() -> None:
    assert sleeps(alarm("A", 90), 2000)
    assert not sleeps(alarm("A", 100), 2000)
    assert not sleeps(alarm("A", 50, 0, "P1"), 2000)
    assert not sleeps(alarm("A", 50), 900)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("leg", list(Leg))
@pytest.mark.parametrize("metric", ["first_response", "resolution", "next_reply"])
def test_every_alarm_says_what_to_do(status: Status, leg: Leg, metric: str) -> None:
    ticket = replace(TICKET, status=status, assignee="李娜")
    for percent in (50, 100):
        said = what_next(ticket, Mark("x", leg, metric, 1, percent))
        assert said.zh
        assert said.en
        assert said.zh != said.en
    assert who(ticket).zh.startswith("球在")


def test_the_deadline_is_called_one() -> None:
    assert headline(Mark("x", Leg.VENDOR, "resolution", 1, 100)).zh == "厂商段解决已到期"
    one = title(Notice(Way.CARD, (alarm("L-1", 75),)))
    assert one.zh == "L-1 内部段解决已用 75 %"


def test_the_script_holds_what_a_hotline_asks_for_and_takes_thirty_seconds() -> None:
    told = script(replace(TICKET, title="很长的标题" * 60, extra={"version": "V18"}), ME)
    for word in ("李娜", "一厂", "U8+", "V18", "11 月 24 日 10:00", "全厂", "L-1", "138"):
        assert word in told.zh
    assert len(told.zh) <= 200, "about 30 seconds at 6 to 7 characters a second"
    plain = script(replace(TICKET, title="Stock ledger stands still"), ME)
    assert len(plain.en.split()) <= 75
    assert "____" in plain.en, "a version that nobody knows is left open"


def test_the_card_comes_where_the_portal_is_no_way() -> None:
    phones = [
        Contact("1", "DBA", "dba", "1"), Contact("2", "伙伴", "partner", "2"),
        Contact("3", "热线", "hotline", "3"), Contact("4", "U9 热线", "hotline", "4",
                                                  products=("U9",)),
        Contact("5", "U8 热线", "hotline", "5", products=("u8+",)),
        Contact("6", "无号码", "hotline", ""),
    ]  # fmt: skip
    assert card(TICKET, Reach(at_portal=True, away=False), phones, ME) is None
    for reach in (Reach(at_portal=False, away=False), Reach(at_portal=True, away=True)):
        found = card(TICKET, reach, phones, ME)
        assert found is not None
        assert [one.id for one in found.contacts] == ["5", "2", "3"]
    assert [one.id for one in to_call(phones, "")] == ["2", "3", "4"]


def clock(metric: Metric, target_s: int, leg: Leg = Leg.VENDOR, *, replied: bool = False) -> Timer:
    return Timer(
        "v", leg, metric, 1, State.MET if replied else State.RUNNING, 0, target_s, target_s, None,
        target_s, achieved=60 if replied else None,
    )  # fmt: skip


def test_a_p2_at_80_percent_without_a_reply_asks_for_escalation() -> None:
    shares = {"v": (0.5, 0.75, 0.9)}
    reply, solve = clock(Metric.FIRST_RESPONSE, 7200), clock(Metric.RESOLUTION, 28_800)

    def percents(*timers: Timer, priority: str = "P2") -> list[tuple[int, int]]:
        return [(one.mark.percent, one.at) for one in crossings(timers, {}, shares, priority)]

    assert (80, 5760) in percents(reply, solve)
    assert (80, 23_040) in percents(reply, solve)
    assert 80 not in dict(percents(reply, solve, priority="P1"))
    assert 80 not in dict(percents(clock(Metric.FIRST_RESPONSE, 7200, replied=True), solve))
    assert 80 not in dict(percents(clock(Metric.FIRST_RESPONSE, 7200, Leg.INTERNAL)))
    ticket = replace(TICKET, priority=Priority.P2, status=Status.WITH_VENDOR)
    said = what_next(ticket, Mark("v", Leg.VENDOR, "resolution", 1, 80))
    assert "请求升级处理" in said.zh
    assert "ask to escalate now" in said.en
