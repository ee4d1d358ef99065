"""`firstline group charter | calendar`: a charter as a page, meetings and due days as .ics."""

from pathlib import Path

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.group.keys import (
    meetings_of,
    one_group,
    write_out,
)
from firstline.cli.group.sheet import group_json
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.group.action import actions
from firstline.domain.words import Text


@command("charter", Text("把章程写成 .html、.pdf 或 .json", "Write the charter to a file"))
@argument("key", metavar="ID")
@option("--out", required=True, type=click.Path(path_type=Path), words=Text("文件", "File"))
def charter_(session: Session, *, key: str, out: Path) -> None:
    """Write the charter."""
    from firstline.report.group_page import charter_page  # noqa: PLC0415 - this command alone

    charter = one_group(session, key)
    write_out(
        session,
        out,
        lambda: charter_page(charter, session.language),
        lambda: group_json(session, charter),
    )


@command(
    "calendar",
    Text("把会议与行动项的期限写成 .ics 日历", "Write meetings and due days as an .ics calendar"),
)
@argument("key", metavar="ID")
@option("--out", required=True, type=click.Path(path_type=Path), words=Text("文件", "File"))
def calendar_(session: Session, *, key: str, out: Path) -> None:
    """Write the calendar: UTC instants, one entry a meeting and a whole day for each due day."""
    from firstline.report import ical  # noqa: PLC0415 - this command alone

    charter = one_group(session, key)
    now = session.now()
    found = meetings_of(session, charter)
    due = [one for one in actions(session.store.records("action"), now.date())
           if one.group in ("", charter.id)]  # fmt: skip

    def text() -> str:
        entries = [ical.meeting_entry(one, charter, session.language) for one in found]
        return ical.calendar_text([*entries, *ical.action_entries(due)], now)

    if out.suffix.lower() != ".ics":
        raise BadInput(Text("日历的文件名要以 .ics 结尾。", "A calendar's name ends with .ics."))
    write_out(session, out, text, dict, text)
