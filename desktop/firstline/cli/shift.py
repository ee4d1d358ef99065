"""`firstline shift report`: what the next shift must know, as JSON, as text or as a page."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import Group, command, option
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.routing.shift_sheet import LEG_NAMES, Line, Sheet, numbers, parts, shift_sheet
from firstline.domain.routing.shifts import last_turn, parse_shifts
from firstline.domain.ticket.ball import PARTY_NAMES
from firstline.domain.words import Text

shift_ = Group("shift", words=Text("交接班", "Shift hand-over"))
ENDINGS = (".html", ".pdf", ".json")


@command("report", Text("交接班单:本班变化、未了的承诺、要盯住的",
                        "What changed since the shift began, what is promised, what to watch"),
         parent=shift_)  # fmt: skip
@option("--since", metavar="TIME",
        words=Text("从什么时候起,默认本班开始", "Since when; default: this shift"))  # fmt: skip
@option("--out", type=click.Path(path_type=Path),
        words=Text("写成 .html、.pdf 或 .json", "Write it as .html, .pdf or .json"))  # fmt: skip
@option("--card", is_flag=True, words=Text("A6 小卡(带二维码)", "As an A6 card with its QR code"))
def report_(session: Session, *, since: str | None, out: Path | None, card: bool) -> None:
    """Print the sheet, or write it to a file that appears in one piece."""
    now = session.now()
    turn = last_turn(parse_shifts(session.ground.settings.shifts), now)
    began = session.instant(since) or turn.begin
    if began > now:
        raise BadInput(Text("开始时间还没有到。", "That start has not come yet."))
    began = began.astimezone(session.zone)
    name = Text("", "") if since else turn.shift.name
    sheet = shift_sheet(session.store.touched(began), began, now, session.desk.calendars)
    if out is not None:
        _write(session, out, sheet, name, card=card)
        return
    session.answer(as_json(session, sheet, name), lambda: _told(session, sheet, name))


def as_json(session: Session, sheet: Sheet, name: Text) -> dict[str, Any]:
    """Return the sheet as JSON: numbers, who has the ball, and each part with its tickets."""
    return {
        "since": sheet.since.isoformat(), "now": sheet.now.isoformat(),
        "shift": name.in_(session.language), "numbers": numbers(sheet),
        "balls": {str(party): many for party, many in sheet.balls.items()},
        "later": sheet.later,
        **{part: [_line_json(session, one) for one in lines] for part, _, lines in parts(sheet)},
    }  # fmt: skip


def _line_json(session: Session, line: Line) -> dict[str, Any]:
    return {
        "id": line.id, "number": line.number, "title": line.title, "priority": str(line.priority),
        "status": str(line.status), "assignee": line.assignee, "ball": str(line.party),
        "who": line.who, "note": line.note.in_(session.language), "due": session.iso(line.due),
        "left": line.left.text.in_(session.language), "leg": str(line.leg) if line.leg else None,
    }  # fmt: skip


def _write(session: Session, out: Path, sheet: Sheet, name: Text, *, card: bool) -> None:
    """Write the sheet. Raises BadInput for another ending, Refused where it cannot be."""
    from firstline.report.shift_page import Heading, shift_page  # noqa: PLC0415 - to a file alone
    from firstline.report.whole_file import in_one_piece  # noqa: PLC0415

    ending = out.suffix.lower()
    if ending not in ENDINGS or out.is_dir():
        raise BadInput(
            Text(f"不能写成 {out.name[:60]}。", f"{out.name[:60]} cannot be written."),
            next_step=Text("可用:.html、.pdf、.json。", "Use one of: .html, .pdf, .json."),
        )
    size = "a6" if card else "a4"
    page = shift_page(sheet, Heading(session.ground.settings.site, name), session.language,
                      "a6" if card else "a4")  # fmt: skip

    def write(part: Path) -> int:
        if ending == ".pdf":
            session.roof.write_pdf(page, part, size)
        else:
            whole = json.dumps(as_json(session, sheet, name), ensure_ascii=False, indent=2)
            part.write_text(page if ending == ".html" else whole, encoding="utf-8")
        return 1

    in_one_piece(out, write)
    session.answer(
        {"file": str(out), "numbers": numbers(sheet)},
        lambda: Text(f"已写出 {out}。", f"{out} is written."),
    )


def _told(session: Session, sheet: Sheet, name: Text) -> str:
    say = session.language
    out = [f"{name.in_(say)} {_minute(sheet.since)} – {_minute(sheet.now)}".strip()]
    out.append(" · ".join(f"{PARTY_NAMES[one].in_(say)} {n}" for one, n in sheet.balls.items()))
    for _, said, lines in parts(sheet):
        out += ["", f"{said.in_(say)} {len(lines)}"]
        out += [
            f"  {one.priority} {one.number} {one.title} · {one.assignee or '—'} · "
            f"{LEG_NAMES[one.leg].in_(say) + ' ' if one.leg else ''}{one.left.text.in_(say)} · "
            f"{one.note.in_(say)}"
            for one in lines
        ]
    return "\n".join(out)


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
