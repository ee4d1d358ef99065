"""The drill of S38: a missed update is flagged and rings; without its review no end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from firstline.domain.alarm.alarm import finder
from firstline.domain.desk import Desk
from firstline.domain.edits.arbiter import Outcome, judge
from firstline.domain.edits.codec import ticket_from_json, ticket_to_json
from firstline.domain.edits.edits import Edit, Stamp, move
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Problem, Refused
from firstline.domain.ids import derived_id
from firstline.domain.instants import epoch
from firstline.domain.major.acts import improvements, write
from firstline.domain.major.major import Entry, Major, major_of
from firstline.domain.major.words import said_of_major
from firstline.domain.packs.calendar_packs import parse_calendar
from firstline.domain.sla.calendar import Calendar
from firstline.domain.ticket.ticket import Event, EventKind, Priority, Status, Ticket

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)  # a Tuesday
REPORTED = Event("r.0", EventKind.REPORTED, AT)
TICKET = Ticket("t", "L-1", "全厂停机", AT, AT, priority=Priority.P1, events=(REPORTED,))
REVIEW = {
    "timeline": "10:00 停机\n11:20 恢复", "found": "车间来电", "restored": "切换备机",
    "whys": "为什么停?主机断电\n为什么断电?UPS 失效\n为什么失效?电池过期",
    "improvements": "换电池 | 王磊 | 2026-12-10\n每季测试 | 李娜 | 2026-12-20",
}  # fmt: skip


class Drill:
    """One ticket and a clock; each act is laid over the ticket at once."""

    def __init__(self, ticket: Ticket = TICKET, who: str = "李娜") -> None:
        self.ticket = ticket
        self.now = AT
        self.who = who
        self._count = 0

    def stamp(self) -> Stamp:
        self._count += 1
        return Stamp(derived_id(self.who, str(self._count)), self.now, self.who)

    def say(self, entry: Entry, text: str = "", fields: Mapping[str, str] | None = None) -> Edit:
        edit = write(self.ticket, entry, self.stamp(), text=text, fields=fields)
        self.ticket = rebase(self.ticket, (edit,)) or self.ticket
        return edit

    def move(self, to: Status) -> Edit:
        edit = move(self.ticket, to, self.stamp())
        self.ticket = rebase(self.ticket, (edit,)) or self.ticket
        return edit

    @property
    def major(self) -> Major:
        found = major_of(self.ticket)
        assert found is not None
        return found


@pytest.fixture
def drill() -> Drill:
    made = Drill()
    made.say(Entry.DECLARED, fields={"commander": "周海波", "scribe": "李娜"})
    return made


def test_any_ticket_can_be_declared_with_its_roles(drill: Drill) -> None:
    major = drill.major
    assert (major.commander, major.scribe, major.by) == ("周海波", "李娜", "李娜")
    assert major.update_due == AT + timedelta(minutes=30)
    drill.say(Entry.COMMANDER, "王磊")
    assert drill.major.commander == "王磊"
    other = Drill(replace(TICKET, priority=Priority.P3))
    other.say(Entry.DECLARED, fields={"every": "15"})
    assert other.major.update_due == AT + timedelta(minutes=15)


def test_a_missed_update_is_flagged_and_rings(drill: Drill) -> None:
    find = finder(Desk())
    assert not drill.major.missed(AT + timedelta(minutes=30))
    assert drill.major.missed(AT + timedelta(minutes=30, seconds=1))
    (due,) = find((), drill.ticket)
    assert due.at == epoch(AT) + 1800
    drill.now = AT + timedelta(minutes=28)
    drill.say(Entry.UPDATE, fields={"known": "主机断电"})
    assert drill.major.update_due == AT + timedelta(minutes=58)
    (later,) = find((), drill.ticket)
    assert later.mark != due.mark
    assert later.at == epoch(AT) + 58 * 60
    following = (AT + timedelta(minutes=40)).isoformat()
    drill.say(Entry.UPDATE, "马上再报", fields={"next": following})
    assert drill.major.update_due == AT + timedelta(minutes=40)


def test_without_its_review_it_cannot_end(drill: Drill) -> None:
    drill.move(Status.RESOLVED)
    with pytest.raises(Refused, match="cannot end before its review") as refused:
        drill.move(Status.CLOSED)
    assert refused.value.next_step.zh
    drill.say(Entry.REVIEW, fields=REVIEW)
    drill.move(Status.CLOSED)
    assert drill.ticket.status is Status.CLOSED


@pytest.mark.parametrize("to", [Status.CANCELLED, Status.DUPLICATE])
def test_no_other_end_goes_round_it(drill: Drill, to: Status) -> None:
    with pytest.raises(Refused, match="review"):
        move(drill.ticket, to, drill.stamp(), of="other")
    with pytest.raises(BadInput):
        drill.say(Entry.WITHDRAWN)
    drill.say(Entry.WITHDRAWN, "误报:只是一台打印机")
    assert major_of(drill.ticket) is None
    move(drill.ticket, to, drill.stamp(), of="other")


def test_declared_again_it_needs_a_review_of_its_own(drill: Drill) -> None:
    drill.move(Status.RESOLVED)
    drill.say(Entry.REVIEW, fields=REVIEW)
    drill.say(Entry.WITHDRAWN, "重来")
    drill.move(Status.IN_PROGRESS)
    drill.say(Entry.DECLARED)
    drill.move(Status.RESOLVED)
    with pytest.raises(Refused):
        drill.move(Status.CLOSED)


def test_the_portal_refuses_a_close_that_did_not_know_of_it() -> None:
    """Somebody declares it, and another closes the ticket offline: the close is sent back."""
    resolved = Drill()
    resolved.move(Status.RESOLVED)
    offline = Drill(resolved.ticket)
    close = move(offline.ticket, Status.CLOSED, Stamp("close", AT, "王磊"), text="已确认恢复")
    declaring = Drill(resolved.ticket, "王磊")
    declaring.ticket = replace(resolved.ticket, status=Status.IN_PROGRESS)
    declared = declaring.say(Entry.DECLARED)
    doc = judge(ticket_to_json(resolved.ticket), declared).doc
    verdict = judge(doc, close)
    assert (verdict.outcome, verdict.code) == (Outcome.REJECTED, "review-missing")
    assert "复盘" in verdict.reason.zh
    assert verdict.doc is not None
    assert ticket_from_json(verdict.doc).status is Status.RESOLVED
    assert any(one.text == "已确认恢复" for one in close.events), "the text stays with the edit"
    assert judge(verdict.doc, close).outcome is Outcome.REJECTED


def test_entries_of_two_people_merge_in_any_order(drill: Drill) -> None:
    first = write(drill.ticket, Entry.HYPOTHESIS, Stamp("a", AT, "王磊"), text="UPS")
    second = write(drill.ticket, Entry.DECISION, Stamp("b", AT, "周海波"), text="切换备机")
    for order in ((first, second), (second, first)):
        shown = rebase(drill.ticket, order)
        assert shown is not None
        assert not shown.conflicts
        major = major_of(shown)
        assert major is not None
        assert [one.text for one in major.of(Entry.HYPOTHESIS)] == ["UPS"]
        assert [one.by for one in major.of(Entry.DECISION)] == ["周海波"]


def test_the_review_is_due_five_working_days_after_the_restoration(drill: Drill) -> None:
    drill.now = AT + timedelta(hours=2)
    drill.move(Status.RESOLVED)
    assert drill.major.update_due is None
    assert drill.major.review_due(None) == drill.now + timedelta(days=7)
    year = parse_calendar(CALENDAR, "c.toml")
    due = drill.major.review_due(Calendar([year]))
    assert due == datetime(2026, 12, 1, 17, 30, tzinfo=ZONE)
    drill.say(Entry.REVIEW, fields=REVIEW)
    assert drill.major.review_due(None) is None


CALENDAR = """
schema = "firstline.calendar/1"
id = "cn-2026"
title_zh = "日历"
title_en = "calendar"
source = "x"
year = 2026
weekend = [6, 7]
segments = ["08:30-12:00", "13:00-17:30"]
holiday = []
workday = []
"""


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"found": ""}, "still lacks: How it was found"),
        ({"whys": "一个\n两个"}, "Ask why 3 to 5 times"),
        ({"improvements": "换电池"}, "needs an owner and a date"),
        ({"improvements": "换电池 | | 2026-12-10"}, "needs an owner and a date"),
        ({"improvements": "换电池 | 王磊 | 明天"}, "needs an owner and a date"),
        ({"cost": "1"}, "has no field 'cost'"),
    ],
)
def test_a_review_says_all_that_it_must(
    drill: Drill, lacking: Mapping[str, str], words: str
) -> None:
    drill.move(Status.RESOLVED)
    with pytest.raises(BadInput, match=words):
        drill.say(Entry.REVIEW, fields={**REVIEW, **lacking})


def test_what_does_not_fit_is_refused(drill: Drill) -> None:
    with pytest.raises(Refused, match="already"):
        drill.say(Entry.DECLARED)
    with pytest.raises(Refused, match="not restored yet"):
        drill.say(Entry.REVIEW, fields=REVIEW)
    with pytest.raises(BadInput, match="must come after"):
        drill.say(Entry.UPDATE, "x", {"next": AT.isoformat()})
    with pytest.raises(BadInput, match="says something"):
        drill.say(Entry.UPDATE, "", {"next": "2026-11-24T12:00:00+08:00"})
    plain = Drill()
    for entry in (Entry.UPDATE, Entry.DECISION, Entry.REVIEW, Entry.WITHDRAWN):
        with pytest.raises(Problem, match="no major incident"):
            plain.say(entry, "x")
    with pytest.raises(BadInput, match="1 to 1440"):
        plain.say(Entry.DECLARED, fields={"every": "0"})
    ended = Drill()
    ended.move(Status.CANCELLED)
    with pytest.raises(Refused, match="has ended"):
        ended.say(Entry.DECLARED)


def test_improvements_are_read_line_by_line() -> None:
    found = improvements(REVIEW["improvements"])
    assert [(one.what, one.owner, one.due.isoformat()) for one in found] == [
        ("换电池", "王磊", "2026-12-10"), ("每季测试", "李娜", "2026-12-20"),
    ]  # fmt: skip


def test_each_entry_is_a_line_of_the_timeline(drill: Drill) -> None:
    drill.say(Entry.UPDATE, fields={"impact": "两条线", "doing": "换电源"})
    told = [said_of_major(one) for one in drill.ticket.events]
    assert told[0] is None
    assert told[1] is not None
    assert "指挥:周海波" in told[1].zh
    assert told[2] is not None
    assert told[2].en == "Update · Impact: 两条线 · Doing: 换电源"
