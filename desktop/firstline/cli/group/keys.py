"""What the commands of working groups share: finding a group, a meeting, its paper; writing it."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firstline.cli.session import Session
from firstline.domain.contact.contact import working_days
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group import meeting as meetings
from firstline.domain.group import working_group as groups
from firstline.domain.group.meeting import Meeting
from firstline.domain.group.meeting_paper import MeetingPaper, meeting_paper, name_of
from firstline.domain.group.working_group import Charter
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.ticket.ticket import Event

NEXT = "next"
_LIST = Text("用 firstline group list 查看。", "See firstline group list.")


def all_groups(session: Session) -> list[Charter]:
    """Return the groups, those that work first."""
    return groups.charters(session.store.records(groups.KIND))


def one_group(session: Session, key: str = "") -> Charter:
    """Return the group with this number, id or name; without a key the only one that works.

    Raises Refused where none or several fit.
    """
    found, plain = all_groups(session), key.strip().casefold()
    if plain:
        fit = [one for one in found
               if plain in (one.id, one.number.casefold(), one.name.casefold())]  # fmt: skip
    else:
        fit = [one for one in found if not one.closed]
    if len(fit) == 1:
        return fit[0]
    if not fit:
        said = Text(f"没有“{key[:60]}”这个工作组。", f"There is no working group “{key[:60]}”.")
        none = Text("还没有工作组。", "There is no working group yet.")
        new = Text("用 firstline group new 建立。", "Make one: firstline group new.")
        raise Refused(said if plain else none, next_step=_LIST if plain else new)
    numbers = ", ".join(one.number for one in fit)
    raise Refused(Text(f"有几个工作组:{numbers}。", f"There are several groups: {numbers}."),
                  next_step=Text("请用 --group 指明。", "Name it with --group."))  # fmt: skip


def entity_of(session: Session, kind: str, key: str) -> "Entity":
    """Return the record. Raises Refused where it is gone."""
    found = session.store.record(kind, key)
    if found is None:
        raise Refused(Text("这条记录不在了。", "This record is gone."))
    return found


def meetings_of(session: Session, charter: Charter, ahead: timedelta = meetings.AHEAD) -> (
    list[Meeting]
):  # fmt: skip
    """Return the group's meetings by time."""
    records = session.store.records(meetings.KIND)
    is_workday = working_days(session.desk.calendar)
    return meetings.meetings(charter, records, session.now(), is_workday, ahead)


def one_meeting(session: Session, key: str, group: str = "") -> tuple[Charter, Meeting]:
    """Return the meeting named `next`, by its number or id, or by its day such as 2026-11-26."""
    plain = key.strip().casefold()
    several = [one_group(session, group)] if group or plain == NEXT else all_groups(session)
    for charter in several:
        found = meetings_of(session, charter)
        if plain == NEXT:
            one = meetings.upcoming(found, session.now())
            if one is not None:
                return charter, one
        fit = [one for one in found if plain in (one.number.casefold(), one.id)]
        fit = fit or [one for one in found
                      if plain == one.at.astimezone(session.zone).date().isoformat()]  # fmt: skip
        if len(fit) == 1:
            return charter, fit[0]
    raise Refused(
        Text(f"没有“{key[:60]}”这次会议。", f"There is no meeting “{key[:60]}”."),
        next_step=Text("用 firstline meeting list 查看。", "See firstline meeting list."),
    )


def paper_of(session: Session, charter: Charter, meeting: Meeting) -> MeetingPaper:
    """Return all that belongs to a meeting."""
    now = session.now()
    return meeting_paper(charter, meeting, session.store.open_data(now), now,
                         session.desk.calendars)  # fmt: skip


def meeting_json(session: Session, charter: Charter, one: Meeting) -> dict[str, Any]:
    """Return a meeting as JSON."""
    return {
        "id": one.id, "number": one.number, "group": charter.id,
        "title": name_of(one, charter).in_(session.language), "series": one.series,
        "at": local(session, one.at), "minutes": one.minutes, "place": one.place,
        "state": str(one.state), "reason": one.reason, "attendance": dict(one.attendance),
        "topics": [topic.words for topic in one.topics], "notes": one.notes,
        "history": history(session, one.history),
    }  # fmt: skip


def history(session: Session, events: "Iterable[Event]") -> list[dict[str, str]]:
    """Return what happened to a record, the oldest first."""
    return [
        {"at": local(session, one.at), "by": one.actor, "text": one.text, **one.data}
        for one in events
    ]


def local(session: Session, at: datetime) -> str:
    """Return the instant as ISO 8601 in the profile's zone."""
    return at.astimezone(session.zone).isoformat()


def write_out(
    session: Session, out: Path, page: Callable[[], str], value: Callable[[], Mapping[str, Any]],
    ics: Callable[[], str] | None = None,
) -> None:  # fmt: skip
    """Write .html, .pdf, .json or, where it is given, .ics; the file appears in one piece.

    Raises BadInput for another ending, Refused where it cannot be.
    """
    from firstline.report.whole_file import in_one_piece  # noqa: PLC0415 - to a file alone

    ending = out.suffix.lower()
    legal = (".html", ".pdf", ".json", *((".ics",) if ics else ()))
    if ending not in legal or out.is_dir():
        raise BadInput(
            Text(f"不能写成 {out.name[:60]}。", f"{out.name[:60]} cannot be written."),
            next_step=Text(f"可用:{'、'.join(legal)}。", f"Use one of: {', '.join(legal)}."),
        )

    def write(part: Path) -> int:
        if ending == ".pdf":
            session.roof.write_pdf(page(), part, "a4")
        elif ending == ".ics" and ics is not None:
            part.write_bytes(ics().encode("utf-8"))
        else:
            text = page() if ending == ".html" else (
                json.dumps(value(), ensure_ascii=False, indent=2)
            )  # fmt: skip
            part.write_text(text, encoding="utf-8")
        return 1

    in_one_piece(out, write)
    session.answer({"file": str(out)}, lambda: Text(f"已写出 {out}。", f"{out} is written."))


def cells(session: Session, heads: Iterable[Text], rows: list[list[str]], stretch: int) -> None:
    """Show a table to a person."""
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    names = [one.in_(session.language) for one in heads]
    session.show(table(names, rows, stretch=stretch, columns=screen_width()))
