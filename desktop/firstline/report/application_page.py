"""An application to the vendor as a page for A4: what is asked, the site's facts, what lacks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from firstline.domain.contracts.application import (
    FACTS,
    FACTS_OF,
    NEEDED,
    SHEET,
    SORTS,
    Facts,
    missing,
    pains_of,
    sort_of,
)
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

_STYLE = (
    "@page{size:A4;margin:14mm}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei',sans-serif;font-size:10pt;color:#000}"
    "h1{font-size:16pt;margin:0}h2{font-size:11.5pt;margin:12px 0 2px 0}p{margin:2px 0}"
    ".q{color:#555}.l{font-weight:700}"
)
_OPEN = Text("(未填写)", "(not filled in)")
_NONE = Text("(台账中没有)", "(not in the registers)")
_LACKS = Text("还缺", "Still missing")
_SIGN = Text("申请单位(盖章)____________  日期 ____________",
             "Applicant ____________  Date ____________")  # fmt: skip
_INTRO: dict[str, Text] = {
    "preassess": Text(
        "为避免返工,现申请服务预评估,请就下列系统与痛点出具诊断报告。",
        "To avoid rework we ask for a service pre-assessment: a diagnosis report on the systems "
        "and pain points below.",
    ),
    "support_plan": Text(
        "现申请转型扶持计划,请在费用或服务上给予支持;目标、投入与回报如下。",
        "We ask to join the transformation support plan; goals, means and returns are below.",
    ),
    "voucher": Text(
        "现申请培训券,用于下列岗位与课程的培训。",
        "We ask for training vouchers for the roles and courses below.",
    ),
}
_OPTIONAL = ("amount", "budget", "evidence", "limits", "wish", "size", "pains")


def application_page(
    entity: "Entity", facts: Facts, now: datetime, language: Language, *, style: bool = True
) -> str:
    """Return the page; what is not known is said in its place and listed at the end."""
    sort = sort_of(entity)
    title = f"{SORTS[sort].in_(language)} · {text_of(entity, 'title')}"
    head = (text_of(entity, "party"), number_of(SHEET, entity), f"{now:%Y-%m-%d}")
    body = [f"<p class='q'>{escape(' · '.join(one for one in head if one))}</p>",
            f"<p>{escape(_INTRO[sort].in_(language))}</p>"]  # fmt: skip
    names = {one.id: one.name for one in SHEET.columns}
    fields = [*NEEDED[sort], *(one for one in _OPTIONAL if text_of(entity, one))]
    for name in dict.fromkeys(fields):
        if name == "party":
            continue
        said = pains_of(entity, facts) if name == "pains" else _lines(text_of(entity, name))
        body += _part(names[name], said, _OPEN, language)
    for name in FACTS_OF[sort]:
        body += _part(FACTS[name], _facts(name, facts, language), _NONE, language)
    lacks = missing(entity, facts)
    if lacks:
        told = "、".join(one.zh for one in lacks) if language == "zh_CN" else ", ".join(
            one.en for one in lacks
        )  # fmt: skip
        body.append(f"<p class='l'>⚠ {escape(_LACKS.in_(language))}: {escape(told)}</p>")
    body.append(f"<p>&nbsp;</p><p>{escape(_SIGN.in_(language))}</p>")
    rules = f"<style>{_STYLE}</style>" if style else ""
    return (
        f'<!DOCTYPE html><html lang="{language[:2]}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{rules}</head><body><h1>{escape(title)}</h1>"
        f"{''.join(body)}</body></html>"
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(one for one in text.splitlines() if one.strip())


def _part(name: Text, said: Sequence[str], otherwise: Text, language: Language) -> Iterable[str]:
    yield f"<h2>{escape(name.in_(language))}</h2>"
    if not said:
        yield f"<p class='q'>{escape(otherwise.in_(language))}</p>"
    yield from (f"<p>{escape(one)}</p>" for one in said)


def _facts(name: str, facts: Facts, language: Language) -> tuple[str, ...]:
    if name == "systems":
        return facts.systems
    if name == "risks":
        return tuple(one.in_(language) for one in facts.risks)
    if not facts.tickets:
        return ()
    whole = sum(facts.tickets.values())
    each = ", ".join(f"{priority} {many}" for priority, many in facts.tickets.items())
    return (Text(f"共 {whole} 张:{each}", f"{whole} in all: {each}").in_(language),)
