"""The pages of a working group: its charter, the agenda of a meeting and its minutes, for A4."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from firstline.domain.group.action import STANDINGS, Action
from firstline.domain.group.agenda import sections
from firstline.domain.group.meeting import PRESENCE, STATES
from firstline.domain.group.meeting_paper import MeetingPaper
from firstline.domain.group.raci import LETTERS, ROLES
from firstline.domain.group.working_group import SIDES, TEXTS, Charter
from firstline.domain.outcome.standing import CLOSED
from firstline.domain.words import Language, Text

_NOTHING = Text("无", "none")
_SIGN = Text("我方签字 ____________  厂商签字 ____________",
             "Our side ____________  Vendor ____________")  # fmt: skip
_AGENDA, _MINUTES = Text("议程", "Agenda"), Text("会议纪要", "Minutes")
_STYLE = (
    "@page{size:A4;margin:14mm}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei',sans-serif;font-size:9pt;color:#000}"
    "h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:10px 0 2px 0}p{margin:2px 0}"
    "table{border-collapse:collapse}"
    "th{text-align:left;font-weight:600;border-bottom:1px solid #666;padding:2px 6px 2px 0}"
    "td{vertical-align:top;border-bottom:1px solid #ccc;padding:2px 6px 2px 0}"
    ".n{font-weight:700}.q{color:#555}.l{font-weight:700}"
)
LINKED = ("ticket", "problem", "action", "decision")  # what a window can show
Cells = Sequence[str]


def agenda_page(paper: MeetingPaper, language: Language, *, style: bool = True) -> str:
    """Return the agenda as a page, readable by a browser and by Qt's rich text alike.

    Without `style` it bears no rules and no title of its own, for a window that has both.
    """
    people = _head(Text("成员", "Members"), language)
    body = [*_agenda(paper, language), people, _people(paper.charter, language)]
    return _page(paper, _AGENDA, body, language, style=style)


def minutes_page(paper: MeetingPaper, language: Language, *, style: bool = True) -> str:
    """Return the minutes as a page: attendance, notes, decisions, actions, agenda, signatures."""
    body = [
        _attendance(paper, language), _head(Text("记录", "Notes"), language),
        _notes(paper.meeting.notes, language), _head(Text("决定", "Decisions"), language),
        _decisions(paper, language), _head(Text("行动项", "Actions"), language),
        _actions(paper, language), _head(_AGENDA, language), *_agenda(paper, language),
        f"<p>&nbsp;</p><p>{_SIGN.in_(language)}</p>",
    ]  # fmt: skip
    return _page(paper, _MINUTES, body, language, style=style)


def charter_page(charter: Charter, language: Language, *, style: bool = True) -> str:
    """Return the charter as a page in the order of templates M.6."""
    say = language
    body = []
    for name, said in TEXTS.items():
        if name != "name" and charter.texts.get(name):
            body += [_head(said, say), _notes(charter.texts[name], say)]
        if name == "scope":
            body += [_head(Text("成员与替补", "Members and deputies"), say), _people(charter, say)]
    body += [_head(Text("RACI 责任分工", "RACI"), say), _raci(charter, say)]
    body += [f"<p class='l'>⚠ {escape(fault.in_(say))}</p>" for fault in charter.faults()]
    rhythm = [[one.called.in_(say), one.rhythm.in_(say), one.place] for one in charter.series]
    heads = (Text("例会", "Meeting"), Text("节奏", "Rhythm"), Text("地点", "Place"))
    body += [_head(Text("例会节奏", "Meetings"), say), _table(heads, (30, 45, 25), rhythm, say)]
    levels = [[str(one.number), one.when, one.who, one.how] for one in charter.levels]
    heads_up = (Text("级", "Level"), Text("何时", "When"), Text("找谁", "Who"), Text("方式", "How"))
    body += [_head(Text("升级处理路径", "Escalation"), say),
             _table(heads_up, (8, 34, 34, 24), levels, say),
             f"<p>&nbsp;</p><p>{_SIGN.in_(say)}</p>"]  # fmt: skip
    title = Text("联合工作组章程", "Charter of the joint working group").in_(say)
    return _whole(f"{title} · {charter.name}", "".join(body), language, style=style)


def _page(
    paper: MeetingPaper, kind: Text, body: Iterable[str], language: Language, *, style: bool
) -> str:  # fmt: skip
    meeting = paper.meeting
    when = f"{paper.begins:%Y-%m-%d %H:%M}"
    minutes = Text(f"{meeting.minutes} 分钟", f"{meeting.minutes} min").in_(language)
    parts = (paper.charter.name, when, minutes, meeting.place, STATES[meeting.state].in_(language))
    under = f"<p class='q'>{escape(' · '.join(one for one in parts if one))}</p>"
    if meeting.reason:
        under += f"<p class='q'>{escape(meeting.reason)}</p>"
    title = f"{paper.name.in_(language)} · {kind.in_(language)}"
    return _whole(title, under + "".join(body), language, style=style)


def _whole(title: str, body: str, language: Language, *, style: bool) -> str:
    said = escape(title)
    rules = f"<style>{_STYLE}</style>" if style else ""
    return (
        f'<!DOCTYPE html><html lang="{language[:2]}"><head><meta charset="utf-8">'
        f"<title>{said}</title>{rules}</head><body><h1>{said}</h1>{body}</body></html>"
    )


def _head(said: Text, language: Language) -> str:
    return f"<h2>{escape(said.in_(language))}</h2>"


def _notes(text: str, language: Language) -> str:
    if not text.strip():
        return f"<p class='q'>{_NOTHING.in_(language)}</p>"
    return "".join(f"<p>{escape(line) or '&nbsp;'}</p>" for line in text.splitlines())


def _table(
    heads: Sequence[Text], widths: Sequence[int], rows: Sequence[Cells], language: Language,
    raw: frozenset[int] = frozenset(),
) -> str:  # fmt: skip
    """Return a table; the columns in `raw` are HTML already."""
    if not rows:
        return f"<p class='q'>{_NOTHING.in_(language)}</p>"
    top = "".join(
        f"<th width='{wide}%'>{escape(one.in_(language))}</th>"
        for one, wide in zip(heads, widths, strict=True)
    )
    lines = "".join(
        "<tr>" + "".join(f"<td>{one if at in raw else escape(one or '—')}</td>"
                         for at, one in enumerate(row)) + "</tr>"
        for row in rows
    )  # fmt: skip
    return f"<table width='100%' cellspacing='0'><tr>{top}</tr>{lines}</table>"


def _people(charter: Charter, language: Language) -> str:
    heads = (Text("方", "Side"), Text("姓名", "Name"), Text("角色", "Role"),
             Text("联系方式", "Contact"), Text("替补", "Deputy"))  # fmt: skip
    rows = [
        [SIDES.get(one.side, Text(one.side, one.side)).in_(language), one.name,
         ROLES.get(one.role, Text(one.role, one.role)).in_(language), one.contact, one.deputy]
        for one in charter.members
    ]  # fmt: skip
    return _table(heads, (12, 22, 22, 26, 18), rows, language)


def _agenda(paper: MeetingPaper, language: Language) -> Iterable[str]:
    found = sections(paper.items)
    if not found:
        yield f"<p class='q'>{_NOTHING.in_(language)}</p>"
    heads = (Text("序", "No."), Text("编号", "Number"), Text("事项", "Item"), Text("为什么", "Why"))
    at = 0
    for _, said, items in found:
        rows = []
        for one in items:
            at += 1
            linked = one.kind in LINKED
            link = _anchor(one.kind, one.ref, one.number) if linked else escape(one.number or "—")
            mark = "▲ " if one.late else ""
            title = f"<span class='{'l' if one.late else ''}'>{mark}{escape(one.title)}</span>"
            rows.append([str(at), link, title, one.why.in_(language)])
        yield f"<h2>{escape(said.in_(language))} <span class='q'>{len(items)}</span></h2>"
        yield _table(heads, (6, 14, 42, 38), rows, language, frozenset({1, 2}))


def _attendance(paper: MeetingPaper, language: Language) -> str:
    said = paper.meeting.attendance
    names = dict.fromkeys([*(one.name for one in paper.charter.members), *said])
    sides = {one.name: SIDES.get(one.side, Text(one.side, one.side))
             for one in paper.charter.members}  # fmt: skip
    rows = [
        [sides[name].in_(language) if name in sides else "", name,
         PRESENCE[said[name]].in_(language) if said.get(name) in PRESENCE else ""]
        for name in names
    ]  # fmt: skip
    heads = (Text("方", "Side"), Text("姓名", "Name"), Text("出席", "Attendance"))
    return _table(heads, (20, 50, 30), rows, language)


def _decisions(paper: MeetingPaper, language: Language) -> str:
    heads = (Text("编号", "Number"), Text("决定", "What"), Text("理由", "Why"),
             Text("由谁决定", "By"), Text("复查", "Review"))  # fmt: skip
    rows = [
        [_anchor("decision", one.id, one.number), one.title, one.why, one.by,
         one.review_on.isoformat() if one.review_on else ""]
        for one in paper.decisions
    ]  # fmt: skip
    return _table(heads, (12, 30, 29, 14, 15), rows, language, frozenset({0}))


def _actions(paper: MeetingPaper, language: Language) -> str:
    heads = (Text("编号", "Number"), Text("做什么", "What"), Text("谁", "Who"),
             Text("哪天前", "By"), Text("状态", "State"))  # fmt: skip
    today = paper.now.date()
    rows = [
        [_anchor("action", one.id, one.number), one.title, one.owner,
         one.due.isoformat() if one.due else "", _standing(one, today, language)]
        for one in paper.actions
    ]  # fmt: skip
    return _table(heads, (12, 34, 14, 12, 28), rows, language, frozenset({0}))


def _standing(one: Action, today: date, language: Language) -> str:
    """Return how an action stands, and of a closed one why it is proven or not (S3)."""
    said = STANDINGS[one.standing(today)].in_(language)
    ended = one.proved.proof in CLOSED
    why = f" ({one.proved.why.in_(language)})" if ended and one.proved.outcomes else ""
    return f"{said}{why}"


def _anchor(kind: str, key: str, number: str) -> str:
    return f"<a href='{kind}:{escape(key)}'>{escape(number)}</a>"


def _raci(charter: Charter, language: Language) -> str:
    roles = list(dict.fromkeys(role for row in charter.raci for role in row.roles()))
    heads = (Text("活动", "Activity"), *(ROLES.get(one, Text(one, one)) for one in roles))
    widths = (24, *[76 // max(1, len(roles))] * len(roles))
    rows = [
        [row.name.in_(language), *(row.letters.get(role, "·") for role in roles)]
        for row in charter.raci
    ]
    key = " · ".join(f"{letter} {said.in_(language)}" for letter, said in LETTERS.items())
    return f"{_table(heads, widths, rows, language)}<p class='q'>{escape(key)}</p>"
