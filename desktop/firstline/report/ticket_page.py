"""One ticket on paper for the shop floor: what it is, until when, what to do first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from firstline.domain.instants import from_epoch
from firstline.domain.knowledge.article_use import reply_text
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.sla.timer import Metric, Timer
from firstline.domain.ticket.ball import PARTY_NAMES, ball
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import EventKind, Leg, Ticket
from firstline.domain.ticket.triage import NAMES, TYPE_NAMES
from firstline.domain.words import Language, Text

_K = EventKind
_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif;"
    "font-size:10pt;color:#000}h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:10px 0 2px 0}"
    "p{margin:2px 0}td{vertical-align:top;padding:2px 8px 2px 0}.q{color:#444}"
)
_FACTS: Mapping[str, Text] = {
    "site": Text("站点", "Site"), "product": Text("产品", "Product"),
    "module": Text("模块", "Module"), "requester": Text("报告人", "Requester"),
    "assignee": Text("受理人", "Assignee"), "case_no": Text("厂商单号", "Vendor case"),
}  # fmt: skip
_CLOCKS: Mapping[tuple[Leg, Metric], Text] = {
    (Leg.INTERNAL, Metric.FIRST_RESPONSE): Text("内部首次响应", "Our first response"),
    (Leg.INTERNAL, Metric.RESOLUTION): Text("内部解决", "Our resolution"),
    (Leg.VENDOR, Metric.FIRST_RESPONSE): Text("厂商首次响应", "Vendor's first response"),
    (Leg.VENDOR, Metric.RESOLUTION): Text("厂商解决", "Vendor's resolution"),
}
_DONE: Mapping[EventKind, Text] = {
    _K.REPORTED: Text("报告", "Reported"), _K.RESPONDED: Text("回复", "Replied"),
    _K.MESSAGE: Text("来信", "Message"), _K.NOTE: Text("内部备注", "Internal note"),
    _K.HANDED_OFF: Text("交接厂商", "Handed off"), _K.RESOLVED: Text("已恢复", "Resolved"),
    _K.REOPENED: Text("重新打开", "Reopened"), _K.CLOSED: Text("关闭", "Closed"),
}  # fmt: skip
_BY_HAND = Text("处理人 ____________  时间 ____________", "Done by ____________  at ____________")


@dataclass(frozen=True, slots=True)
class TicketPaper:
    """What stands on it; `articles` are those that may help, best first; `now` in the zone."""

    ticket: Ticket
    timers: Sequence[Timer]
    articles: Sequence[Article]
    now: datetime


def ticket_page(paper: TicketPaper, language: Language) -> str:
    """Return the page as HTML that loads nothing; internal notes stand on it, it stays here.

    Of the articles only the steps that everybody may do are printed (requirements S67).
    """
    ticket = paper.ticket
    title = escape(f"{ticket.number} {ticket.title}")
    parts = [
        f"<h1>{title}</h1>", f"<p class='q'>{escape(_line(paper, language))}</p>",
        _table(_facts(paper, language)),
    ]  # fmt: skip
    if ticket.body:
        parts += [_head(Text("描述", "Description"), language), _lines(ticket.body)]
    for one in paper.articles[:1]:
        parts += [_head(Text("先做", "First steps"), language), _lines(reply_text(one, language))]
    if len(paper.articles) > 1:
        more = " · ".join(f"{one.id} {one.title.in_(language)}" for one in paper.articles[1:])
        parts.append(
            f"<p class='q'>{escape(Text('另见', 'See also').in_(language))}: {escape(more)}</p>"
        )
    done = list(_done(paper, language))
    if done:
        parts += [_head(Text("经过", "What was done"), language), _table(done)]
    parts.append(f"<p>&nbsp;</p><p>{_BY_HAND.in_(language)}</p>")
    return (
        f'<!DOCTYPE html><html lang="{language[:2]}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _line(paper: TicketPaper, language: Language) -> str:
    ticket = paper.ticket
    made = Text("打印于", "printed").in_(language)
    return " · ".join(
        (
            f"{ticket.priority} {NAMES[ticket.priority].in_(language)}",
            CHART[ticket.status].name.in_(language),
            TYPE_NAMES[ticket.type].in_(language),
            f"{made} {paper.now:%Y-%m-%d %H:%M}",
        )
    )


def _facts(paper: TicketPaper, language: Language) -> Iterable[tuple[str, str]]:
    ticket = paper.ticket
    for name, words in _FACTS.items():
        if value := str(getattr(ticket, name)):
            yield words.in_(language), value
    if ticket.is_open:
        holder = ball(ticket)
        who = f"{PARTY_NAMES[holder.party].in_(language)} {holder.who}".strip()
        yield Text("球在谁手里", "Who has the ball").in_(language), who
    for one in paper.timers:
        clock = _CLOCKS.get((one.leg, one.metric))
        if clock is not None and one.is_open and one.due is not None:
            yield (
                clock.in_(language),
                f"{from_epoch(one.due).astimezone(paper.now.tzinfo):%m-%d %H:%M}",
            )


def _done(paper: TicketPaper, language: Language) -> Iterable[tuple[str, str]]:
    for one in paper.ticket.events:
        kind = _DONE.get(one.kind)
        if kind is not None:
            at = f"{one.at.astimezone(paper.now.tzinfo):%m-%d %H:%M}"
            yield at, " · ".join(said for said in (kind.in_(language), one.actor, one.text) if said)


def _head(words: Text, language: Language) -> str:
    return f"<h2>{escape(words.in_(language))}</h2>"


def _lines(text: str) -> str:
    return "".join(f"<p>{escape(one)}</p>" for one in text.splitlines() if one.strip())


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td class='q'>{escape(name)}</td><td>{escape(value)}</td></tr>"
        for name, value in rows
    )
    return f"<table cellspacing='0'>{cells}</table>" if cells else ""
