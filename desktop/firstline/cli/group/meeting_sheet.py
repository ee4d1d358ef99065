"""A meeting as its commands show it: agenda, attendance, minutes, decisions and actions."""

from typing import Any

from firstline.cli.group.action_sheet import action_json
from firstline.cli.group.decision import decision_json
from firstline.cli.group.keys import meeting_json, paper_of
from firstline.cli.session import Session
from firstline.domain.group.agenda import Item, sections
from firstline.domain.group.meeting import PRESENCE, STATES, Meeting, State
from firstline.domain.group.meeting_paper import MeetingPaper
from firstline.domain.group.working_group import Charter
from firstline.domain.words import Text


def paper_json(session: Session, paper: MeetingPaper) -> dict[str, Any]:
    """Return a meeting with its agenda, decisions and actions as JSON."""
    return {
        **meeting_json(session, paper.charter, paper.meeting), "agenda": items_json(paper),
        "decisions": [decision_json(session, one) for one in paper.decisions],
        "actions": [action_json(session, one) for one in paper.actions],
    }  # fmt: skip


def items_json(paper: MeetingPaper) -> list[dict[str, Any]]:
    """Return the agenda as JSON."""
    return [{**one.to_json(), "late": one.late} for one in paper.items]


def meeting_ics(session: Session, paper: MeetingPaper) -> str:
    """Return the meeting and the due days of its actions as a calendar."""
    from firstline.report import ical  # noqa: PLC0415 - to a file alone

    entry = ical.meeting_entry(paper.meeting, paper.charter, session.language)
    return ical.calendar_text([entry, *ical.action_entries(paper.actions)], session.now())


def tell_meeting(session: Session, charter: Charter, one: Meeting) -> None:
    """Answer with one meeting and all that belongs to it."""
    paper = paper_of(session, charter, one)
    session.answer(paper_json(session, paper), lambda: "\n".join(_lines(session, paper)))


def agenda_lines(session: Session, paper: MeetingPaper) -> list[str]:
    """Return the agenda as lines for a person."""
    say, one = session.language, paper.meeting
    head = f"{paper.charter.name} · {paper.name.in_(say)} · {paper.begins:%Y-%m-%d %H:%M}"
    lines = [f"{head} · {STATES[one.state].in_(say)}"]
    if not paper.items:
        lines.append(Text("没有未了的事项。", "Nothing is open.").in_(say))
    for _, said, items in sections(paper.items):
        lines.append(f"{said.in_(say)} {len(items)}")
        lines += [_item_line(item, session) for item in items]
    return lines


def _item_line(item: Item, session: Session) -> str:
    mark = "▲" if item.late else "·"
    number = f"{item.number} " if item.number else ""
    return f"  {mark} {number}{item.title} — {item.why.in_(session.language)}"


def _lines(session: Session, paper: MeetingPaper) -> list[str]:
    say, one = session.language, paper.meeting
    lines = [*agenda_lines(session, paper)]
    lines.insert(0, one.number)
    if one.reason:
        lines.append(one.reason)
    for name, presence in one.attendance.items():
        lines.append(f"  {name}: {PRESENCE.get(presence, Text(presence, presence)).in_(say)}")
    if one.notes:
        lines += [Text("纪要", "Minutes").in_(say), *one.notes.splitlines()]
    lines += [f"{held.number} {held.title} — {held.why} ({held.by})" for held in paper.decisions]
    lines += [f"{held.number} {held.title} — {held.owner}, {held.due}" for held in paper.actions]
    if one.state is State.PLANNED and not one.recorded:
        lines.append(Text("(由例会推算)", "(from its series)").in_(say))
    return lines
