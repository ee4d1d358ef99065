"""Training on paper: how it stands, a sign-off sheet of a course, and a certificate, for A4."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from firstline.domain.training.action_list import DO, ToDo
from firstline.domain.training.book import Row
from firstline.domain.training.curriculum import Course
from firstline.domain.training.need import FORM_WORDS, LEVELS
from firstline.domain.training.person import Person
from firstline.domain.training.standing import STATES, State, why
from firstline.domain.training.training import STANDINGS, Certificate, scope_words
from firstline.domain.training.training import Standing as Valid
from firstline.domain.training.transfer import Capability
from firstline.domain.training.transfer import why as who_can
from firstline.domain.words import Language, Text

_STYLE = (
    "@page{size:A4;margin:14mm}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei',sans-serif;font-size:9pt;color:#000}"
    "h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:10px 0 2px 0}p{margin:2px 0}"
    "table{border-collapse:collapse}"
    "th{text-align:left;font-weight:600;border-bottom:1px solid #666;padding:2px 6px 2px 0}"
    "td{vertical-align:top;border-bottom:1px solid #ccc;padding:2px 6px 2px 0}.q{color:#555}"
)
_MOST = 400  # actions on paper; the workbook holds all


@dataclass(frozen=True, slots=True)
class Standing:
    """What the report tells, as of `today`."""

    rows: Sequence[Row]
    actions: Sequence[ToDo]
    items: Sequence[Capability]
    today: date
    empty: Sequence[tuple[str, str, str]] = field(default=())


def report_page(told: Standing, language: Language) -> str:
    """Return the report: coverage by team, what is to be done, single points of knowledge."""
    say = language
    body = [f"<p class='q'>{told.today} · {escape(_definition().in_(say))}</p>",
            _head(Text("覆盖率", "Coverage"), say),
            _table((Text("站点", "Site"), Text("班组", "Team"), Text("人数", "People"),
                    Text("已持证/必修", "Held / musts"), Text("覆盖率", "Coverage")),
                   (25, 25, 12, 20, 18), _coverage(told.rows), say),
            _head(Text("行动清单", "To be done"), say), _actions(told, say)]  # fmt: skip
    heads = (Text("站点", "Site"), Text("能做什么", "What"), Text("结论", "How it stands"))
    items = [[one.site, one.name, who_can(one).in_(say)] for one in told.items]
    body += [_head(Text("知识转移", "Knowledge transfer"), say),
             _table(heads, (20, 35, 45), items, say)]  # fmt: skip
    if told.empty:
        body += [_head(Text("没有人在场的关键模块", "Critical modules with nobody there"), say),
                 "".join(f"<p>⚠ {escape(' · '.join(one))}</p>" for one in told.empty)]  # fmt: skip
    return _whole(Text("培训报告", "Training report").in_(say), "".join(body), say)


def _definition() -> Text:
    return Text("覆盖率 = 今天持证的必修 ÷ 全部必修(免修不计入)",
                "Coverage = musts held today ÷ all musts, waived ones left out")  # fmt: skip


def _coverage(rows: Sequence[Row]) -> list[list[str]]:
    counts: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        one = counts.setdefault((row.person.site, row.person.team), [0, 0, 0])
        one[0] += 1
        for cell in row.cells.values():
            if cell.need.must and cell.state is not State.WAIVED:
                one[1] += cell.holds
                one[2] += 1
    return [
        [
            site,
            team,
            str(people),
            f"{held}/{asked}",
            _percent(held, asked),
        ]
        for (site, team), (people, held, asked) in sorted(counts.items())
    ]


def _percent(held: int, asked: int) -> str:
    return f"{100 * held / asked:.1f} %" if asked else "—"


def _actions(told: Standing, say: Language) -> str:
    heads = (Text("期限", "Due"), Text("班组", "Team"), Text("姓名", "Name"),
             Text("课程", "Course"), Text("做什么", "To be done"), Text("原因", "Why"))  # fmt: skip
    rows = [
        [str(one.due), one.person.team, one.person.label, one.cell.need.course,
         f"{STATES[one.cell.state].in_(say)}: {DO[one.cell.state].in_(say)}",
         why(one.cell, told.today).in_(say)]
        for one in told.actions[:_MOST]
    ]  # fmt: skip
    left = len(told.actions) - len(rows)
    more = Text(f"还有 {left} 项,见 .xlsx。", f"{left} more; see the .xlsx.").in_(say)
    return _table(heads, (15, 12, 12, 11, 20, 30), rows, say) + (f"<p>{more}</p>" if left else "")


def sign_off_page(
    course: Course, day: date | None, people: Sequence[Person], language: Language
) -> str:
    """Return the sheet that those who take part sign, with room for result and score."""
    say = language
    level = f"{LEVELS[course.level].in_(say)} · {FORM_WORDS[course.form].in_(say)}"
    hours = Text(f"{course.hours} 小时", f"{course.hours} h").in_(say)
    when = str(day) if day else "________"
    day_word, teacher = Text("日期", "Day").in_(say), Text("讲师", "Teacher").in_(say)
    lead, test = Text("负责人", "Lead").in_(say), Text("考核", "Assessment").in_(say)
    body = [
        f"<p>{escape(course.title.in_(say))} · {level} · {hours}</p>",
        f"<p>{day_word}: {when} &nbsp; {teacher}: ________________</p>",
        f"<p>{test}: {escape(course.assessment.in_(say) or '—')}</p><p>&nbsp;</p>",
    ]
    heads = (Text("工号", "No."), Text("姓名", "Name"), Text("班组", "Team"),
             Text("签到", "Signature"), Text("分数", "Score"), Text("通过", "Passed"))  # fmt: skip
    rows = [[one.number, one.name, one.team, " ", " ", "☐"] for one in people]
    body += [
        _table(heads, (12, 18, 18, 28, 12, 12), rows, say, pad=9), "<p>&nbsp;</p>",
        f"<p>{teacher} ____________ &nbsp; {lead} ____________</p>",
    ]  # fmt: skip
    title = f"{Text('培训签到与考核表', 'Sign-off sheet').in_(say)} · {course.code}"
    return _whole(title, "".join(body), say)


def certificate_page(
    one: Certificate, course: Course | None, today: date, language: Language
) -> str:
    """Return a certificate; one that does not hold says so in its first line."""
    say = language
    title = course.title.in_(say) if course else ""
    until = str(one.until) if one.until else Text("长期", "for ever").in_(say)
    facts: Mapping[Text, str] = {
        Text("姓名", "Name"): one.person, Text("工号", "Employee no."): one.number or "—",
        Text("课程", "Course"): f"{one.course} {title}",
        Text("级别", "Level"): LEVELS[one.level].in_(say),
        Text("通过日期", "Passed on"): str(one.on), Text("分数", "Score"): one.score or "—",
        Text("有效到", "Valid until"): until,
        Text("范围", "Scope"): scope_words(one).in_(say),
        Text("开放", "Opens"): one.opens or "—", Text("凭据", "Proof"): one.proof or "—",
        Text("授予人", "Granted by"): one.granted_by or "—",
        Text("状态", "State"): f"{STANDINGS[one.standing(today)].in_(say)} ({today})",
        Text("编号", "Record"): one.id,
    }  # fmt: skip
    lines = "".join(
        f"<tr><td width='25%'>{escape(name.in_(say))}</td><td>{escape(value)}</td></tr>"
        for name, value in facts.items()
    )
    sign = Text("签字", "Signature").in_(say)
    stands = one.standing(today)
    top = "" if stands is Valid.VALID else f"<p>⚠ <b>{STANDINGS[stands].in_(say)}</b></p>"
    table = f"<table width='100%'>{lines}</table>"
    body = f"{top}<p>&nbsp;</p>{table}<p>&nbsp;</p><p>{sign} ____________</p>"
    return _whole(Text("培训证书", "Certificate").in_(say), body, say)


def _head(said: Text, language: Language) -> str:
    return f"<h2>{escape(said.in_(language))}</h2>"


def _table(
    heads: Sequence[Text], widths: Sequence[int], rows: Sequence[Sequence[str]],
    language: Language, *, pad: int = 2,
) -> str:  # fmt: skip
    if not rows:
        return f"<p class='q'>{Text('无', 'none').in_(language)}</p>"
    top = "".join(
        f"<th width='{wide}%'>{escape(one.in_(language))}</th>"
        for one, wide in zip(heads, widths, strict=True)
    )
    cell_ = f"<td style='padding:{pad}px 6px {pad}px 0;border-bottom:1px solid #ccc'>"
    lines = "".join(
        f"<tr>{''.join(f'{cell_}{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table width='100%'><tr>{top}</tr>{lines}</table>"


def _whole(title: str, body: str, language: Language) -> str:
    said = escape(title)
    return (
        f'<!DOCTYPE html><html lang="{language[:2]}"><head><meta charset="utf-8">'
        f"<title>{said}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{said}</h1>{body}</body></html>"
    )
