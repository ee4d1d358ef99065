"""The shift hand-over sheet as a page: A4 with all parts, or an A6 card with the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal

from firstline.domain.instants import from_epoch
from firstline.domain.routing.shift_sheet import LEG_NAMES, NAMES, Line, Sheet, numbers, parts
from firstline.domain.ticket.ball import PARTY_NAMES
from firstline.domain.words import Language, Text
from firstline.report.qr import qr_data_uri

Size = Literal["a4", "a6"]
_TITLE = Text("交接班单", "Shift hand-over")
_NOTHING = Text("无", "none")
_HEADS = (
    Text("级别", "Prio"), Text("编号", "Number"), Text("标题", "Title"), Text("受理人", "Assignee"),
    Text("球在谁手里", "Ball"), Text("期限", "Due"), Text("说明", "Note"),
)  # fmt: skip
_FIGURES: Mapping[str, Text] = {
    "open": Text("未结", "Open"), "overdue": Text("已超时", "Overdue"), **NAMES,
}  # fmt: skip
_SIGN = Text("交班 ____________  接班 ____________", "Handed over ____________  Taken ____________")
_WIDTHS = (5, 8, 31, 9, 12, 19, 16)  # percent of the page
_ON_CARD, _IN_CODE = 10, 5
# Without a family of its own the page takes the printer's or the window's.
_STYLE = (
    "@page{size:%s;margin:%s}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei',sans-serif;font-size:%s;color:#000}"
    "h1{font-size:%s;margin:0}h2{font-size:%s;margin:8px 0 2px 0}"
    "p{margin:2px 0}table{border-collapse:collapse}"
    "th{text-align:left;font-weight:600;border-bottom:1px solid #666;padding:2px 6px 2px 0}"
    "td{vertical-align:top;border-bottom:1px solid #ccc;padding:2px 6px 2px 0}"
    ".n{font-weight:700}.q{color:#555}"
)
_LOOKS: Mapping[Size, tuple[str, ...]] = {
    "a4": ("A4", "14mm", "9pt", "15pt", "11pt"), "a6": ("A6", "6mm", "7.5pt", "11pt", "8.5pt"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the sheet; `shift` may be empty, as where the since was given by hand."""

    site: str = ""
    shift: Text = Text("", "")  # noqa: RUF009 - a constant pair


def shift_page(
    sheet: Sheet, heading: Heading, language: Language, size: Size = "a4", *, style: bool = True
) -> str:
    """Return the page, readable by a browser and by Qt's rich text alike.

    Without `style` it bears no rules and no title of its own, for a window that has both. The QR
    code holds `code_text`.
    """
    make = _card if size == "a6" else _sheet
    title = escape(_TITLE.in_(language))
    inner = make(sheet, heading, language, f"<h1>{title}</h1>" if style else "")
    rules = f"<style>{_STYLE % _LOOKS[size]}</style>" if style else ""
    return (
        f'<!DOCTYPE html><html lang="{language[:2]}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{rules}</head><body>{inner}</body></html>"
    )


def code_text(sheet: Sheet, heading: Heading) -> str:
    """Return what the QR code says: the span and each number, as plain words any phone shows."""
    begin, end = (one.isoformat(timespec="minutes") for one in (sheet.since, sheet.now))
    figures = " ".join(f"{name}={value}" for name, value in numbers(sheet).items())
    due = " ".join(
        f"{one.number}@{from_epoch(one.due or 0, sheet.now.tzinfo):%d-%H:%M}"  # type: ignore[arg-type] # local
        for one in sheet.promises[:_IN_CODE]
    )
    return "\n".join(
        one for one in ("FIRSTLINE SHIFT", heading.site, f"{begin}/{end}", figures, due) if one
    )


def _head(sheet: Sheet, heading: Heading, language: Language, title: str) -> str:
    where = " · ".join(one for one in (heading.site, heading.shift.in_(language)) if one)
    span = f"{_minute(sheet.since)} – {_minute(sheet.now)}"
    said = " · ".join(one for one in (where, span) if one)
    return f"{title}<p class='q'>{escape(said)}</p>"


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def _balls(sheet: Sheet, language: Language) -> str:
    said = [f"{PARTY_NAMES[party].in_(language)} {many}" for party, many in sheet.balls.items()]
    name = Text("球在谁手里", "Who has the ball").in_(language)
    return f"{name}: {' · '.join(said) or _NOTHING.in_(language)}"


