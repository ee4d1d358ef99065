"""The acceptance sheet: each process with its rate, its cases, known defects and the signature."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from firstline.domain.health.sheet import text_of
from firstline.domain.runbook.runbook import ROLES, SEVERITIES
from firstline.domain.uat.case import said_in
from firstline.domain.uat.standing import STATES, Process, Standing
from firstline.domain.words import Language, Text

_TITLE = Text("用户验收签字单", "User acceptance: sign-off sheet")
_RULE = Text(
    "通过率的分母是全部用例;未测、跳过和改动后未重测的用例都不算通过。",
    "The denominator is all cases; untested, skipped and changed cases do not count as passed.",
)
_HEADS = (Text("编号", "Code"), Text("用例", "Case"), Text("级别", "Severity"),
          Text("需求", "Requirements"), Text("结果", "Result"), Text("测试人", "Tester"),
          Text("执行", "Run"))  # fmt: skip
_WIDTHS = (10, 32, 9, 12, 15, 12, 10)
_DEFECTS = (Text("用例", "Case"), Text("步骤", "Step"), Text("级别", "Severity"),
            Text("工单", "Ticket"))  # fmt: skip
_STYLE = (
    "@page{size:A4;margin:14mm}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei',sans-serif;font-size:9pt;color:#000}"
    "h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:12px 0 2px 0}p{margin:2px 0}"
    "table{border-collapse:collapse}"
    "th{text-align:left;font-weight:600;border-bottom:1px solid #666;padding:2px 6px 2px 0}"
    "td{vertical-align:top;border-bottom:1px solid #ccc;padding:2px 6px 2px 0}"
    ".q{color:#555}.l{font-weight:700}"
)


def signoff_page(found: Sequence[Process], now: datetime, language: Language) -> str:
    """Return the sheet for A4, readable by a browser and by Qt's rich text alike."""
    title = escape(_TITLE.in_(language))
    project = ", ".join(dict.fromkeys(one.project for one in found if one.project))
    under = " · ".join(part for part in (project, f"{now:%Y-%m-%d %H:%M}") if part)
    body = "".join(_process(one, language) for one in found)
    return (
        f'<!DOCTYPE html><html lang="{language[:2]}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"<p class='q'>{escape(under)}</p><p class='q'>{escape(_RULE.in_(language))}</p>"
        f"{body}</body></html>"
    )


def _process(one: Process, language: Language) -> str:
    name = one.name if language == "zh_CN" else one.name_en or one.name
    parts = [
        f"<h2>{escape(name)}</h2>", f"<p class='l'>{escape(one.rate.in_(language))}</p>",
        _table(_HEADS, _WIDTHS, [_case(case, language) for case in one.cases], language),
    ]  # fmt: skip
    defects = [
        [text_of(run.entity, "code"), str(found.step), _grave(found.severity, language),
         found.ticket]
        for run, found in one.open_defects
    ]  # fmt: skip
    if defects:
        head = Text("未解决的缺陷", "Open defects").in_(language)
        parts += [f"<p class='l'>{escape(head)}</p>",
                  _table(_DEFECTS, (20, 10, 20, 50), defects, language)]  # fmt: skip
    return "".join([*parts, _signature(one, language)])


def _case(one: Standing, language: Language) -> list[str]:
    case = one.case
    last = one.heads[-1] if one.heads else None
    return [
        one.code, said_in(case, "title", language), _grave(text_of(case, "severity"), language),
        text_of(case, "requirements"), STATES[one.state].in_(language),
        ", ".join(dict.fromkeys(run.tester for run in one.heads)), last.number if last else "",
    ]  # fmt: skip


def _grave(severity: str, language: Language) -> str:
    names = {str(one): words for one, words in SEVERITIES.items()}
    return names[severity].in_(language) if severity in names else severity


def _signature(one: Process, language: Language) -> str:
    held = one.signature
    if held is not None and one.signed:
        role = ROLES.get(held.role, Text(held.role, held.role)).in_(language)
        head = Text("已签字", "Signed").in_(language)
        tail = f"<p>{escape(held.note)}</p>" if held.note else ""
        said = escape(f"{head}: {held.by} ({role}) {held.at:%Y-%m-%d %H:%M}")
        return f"<p class='l'>{said}</p>{tail}"
    why = [flag.why.in_(language) for flag in one.stops]
    void = Text("签字后情况有变,签字已失效。", "Things changed since: the signature is void.")
    lines = [*([void.in_(language)] if one.void else []), *why]
    stops = "".join(f"<p>✗ {escape(line)}</p>" for line in lines)
    role, person = (text_of(one.held, part) if one.held else "" for part in ("role", "person"))
    who = ROLES[role].in_(language) if role in ROLES else ""
    sign = Text(f"签字 {who} {person} ____________  日期 ________",
                f"Signature {who} {person} ____________  Date ________")  # fmt: skip
    return f"{stops}<p>&nbsp;</p><p>{escape(sign.in_(language))}</p>"


def _table(
    heads: Sequence[Text], widths: Sequence[int], rows: Sequence[Sequence[str]], language: Language
) -> str:
    top = "".join(
        f"<th width='{wide}%'>{escape(one.in_(language))}</th>"
        for one, wide in zip(heads, widths, strict=True)
    )
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(one or '—')}</td>" for one in row) + "</tr>" for row in rows
    )
    return f"<table width='100%' cellspacing='0'><tr>{top}</tr>{lines}</table>"
