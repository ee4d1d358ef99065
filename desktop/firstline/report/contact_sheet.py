"""The contacts of one ticket as a sheet to print: the whole case, told from its contact log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from firstline.domain.contact.log import ContactEvent, contacts_of, guessed_words
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Language, Text

_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;font-size:10pt}"
    "h1{font-size:15pt}td,th{border:1px solid #999;padding:3px;vertical-align:top;text-align:left}"
    "table{border-collapse:collapse;width:100%}.small{color:#444;font-size:8.5pt}"
    "pre{white-space:pre-wrap;font-family:inherit;margin:0}"
)
HEADS = (
    Text("时间", "When"), Text("渠道", "Channel"), Text("谁对谁", "Who to whom"),
    Text("人 / 号", "Person / no."), Text("内容", "What was said"), Text("下一步", "Next step"),
)  # fmt: skip
IS_REPLY = Text("登记为响应", "counted as the reply")
CORRECTED = Text("已被更正", "corrected later")
CORRECTS = Text("更正先前一条", "corrects an earlier one")
NONE = Text("还没有登记联系。", "No contact was logged.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the sheet: the ticket, and when and where it was made."""

    ticket: Ticket
    made_at: datetime
    zone: tzinfo


def page(sheet: Sheet, language: Language) -> str:
    """Return the sheet as one page of HTML that loads nothing."""
    ticket = sheet.ticket

    def say(text: Text) -> str:
        return escape(text.in_(language))

    rows = "".join(_row(sheet, one, language) for one in contacts_of(ticket))
    heads = "".join(f"<th>{say(one)}</th>" for one in HEADS)
    body = f"<table><tr>{heads}</tr>{rows}</table>" if rows else f"<p>{say(NONE)}</p>"
    title = f"{ticket.number} · {ticket.title}"
    told = Text(
        f"优先级 {ticket.priority} · 厂商单号 {ticket.case_no or '—'} · 制表 "
        f"{sheet.made_at.astimezone(sheet.zone):%Y-%m-%d %H:%M}",
        f"Priority {ticket.priority} · vendor case {ticket.case_no or '—'} · made "
        f"{sheet.made_at.astimezone(sheet.zone):%Y-%m-%d %H:%M}",
    )
    return (
        f'<!doctype html><html lang="{"zh" if language == "zh_CN" else "en"}"><head>'
        f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style></head><body>'
        f"<h1>{say(Text('联系记录', 'Contact log'))} {escape(title)}</h1>"
        f'<p class="small">{say(told)}</p>{body}{_files(ticket, language)}</body></html>'
    )


def _row(sheet: Sheet, one: ContactEvent, language: Language) -> str:
    at = f"{one.at.astimezone(sheet.zone):%Y-%m-%d %H:%M}"
    if one.guessed:
        how = guessed_words(one.guessed).in_(language)
        at += f"<br><span class='small'>≈ {escape(how)}</span>"
    names = {file.sha256: file.name for file in sheet.ticket.attachments}
    said = [f"<pre>{escape(one.summary)}</pre>"]
    marks = [
        text for text, shown in (
            (IS_REPLY, one.clock), (CORRECTED, one.corrected_by), (CORRECTS, one.corrects)
        ) if shown
    ]  # fmt: skip
    said += [f"<div class='small'>● {escape(mark.in_(language))}</div>" for mark in marks]
    said += [
        f"<div class='small'>{escape(names.get(sha, '?'))} · {sha[:16]}…</div>" for sha in one.files
    ]
    who = "<br>".join(escape(part) for part in (one.person, one.ref) if part)
    cells = (at, escape(one.called.in_(language)), escape(one.way.in_(language)), who,
             "".join(said), escape(one.next_step))  # fmt: skip
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _files(ticket: Ticket, language: Language) -> str:
    used: Sequence[str] = [sha for one in contacts_of(ticket) for sha in one.files]
    named = [one for one in ticket.attachments if one.sha256 in used]
    if not named:
        return ""
    lines = "".join(f"<li>{escape(one.name)} · SHA-256 {one.sha256}</li>" for one in named)
    return f"<h2>{Text('附件', 'Files').in_(language)}</h2><ul class='small'>{lines}</ul>"