def _figure_row(sheet: Sheet, language: Language) -> str:
    cells = [
        f"<td><span class='n'>{value}</span> {escape(_FIGURES[name].in_(language))}</td>"
        for name, value in numbers(sheet).items()
    ]
    half = len(cells) // 2
    rows = "".join(f"<tr>{''.join(one)}</tr>" for one in (cells[:half], cells[half:]))
    return f"<table cellspacing='0'>{rows}</table>"


def _sheet(sheet: Sheet, heading: Heading, language: Language, title: str) -> str:
    code = f"<img src='{qr_data_uri(code_text(sheet, heading), 2)}' width='110' height='110'>"
    top = (
        f"<table width='100%' cellspacing='0'><tr><td>{_head(sheet, heading, language, title)}"
        f"{_figure_row(sheet, language)}<p>{escape(_balls(sheet, language))}</p></td>"
        f"<td align='right' width='120'>{code}</td></tr></table>"
    )
    out = [top]
    for name, said, lines in parts(sheet):
        out.append(f"<h2>{escape(said.in_(language))} <span class='q'>{len(lines)}</span></h2>")
        out.append(_table(lines, sheet, language) if lines else _none(language))
        if name == "promises" and sheet.later:
            more = Text(f"另有 {sheet.later} 项在 24 小时之后到期。",
                        f"{sheet.later} more are due after 24 hours.")  # fmt: skip
            out.append(f"<p class='q'>{escape(more.in_(language))}</p>")
    out.append(f"<p>&nbsp;</p><p>{_SIGN.in_(language)}</p>")
    return "".join(out)


def _none(language: Language) -> str:
    return f"<p class='q'>{_NOTHING.in_(language)}</p>"


def _table(lines: tuple[Line, ...], sheet: Sheet, language: Language) -> str:
    heads = "".join(
        f"<th width='{wide}%'>{escape(one.in_(language))}</th>"
        for one, wide in zip(_HEADS, _WIDTHS, strict=True)
    )
    rows = "".join(f"<tr>{_cells(one, sheet, language)}</tr>" for one in lines)
    return f"<table width='100%' cellspacing='0'><tr>{heads}</tr>{rows}</table>"


def _cells(line: Line, sheet: Sheet, language: Language) -> str:
    ball = PARTY_NAMES[line.party].in_(language)
    if line.who and line.who != line.assignee:
        ball = f"{ball} {line.who}"
    link = f"<a href='ticket:{escape(line.id)}'>{escape(line.number or line.id[:8])}</a>"
    said = (line.title, line.assignee or "—", ball, _due(line, sheet, language),
            line.note.in_(language))  # fmt: skip
    rest = "".join(f"<td>{escape(one)}</td>" for one in said)
    return f"<td class='n'>{line.priority}</td><td>{link}</td>{rest}"


def _due(line: Line, sheet: Sheet, language: Language) -> str:
    left = line.left.text.in_(language)
    if line.due is None:
        return left
    if line.leg is not None:
        left = f"{LEG_NAMES[line.leg].in_(language)} {left}"
    at = from_epoch(line.due).astimezone(sheet.now.tzinfo)
    same = at.date() == sheet.now.date()
    return f"{at:%H:%M} ({left})" if same else f"{at:%m-%d %H:%M} ({left})"


def _card(sheet: Sheet, heading: Heading, language: Language, title: str) -> str:
    code = f"<img src='{qr_data_uri(code_text(sheet, heading), 2)}' width='96' height='96'>"
    rows = "".join(
        f"<tr><td class='n' width='8%'>{one.priority}</td>"
        f"<td width='62%'>{escape(one.number)} {escape(one.title[:24])}</td>"
        f"<td width='30%'>{escape(_due(one, sheet, language))}</td></tr>"
        for one in (sheet.promises or sheet.watch)[:_ON_CARD]
    )
    return (
        f"<table width='100%' cellspacing='0'><tr><td>{_head(sheet, heading, language, title)}</td>"
        f"<td align='right'>{code}</td></tr></table>{_figure_row(sheet, language)}"
        f"<p>{escape(_balls(sheet, language))}</p>"
        f"<table width='100%' cellspacing='0'>{rows}</table>"
    )
