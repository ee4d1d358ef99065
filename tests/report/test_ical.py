"""The calendar file: CRLF, folded lines that join again, UTC instants, cancelled ones told."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.group.action import Action, State
from firstline.domain.group.meeting import Meeting
from firstline.domain.group.meeting import State as Stood
from firstline.domain.group.working_group import Charter
from firstline.report.ical import Entry, action_entries, calendar_text, meeting_entry

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))
MEETING = Meeting("m1", "g", datetime(2026, 11, 26, 14, 0, tzinfo=CHINA), 45, "周会", place="3 楼")


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    lines = text.split("\r\n")
    assert not any("\n" in one or "\r" in one for one in lines)
    assert all(len(one.encode("utf-8")) <= 75 for one in lines)
    return re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_any_words_come_back_as_they_were(words: str) -> None:
    day = date(2026, 12, 1)
    text = calendar_text([Entry("u", day, day, words, note="一\n二")], NOW)
    lines = unfolded(text)
    (line,) = [one for one in lines if one.startswith("SUMMARY:")]
    back = re.sub(r"\\(.)", lambda one: "\n" if one[1] == "n" else one[1], line[8:])
    assert back == words
    assert "DESCRIPTION:一\\n二" in lines
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")


def test_a_meeting_is_an_instant_and_a_due_day_is_a_day() -> None:
    charter = Charter("g", {"name": "联合工作组"})
    lines = unfolded(calendar_text([meeting_entry(MEETING, charter, "zh_CN")], NOW))
    for wanted in ("UID:m1@firstline", "DTSTAMP:20261124T020000Z", "DTSTART:20261126T060000Z",
                   "DTEND:20261126T064500Z", "SUMMARY:联合工作组: 周会", "LOCATION:3 楼",
                   "STATUS:CONFIRMED", "SEQUENCE:0"):  # fmt: skip
        assert wanted in lines
    gone = replace(MEETING, state=Stood.CANCELLED)
    assert "STATUS:CANCELLED" in unfolded(
        calendar_text([meeting_entry(gone, charter, "en")], NOW)
    )  # fmt: skip
    due = Action("a1b2c3", "换电池", "王磊", date(2026, 12, 31))
    done = replace(due, state=State.DONE)
    entries = list(action_entries([due, done, replace(due, due=None)]))
    assert len(entries) == 1
    lines = unfolded(calendar_text(entries, NOW))
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "TRANSP:TRANSPARENT" in lines
