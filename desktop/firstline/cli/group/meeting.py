"""`firstline meeting …`: the meetings of a working group, their agenda, minutes and attendance."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from firstline.cli.given import readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.group.keys import (
    all_groups,
    cells,
    meeting_json,
    meetings_of,
    one_group,
    one_meeting,
    paper_of,
    write_out,
)
from firstline.cli.group.meeting_sheet import (
    agenda_lines,
    items_json,
    meeting_ics,
    paper_json,
    tell_meeting,
)
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.group import meeting as meetings
from firstline.domain.group import meeting_acts as acts
from firstline.domain.group.meeting import PRESENCE, STATES, Meeting
from firstline.domain.group.meeting_paper import name_of
from firstline.domain.words import Text

meeting_ = Group("meeting", words=Text("工作组会议", "Meetings of a working group"))
KEY = "ID|next|DATE"
GROUP = Text("哪个工作组", "Which working group")
WHY = Text("原因", "Why")


@command("list", Text("列出会议,接下来的在前", "List the meetings, those to come first"),
         parent=meeting_)  # fmt: skip
@option("--group", default="", words=GROUP)
@option("--within", type=click.IntRange(1, 730), default=60,
        words=Text("往后多少天", "How many days ahead"))  # fmt: skip
@option("--past", is_flag=True, words=Text("也列出开过的", "Those that were held, too"))
def list_(session: Session, *, group: str, within: int, past: bool) -> None:
    """List meetings by time."""
    several = [one_group(session, group)] if group else all_groups(session)
    ahead, now = timedelta(days=within), session.now()
    found = [
        (charter, one)
        for charter in several
        for one in meetings_of(session, charter, ahead)
        if (past or one.ends > now) and one.at <= now + ahead
    ]
    found.sort(key=lambda pair: (pair[1].at, pair[1].id))
    if session.json:
        listed = [meeting_json(session, charter, one) for charter, one in found]
        session.emit({"meetings": listed, "total": len(listed)})
        return
    if not found:
        session.say(Text("没有会议。", "There are no meetings."))
        return
    heads = (Text("编号", "Id"), Text("时间", "When"), Text("状态", "State"),
             Text("会议", "Meeting"))  # fmt: skip
    say = session.language
    rows = [
        [one.number, f"{one.at.astimezone(session.zone):%Y-%m-%d %H:%M}",
         STATES[one.state].in_(say),
         f"{charter.name} {name_of(one, charter).in_(say)}"]
        for charter, one in found
    ]  # fmt: skip
    cells(session, heads, rows, 3)


@command("show", Text("查看会议:议程、出席、纪要、决定、行动项",
                      "Show a meeting: agenda, attendance, minutes, decisions, actions"),
         parent=meeting_)  # fmt: skip
@argument("key", metavar=KEY)
@option("--group", default="", words=GROUP)
def show_(session: Session, *, key: str, group: str) -> None:
    """Show one meeting."""
    tell_meeting(session, *one_meeting(session, key, group))


@command(
    "agenda",
    Text(
        "由未了事项生成议程:逾期的行动项在最前", "The agenda from open data: overdue actions first"
    ),
    parent=meeting_,
)
@argument("key", metavar=KEY, default="next")
@option("--group", default="", words=GROUP)
@option(
    "--out",
    type=click.Path(path_type=Path),
    words=Text("写成 .html、.pdf、.json 或 .ics", "Write .html, .pdf, .json or .ics"),
)
def agenda_(session: Session, *, key: str, group: str, out: Path | None) -> None:
    """Print the agenda, or write it."""
    paper = paper_of(session, *one_meeting(session, key, group))
    if out is not None:
        from firstline.report.group_page import agenda_page  # noqa: PLC0415 - to a file alone

        write_out(
            session,
            out,
            lambda: agenda_page(paper, session.language),
            lambda: paper_json(session, paper),
            lambda: meeting_ics(session, paper),
        )
        return
    session.answer(
        {
            "meeting": meeting_json(session, paper.charter, paper.meeting),
            "agenda": items_json(paper),
        },
        lambda: "\n".join(agenda_lines(session, paper)),
    )


@command("new", Text("另约一次会", "Call a meeting of its own"), parent=meeting_)
@option("--group", default="", words=GROUP)
@option("--at", "at_", required=True, words=Text("什么时候", "When"))
@option("--title", default="", words=Text("名称", "Title"))
@option("--place", default="", words=Text("地点或链接", "Place or link"))
@option("--minutes", type=click.IntRange(5, 1440), default=30, words=Text("多少分钟", "Minutes"))
def new_(
    session: Session, *, group: str, at_: str, title: str, place: str, minutes: int
) -> None:  # fmt: skip
    """Call a meeting."""
    charter = one_group(session, group)
    at, stamp = session.instant(at_), session.stamp()
    if at is None or at <= stamp.at:
        raise BadInput(Text("请写一个以后的时间。", "Give a time to come."))
    edit = acts.call(stamp, charter.id, at, {"title": title, "place": place, "minutes": minutes})
    session.store.perform(edit, now=session.now())
    tell_meeting(session, *one_meeting(session, stamp.id))


@command("move", Text("改期", "Move it to another time"), parent=meeting_)
@argument("key", metavar=KEY)
@option("--to", required=True, words=Text("改到什么时候", "To when"))
@option("--reason", required=True, words=WHY)
@option("--group", default="", words=GROUP)
def move_(session: Session, *, key: str, to: str, reason: str, group: str) -> None:
    """Move one meeting; its series goes on."""
    at = session.instant(to)
    if at is None:
        raise BadInput(Text("请写时间。", "Give a time."))
    _do(
        session, key, group, lambda entity, one: acts.move(entity, one, at, reason, session.stamp())
    )


@command("cancel", Text("取消这一次", "Cancel this one"), parent=meeting_)
@argument("key", metavar=KEY)
@option("--reason", required=True, words=WHY)
@option("--group", default="", words=GROUP)
def cancel_(session: Session, *, key: str, reason: str, group: str) -> None:
    """Cancel one meeting; its series goes on."""
    _do(session, key, group, lambda entity, one: acts.cancel(entity, one, reason, session.stamp()))


@command("topic", Text("加一个议题", "Add a topic"), parent=meeting_)
@argument("key", metavar=KEY)
@argument("words", metavar="TEXT")
@option("--group", default="", words=GROUP)
def topic_(session: Session, *, key: str, words: str, group: str) -> None:
    """Put a topic on the agenda."""
    _do(
        session, key, group, lambda entity, one: acts.add_topic(entity, one, words, session.stamp())
    )


@command("attend", Text("记出席", "Note who was there"), parent=meeting_)
@argument("key", metavar=KEY)
@argument("said", metavar="NAME=PRESENCE…", nargs=-1, required=True)
@option("--group", default="", words=GROUP)
def attend_(session: Session, *, key: str, said: tuple[str, ...], group: str) -> None:
    """Note attendance: present, online, deputy, excused or absent."""
    told = dict(one.rpartition("=")[::2] for one in said)
    if "" in told:
        legal = ", ".join(PRESENCE)
        raise BadInput(Text("写法:王芳=present。", "Write: Wang=present."),
                       next_step=Text(f"可用:{legal}。", f"Use: {legal}."))  # fmt: skip
    _do(session, key, group, lambda entity, one: acts.attend(entity, one, told, session.stamp()))


@command("minutes", Text("写纪要,或写成文件", "Write the minutes, or write them to a file"),
         parent=meeting_)  # fmt: skip
@argument("key", metavar=KEY)
@argument("words", metavar="[TEXT]", default="")
@option("--file", "file_", words=Text("从文本文件读", "Read them from a text file"))
@option("--add", is_flag=True, words=Text("接在已有的后面", "After what is there"))
@option(
    "--out",
    type=click.Path(path_type=Path),
    words=Text("写成 .html、.pdf 或 .json", "Write .html, .pdf or .json"),
)
@option("--group", default="", words=GROUP)
def minutes_(
    session: Session, *, key: str, words: str, file_: str | None, add: bool, out: Path | None,
    group: str,
) -> None:  # fmt: skip
    """Write the minutes of a meeting; with --out the page of them."""
    if out is not None and (words or file_):
        raise BadInput(Text("写纪要与导出要分两次。", "Write first, then export."))
    if out is not None:
        from firstline.report.group_page import minutes_page  # noqa: PLC0415 - to a file alone

        paper = paper_of(session, *one_meeting(session, key, group))
        write_out(session, out, lambda: minutes_page(paper, session.language),
                  lambda: paper_json(session, paper))  # fmt: skip
        return
    given = readable_file(file_).read_text("utf-8-sig", errors="replace") if file_ else words
    if not given.strip():
        raise BadInput(Text("纪要不能为空。", "The minutes must not be empty."))

    def write(entity: Entity | None, one: Meeting) -> Edit:
        before = f"{one.notes}\n" if add and one.notes else ""
        return acts.minute(entity, one, before + given, session.stamp())

    _do(session, key, group, write)


@command("hold", Text("标记已开,固定当时的议程", "Mark it held and freeze its agenda"),
         parent=meeting_)  # fmt: skip
@argument("key", metavar=KEY)
@option("--group", default="", words=GROUP)
def hold_(session: Session, *, key: str, group: str) -> None:
    """Say that the meeting was held."""
    charter, one = one_meeting(session, key, group)
    lines = meetings.frozen(item.to_json() for item in paper_of(session, charter, one).items)
    _do(session, one.id, "", lambda entity, same: acts.hold(entity, same, lines, session.stamp()))


def _do(session: Session, key: str, group: str, make: Any) -> None:
    _, one = one_meeting(session, key, group)
    entity = session.store.record(meetings.KIND, one.id)
    edit: Edit = make(entity, one)
    if edit.changes or edit.events:
        session.store.perform(edit, now=session.now())
    tell_meeting(session, *one_meeting(session, one.id))
