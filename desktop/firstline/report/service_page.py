"""A request from the catalogue as a page for A4: the answers, the criteria, what lacks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from firstline.domain.edits.edit import words_of
from firstline.domain.health.sheet import text_of
from firstline.domain.ledger.amount import CNY, plain_amount
from firstline.domain.services.catalogue import FAMILIES, Question
from firstline.domain.services.form import SHEET, answer_name, form_sheet
from firstline.domain.services.request import RESULTS, STATES, ServiceRequest
from firstline.domain.words import Language, Text

_STYLE = (
    "@page{size:A4;margin:14mm}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei',sans-serif;font-size:10pt;color:#000}"
    "h1{font-size:16pt;margin:0}h2{font-size:11.5pt;margin:12px 0 2px 0}p{margin:2px 0}"
    "td{padding:2px 10px 2px 0;vertical-align:top}.q{color:#555}.l{font-weight:700}"
)
_INTRO = Text(
    "现申请下列增值服务,请就范围、价格、有效期与交付日报价;验收按下列标准逐条进行。",
    "We ask for the service below. Please quote scope, price, validity and day of delivery; "
    "acceptance goes by the criteria below, one by one.",
)
_OPEN = Text("(未填写)", "(not filled in)")
_LACKS, _WAY = Text("还缺", "Still missing"), Text("进展", "How far it is")
_FORM, _PROTECT = Text("申请表", "Form"), Text("数据保护", "Protection of data")
_CRITERIA = Text("验收标准", "Acceptance criteria")
_LEAD = Text("目录交付期(工作日)", "Lead time of the catalogue (working days)")
_SIGN = Text("申请单位(盖章)____________  日期 ____________",
             "Applicant ____________  Date ____________")  # fmt: skip
_HEAD = ("purpose", "product", "site", "amount", "mode", "onsite_why", "wish", "contact")


def service_page(
    one: ServiceRequest, lacks: Sequence[Text], now: datetime, language: Language, *,
    style: bool = True,
) -> str:  # fmt: skip
    """Return the page; the budget stays at home, and what is missing is listed at the end."""
    say, item = language, one.item
    title = f"{SHEET.name.in_(say)} · {item.title.in_(say)}"
    family = FAMILIES[item.family].in_(say)
    head = (text_of(one.entity, "vendor"), one.number, family, f"{now:%Y-%m-%d}")
    body = [f"<p class='q'>{escape(' · '.join(each for each in head if each))}</p>",
            f"<p>{escape(_INTRO.in_(say))}</p>", _table(_stated(one, say))]  # fmt: skip
    plain = [each for each in item.questions if not each.protects]
    guards = [each for each in item.questions if each.protects]
    for name, asked in ((_FORM, plain), (_PROTECT, guards)):
        if asked:
            body.append(f"<h2>{escape(name.in_(say))}</h2>")
            body += _answers(one, asked, say)
    body.append(f"<h2>{escape(_CRITERIA.in_(say))}</h2>")
    body.append(_table(_criteria(one, say)))
    way = list(_way(one, say))
    if way:
        body += [f"<h2>{escape(_WAY.in_(say))}</h2>", _table(way)]
    if lacks:
        told = (";" if say == "zh_CN" else "; ").join(each.in_(say) for each in lacks)
        body.append(f"<p class='l'>⚠ {escape(_LACKS.in_(say))}: {escape(told)}</p>")
    body.append(f"<p>&nbsp;</p><p>{escape(_SIGN.in_(say))}</p>")
    rules = f"<style>{_STYLE}</style>" if style else ""
    return (
        f'<!DOCTYPE html><html lang="{say[:2]}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{rules}</head><body><h1>{escape(title)}</h1>"
        f"{''.join(body)}</body></html>"
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = (f"<tr><td class='q'>{escape(name)}</td><td>{escape(said)}</td></tr>"
             for name, said in rows)  # fmt: skip
    return f"<table>{''.join(lines)}</table>"


def _stated(one: ServiceRequest, say: Language) -> Iterable[tuple[str, str]]:
    for name in _HEAD:
        column = SHEET.column(name)
        value = words_of(one.entity.fields.get(name))
        known = column.choices.get(value)
        if value or name == "purpose":
            said = known.in_(say) if known else value or _OPEN.in_(say)
            yield column.name.in_(say).removeprefix("★ "), said
    if one.item.lead_days is not None:
        yield _LEAD.in_(say), str(one.item.lead_days)


def _answers(one: ServiceRequest, asked: Sequence[Question], say: Language) -> Iterable[str]:
    sheet = form_sheet(one.item)
    for each in asked:
        value = text_of(one.entity, answer_name(each))
        known = sheet.column(answer_name(each)).choices.get(value)
        said = known.in_(say) if known else value
        yield f"<p class='l'>{escape(each.words.in_(say))}</p>"
        lines = said.splitlines() or [_OPEN.in_(say)]
        yield from (f"<p class='{'' if said else 'q'}'>{escape(line)}</p>" for line in lines)


def _criteria(one: ServiceRequest, say: Language) -> Iterable[tuple[str, str]]:
    for at, each in enumerate(one.criteria, 1):
        told = f"{RESULTS[each.result].in_(say)} {each.by}" if each.last else ""
        said = f"{each.criterion.words.in_(say)}  {told}".rstrip()
        yield f"{at}", said


def _way(one: ServiceRequest, say: Language) -> Iterable[tuple[str, str]]:
    quote = one.quote
    if quote is not None:
        until = f" · {quote.valid}" if quote.valid else ""
        yield Text("报价(元)", "Quote (CNY)").in_(say), (
            f"{plain_amount(quote.fen, CNY)} · {quote.ref}{until}"
        )  # fmt: skip
        yield Text("状态", "State").in_(say), STATES[one.state].in_(say)
    if one.due is not None:
        yield Text("应交付", "Due").in_(say), one.due.isoformat()
    if one.delivered is not None:
        yield Text("已交付", "Delivered").in_(say), one.delivered.isoformat()
